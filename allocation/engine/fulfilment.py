"""Måluppfyllelse of ensamkommande barn: how far each kommun is from its andelstal, and who would be next.

    p = the share in force, after omfördelning (‰)      A = all anvisningar since 1 January 2016      N = Σ A
    target T = p N / 1000      måluppfyllelse m = A / T      deficit d = T − A
    next without anknytning: the lowest m among those with a share

    Σ T = N      Σ d = 0      Σ (p / 1000) m = 1 − (Σ A where p = 0) / N

The model rests on docs/policy/lma-1994-137.md 3 §. This is a follow-up and a simulation, never an anvisning. That
children with anknytning count among A is assumed. No A per kommun is public: whatever a demo shows is made up.

What decides between equal m is not public. Assumed: the largest deficit, then the larger share, then the lower
kommunkod; the result holds the tie and what decided it. At the lowest m the larger share never has the smaller deficit:
the m, weighed by p, have the average 1 − (Σ A where p = 0) / N, so the lowest is at most 1, and among equal m ≤ 1 the
deficit p N (1 − m) / 1000 does not fall as p grows. There the order is by share and kommunkod alone, whatever N.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from allocation.engine.apportioning.contest import Tie
from allocation.engine.errors import InvalidInput
from allocation.engine.exact import Number, exact, text, whole

PROMILLE = 1000
TIE_BREAK = ("deficit", "share", "kommunkod")  # largest, larger, lower: assumed


@dataclass(frozen=True)
class Standing:
    """One kommun. Without a share, or before the first anvisning in the country, there is no måluppfyllelse."""

    unit: str
    share: Fraction  # ‰
    count: int
    target: Fraction
    fulfilment: Fraction | None  # 1 is fulfilled; anvisade over target
    deficit: Fraction
    claim: Fraction | None  # A / p: orders as m does, and N is not in it; None without a share

    def as_json(self) -> dict[str, Any]:
        return {
            "kommunkod": self.unit,
            "share": text(self.share),
            "count": self.count,
            "target": text(self.target),
            "fulfilment": None if self.fulfilment is None else text(self.fulfilment),
            "deficit": text(self.deficit),
        }


@dataclass(frozen=True)
class Next:
    """Who would be next, and where several stood equal, by what it was decided."""

    unit: str
    tie: Tie | None = None
    decided_by: str | None = None  # the first of TIE_BREAK in which they differ

    def as_json(self) -> dict[str, Any]:
        tie = None if self.tie is None else self.tie.as_json()
        return {"kommunkod": self.unit, "tie": tie, "decided_by": self.decided_by}


@dataclass(frozen=True)
class Fulfilment:
    """The country at one moment. Made by `read_fulfilment`; `shares` in ‰, both in order of kommunkod."""

    shares: Mapping[str, Fraction]
    counts: Mapping[str, int]

    @cached_property
    def total(self) -> int:
        return sum(self.counts.values())

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        return {unit: self._standing(unit) for unit in self.shares}

    @cached_property
    def ranking(self) -> tuple[Standing, ...]:
        """Lowest måluppfyllelse first, equal ones in the order of the assumed rule; without a share is outside."""
        ranked = [(each.claim, each) for each in self.standings.values() if each.claim is not None]
        ranked.sort(key=lambda pair: (pair[0], -pair[1].deficit, -pair[1].share, pair[1].unit))
        return tuple(each for _, each in ranked)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """1, 2, 2, 4: equal måluppfyllelse shares a place."""
        places: dict[str, int] = {}
        by_claim: dict[Fraction | None, int] = {}
        for place, each in enumerate(self.ranking, start=1):
            places[each.unit] = by_claim.setdefault(each.claim, place)
        return places

    @cached_property
    def next(self) -> Next:
        """Who the next child without anknytning would go to."""
        lowest = self.ranking[0].claim
        equal = [each.unit for each in self.ranking if each.claim == lowest]
        return settle(equal, self.shares, self.counts, self.total)

    def with_shares(self, shares: Mapping[str, Number], *, unit_sum: Number = PROMILLE) -> "ShareChange":
        """As on 1 January: other shares, the same anvisningar. Måluppfyllelse jumps although nobody was anvisad."""
        return ShareChange(self, read_fulfilment(shares, self.counts, unit_sum=unit_sum))

    def with_transfer(self, legs: Mapping[str, Number]) -> "ShareChange":
        """An omfördelning of ‰, negative for the kommun that omfördelar; the receiver has a deficit at once."""
        refuse_no_codes(legs, "the legs of the omfördelning")
        moved = {unit: _leg(leg, unit) for unit, leg in legs.items()}
        for unit in sorted(moved.keys() - self.shares.keys()):
            raise InvalidInput("is in the omfördelning but has no andelstal", unit)
        if sum(moved.values()):
            raise InvalidInput(f"the omfördelning sums to {text(sum(moved.values(), Fraction(0)))} ‰, not to 0")
        for unit, leg in moved.items():
            if self.shares[unit] + leg < 0:
                raise InvalidInput(f"omfördelar {text(-leg)} ‰ of {text(self.shares[unit])} ‰", unit)
        return self.with_shares({unit: share + moved.get(unit, 0) for unit, share in self.shares.items()})

    def as_json(self) -> dict[str, Any]:
        rows = [{**each.as_json(), "place": self.places.get(unit)} for unit, each in self.standings.items()]
        return {"total": self.total, "next": self.next.as_json(), "rows": rows}

    def _standing(self, unit: str) -> Standing:
        share, count = self.shares[unit], self.counts[unit]
        target = share * self.total / PROMILLE
        return Standing(
            unit=unit,
            share=share,
            count=count,
            target=target,
            fulfilment=count / target if target else None,
            deficit=target - count,
            claim=count / share if share else None,
        )


@dataclass(frozen=True)
class ShareChange:
    """The same anvisningar under two sets of shares, side by side."""

    before: Fulfilment = field(repr=False)
    after: Fulfilment = field(repr=False)

    @property
    def changed(self) -> tuple[str, ...]:
        return tuple(unit for unit, share in self.before.shares.items() if share != self.after.shares[unit])

    def as_json(self) -> dict[str, Any]:
        return {"changed": list(self.changed), "before": self.before.as_json(), "after": self.after.as_json()}


def read_fulfilment(
    shares: Mapping[str, Number], counts: Mapping[str, int], *, unit_sum: Number = PROMILLE
) -> Fulfilment:
    """Shares in ‰, or in any unit that sums to `unit_sum`: 100 000 for integers in hundredths of ‰.

    Every kommun has both: a share of 0 and a count of 0 are said, never understood.
    """
    refuse_no_codes(shares, "the andelstal")
    refuse_no_codes(counts, "the numbers of anvisningar")
    for unit in sorted(shares.keys() ^ counts.keys()):
        raise InvalidInput(f"has no {'number of anvisningar' if unit in shares else 'andelstal'}", unit)
    given = {unit: exact(shares[unit], unit, "the andelstal") for unit in sorted(shares)}
    found = sum(given.values(), Fraction(0))
    if not found or found != exact(unit_sum, what="the sum of andelstal"):
        raise InvalidInput(f"the andelstal sum to {text(found)}, not to {unit_sum}")
    return Fulfilment(
        shares={unit: share * PROMILLE / found for unit, share in given.items()},
        counts={unit: whole(counts[unit], unit, "the number of anvisningar") for unit in given},
    )


def refuse_no_codes(values: object, what: str) -> None:
    """What is not given per kommunkod, a text that is not empty."""
    if not isinstance(values, Mapping):
        raise InvalidInput(f"{what} are not given per kommun ({values!r})")
    for unit in values:
        if not isinstance(unit, str) or not unit.strip():
            raise InvalidInput(f"{what} are given for {unit!r}, which is no kommunkod")


def settle(equal: Sequence[str], shares: Mapping[str, Fraction], counts: Mapping[str, int], total: int) -> Next:
    """One among kommuner of equal måluppfyllelse, by the assumed rule."""
    if len(equal) == 1:
        return Next(equal[0])
    names = tuple(sorted(equal))
    keys = {
        unit: (shares[unit] * total - PROMILLE * counts[unit], shares[unit], -place) for place, unit in enumerate(names)
    }
    first, second = sorted(names, key=lambda unit: keys[unit], reverse=True)[:2]
    decided_by = next(by for by, a, b in zip(TIE_BREAK, keys[first], keys[second], strict=True) if a != b)
    return Next(first, Tie(names, 1, (first,)), decided_by)


def _leg(leg: Number, unit: str) -> Fraction:
    """As `exact`, but below zero too. A Decimal's own minus would round it to the 28 digits of its context."""
    if isinstance(leg, Decimal) and leg.is_signed():
        return -exact(leg.copy_abs(), unit, "the leg")
    below = isinstance(leg, (int, Fraction)) and leg < 0
    return -exact(-leg, unit, "the leg") if below else exact(leg, unit, "the leg")
