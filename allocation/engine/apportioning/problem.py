"""Apportionments as arrays of integers: validated once, so that the methods need not doubt what they get.

One shape for one apportionment and for many: the units are the last axis, the scenarios (if any) the first. The numbers
are int64 where no product or sum of them can overflow, and Python's own integers (dtype object) where one could: the
methods are the same lines for both.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocation.engine.errors import EngineError, ImpossibleTotal, InvalidInput
from allocation.engine.exact import Number, exact, over_common_denominator, whole

Bound = Number | Iterable[Number | None] | None
Array = NDArray[Any]  # of int64, or of Python's integers
UNORDERED = (set, frozenset, Mapping, str, bytes, bytearray)  # no list of values, though each can be gone through
ROOM = 2**62  # whatever is multiplied and summed stays below this in int64


class Problem(NamedTuple):
    units: Sequence[Hashable]
    weights: Array  # (..., N), over `denominator`
    denominator: int  # 1 for many scenarios: each has a scale of its own, which no method sees
    totals: Array  # (..., 1)
    floors: Array  # (N,)
    caps: Array  # (..., N); where none is given one that never binds, and the floor where there is no weight to give by
    bounded: bool  # whether there is any floor or cap

    @property
    def fits_int64(self) -> bool:
        return self.weights.dtype != object


def read_problem(
    weights: Sequence[Number] | Array, total: int, floor: Bound, cap: Bound, units: Sequence[Hashable] | None
) -> Problem:
    check_list(weights, "the weights")
    names = read_units(len(weights), units)
    numerators, denominator = read_weights(weights, names)
    return checked(names, numerators, denominator, [whole(total, what="the total")], floor, cap)


def check_list(values: object, what: str) -> None:
    """Refuses what has no length, no order of its own, or parts that only look like values: text, bytes, keys."""
    if type(values) in (list, tuple, range) or (isinstance(values, np.ndarray) and values.ndim):
        return
    if isinstance(values, (*UNORDERED, np.ndarray)) or not isinstance(values, Collection):
        raise InvalidInput(f"{what} are not a list ({type(values).__name__})")


def not_a_name(names: Iterable[object], what: str) -> InvalidInput:
    """For names that turned out not to be hashable: which it is."""
    found = next(name for name in names if not _is_hashable(name))
    return InvalidInput(f"{what} name something that cannot be a name ({found!r})")


def _is_hashable(name: object) -> bool:
    try:
        hash(name)
    except TypeError:
        return False
    return True


def read_units(count: int, units: Sequence[Hashable] | None) -> Sequence[Hashable]:
    if not count:
        raise InvalidInput.because("no_units")
    if units is None:
        return range(count)
    check_list(units, "the units")
    if len(units) != count:
        raise InvalidInput.because("units_mismatch", weights=count, units=len(units))
    try:
        different = len(set(units))
    except TypeError:
        raise not_a_name(units, "the units") from None
    if different != count:
        raise InvalidInput.because("unit_twice", Counter(units).most_common(1)[0][0])
    return tuple(units)


def read_weights(weights: Sequence[Number] | Array, names: Sequence[Hashable]) -> tuple[Array, int]:
    """As integers over one denominator. Plain integers are taken as they are, all at once."""
    integers = plain_integers(weights)
    if integers is not None and integers.ndim == 1 and integers.min() >= 0:
        return integers, 1
    numbers = [exact(weight, name, "the weight") for weight, name in zip(weights, names, strict=True)]
    scaled, denominator = over_common_denominator(numbers)
    return as_integers(scaled), denominator


def plain_integers(values: Sequence[Any] | Array) -> Array | None:
    """None where anything needs a closer look: a Fraction, a bool, text, an unsigned integer, a masked number."""
    if isinstance(values, np.ndarray):
        return values.astype(np.int64) if values.dtype.kind == "i" and not np.ma.is_masked(values) else None
    return as_integers(values) if set(map(type, values)) == {int} else None


def as_integers(values: Sequence[int]) -> Array:
    try:
        return np.fromiter(values, np.int64, len(values))
    except OverflowError:
        return np.array(values, object)


def checked(
    names: Sequence[Hashable], weights: Array, denominator: int, totals: list[int], floor: Bound, cap: Bound
) -> Problem:
    """With bounds read, in the narrowest integers that will do, and possible."""
    floors = _bound(floor, names, "floor", absent=0)
    highest_floor = int(floors.max())
    never = max(*totals, highest_floor)
    caps = _bound(cap, names, "cap", absent=never)
    if cap is not None:
        _refuse_crossed(names, floors, caps)
        caps = np.minimum(caps, never).astype(np.int64 if never < ROOM else object)
    if max(int(weights.max()), 1) * never * len(names) >= ROOM:
        weights, floors, caps = (each.astype(object) for each in (weights, floors, caps))
    column = np.array(totals, weights.dtype).reshape(-1 if weights.ndim == 1 else (-1, 1))
    bounded = cap is not None or highest_floor > 0
    problem = Problem(names, weights, denominator, column, floors, np.where(weights > 0, caps, floors), bounded)
    _refuse_impossible(problem)
    return problem


def scenario(problem: Problem, row: int, error: EngineError) -> EngineError:
    """The error, told of its scenario where there are several."""
    return error.within(f"scenario {row}") if problem.weights.ndim > 1 else error


def _bound(bound: Bound, names: Sequence[Hashable], what: str, absent: int) -> Array:
    """One integer per unit; `absent` where none is given."""
    if bound is None or not isinstance(bound, Iterable) or isinstance(bound, str):
        value = absent if bound is None else whole(bound, what=f"the {what}")
        return np.full(len(names), value, np.int64 if value < ROOM else object)
    if not isinstance(bound, Iterator):
        check_list(bound, f"the values of {what}")
    values = list(bound)
    if len(values) != len(names):
        raise InvalidInput.because("bounds_mismatch", units=len(names), values=len(values), bound=what)
    pairs = zip(values, names, strict=True)
    return as_integers([absent if value is None else whole(value, name, f"the {what}") for value, name in pairs])


def _refuse_crossed(names: Sequence[Hashable], floors: Array, caps: Array) -> None:
    for i in np.flatnonzero(floors > caps).tolist():
        raise ImpossibleTotal.because("floor_above_cap", names[i], floor=int(floors[i]), cap=int(caps[i]))


def _refuse_impossible(problem: Problem) -> None:
    totals, weights = problem.totals, problem.weights
    least, most = problem.floors.sum(), problem.caps.sum(axis=-1, keepdims=True)
    impossible = (least > totals) | (most < totals)
    if not impossible.any():
        return
    row = int(impossible.argmax())
    total, room = int(totals.flat[row]), int(most.flat[row])
    if least > total:
        error = ImpossibleTotal.because("floors_above_total", floors=int(least), total=total)
    elif weights.reshape(-1, weights.shape[-1])[row].any():
        error = ImpossibleTotal.because("caps_below_total", caps=room, total=total)
    else:
        error = ImpossibleTotal.because("no_weight", lacking=total - int(least), total=total)
    raise scenario(problem, row, error)
