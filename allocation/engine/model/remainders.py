"""Largest remainder among integers where no bound holds any share: the case that is run most, without detours.

The same outcome as `apportion`, step by step (a test compares them); what a bound holds, and the divisor methods, go
there. Steps are made when somebody asks for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from allocation.engine.apportioning.contest import Tie
from allocation.engine.apportionment import Step
from allocation.engine.errors import UnresolvedTie


@dataclass(frozen=True)
class Remainders:
    """`quotas` and `bases` over `mass`: quota = weight · total / mass = base + remainder / mass."""

    units: Sequence[str]
    weights: Sequence[int]
    total: int
    mass: int
    bases: list[int]
    remainders: list[int]
    amounts: list[int]
    seats: int
    ties: tuple[Tie, ...]

    @cached_property
    def contenders(self) -> int:
        return sum(map(bool, self.remainders))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        places: dict[int, int] = {}
        for place, remainder in enumerate(sorted(filter(None, self.remainders), reverse=True), start=1):
            places.setdefault(remainder, place)
        tied = {unit for tie in self.ties for unit in tie.units}
        return tuple(
            Step(
                unit=unit,
                weight=Fraction(self.weights[i]),
                quota=self.quota(i),
                bound=None,
                base=self.bases[i],
                claim=Fraction(remainder, self.mass) if remainder else None,
                first_seat=False,
                place=places.get(remainder),
                tied=unit in tied,
                amount=self.amounts[i],
            )
            for i, (unit, remainder) in enumerate(zip(self.units, self.remainders, strict=True))
        )

    def quota(self, i: int) -> Fraction:
        return Fraction(self.weights[i] * self.total, self.mass)


def largest_remainder(
    units: Sequence[str], weights: Sequence[int], total: int, ranks: Sequence[int] | None
) -> Remainders:
    """`weights` are not all 0; `ranks` says who comes first among equal remainders (None: nobody, an UnresolvedTie)."""
    mass = sum(weights)
    pairs = [divmod(weight * total, mass) for weight in weights]
    amounts = [base for base, _ in pairs]
    remainders = [remainder for _, remainder in pairs]
    bases, seats = amounts.copy(), total - sum(amounts)
    ties: tuple[Tie, ...] = ()
    if seats:
        winners, ties = _winners(units, remainders, seats, ranks)
        for i in winners:
            amounts[i] += 1
    return Remainders(units, weights, total, mass, bases, remainders, amounts, seats, ties)


def _winners(
    units: Sequence[str], remainders: list[int], seats: int, ranks: Sequence[int] | None
) -> tuple[list[int], tuple[Tie, ...]]:
    order = sorted(range(len(units)), key=remainders.__getitem__, reverse=True)
    last = remainders[order[seats - 1]]
    if remainders[order[seats]] != last:
        return order[:seats], ()
    better = [i for i in order[:seats] if remainders[i] != last]
    equal = sorted(i for i, remainder in enumerate(remainders) if remainder == last)
    names, left = tuple(units[i] for i in equal), seats - len(better)
    if ranks is None:
        raise UnresolvedTie(names, left)
    chosen = sorted(equal, key=ranks.__getitem__)[:left]
    return better + chosen, (Tie(names, left, tuple(units[i] for i in chosen)),)
