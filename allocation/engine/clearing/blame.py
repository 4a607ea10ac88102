"""What stands in the way of a wish: found by taking one kind of constraint away and clearing again.

If the wish is better met without it, that constraint is to blame, and those whose release was used are named; if
nothing helps, not even to take all of them away, more is wished than there is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from allocation.engine.clearing.components import Key
from allocation.engine.clearing.wishes import Cost, Link, Pool, Position

Changes = Mapping[Key, int]
Again = Callable[[Sequence[Pool], Sequence[Link]], Changes]
Free = Callable[[Position], Position]

OWN_LOCK, OWN_BOUNDS, OWN_LOT = "own_lock", "own_bounds", "own_lot"
LOCKS, LOTS, BOUNDS, GROUPS, LINKS = "locks", "lots", "bounds", "groups", "links"
SEVERAL, SCARCITY = "several", "scarcity"


def _unlocked(position: Position) -> Position:
    return replace(position, locked=False)


def _unbounded(position: Position) -> Position:
    return replace(position, floor=0, cap=None)


def _without_lot(position: Position) -> Position:
    return replace(position, lot=0, viable=0)


FREE: Mapping[str, tuple[str, Free]] = {  # of others → of one's own, and what takes it away
    LOCKS: (OWN_LOCK, _unlocked),
    BOUNDS: (OWN_BOUNDS, _unbounded),
    LOTS: (OWN_LOT, _without_lot),
}


@dataclass(frozen=True)
class Blame:
    """`constraint`, whose it is (the other kommuner in question), and how much better the wish would be met."""

    constraint: str
    kommuner: tuple[str, ...]
    gain: int

    def as_json(self) -> dict[str, Any]:
        return {"constraint": self.constraint, "kommuner": list(self.kommuner), "gain": self.gain}


class Reasons:
    """The same clearing with less in its way, each variant solved once for all who ask."""

    def __init__(self, pools: Sequence[Pool], links: Sequence[Link], changes: Changes, again: Again) -> None:
        self.pools, self.links, self.changes, self.again = pools, links, changes, again
        self.solved: dict[str, Changes] = {}

    def blame(self, key: Key) -> Blame:
        """The first constraint, the kommun's own first, without which more of its wish would be met."""
        cost = self._cost(key)
        unmet = cost.unmet(self.changes[key])
        for constraint, whose, changes in self._variants(key):
            gain = unmet - cost.unmet(changes[key])
            if gain > 0:
                return Blame(constraint, tuple(sorted(whose(changes) - {key[1]})), gain)
        return Blame(SCARCITY, (), 0)

    def _variants(self, key: Key) -> Iterator[tuple[str, Callable[[Changes], set[str]], Changes]]:
        for own, free in FREE.values():
            if self._is_bound(key, free):
                pools = [self._freed(pool, free, only=key) for pool in self.pools]
                yield own, lambda _: set(), self.again(pools, self.links)
        for constraint, (_, free) in FREE.items():
            if any(self._is_bound(other, free) for other in self.changes):
                pools = [self._freed(pool, free) for pool in self.pools]
                yield constraint, self._released(key, free), self._once(constraint, pools, self.links)
        if any(pool.groups for pool in self.pools):
            pools = [replace(pool, groups=()) for pool in self.pools]
            yield GROUPS, self._members(key), self._once(GROUPS, pools, self.links)
        if self.links:
            yield LINKS, self._released(key, None), self._once(LINKS, self.pools, ())
        pools = [replace(self._freed(pool, *(free for _, free in FREE.values())), groups=()) for pool in self.pools]
        yield SEVERAL, self._released(key, None), self._once(SEVERAL, pools, ())

    def _once(self, name: str, pools: Sequence[Pool], links: Sequence[Link]) -> Changes:
        if name not in self.solved:
            self.solved[name] = self.again(pools, links)
        return self.solved[name]

    def _released(self, key: Key, free: Free | None) -> Callable[[Changes], set[str]]:
        """The kommuner of the same pool that the freer clearing moves the other way; of those that were freed."""

        def released(changes: Changes) -> set[str]:
            own = changes[key] - self.changes[key]
            moved = {o for o, change in changes.items() if o[0] == key[0] and (change - self.changes[o]) * own < 0}
            return {other[1] for other in moved if free is None or self._is_bound(other, free)}

        return released

    def _members(self, key: Key) -> Callable[[Changes], set[str]]:
        """Those of the agreed groups that keep the kommun from its counterparts."""

        def members(changes: Changes) -> set[str]:
            met = {key[1], *self._released(key, None)(changes)}
            return {code for group in self._pool(key).groups if met & set(group) for code in group}

        return members

    def _is_bound(self, key: Key, free: Free) -> bool:
        position = self._position(key)
        return position.wish is not None and free(position) != position

    def _freed(self, pool: Pool, *kinds: Free, only: Key | None = None) -> Pool:
        positions = []
        for each in pool.positions:
            if only is None or only == (pool.name, each.code):
                for free in kinds:
                    each = free(each)
            positions.append(each)
        return replace(pool, positions=tuple(positions))

    def _pool(self, key: Key) -> Pool:
        return next(pool for pool in self.pools if pool.name == key[0])

    def _position(self, key: Key) -> Position:
        return next(each for each in self._pool(key).positions if each.code == key[1])

    def _cost(self, key: Key) -> Cost:
        return Cost.of(self._position(key), self._pool(key).total)
