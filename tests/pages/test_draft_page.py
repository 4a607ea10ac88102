"""Utkastet: works as a plain form, answers its script, tells conflicts in words; and by keyboard in a real browser."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Role
from allocation.models import Draft, Form, Frame, Reason, Transfer
from dialogue.models import Response
from tests.support import builders as b
from tests.support.axe import violations
from tests.support.browser import window
from tests.support.county_page import heard
from tests.support.visitor import Visitor

LINKOPING, NORRKOPING, KINDA, LARGEST = "0580", "0581", "0513", "14"
ADDRESS = "/lan/05/2026/kommuntal/utkast"
MOTIVE = {"form": Form.DIALOGUE, "reason": Reason.HOUSING, "text": "Enligt dialogen."}


@pytest.fixture
def frame() -> Frame:
    """In dialogue: 430 persons shared equally among 13 kommuner, 34 or 33 each."""
    round = b.proposed_round()
    b.open_talk(b.frame_of(round))
    return b.frame_of(round)


@pytest.fixture
def officer() -> Visitor:
    return Visitor(b.user(b.LANSSTYRELSE, "05"))


def numbers(frame: Frame) -> dict[str, int]:
    found = Draft.objects.filter(frame=frame).first()
    return found.legs if found else {}


def ask(officer: Visitor, **fields: str) -> Any:
    """As the script does."""
    return officer.client.post(ADDRESS, fields, headers={"Accept": "application/json"})


@pytest.mark.django_db
class TestAsAPlainForm:
    def test_numbers_are_written_and_stand_there_the_next_time(self, frame: Frame, officer: Visitor) -> None:
        before = b.amount(frame, KINDA)
        page = officer.send(ADDRESS, button="Spara utkastet", **{f"tal_{KINDA}": str(before - 3), "gor": "spara"})
        assert numbers(frame) == {KINDA: -3}
        assert "Det saknas 3" in page.section("[data-banner]")
        assert page.row("Kinda")[4] == "−3"

    def test_a_button_moves_one_person(self, frame: Frame, officer: Visitor) -> None:
        officer.send(ADDRESS, steg=f"{KINDA}:-1")
        officer.send(ADDRESS, steg=f"{LINKOPING}:1")
        assert numbers(frame) == {KINDA: -1, LINKOPING: 1}

    def test_undo_redo_and_starting_over(self, frame: Frame, officer: Visitor) -> None:
        officer.send(ADDRESS, steg=f"{KINDA}:-1")
        officer.send(ADDRESS, gor="angra")
        assert numbers(frame) == {}
        officer.send(ADDRESS, gor="gor-om")
        assert numbers(frame) == {KINDA: -1}
        officer.send(ADDRESS, gor="borja-om")
        assert numbers(frame) == {}

    @pytest.mark.parametrize(
        ("typed", "words"), [("tolv", "inte ett tal"), ("-1", "från 0 till"), ("431", "från 0 till")]
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stands(
        self, frame: Frame, officer: Visitor, typed: str, words: str
    ) -> None:
        page = officer.send(ADDRESS, **{f"tal_{KINDA}": typed, "gor": "spara"})
        assert page.status == 409
        assert words in page.section("[data-message]")
        field = page.soup.select_one(f"[name=tal_{KINDA}]")
        assert field is not None
        assert field["value"] == typed
        assert numbers(frame) == {}

    def test_it_is_proposed_with_its_motivering(self, frame: Frame, officer: Visitor) -> None:
        officer.send(ADDRESS, steg=f"{KINDA}:-1")
        officer.send(ADDRESS, steg=f"{LINKOPING}:1")
        page = officer.send(f"{ADDRESS}/foresla", **MOTIVE)
        assert "Omfördelningarna är föreslagna." in page.text
        assert Transfer.objects.open().count() == 1
        assert numbers(frame) == {}

    def test_a_sum_that_is_off_is_not_proposed(self, frame: Frame, officer: Visitor) -> None:
        officer.send(ADDRESS, steg=f"{KINDA}:-1")
        page = officer.send(f"{ADDRESS}/foresla", **MOTIVE)
        assert page.status == 409
        assert "Summan stämmer inte med länets tal: 1 fattas." in page.text
        assert numbers(frame) == {KINDA: -1}

    def test_who_proposes_what_has_been_changed_is_shown_it_and_can_then_propose_it(
        self, frame: Frame, officer: Visitor
    ) -> None:
        officer.send(ADDRESS, steg=f"{KINDA}:-1")
        officer.send(ADDRESS, steg=f"{LINKOPING}:1")
        page = officer.send(f"{ADDRESS}/foresla", **MOTIVE, version="1")
        assert page.status == 409
        assert "har ändrats av" in page.text
        assert page.value("text") == "Enligt dialogen."
        officer.client.post(f"{ADDRESS}/foresla", {name: page.value(name) for name in (*MOTIVE, "version", "nyckel")})
        assert Transfer.objects.open().count() == 1

    def test_a_version_that_is_no_number_is_no_error_of_ours(self, frame: Frame, officer: Visitor) -> None:
        officer.send(ADDRESS, steg=f"{KINDA}:-1")
        for version in ("9" * 5000, "9" * 4000, "x"):
            answer = officer.client.post(f"{ADDRESS}/foresla", {**MOTIVE, "nyckel": "n", "version": version})
            assert answer.status_code in (409, 422)
        assert numbers(frame) == {KINDA: -1}

    def test_a_target_group_that_the_round_lacks_is_not_the_first_one(self, frame: Frame, officer: Visitor) -> None:
        for address in (ADDRESS, f"{ADDRESS}/foresla"):
            assert officer.client.post(f"{address}?malgrupp=zzz", {"steg": f"{KINDA}:-1"}).status_code == 404
            assert officer.get(f"{address}?malgrupp=zzz").status == 404
            assert officer.get(f"{address}?malgrupp=samtliga").status == 200
        assert numbers(frame) == {}


@pytest.mark.django_db
class TestForTheScript:
    def test_what_is_saved_comes_back_with_what_can_be_undone(self, frame: Frame, officer: Visitor) -> None:
        seen = b.amount(frame, KINDA)
        answer = ask(officer, **{f"tal_{KINDA}": str(seen - 3), f"sett_{KINDA}": str(seen)}).json()
        assert answer["numbers"][KINDA] == seen - 3
        assert answer["undo"].startswith("Kinda −3 (")
        assert answer["version"] == 1

    def test_a_number_that_has_been_changed_since_is_refused_in_words_with_the_numbers_as_they_are(
        self, frame: Frame, officer: Visitor
    ) -> None:
        seen = b.amount(frame, KINDA)
        ask(officer, **{f"tal_{KINDA}": str(seen - 3), f"sett_{KINDA}": str(seen)})
        answer = ask(officer, **{f"tal_{KINDA}": str(seen + 1), f"sett_{KINDA}": str(seen)})
        assert answer.status_code == 409
        assert f"Kinda har ändrats till {seen - 3}" in answer.json()["message"]
        assert answer.json()["numbers"][KINDA] == seen - 3

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"gor": "angra", "version": "x"}, "vilken version"),
            ({"gor": "angra", "version": "9" * 5000}, "vilken version"),
            ({"gor": "angra", "version": "٣"}, "vilken version"),
            ({"gor": "angra"}, "vilken version"),
            ({"gor": "radera"}, "”radera” är inget som kan göras"),
            ({"steg": "0680:1"}, "Okänd kommun i länet: 0680"),
            ({"steg": "0513:ett"}, "Kinda: ”ett” är inte ett tal"),
            ({"tal_0513": "30", "sett_0513": "33", "tal_0580": "x", "sett_0580": "34"}, "Linköping: ”x” är inte"),
            ({"tal_0513": "30"}, "Kinda: det framgår inte vilket tal du såg"),
            ({"tal_0513": "30", "sett_0513": "x"}, "Kinda: ”x” är inte ett tal"),
            ({"tal_0513": "1e99999999", "sett_0513": "33"}, "Kinda: ”1e99999999” är inte ett tal"),
            ({"tal_0513": "9" * 5000, "sett_0513": "33"}, "Kinda: ”999"),
            ({"tal_" + "9" * 500: "1", "sett_" + "9" * 500: "1"}, "Okänd kommun"),
        ],
    )
    def test_what_makes_no_sense_is_refused_in_words_that_say_where(
        self, frame: Frame, officer: Visitor, fields: dict[str, str], words: str
    ) -> None:
        answer = ask(officer, **fields)
        assert answer.status_code == 409
        assert words in answer.json()["message"]
        assert len(answer.json()["message"]) < 200
        assert numbers(frame) == {}

    def test_what_is_too_long_to_read_is_not_repeated_on_the_page(self, frame: Frame, officer: Visitor) -> None:
        page = officer.send(ADDRESS, **{f"tal_{KINDA}": "9" * 5000, "gor": "spara"})
        assert page.status == 409
        assert "9" * 100 not in str(page.soup)

    def test_the_answer_is_kept_in_no_cache_and_the_page_is_told_apart_from_it(
        self, frame: Frame, officer: Visitor
    ) -> None:
        assert "no-store" in ask(officer, gor="spara")["Cache-Control"]
        for answer in (ask(officer, gor="spara"), officer.client.get(ADDRESS)):
            assert "Accept" in answer["Vary"]


@pytest.mark.django_db
def test_the_page_asks_the_same_number_of_times_whatever_has_been_done(officer: Visitor) -> None:
    frame = b.frame_of(b.proposed_round(), LARGEST)
    b.open_talk(frame)
    largest = Visitor(b.user(b.LANSSTYRELSE, LARGEST))
    address = f"/lan/{LARGEST}/2026/kommuntal/utkast"
    codes = list(frame.county.municipalities.values_list("code", flat=True))
    assert len(codes) == 49
    with CaptureQueriesContext(connection) as empty:
        largest.get(address)
    for code in codes[:20]:
        number = b.amount(frame, code) + 1
        heard(
            b.frame_of(frame.round, LARGEST),
            code,
            Response.Answer.WANTS_MORE,
            wishes={"samtliga": (number, number)},
            text="Ja.",
        )
        largest.client.post(address, {"steg": f"{code}:1"})
    with CaptureQueriesContext(connection) as full:
        largest.get(address)
    assert len(full) <= len(empty) + 2  # the prefetches of the answers, which are now there
    assert len(full) <= 20


PASSWORD = "ett-langt-losenord-2026"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestInTheBrowser:
    @pytest.fixture
    def frame(self) -> Frame:
        round = b.proposed_round()
        b.open_talk(b.frame_of(round))
        for role in (Role.HANDLAGGARE,):
            person = b.user(b.LANSSTYRELSE, "05", role)
            person.set_password(PASSWORD)
            person.save()
        return b.frame_of(round)

    def open(self, page: Page, url: str) -> None:
        page.goto(f"{url}/logga-in?next={ADDRESS}")
        page.fill("[name=username]", b.user(b.LANSSTYRELSE, "05").username)
        page.fill("[name=password]", PASSWORD)
        page.locator("form:has([name=password]) button[type=submit]").click()
        expect(page).to_have_url(re.compile("/utkast"))

    def test_an_officer_redistributes_by_keyboard_alone_and_a_colleague_sees_it(
        self, frame: Frame, browser: Browser, live_server: LiveServer
    ) -> None:
        with window(browser) as page, window(browser) as colleague:
            self.open(page, live_server.url)
            self.open(colleague, live_server.url)
            self.when_kinda_gives_three_by_keyboard(page)
            self.then_the_sum_says_what_is_missing(page)
            self.when_linkoping_receives_them(page)
            expect(page.locator("[data-sum-text]")).to_have_text("Summan stämmer")
            expect(page.locator("svg path[data-code='0513']")).to_have_class(re.compile("gives"))
            expect(colleague.locator("#tal_0513")).to_have_value("30", timeout=12_000)
            expect(colleague.locator("[data-message]")).to_contain_text("Ändrat av någon annan")
            self.when_it_is_undone_and_done_again(page)
            assert violations(page) == []
        assert numbers(frame) == {KINDA: -3, LINKOPING: 3}

    def test_back_leads_to_the_page_and_not_to_what_its_script_asked_for(
        self, frame: Frame, browser: Browser, live_server: LiveServer
    ) -> None:
        with window(browser) as page:
            self.open(page, live_server.url)
            with page.expect_response(lambda answer: "json" in answer.headers["content-type"], timeout=12_000) as asked:
                pass
            assert asked.value.request.method == "GET"
            asked.value.finished()
            page.goto(f"{live_server.url}/lan/05/2026")
            page.go_back()
            expect(page.locator("#tal_0513")).to_have_value("33")

    def test_who_writes_over_a_colleagues_number_has_been_told_of_it(
        self, frame: Frame, browser: Browser, live_server: LiveServer
    ) -> None:
        with window(browser, refused=409) as page:
            self.open(page, live_server.url)
            page.locator("#tal_0513").fill("31")
            self.when_a_colleague_writes(page, {f"tal_{KINDA}": "25", f"sett_{KINDA}": "33"})
            page.keyboard.press("Enter")
            expect(page.locator("[data-message]")).to_contain_text("Kinda har ändrats till 25")
            expect(page.locator("#tal_0580")).to_be_focused()
            assert numbers(frame) == {KINDA: -8}

    def when_a_colleague_writes(self, page: Page, fields: dict[str, str]) -> None:
        ask(Visitor(b.user(b.LANSSTYRELSE, "05")), **fields)
        page.wait_for_selector("tr[data-code='0513'][data-number='25']", timeout=12_000)

    def when_kinda_gives_three_by_keyboard(self, page: Page) -> None:
        page.locator("#tal_0513").focus()
        for _ in range(3):
            page.keyboard.press("ArrowDown")
        expect(page.locator("tr[data-code='0513'] [data-change]")).to_have_text("−3")

    def then_the_sum_says_what_is_missing(self, page: Page) -> None:
        expect(page.locator("[data-sum-text]")).to_have_text("Det saknas 3")
        expect(page.locator("[data-banner] [role=status]")).to_contain_text("427")

    def when_linkoping_receives_them(self, page: Page) -> None:
        page.locator("#tal_0580").focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("36")
        page.keyboard.press("Enter")

    def when_it_is_undone_and_done_again(self, page: Page) -> None:
        page.keyboard.press("Control+Z")
        expect(page.locator("#tal_0580")).to_have_value("33")
        page.keyboard.press("Control+Y")
        expect(page.locator("#tal_0580")).to_have_value("36")
        expect(page.locator("[data-undo]")).to_be_enabled()
