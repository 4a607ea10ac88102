"""Våra tal: what a kommun reads of its three numbers, answers, proposes and gets back."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Mandate, Role
from accounts.services import organisation_of
from allocation.models import Form, Frame, Reason, Round, Transfer
from allocation.processes import Process
from allocation.services.adjustments import post_adjustment
from allocation.services.proposals import accept_model_run
from allocation.services.rounds import plan_round, set_totals
from allocation.services.runs import request_model_run
from allocation.services.transfers import propose_transfer
from dialogue.models import Deadline, Response
from dialogue.services import reply
from journal import jobs
from municipalities.models import Observation, StatutoryNumber
from tests.support import builders as b
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.django_db

NORRKOPING, LINKOPING, MJOLBY = "0581", "0580", "0586"
PAGE = f"/kommun/{NORRKOPING}/2026"
ANSWER = f"{PAGE}/kommuntal/svar"
RECEIPT = re.compile("[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}")


@pytest.fixture
def round() -> Round:
    return b.proposed_round()


@pytest.fixture
def frame(round: Round) -> Frame:
    """In dialogue; Norrköping's proposal is 33 of the länstal 430."""
    frame = b.frame_of(round)
    b.open_talk(frame)
    return b.frame_of(round)


@pytest.fixture
def norrkoping() -> Visitor:
    return Visitor(b.user(b.KOMMUN, NORRKOPING))


def card(page: Page, process: str) -> str:
    cards = [article for article in page.soup.select("article.number-card") if process in article.get_text()]
    return re.sub(r"\s+", " ", cards[0].get_text(" ").replace("\u00a0", " "))


def published_2018() -> Round:
    """The real year: its länstal and its kommuntal."""
    officer, lanstal = b.migrationsverket(), StatutoryNumber.objects.lanstal(2018)
    round = plan_round(actor=officer, process=Process.KOMMUNTAL, year=2018, in_force_from=date(2018, 1, 1))
    set_totals(
        actor=officer,
        round=round,
        national=sum(lanstal.values()),
        counties=lanstal,
        statutory=True,
        legal_basis="SFS 2016:40",
    )
    numbers = Observation.objects.values_by_code("kommuntal", 2018)
    b.receive(round, {(code, "samtliga"): int(value) for code, value in numbers.items() if value is not None})
    return round


def propose(frame: Frame, legs: dict[str, int]) -> Transfer:
    return propose_transfer(
        actor=b.lansstyrelse("05"),
        frame=frame,
        target_group=b.group_of(frame.round),
        legs=legs,
        form=Form.AGREEMENT,
        reason=Reason.HOUSING,
        text="Lediga bostäder.",
    )


def pass_the_deadline(frame: Frame) -> None:
    Deadline.objects.create(
        frame=frame,
        at=timezone.now() - timedelta(hours=1),
        set_at=timezone.now(),
        actor_name="",
        event_number=1,
    )


# What the numbers are


def test_a_proposal_is_called_a_proposal_and_what_has_not_come_is_awaited(frame: Frame, norrkoping: Visitor) -> None:
    page = norrkoping.get(f"/kommun/{NORRKOPING}")
    assert page.path == PAGE
    assert page.heading == "Norrköpings tal för 2026"
    assert "33 personer, förslag" in card(page, "Kommuntal")
    assert "Ej svarat. Svara senast" in card(page, "Kommuntal")
    assert "ingen omgång" in card(page, "Andelstal")
    b.plan(Process.FORDELNINGSTAL)
    assert "förslaget har inte kommit" in card(norrkoping.get(PAGE), "Fördelningstal")
    assert "senast" in page.soup.select_one("header .lead").get_text()  # type: ignore[union-attr]


def test_agreed_pending_and_own_deviation_each_stand_by_their_own_name(frame: Frame, norrkoping: Visitor) -> None:
    b.agree(frame, {NORRKOPING: -4, LINKOPING: 4})
    propose(frame, {NORRKOPING: -2, MJOLBY: 2})
    post_adjustment(
        actor=b.lansstyrelse("05"),
        frame=frame,
        target_group=b.group_of(frame.round),
        legs={NORRKOPING: 1, MJOLBY: -1},
        form=Form.OWN,
        reason=Reason.HOUSEHOLDS,
        text="Stora hushåll.",
    )
    said = card(norrkoping.get(PAGE), "Kommuntal")
    assert "33 personer, förslag" in said  # nothing is decided: the proposal leads
    assert "Överenskommet 29 , −4 genom omfördelning" in said
    assert "Ej godkänt −2 , föreslagen omfördelning" in said
    assert "Förslag till beslut 30 , avsteg +1" in said


def test_a_decided_number_leads_with_what_the_proposal_was(frame: Frame, norrkoping: Visitor) -> None:
    b.agree(frame, {NORRKOPING: -4, LINKOPING: 4})
    b.decide_frame(frame)
    page = norrkoping.get(PAGE)
    assert "29 personer, beslutat" in card(page, "Kommuntal")
    assert "Förslaget var 33" in card(page, "Kommuntal")
    assert f"Beslutat av länsstyrelsen {timezone.localdate()}" in card(page, "Kommuntal")
    assert f"{ANSWER}" not in page.links()  # nothing more to answer


def test_a_handed_over_number_is_not_yet_fastställt(norrkoping: Visitor) -> None:
    frame = b.frame_of(b.proposed_round(Process.ANDELSTAL))
    b.decide_frame(frame)
    assert "‰, överlämnat, ej fastställt" in card(norrkoping.get(PAGE), "Andelstal")


def test_every_target_group_has_its_number(norrkoping: Visitor) -> None:
    groups = (("folkbokforda", "Folkbokförda skyddsbehövande"), ("abo_kvot", "Anläggningsboende och kvotflyktingar"))
    b.proposed_round(groups=groups)
    said = card(norrkoping.get(PAGE), "Kommuntal")
    assert "Folkbokförda skyddsbehövande: 16" in said
    assert "Anläggningsboende och kvotflyktingar: 16" in said


def test_preliminary_totals_are_said(norrkoping: Visitor) -> None:
    b.proposed_round(statutory=False)
    assert "Preliminärt" in card(norrkoping.get(PAGE), "Kommuntal")


def test_an_imported_number_is_never_explained_as_ours(frame: Frame, norrkoping: Visitor) -> None:
    said = norrkoping.get(PAGE).section("#tillkomst-kommuntal")
    assert "Migrationsverkets vikter är inte offentliga" in said
    assert "Jämkas egen beräkning" not in said


def test_a_computed_number_is_shown_step_by_step_and_as_ours(norrkoping: Visitor) -> None:
    round = b.plan()
    run = request_model_run(actor=b.migrationsverket(), round=round)
    jobs.run(run.job_id)  # type: ignore[arg-type]
    run.refresh_from_db()
    accept_model_run(actor=b.migrationsverket(), run=run)
    page = norrkoping.get(PAGE)
    said = page.section("#tillkomst-kommuntal")
    assert "Jämkas egen beräkning, inte Migrationsverkets" in said
    assert "skattekraft står in för arbetsmarknadsindex" in said
    steps = page.soup.select("#steg-kommuntal tbody td.numeric")
    shown = sum(float(step.get_text().replace("−", "-").replace(",", ".")) for step in steps)
    result = next(r for r in run.result["rows"] if r["kommunkod"] == NORRKOPING)
    assert shown == pytest.approx(result["amount"], abs=0.02)  # each step is rounded to two decimals
    assert page.row("Beräknat tal")[1] == str(result["amount"])
    assert len(page.soup.select("svg.waterfall rect")) == len(steps) + 1


def test_the_history_says_what_changed_the_number_and_why(frame: Frame, norrkoping: Visitor) -> None:
    b.agree(frame, {NORRKOPING: -4, LINKOPING: 4}, text="Linköping har lägenheter.")
    rows = norrkoping.get(PAGE).soup.select("#historik-kommuntal tbody tr")
    assert [row.find("th").get_text() for row in rows] == ["Förslag", "Omfördelning"]  # type: ignore[union-attr]
    assert "Linköping har lägenheter." in rows[1].get_text()


def test_a_revidering_leaves_the_earlier_decided_number_to_be_read(norrkoping: Visitor) -> None:
    b.decide_all(b.proposed_round())
    b.plan(revision=1, in_force_from=timezone.localdate() + timedelta(days=30))
    page = norrkoping.get(PAGE)
    assert "förslaget har inte kommit" in card(page, "Kommuntal")
    assert page.row("2026")[1] == "33"


def test_a_year_that_is_over_stands_beside_its_outcome(norrkoping: Visitor) -> None:
    year, other = f"/kommun/{NORRKOPING}/2018", f"/kommun/{NORRKOPING}/2026"
    b.decide_all(published_2018())
    b.plan()
    page = norrkoping.get(year)
    assert "26 personer, beslutat" in card(page, "Kommuntal")
    assert "av kommuntalet 26" in page.text
    assert "96,0 % Riket" in page.text
    assert "/utfall/2018" in page.links()
    assert "Riket" not in norrkoping.get(other).text
    assert norrkoping.get(other).row("2018")[1] == "26"


def test_borås_takes_no_s_and_a_strangers_page_is_closed(round: Round) -> None:
    assert Visitor(b.user(b.KOMMUN, "1490")).get("/kommun/1490/2026").heading == "Borås tal för 2026"
    assert Visitor(b.user(b.KOMMUN, "1490")).get(PAGE).status == 403


def test_a_year_without_a_round_is_not_a_page(frame: Frame, norrkoping: Visitor) -> None:
    assert norrkoping.get(f"/kommun/{NORRKOPING}/2031").status == 404


def test_the_page_costs_as_many_queries_in_a_large_lan_as_in_a_small(round: Round) -> None:
    costs = []
    for code in ("1480", "0880"):  # of 49 kommuner, and of 12
        visitor = Visitor(b.user(b.KOMMUN, code))
        visitor.get(f"/kommun/{code}/2026")
        with CaptureQueriesContext(connection) as queries:
            visitor.get(f"/kommun/{code}/2026")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 40


# Kommunens svar


def test_a_draft_is_saved_unfinished_and_read_by_nobody_else(frame: Frame, norrkoping: Visitor) -> None:
    saved = norrkoping.send(ANSWER, "spara", text="Vi väntar på nämnden.")
    assert "Utkastet är sparat" in saved.text
    assert saved.soup.select_one("textarea[name=text]").get_text().strip() == "Vi väntar på nämnden."  # type: ignore[union-attr]
    assert "senast sparat" in norrkoping.get(PAGE).text
    for other in (b.user(b.LANSSTYRELSE, "05"), b.user(b.KOMMUN, LINKOPING), b.user(b.MIGRATIONSVERKET)):
        assert "senast sparat" not in Visitor(other).get(PAGE).text


def test_an_answer_is_checked_before_it_is_sent_and_gives_a_receipt(frame: Frame, norrkoping: Visitor) -> None:
    checked = norrkoping.send(
        ANSWER,
        "granska",
        answer=Response.Answer.WANTS_FEWER,
        lagst_samtliga="25",
        hogst_samtliga="29",
        text="Högt mottagande 2024.",
        anchoring=Response.Anchoring.COMMITTEE,
        reserved="on",
        reservation_until="2026-12-10",
    )
    assert checked.path.endswith("/svar/granska")
    for words in ("Vill omfördela till annan kommun", "25–29 personer", "Nämnd", "väntas 2026-12-10"):
        assert words in checked.text
    assert Response.objects.submitted().count() == 0

    receipt = norrkoping.send(checked.path, "Lämna svaret")
    found = RECEIPT.search(receipt.heading)
    assert found
    assert Response.objects.submitted().get().receipt == found.group()
    assert found.group() in norrkoping.get(PAGE).text
    assert "25–29 personer" in Visitor(b.user(b.LANSSTYRELSE, "05")).get(receipt.path).text


def test_what_lacks_an_answer_is_not_sent_and_keeps_what_was_entered(frame: Frame, norrkoping: Visitor) -> None:
    page = norrkoping.send(ANSWER, "granska", text="En text.", hogst_samtliga="åtta")
    assert page.status == 422
    assert "Välj vad kommunen svarar" in page.text
    assert "”åtta” är inte ett tal" in page.text
    assert page.soup.select_one("[name=hogst_samtliga]")["value"] == "åtta"  # type: ignore[index]
    assert page.soup.select_one("textarea[name=text]").get_text().strip() == "En text."  # type: ignore[union-attr]


def test_an_unfinished_draft_cannot_be_sent_by_going_straight_to_the_check(frame: Frame, norrkoping: Visitor) -> None:
    norrkoping.send(ANSWER, "spara", text="Påbörjat.")
    refused = norrkoping.send(f"{ANSWER}/granska", "Lämna svaret")
    assert "säger inte vad kommunen svarar" in refused.text
    assert Response.objects.submitted().count() == 0


def test_a_synpunkt_without_words_is_refused_in_words(frame: Frame, norrkoping: Visitor) -> None:
    norrkoping.send(ANSWER, "granska", answer=Response.Answer.CONTRIBUTION)
    refused = norrkoping.send(f"{ANSWER}/granska", "Lämna svaret")
    assert refused.status == 409
    assert "Skriv synpunkten" in refused.text


def test_a_share_is_wished_for_with_a_decimal_comma(norrkoping: Visitor) -> None:
    b.open_talk(b.frame_of(b.proposed_round(Process.ANDELSTAL)))
    checked = norrkoping.send(
        f"{PAGE}/andelstal/svar", "granska", answer=Response.Answer.WANTS_MORE, lagst_samtliga="4,30", text="HVB finns."
    )
    assert "minst 4,30 ‰" in checked.text
    wish = Response.objects.get().wishes.get()
    assert (wish.least, wish.most) == (430, None)


def test_a_late_answer_is_taken_and_marked_late(frame: Frame, norrkoping: Visitor) -> None:
    pass_the_deadline(frame)
    assert "Svarstiden är ute" in norrkoping.get(ANSWER).text
    norrkoping.send(ANSWER, "granska", answer=Response.Answer.NO_OBJECTION)
    receipt = norrkoping.send(f"{ANSWER}/granska", "Lämna svaret")
    assert "registrerat som försenat" in receipt.text
    assert Response.objects.get().late


def test_a_second_answer_follows_the_first_and_both_receipts_remain(frame: Frame, norrkoping: Visitor) -> None:
    for answer in (Response.Answer.NO_OBJECTION, Response.Answer.WANTS_MORE):
        norrkoping.send(ANSWER, "granska", answer=answer)
        norrkoping.send(f"{ANSWER}/granska", "Lämna svaret")
    page = norrkoping.get(PAGE)
    assert len(RECEIPT.findall(page.text)) == 2
    assert "Kan vara mottagande kommun, svar lämnat" in card(page, "Kommuntal")


def test_lansstyrelsens_svar_stands_beside_the_answer(frame: Frame, norrkoping: Visitor) -> None:
    norrkoping.send(ANSWER, "granska", answer=Response.Answer.CONTRIBUTION, text="Vi vill ha färre.")
    receipt = norrkoping.send(f"{ANSWER}/granska", "Lämna svaret")
    reply(actor=b.lansstyrelse("05"), response=Response.objects.get(), handling="part", text="Fyra färre.")
    for path in (PAGE, receipt.path):
        said = norrkoping.get(path).text
        assert "Ingår delvis i förslag till beslut" in said
        assert "Fyra färre." in said


def test_a_discarded_draft_is_gone_and_what_was_sent_is_not(frame: Frame, norrkoping: Visitor) -> None:
    norrkoping.send(ANSWER, "spara", text="Ångrat.")
    norrkoping.send(ANSWER, "Kasta utkastet")
    assert Response.objects.count() == 0


def test_before_the_dialogue_there_is_nothing_to_answer_and_the_page_says_when(
    round: Round, norrkoping: Visitor
) -> None:
    assert "Länsstyrelsen öppnar dialogen" in norrkoping.get(ANSWER).text
    assert ANSWER not in norrkoping.get(PAGE).links()


def test_gotland_has_no_dialogue(round: Round) -> None:
    gotland = Visitor(b.user(b.KOMMUN, "0980"))
    assert "har en enda kommun" in gotland.get("/kommun/0980/2026/kommuntal/svar").text
    assert gotland.get("/kommun/0980/2026/kommuntal/omfordelning").status == 404
    assert not gotland.get("/kommun/0980/2026").soup.select("article.number-card .actions a")


def test_a_reader_sees_the_numbers_and_no_buttons(frame: Frame) -> None:
    reader = Visitor(b.user(b.KOMMUN, NORRKOPING, Role.LASARE))
    page = reader.get(PAGE)
    assert not page.soup.select("article.number-card .actions a")
    assert reader.get(ANSWER).status == 403


def test_a_fullmakt_opens_the_neighbours_page_for_its_process(frame: Frame) -> None:
    Mandate.objects.create(
        organisation=organisation_of(b.KOMMUN, MJOLBY),
        municipality_id=NORRKOPING,
        process=Process.KOMMUNTAL,
        valid_from=timezone.localdate(),
    )
    mjolby = Visitor(b.user(b.KOMMUN, MJOLBY))
    mjolby.send(ANSWER, "granska", answer=Response.Answer.NO_OBJECTION)
    mjolby.send(f"{ANSWER}/granska", "Lämna svaret")
    given = Response.objects.submitted().get()
    assert (given.municipality_id, given.organisation.municipality_id) == (NORRKOPING, MJOLBY)
    b.open_talk(b.frame_of(b.proposed_round(Process.ANDELSTAL)))
    page = mjolby.get(PAGE)
    assert f"{PAGE}/andelstal/svar" not in page.links()
    assert f"/kommun/{MJOLBY}/2026" in page.links()  # and back to their own


# Omfördelning


def test_a_kommun_proposes_to_named_kommuner_and_sees_what_awaits_approval(frame: Frame, norrkoping: Visitor) -> None:
    made = norrkoping.send(
        f"{PAGE}/kommuntal/omfordelning",
        **{f"andring_{NORRKOPING}": "−5", f"andring_{LINKOPING}": "3", f"andring_{MJOLBY}": "2"},
        text="Lediga bostäder.",
    )
    transfer = Transfer.objects.get()
    assert made.path == f"/omfordelning/{transfer.pk}"
    assert dict(transfer.current.legs.values_list("municipality_id", "amount")) == {
        NORRKOPING: -5,
        LINKOPING: 3,
        MJOLBY: 2,
    }
    linkoping = Visitor(b.user(b.KOMMUN, LINKOPING)).get(f"/kommun/{LINKOPING}/2026")
    assert "Väntar på ert godkännande" in linkoping.text
    assert made.path in linkoping.links()


def test_a_proposal_that_does_not_sum_is_refused_with_the_difference_and_kept(
    frame: Frame, norrkoping: Visitor
) -> None:
    page = norrkoping.send(
        f"{PAGE}/kommuntal/omfordelning",
        **{f"andring_{NORRKOPING}": "-5", f"andring_{LINKOPING}": "3"},
        text="Lediga bostäder.",
    )
    assert page.status == 409
    assert "ska vara noll men är −2" in page.text
    assert page.soup.select_one(f"[name=andring_{LINKOPING}]")["value"] == "3"  # type: ignore[index]
    assert Transfer.objects.count() == 0
