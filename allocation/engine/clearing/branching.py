"""Lots and links by branch and bound: every case is either solved, shown to be impossible, or shown to be no better.

Kommuner that are alike (the same wish, lot and bounds, seen from where they stand) are split together, by how many of
them lie above a gap: which ones makes no difference to the cost, and the stated order spares the first named.

The tree of cases is kept and goes into the certificate, where a checker that knows no solver can walk it.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count, pairwise
from typing import Any

from allocation.engine.clearing.balance import NOTHING, Balanced, balance, spread
from allocation.engine.clearing.components import Component, Key, Seat
from allocation.engine.clearing.wishes import Segment, Vector
from allocation.engine.exact import text

Boxes = Mapping[Key, Segment]
Value = tuple[Vector, int, tuple[tuple[int, int], ...]]  # cost, kommuner changed, changes in the stated order


@dataclass
class Case:
    """A node of the tree: the boxes that the kommuner's changes are held in, and what came of it."""

    boxes: Boxes
    links: Mapping[int, bool]
    changes: dict[Key, int] = field(default_factory=dict)
    value: Value | None = None  # None: nothing sums to zero here
    prices: tuple[Vector, ...] = ()
    split: tuple[Any, ...] = ()  # ("gap", pool, kommunkoder, last below, first above) or ("link", index)
    children: tuple["Case", ...] = ()

    def as_json(self) -> dict[str, Any]:
        if self.children:
            return {"split": list(self.split), "children": [child.as_json() for child in self.children]}
        if self.value is None:
            return {"impossible": True}
        return {"prices": [[text(level) for level in price] for price in self.prices]}


@dataclass(frozen=True)
class Solved:
    changes: Mapping[Key, int]
    value: Value
    tree: Case
    proven: bool
    cases: int


def solve(component: Component, most_cases: int) -> Solved:
    """The best of all, or the best found when the cases run out (then `proven` is False)."""
    best: dict[Key, int] = dict.fromkeys((seat.key for seat in component.seats), 0)
    best_value = value_of(component, best)
    root = Case({}, {})
    _settle(component, root)
    queue = _Queue()
    queue.push(root)
    cases = 1
    while queue and cases < most_cases:
        case: Case | None = queue.pop()
        while case is not None and case.value is not None and case.value < best_value:
            case.children = _split(component, case)
            if not case.children:
                best, best_value = case.changes, case.value
                break
            cases += len(case.children)
            for child in case.children:
                _settle(component, child)
            case = queue.best_first(case.children)  # down to a solution, so that there is one to compare with
    return Solved(best, best_value, root, not queue.holds_less_than(best_value), cases)


class _Queue:
    """Open cases, the most promising first."""

    def __init__(self) -> None:
        self.cases: list[tuple[Value, int, Case]] = []
        self.numbers = count()

    def __bool__(self) -> bool:
        return bool(self.cases)

    def push(self, case: Case) -> None:
        if case.value is not None:
            heapq.heappush(self.cases, (case.value, next(self.numbers), case))

    def pop(self) -> Case:
        return heapq.heappop(self.cases)[2]

    def best_first(self, cases: Sequence[Case]) -> Case | None:
        """The most promising of these; the others wait."""
        possible = sorted((case for case in cases if case.value is not None), key=lambda case: case.value or ())
        for case in possible[1:]:
            self.push(case)
        return possible[0] if possible else None

    def holds_less_than(self, value: Value) -> bool:
        return bool(self.cases) and self.cases[0][0] < value


def value_of(component: Component, changes: Mapping[Key, int]) -> Value:
    cost = NOTHING
    for seat in component.seats:
        weight = component.weights[seat.key[0]]
        at = seat.cost.at(changes[seat.key])
        cost = cost[0] + weight * at[0], cost[1] + weight * at[1], cost[2] + weight * at[2]
    return _value(component, cost, changes)


def _value(component: Component, cost: Vector, changes: Mapping[Key, int]) -> Value:
    moved = sum(1 for change in changes.values() if change)
    return cost, moved, tuple((abs(changes[key]), changes[key]) for key in component.order)


def _settle(component: Component, case: Case) -> None:
    """Solves the case with its gaps bridged: a bound on all that it contains."""
    bounds, prices = NOTHING, []
    for circle in component.circles:
        domains = [_domain(component, case, seat) for seat in circle]
        found = balance([seat.cost for seat in circle], domains) if all(domains) else None
        if found is None:
            return
        ranks = {key: rank for rank, key in enumerate(component.order)}
        order = sorted(range(len(circle)), key=lambda i: ranks[circle[i].key])
        for seat, change in zip(circle, spread(found.spans, found.need, order), strict=True):
            case.changes[seat.key] = change
        bounds = _plus(bounds, _bridged(circle, found), component.weights[circle[0].key[0]])
        prices.append(found.price)
    case.prices = tuple(prices)
    case.value = _value(component, bounds, case.changes)


def _bridged(circle: Sequence[Seat], found: Balanced) -> Vector:
    """The cost with gaps bridged. A span begins at an allowed change; its units have the price's slope."""
    total = NOTHING
    for seat, (low, _) in zip(circle, found.spans, strict=True):
        total = _plus(total, seat.cost.at(low), Fraction(1))
    return _plus(total, found.price, Fraction(found.need))


def _plus(one: Vector, other: Vector, weight: Fraction) -> Vector:
    return one[0] + weight * other[0], one[1] + weight * other[1], one[2] + weight * other[2]


def _domain(component: Component, case: Case, seat: Seat) -> list[Segment]:
    """The allowed changes inside the case's box; none at all where the case asks for the impossible."""
    low, high = _box(case, seat)
    for index, met in case.links.items():
        if seat.key in component.links[index].members:
            low, high = _met(seat, low, high) if met else (max(low, 0), min(high, 0))
    return [(max(first, low), min(last, high)) for first, last in seat.domain if first <= high and last >= low]


def _met(seat: Seat, low: int, high: int) -> Segment:
    if seat.cost.content is None:
        return low, high
    least, most = seat.cost.content
    return max(low, least - seat.cost.now), min(high, most - seat.cost.now)


def _split(component: Component, case: Case) -> tuple[Case, ...]:
    """Two cases where this one's solution is not allowed; none where it is."""
    for index in range(len(component.links)):
        if index not in case.links:
            case.split = ("link", index)
            return tuple(Case(case.boxes, {**case.links, index: met}) for met in (True, False))
    for circle in component.circles:
        for seat in circle:
            for (_, last), (after, _) in pairwise(seat.domain):
                if last < case.changes[seat.key] < after:
                    return _across(component, case, circle, seat, (last, after))
    return ()


def _across(component: Component, case: Case, circle: Sequence[Seat], seat: Seat, gap: Segment) -> tuple[Case, ...]:
    """One case for each number of kommuner like this one that may lie above the gap."""
    low, high = _box(case, seat)
    alike = [seat.key]
    if not seat.linked:
        found = {each.key for each in circle if not each.linked and each.shape == seat.shape}
        alike = [key for key in component.order if key in found and case.boxes.get(key) == case.boxes.get(seat.key)]
    last, after = gap
    if last < 0:
        alike.reverse()  # the first named is changed least: below zero that is above the gap
    case.split = ("gap", seat.key[0], [code for _, code in alike], last, after)
    return tuple(
        Case(
            {
                **case.boxes,
                **dict.fromkeys(alike[: len(alike) - above], (low, last)),
                **dict.fromkeys(alike[len(alike) - above :], (after, high)),
            },
            case.links,
        )
        for above in range(len(alike) + 1)
    )


def _box(case: Case, seat: Seat) -> Segment:
    return case.boxes.get(seat.key, (seat.domain[0][0], seat.domain[-1][1]))
