"""Components that would mislead if they broke."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django import forms
from django.test import RequestFactory
from django_cotton import render_component

from allocation.models import FrameState, TransferState
from dialogue.models import Reply, Response
from frontend.statuses import LABELS, LOOKS


def drawn(component: str, **attributes: Any) -> Tag:
    html = render_component(RequestFactory().get("/"), component, attributes)
    root = BeautifulSoup(html, "html.parser").find(True)
    assert isinstance(root, Tag)
    return root


def text(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


@pytest.mark.parametrize(
    ("total", "expected", "cap", "holds", "told"),
    [
        (430, 430, False, "true", "Summan stämmer med länstalet 430 av 430 ✓"),
        (427, 430, False, "false", "Summan är 3 lägre än länstalet 427 av 430"),
        (433, 430, False, "false", "Summan är 3 högre än länstalet 433 av 430"),
        (128, 130, True, "true", "Summan ryms inom länstalet 128 av 130 ✓"),
        (131, 130, True, "false", "Summan är 1 högre än länstalet 131 av 130"),
    ],
)
def test_the_banner_tells_whether_the_sum_holds(total: int, expected: int, cap: bool, holds: str, told: str) -> None:
    banner = drawn("sum-banner", total=total, expected=expected, cap=cap)
    assert banner["data-holds"] == holds
    assert text(banner) == told


def test_every_status_of_the_models_has_a_word_and_an_icon_of_its_own() -> None:
    values = [*FrameState.values, *TransferState.values, *Response.Answer.values, *Reply.Handling.values]
    assert not set(values) - set(LOOKS)
    assert set(LOOKS) == set(LABELS)
    for status in LOOKS:
        tag = drawn("tag", status=status)
        assert text(tag)
        assert tag.select_one("svg path")


def test_what_is_decided_never_looks_like_what_is_proposed() -> None:
    sealed = {LOOKS[status].tone for status in (FrameState.DECIDED, FrameState.CONFIRMED)}
    others = {look.tone for status, look in LOOKS.items() if status in {"proposed", "agreed", "unapproved", "whole"}}
    assert sealed.isdisjoint(others)


class OneForm(forms.Form):
    tal = forms.IntegerField(label="Önskat tal", help_text="Ett heltal.")


def test_a_field_in_error_is_tied_to_its_hint_and_its_error() -> None:
    field = drawn("field", field=OneForm({"tal": "<b>åtta</b>"})["tal"])
    entry = field.select_one("input")
    assert entry is not None
    described = [field.select_one(f"#{name}") for name in str(entry["aria-describedby"]).split()]
    assert [text(told) for told in described if told] == ["Ett heltal.", "Fyll i ett heltal."]
    assert entry["aria-invalid"] == "true"
    assert entry["value"] == "<b>åtta</b>"
    assert not field.select("b")


def test_text_from_people_is_text_also_in_a_component() -> None:
    for component, attribute in [("notice", "title"), ("number-card", "title"), ("panel", "lead"), ("task", "due")]:
        html = drawn(component, **{"title": "Rubrik", attribute: "<script>&</script>"})
        assert not html.select("script")
        assert "<script>&</script>" in text(html)


def test_the_calculation_of_our_own_says_so_by_itself() -> None:
    assert "Jämkas egen beräkning, inte Migrationsverkets." in text(drawn("notice", kind="calculation"))
