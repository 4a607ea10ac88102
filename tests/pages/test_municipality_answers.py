"""Kommunens svar from draft to receipt, and what a kommun proposes to its neighbours."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Mandate, Role
from accounts.services import organisation_of
from allocation.models import Frame, Round, Transfer
from allocation.processes import Process
from dialogue.models import Deadline, Response
from dialogue.services import reply, save_draft, submit_response
from municipalities.models import Municipality
from tests.support import builders as b
from tests.support.municipality_page import LINKOPING, MJOLBY, NORRKOPING, PAGE, card, propose
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db

ANSWER = f"{PAGE}/kommuntal/svar"
RECEIPT = re.compile("[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}")


@pytest.fixture
def round() -> Round:
    return b.proposed_round()


@pytest.fixture
def frame(round: Round) -> Frame:
    """In dialogue."""
    frame = b.frame_of(round)
    b.open_talk(frame)
    return b.frame_of(round)


@pytest.fixture
def norrkoping() -> Visitor:
    return Visitor(b.user(b.KOMMUN, NORRKOPING))


def pass_the_deadline(frame: Frame) -> None:
    Deadline.objects.create(
        frame=frame,
        at=timezone.now() - timedelta(hours=1),
        set_at=timezone.now(),
        actor_name="",
        event_number=1,
    )


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
    assert page.soup.select_one(f'header nav a[href="/kommun/{MJOLBY}"]')  # the menu leads to their own
    assert f"{PAGE}/andelstal/svar" not in page.links()
    assert f"/kommun/{MJOLBY}/2026" in page.links()  # and back to their own


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


def test_what_the_neighbours_wish_and_have_not_agreed_on_is_not_shown_to_a_kommun(
    frame: Frame, norrkoping: Visitor
) -> None:
    linkoping = Visitor(b.user(b.KOMMUN, LINKOPING))
    draft = save_draft(
        actor=b.kommun(LINKOPING),
        frame=frame,
        municipality=Municipality.objects.get(pk=LINKOPING),
        answer=Response.Answer.WANTS_MORE,
        wishes={"samtliga": (41, 41)},
    )
    submit_response(actor=b.kommun(LINKOPING), response=draft)
    propose(frame, {LINKOPING: 3, MJOLBY: -3})
    form = "kommuntal/omfordelning"
    assert "önskar 41" in linkoping.get(f"/kommun/{LINKOPING}/2026/{form}").text
    seen = norrkoping.get(f"{PAGE}/{form}").text
    assert "önskar" not in seen
    assert "ej godkänt" not in seen


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
