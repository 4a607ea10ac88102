"""Divisor methods: the next seat goes to the largest weight / d(seats so far).

They differ only in d, the signpost between two whole numbers. Huntington–Hill's is a square root, so its claims are
compared squared: everything stays rational. With floors and caps a unit starts at its floor and leaves the
queue at its cap (Balinski & Young's requirements): inside the method, not patched afterwards.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from allocation.engine.contest import Contest
from allocation.engine.problem import Problem
from allocation.engine.shares import Shares

# A first seat at d(0) = 0 comes before any other; among such, the larger weight first (the limit of d(0) → 0).
Claim = tuple[bool, Fraction | int]


@dataclass(frozen=True)
class Signpost:
    """d(seats) to the `power`, as numerator and denominator."""

    power: int
    ratio: Callable[[int], tuple[int, int]]


SIGNPOSTS = {
    "adams": Signpost(1, lambda seats: (seats, 1)),
    "jefferson": Signpost(1, lambda seats: (seats + 1, 1)),
    "webster": Signpost(1, lambda seats: (2 * seats + 1, 2)),
    "huntington_hill": Signpost(2, lambda seats: (seats * (seats + 1), 1)),
    "dean": Signpost(1, lambda seats: (2 * seats * (seats + 1), 2 * seats + 1)),
}


def divisor_contest(problem: Problem, shares: Shares, signpost: Signpost) -> Contest:
    """The seats that are beyond doubt, and the claims that meet at the margin."""
    seats = _seats_at(problem, shares, signpost)
    _remove_weakest(problem, signpost, seats)
    _add_strongest(problem, signpost, seats)
    last = {i: _claim(problem, signpost, i, n - 1) for i, n in enumerate(seats) if n > problem.floors[i]}
    margin = min(last.values(), default=None)
    marginal = [i for i in last if last[i] == margin]
    for i in marginal:
        seats[i] -= 1
    claims = [
        _claim(problem, signpost, i, n) if problem.weights[i] and n < problem.caps[i] else None
        for i, n in enumerate(seats)
    ]
    return Contest(seats, claims, len(marginal))


def _claim(problem: Problem, signpost: Signpost, unit: int, seats: int) -> Claim:
    numerator, denominator = signpost.ratio(seats)
    if not numerator:
        return True, problem.weights[unit]
    return False, Fraction(problem.weights[unit] ** signpost.power * denominator, numerator)


def _seats_at(problem: Problem, shares: Shares, signpost: Signpost) -> list[int]:
    """Every share rounded at its signpost: near the total, and exactly what one common divisor gives."""
    left, mass = shares.factor or (0, 1)
    seats = []
    for weight, low, high in zip(problem.weights, problem.floors, problem.caps, strict=True):
        whole = weight * left // mass
        numerator, denominator = signpost.ratio(whole)
        reached = numerator * mass**signpost.power <= (weight * left) ** signpost.power * denominator
        seats.append(min(high, max(low, whole + reached)) if weight else low)
    return seats


def _remove_weakest(problem: Problem, signpost: Signpost, seats: list[int]) -> None:
    surplus = sum(seats) - problem.total
    if surplus <= 0:
        return
    queue = [(_claim(problem, signpost, i, n - 1), i) for i, n in enumerate(seats) if n > problem.floors[i]]
    heapq.heapify(queue)
    for _ in range(surplus):
        _, i = queue[0]
        seats[i] -= 1
        if seats[i] > problem.floors[i]:
            heapq.heapreplace(queue, (_claim(problem, signpost, i, seats[i] - 1), i))
        else:
            heapq.heappop(queue)


def _add_strongest(problem: Problem, signpost: Signpost, seats: list[int]) -> None:
    lacking = problem.total - sum(seats)
    if lacking <= 0:
        return

    def entry(i: int) -> tuple[bool, Fraction | int, int]:
        first, value = _claim(problem, signpost, i, seats[i])
        return not first, -value, i  # heapq keeps the smallest first

    queue = [entry(i) for i, n in enumerate(seats) if problem.weights[i] and n < problem.caps[i]]
    heapq.heapify(queue)
    for _ in range(lacking):
        i = queue[0][-1]
        seats[i] += 1
        if seats[i] < problem.caps[i]:
            heapq.heapreplace(queue, entry(i))
        else:
            heapq.heappop(queue)
