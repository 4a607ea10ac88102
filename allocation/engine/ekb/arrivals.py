"""Children who arrive one after the other: who would receive each, why, and where måluppfyllelse stands after it.

A child with anknytning to a kommun goes there, whatever its måluppfyllelse and even without a share; any other goes to
the lowest måluppfyllelse. A simulation and a follow-up, never an anvisning.
"""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from allocation.engine.errors import InvalidInput
from allocation.engine.exact import text
from allocation.engine.fulfilment import PROMILLE, Fulfilment, Next, settle

ANKNYTNING = "anknytning"
MALUPPFYLLELSE = "maluppfyllelse"


@dataclass(frozen=True)
class Turn:
    """One child: the kommun, the reason, and the kommun's måluppfyllelse before and after."""

    number: int  # 1, 2, … in the sequence
    reason: str
    chosen: Next
    before: Fraction | None
    after: Fraction | None

    @property
    def unit(self) -> str:
        return self.chosen.unit

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "reason": self.reason,
            **self.chosen.as_json(),
            "before": None if self.before is None else text(self.before),
            "after": None if self.after is None else text(self.after),
        }


@dataclass(frozen=True)
class Course:
    """A whole sequence, and the country when it is over."""

    before: Fulfilment = field(repr=False)
    turns: tuple[Turn, ...]
    after: Fulfilment = field(repr=False)


def sequence(start: Fulfilment, arrivals: Iterable[str | None]) -> Course:
    """`arrivals` in order: the kommunkod that a child has anknytning to, or None."""
    line = _Line(start)
    turns = tuple(line.receive(number, anknytning) for number, anknytning in enumerate(arrivals, start=1))
    return Course(start, turns, Fulfilment(start.shares, line.counts))


class _Line:
    """Kommuner in line by A / p, those of equal A / p together: a turn costs log n, not n."""

    def __init__(self, start: Fulfilment) -> None:
        self.shares, self.counts, self.total = start.shares, dict(start.counts), start.total
        self.waiting: dict[Fraction, list[str]] = {}
        self.claims: list[Fraction] = []
        for unit in self.shares:
            self._join(unit)

    def receive(self, number: int, anknytning: str | None) -> Turn:
        if anknytning is not None and anknytning not in self.shares:
            raise InvalidInput(f"child {number} has anknytning to a kommun that is not known", anknytning)
        chosen = self._lowest() if anknytning is None else Next(anknytning)
        before = self._fulfilment(chosen.unit)
        self._leave(chosen.unit)
        self.counts[chosen.unit] += 1
        self.total += 1
        self._join(chosen.unit)
        reason = MALUPPFYLLELSE if anknytning is None else ANKNYTNING
        return Turn(number, reason, chosen, before, self._fulfilment(chosen.unit))

    def _lowest(self) -> Next:
        while not self.waiting[self.claims[0]]:
            del self.waiting[heapq.heappop(self.claims)]
        return settle(self.waiting[self.claims[0]], self.shares, self.counts, self.total)

    def _join(self, unit: str) -> None:
        if self.shares[unit]:
            claim = self.counts[unit] / self.shares[unit]
            if claim not in self.waiting:
                self.waiting[claim] = []
                heapq.heappush(self.claims, claim)
            self.waiting[claim].append(unit)

    def _leave(self, unit: str) -> None:
        if self.shares[unit]:
            self.waiting[self.counts[unit] / self.shares[unit]].remove(unit)

    def _fulfilment(self, unit: str) -> Fraction | None:
        target = self.shares[unit] * self.total / PROMILLE
        return self.counts[unit] / target if target else None
