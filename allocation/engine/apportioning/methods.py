"""The methods by name. Each says which seats are settled and which claims meet at the cut; the rest is common."""

from fractions import Fraction
from typing import Protocol

from allocation.engine.apportioning.contest import Claim, Contest, largest
from allocation.engine.apportioning.divisors import SIGNPOSTS, Divisor
from allocation.engine.apportioning.problem import Problem
from allocation.engine.apportioning.shares import Shares


class Method(Protocol):
    def contest(self, problem: Problem, shares: Shares) -> Contest: ...

    def claims(self, problem: Problem, shares: Shares, contest: Contest) -> list[Claim | None]:
        """To the seat after the settled ones, of one apportionment; None where there is no claim."""
        ...

    def value(self, claim: Claim, denominator: int) -> Fraction:
        """In the caller's own unit of weight, where `denominator` is that of the weights."""
        ...


class LargestRemainder:
    """Hamilton, Hare–Niemeyer: the whole part of the share, and one seat more for the largest remainders."""

    def contest(self, problem: Problem, shares: Shares) -> Contest:
        bases = shares.numerators // shares.scale
        remainders = shares.numerators - bases * shares.scale
        return largest(bases, remainders, problem.totals - bases.sum(axis=-1, keepdims=True))

    def claims(self, problem: Problem, shares: Shares, contest: Contest) -> list[Claim | None]:
        scale = int(shares.scale[0])
        remainders = (shares.numerators - contest.bases * shares.scale).tolist()
        return [(False, remainder, scale) if remainder else None for remainder in remainders]

    def value(self, claim: Claim, denominator: int) -> Fraction:
        return Fraction(claim[1], claim[2])


LARGEST_REMAINDER = "largest_remainder"
METHODS: dict[str, Method] = {
    LARGEST_REMAINDER: LargestRemainder(),
    **{name: Divisor(signpost) for name, signpost in SIGNPOSTS.items()},
}
