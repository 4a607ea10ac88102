"""One apportionment as integers: validated once, so that the methods need not doubt what they get."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from allocation.engine.errors import ImpossibleTotal, InvalidInput
from allocation.engine.exact import Number, exact, over_common_denominator, whole

Bound = Number | Iterable[Number | None] | None


@dataclass(frozen=True)
class Problem:
    units: tuple[Hashable, ...]
    weights: list[int]  # over `denominator`
    denominator: int
    total: int
    floors: list[int]
    caps: list[int]  # where none is given one that never binds, so that it needs no case of its own


def read_problem(
    weights: Sequence[Number], total: int, floor: Bound, cap: Bound, units: Sequence[Hashable] | None
) -> Problem:
    names = _names(len(weights), units)
    numbers = [exact(weight, name, "the weight") for weight, name in zip(weights, names, strict=True)]
    seats = whole(total, what="the total")
    floors = [whole(value, name, "the floor") for value, name in _per_unit(floor, names, "floor", absent=0)]
    no_cap = max(seats, *floors)
    caps = [whole(value, name, "the cap") for value, name in _per_unit(cap, names, "cap", absent=no_cap)]
    scaled, denominator = over_common_denominator(numbers)
    problem = Problem(names, scaled, denominator, seats, floors, caps)
    _refuse_crossed_bounds(names, floors, caps)
    _refuse_impossible(problem)
    return problem


def _names(count: int, units: Sequence[Hashable] | None) -> tuple[Hashable, ...]:
    if not count:
        raise InvalidInput("there are no units to apportion among")
    names = tuple(range(count) if units is None else units)
    if len(names) != count:
        raise InvalidInput(f"{count} weights but {len(names)} units")
    if len(set(names)) != count:
        twice = next(name for i, name in enumerate(names) if name in names[:i])
        raise InvalidInput("the unit is given twice", twice)
    return names


def _per_unit(bound: Bound, names: tuple[Hashable, ...], what: str, absent: int) -> list[tuple[Number, Hashable]]:
    values = list(bound) if isinstance(bound, Iterable) and not isinstance(bound, str) else [bound] * len(names)
    if len(values) != len(names):
        raise InvalidInput(f"{len(names)} units but {len(values)} values of {what}")
    return [(absent if value is None else value, name) for value, name in zip(values, names, strict=True)]


def _refuse_crossed_bounds(names: tuple[Hashable, ...], floors: list[int], caps: list[int]) -> None:
    for name, low, high in zip(names, floors, caps, strict=True):
        if low > high:
            raise ImpossibleTotal(f"the floor {low} is above the cap {high}", name)


def _refuse_impossible(problem: Problem) -> None:
    least = sum(problem.floors)
    if least > problem.total:
        raise ImpossibleTotal(f"the floors sum to {least}, more than the total {problem.total}")
    # A unit without weight never gets more than its floor.
    bounds = zip(problem.weights, problem.floors, problem.caps, strict=True)
    most = sum(high if weight else low for weight, low, high in bounds)
    if most < problem.total and not any(problem.weights):
        raise ImpossibleTotal(f"every weight is zero, so {problem.total - least} of {problem.total} go to nobody")
    if most < problem.total:
        raise ImpossibleTotal(f"the caps leave room for {most}, less than the total {problem.total}")
