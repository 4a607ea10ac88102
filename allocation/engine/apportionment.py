"""Apportionment: a whole number shared out in whole numbers, by weight, exactly and with every step kept.

    apportion([47, 16, 158], 10).amounts

Methods: largest remainder (Hamilton, Hare–Niemeyer) and the divisor methods of `divisors.py`. The amounts sum to the
total, always. No law says what to do at a tie, so a tie that decides a seat is an error unless the caller gives an
order of units; then it is resolved by that order and recorded.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from allocation.engine.contest import Contest, Tie, award
from allocation.engine.divisors import SIGNPOSTS, divisor_contest
from allocation.engine.errors import InvalidInput
from allocation.engine.exact import Number, text
from allocation.engine.problem import Bound, Problem, read_problem
from allocation.engine.shares import Shares, fair_shares

LARGEST_REMAINDER = "largest_remainder"
METHODS = (LARGEST_REMAINDER, *SIGNPOSTS)


@dataclass(frozen=True)
class Step:
    """How one unit's amount came about: base + (1 if its claim won) = amount."""

    unit: Hashable
    weight: Fraction
    quota: Fraction  # clamp(λ · weight, floor, cap)
    bound: str | None  # "floor" or "cap" where the quota is held there
    base: int
    claim: Fraction | None  # the remainder; for a divisor method weight / d(base), for Huntington–Hill squared
    first_seat: bool  # d(0) = 0: a first seat comes before all others, the claim is then the weight
    place: int | None  # among the claims, largest first; equal claims share a place
    tied: bool  # in a tie that decided a seat
    amount: int

    def as_json(self) -> dict[str, Any]:
        return {
            "unit": self.unit,
            "weight": text(self.weight),
            "quota": text(self.quota),
            "bound": self.bound,
            "base": self.base,
            "claim": None if self.claim is None else text(self.claim),
            "first_seat": self.first_seat,
            "place": self.place,
            "tied": self.tied,
            "amount": self.amount,
        }


@dataclass(frozen=True)
class Apportionment:
    method: str
    amounts: tuple[int, ...]
    ties: tuple[Tie, ...]
    problem: Problem = field(repr=False)
    shares: Shares = field(repr=False)
    contest: Contest = field(repr=False)

    @property
    def units(self) -> tuple[Hashable, ...]:
        return self.problem.units

    @property
    def seats(self) -> int:
        """How many units got one more than their base."""
        return self.contest.seats

    @property
    def factor(self) -> Fraction | None:
        """λ: a quota that no bound holds is λ · weight. None where floors and caps alone fix every quota."""
        if self.shares.factor is None:
            return None
        left, mass = self.shares.factor
        return Fraction(left * self.problem.denominator, mass)

    @cached_property
    def by_unit(self) -> dict[Hashable, int]:
        return dict(zip(self.units, self.amounts, strict=True))

    @cached_property
    def quotas(self) -> tuple[Fraction, ...]:
        return tuple(Fraction(numerator, self.shares.denominator) for numerator in self.shares.numerators)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        places = _places(self.contest.claims)
        tied = {unit for tie in self.ties for unit in tie.units}
        return tuple(self._step(i, places[i], unit in tied) for i, unit in enumerate(self.units))

    def as_json(self) -> dict[str, Any]:
        return {
            "method": self.method,
            "total": self.problem.total,
            "amounts": list(self.amounts),
            "seats": self.seats,
            "ties": [tie.as_json() for tie in self.ties],
            "steps": [step.as_json() for step in self.steps],
        }

    def _step(self, i: int, place: int | None, tied: bool) -> Step:
        first_seat, claim = self._claim(i)
        return Step(
            unit=self.units[i],
            weight=Fraction(self.problem.weights[i], self.problem.denominator),
            quota=self.quotas[i],
            bound=self.shares.bounds[i],
            base=self.contest.bases[i],
            claim=claim,
            first_seat=first_seat,
            place=place,
            tied=tied,
            amount=self.amounts[i],
        )

    def _claim(self, i: int) -> tuple[bool, Fraction | None]:
        """The claim in the caller's own unit of weight."""
        claim = self.contest.claims[i]
        if claim is None:
            return False, None
        if self.method == LARGEST_REMAINDER:
            return False, Fraction(claim, self.shares.denominator)
        first_seat, value = claim
        power = 1 if first_seat else SIGNPOSTS[self.method].power
        return first_seat, Fraction(value, self.problem.denominator**power)


def apportion(
    weights: Sequence[Number],
    total: int,
    *,
    method: str = LARGEST_REMAINDER,
    floor: Bound = 0,
    cap: Bound = None,
    tie_break: Sequence[Hashable] | None = None,
    units: Sequence[Hashable] | None = None,
) -> Apportionment:
    """Share `total` out by `weights` (int, Fraction or Decimal), in whole numbers that sum to it.

    `floor` and `cap` are one number or one per unit. `units` names the units (default 0, 1, …); `tie_break` is an
    order of those names, the first wins.
    """
    if method not in METHODS:
        raise InvalidInput(f"{method!r} is not a method; choose one of {', '.join(METHODS)}")
    problem = read_problem(weights, total, floor, cap, units)
    shares = fair_shares(problem)
    if method == LARGEST_REMAINDER:
        contest = _remainders(problem, shares)
    else:
        contest = divisor_contest(problem, shares, SIGNPOSTS[method])
    amounts, ties = award(contest, problem.units, tie_break)
    return Apportionment(method, tuple(amounts), tuple(ties), problem, shares, contest)


def quotas(
    weights: Sequence[Number],
    total: int,
    *,
    floor: Bound = 0,
    cap: Bound = None,
    units: Sequence[Hashable] | None = None,
) -> tuple[Fraction, ...]:
    """The exact shares before anything is rounded."""
    shares = fair_shares(read_problem(weights, total, floor, cap, units))
    return tuple(Fraction(numerator, shares.denominator) for numerator in shares.numerators)


def _remainders(problem: Problem, shares: Shares) -> Contest:
    bases, remainders = zip(*(divmod(n, shares.denominator) for n in shares.numerators), strict=True)
    return Contest(list(bases), [rest or None for rest in remainders], problem.total - sum(bases))


def _places(claims: Sequence[Any]) -> list[int | None]:
    """Competition ranking: 1, 2, 2, 4. The order among equals is nobody's, so none is shown."""
    places: dict[Any, int] = {}
    for place, claim in enumerate(sorted((c for c in claims if c is not None), reverse=True), start=1):
        places.setdefault(claim, place)
    return [None if claim is None else places[claim] for claim in claims]
