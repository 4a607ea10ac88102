"""Largest remainders in floats, with proof: a row whose outcome the errors could change is said to be uncertain.

Floats are a filter here. The caller knows how far each float may lie from the exact quota; where the floors and the cut
between the last seat given and the first one not given are clear of those errors, the amounts are the exact ones. The
other rows (every tie among them) the caller recomputes in integers.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def largest_remainder(quotas: ArrayLike, error: ArrayLike, totals: ArrayLike) -> tuple[Integers, NDArray[np.bool_]]:
    """Amounts (S, N) that sum to `totals` (S,), and which rows are `certain` (S,).

    `quotas` (S, N); the exact quota of a unit is within `error` (broadcast to (S, N), absolute) of its float, and the
    exact quotas of a row sum to its total. An uncertain row's amounts mean nothing. NaN, an infinite or a negative
    quota, and one too large to count in int64, make a row uncertain too.

    No slack for the comparisons themselves: rounding is monotone, so where a − e > c + f holds between the rounded
    sides it holds between the exact ones.
    """
    quotas, errors = np.broadcast_arrays(np.asarray(quotas, float), np.asarray(error, float))
    totals = np.asarray(totals, np.int64)
    countable = (quotas >= 0) & (quotas < 2.0**62 / max(1, quotas.shape[1]))
    quotas = np.where(countable, quotas, 0.0)
    floors = np.floor(quotas)
    remainders = quotas - floors  # exact: the bits of a float below the point are a float
    sure = countable & (remainders >= errors) & (1 - remainders > errors)
    bases = floors.astype(np.int64)
    seats = totals - bases.sum(axis=1)
    gets_seat, clear = _cut(remainders, errors, seats)
    return bases + gets_seat, sure.all(axis=1) & clear


def _cut(remainders: Floats, errors: Floats, seats: Integers) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Who has one of the `seats` largest remainders (S, N), and in which rows (S,) the errors cannot change that."""
    rows, units = remainders.shape
    possible = (seats >= 0) & (seats < units)  # remainders are below 1, so as many seats as units cannot be
    ordered = np.sort(remainders, axis=1)
    last_in = np.where(seats > 0, ordered[np.arange(rows), (units - seats) % units], np.inf)
    inside = remainders >= last_in[:, None]
    lowest_in = np.where(inside, remainders - errors, np.inf).min(axis=1)
    highest_out = np.where(inside, -np.inf, remainders + errors).max(axis=1)
    return inside, possible & (inside.sum(axis=1) == seats) & (lowest_in > highest_out)
