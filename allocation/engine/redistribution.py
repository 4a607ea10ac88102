"""Clearing of wishes: an omfördelning that meets most of them with fewest changes, proven optimal.

    clear([Pool("kommuntal", (Position("0580", 127, wish=Wish(most=100)), Position("0581", 40, wish=Wish(40, 60))))])

In this order: as much as possible of what is wished; where more is wished than there is, each wish to the same share;
the numbers near the proposal; few kommuner changed; then an order of kommuner that the caller states. That order of
aims is Jämka's assumption. A clearing is a proposal to talk about: nothing moves without the kommuner's approval
(docs/policy/lma-1994-137.md 3 §; for kommuntal the länsstyrelse decides, docs/policy/lag-2016-38.md 7 §).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from allocation.engine.clearing.attestation import attest
from allocation.engine.clearing.blame import Blame, Reasons
from allocation.engine.clearing.branching import Solved, solve
from allocation.engine.clearing.components import Component, Key, components
from allocation.engine.clearing.legs import transfers
from allocation.engine.clearing.wishes import Cost, Link, Pool
from allocation.engine.errors import InvalidInput
from allocation.engine.exact import text

MOST_CASES = 4_000
MET, PARTLY, UNMET = "met", "partly", "unmet"


@dataclass(frozen=True)
class Transfer:
    """A proposed omfördelning: two or more legs that sum to zero."""

    pool: str
    legs: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        return {"pool": self.pool, "legs": dict(self.legs)}


@dataclass(frozen=True)
class Outcome:
    """How far one wish is met, and what stands in the way of the rest."""

    pool: str
    code: str
    asked: int  # how far the number was from the wish
    unmet: int  # how far it still is
    blame: Blame | None

    @property
    def status(self) -> str:
        if not self.unmet:
            return MET
        return UNMET if self.unmet == self.asked else PARTLY

    def as_json(self) -> dict[str, Any]:
        return {
            "pool": self.pool,
            "kommunkod": self.code,
            "asked": self.asked,
            "unmet": self.unmet,
            "status": self.status,
            "blame": None if self.blame is None else self.blame.as_json(),
        }


@dataclass(frozen=True)
class Clearing:
    pools: tuple[Pool, ...]
    links: tuple[Link, ...]
    order: tuple[str, ...]
    parts: tuple[tuple[Component, Solved], ...]
    by_order: tuple[Key, ...]  # those whose number would be another in the opposite order: between equals, it decided
    most_cases: int

    @cached_property
    def changes(self) -> dict[Key, int]:
        return {key: change for _, solved in self.parts for key, change in solved.changes.items()}

    @cached_property
    def numbers(self) -> dict[str, dict[str, int]]:
        """pool → kommunkod → number after."""
        return {
            pool.name: {each.code: each.now + self.changes[pool.name, each.code] for each in pool.positions}
            for pool in self.pools
        }

    @cached_property
    def transfers(self) -> tuple[Transfer, ...]:
        """Inside each circle, so that an agreed group keeps its own sum."""
        return tuple(
            Transfer(pool.name, legs)
            for pool in self.pools
            for circle in pool.circles()
            for legs in transfers({each.code: self.changes[pool.name, each.code] for each in circle})
        )

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Every wish that asked for something."""
        found = []
        reasons = Reasons(self.pools, self.links, self.changes, self._again)
        for pool in self.pools:
            for each in pool.positions:
                cost = Cost.of(each, pool.total)
                unmet = cost.unmet(self.changes[pool.name, each.code])
                if cost.asked:
                    reason = reasons.blame((pool.name, each.code)) if unmet else None
                    found.append(Outcome(pool.name, each.code, cost.asked, unmet, reason))
        return tuple(found)

    @property
    def proven(self) -> bool:
        """Is it shown that nothing is better? False only where the cases ran out."""
        return all(solved.proven for _, solved in self.parts)

    @cached_property
    def certificate(self) -> dict[str, Any]:
        """All that `certificate.check` needs, as JSON."""
        return attest(self)

    def as_json(self) -> dict[str, Any]:
        return {
            "numbers": self.numbers,
            "transfers": [each.as_json() for each in self.transfers],
            "outcomes": [each.as_json() for each in self.outcomes],
            "order": list(self.order),
            "by_order": [list(key) for key in self.by_order],
            "objectives": [
                {
                    "unmet": text(solved.value[0][0]),
                    "ration": text(solved.value[0][1]),
                    "deviation": text(solved.value[0][2]),
                    "changed": solved.value[1],
                }
                for _, solved in self.parts
            ],
            "proven": self.proven,
            "certificate": self.certificate,
        }

    def _again(self, pools: Sequence[Pool], links: Sequence[Link]) -> Mapping[Key, int]:
        return _solved(pools, links, self.order, self.most_cases)


def clear(
    pools: Sequence[Pool],
    *,
    links: Sequence[Link] = (),
    order: Sequence[str] | None = None,
    most_cases: int = MOST_CASES,
) -> Clearing:
    """The best redistribution inside every pool. `order`: kommunkoder; of solutions that are equal in all else the
    first named is changed least (default: in order of kommunkod)."""
    pools, links = tuple(pools), tuple(links)
    codes = {each.code for pool in pools for each in pool.positions}
    chosen = tuple(sorted(codes) if order is None else order)
    _validate(pools, links, codes, chosen)
    parts = tuple((part, solve(part, most_cases)) for part in components(pools, links, chosen))
    backwards = _solved(pools, links, chosen[::-1], most_cases)
    changes = {key: change for _, solved in parts for key, change in solved.changes.items()}
    by_order = tuple(key for key, change in changes.items() if backwards[key] != change)
    return Clearing(pools, links, chosen, parts, by_order, most_cases)


def _solved(pools: Sequence[Pool], links: Sequence[Link], order: Sequence[str], most_cases: int) -> dict[Key, int]:
    parts = components(pools, links, order)
    return {key: change for part in parts for key, change in solve(part, most_cases).changes.items()}


def _validate(pools: Sequence[Pool], links: Sequence[Link], codes: set[str], order: Sequence[str]) -> None:
    if not pools:
        raise InvalidInput("there is nothing to clear")
    names = [pool.name for pool in pools]
    for name in names:
        if names.count(name) > 1:
            raise InvalidInput("the pool is given twice", name)
    for code in sorted(codes - set(order)):
        raise InvalidInput("the stated order leaves out the kommun", code)
    if len(set(order)) != len(order):
        raise InvalidInput("the stated order names a kommun twice")
    wishing = {(pool.name, each.code) for pool in pools for each in pool.positions if each.wish is not None}
    for link in links:
        if len(link.members) < 2:
            raise InvalidInput("a link joins two wishes or more")
        for member in link.members:
            if member not in wishing:
                raise InvalidInput("a link names a kommun without a wish", member[1])
