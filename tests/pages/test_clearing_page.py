"""Beräkna förslag in the browser: what the wishes of the dialogue lead to, seen, taken in part, refused when stale."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allocation.engine.certificate import check
from allocation.models import Form, Frame, Reason, Transfer
from allocation.processes import Process
from dialogue.models import Response
from tests.support import builders as b
from tests.support.county_page import heard
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.django_db

LINKOPING, NORRKOPING, MJOLBY, KINDA = "0580", "0581", "0586", "0513"
ADDRESS = "/lan/05/2026/kommuntal/berakna"
FEWER, MORE = Response.Answer.WANTS_FEWER, Response.Answer.WANTS_MORE


@pytest.fixture
def frame() -> Frame:
    """In dialogue: 430 persons shared equally among 13 kommuner, 34 or 33 each."""
    round = b.proposed_round()
    b.open_talk(b.frame_of(round))
    return b.frame_of(round)


@pytest.fixture
def officer() -> Visitor:
    return Visitor(b.user(b.LANSSTYRELSE, "05"))


def wish(frame: Frame, code: str, answer: str, change: int) -> None:
    number = b.amount(frame, code) + change
    heard(frame, code, answer=answer, wishes={"samtliga": (number, number)}, text="Enligt nämndens bedömning.")


@pytest.fixture
def wishes(frame: Frame) -> None:
    wish(frame, NORRKOPING, FEWER, -8)
    wish(frame, LINKOPING, MORE, 5)
    wish(frame, MJOLBY, MORE, 3)
    wish(frame, KINDA, FEWER, -4)


def take(officer: Visitor, *chosen: int, **more: str) -> Page:
    values = {"form": Form.DIALOGUE, "reason": Reason.HOUSING, "text": "Enligt dialogen.", **more}
    return officer.send(ADDRESS, button="Föreslå de valda omfördelningarna", chosen=[str(i) for i in chosen], **values)


def test_the_finding_comes_first_then_what_changes_and_what_stands_in_the_way(
    frame: Frame, wishes: None, officer: Visitor
) -> None:
    page = officer.get(ADDRESS)
    assert "2 av 4 önskemål möts helt, 2 delvis" in page.section("h1")
    table = page.section("#onskemal")
    assert "Ingen fler kommun i länet vill eller kan ta emot." in table
    assert "Inget annat förslag möter mer av önskemålen" in page.text
    assert Transfer.objects.count() == 0


def test_the_button_stands_on_lanets_tal_while_numbers_can_move(frame: Frame, officer: Visitor) -> None:
    assert "Beräkna förslag" in officer.get("/lan/05/2026?process=kommuntal").text
    b.decide_frame(frame)
    assert "Beräkna förslag" not in officer.get("/lan/05/2026?process=kommuntal").text
    assert officer.get(ADDRESS).status == 409


def test_a_part_is_taken_with_its_motivering_and_awaits_the_kommuner(
    frame: Frame, wishes: None, officer: Visitor
) -> None:
    before = b.amount(frame, NORRKOPING)
    page = take(officer, 0)
    assert "Omfördelningarna är föreslagna." in page.text
    (transfer,) = Transfer.objects.open()
    assert transfer.current.text == "Enligt dialogen."
    assert b.amount(frame, NORRKOPING) == before


def test_what_is_wrong_is_said_and_what_was_ticked_stands(frame: Frame, wishes: None, officer: Visitor) -> None:
    page = take(officer, 1, text="")
    assert page.status == 422
    assert "Något behöver rättas" in page.text
    ticked = [box["value"] for box in page.soup.select("[name=chosen][checked]")]
    assert ticked == ["1"]
    assert Transfer.objects.count() == 0


def test_nothing_is_proposed_if_a_svar_has_come_since_the_preview_was_shown(
    frame: Frame, wishes: None, officer: Visitor
) -> None:
    seen = officer.get(ADDRESS).soup.select_one("[name=digest]")
    assert seen is not None
    heard(frame, NORRKOPING, answer=Response.Answer.NO_OBJECTION, wishes={}, text="")
    page = take(officer, 0, digest=str(seen["value"]))
    assert page.status == 409
    assert "har ändrats sedan förslaget visades" in page.text
    assert Transfer.objects.count() == 0


def test_who_takes_what_has_changed_is_shown_it_and_can_then_take_it(
    frame: Frame, wishes: None, officer: Visitor
) -> None:
    page = take(officer, 0, digest="0" * 64)
    assert page.status == 409
    assert page.soup.select("[name=chosen][checked]") == []  # what was ticked was ticked in another preview
    assert page.value("text") == "Enligt dialogen."
    sent = {name: page.value(name) for name in ("form", "reason", "text", "digest", "nyckel")}
    officer.client.post(ADDRESS, {**sent, "chosen": "1"})
    assert Transfer.objects.open().count() == 1


def test_what_is_not_in_the_preview_is_refused_in_words(frame: Frame, wishes: None, officer: Visitor) -> None:
    for index in ("9" * 5000, "99", "x", "-1"):
        page = officer.send(ADDRESS, chosen=index, form=Form.DIALOGUE, reason=Reason.HOUSING, text="Ja.")
        assert page.status == 422
        assert "Välj bland de omfördelningar som står här." in page.text
        assert "9" * 100 not in page.text


def test_a_target_group_that_the_round_lacks_is_not_all_of_them(frame: Frame, officer: Visitor) -> None:
    for address in (ADDRESS, f"{ADDRESS}/intyg.json"):
        assert officer.get(f"{address}?malgrupp=zzz").status == 404


def test_a_locked_kommun_keeps_its_number(frame: Frame, wishes: None, officer: Visitor) -> None:
    page = officer.get(f"{ADDRESS}?las={LINKOPING}&las={KINDA}&las=9999")
    assert "1 av 4 önskemål möts helt, 1 delvis" in page.section("h1")
    assert "Kommunen är låst" in page.section("#onskemal")


def test_who_names_no_number_is_ready_for_what_others_wish_and_is_not_counted(frame: Frame, officer: Visitor) -> None:
    heard(frame, NORRKOPING, answer=FEWER, wishes={}, text="Vi saknar bostäder.")
    wish(frame, LINKOPING, MORE, 5)
    page = officer.get(ADDRESS)
    assert "1 av 1 önskemål möts helt" in page.section("h1")
    assert page.row("Norrköping")[2:] == ["färre", "−5", str(b.amount(frame, NORRKOPING) - 5), "godtar", ""]


def test_two_whose_omfordelning_awaits_approval_are_said_to_be_held_by_it(
    frame: Frame, wishes: None, officer: Visitor
) -> None:
    take(officer, 0, 1)
    table = officer.get(ADDRESS).section("#onskemal")
    assert "Ingen fler kommun" not in table
    assert "med i en omfördelning som inte är godkänd" in table


def test_without_wishes_the_page_says_what_it_waits_for(frame: Frame, officer: Visitor) -> None:
    page = officer.get(ADDRESS)
    assert "Inget önskemål att möta" in page.section("h1")
    assert "Ingen kommun har i sitt svar bett om ett annat tal." in page.text


def test_the_certificate_is_a_file_that_the_checker_accepts(frame: Frame, wishes: None, officer: Visitor) -> None:
    answer = officer.client.get(f"{ADDRESS}/intyg.json")
    assert answer["Content-Disposition"] == 'attachment; filename="intyg-05-2026-kommuntal.json"'
    assert check(json.loads(answer.content)) == []


def test_a_higher_andelstal_warns_of_the_deficit_that_comes_with_it(officer: Visitor) -> None:
    round = b.proposed_round(Process.ANDELSTAL)
    frame = b.frame_of(round)
    b.open_talk(frame)
    wish(frame, NORRKOPING, FEWER, -100)
    wish(frame, LINKOPING, MORE, 100)
    page = officer.get("/lan/05/2026/andelstal/berakna")
    assert "underskott" in page.text
    assert "Linköping" in page.text


def test_the_preview_asks_the_database_the_same_number_of_times_however_many_wish(
    frame: Frame, officer: Visitor
) -> None:
    wish(frame, NORRKOPING, FEWER, -8)
    with CaptureQueriesContext(connection) as few:
        officer.get(ADDRESS)
    for code, change in ((LINKOPING, 5), (MJOLBY, 3), (KINDA, -4)):
        wish(frame, code, MORE if change > 0 else FEWER, change)
    with CaptureQueriesContext(connection) as many:
        officer.get(ADDRESS)
    assert len(many) == len(few)
