"""Allocation against outcome, on the real figures of 2018 and on small made-up ones."""

import pandas as pd
import pytest

from allocation.outcomes import PLACE, Outcome, compare
from municipalities.models import Municipality, Observation

A, B, C = ("0001", "A-by", "01", "A län"), ("0002", "B-by", "01", "A län"), ("0101", "C-by", "02", "C län")


def outcome(numbers: list[tuple[tuple[str, ...], int]], received: dict[str, int | None]) -> Outcome:
    table = pd.DataFrame([(*place, number) for place, number in numbers], columns=[*PLACE, "tal"])
    return compare(2018, table, received)


@pytest.fixture
def year_2018(db: None) -> Outcome:
    kommuner = Municipality.objects.values_list("code", "name", "county_id", "county__name")
    numbers = Observation.objects.values_by_code("kommuntal", 2018)
    received = Observation.objects.values_by_code("kommuntal_mottagna", 2018)
    table = pd.DataFrame([(*place, int(numbers[place[0]] or 0)) for place in kommuner], columns=[*PLACE, "tal"])
    return compare(2018, table, received)


def test_2018_15_200_against_14_588(year_2018: Outcome) -> None:
    assert (year_2018.number, year_2018.received) == (15_200, 14_588)
    assert year_2018.fulfilment == pytest.approx(0.95974, abs=1e-5)


@pytest.mark.parametrize(
    ("county", "kommuner", "number", "received"),
    [("01", 26, 4931, 4620), ("10", 5, 83, 83), ("13", 6, 582, 517), ("20", 15, 388, 375), ("09", 1, 125, 122)],
)
def test_2018_lan_by_lan(year_2018: Outcome, county: str, kommuner: int, number: int, received: int) -> None:
    row = year_2018.counties.set_index("lanskod").loc[county]
    assert (row["kommuner"], row["tal"], row["mottagna"]) == (kommuner, number, received)


def test_the_lan_sum_to_the_nation(year_2018: Outcome) -> None:
    assert len(year_2018.counties) == 21
    assert (year_2018.counties["tal"].sum(), year_2018.counties["mottagna"].sum()) == (15_200, 14_588)


def test_where_the_number_is_0_fulfilment_does_not_apply(year_2018: Outcome) -> None:
    without = year_2018.municipalities[year_2018.municipalities["tal"] == 0]
    assert len(without) == 46
    assert without["maluppfyllelse"].isna().all()


def test_a_kommun_without_a_number_still_counts_in_the_sums_of_its_lan() -> None:
    found = outcome([(A, 10), (B, 0)], {"0001": 8, "0002": 2})
    assert found.counties["mottagna"].tolist() == [10]
    assert found.counties["maluppfyllelse"].tolist() == [1.0]


def test_what_is_missing_is_not_0_and_a_part_is_not_a_sum() -> None:
    found = outcome([(A, 10), (B, 10), (C, 4)], {"0001": 8, "0002": None, "0101": 3})
    assert found.municipalities["mottagna"].isna().tolist() == [False, True, False]
    assert found.counties["mottagna"].isna().tolist() == [True, False]
    assert (found.number, found.received, found.fulfilment) == (24, None, None)


def test_a_kommun_that_nothing_was_reported_of_is_missing() -> None:
    assert outcome([(A, 10), (B, 10)], {"0001": 8}).received is None


def test_the_target_groups_of_a_kommun_are_one_number() -> None:
    found = outcome([(A, 10), (A, 5)], {"0001": 12})
    assert (found.municipalities["tal"].tolist(), found.fulfilment) == ([15], 0.8)
