"""What /tal shows: one process and year, the whole country or a län, as published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from allocation.models import PublishedNumber
from allocation.models.proposals import PublishedNumberQuerySet
from allocation.published import PublishedRound

PLACE = ("municipality_id", "municipality_name", "county_id", "county_name", "revision", "decided_on")


@dataclass(frozen=True)
class Selection:
    process: str
    year: int
    county: str = ""
    revision: int | None = None  # None: in each län the latest published
    search: str = ""

    @property
    def query(self) -> str:
        """Its address: what is not chosen is left out."""
        chosen = {
            "process": self.process,
            "ar": self.year,
            "lan": self.county,
            "revidering": self.revision,
            "sok": self.search,
        }
        return urlencode({name: value for name, value in chosen.items() if value not in ("", None)})

    def finds(self, name: str, code: str) -> bool:
        """The words are in its name, or its code begins with them."""
        words = self.search.strip().casefold()
        return words in name.casefold() or code.startswith(words)


@dataclass(frozen=True)
class Row:
    """PLACE, and the number there."""

    code: str
    name: str
    county: str
    county_name: str
    revision: int
    decided_on: date
    amounts: Mapping[str, int]  # target group → integer units
    proposed: int

    @property
    def amount(self) -> int:
        return sum(self.amounts.values())

    @property
    def deviation(self) -> int:
        return self.amount - self.proposed


@dataclass(frozen=True)
class CountySum:
    code: str
    name: str
    rows: Sequence[Row]

    @property
    def amount(self) -> int:
        return sum(row.amount for row in self.rows)

    @property
    def moved(self) -> int:
        """Units that another kommun has than in the proposal."""
        return sum(max(row.deviation, 0) for row in self.rows)

    @property
    def revision(self) -> int:
        return self.rows[0].revision

    @property
    def decided_on(self) -> date:
        return max(row.decided_on for row in self.rows)


@dataclass(frozen=True)
class Publication:
    selection: Selection
    rounds: Sequence[PublishedRound]  # those that the rows come from; the newest revision first
    groups: Mapping[str, str]  # code → name, in order
    all_rows: Sequence[Row]  # of the selection, before the search

    @cached_property
    def rows(self) -> list[Row]:
        return [row for row in self.all_rows if self.selection.finds(row.name, row.code)]

    @cached_property
    def counties(self) -> list[CountySum]:
        by_code: dict[str, list[Row]] = {}
        for row in self.all_rows:
            by_code.setdefault(row.county, []).append(row)
        return [CountySum(code, rows[0].county_name, rows) for code, rows in by_code.items()]

    @property
    def decimals(self) -> int:
        return self.rounds[0].round.decimals

    @property
    def has_groups(self) -> bool:
        return len(self.groups) > 1

    @property
    def revisions(self) -> list[int]:
        return sorted({row.revision for row in self.all_rows})

    @property
    def total(self) -> int:
        """Whatever one has searched for."""
        return sum(row.amount for row in self.all_rows)

    @property
    def amount(self) -> int:
        return sum(row.amount for row in self.rows)

    @property
    def proposed(self) -> int:
        return sum(row.proposed for row in self.rows)

    @property
    def moved(self) -> int:
        return sum(county.moved for county in self.counties)

    @property
    def group_sums(self) -> list[int]:
        return [sum(row.amounts.get(code, 0) for row in self.rows) for code in self.groups]

    @property
    def deviation(self) -> int:
        return self.amount - self.proposed


def numbers_of(selection: Selection) -> PublishedNumberQuerySet:
    numbers: PublishedNumberQuerySet = PublishedNumber.objects.filter(process=selection.process, year=selection.year)
    if selection.county:
        numbers = numbers.filter(county=selection.county)
    if selection.revision is not None:
        return numbers.filter(revision=selection.revision)
    return numbers.newest()


def read(selection: Selection, rounds: Sequence[PublishedRound]) -> Publication | None:
    """None where nothing of the kind is published. `rounds`: all that have something published."""
    rows = _rows(numbers_of(selection))
    if not rows:
        return None
    shown = {row.revision for row in rows}
    of_rows = [r for r in rounds if (r.process, r.year) == (selection.process, selection.year) and r.revision in shown]
    groups = {group.code: group.name for published in of_rows for group in published.groups}
    return Publication(selection, of_rows, groups, rows)


def _rows(numbers: PublishedNumberQuerySet) -> list[Row]:
    """The target groups of a kommun stand one after the other: one row of them."""
    ordered = numbers.order_by("county_id", "municipality__sort_key", "target_group_position")
    cells = ordered.values_list(*PLACE, "target_group", "amount", "proposed")
    return [_row(list(of_kommun)) for _key, of_kommun in groupby(cells, key=itemgetter(0))]


def _row(cells: list[Any]) -> Row:
    code, name, county, county_name, revision, decided_on, *_ = cells[0]
    amounts = {group: amount for *_, group, amount, _ in cells}
    proposed = sum(proposed for *_, proposed in cells)
    return Row(code, name, county, county_name, revision, decided_on, amounts, proposed)
