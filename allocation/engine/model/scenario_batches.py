"""Scenarios as arrays: what the float filter takes, and the whole numbers that it can prove."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from allocation.engine.apportioning.certified import largest_remainder
from allocation.engine.apportionment import LARGEST_REMAINDER
from allocation.engine.errors import ImpossibleTotal, InvalidInput
from allocation.engine.formula import (
    advance,
    bounds_of_the_rest,
    check_population_year,
    checked_county_totals,
    checked_total,
    run_model,
)
from allocation.engine.model.approximate import Criteria, Floats, Groups, bounded_quotas, modelled
from allocation.engine.model.columns import LARGEST, SMALLEST, Column, Reader, as_float
from allocation.engine.model.criteria import Composition
from allocation.engine.model.inputs import Inputs
from allocation.engine.model.parameters import Parameters
from allocation.engine.model.result import ModelResult
from allocation.engine.model.swedish import composition
from allocation.engine.model.table import Table

LARGEST_TOTAL = 2**50  # totals, floors and caps below this are floats without rounding, and so are their sums
Found = TypeVar("Found")


@dataclass(frozen=True)
class Scenario:
    parameters: Parameters
    inputs: Inputs | Table
    total: int
    county_totals: Mapping[str, int] | None = None

    @cached_property
    def table(self) -> Table:
        return Table.of(self.inputs)

    def run(self) -> ModelResult:
        return run_model(self.parameters, self.table, self.total, self.county_totals)


def within_scenario(number: int, read: Callable[..., Found], *arguments: Any) -> Found:
    """What is read of one scenario; bad input is told with its number."""
    try:
        return read(*arguments)
    except InvalidInput as error:
        raise error.within(f"scenario {number}") from None


def certain_amounts(scenarios: Sequence[Scenario]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Amounts (S, N), and for which scenarios (S,) they are proven; the others' mean nothing."""
    amounts = np.full((len(scenarios), len(scenarios[0].table)), -1, np.int64)
    certain = np.zeros(len(scenarios), bool)
    read = _Reading()
    found = [within_scenario(number, read.scenario, number, each) for number, each in enumerate(scenarios)]
    taken = [each for each in found if each is not None]
    for by_county in (False, True):
        chosen = [each for each in taken if (each.scenario.county_totals is not None) == by_county]
        if chosen:
            rows = [each.number for each in chosen]
            amounts[rows], certain[rows] = _Batch(chosen, by_county).amounts()
    return amounts, certain


@dataclass(frozen=True)
class _Rest:
    """What is had in advance (N,), and the bounds of the rest (N,), with inf for no cap."""

    advance: NDArray[np.int64]
    floors: Floats
    caps: Floats


@dataclass(frozen=True)
class _Read:
    number: int
    scenario: Scenario
    composition: Composition
    rest: _Rest
    totals: list[int]  # per group


class _Reading:
    """Checks every scenario as `run_model` does; what is the same object in several, once."""

    def __init__(self) -> None:
        self.rests: dict[Hashable, _Rest | None] = {}
        self.totals: dict[Hashable, list[int]] = {}
        self.compositions: dict[Hashable, Composition] = {}

    def scenario(self, number: int, scenario: Scenario) -> _Read | None:
        """None for one that the filter does not take; the exact run says what may be wrong with it."""
        parameters, table = scenario.parameters, scenario.table
        check_population_year(parameters, table)
        totals = self._totals(scenario)
        if parameters.method != LARGEST_REMAINDER or (parameters.via_county and scenario.county_totals is None):
            return None
        weighed, rest = self._composition(parameters), self._rest(parameters, table)
        if rest is None or sum(totals) >= LARGEST_TOTAL or not _is_moderate(table, weighed):
            return None
        return _Read(number, scenario, weighed, rest, totals)

    def _composition(self, parameters: Parameters) -> Composition:
        if id(parameters) not in self.compositions:
            self.compositions[id(parameters)] = composition(parameters)
        return self.compositions[id(parameters)]

    def _rest(self, parameters: Parameters, table: Table) -> _Rest | None:
        mode = (parameters.floor_mode, parameters.carry_over)
        key = (id(table), parameters.floor, parameters.cap, parameters.decimals, *mode)
        if key not in self.rests:
            self.rests[key] = _rest(parameters, table)
        return self.rests[key]

    def _totals(self, scenario: Scenario) -> list[int]:
        total = checked_total(scenario.parameters, scenario.total)
        if scenario.county_totals is None:
            return [total]
        key = (id(scenario.county_totals), total)
        if key not in self.totals:
            checked = checked_county_totals(scenario.table, total, scenario.county_totals)
            self.totals[key] = list(checked.values())  # in order of länskod, as the groups are
        return self.totals[key]


class _Batch:
    """Scenarios that all have länstal, or all have none, with the kommuner in order of län."""

    def __init__(self, read: Sequence[_Read], by_county: bool) -> None:
        table = read[0].scenario.table
        members = list(table.members.values()) if by_county else [list(range(len(table)))]
        sizes = np.array([len(each) for each in members])
        self.groups = Groups(np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
        self.order = np.array([i for each in members for i in each])
        self.read = read
        self.totals = np.array([each.totals for each in read], np.int64)

    def amounts(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        in_advance = _stacked(each.rest.advance for each in self.read)[:, self.order]
        floors = _stacked(each.rest.floors for each in self.read)[:, self.order]
        caps = _stacked(each.rest.caps for each in self.read)[:, self.order]
        left = self.totals - np.add.reduceat(in_advance, self.groups.starts, axis=1)
        enough = (left >= 0).all(axis=1)
        left = np.maximum(left, 0)
        x, error = modelled(self._criteria(left.sum(axis=1, dtype=float)[:, np.newaxis]))
        shape = (len(self.read), len(self.order))
        x, error = np.broadcast_to(x, shape), np.broadcast_to(error, shape)
        quotas = bounded_quotas(x, error, left.astype(float), self.groups, floors, caps)
        amounts, certain = np.empty(shape, np.int64), quotas.certain & enough
        for group, (start, size) in enumerate(zip(self.groups.starts, self.groups.sizes, strict=True)):
            piece = slice(start, start + size)
            rounded, sure = largest_remainder(quotas.values[:, piece], quotas.error[:, piece], left[:, group])
            amounts[:, self.order[piece]] = rounded + in_advance[:, piece]
            certain &= sure
        return amounts, certain

    def _criteria(self, units: Floats) -> Criteria:
        """Each measure, and each column that is set off, in a float array; the weight is 0 where it weighs nothing."""
        weights = [{term.measure: term.weight for term in each.composition.terms} for each in self.read]
        rates = [
            {off.measure: off.weight * each.scenario.parameters.scale for off in each.composition.set_off}
            for each in self.read
        ]
        measures, columns = _readers(weights), _readers(rates)
        return Criteria(
            weights=[_weights(weights, measure) for measure in measures],
            shares=[self._floats(weights, measure, _shares) for measure in measures],
            rates=[_weights(rates, column) for column in columns],
            columns=[self._floats(rates, column, lambda found: found.floats) for column in columns],
            totals=[
                self._floats(rates, column, lambda found: np.array([found.total_float]), order=False)
                for column in columns
            ],
            units=units,
        )

    def _floats(
        self,
        weights: Sequence[Mapping[Reader, Any]],
        reader: Reader,
        of: Callable[[Column], Floats],
        *,
        order: bool = True,
    ) -> Floats:
        """(S, N) in order of län, or (1, N) where it is the same column in all. Not read where it weighs nothing."""
        found = [
            each.scenario.table.column(reader) if reader in weighed else None
            for each, weighed in zip(self.read, weights, strict=True)
        ]
        some = next(column for column in found if column is not None)
        made = {id(column): of(column) for column in {id(each): each for each in (*found, some) if each}.values()}
        values = _stacked(made[id(some if column is None else column)] for column in found)
        return values[:, self.order] if order else values


def _is_moderate(table: Table, weighed: Composition) -> bool:
    """Somebody has some of each measure, and all sizes are such that a float is rounded as the error bound says."""
    measures = [table.column(term.measure) for term in weighed.terms]
    columns = [table.column(each.measure) for each in weighed.set_off]
    weights = [term.weight for term in weighed.terms if term.weight] + [each.weight for each in weighed.set_off]
    return (
        all(measure.is_moderate and measure.total for measure in measures)
        and all(column.is_moderate for column in columns)
        and all(SMALLEST < as_float(weight.numerator, weight.denominator) < LARGEST for weight in weights)
    )


def _rest(parameters: Parameters, table: Table) -> _Rest | None:
    """None where bounds cross, or are so large that a float would round them."""
    try:
        before = advance(parameters, table)
        floors, caps = bounds_of_the_rest(parameters, table, before)
    except ImpossibleTotal:
        return None
    count = len(table)
    in_advance = [before[i] for i in range(count)] if before else [0] * count
    if sum(in_advance) + sum(floors or ()) + sum(cap or 0 for cap in caps or ()) >= LARGEST_TOTAL:
        return None
    return _Rest(
        np.array(in_advance, np.int64),
        np.zeros(count) if floors is None else np.array(floors, float),
        np.full(count, np.inf) if caps is None else np.array([np.inf if cap is None else cap for cap in caps], float),
    )


def _readers(weights: Iterable[Mapping[Reader, Any]]) -> list[Reader]:
    return list({reader: None for each in weights for reader in each})


def _weights(weights: Sequence[Mapping[Reader, Any]], reader: Reader) -> Floats:
    return np.array([float(each.get(reader, 0)) for each in weights])[:, np.newaxis]


def _shares(column: Column) -> Floats:
    return column.floats / column.total_float


def _stacked(rows: Iterable[NDArray[Any]]) -> NDArray[Any]:
    """(S, N), or (1, N) where every row is the same array."""
    rows = list(rows)
    if all(row is rows[0] for row in rows):
        return rows[0][np.newaxis]
    return np.stack(rows)
