"""The kommuner of a run, with their inputs as columns: read once, run as often as wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from allocation.engine.errors import ImpossibleTotal, InvalidInput
from allocation.engine.exact import Number, text
from allocation.engine.model.columns import Column, Columns, Reader
from allocation.engine.model.inputs import CARRIED, NUMBERS, Inputs, MunicipalityInput
from allocation.engine.model.parameters import Parameters
from allocation.engine.model.readers import own_cap, own_floor, population

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
        """The same inputs with another value in one field of one kommun; nothing else is read again.

        A table knows no parameters: whether these weigh the field is the caller's to ask (`readers.unweighed`).
        """
        return Variant(self, self.index(code), field, value)

    def is_of_the_same_kommuner(self, other: "Table") -> bool:
        return self.codes == other.codes and self.counties == other.counties

    def index(self, code: str) -> int:
        if not isinstance(code, str) or code not in self._places:
            raise InvalidInput("is not a kommun of the run", str(code))
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


class Variant(Table):
    """A table with one kommun changed. It reads that kommun alone, and takes everything else from the first."""

    def __init__(self, base: Table, i: int, field: Field, value: Number | None) -> None:
        rows = list(base.rows)
        rows[i] = changed(rows[i], field, value)
        Columns.__init__(self, base.codes, rows)
        self.base, self.i = base, i
        self.population_year, self.sources, self.counties = base.population_year, base.sources, base.counties
        self._places, self.members = base._places, base.members
        if field in ("floor", "cap"):
            self.own_floors = _with_own(base.own_floors, i, own_floor(rows[i]))
            self.own_caps = _with_own(base.own_caps, i, own_cap(rows[i]))
            self._bounds = {}
        else:
            self.own_floors, self.own_caps, self._bounds = base.own_floors, base.own_caps, base._bounds

    def column(self, reader: Reader) -> Column:
        if reader not in self._read:
            self._read[reader] = self._changed(reader)
        return self._read[reader]

    def _changed(self, reader: Reader) -> Column:
        number = reader(self.rows[self.i])
        try:
            column = self.base.column(reader)
        except InvalidInput:  # what was wrong there may be right here
            return super().column(reader)
        return column if number == column[self.i] else column.with_one(self.i, number)


def _with_own(owned: Mapping[int, Fraction], i: int, own: Fraction | None) -> dict[int, Fraction]:
    others = {k: bound for k, bound in owned.items() if k != i}
    return others if own is None else {**others, i: own}


def check_field(field: Field) -> None:
    if isinstance(field, tuple):
        if len(field) != 3 or field[0] != "received" or type(field[1]) is not str or type(field[2]) is not int:
            raise InvalidInput('is not ("received", group, year)', field)
    elif field not in FIELDS:
        raise InvalidInput(f"is not an input that can be changed; choose one of {', '.join(FIELDS)}", field)


def changed(each: MunicipalityInput, field: Field, value: Number | None) -> MunicipalityInput:
    check_field(field)
    if isinstance(field, str):
        changes: dict[str, Any] = {field: value}
        return replace(each, **changes)
    _, group, year = field
    years: Mapping[int, Number | None] = {**each.received.get(group, {}), year: value}
    return replace(each, received={**each.received, group: years})
