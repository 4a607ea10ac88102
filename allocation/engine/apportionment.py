"""Apportionment: a whole number shared out in whole numbers, by weight, exactly and with every step kept.

    apportion([47, 16, 158], 10).amounts

Methods: largest remainder (Hamilton, Hare–Niemeyer) and the divisor methods of `apportioning/divisors.py`. The amounts
sum to the total, always. No law says what to do at a tie, so a tie that decides a seat is an error unless the caller
gives an order of units; then it is resolved by that order and recorded. Many scenarios: `apportioning/batch.py`.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import repeat
from typing import Any, NamedTuple

from allocation.engine.apportioning.contest import Claim, Contest, Tie, award, ordering
from allocation.engine.apportioning.methods import LARGEST_REMAINDER, Method
from allocation.engine.apportioning.methods import METHODS as BY_NAME
from allocation.engine.apportioning.problem import Array, Bound, Problem, read_problem
from allocation.engine.apportioning.shares import Shares, fair_shares
from allocation.engine.errors import InvalidInput
from allocation.engine.exact import Number, text

METHODS = tuple(BY_NAME)


class Step(NamedTuple):
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
            **self._asdict(),
            "weight": text(self.weight),
            "quota": text(self.quota),
            "claim": None if self.claim is None else text(self.claim),
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
        return tuple(self.problem.units)

    @property
    def seats(self) -> int:
        """How many units got one more than their base."""
        return int(self.contest.seats[0])

    @property
    def factor(self) -> Fraction | None:
        """λ: a quota that no bound holds is λ · weight. None where floors and caps alone fix every quota."""
        left, mass = int(self.shares.left[0]), int(self.shares.mass[0])
        return Fraction(left * self.problem.denominator, mass) if mass else None

    @cached_property
    def by_unit(self) -> dict[Hashable, int]:
        return dict(zip(self.problem.units, self.amounts, strict=True))

    @cached_property
    def quotas(self) -> tuple[Fraction, ...]:
        return _quotas(self.shares)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        method = BY_NAME[self.method]
        claims = method.claims(self.problem, self.shares, self.contest)
        tied = {unit for tie in self.ties for unit in tie.units}
        columns = (
            self.problem.units,
            _over(self.problem.weights.tolist(), self.problem.denominator),
            self.quotas,
            self._bounds(),
            self.contest.bases.tolist(),
            [claim and method.value(claim, self.problem.denominator) for claim in claims],
            [claim is not None and claim[0] for claim in claims],
            _places(claims),
            [unit in tied for unit in self.problem.units],
            self.amounts,
        )
        return tuple(map(Step._make, zip(*columns, strict=True)))

    def as_json(self) -> dict[str, Any]:
        return {
            "method": self.method,
            "total": int(self.problem.totals[0]),
            "amounts": list(self.amounts),
            "seats": self.seats,
            "ties": [tie.as_json() for tie in self.ties],
            "steps": [step.as_json() for step in self.steps],
        }

    def _bounds(self) -> list[str | None]:
        held = zip(self.shares.at_floor.tolist(), self.shares.at_cap.tolist(), strict=True)
        return ["floor" if floor else "cap" if cap else None for floor, cap in held]


def apportion(
    weights: Sequence[Number] | Array,
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
    chosen = choose(method)
    problem = read_problem(weights, total, floor, cap, units)
    shares = fair_shares(problem)
    contest = chosen.contest(problem, shares)
    amounts, ties = award(problem, contest, tie_break)
    return Apportionment(method, tuple(amounts.tolist()), tuple(ties.values()), problem, shares, contest)


def choose(method: str) -> Method:
    if not isinstance(method, str) or method not in BY_NAME:
        raise InvalidInput.because("unknown_method", method=repr(method), methods=", ".join(METHODS))
    return BY_NAME[method]


def quotas(
    weights: Sequence[Number] | Array,
    total: int,
    *,
    floor: Bound = 0,
    cap: Bound = None,
    units: Sequence[Hashable] | None = None,
) -> tuple[Fraction, ...]:
    """The exact shares before anything is rounded."""
    return _quotas(fair_shares(read_problem(weights, total, floor, cap, units)))


def _quotas(shares: Shares) -> tuple[Fraction, ...]:
    return tuple(_over(shares.numerators.tolist(), int(shares.scale[0])))


def _over(numerators: list[int], denominator: int) -> Iterable[Fraction]:
    return map(Fraction, numerators, repeat(denominator))


def _places(claims: Sequence[Claim | None]) -> list[int | None]:
    """Competition ranking: 1, 2, 2, 4. The order among equals is nobody's, so none is shown."""
    keys = ordering(claim for claim in claims if claim is not None)
    places: dict[Any, int] = {}
    for place, key in enumerate(sorted(keys, reverse=True), start=1):
        places.setdefault(key, place)
    ranked = iter(keys)
    return [None if claim is None else places[next(ranked)] for claim in claims]
