"""Allocation against outcome: the decided kommuntal and those received on it, per kommun, per län and in all.

Måluppfyllelse is received / number, and says its numerator: mottagna enligt kommuntal. Where the number is 0 it is not
applicable (NA); where what was received is not known it is missing (NA), and so is every sum it would be a part of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from allocation.models import PublishedNumber
from allocation.processes import Process
from municipalities.models import Observation

RECEIVED = "kommuntal_mottagna"
PLACE = ["kommunkod", "kommun", "lanskod", "lan"]


@dataclass(frozen=True)
class Outcome:
    year: int
    municipalities: pd.DataFrame  # PLACE, tal, mottagna, maluppfyllelse; in the order given
    counties: pd.DataFrame  # lanskod, lan, kommuner, tal, mottagna, maluppfyllelse; by länskod
    number: int
    received: int | None
    fulfilment: float | None


def compare(year: int, numbers: pd.DataFrame, received: Mapping[str, Decimal | int | None]) -> Outcome:
    """`numbers`: PLACE and tal, a row per kommun and target group. `received`: kommunkod → persons, None if missing."""
    municipalities = numbers.groupby(PLACE, sort=False)["tal"].sum().reset_index()
    reported = municipalities["kommunkod"].map(lambda code: received.get(code))
    municipalities["mottagna"] = pd.array([None if pd.isna(r) else int(r) for r in reported], dtype="Int64")
    counties = (
        municipalities.groupby(["lanskod", "lan"])
        .agg(kommuner=("kommunkod", "size"), tal=("tal", "sum"), mottagna=("mottagna", _sum_of_all))
        .reset_index()
    )
    counties["mottagna"] = counties["mottagna"].astype("Int64")
    for table in (municipalities, counties):
        table["maluppfyllelse"] = _fulfilment(table)
    total = _sum_of_all(municipalities["mottagna"])
    number = int(municipalities["tal"].sum())
    fulfilment = total / number if total is not None and number else None
    return Outcome(year, municipalities, counties, number, total, fulfilment)


def _sum_of_all(values: "pd.Series[Any]") -> int | None:
    """A part is not a sum."""
    return None if values.isna().any() else int(values.sum())


def _fulfilment(table: pd.DataFrame) -> "pd.Series[Any]":
    return table["mottagna"].astype("Float64") / table["tal"].where(table["tal"] > 0).astype("Float64")


def years() -> list[int]:
    """Years with both sides: published kommuntal and what was received on them. Newest first."""
    published = PublishedNumber.objects.filter(process=Process.KOMMUNTAL).order_by()
    decided = set(published.values_list("year", flat=True).distinct())
    return sorted(decided.intersection(Observation.objects.years_of(RECEIVED)), reverse=True)


def outcome_of(year: int) -> Outcome | None:
    rows = (
        PublishedNumber.objects.filter(process=Process.KOMMUNTAL, year=year)
        .newest()
        .order_by("county_id", "municipality__sort_key", "target_group_position")
        .values_list("municipality_id", "municipality_name", "county_id", "county_name", "amount")
    )
    received = Observation.objects.values_by_code(RECEIVED, year)
    if not rows or not received:
        return None
    return compare(year, pd.DataFrame.from_records(rows, columns=[*PLACE, "tal"]), received)
