"""The best clearing by trying everything: slow, obvious, and written without a look at the solver."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from allocation.engine.clearing.wishes import Link, Pool, Position

Key = tuple[str, str]


def content(position: Position, total: int) -> range | None:
    """The numbers that fulfil the wish."""
    wish = position.wish
    if wish is None:
        return None
    step = max(1, position.lot)
    if wish.direction == "fewer":
        return range(0, max(0, position.now - step) + 1)
    if wish.direction == "more":
        return range(position.now + step, max(total, position.now + step) + 1)
    least = wish.least or 0
    return range(least, (max(total, least) if wish.most is None else wish.most) + 1)


def unmet(position: Position, total: int, number: int) -> int:
    wished = content(position, total)
    return (
        0 if wished is None else min(abs(number - each) for each in (wished[0], wished[-1], number) if each in wished)
    )


def allowed(position: Position, total: int) -> Iterator[int]:
    """Every number that the kommun may become."""
    wished = content(position, total)
    for number in range(total + 1):
        if number == position.now:
            yield number
            continue
        if wished is None or position.locked:
            continue
        way = range(min(position.now, number), max(position.now, number) + 1)
        if unmet(position, total, number) > unmet(position, total, position.now):
            continue  # away from the wish
        if position.now not in wished and wished[0] in way and wished[-1] in way and number not in wished:
            continue  # past the wish
        if abs(number - position.now) < position.lot or 0 < number < position.viable:
            continue
        if number < position.now and number < position.floor:
            continue
        if number > position.now and position.cap is not None and number > position.cap:
            continue
        yield number


def best(pools: Sequence[Pool], links: Sequence[Link], order: Sequence[str]) -> tuple[Any, dict[Key, int]]:
    """(value, changes) of the best of all combinations."""
    seats = [(pool, each) for pool in pools for each in pool.positions]
    choices = [list(allowed(each, pool.total)) for pool, each in seats]
    found: tuple[Any, dict[Key, int]] | None = None
    for numbers in product(*choices):
        changes = {(pool.name, each.code): n - each.now for (pool, each), n in zip(seats, numbers, strict=True)}
        if keeps_sums(pools, changes) and keeps_links(pools, links, changes):
            value = value_of(pools, changes, order)
            if found is None or value < found[0]:
                found = value, changes
    assert found is not None
    return found


def keeps_sums(pools: Sequence[Pool], changes: dict[Key, int]) -> bool:
    for pool in pools:
        grouped = [code for group in pool.groups for code in group]
        others = [each.code for each in pool.positions if each.code not in grouped]
        if any(sum(changes[pool.name, code] for code in circle) for circle in [*pool.groups, others]):
            return False
    return True


def keeps_links(pools: Sequence[Pool], links: Sequence[Link], changes: dict[Key, int]) -> bool:
    by_key = {(pool.name, each.code): (pool, each) for pool in pools for each in pool.positions}
    for link in links:
        still = all(changes[key] == 0 for key in link.members)
        left = [unmet(by_key[key][1], by_key[key][0].total, by_key[key][1].now + changes[key]) for key in link.members]
        if not still and any(left):
            return False
    return True


def value_of(pools: Sequence[Pool], changes: dict[Key, int], order: Sequence[str]) -> Any:
    """Unmet, ration, deviation (each pool counts as one where there are several), changed, then the stated order."""
    lacking = ration = deviation = Fraction(0)
    for pool in pools:
        total = pool.total
        asked = sum(unmet(each, total, each.now) for each in pool.positions)
        weight = Fraction(1, max(1, asked)) if len(pools) > 1 else Fraction(1)
        for each in pool.positions:
            number = each.now + changes[pool.name, each.code]
            left, own = unmet(each, total, number), unmet(each, total, each.now)
            lacking += weight * left
            ration += weight * Fraction(left * left, max(1, own))
            deviation += weight * abs(number - (each.now if each.proposed is None else each.proposed))
    moved = sum(1 for change in changes.values() if change)
    keys = sorted(changes, key=lambda key: (order.index(key[1]), key))
    return lacking, ration, deviation, moved, tuple((abs(changes[key]), changes[key]) for key in keys)
