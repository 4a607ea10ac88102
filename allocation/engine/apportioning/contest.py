"""Who gets the last seats: the largest claims, and what happens when claims are equal."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from allocation.engine.apportioning.problem import Array, Problem, check_list, not_a_name, scenario
from allocation.engine.errors import InvalidInput, UnresolvedTie

# Whether it is a first seat at d(0) = 0 (divisors.py), then a ratio: numerator, denominator. Such a first seat comes
# before any other claim; among them the larger weight first (the limit of d(0) → 0).
Claim = tuple[bool, int, int]


@dataclass(frozen=True)
class Tie:
    """Equal claims to fewer seats than units. The law is silent, so the result says who won and by which order."""

    units: tuple[Hashable, ...]
    seats: int
    winners: tuple[Hashable, ...]

    def as_json(self) -> dict[str, Any]:
        return {"units": list(self.units), "seats": self.seats, "winners": list(self.winners)}


class Contest(NamedTuple):
    """Whole seats that are settled, and `seats` more for the largest claims, one each.

    A claim that is equal to the last one that gets a seat may get none: where more reach it than there are seats.
    """

    bases: Array  # (..., N)
    seats: Array  # (..., 1)
    reaching: Array  # (..., N) of bool: a claim as large as the last one that gets a seat, or larger
    equal: Array  # (..., N) of bool: as large


def largest(bases: Array, claims: Array, seats: Array) -> Contest:
    """Where every unit has one claim (..., N), and there are fewer `seats` (..., 1) than units."""
    rows = zip(np.sort(claims, axis=-1).reshape(-1, claims.shape[-1]), seats.ravel().tolist(), strict=True)
    lasts = [row[-wanted] if wanted else row[-1] + 1 for row, wanted in rows]  # no seat: more than anybody claims
    last = np.array(lasts, claims.dtype).reshape(seats.shape)
    return Contest(bases, seats, claims >= last, claims == last)


def ordering(claims: Iterable[Claim]) -> list[tuple[bool, int]]:
    """Keys that are ordered as the claims are, and equal where those are.

    Two unequal ratios with denominators up to b differ by 1 / b² or more, so shifted by 2 log₂ b their floors differ.
    """
    claims = list(claims)
    shift = 2 * max((below for _, _, below in claims), default=1).bit_length()
    return [(first, (above << shift) // below) for first, above, below in claims]


def award(problem: Problem, contest: Contest, tie_break: Sequence[Hashable] | None) -> tuple[Array, dict[int, Tie]]:
    """The amounts (..., N), and by scenario (0 where there is one only) the tie that decided a seat."""
    _check_order(tie_break, problem.units)
    amounts = contest.bases + contest.reaching
    tied = contest.reaching.sum(axis=-1, keepdims=True) > contest.seats
    if not tied.any():
        return amounts, {}
    ranks = {unit: rank for rank, unit in enumerate(tie_break or ())}
    ties = {}
    rows, equal = (each.reshape(-1, each.shape[-1]) for each in (amounts, contest.equal))
    for row in np.flatnonzero(tied).tolist():
        members = np.flatnonzero(equal[row]).tolist()
        excess = int(rows[row].sum() - problem.totals.flat[row])
        try:
            ordered = _in_order(members, len(members) - excess, problem.units, ranks)
        except UnresolvedTie as error:
            raise scenario(problem, row, error) from None
        rows[row, ordered[-excess:]] -= 1
        ties[row] = Tie(
            tuple(problem.units[i] for i in members),
            len(members) - excess,
            tuple(problem.units[i] for i in ordered[:-excess]),
        )
    return amounts, ties


def _in_order(members: list[int], seats: int, units: Sequence[Hashable], ranks: Mapping[Hashable, int]) -> list[int]:
    if any(units[i] not in ranks for i in members):
        raise UnresolvedTie([units[i] for i in members], seats)
    return sorted(members, key=lambda i: ranks[units[i]])


def _check_order(tie_break: Sequence[Hashable] | None, units: Sequence[Hashable]) -> None:
    """Also where no tie asks for it. The units' own order needs no second look."""
    if tie_break is None or (type(tie_break) is type(units) and tie_break == units):
        return
    check_list(tie_break, "the units of tie_break")
    try:
        named = set(tie_break)
    except TypeError:
        raise not_a_name(tie_break, "the units of tie_break") from None
    if len(named) != len(tie_break):
        raise InvalidInput.because("order_twice")
    if not named <= set(units):
        raise InvalidInput.because("order_unknown", next(unit for unit in tie_break if unit not in units))
