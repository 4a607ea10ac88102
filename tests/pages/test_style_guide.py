"""Every component in its states, in a real browser: narrow and wide, light and dark, with its scripts alive."""

from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.support.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def guide(page: Page, live_server: Any, settings: Any) -> Page:
    settings.DEMO = True
    page.goto(f"{live_server.url}/stilguide")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_and_nothing_sticks_out(guide: Page, scheme: Literal["light", "dark"], width: int) -> None:
    guide.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    guide.set_viewport_size({"width": width, "height": 900})
    assert violations(guide) == []
    assert guide.evaluate("document.documentElement.scrollWidth") <= width


def test_the_first_tab_leads_past_the_menu(guide: Page) -> None:
    guide.keyboard.press("Tab")
    expect(guide.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    guide.keyboard.press("Enter")
    assert guide.evaluate("document.activeElement.id") == "innehall"


def test_a_table_is_sorted_from_the_keyboard(guide: Page) -> None:
    header = guide.locator("#lanets-tal th", has_text="Förslag")
    header.get_by_role("button").focus()
    guide.keyboard.press("Enter")
    guide.keyboard.press("Enter")
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(guide.locator("#lanets-tal tbody th").first).to_have_text("Linköping")


def test_an_omfordelning_tells_what_is_missing_while_it_is_written(guide: Page) -> None:
    balance = guide.locator("jamka-balance")
    balance.get_by_label("Norrköping").fill("-8")
    expect(balance.get_by_role("status")).to_contain_text("Det saknas 8")
    balance.get_by_label("Linköping").fill("8")
    expect(balance.get_by_role("status")).to_contain_text("Summan stämmer")
    expect(balance.locator("tr", has_text="Norrköping").locator("[data-new]")).to_have_text("93")


def test_it_is_not_shown_where_people_work(client: Any) -> None:
    assert client.get("/stilguide").status_code == 404
