"""The kommuner of a run, with their inputs as columns: read once, run as often as wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from allocation.engine.columns import Columns
from allocation.engine.errors import ImpossibleTotal, InvalidInput
from allocation.engine.exact import Number, text
from allocation.engine.inputs import CARRIED, NUMBERS, Inputs, MunicipalityInput
from allocation.engine.parameters import Parameters
from allocation.engine.readers import own_cap, own_floor, population

FIELDS = ("population", *NUMBERS, *CARRIED)
Field = str | tuple[str, str, int]  # the name of an input, or ("received", group, year)


@dataclass(frozen=True)
class Bounds:
    """Least and largest number per kommun, in integer units; None where no kommun has any."""

    floors: list[int] | None
    caps: list[int | None] | None


class Table(Columns):
    def __init__(self, inputs: Inputs) -> None:
        super().__init__([each.code for each in inputs.municipalities], inputs.municipalities)
        self.population_year, self.sources = inputs.population_year, inputs.sources
        self.counties = tuple(each.county for each in inputs.municipalities)
        self.__dict__["inputs"] = inputs
        self._bounds: dict[tuple[Fraction, Fraction | None, int], Bounds] = {}

    @classmethod
    def of(cls, inputs: "Inputs | Table") -> "Table":
        return inputs if isinstance(inputs, Table) else cls(inputs)

    @cached_property
    def inputs(self) -> Inputs:
        return Inputs(self.rows, self.population_year, self.sources)

    @cached_property
    def members(self) -> dict[str, list[int]]:
        """länskod → its kommuner, by place in the columns."""
        members: dict[str, list[int]] = {county: [] for county in sorted(set(self.counties))}
        for i, county in enumerate(self.counties):
            members[county].append(i)
        return members

    @cached_property
    def by_population(self) -> list[int]:
        """Each kommun's rank, larger population first, then in order of kommunkod."""
        people = self.column(population).numerators
        order = sorted(range(len(self)), key=lambda i: (-people[i], i))
        ranks = [0] * len(self)
        for rank, i in enumerate(order):
            ranks[i] = rank
        return ranks

    def with_one(self, code: str, field: Field, value: Number | None) -> "Table":
        """The same inputs with another value in one field of one kommun; nothing else is read again."""
        i = self.index(code)
        rows = list(self.rows)
        rows[i] = changed(rows[i], field, value)
        table = object.__new__(Table)
        table.__dict__.update(self.__dict__)
        del table.__dict__["inputs"]
        table.rows = rows
        table.__dict__.pop("by_population", None)
        if field in ("floor", "cap"):
            table._bounds = {}
            table.__dict__["own_floors"] = _with_own(self.own_floors, i, own_floor(rows[i]))
            table.__dict__["own_caps"] = _with_own(self.own_caps, i, own_cap(rows[i]))
        table._read = {
            reader: column if (number := reader(rows[i])) == column[i] else column.with_one(i, number)
            for reader, column in self._read.items()
        }
        return table

    def is_of_the_same_kommuner(self, other: "Table") -> bool:
        return self.codes == other.codes and self.counties == other.counties

    def index(self, code: str) -> int:
        if code not in self._places:
            raise InvalidInput("is not a kommun of the run", code)
        return self._places[code]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {code: i for i, code in enumerate(self.codes)}

    @cached_property
    def own_floors(self) -> dict[int, Fraction]:
        return {i: own for i, each in enumerate(self.rows) if (own := own_floor(each)) is not None}

    @cached_property
    def own_caps(self) -> dict[int, Fraction]:
        return {i: own for i, each in enumerate(self.rows) if (own := own_cap(each)) is not None}

    def bounds(self, parameters: Parameters) -> Bounds:
        """The parameters' floor and cap, or the kommun's own instead."""
        key = (parameters.floor, parameters.cap, parameters.decimals)
        if key not in self._bounds:
            self._bounds[key] = self._read_bounds(parameters)
        return self._bounds[key]

    def _read_bounds(self, parameters: Parameters) -> Bounds:
        floors: list[int] | None = None
        caps: list[int | None] | None = None
        for i in self.own_floors.keys() | self.own_caps.keys():
            floor, cap = self.own_floors.get(i, parameters.floor), self.own_caps.get(i, parameters.cap)
            if cap is not None and cap < floor:
                raise ImpossibleTotal.because("floor_above_cap", self.codes[i], floor=text(floor), cap=text(cap))
        if parameters.floor or any(self.own_floors.values()):
            floors = [parameters.in_units(parameters.floor, "the floor")] * len(self)
            for i, own in self.own_floors.items():
                floors[i] = parameters.in_units(own, f"{self.codes[i]}: the floor")
        if parameters.cap is not None or self.own_caps:
            common = None if parameters.cap is None else parameters.in_units(parameters.cap, "the cap")
            caps = [common] * len(self)
            for i, own in self.own_caps.items():
                caps[i] = parameters.in_units(own, f"{self.codes[i]}: the cap")
        return Bounds(floors, caps)


def _with_own(owned: Mapping[int, Fraction], i: int, own: Fraction | None) -> dict[int, Fraction]:
    others = {k: bound for k, bound in owned.items() if k != i}
    return others if own is None else {**others, i: own}


def changed(each: MunicipalityInput, field: Field, value: Number | None) -> MunicipalityInput:
    if isinstance(field, str):
        if field not in FIELDS:
            raise InvalidInput(f"is not an input that can be changed; choose one of {', '.join(FIELDS)}", field)
        changes: dict[str, Any] = {field: value}
        return replace(each, **changes)
    _, group, year = field
    years: Mapping[int, Number | None] = {**each.received.get(group, {}), year: value}
    return replace(each, received={**each.received, group: years})
