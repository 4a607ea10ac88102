"""What stands in the way of a wish: found by taking one kind of constraint away and clearing again.

If the wish is better met without it, that constraint is to blame; if nothing helps, more is wished than there is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from allocation.engine.clearing.components import Key
from allocation.engine.clearing.wishes import Cost, Link, Pool, Position

Again = Callable[[Sequence[Pool], Sequence[Link]], Mapping[Key, int]]

OWN_LOCK, OWN_BOUNDS, OWN_LOT = "own_lock", "own_bounds", "own_lot"
LOCKS, LOTS, BOUNDS, GROUPS, LINKS, SCARCITY = "locks", "lots", "bounds", "groups", "links", "scarcity"


@dataclass(frozen=True)
class Blame:
    """`constraint`, whose it is (the other kommuner in question), and how much better the wish would be met."""

    constraint: str
    kommuner: tuple[str, ...]
    gain: int

    def as_json(self) -> dict[str, Any]:
        return {"constraint": self.constraint, "kommuner": list(self.kommuner), "gain": self.gain}


def blame(pools: Sequence[Pool], links: Sequence[Link], key: Key, unmet: int, again: Again) -> Blame:
    """The first constraint, the kommun's own first, without which more of its wish would be met."""
    own = next(pool for pool in pools if pool.name == key[0])
    cost = Cost.of(next(each for each in own.positions if each.code == key[1]), own.total)
    for constraint, whose, freer, fewer_links in _relaxations(pools, links, key):
        gain = unmet - cost.unmet(again(freer, fewer_links)[key])
        if gain > 0:
            return Blame(constraint, whose, gain)
    return Blame(SCARCITY, (), 0)


def _relaxations(
    pools: Sequence[Pool], links: Sequence[Link], key: Key
) -> Iterator[tuple[str, tuple[str, ...], Sequence[Pool], Sequence[Link]]]:
    """The same clearing with one kind of constraint fewer, where it is there to take away."""
    kinds: list[tuple[str, bool, Callable[[Position], Position]]] = [
        (OWN_LOCK, True, lambda each: replace(each, locked=False)),
        (OWN_BOUNDS, True, lambda each: replace(each, floor=0, cap=None)),
        (OWN_LOT, True, lambda each: replace(each, lot=0, viable=0)),
        (LOCKS, False, lambda each: replace(each, locked=False)),
        (LOTS, False, lambda each: replace(each, lot=0, viable=0)),
        (BOUNDS, False, lambda each: replace(each, floor=0, cap=None)),
    ]
    for constraint, own, free in kinds:
        freed = [_freed(pool, free, own, key) for pool in pools]
        whose = {code for _, codes in freed for code in codes}
        if whose:
            yield constraint, tuple(sorted(whose - {key[1]})), [pool for pool, _ in freed], links
    if any(pool.groups for pool in pools):
        members = {code for pool in pools if pool.name == key[0] for group in pool.groups for code in group}
        yield GROUPS, tuple(sorted(members - {key[1]})), [replace(pool, groups=()) for pool in pools], links
    if links:
        joined = {code for link in links for _, code in link.members}
        yield LINKS, tuple(sorted(joined - {key[1]})), pools, ()


def _freed(pool: Pool, free: Callable[[Position], Position], own: bool, key: Key) -> tuple[Pool, list[str]]:
    """The pool with the constraint taken from the kommun itself, or from all the others that have wished."""
    freed, codes = [], []
    for each in pool.positions:
        is_own = (pool.name, each.code) == key
        changed = free(each) if is_own == own and each.wish is not None else each
        if changed != each:
            codes.append(each.code)
        freed.append(changed)
    return replace(pool, positions=tuple(freed)), codes
