"""Checks a clearing without the solver: what it must keep, what it claims, and that nothing is better.

    faults = check(clearing.certificate)      # an empty list: it holds

Nothing is imported from the solver, and every rule is written again, so that a mistake there is not repeated here.

**What must be kept.** Every sum; each agreed group's own sum; nobody moved who did not ask, away from or past the wish,
over a lock, a floor or a cap; lots and links whole; the transfers balanced, and together the change.

**That nothing is better.** `cases` is a tree. At a split every allowed change is on one side or the other. At a leaf
no allowed changes sum to zero (impossible), or a price per unit is given: for changes that sum to zero the
cost is at least Σ over kommuner of the least (cost − price · change), whatever the price (weak duality, which holds for
costs that are compared level by level since they form an ordered group). If that is no less than what is claimed, the
leaf holds nothing better. This proves unmet, ration and deviation. That the fewest kommuner are changed among equals,
and the stated order, are not proven here: the tests try them against exhaustive search.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from allocation.engine.certificate import form
from allocation.engine.certificate.proof import Proof
from allocation.engine.certificate.rules import Key, Kommun


def check(certificate: Mapping[str, Any], *, proven: bool = True) -> list[str]:
    """Every fault, in words; none where the clearing keeps what it must and nothing is better.

    With `proven` False one that does not claim to be the best may pass: what it must keep is checked all the same.
    """
    try:
        wrong = list(form.faults(certificate))
        return wrong or list(_faults(certificate, proven))
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
        return [f"the certificate cannot be read: {error!r}"]


def _faults(certificate: Mapping[str, Any], proven: bool) -> Iterator[str]:
    kommuner: dict[Key, Kommun] = {}
    changes: dict[Key, int] = {}
    for pool in certificate["pools"]:
        total = sum(each["now"] for each in pool["kommuner"])
        for each in pool["kommuner"]:
            key = pool["name"], each["kommunkod"]
            kommuner[key] = Kommun(each, total)
            changes[key] = certificate["numbers"][pool["name"]][each["kommunkod"]] - each["now"]
    if proven and not all(part["proven"] for part in certificate["parts"]):
        yield "it is not claimed to be the best"
    circles = list(_circles(certificate))
    yield from _sums(circles, changes)
    for key, kommun in kommuner.items():
        if type(changes[key]) is not int or not kommun.may_change(changes[key]):
            yield f"{key[0]} {key[1]}: may not be changed by {changes[key]}"
    yield from _links(certificate, kommuner, changes)
    yield from _transfers(certificate, circles, changes)
    yield from _parts(certificate, circles, kommuner, changes)


def _circles(certificate: Mapping[str, Any]) -> Iterator[list[Key]]:
    """Who balances with whom: each agreed group, and the others of the pool."""
    for pool in certificate["pools"]:
        grouped = {code for group in pool["groups"] for code in group}
        yield from ([(pool["name"], code) for code in group] for group in pool["groups"])
        if others := [each["kommunkod"] for each in pool["kommuner"] if each["kommunkod"] not in grouped]:
            yield [(pool["name"], code) for code in others]


def _sums(circles: Sequence[Sequence[Key]], changes: Mapping[Key, int]) -> Iterator[str]:
    for circle in circles:
        if off := sum(changes[key] for key in circle):
            yield f"{circle[0][0]}: the sum is off by {off}"


def _links(certificate: Mapping[str, Any], kommuner: Mapping[Key, Kommun], changes: Mapping[Key, int]) -> Iterator[str]:
    for link in certificate["links"]:
        members = [(pool, code) for pool, code in link]
        still = all(not changes[key] for key in members)
        if not still and any(kommuner[key].unmet(changes[key]) for key in members):
            yield f"the link {', '.join(f'{pool} {code}' for pool, code in members)} is neither met nor left alone"


def _transfers(
    certificate: Mapping[str, Any], circles: Sequence[Sequence[Key]], changes: Mapping[Key, int]
) -> Iterator[str]:
    together = dict.fromkeys(changes, 0)
    for number, transfer in enumerate(certificate["transfers"], start=1):
        legs = {(transfer["pool"], code): amount for code, amount in transfer["legs"].items()}
        if sum(legs.values()) or sum(1 for amount in legs.values() if amount) < 2 or not all(legs.values()):
            yield f"transfer {number} does not balance"
        if not any(set(legs) <= set(circle) for circle in circles):
            yield f"transfer {number} is not among kommuner that balance with each other"
        for key, amount in legs.items():
            together[key] = together.get(key, 0) + amount
    for key in together:
        if together[key] != changes.get(key, 0):
            yield f"{key[0]} {key[1]}: the transfers give {together[key]}, not {changes.get(key, 0)}"


def _parts(
    certificate: Mapping[str, Any],
    circles: Sequence[Sequence[Key]],
    kommuner: Mapping[Key, Kommun],
    changes: Mapping[Key, int],
) -> Iterator[str]:
    parts = [[[(pool, code) for pool, code in circle] for circle in part["circles"]] for part in certificate["parts"]]
    if sorted(sorted(circle) for part in parts for circle in part) != sorted(sorted(circle) for circle in circles):
        yield "the parts do not hold every kommun once"
        return
    for own, part in zip(parts, certificate["parts"], strict=True):
        proof = Proof(own, _weights(own, kommuner), kommuner, certificate["links"])
        cost = proof.sum(lambda key: kommuner[key].cost(changes[key]))
        claimed = Fraction(part["unmet"]), Fraction(part["ration"]), Fraction(part["deviation"])
        if cost != claimed:
            yield f"{own[0][0][0]}: the cost is not what is claimed"
        if part["changed"] != sum(1 for circle in own for key in circle if changes[key]):
            yield f"{own[0][0][0]}: another number of kommuner is changed than is claimed"
        if part["proven"]:
            yield from proof.faults(part["cases"], cost, {}, {})


def _weights(circles: Sequence[Sequence[Key]], kommuner: Mapping[Key, Kommun]) -> dict[str, Fraction]:
    """Alone a pool counts as it is; pools that links join count each as one."""
    names = {key[0] for circle in circles for key in circle}
    if len(names) == 1:
        return dict.fromkeys(names, Fraction(1))
    asked = {name: sum(each.unmet(0) for key, each in kommuner.items() if key[0] == name) for name in names}
    return {name: Fraction(1, max(1, amount)) for name, amount in asked.items()}
