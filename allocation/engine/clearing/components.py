"""What can be cleared apart from the rest: a circle of kommuner that balances by itself, or circles that links join."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from allocation.engine.clearing.wishes import Cost, Link, Pool, Position, Segment

Key = tuple[str, str]  # pool, kommunkod


@dataclass(frozen=True)
class Seat:
    """One kommun in its circle, ready to be solved: what a change costs and which are allowed."""

    key: Key
    cost: Cost
    domain: tuple[Segment, ...]
    linked: bool = False

    @property
    def shape(self) -> tuple[Any, ...]:
        """What it may become and at what cost, seen from where it stands."""
        content = self.cost.content and tuple(end - self.cost.now for end in self.cost.content)
        return self.key[0], self.domain, content, self.cost.proposed - self.cost.now


@dataclass(frozen=True)
class Component:
    """Circles that must be solved together because links join them."""

    circles: tuple[tuple[Seat, ...], ...]
    weights: Mapping[str, Fraction]  # per pool: 1 / all that is asked there, so that each process counts as one
    links: tuple[Link, ...]
    order: tuple[Key, ...]

    @property
    def seats(self) -> Iterator[Seat]:
        return (seat for circle in self.circles for seat in circle)


def components(pools: Sequence[Pool], links: Sequence[Link], order: Sequence[str]) -> list[Component]:
    """`order`: kommunkoder; it becomes the order of the seats among solutions that are equal in all else."""
    linked = {member for link in links for member in link.members}
    circles = [
        tuple(_seat(pool, each, (pool.name, each.code) in linked) for each in circle)
        for pool in pools
        for circle in pool.circles()
    ]
    home = {seat.key: index for index, circle in enumerate(circles) for seat in circle}
    root = list(range(len(circles)))
    for link in links:
        joined = {root[home[member]] for member in link.members}
        root = [min(joined) if each in joined else each for each in root]
    return [
        _component(
            circles,
            [circle for circle, its in zip(circles, root, strict=True) if its == each],
            [link for link in links if root[home[link.members[0]]] == each],
            order,
        )
        for each in sorted(set(root))
    ]


def _component(
    circles: Sequence[tuple[Seat, ...]], own: Sequence[tuple[Seat, ...]], links: Sequence[Link], order: Sequence[str]
) -> Component:
    ranks = {code: rank for rank, code in enumerate(order)}
    keys = sorted((seat.key for circle in own for seat in circle), key=lambda key: (ranks[key[1]], key))
    pools = sorted({pool for pool, _ in keys})
    weights = {pool: Fraction(1) if len(pools) == 1 else _weight(circles, pool) for pool in pools}
    return Component(tuple(own), weights, tuple(links), tuple(keys))


def _seat(pool: Pool, position: Position, linked: bool) -> Seat:
    domain = position.domain(pool.total)
    return Seat((pool.name, position.code), Cost.of(position, pool.total), domain, linked)


def _weight(circles: Sequence[Sequence[Seat]], pool: str) -> Fraction:
    asked = sum(seat.cost.asked for circle in circles for seat in circle if seat.key[0] == pool)
    return Fraction(1, max(1, asked))
