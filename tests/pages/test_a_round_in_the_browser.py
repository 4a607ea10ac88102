"""One round through the pages, in a real Chromium: Migrationsverket hands in a proposal, länsstyrelsen talks it over,
two kommuner answer and agree, länsstyrelsen decides, and anybody can read the number."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Role, User
from municipalities.models import Municipality, StatutoryNumber
from tests.support import builders as b
from tests.support.axe import violations
from tests.support.browser import window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "ett-langt-losenord-2026"
YEAR, COUNTY, LINKOPING, NORRKOPING = 2026, "05", "0580", "0581"
LAN = f"/lan/{COUNTY}/{YEAR}"


@pytest.fixture
def people() -> None:
    cast = [
        (b.MIGRATIONSVERKET, "", Role.HANDLAGGARE),
        (b.LANSSTYRELSE, COUNTY, Role.HANDLAGGARE),
        (b.LANSSTYRELSE, COUNTY, Role.BESLUTSFATTARE),
        (b.KOMMUN, LINKOPING, Role.HANDLAGGARE),
        (b.KOMMUN, NORRKOPING, Role.HANDLAGGARE),
    ]
    for kind, area, role in cast:
        person = b.user(kind, area, role)
        person.set_password(PASSWORD)
        person.save()


class Story:
    def __init__(self, browser: Browser, server: LiveServer) -> None:
        self.browser, self.url = browser, server.url

    @contextmanager
    def somebody(self, kind: str = "", area: str = "", role: str = Role.HANDLAGGARE) -> Iterator[Page]:
        with window(self.browser, base_url=self.url) as page:
            if kind:
                page.goto("/logga-in")
                page.fill("[name=username]", User.objects.get(username=f"{kind}{area}-{role}").username)
                page.fill("[name=password]", PASSWORD)
                page.locator("form:has([name=password]) button[type=submit]").click()
                expect(page).to_have_url(re.compile("/att-gora"))
            yield page


def send(page: Page, *, last: bool = False) -> None:
    """The main form's own button; it must be done without complaint."""
    buttons = page.locator("main form[method=post] button[type=submit]")
    (buttons.last if last else buttons.first).click()
    expect(page.get_by_text("Något behöver rättas")).to_have_count(0)


def test_a_round_goes_from_proposal_to_published_number(
    browser: Browser, live_server: LiveServer, people: None
) -> None:
    story = Story(browser, live_server)
    given_migrationsverket_has_handed_in_a_proposal(story)
    given_lansstyrelsen_opened_the_dialogue_and_proposed_an_omfordelning(story)
    when_the_kommuner_answer_and_approve(story)
    when_lansstyrelsen_prepares_and_decides(story)
    then_anybody_reads_the_number(story)


def given_migrationsverket_has_handed_in_a_proposal(story: Story) -> None:
    lanstal = StatutoryNumber.objects.lanstal(YEAR)
    with story.somebody(b.MIGRATIONSVERKET) as page:
        page.goto("/omgangar/ny")
        page.select_option("[name=process]", "kommuntal")
        page.fill("[name=year]", str(YEAR))
        page.fill("[name=in_force_from]", f"{YEAR}-01-01")
        send(page)
        page.goto(f"/omgangar/kommuntal/{YEAR}/0/tal-ramar")
        page.fill("[name=national]", str(sum(lanstal.values())))
        page.check("[name=status][value=statutory]")
        page.fill("[name=legal_basis]", "SFS 2025:894")
        for code, persons in lanstal.items():
            page.fill(f"[name=lan_{code}]", str(persons))
        send(page)
        page.goto(f"/omgangar/kommuntal/{YEAR}/0/forslag")
        page.set_input_files(
            "[name=fil]", {"name": "forslag.csv", "mimeType": "text/csv", "buffer": proposal_file(lanstal)}
        )
        send(page)
        expect(page.locator("main")).to_contain_text("Norrköping")
        send(page, last=True)
        expect(page.locator("main")).to_contain_text("8 200".replace(" ", "\u00a0"))


def proposal_file(lanstal: dict[str, int]) -> bytes:
    """Each län shared equally: what matters here is that it sums."""
    lines = ["kommunkod;tal"]
    for county, persons in lanstal.items():
        codes = list(Municipality.objects.filter(county=county).order_by("code").values_list("code", flat=True))
        each, rest = divmod(persons, len(codes))
        lines += [f"{code};{each + (i < rest)}" for i, code in enumerate(codes)]
    return "\n".join(lines).encode()


def given_lansstyrelsen_opened_the_dialogue_and_proposed_an_omfordelning(story: Story) -> None:
    deadline = (datetime.now() + timedelta(days=10)).strftime("%Y-%m-%dT16:00")
    with story.somebody(b.LANSSTYRELSE, COUNTY) as page:
        page.goto(f"{LAN}/kommuntal/dialog")
        page.fill("[name=deadline]", deadline)
        send(page)
        page.goto(f"{LAN}/kommuntal/omfordelning")
        page.fill(f"[name=andring_{NORRKOPING}]", "-4")
        expect(page.locator("jamka-balance")).to_contain_text("4")  # told while typing: it does not balance yet
        page.fill(f"[name=andring_{LINKOPING}]", "4")
        page.select_option("[name=form]", "agreement")
        page.select_option("[name=reason]", "housing")
        page.fill("[name=text]", "Lediga bostäder i Linköping.")
        assert violations(page) == []
        send(page)
        expect(page.locator("main")).to_contain_text("Inväntas")
        page.goto(LAN)
        expect(page.locator("main")).to_contain_text("Summan stämmer med länstalet")
        assert violations(page) == []


def when_the_kommuner_answer_and_approve(story: Story) -> None:
    with story.somebody(b.KOMMUN, LINKOPING) as page:
        page.goto(f"/kommun/{LINKOPING}/{YEAR}/kommuntal/svar")
        page.check("[name=answer][value=no_objection]")
        page.click("[name=granska]")
        send(page, last=True)
        expect(page.locator("main")).to_contain_text(re.compile("[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}"))
    for code in (LINKOPING, NORRKOPING):
        with story.somebody(b.KOMMUN, code) as page:
            page.goto(f"/kommun/{code}/{YEAR}")
            assert violations(page) == []
            page.locator("main a[href^='/omfordelning/']").first.click()
            page.locator("form[action$='/godkann'] button[type=submit]").click()
            expect(page.get_by_text("Något behöver rättas")).to_have_count(0)


def when_lansstyrelsen_prepares_and_decides(story: Story) -> None:
    with story.somebody(b.LANSSTYRELSE, COUNTY) as page:
        page.goto(LAN)
        expect(page.locator("main")).to_contain_text("Överenskommen")
        page.goto(f"{LAN}/kommuntal/dialog")
        page.get_by_role("button", name="Avsluta dialogen").click()
        expect(page.locator("main")).to_contain_text("Dialogen avslutad")
        page.goto(f"{LAN}/kommuntal/bered")
        page.fill("[name=diarienummer]", "851-1234-2025")
        page.fill("[name=legal_basis]", "7 § lag 2016:38")
        send(page)
        page.goto(LAN)
        expect(page.locator("a[href$='/besluta']")).to_have_count(0)  # whoever prepared it does not decide it
    with story.somebody(b.LANSSTYRELSE, COUNTY, Role.BESLUTSFATTARE) as page:
        page.goto(f"{LAN}/kommuntal/besluta")
        page.check("[name=confirmed]")
        send(page)
        expect(page.locator("main")).to_contain_text("Beslutat")


def then_anybody_reads_the_number(story: Story) -> None:
    with story.somebody() as page:
        page.goto(f"/tal?process=kommuntal&ar={YEAR}&lan={COUNTY}")
        row = page.locator("tr", has_text="Norrköping").first
        expect(row).to_contain_text("29")  # 430 over 13 kommuner gives it 33; 4 went to Linköping
        assert violations(page) == []
        answer = page.request.get(f"/api/v1/tal?process=kommuntal&ar={YEAR}&kommun={LINKOPING}").json()
        (linkoping,) = answer["resultat"]
        assert (linkoping["tal"] - linkoping["forslag"], linkoping["revidering"]) == (4, 0)
