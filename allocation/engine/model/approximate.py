"""Floats as a filter: the quotas of many scenarios at once, each with a bound on how far it can be from the exact one.

Nothing here decides a number. Where the bound proves what the exact quotas round to, that is what they round to;
where it does not, the scenario is run exactly. u is the unit roundoff, 2⁻⁵³; S scenarios, N kommuner, C groups.

What a kommun would have, x = s · pool − O. Every number that goes in (weight, total, column) is an exact one that is
rounded once, and a share of a measure is floats / total: at most 4u off, relatively. With J measures and G columns that
are set off, s is then off by at most (J + 6)u · s, pool by (G + 6)u · pool and O by (G + 5)u · O, all terms being ≥ 0.
So |error of x| ≤ (J + G + 16)u · (s · pool + O), to first order; twice that covers the rest, and that the bound itself
is computed in floats. max(x, 0) is never further off than x.

The quotas are q = clamp(λ w, floor, cap), with λ such that they sum to the total. Every clamp rises with λ, so between
two values of λ all quotas move the same way, and together by as much as their sum does: whatever way λ̂ was found,

    |q̂ₖ − qₖ| ≤ eₖ + |total − Σ q̂| + Σ e,      eₖ = λ̂ · the error of wₖ

with (N + 2)u · (total + Σ q̂) for the summing. Doubled, too. Where a bound surely holds the quota it is exact, error 0.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
UNIT_ROUNDOFF = 2.0**-53
PASSES = 60  # a λ that is not found by then leaves a large residual, so the scenario is run exactly


@dataclass(frozen=True)
class Quotas:
    values: Floats  # (S, N)
    error: Floats  # (S, N)
    certain: NDArray[np.bool_]  # (S,): surely possible, with room for all of the total


@dataclass(frozen=True)
class Groups:
    """Units that share one total, each group in one piece."""

    starts: NDArray[np.intp]  # (C,)
    sizes: NDArray[np.intp]  # (C,)

    def sums(self, values: Floats) -> Floats:
        summed: Floats = np.add.reduceat(values, self.starts, axis=1)
        return summed

    def spread(self, values: Floats) -> Floats:
        """(S, C) → (S, N)"""
        return np.repeat(values, self.sizes, axis=1)


@dataclass(frozen=True)
class Criteria:
    """Of every scenario: (S, 1), and (S, N) or (1, N) for what is known of each unit."""

    weights: list[Floats]  # (S, 1) per measure, ≥ 0
    shares: list[Floats]
    rates: list[Floats]  # (S, 1) per column that is set off, ≥ 0, in integer units
    columns: list[Floats]
    totals: list[Floats]  # (S, 1) or (1, 1): of each such column
    units: Floats  # (S, 1): what is shared out


def modelled(criteria: Criteria) -> tuple[Floats, Floats]:
    """x and its error, (S, N)."""
    capacity = _combined(criteria.weights, criteria.shares)
    pool = criteria.units + _combined(criteria.rates, criteria.totals)
    modelled, set_off = capacity * pool, _combined(criteria.rates, criteria.columns)
    operations = len(criteria.weights) + len(criteria.rates) + 16
    error = 2 * operations * UNIT_ROUNDOFF * (modelled + set_off)
    return modelled - set_off, error


def _combined(factors: list[Floats], columns: list[Floats]) -> Floats:
    combined: Floats = np.zeros((1, 1))
    for factor, column in zip(factors, columns, strict=True):
        combined = combined + factor * column
    return combined


def bounded_quotas(x: Floats, error: Floats, totals: Floats, groups: Groups, floors: Floats, caps: Floats) -> Quotas:
    """`x`, `error` (S, N); `totals` (S, C); `floors` and `caps` (S, N) or (1, N), caps with inf for none."""
    nothing = x <= -error  # surely no share at all
    error = np.where(nothing, 0, error)
    weights = np.maximum(x, 0)
    unbounded = not floors.any() and np.isinf(caps).all()
    factors = _ratio(totals, groups.sums(weights))
    if not unbounded:
        factors = _bounded_factors(factors, weights, totals, groups, floors, caps)
    wanted = groups.spread(factors) * weights
    values = wanted if unbounded else np.clip(wanted, floors, caps)
    own = groups.spread(factors) * error
    sums = groups.sums(values)
    rounding = (groups.sizes + 2) * UNIT_ROUNDOFF * (totals + sums)
    spread = groups.spread(np.abs(totals - sums) + groups.sums(own) + rounding)
    off = 2 * (own + spread + 2 * UNIT_ROUNDOFF * values)
    held = nothing & (floors == 0) if unbounded else _surely_held(values, off, weights, error, groups, floors, caps)
    # Who is alone in its group has all of it.
    alone = groups.spread(np.where(groups.sizes == 1, 1.0, 0.0)[np.newaxis]) == 1
    values = np.where(alone, groups.spread(totals), values)
    off = np.where(held | alone, 0, off)
    return Quotas(values, off, _surely_possible(x > error, totals, groups, floors, caps))


def _ratio(totals: Floats, masses: Floats) -> Floats:
    return np.divide(totals, masses, out=np.zeros_like(totals), where=masses > 0)


def _bounded_factors(
    factors: Floats, weights: Floats, totals: Floats, groups: Groups, floors: Floats, caps: Floats
) -> Floats:
    """λ by fixing what surely is clamped, as in `shares.py`, in every scenario that is not done yet."""
    factors = factors.copy()
    floors, caps = np.broadcast_to(floors, weights.shape), np.broadcast_to(caps, weights.shape)
    active = np.arange(len(weights))
    w, low, high, free = weights, floors, caps, weights > 0
    left = totals - groups.sums(np.where(free, 0, low))
    for _ in range(PASSES):
        found = _ratio(left, groups.sums(w * free))
        factors[active] = found
        wanted = groups.spread(found) * w
        under, over = free & (wanted < low), free & (wanted > high)
        going = (under | over).any(axis=1)
        if not going.any():
            break
        active, free, left = active[going], free[going], left[going]
        w, low, high = w[going], low[going], high[going]
        wanted, under, over = wanted[going], under[going], over[going]
        lacking = groups.sums(np.where(under, low - wanted, 0))
        surplus = groups.sums(np.where(over, wanted - np.where(over, high, 0), 0))
        under &= groups.spread(lacking) >= groups.spread(surplus)
        over &= groups.spread(surplus) >= groups.spread(lacking)
        left = left - groups.sums(np.where(under, low, 0) + np.where(over, high, 0))
        free = free & ~under & ~over
    return factors


def _surely_held(
    values: Floats, off: Floats, weights: Floats, error: Floats, groups: Groups, floors: Floats, caps: Floats
) -> NDArray[np.bool_]:
    """Those whose exact quota is their floor or cap whatever λ is, within what the group's other quotas allow."""
    loose = (values - off > floors) & (values + off < caps) & (weights > error)
    slack = 1 + 8 * UNIT_ROUNDOFF
    most = np.divide(values + off, weights - error, out=np.full_like(values, 1e300), where=loose)
    least = np.divide(values - off, weights + error, out=np.zeros_like(values), where=loose)
    most, least = (
        groups.spread(np.minimum.reduceat(most, groups.starts, axis=1)) * slack,
        groups.spread(np.maximum.reduceat(least, groups.starts, axis=1)) / slack,
    )
    return (most * (weights + error) * slack <= floors) | (least * (weights - error) >= caps * slack)


def _surely_possible(
    shared: NDArray[np.bool_], totals: Floats, groups: Groups, floors: Floats, caps: Floats
) -> NDArray[np.bool_]:
    """Floors and caps are whole numbers, so their sums are exact."""
    least = groups.sums(np.broadcast_to(floors, shared.shape))
    most = groups.sums(np.where(shared, caps, floors))
    return np.all((least <= totals) & (totals <= most), axis=1)
