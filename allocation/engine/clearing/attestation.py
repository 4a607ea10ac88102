"""Writes down a clearing so that somebody else can check it: all that went in, what came out, and the proof."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from allocation.engine.clearing.branching import Solved
from allocation.engine.clearing.components import Component
from allocation.engine.clearing.wishes import Link, Pool, Position
from allocation.engine.exact import text

VERSION = 1


def attest(
    pools: Sequence[Pool],
    links: Sequence[Link],
    parts: Sequence[tuple[Component, Solved]],
    numbers: Mapping[str, Mapping[str, int]],
    transfers: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """As JSON; `certificate.check` reads it and says in its docstring what each part means."""
    return {
        "version": VERSION,
        "pools": [
            {
                "name": pool.name,
                "kommuner": [_position(each) for each in pool.positions],
                "groups": [list(group) for group in pool.groups],
            }
            for pool in pools
        ],
        "links": [[list(member) for member in link.members] for link in links],
        "numbers": {name: dict(after) for name, after in numbers.items()},
        "transfers": [dict(each) for each in transfers],
        "parts": [_part(component, solved) for component, solved in parts],
    }


def _position(position: Position) -> dict[str, Any]:
    written = asdict(position)
    return {"kommunkod": written.pop("code"), **written, "proposed": position.origin}


def _part(component: Component, solved: Solved) -> dict[str, Any]:
    cost, changed, _ = solved.value
    return {
        "circles": [[list(seat.key) for seat in circle] for circle in component.circles],
        "unmet": text(cost[0]),
        "ration": text(cost[1]),
        "deviation": text(cost[2]),
        "changed": changed,
        "proven": solved.proven,
        "cases": solved.tree.as_json(),
    }
