"""Divisor methods: the next seat goes to the largest weight / d(seats so far).

They differ only in d, the signpost between two whole numbers. Huntington–Hill's is a square root, so its claims are
compared squared: everything stays rational. With floors and caps a unit starts at its floor and leaves the
queue at its cap (Balinski & Young's requirements): inside the method, not patched afterwards.

`bracket.py` settles all seats but those near the cut; here the claims to the last ones are compared, as integers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from allocation.engine.apportioning.bracket import bracket
from allocation.engine.apportioning.contest import Claim, Contest, ordering
from allocation.engine.apportioning.problem import Array, Problem
from allocation.engine.apportioning.shares import Shares


@dataclass(frozen=True)
class Signpost:
    """d(seats) to the `power`, as numerator and denominator; of a number or of an array of them."""

    power: int
    ratio: Callable[[Any], tuple[Any, Any]]


SIGNPOSTS = {
    "adams": Signpost(1, lambda seats: (seats, 1)),
    "jefferson": Signpost(1, lambda seats: (seats + 1, 1)),
    "webster": Signpost(1, lambda seats: (2 * seats + 1, 2)),
    "huntington_hill": Signpost(2, lambda seats: (seats * (seats + 1), 1)),
    "dean": Signpost(1, lambda seats: (2 * seats * (seats + 1), 2 * seats + 1)),
}


@dataclass(frozen=True)
class Divisor:
    signpost: Signpost

    def contest(self, problem: Problem, shares: Shares) -> Contest:
        """The seats that are beyond doubt, and the claims that meet at the cut."""
        bases, most = bracket(problem, shares, self.signpost)
        wanted = (problem.totals - bases.sum(axis=-1, keepdims=True)).ravel().tolist()
        at_cut = np.zeros(bases.shape, bool)
        rows = (each.reshape(-1, each.shape[-1]) for each in (problem.weights, bases, most, at_cut))
        for seats, weights, low, high, equal in zip(wanted, *rows, strict=True):
            if seats:
                self._settle(seats, weights, low, high, equal)
        return Contest(bases, problem.totals - bases.sum(axis=-1, keepdims=True), at_cut, at_cut)

    def _settle(self, seats: int, weights: Array, low: Array, high: Array, equal: Array) -> None:
        """Writes into `low` the seats whose claims are larger than the last one's, into `equal` who equals it."""
        near = np.flatnonzero(high > low)
        columns = (each[near].tolist() for each in (weights, low, high))
        claims = [
            (i, self.claim(weight, n))
            for i, weight, first, end in zip(near.tolist(), *columns, strict=True)
            for n in range(first, end)
        ]
        keys = ordering([claim for _, claim in claims])
        last = sorted(keys)[-seats]
        for (i, _), key in zip(claims, keys, strict=True):
            if key > last:
                low[i] += 1
            elif key == last:
                equal[i] = True

    def claim(self, weight: int, seats: int) -> Claim:
        numerator, denominator = self.signpost.ratio(seats)
        if not numerator:
            return True, weight, 1
        return False, weight**self.signpost.power * denominator, numerator

    def claims(self, problem: Problem, shares: Shares, contest: Contest) -> list[Claim | None]:
        """To the seat after the settled ones, of one apportionment; None at the cap."""
        columns = (each.tolist() for each in (problem.weights, contest.bases, problem.caps))
        return [self.claim(weight, n) if n < cap else None for weight, n, cap in zip(*columns, strict=True)]

    def value(self, claim: Claim, denominator: int) -> Fraction:
        """In the caller's own unit of weight, where `denominator` is that of the weights."""
        first, numerator, below = claim
        return Fraction(numerator, below * denominator ** (1 if first else self.signpost.power))
