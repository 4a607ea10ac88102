"""The transfers that lead from one vector to another: few, whole, and each balanced by itself.

Equal amounts are paired first; what is left goes from the largest who gives to the largest who receives, and each
kommun on the side with fewer of them makes one transfer with its counterparts. So a refusal voids as little as may be.
"""

from collections.abc import Mapping

from allocation.engine.errors import InvalidInput

Legs = dict[str, int]  # kommunkod → change; they sum to zero


def transfers(changes: Mapping[str, int]) -> list[Legs]:
    """Ordered by kommunkod of the first leg. Not more than there are givers, or receivers, whichever are fewer.

    InvalidInput where the changes are not whole numbers that sum to zero.
    """
    for code, change in changes.items():
        if type(change) is not int:
            raise InvalidInput(f"the change is not a whole number ({change!r})", code)
    if over := sum(changes.values()):
        raise InvalidInput(f"the changes sum to {over}, not to zero")
    left = {code: change for code, change in sorted(changes.items()) if change}
    found = _pairs(left)
    givers = sum(1 for change in left.values() if change < 0)
    flows = _flows(left)
    by_giver = 2 * givers <= len(left)
    stars: dict[str, Legs] = {}
    for giver, receiver, amount in flows:
        legs = stars.setdefault(giver if by_giver else receiver, {})
        legs[giver] = legs.get(giver, 0) - amount
        legs[receiver] = legs.get(receiver, 0) + amount
    return sorted((dict(sorted(legs.items())) for legs in [*found, *stars.values()]), key=lambda legs: list(legs))


def _pairs(left: dict[str, int]) -> list[Legs]:
    """Takes out of `left` whoever gives exactly what somebody receives."""
    found = []
    for giver in [code for code, change in left.items() if change < 0]:
        receiver = next((code for code, change in left.items() if change == -left[giver]), None)
        if receiver is not None:
            found.append({giver: left.pop(giver), receiver: left.pop(receiver)})
    return found


def _flows(left: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """(giver, receiver, amount), as two columns of blocks laid beside each other."""
    givers = [(code, -change) for code, change in _largest_first(left) if change < 0]
    receivers = [(code, change) for code, change in _largest_first(left) if change > 0]
    flows = []
    offered = room = 0
    giver = receiver = ""
    while givers or receivers or offered:
        if not offered:
            giver, offered = givers.pop(0)
        if not room:
            receiver, room = receivers.pop(0)
        amount = min(offered, room)
        flows.append((giver, receiver, amount))
        offered, room = offered - amount, room - amount
    return flows


def _largest_first(left: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(left.items(), key=lambda item: (-abs(item[1]), item[0]))
