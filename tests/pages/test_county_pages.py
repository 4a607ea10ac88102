"""Länets tal: what a länsstyrelse reads, and what it does from there: dialogue, avsteg, svar, beredning, beslut."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.models import Role
from allocation.models import Frame, FrameState, Kind, Proposal, Round, Transaction, Transfer
from allocation.processes import Process
from allocation.services.decisions import prepare, send_back
from allocation.services.proposals import accept_numbers
from dialogue.models import Reply, Response
from dialogue.overview import deadline
from dialogue.services import close_dialogue, save_draft, submit_response
from municipalities.models import Municipality
from tests.support import builders as b
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.django_db

NORRKOPING, LINKOPING, MJOLBY, KINDA = "0581", "0580", "0586", "0513"
LAN = "/lan/05/2026"
KOMMUNTAL = f"{LAN}/kommuntal"


@pytest.fixture
def round() -> Round:
    return b.proposed_round()


@pytest.fixture
def frame(round: Round) -> Frame:
    """In dialogue: 430 persons shared equally among 13 kommuner, 34 or 33 each."""
    b.open_talk(b.frame_of(round))
    return b.frame_of(round)


@pytest.fixture
def officer() -> Visitor:
    return Visitor(b.user(b.LANSSTYRELSE, "05"))


@pytest.fixture
def decider() -> Visitor:
    return Visitor(b.user(b.LANSSTYRELSE, "05", Role.BESLUTSFATTARE))


def heard(frame: Frame, code: str, answer: str = Response.Answer.CONTRIBUTION, **said: object) -> Response:
    """A kommun's svar, submitted."""
    municipality = Municipality.objects.get(pk=code)
    draft = save_draft(actor=b.kommun(code), frame=frame, municipality=municipality, answer=answer, **said)  # type: ignore[arg-type]
    return submit_response(actor=b.kommun(code), response=draft)


def cell(page: Page, kommun: str, heading: str) -> str:
    """What stands under a heading in a kommun's row."""
    headings = [th.get_text(" ", strip=True) for th in page.soup.select("#lanets-tal thead tr:last-child th")]
    return page.row(kommun)[headings.index(heading)]


def headings(page: Page) -> list[str]:
    return [th.get_text(" ", strip=True) for th in page.soup.select("#lanets-tal thead tr:last-child th")]


def buttons(page: Page) -> list[str]:
    return [a.get_text(" ", strip=True) for a in page.soup.select(".sum-banner a")]


# What the page says


def test_each_kind_of_number_stands_in_a_column_of_its_own(frame: Frame, officer: Visitor) -> None:
    b.agree(frame, {NORRKOPING: -4, LINKOPING: 4})
    b.propose(frame, {NORRKOPING: -2, MJOLBY: 2})
    b.adjust(frame, {NORRKOPING: 1, KINDA: -1})
    heard(frame, NORRKOPING, wishes={"samtliga": (None, 25)}, text="Bostadsbrist.")
    page = officer.get(LAN)
    now = {
        heading: cell(page, "Norrköping", heading)
        for heading in ("Förslag", "Önskemål", "Omfördelat", "Överenskommet", "Ej godkänt", "Eget avsteg")
    }
    assert now == {
        "Förslag": "33",
        "Önskemål": "högst 25",
        "Omfördelat": "−4",
        "Överenskommet": "29",
        "Ej godkänt": "−2",
        "Eget avsteg": "+1",
    }
    assert cell(page, "Norrköping", "Förslag till beslut").startswith("30")
    assert cell(page, "Norrköping", "Avsteg från förslaget") == "−3 (−9 %)"
    assert cell(page, "Norrköping", "Kommunens svar") == "Synpunkt"
    assert cell(page, "Linköping", "Kommunens svar") == "Ej svarat"


def test_what_is_not_agreed_looks_different_from_what_is(frame: Frame, officer: Visitor) -> None:
    b.propose(frame, {NORRKOPING: -2, MJOLBY: 2})
    table = officer.get(LAN).soup.select_one("#lanets-tal")
    assert table
    assert [tag.get_text(strip=True) for tag in table.select(".pending")] == ["+2", "−2"]
    assert "430" in officer.get(LAN).row("Länet")


def test_the_sum_is_always_said_and_always_true(frame: Frame, officer: Visitor) -> None:
    assert "Summan stämmer med länstalet 430 av 430 personer" in officer.get(LAN).section(".sum-banner")
    b.agree(frame, {NORRKOPING: -4, LINKOPING: 4})
    assert "430 av 430 personer" in officer.get(LAN).section(".sum-banner")


def test_the_three_processes_stand_side_by_side_and_what_has_not_come_is_awaited(
    frame: Frame, officer: Visitor
) -> None:
    b.proposed_round(Process.ANDELSTAL)
    page = officer.get(LAN)
    kommuntal, andelstal, fordelningstal = (card.get_text(" ", strip=True) for card in page.soup.select(".number-card"))
    assert "430" in kommuntal
    assert "0 av 13 har svarat" in kommuntal
    assert "Förslag mottaget" in andelstal
    assert "Överlämnas till Migrationsverket" in andelstal
    assert "Migrationsverkets förslag inväntas" in fordelningstal
    assert cell(page, "Norrköping", "‰") == "3,45"  # beside the kommuntal
    assert "Fördelningstal 2026 inväntas" in officer.get(f"{LAN}?process=fordelningstal").text


def test_what_must_be_known_of_the_numbers_is_said_first(officer: Visitor) -> None:
    round = b.plan(statutory=False)
    accept_numbers(
        actor=b.migrationsverket(), round=round, numbers=b.even_numbers(round), origin=Proposal.Origin.COMPUTED
    )
    Round.objects.filter(pk=round.pk).update(synthetic=True, remark="Sista svarsdag räknas från inläsningen.")
    text = officer.get(LAN).text
    assert "Jämkas egen beräkning, inte Migrationsverkets." in text
    assert "Talen är preliminära." in text
    assert "Konstruerade uppgifter." in text
    assert "Sista svarsdag räknas från inläsningen." in text


def test_a_target_group_is_shown_by_itself(officer: Visitor) -> None:
    groups = (("folkbokforda", "Folkbokförda skyddsbehövande"), ("abo_kvot", "Anläggningsboende och kvotflyktingar"))
    b.proposed_round(groups=groups)
    assert cell(officer.get(LAN), "Norrköping", "Förslag") == "32"
    assert cell(officer.get(f"{LAN}?malgrupp=abo_kvot"), "Norrköping", "Förslag") == "16"


def test_an_earlier_round_stays_readable_as_it_was(officer: Visitor) -> None:
    round = b.proposed_round()
    b.agree(b.frame_of(round), {NORRKOPING: -4, LINKOPING: 4})
    b.decide_all(round)
    b.proposed_round(revision=1, in_force_from=timezone.localdate() + timedelta(days=400))
    assert cell(officer.get(LAN), "Norrköping", "Överenskommet").startswith("33")
    earlier = officer.get(f"{LAN}?revidering=0")
    assert "Tidigare omgång." in earlier.text
    assert cell(earlier, "Norrköping", "Beslutat").startswith("29")
    assert buttons(earlier) == []
    history = officer.get(f"{KOMMUNTAL}/historik/{NORRKOPING}?revidering=0")
    assert history.soup.select(".event__amount")[-1].get_text(strip=True) == "−4 = 29"


def test_a_lan_with_one_kommun_has_neither_dialogue_nor_omfordelning(round: Round) -> None:
    page = Visitor(b.user(b.LANSSTYRELSE, "09")).get("/lan/09/2026")
    assert "ingen dialog och ingen omfördelning" in page.text
    assert buttons(page) == ["Bered beslut"]
    assert "Önskemål" not in headings(page)


def test_who_cannot_act_is_offered_nothing(frame: Frame) -> None:
    for reader in (b.user(b.MIGRATIONSVERKET), b.user(b.LANSSTYRELSE, "05", Role.LASARE)):
        assert buttons(Visitor(reader).get(LAN)) == []


def test_what_stands_in_the_way_of_the_decision_is_said(frame: Frame, officer: Visitor) -> None:
    b.propose(frame, {NORRKOPING: -2, MJOLBY: 2})
    text = officer.get(LAN).text
    assert "Dialogen pågår; avsluta den först." in text
    assert "En omfördelning är inte godkänd eller återkallad." in text


def test_a_year_without_rounds_awaits_its_proposals(round: Round, officer: Visitor) -> None:
    assert "Kommuntal 2031 inväntas" in officer.get("/lan/05/2031").text
    assert officer.get("/lan/05").path == LAN


# The same as a file


def test_the_table_as_csv_opens_in_swedish_excel(frame: Frame, officer: Visitor) -> None:
    b.agree(frame, {NORRKOPING: -4, LINKOPING: 4})
    b.proposed_round(Process.ANDELSTAL)
    text = officer.get(f"{KOMMUNTAL}/tabell.csv").answer.content.decode("utf-8-sig")
    rows = {row["Kommun"]: row for row in csv.DictReader(StringIO(text), delimiter=";") if row["Kommun"]}
    assert len(rows) == 13
    assert rows["Norrköping"]["Kommunkod"] == "0581"
    assert rows["Norrköping"]["Omfördelat"] == "-4"
    assert rows["Norrköping"]["Överenskommet"] == "29"
    assert rows["Norrköping"]["Andelstal, ‰"] == "3,45"


def test_the_workbook_keeps_its_reservations(round: Round, officer: Visitor) -> None:
    Round.objects.filter(pk=round.pk).update(synthetic=True)
    content = officer.get(f"{KOMMUNTAL}/tabell.xlsx").answer.content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Östergötlands län: Kommuntal 2026 (personer)"
    assert rows[3][:3] == ["0560", "Boxholm", 33.0]
    assert any("Förslag mottaget" in str(row[0]) for row in rows)
    assert any("gjorda för att pröva" in str(row[0]) for row in rows)


# Dialogue


def test_the_dialogue_is_opened_extended_and_closed(round: Round, officer: Visitor) -> None:
    until = timezone.localtime() + timedelta(days=20)
    page = officer.send(f"{KOMMUNTAL}/dialog", deadline=f"{until:%Y-%m-%dT%H:%M}")
    assert page.path.startswith(LAN)
    assert "Dialogen är öppen. Kommunerna kan svara." in page.text
    later = until + timedelta(days=5)
    officer.send(f"{KOMMUNTAL}/dialog", deadline=f"{later:%Y-%m-%dT%H:%M}")
    assert deadline(b.frame_of(round)) == later.replace(second=0, microsecond=0)
    assert "Dialogen är avslutad." in officer.send(f"{KOMMUNTAL}/dialog", button="Avsluta dialogen").text
    assert b.frame_of(round).state == FrameState.DIALOGUE_CLOSED


def test_a_deadline_in_the_past_is_refused_and_what_was_entered_stands(round: Round, officer: Visitor) -> None:
    page = officer.send(f"{KOMMUNTAL}/dialog", deadline="2020-01-01T12:00")
    assert page.status == 409
    assert "Sista svarstid måste ligga framåt i tiden." in page.section(".error-summary")
    assert page.soup.select_one("[name=deadline]")["value"] == "2020-01-01T12:00"  # type: ignore[index]
    assert b.frame_of(round).state == FrameState.PROPOSED


def test_a_kommun_is_answered_with_reasons(frame: Frame, officer: Visitor) -> None:
    response = heard(frame, NORRKOPING, wishes={"samtliga": (25, 25)}, text="Bostadsbrist.")
    address = f"{KOMMUNTAL}/svar/{response.pk}"
    page = officer.get(address)
    assert "Bostadsbrist." in page.text
    assert "25 personer" in page.text
    assert "Något behöver rättas" in officer.send(address, handling=Reply.Handling.PART, text="").text
    after = officer.send(address, handling=Reply.Handling.PART, text="Fyra personer omfördelas till Linköping.")
    assert "Svaret är skickat till Norrköping." in after.text
    assert cell(after, "Norrköping", "Kommunens svar") == "Ingår delvis"


def test_nobody_reads_a_draft_before_it_is_sent(frame: Frame, officer: Visitor) -> None:
    draft = save_draft(
        actor=b.kommun(NORRKOPING),
        frame=frame,
        municipality=Municipality.objects.get(pk=NORRKOPING),
        answer=Response.Answer.CONTRIBUTION,
        text="Inte färdigt.",
    )
    assert officer.get(f"{KOMMUNTAL}/svar/{draft.pk}").status == 404
    assert cell(officer.get(LAN), "Norrköping", "Kommunens svar") == "Ej svarat"


# Moving numbers


def test_a_new_omfordelning_waits_for_the_kommuner(frame: Frame, officer: Visitor) -> None:
    page = officer.send(
        f"{KOMMUNTAL}/omfordelning",
        andring_0581="−5",
        andring_0580="+5",
        form="agreement",
        reason="housing",
        text="Lediga lägenheter i Linköping.",
    )
    assert page.heading == "Norrköping → Linköping"
    assert "Räknas in när alla vars tal ändras har godkänt." in page.text
    assert b.amount(frame, NORRKOPING) == 33
    assert cell(officer.get(LAN), "Norrköping", "Ej godkänt") == "−5"


def test_what_does_not_sum_to_zero_is_refused_with_the_difference_and_nothing_is_lost(
    frame: Frame, officer: Visitor
) -> None:
    page = officer.send(f"{KOMMUNTAL}/omfordelning", andring_0581="-5", andring_0580="4", text="Lediga lägenheter.")
    assert page.status == 409
    assert "Summan av ändringarna ska vara noll men är −1." in page.section(".error-summary")
    assert page.soup.select_one("[name=andring_0581]")["value"] == "-5"  # type: ignore[index]
    assert "Lediga lägenheter." in page.soup.select_one("[name=text]").get_text()  # type: ignore[union-attr]
    assert not Transfer.objects.exists()


def test_what_is_not_a_number_is_pointed_out_where_it_stands(frame: Frame, officer: Visitor) -> None:
    page = officer.send(f"{KOMMUNTAL}/omfordelning", andring_0581="fem", text="Lediga lägenheter.")
    assert page.status == 422
    link = page.soup.select_one(".error-summary a[href='#id_andring_0581']")
    assert link
    assert "Norrköping" in link.get_text()
    assert page.soup.select_one("#id_andring_0581")


def test_andelstal_are_moved_in_hundredths_with_a_decimal_comma(officer: Visitor) -> None:
    frame = b.frame_of(b.proposed_round(Process.ANDELSTAL))
    before = b.amount(frame, NORRKOPING)
    officer.send(f"{LAN}/andelstal/omfordelning", andring_0581="-0,25", andring_0580="0,25", text="HVB i Linköping.")
    b.approve(Transfer.objects.get(), NORRKOPING, LINKOPING)
    assert b.amount(frame, NORRKOPING) == before - 25


def test_an_avsteg_counts_at_once_and_its_aterforing_too(frame: Frame, officer: Visitor) -> None:
    sent = {"andring_0581": "-2", "andring_0513": "2", "form": "own", "reason": "households"}
    assert "Något behöver rättas" in officer.send(f"{KOMMUNTAL}/avsteg", **sent, text="").text
    page = officer.send(f"{KOMMUNTAL}/avsteg", **sent, text="Större hushåll.")
    assert cell(page, "Norrköping", "Eget avsteg") == "−2"
    assert b.amount(frame, NORRKOPING) == 31
    posted = Transaction.objects.get(kind=Kind.ADJUSTMENT)
    assert f"{KOMMUNTAL}/aterfor/{posted.pk}" in page.links()
    address = f"{KOMMUNTAL}/aterfor/{posted.pk}"
    assert "Något behöver rättas" in officer.send(address, text="Fel kommun.").text  # not confirmed
    assert "Avsteget är återfört." in officer.send(address, text="Fel kommun.", confirmed="on").text
    assert b.amount(frame, NORRKOPING) == 33


def test_an_avsteg_is_for_kommuntal_only(officer: Visitor) -> None:
    b.proposed_round(Process.ANDELSTAL)
    assert officer.get(f"{LAN}/andelstal/avsteg").status == 404
    assert "Gör avsteg" not in buttons(officer.get(f"{LAN}?process=andelstal"))


def test_an_agreed_omfordelning_is_taken_back_by_the_same_kommuner(frame: Frame, officer: Visitor) -> None:
    transfer = b.agree(frame, {NORRKOPING: -4, LINKOPING: 4})
    address = f"{KOMMUNTAL}/aterfor/{b.posted(transfer).pk}"
    assert address in officer.get(f"/omfordelning/{transfer.pk}").links()
    page = officer.send(address, text="Lägenheterna blev inte färdiga.", confirmed="on")
    assert page.heading == "Linköping → Norrköping"
    assert b.amount(frame, NORRKOPING) == 29  # not yet
    b.approve(Transfer.objects.latest("pk"), NORRKOPING, LINKOPING)
    assert b.amount(frame, NORRKOPING) == 33
    assert "återförd" in officer.get(f"/omfordelning/{transfer.pk}").text


# Beslut


def prepared_by_officer(officer: Visitor, process: str = "kommuntal") -> Page:
    return officer.send(
        f"{LAN}/{process}/bered", diarienummer="851-1-2026", legal_basis="7 § lag 2016:38", text="Efter dialog."
    )


def test_prepared_by_one_decided_by_another_and_published(frame: Frame, officer: Visitor, decider: Visitor) -> None:
    b.agree(frame, {NORRKOPING: -4, LINKOPING: 4}, text="Lediga lägenheter.")
    close_dialogue(actor=b.lansstyrelse("05"), frame=frame)
    summary = officer.get(f"{KOMMUNTAL}/bered")
    assert summary.row("Norrköping") == ["Norrköping", "33", "29", "−4 (−12 %)"]
    assert "Lediga lägenheter." in summary.text
    assert "Överenskommelse mellan kommuner" in summary.text
    assert "Beslutet är berett." in prepared_by_officer(officer).text
    asked = decider.get(f"{KOMMUNTAL}/besluta")
    assert "851-1-2026" in asked.text
    assert asked.row("Norrköping") == ["Norrköping", "33", "29", "−4 (−12 %)"]
    page = decider.send(f"{KOMMUNTAL}/besluta", confirmed="on")
    assert "Beslutet är fattat och talen är publicerade." in page.text
    assert cell(page, "Norrköping", "Beslutat").startswith("29")
    assert "851-1-2026" in page.text
    assert frame.round.published.get(municipality=NORRKOPING).amount == 29


def test_whoever_prepared_does_not_decide(frame: Frame) -> None:
    both = Visitor(b.user(b.LANSSTYRELSE, "05", Role.HANDLAGGARE, Role.BESLUTSFATTARE))
    close_dialogue(actor=b.lansstyrelse("05"), frame=frame)
    prepared_by_officer(both)
    page = both.get(f"{KOMMUNTAL}/besluta")
    assert "En annan person beslutar." in page.text
    sent = {"nyckel": "a", "preparation": frame.preparations.get().pk, "decided_on": timezone.localdate()}
    answer = both.client.post(f"{KOMMUNTAL}/besluta", {**sent, "confirmed": "on"})
    assert answer.status_code == 403
    assert "Den som har berett beslutet kan inte själv fatta det." in answer.content.decode()
    assert b.frame_of(frame.round).state == FrameState.PREPARED


def test_what_was_prepared_before_the_numbers_moved_is_not_decided(
    frame: Frame, officer: Visitor, decider: Visitor
) -> None:
    close_dialogue(actor=b.lansstyrelse("05"), frame=frame)
    prepared_by_officer(officer)
    read = decider.get(f"{KOMMUNTAL}/besluta")
    b.adjust(frame, {NORRKOPING: -1, KINDA: 1})
    fields = {str(tag["name"]): str(tag.get("value", "")) for tag in read.soup.select("main form input[name]")}
    answer = decider.client.post(f"{KOMMUNTAL}/besluta", {**fields, "confirmed": "on"})
    assert answer.status_code == 409
    assert "Talen har ändrats" in answer.content.decode()
    assert "Inget underlag att besluta om" in decider.get(f"{KOMMUNTAL}/besluta").text


def test_obstacles_are_said_before_and_refused_after(frame: Frame, officer: Visitor) -> None:
    assert "Det här återstår först." in officer.get(f"{KOMMUNTAL}/bered").text
    page = prepared_by_officer(officer)
    assert page.status == 409
    assert page.soup.select_one("[name=diarienummer]")["value"] == "851-1-2026"  # type: ignore[index]


def test_andelstal_are_handed_over_and_may_come_back(officer: Visitor, decider: Visitor) -> None:
    frame = b.frame_of(b.proposed_round(Process.ANDELSTAL))
    prepare(actor=b.lansstyrelse("05"), frame=frame, diarienummer="851-2-2026", legal_basis="3 § LMA")
    page = decider.send(f"{LAN}/andelstal/besluta", confirmed="on")
    assert "Talen är överlämnade." in page.text
    assert cell(page, "Norrköping", "Överlämnat").startswith("3,45")
    send_back(actor=b.migrationsverket(), frame=frame, text="Motiveringen saknas.")
    page = officer.get(f"{LAN}?process=andelstal")
    assert "Migrationsverket har återsänt talen." in page.text
    assert "Motiveringen saknas." in page.text
    assert "Bered överlämnande" in buttons(page)


# Why a number is what it is


def test_a_number_is_explained_entry_by_entry(frame: Frame, officer: Visitor) -> None:
    b.agree(frame, {NORRKOPING: -4, LINKOPING: 4}, text="Lediga lägenheter.")
    b.adjust(frame, {NORRKOPING: 1, KINDA: -1}, text="Större hushåll.")
    page = officer.get(f"{KOMMUNTAL}/historik/{NORRKOPING}")
    amounts = [amount.get_text(strip=True) for amount in page.soup.select(".event__amount")]
    assert amounts == ["33", "−4 = 29", "+1 = 30"]
    assert "Lediga lägenheter." in page.text
    assert "Större hushåll." in page.text


def test_the_journal_tells_what_has_happened_in_words(frame: Frame, officer: Visitor) -> None:
    b.agree(frame, {NORRKOPING: -4, LINKOPING: 4}, text="Lediga lägenheter.")
    page = officer.get(f"{KOMMUNTAL}/journal")
    titles = [title.get_text(strip=True) for title in page.soup.select(".event__title")]
    assert titles[:2] == ["Omfördelningen överenskoms", "En kommun godkände"]
    assert "Förslag mottogs" in titles
    assert not [title for title in titles if "_" in title]
