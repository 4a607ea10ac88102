"""Numbers and dates as they stand on a page."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template import engines


def written(template: str, **context: Any) -> str:
    """What the eye sees, with plain blanks."""
    html = engines["django"].from_string(template).render(context)
    seen = BeautifulSoup(html, "html.parser")
    for unseen in seen.select(".ds-sr-only"):
        unseen.decompose()
    return seen.get_text().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ 15200|tal }}", "15 200"),
        ("{{ 123450|tal:2 }}", "1 234,50"),
        ("{{ 7|tal:2 }}", "0,07"),
        ("{{ 0|tal }}", "0"),
        ("{{ none|tal }}", "–"),
        ("{{ 3|andring }} {{ -3|andring }} {{ 0|andring }}", "+3 −3 ·"),
        ("{{ -1050|andring:2 }}", "−10,50"),
        ("{{ 0.9597|procent }} {{ 0.9597|procent:1 }}", "96 % 96,0 %"),
        ("{{ 112.45|siffra:1 }} {{ -0.04|siffra:1 }}", "112,5 0,0"),
        ("{% avsteg 5 166 %}", "+5 (+3 %)"),
        ("{% avsteg -8 109 %}", "−8 (−7 %)"),
        ("{% avsteg 2 0 %}", "+2"),
        ("{% avsteg 0 109 %}", ""),
    ],
)
def test_a_number_is_written_in_swedish(template: str, expected: str) -> None:
    assert written(template, none=None) == expected


def test_a_date_is_a_swedish_date_and_a_moment_is_told_by_the_clock_in_stockholm() -> None:
    assert written("{{ day|datum }}", day=date(2026, 11, 15)) == "2026-11-15"
    assert written("{{ at|tidpunkt }}", at=datetime(2026, 7, 1, 14, 0, tzinfo=UTC)) == "2026-07-01 kl. 16.00"
    assert written("{{ at|datum }}", at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "2027-01-01"


def test_what_is_missing_says_why_to_those_who_cannot_see_the_dash() -> None:
    html = (
        engines["django"].from_string('{{ none|tal }} {% saknas "inga uppgifter före 2018" %}').render({"none": None})
    )
    assert [told.text for told in BeautifulSoup(html, "html.parser").select(".ds-sr-only")] == [
        "uppgift saknas",
        "inga uppgifter före 2018",
    ]
