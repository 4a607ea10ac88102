"""Länets tal as it is read: on the page, as a file, and why a number is what it is."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.models import Role
from allocation.models import Frame, Proposal, Round
from allocation.processes import Process
from allocation.services.proposals import accept_numbers
from tests.support import builders as b
from tests.support.county_page import buttons, cell, headings, heard
from tests.support.visitor import Visitor

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
