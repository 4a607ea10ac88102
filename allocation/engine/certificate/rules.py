"""What a certificate states of one kommun: the changes it allows and what they cost. Written apart from the solver."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Cost = tuple[Fraction, Fraction, Fraction]
Key = tuple[str, str]
Range = tuple[int, int]
ZERO: Cost = (Fraction(0), Fraction(0), Fraction(0))


@dataclass(frozen=True)
class Kommun:
    """One kommun of one pool, as the certificate states it."""

    given: Mapping[str, Any]
    total: int  # the pool's sum

    @property
    def now(self) -> int:
        return int(self.given["now"])

    @property
    def content(self) -> Range | None:
        """The numbers that would fulfil the wish."""
        wish, step = self.given["wish"], max(1, self.given["lot"])
        if wish is None:
            return None
        if wish["direction"] == "fewer":
            return 0, max(0, self.now - step)
        if wish["direction"] == "more":
            return self.now + step, max(self.total, self.now + step)
        least = wish["least"] or 0
        return least, max(self.total, least) if wish["most"] is None else wish["most"]

    def may_change(self, change: int) -> bool:
        number = self.now + change
        if not change:
            return True
        if self.content is None or self.given["locked"] or abs(change) < self.given["lot"]:
            return False
        if number and number < self.given["viable"]:
            return False
        least, most = self.content
        if change < 0:
            return number >= max(0, least, self.given["floor"])
        cap = self.total if self.given["cap"] is None else self.given["cap"]
        return number <= min(most, cap)

    def ranges(self, low: int, high: int) -> Iterator[Range]:
        """The changes inside low … high that are allowed. Between these stops the answer does not change."""
        if low > high:
            return
        least, most = self.content or (self.now, self.now)
        cap = self.total if self.given["cap"] is None else self.given["cap"]
        lot, numbers = self.given["lot"], (0, 1, self.given["viable"], self.given["floor"], least, most + 1, cap + 1)
        stops = {-lot + 1, lot, 0, 1, low, *(number - self.now for number in numbers)}
        inside = sorted(stop for stop in stops if low <= stop <= high)
        begun: int | None = None
        for stop in inside:
            if self.may_change(stop):
                begun = stop if begun is None else begun
            elif begun is not None:
                yield begun, stop - 1
                begun = None
        if begun is not None:
            yield begun, high

    @property
    def whole(self) -> Range:
        """Every change that there could be."""
        return -self.now, self.total + max(self.content or (0, 0))

    @property
    def shape(self) -> tuple[Any, ...]:
        """What it may become and at what cost, seen from where it stands."""
        least, most = self.content or (self.now, self.now)
        wished = (self.content is None, least - self.now, most - self.now, self.given["proposed"] - self.now)
        return wished, tuple(self.ranges(*self.whole))

    def unmet(self, change: int) -> int:
        if self.content is None:
            return 0
        least, most = self.content
        return max(0, least - self.now - change, self.now + change - most)

    def cost(self, change: int) -> Cost:
        unmet = Fraction(self.unmet(change))
        ration = unmet * unmet / max(1, self.unmet(0))
        return unmet, ration, Fraction(abs(self.now + change - self.given["proposed"]))

    def least(self, price: Cost, low: int, high: int) -> Cost | None:
        """The least cost − price · change over the allowed changes; convex between the ends of a range."""
        found = [self._least(price, *ends) for ends in self.ranges(low, high)]
        return min(found) if found else None

    def _least(self, price: Cost, first: int, last: int) -> Cost:
        while first < last:
            middle = (first + last) // 2
            if self._reduced(price, middle) <= self._reduced(price, middle + 1):
                last = middle
            else:
                first = middle + 1
        return self._reduced(price, first)

    def _reduced(self, price: Cost, change: int) -> Cost:
        return plus(self.cost(change), price, -change)


def plus(one: Cost, other: Cost, weight: Fraction | int) -> Cost:
    return one[0] + weight * other[0], one[1] + weight * other[1], one[2] + weight * other[2]
