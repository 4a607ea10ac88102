"""Many apportionments at once: the same methods, with a row for each scenario.

apportion_many([[47, 16, 158], [50, 16, 158]], [10, 12]).amounts
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from allocation.engine.apportioning.contest import Tie, award
from allocation.engine.apportioning.methods import LARGEST_REMAINDER
from allocation.engine.apportioning.problem import (
    UNORDERED,
    Array,
    Bound,
    Problem,
    check_list,
    checked,
    plain_integers,
    read_units,
    read_weights,
)
from allocation.engine.apportioning.shares import fair_shares
from allocation.engine.apportionment import choose
from allocation.engine.errors import EngineError, InvalidInput
from allocation.engine.exact import Number, whole

MOST = 2**63 - 1  # the amounts are of int64
Read = TypeVar("Read")
Weights = Sequence[Number] | Sequence[Sequence[Number]] | Array


@dataclass(frozen=True)
class Apportionments:
    method: str
    units: tuple[Hashable, ...]
    amounts: NDArray[np.int64] = field(repr=False)  # (S, N)
    ties: Mapping[int, Tie]  # by scenario, where one decided a seat


def apportion_many(
    weights: Weights,
    totals: Sequence[int] | Array | int,
    *,
    method: str = LARGEST_REMAINDER,
    floor: Bound = 0,
    cap: Bound = None,
    tie_break: Sequence[Hashable] | None = None,
    units: Sequence[Hashable] | None = None,
) -> Apportionments:
    """As `apportion` for every scenario: weights (S, N) or (N,) for all, totals (S,) or one for all.

    `floor`, `cap`, `tie_break` and `units` are those of every scenario. An error names the scenario and the unit.
    """
    chosen = choose(method)
    problem = _read(weights, totals, floor, cap, units)
    amounts, ties = award(problem, chosen.contest(problem, fair_shares(problem)), tie_break)
    return Apportionments(method, tuple(problem.units), amounts.astype(np.int64), ties)


def _read(
    weights: Sequence[Any] | Array,
    totals: Sequence[int] | Array | int,
    floor: Bound,
    cap: Bound,
    units: Sequence[Hashable] | None,
) -> Problem:
    check_list(weights, "the weights")
    first: Any = next(iter(weights), None)
    several = isinstance(first, (list, tuple)) or (isinstance(first, np.ndarray) and first.ndim > 0)
    amounts = _listed(totals)
    if not amounts:
        raise InvalidInput.because("no_scenarios")
    if several and len(amounts) not in (1, len(weights)):
        raise InvalidInput.because("scenarios_mismatch", weights=len(weights), totals=len(amounts))
    names = read_units(len(first) if several else len(weights), units)
    numerators = _rows(weights, names) if several else read_weights(weights, names)[0][np.newaxis]
    seats = [_within(row, _total, total) for row, total in enumerate(amounts)]
    scenarios = max(len(numerators), len(seats))
    if len(seats) < scenarios:
        seats = seats * scenarios
    return checked(names, np.broadcast_to(numerators, (scenarios, len(names))), 1, seats, floor, cap)


def _rows(rows: Sequence[Any] | Array, names: Sequence[Hashable]) -> Array:
    """(S, N), each row over a denominator of its own."""
    integers = plain_integers(rows) if isinstance(rows, np.ndarray) else None
    if integers is not None and integers.ndim == 2 and integers.min() >= 0:
        return integers
    return np.stack([_within(row, _row, weights, names) for row, weights in enumerate(rows)])


def _row(weights: Sequence[Number], names: Sequence[Hashable]) -> Array:
    check_list(weights, "the weights")
    if len(weights) != len(names):
        raise InvalidInput.because("units_mismatch", weights=len(weights), units=len(names))
    return read_weights(weights, names)[0]


def _listed(totals: Sequence[int] | Array | int) -> list[Any]:
    """One total is a list of one. Text, bytes and an array without axes are such, and no number."""
    if isinstance(totals, np.ndarray):
        return list(totals) if totals.ndim else [totals]
    return list(totals) if isinstance(totals, Sequence) and not isinstance(totals, UNORDERED) else [totals]


def _total(total: object) -> int:
    seats = whole(total, what="the total")
    if seats > MOST:
        raise InvalidInput.because("out_of_range", what="the total", value=seats, least=0, most=MOST)
    return seats


def _within(row: int, read: Callable[..., Read], *arguments: Any) -> Read:
    """What is read of one scenario; an error names it."""
    try:
        return read(*arguments)
    except EngineError as error:
        raise error.within(f"scenario {row}") from None
