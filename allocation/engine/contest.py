"""Who gets the last seats: the largest claims, and what happens when claims are equal."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from allocation.engine.errors import InvalidInput, UnresolvedTie


@dataclass(frozen=True)
class Tie:
    """Equal claims to fewer seats than units. The law is silent, so the result says who won and by which order."""

    units: tuple[Hashable, ...]
    seats: int
    winners: tuple[Hashable, ...]

    def as_json(self) -> dict[str, Any]:
        return {"units": list(self.units), "seats": self.seats, "winners": list(self.winners)}


@dataclass(frozen=True)
class Contest:
    """Whole seats that are settled (`bases`), and `seats` more for the largest `claims` (None: no claim)."""

    bases: list[int]
    claims: list[Any]
    seats: int


def award(
    contest: Contest, units: Sequence[Hashable], tie_break: Sequence[Hashable] | None
) -> tuple[list[int], list[Tie]]:
    """One seat each to the `seats` largest claims: the amounts, and the tie where one decided."""
    ranks = _ranks(units, tie_break)
    amounts = list(contest.bases)
    if not contest.seats:
        return amounts, []
    claims = contest.claims
    order = sorted((i for i, claim in enumerate(claims) if claim is not None), key=lambda i: claims[i], reverse=True)
    last = claims[order[contest.seats - 1]]
    better = [i for i in order if claims[i] > last]
    equal = sorted(i for i in order if claims[i] == last)
    contested = contest.seats - len(better)
    ties = []
    if contested < len(equal):
        if any(units[i] not in ranks for i in equal):
            raise UnresolvedTie([units[i] for i in equal], contested)
        names = tuple(units[i] for i in equal)
        equal = sorted(equal, key=lambda i: ranks[units[i]])[:contested]
        ties.append(Tie(names, contested, tuple(units[i] for i in equal)))
    for i in better + equal:
        amounts[i] += 1
    return amounts, ties


def _ranks(units: Sequence[Hashable], tie_break: Sequence[Hashable] | None) -> dict[Hashable, int]:
    ranks = {unit: rank for rank, unit in enumerate(tie_break or ())}
    if len(ranks) != len(tie_break or ()):
        raise InvalidInput("tie_break names a unit twice")
    for unit in ranks.keys() - set(units):
        raise InvalidInput("tie_break names a unit that is not apportioned to", unit)
    return ranks
