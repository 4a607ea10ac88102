"""Amounts as people and files write them: what is a number, and what is refused rather than guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation.amounts import QUOTED, read, show
from allocation.errors import Refused

UNITS = st.integers(min_value=-9_999_999_999, max_value=9_999_999_999)


@given(UNITS)
def test_what_is_shown_is_read_back_as_the_same(units: int) -> None:
    assert read(show(units, 2, signed=True), 2) == units


@pytest.mark.parametrize(
    ("written", "decimals", "units"),
    [
        ("1 234", 0, 1234),
        ("1\u00a0234", 0, 1234),
        ("1\u202f234,5", 2, 123450),
        (" 12 ", 0, 12),
        ("-3", 0, -3),
        ("−3", 0, -3),
        ("+3", 0, 3),
        ("12.34", 2, 1234),
        ("34.0", 0, 34),
        ("3,4400", 2, 344),
        ("12,", 0, 12),
        ("007", 0, 7),
        ("0", 0, 0),
        ("99999999,99", 2, 9_999_999_999),
    ],
)
def test_a_number_as_it_is_written(written: str, decimals: int, units: int) -> None:
    assert read(written, decimals) == units


@pytest.mark.parametrize(
    "written", ["", " ", "-", "tolv", "NaN", "Infinity", "1e3", "1e-99999999", "1e99999999", "0x1"]
)
@pytest.mark.parametrize("form", ["{}", "-{}"])
def test_words_and_powers_are_no_numbers(written: str, form: str) -> None:
    with pytest.raises(Refused, match="är inte ett tal"):
        read(form.format(written))


@pytest.mark.parametrize("written", ["3_0", "٣", "３", "²", "1,2,3", "1.2,3", ",5", "--3", "3\n4"])
def test_what_is_almost_a_number_is_refused_and_never_guessed(written: str) -> None:
    with pytest.raises(Refused, match="är inte ett tal"):
        read(written)


@pytest.mark.parametrize(
    ("written", "decimals", "words"),
    [("12,5", 0, "inte ett heltal"), ("3,448", 2, "fler än 2 decimaler"), ("100000000", 0, "orimligt stort")],
)
def test_what_cannot_be_held_is_refused(written: str, decimals: int, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read(written, decimals)


@pytest.mark.parametrize("written", ["9" * 5000, "x" * 5000, "0," + "1" * 5000])
def test_a_refusal_repeats_no_more_than_can_be_read(written: str) -> None:
    with pytest.raises(Refused) as refused:
        read(written)
    assert len(str(refused.value)) < QUOTED + 40
