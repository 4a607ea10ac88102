"""Writes down a clearing so that somebody else can check it: all that went in, what came out, and the proof."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from allocation.engine.clearing.branching import Solved
from allocation.engine.clearing.components import Component
from allocation.engine.clearing.wishes import Position
from allocation.engine.exact import text

if TYPE_CHECKING:
    from allocation.engine.redistribution import Clearing

VERSION = 1


def attest(clearing: "Clearing") -> dict[str, Any]:
    """As JSON; `certificate.check` reads it and says in its docstring what each part means."""
    return {
        "version": VERSION,
        "pools": [
            {
                "name": pool.name,
                "kommuner": [_position(each) for each in pool.positions],
                "groups": [list(group) for group in pool.groups],
            }
            for pool in clearing.pools
        ],
        "links": [[list(member) for member in link.members] for link in clearing.links],
        "order": list(clearing.order),
        "by_order": [list(key) for key in clearing.by_order],
        "numbers": {name: dict(after) for name, after in clearing.numbers.items()},
        "transfers": [each.as_json() for each in clearing.transfers],
        "parts": [_part(component, solved) for component, solved in clearing.parts],
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
