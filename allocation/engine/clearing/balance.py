"""The best way to balance one circle of kommuner, lots set aside: exact, by prices.

Every change costs its kommun a vector (`wishes.Cost`), compared level by level, and convex in the change. The changes
sum to zero. Then a solution is best if and only if one price per unit exists at which every kommun's change is its own
best answer (Lagrange; for whole numbers and convex costs nothing is lost). All kommuner start at their lowest change
and the cheapest units are added until the sum is zero: the price is what the last unit cost.

Where lots leave a gap in what a kommun may become, the gap is bridged by its chord. That gives the convex envelope of
what it may become, so the result is a bound on every solution (`branching.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil

import numpy

from allocation.engine.clearing.wishes import Cost, Segment, Vector

NOTHING: Vector = (Fraction(0), Fraction(0), Fraction(0))
NEAR = 1e-9  # slopes are of the order of 1 and a float is off by 1e-15: whatever is this near is compared exactly


@dataclass(frozen=True)
class Balanced:
    """One best solution, the price that proves it, and how far each kommun may move without losing anything."""

    price: Vector
    spans: tuple[Segment, ...]  # per kommun: its best answers to the price
    need: int  # what the changes sum to above the spans' lower ends


@dataclass(frozen=True)
class Piece:
    """`length` units on the way up from the kommun's lowest change, all of the same slope; a curved piece's second
    level rises by 2 / asked from unit to unit."""

    kommun: int
    length: int
    slope: Vector  # of its first unit where the piece is curved
    asked: int = 0  # more than 0: curved

    def ration_below(self, value: Fraction) -> int:
        """How many of its units have a second level below the value."""
        if not self.asked:
            return self.length if self.slope[1] < value else 0
        return min(self.length, max(0, ceil((value - self.slope[1]) * self.asked / 2)))

    def ration_of(self, unit: int) -> Fraction:
        return self.slope[1] + Fraction(2 * unit, self.asked) if self.asked else self.slope[1]


def balance(costs: Sequence[Cost], domains: Sequence[Sequence[Segment]]) -> Balanced | None:
    """None where no changes inside the domains sum to zero."""
    changes = [domain[0][0] for domain in domains]
    need = -sum(changes)
    if need < 0 or sum(domain[-1][1] for domain in domains) < 0:
        return None
    pieces = [
        piece for i, (cost, domain) in enumerate(zip(costs, domains, strict=True)) for piece in _pieces(i, cost, domain)
    ]
    if not pieces:
        return Balanced(NOTHING, tuple((change, change) for change in changes), 0)
    unmet, need, pieces = _by_unmet(pieces, need, changes)
    ration, need, marginal = _by_ration(pieces, need, changes)
    deviation, need, equal = _by_deviation(marginal, need, changes)
    tops = list(changes)
    for kommun, length in equal:
        tops[kommun] += length
    return Balanced((unmet, ration, deviation), tuple(zip(changes, tops, strict=True)), need)


def _pieces(kommun: int, cost: Cost, domain: Sequence[Segment]) -> list[Piece]:
    """From the lowest change to the highest: inside a segment split where a slope changes, between two their chord."""
    found: list[Piece] = []
    before = domain[0][0]
    for first, last in domain:
        if first > before:
            found.append(Piece(kommun, first - before, cost.slope(before, first)))
        kinks = [cost.proposed - cost.now]
        if cost.content:
            kinks += [end - cost.now for end in cost.content]
        stops = sorted({first, last, *(kink for kink in kinks if first < kink < last)})
        for start, stop in pairwise(stops):
            curved = cost.unmet(start) != cost.unmet(stop)
            found.append(Piece(kommun, stop - start, cost.slope(start, start + 1), cost.asked if curved else 0))
        before = last
    return found


def _by_unmet(pieces: list[Piece], need: int, changes: list[int]) -> tuple[Fraction, int, list[Piece]]:
    """First level: everything below the margin is taken; what lies on it goes on to the next level."""
    value = Fraction(0)
    for value in sorted({piece.slope[0] for piece in pieces}):
        here = [piece for piece in pieces if piece.slope[0] == value]
        length = sum(piece.length for piece in here)
        if length >= need:
            return value, need, here
        for piece in here:
            changes[piece.kommun] += piece.length
        need -= length
    return value, need, []


def _by_ration(pieces: list[Piece], need: int, changes: list[int]) -> tuple[Fraction, int, list[tuple[Piece, int]]]:
    """Second level: unit by unit where a piece is curved. Returns the pieces at the margin with what is left there."""
    value = _ration_margin(pieces, need)
    marginal = []
    for piece in pieces:
        below = piece.ration_below(value)
        changes[piece.kommun] += below
        need -= below
        if below < piece.length and piece.ration_of(below) == value:
            marginal.append((piece, 1 if piece.asked else piece.length))
    return value, need, marginal


def _ration_margin(pieces: list[Piece], need: int) -> Fraction:
    """The least value with at least `need` units at or below it: found in floats, decided in fractions."""
    slopes = [_float_slopes(piece) for piece in pieces]
    owners = numpy.repeat(numpy.arange(len(pieces)), [len(each) for each in slopes])
    values = numpy.concatenate(slopes)
    weights = numpy.concatenate(
        [numpy.full(len(each), 1 if piece.asked else piece.length) for each, piece in zip(slopes, pieces, strict=True)]
    )
    order = numpy.argsort(values, kind="stable")
    reached = numpy.cumsum(weights[order])
    cut = values[order[min(int(numpy.searchsorted(reached, need)), len(order) - 1)]]
    near = numpy.flatnonzero(abs(values - cut) <= NEAR)
    below = int(weights[values < cut - NEAR].sum())
    starts = numpy.cumsum([0, *(len(each) for each in slopes)])
    exact = sorted((pieces[owners[i]].ration_of(int(i - starts[owners[i]])), int(weights[i])) for i in near.tolist())
    for value, weight in exact:
        below += weight
        if below >= need:
            return value
    raise AssertionError("the margin is among the near ones")


def _float_slopes(piece: Piece) -> numpy.ndarray:
    first = float(piece.slope[1])
    return first + numpy.arange(piece.length) * (2 / piece.asked) if piece.asked else numpy.array([first])


def _by_deviation(
    marginal: list[tuple[Piece, int]], need: int, changes: list[int]
) -> tuple[Fraction, int, list[tuple[int, int]]]:
    """Third level. Returns kommun and length of what is equal in all three."""
    value = Fraction(0)
    for value in sorted({piece.slope[2] for piece, _ in marginal}):
        here = [(piece.kommun, length) for piece, length in marginal if piece.slope[2] == value]
        length = sum(each for _, each in here)
        if length >= need:
            return value, need, here
        for kommun, each in here:
            changes[kommun] += each
        need -= length
    return value, need, []


def spread(spans: Sequence[Segment], need: int, order: Sequence[int]) -> list[int]:
    """Among solutions that cost the same: the fewest kommuner changed; then, in the stated order, each kommun as
    little as may be. `need` is what the changes sum to above the spans' lower ends."""
    left = sum(low for low, _ in spans) + need
    rest = [spans[i] for i in order]
    changes = [0] * len(spans)
    budget = _fewest(rest, left)
    for place, i in enumerate(order):
        rest = [spans[j] for j in order[place + 1 :]]
        low, high = spans[i]
        may_rest = low <= 0 <= high
        if may_rest and _reaches(rest, budget, left):
            continue
        budget -= may_rest
        least, most = _reach(rest, budget)
        first, last = max(low, left - most), min(high, left - least)
        changes[i] = first if first > 0 else last
        left -= changes[i]
    return changes


def _fewest(spans: Sequence[Segment], total: int) -> int:
    budget = 0
    while not _reaches(spans, budget, total):
        budget += 1
    return budget


def _reaches(spans: Sequence[Segment], budget: int, total: int) -> bool:
    least, most = _reach(spans, budget)
    return least <= total <= most


def _reach(spans: Sequence[Segment], budget: int) -> tuple[int, int]:
    """What the changes can sum to when at most `budget` of those that may rest are moved."""
    bound = [span for span in spans if span[0] > 0 or span[1] < 0]
    resting = [span for span in spans if span[0] <= 0 <= span[1]]
    least = sum(low for low, _ in bound) + sum(sorted(low for low, _ in resting)[:budget])
    most = sum(high for _, high in bound) + sum(sorted((high for _, high in resting), reverse=True)[:budget])
    return least, most
