"""What anyone may open, in a real Chromium: accessible, whole at any width, light and dark, its pictures drawn."""

from typing import Literal

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.support import builders as b
from tests.support.axe import violations
from tests.support.published import kommuntal_2018

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ["/", "/tal", "/tal?ar=2018&lan=05", "/tal?ar=2018&sok=atlantis", "/utfall", "/utfall/2018"]
WINDOWS: list[tuple[int, Literal["light", "dark"]]] = [(1440, "light"), (360, "dark")]


def test_the_open_pages(live_server: LiveServer, page: Page) -> None:
    b.decide_all(kommuntal_2018())
    for path in PAGES:
        for width, scheme in WINDOWS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.goto(f"{live_server.url}{path}", wait_until="load")
            where = f"{path}, {width} px, {scheme}"
            assert violations(page) == [], where
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
                f"{where}: wider than its window"
            )
            drawn = page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
            assert drawn, f"{where}: a picture did not arrive"


def test_a_kommun_is_found_from_the_keyboard(live_server: LiveServer, page: Page) -> None:
    b.decide_all(kommuntal_2018())
    page.goto(f"{live_server.url}/tal")
    page.get_by_label("Sök kommun").focus()
    page.keyboard.type("karlskrona")
    page.keyboard.press("Enter")
    row = page.locator("#per-kommun tbody tr")
    row.wait_for()
    assert row.all_inner_texts()[0].split("\t")[:3] == ["Karlskrona", "Blekinge län", "61"]
