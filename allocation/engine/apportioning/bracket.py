"""Where a divisor method's cut lies: seats that are surely had, and seats that surely are not.

A divisor method rounds x = λ · weight at its signposts, with the λ whose rounded numbers sum to the total. Here two
such λ are found, one below and one above, with few seats between them. For int64 this is done in floats: then either
end is moved by SLACK, far more than floats err, so what is said to be sure is sure. For larger integers it is done in
integers. The seats in between are left to exact comparison.

λ is told as a `house`: how many seats all units would share if each had λ · weight.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import numpy as np

from allocation.engine.apportioning.problem import Array, Problem
from allocation.engine.apportioning.shares import Shares

SLACK = 2.0**-44  # relative; a dozen operations err by less than 2**-49
MOST = 2**44  # a total from here on is counted in integers
FINE = 2**64  # integer houses are told in this part of a seat


class Rounding(Protocol):
    """d(seats) to the `power`, as numerator and denominator."""

    @property
    def power(self) -> int: ...
    def ratio(self, seats: Any, /) -> tuple[Any, Any]: ...


class Rounder(NamedTuple):
    """Every unit's λ · weight rounded at its signposts, inside its bounds. A house below 0 gives the floors alone."""

    rounding: Rounding
    weights: Array  # (..., N), of float or of Python's integers, as are all the others
    per: Any  # (..., 1): weights · house / per = λ · weight; 1 in floats
    floor: Callable[[Array, Any], Array]  # of that ratio
    least: Array
    most: Array

    def seats(self, house: Array) -> Array:
        x, per = self.weights * house, self.per
        whole = self.floor(x, per)
        numerator, denominator = self.rounding.ratio(whole)
        if self.rounding.power == 2:
            x, per = x * x, per * per
        reached = numerator * per <= x * denominator
        return np.minimum(np.maximum(whole + reached, self.least), self.most)

    def total(self, house: Array) -> Array:
        total: Array = self.seats(house).sum(axis=-1, keepdims=True)
        return total


def bracket(problem: Problem, shares: Shares, rounding: Rounding) -> tuple[Array, Array]:
    """Seats `low` and `high` (..., N): every claim larger than the one to the last seat is within `low` or between the
    two, and so is every claim equal to it; `low` sums to less than the total where that is above the floors."""
    exact = not problem.fits_int64 or int(problem.totals.max()) >= MOST
    rounder, seat = (_in_integers if exact else _in_floats)(problem, shares, rounding)
    units = problem.weights.shape[-1]
    house = (shares.left + round(_lag(rounding) * units)) * seat
    width = (math.isqrt(units) // 2 + 1) * seat
    ends = _enclose(rounder, problem.totals, house, width, 2 * units + 32)
    if not exact:
        ends[0] *= 1 - SLACK  # below 0 stays below 0
        ends[1] *= 1 + SLACK
    low, high = rounder.seats(ends).astype(problem.weights.dtype)
    return low, high


def _in_floats(problem: Problem, shares: Shares, rounding: Rounding) -> tuple[Rounder, Array]:
    """And how much house there is to one seat among those whom no bound holds."""
    mass = np.maximum(problem.weights.sum(axis=-1, keepdims=True), 1)
    weights, least, most = problem.weights / mass, problem.floors.astype(float), problem.caps.astype(float)
    return Rounder(rounding, weights, 1.0, lambda x, per: np.floor(x), least, most), mass / shares.scale


def _in_integers(problem: Problem, shares: Shares, rounding: Rounding) -> tuple[Rounder, Array]:
    weights, least, most, scale = (
        each.astype(object) for each in (problem.weights, problem.floors, problem.caps, shares.scale)
    )
    per = FINE * np.maximum(weights.sum(axis=-1, keepdims=True), 1)
    return Rounder(rounding, weights, per, np.floor_divide, least, most), per // scale


def _lag(rounding: Rounding) -> float:
    """How far beyond the middle of two whole numbers a signpost lies in the long run: Jefferson ½, Adams −½."""
    far = 2**20
    numerator, denominator = rounding.ratio(far)
    lag: float = (numerator / denominator) ** (1 / rounding.power) - far - 0.5
    return lag


def _enclose(rounder: Rounder, totals: Array, house: Array, width: Array, most: int) -> Array:
    """Two houses (2, ..., 1): one gives fewer seats than the total (or is below 0), the other as many at least.

    In strides that grow until the total is between, then by halves until `most` seats are between.
    """
    ends = np.array((house - width, house + width))
    while True:
        low, high = np.maximum(ends, -1, out=ends)
        fewer, more = rounder.total(ends)
        under, over = (low < 0) | (fewer < totals), more >= totals
        if not (under & over).all():
            width = width * 4
            nearer = np.where(under, np.where(over, low, high), low - width)
            ends = np.array((nearer, np.where(over, np.where(under, high, low), high + width)))
            continue
        wide = more - fewer > most
        if not wide.any():
            return ends
        middle = low + (high - low) // 2 if low.dtype == object else (low + high) / 2
        under = rounder.total(middle) < totals
        ends = np.array((np.where(wide & under, middle, low), np.where(wide & ~under, middle, high)))
