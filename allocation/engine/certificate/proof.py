"""Walks the tree of cases in a certificate: does any case hold something better than what is claimed?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from allocation.engine.certificate.rules import ZERO, Cost, Key, Kommun, Range, plus


@dataclass(frozen=True)
class Proof:
    """The tree of cases of one part."""

    circles: Sequence[Sequence[Key]]
    weights: Mapping[str, Fraction]
    kommuner: Mapping[Key, Kommun]
    links: Sequence[Sequence[Sequence[str]]]

    def sum(self, cost_of: Callable[[Key], Cost]) -> Cost:
        total = ZERO
        for circle in self.circles:
            for key in circle:
                total = plus(total, cost_of(key), self.weights[key[0]])
        return total

    def faults(
        self, case: Mapping[str, Any], claimed: Cost, boxes: dict[Key, Range], met: dict[int, bool]
    ) -> Iterator[str]:
        if "children" in case:
            yield from self._split(case, claimed, boxes, met)
        elif not self._nothing_better(case, claimed, boxes, met):
            yield f"{self.circles[0][0][0]}: a case may hold something better"

    def _split(
        self, case: Mapping[str, Any], claimed: Cost, boxes: dict[Key, Range], met: dict[int, bool]
    ) -> Iterator[str]:
        kind, *where = case["split"]
        if kind == "link":
            one, other = case["children"]
            own = self._own_links()
            if where[0] >= len(own) or where[0] in met:
                yield "a split names a link that is not there"
                return
            yield from self.faults(one, claimed, boxes, {**met, where[0]: True})
            yield from self.faults(other, claimed, boxes, {**met, where[0]: False})
            return
        pool, codes, last, after = where
        keys = [(pool, code) for code in codes]
        low, high = self._box(keys[0], boxes)
        if any(self.kommuner[keys[0]].ranges(last + 1, after - 1)):
            yield f"{pool} {codes[0]}: a split leaves out what is allowed"
        if len(case["children"]) != len(keys) + 1 or not self._alike(keys, boxes):
            yield f"{pool} {codes[0]}: a split treats as alike what is not"
        for above, child in enumerate(case["children"]):
            split = len(keys) - above
            held = dict.fromkeys(keys[:split], (low, last)) | dict.fromkeys(keys[split:], (after, high))
            yield from self.faults(child, claimed, {**boxes, **held}, met)

    def _alike(self, keys: Sequence[Key], boxes: Mapping[Key, Range]) -> bool:
        """They may become the same at the same cost, seen from where they stand: only how many are above counts."""
        linked = {(pool, code) for link in self.links for pool, code in link}
        circle = next((circle for circle in self.circles if keys[0] in circle), ())
        together = len(set(keys)) == len(keys) and set(keys) <= set(circle)
        shapes = {self.kommuner[key].shape for key in keys}
        same_box = len({boxes.get(key) for key in keys}) == 1
        return len(keys) == 1 or (together and len(shapes) == 1 and same_box and not linked & set(keys))

    def _nothing_better(
        self, case: Mapping[str, Any], claimed: Cost, boxes: Mapping[Key, Range], met: Mapping[int, bool]
    ) -> bool:
        ends = {key: self._ends(key, boxes, met) for circle in self.circles for key in circle}
        if "impossible" in case:
            return any(_cannot_balance([ends[key] for key in circle]) for circle in self.circles)
        bound = ZERO
        for circle, price in zip(self.circles, case["prices"], strict=True):
            per_unit = (Fraction(price[0]), Fraction(price[1]), Fraction(price[2]))
            for key in circle:
                least = self.kommuner[key].least(per_unit, *self._held(key, boxes, met))
                if least is None:
                    return True  # the case holds nothing at all
                bound = plus(bound, least, self.weights[key[0]])
        return bound >= claimed

    def _own_links(self) -> list[set[Key]]:
        here = {key for circle in self.circles for key in circle}
        return [members for link in self.links if (members := {(pool, code) for pool, code in link}) & here]

    def _box(self, key: Key, boxes: Mapping[Key, Range]) -> Range:
        return boxes.get(key, self.kommuner[key].whole)

    def _held(self, key: Key, boxes: Mapping[Key, Range], met: Mapping[int, bool]) -> Range:
        """The box, and what the links that are decided ask for."""
        low, high = self._box(key, boxes)
        kommun = self.kommuner[key]
        for index, members in enumerate(self._own_links()):
            if key in members and index in met:
                least, most = kommun.content or (kommun.now, kommun.now)
                ask = (least - kommun.now, most - kommun.now) if met[index] else (0, 0)
                low, high = max(low, ask[0]), min(high, ask[1])
        return low, high

    def _ends(self, key: Key, boxes: Mapping[Key, Range], met: Mapping[int, bool]) -> Range | None:
        ranges = list(self.kommuner[key].ranges(*self._held(key, boxes, met)))
        return (ranges[0][0], ranges[-1][1]) if ranges else None


def _cannot_balance(ends: Sequence[Range | None]) -> bool:
    known = [each for each in ends if each is not None]
    return len(known) < len(ends) or sum(low for low, _ in known) > 0 or sum(high for _, high in known) < 0
