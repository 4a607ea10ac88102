"""Every clearing is the best there is, and its certificate is refused as soon as one thing in it is changed."""

import copy
import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import highspy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.engine.certificate import check
from allocation.engine.clearing.wishes import Cost, Link, Pool, Position, Wish
from allocation.engine.redistribution import Clearing, clear
from tests.engine import exhaustive

small = st.integers(0, 8)


@st.composite
def wishes(draw: st.DrawFn) -> Wish | None:
    kind = draw(st.sampled_from(["none", "fewer", "more", "least", "most", "both", "both", "both"]))
    if kind == "none":
        return None
    if kind in ("fewer", "more"):
        return Wish(direction=kind)
    ends = sorted(draw(st.tuples(st.integers(0, 12), st.integers(0, 12))))
    return Wish(None if kind == "most" else ends[0], None if kind == "least" else ends[1])


@st.composite
def pools(draw: st.DrawFn, name: str = "kommuntal", most: int = 4) -> Pool:
    positions = [
        Position(
            code=f"{i:04d}",
            now=draw(small),
            proposed=draw(st.none() | small),
            wish=draw(wishes()),
            lot=draw(st.sampled_from([0, 0, 2, 3, 4])),
            viable=draw(st.sampled_from([0, 0, 3, 5])),
            floor=draw(st.sampled_from([0, 0, 2, 5])),
            cap=draw(st.none() | st.integers(2, 12)),
            locked=draw(st.sampled_from([False, False, False, True])),
        )
        for i in range(draw(st.integers(2, most)))
    ]
    grouped = len(positions) == 4 and draw(st.booleans())
    return Pool(name, tuple(positions), (("0000", "0001"),) if grouped else ())


@settings(max_examples=300, deadline=None)
@given(pools(), st.permutations(["0000", "0001", "0002", "0003"]))
def test_optimality_the_clearing_is_the_best_of_all_combinations(pool: Pool, order: list[str]) -> None:
    chosen = [code for code in order if code in {each.code for each in pool.positions}]
    found = clear([pool], order=chosen)
    value, changes = exhaustive.best([pool], [], chosen)
    assert found.changes == changes
    if not pool.groups:
        ((_, solved),) = found.parts
        assert (*solved.value[0], *solved.value[1:]) == value
    assert found.proven
    assert check(found.certificate) == []


@settings(max_examples=100, deadline=None)
@given(pools("kommuntal", 2), pools("andelstal", 2), st.data())
def test_optimality_also_where_links_join_two_processes(one: Pool, other: Pool, data: st.DataObject) -> None:
    wishing = [(pool.name, each.code) for pool in (one, other) for each in pool.positions if each.wish]
    first = [key for key in wishing if key[0] == "kommuntal"]
    second = [key for key in wishing if key[0] == "andelstal"]
    if not first or not second:
        return
    link = Link((data.draw(st.sampled_from(first)), data.draw(st.sampled_from(second))))
    found = clear([one, other], links=[link])
    assert found.changes == exhaustive.best([one, other], [link], ["0000", "0001"])[1]
    assert check(json.loads(json.dumps(found.certificate))) == []


@settings(max_examples=200, deadline=None)
@given(pools(most=7))
def test_conservation_every_sum_is_kept_and_the_transfers_lead_there(pool: Pool) -> None:
    found = clear([pool])
    assert sum(found.changes.values()) == 0
    for transfer in found.transfers:
        assert sum(transfer.legs.values()) == 0
        assert len(transfer.legs) >= 2
    for each in pool.positions:
        legs = [transfer.legs.get(each.code, 0) for transfer in found.transfers]
        assert sum(legs) == found.changes[pool.name, each.code]
        assert {leg > 0 for leg in legs if leg} in ({True}, {False}, set())


FREED: dict[str, dict[str, Any]] = {
    "own_lock": {"locked": False},
    "locks": {"locked": False},
    "own_bounds": {"floor": 0, "cap": None},
    "bounds": {"floor": 0, "cap": None},
    "own_lot": {"lot": 0, "viable": 0},
    "lots": {"lot": 0, "viable": 0},
    "several": {"locked": False, "floor": 0, "cap": None, "lot": 0, "viable": 0},
    "scarcity": {"locked": False, "floor": 0, "cap": None, "lot": 0, "viable": 0},
    "groups": {},
}


@settings(max_examples=150, deadline=None)
@given(pools(most=4))
def test_blame_is_honest_without_what_is_blamed_the_wish_is_met_as_much_better_as_is_said(pool: Pool) -> None:
    """And where more is wished than there is, nothing helps, not even to free everybody of everything."""
    for outcome in clear([pool]).outcomes:
        if not outcome.unmet:
            continue
        assert outcome.blame is not None
        constraint = outcome.blame.constraint
        freed = [
            replace(each, **FREED[constraint]) if each.code == outcome.code or constraint[:3] != "own" else each
            for each in pool.positions
        ]
        groups = () if constraint in ("groups", "several", "scarcity") else pool.groups
        order = [each.code for each in pool.positions]
        _, changes = exhaustive.best([Pool(pool.name, tuple(freed), groups)], [], order)
        position = next(each for each in pool.positions if each.code == outcome.code)
        unmet = Cost.of(position, pool.total).unmet(changes[pool.name, outcome.code])
        assert outcome.unmet - unmet >= outcome.blame.gain if constraint != "scarcity" else unmet >= outcome.unmet
        assert (outcome.blame.gain > 0) == (constraint != "scarcity")


def unmet_by_highs(pool: Pool) -> int:
    """The first aim by another solver: a mixed integer programme, lots as semi-integer changes."""
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    changes, lacking = [], []
    for each in pool.positions:
        cost, domain = Cost.of(each, pool.total), each.domain(pool.total)
        chosen = [model.addBinary() for _ in domain]
        change = model.addIntegral(lb=domain[0][0], ub=domain[-1][1])
        model.addConstr(sum(chosen) == 1)
        model.addConstr(change >= sum(int(first) * one for (first, _), one in zip(domain, chosen, strict=True)))
        model.addConstr(change <= sum(int(last) * one for (_, last), one in zip(domain, chosen, strict=True)))
        short = model.addVariable(lb=0)
        if cost.content:
            model.addConstr(short >= cost.content[0] - each.now - change)
            model.addConstr(short >= each.now + change - cost.content[1])
        changes.append(change)
        lacking.append(short)
    model.addConstr(sum(changes) == 0)
    model.minimize(sum(lacking))
    return round(model.getObjectiveValue())


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_another_solver_finds_no_better_way_to_meet_the_wishes(data: st.DataObject) -> None:
    positions = []
    for i in range(data.draw(st.integers(8, 14))):
        now = data.draw(st.integers(0, 60))
        ask = data.draw(st.integers(-40, 40))
        wish = Wish(max(0, now + ask), max(0, now + ask) + data.draw(st.integers(0, 10)))
        positions.append(Position(f"{i:04d}", now, wish=wish, lot=data.draw(st.sampled_from([0, 0, 5, 12]))))
    pool = Pool("kommuntal", tuple(positions))
    ((_, solved),) = clear([pool]).parts
    assert solved.value[0][0] == unmet_by_highs(pool)


HARD = Pool(
    "andelstal",
    (
        Position("0580", 900, wish=Wish(least=500, most=600)),
        Position("0581", 300, wish=Wish(least=1000, most=1300), lot=600),
        Position("0582", 250, wish=Wish(least=450, most=450), lot=100, proposed=240),
        Position("0583", 200, wish=Wish(least=180, most=260)),
        Position("0584", 150),
    ),
)


def certificate() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(clear([HARD]).certificate))
    return found


def test_the_certificate_survives_being_written_down() -> None:
    assert check(certificate()) == []
    assert "children" in certificate()["parts"][0]["cases"]  # the case is one that needs a tree


COST, CHANGED = (
    "andelstal: the cost is not what is claimed",
    "andelstal: another number of kommuner is changed than is claimed",
)
BETTER, HELD = "andelstal: a case may hold something better", "the parts do not hold every kommun once"
TAMPERED: dict[str, tuple[Any, list[str]]] = {
    "one more to a kommun": (
        lambda c: c["numbers"]["andelstal"].update({"0580": c["numbers"]["andelstal"]["0580"] + 1}),
        ["andelstal: the sum is off by 1", "andelstal 0580: the transfers give -260, not -259", COST],
    ),
    "a number that is no whole number": (
        lambda c: c["numbers"]["andelstal"].update({"0584": 150.0}),
        ["andelstal 0584: may not be changed by 0.0"],
    ),
    "a kommun that is not there": (
        lambda c: c["numbers"]["andelstal"].update({"9999": 0}),
        ["andelstal: the kommuner are not those of the pool"],
    ),
    "a kommun without a wish is moved": (
        lambda c: move(c, "0584", "0583"),
        ["andelstal 0583: may not be changed by 61", "andelstal 0584: may not be changed by -1", COST, CHANGED],
    ),
    "a lot is broken": (
        lambda c: move(c, "0582", "0581"),
        ["andelstal 0581: may not be changed by 1", COST, CHANGED],
    ),
    "a leg is changed": (
        lambda c: c["transfers"][0]["legs"].update({"0580": -1}),
        ["transfer 1 does not balance", "andelstal 0580: the transfers give -1, not -260"],
    ),
    "a leg of nothing": (lambda c: c["transfers"][0]["legs"].update({"0584": 0}), ["transfer 1 does not balance"]),
    "a leg alone": (
        lambda c: c["transfers"].extend({"pool": "andelstal", "legs": {"0580": n}} for n in (1, -1)),
        ["transfer 2 does not balance", "transfer 3 does not balance"],
    ),
    "a transfer of nothing": (
        lambda c: c["transfers"].append({"pool": "andelstal", "legs": {}}),
        ["transfer 2 does not balance"],
    ),
    "a transfer with a stranger": (
        lambda c: c["transfers"].append({"pool": "andelstal", "legs": {"0580": -1, "9999": 1}}),
        [
            "transfer 2 is not among kommuner that balance with each other",
            "andelstal 0580: the transfers give -261, not -260",
            "andelstal 9999: the transfers give 1, not 0",
        ],
    ),
    "a transfer is left out": (
        lambda c: c["transfers"].pop(),
        [
            "andelstal 0580: the transfers give 0, not -260",
            "andelstal 0582: the transfers give 0, not 200",
            "andelstal 0583: the transfers give 0, not 60",
        ],
    ),
    "a better cost is claimed": (lambda c: c["parts"][0].update(unmet="0"), [COST]),
    "a worse cost is claimed": (lambda c: c["parts"][0].update(ration="100000"), [COST]),
    "another deviation is claimed": (lambda c: c["parts"][0].update(deviation="1"), [COST]),
    "fewer changed are claimed": (lambda c: c["parts"][0].update(changed=1), [CHANGED]),
    "a price is changed": (lambda c: leaf(c)["prices"][0].__setitem__(0, "17"), [BETTER]),
    "a case is called impossible": (lambda c: leaf(c).update(impossible=True), [BETTER]),
    "a case is left out": (
        lambda c: c["parts"][0]["cases"]["children"].pop(),
        ["andelstal 0581: a split treats as alike what is not"],
    ),
    "a split passes over what is allowed": (
        lambda c: c["parts"][0]["cases"]["split"].__setitem__(3, -5),
        ["andelstal 0581: a split leaves out what is allowed"],
    ),
    "a kommun is left out of the proof": (lambda c: c["parts"][0]["circles"][0].pop(), [HELD]),
    "a part stands twice": (lambda c: c["parts"].append(c["parts"][0]), [HELD]),
    "it is not said whether it is proven": (
        lambda c: c["parts"][0].update(proven=None),
        ["a part does not say how many are changed, or whether it is proven"],
    ),
    "a part is missing": (lambda c: c.pop("parts"), ["the certificate cannot be read: KeyError('parts')"]),
    "it is called unproven": (lambda c: c["parts"][0].update(proven=False), ["it is not claimed to be the best"]),
    "a pool stands twice": (
        lambda c: c["pools"].append(c["pools"][0]),
        ["the pools are missing, named twice, or not those of the numbers"],
    ),
    "numbers of another pool": (
        lambda c: c["numbers"].update(kommuntal={}),
        ["the pools are missing, named twice, or not those of the numbers"],
    ),
    "no pools": (
        lambda c: c.update(pools=[], numbers={}),
        ["the pools are missing, named twice, or not those of the numbers"],
    ),
    "a kommun stands twice": (
        lambda c: c["pools"][0]["kommuner"].append(c["pools"][0]["kommuner"][0]),
        ["andelstal: the kommuner are not those of the pool"],
    ),
    "a group of strangers": (
        lambda c: c["pools"][0]["groups"].append(["9999"]),
        ["andelstal: a group names a kommun twice, or one that is not there"],
    ),
    "a lot that is no number": (
        lambda c: c["pools"][0]["kommuner"][0].update(lot=float("nan")),
        ["andelstal 0580: lot is not a whole number from 0"],
    ),
    "a cap below zero": (
        lambda c: c["pools"][0]["kommuner"][0].update(cap=-1),
        ["andelstal 0580: cap is not a whole number from 0"],
    ),
    "a lock that is a word": (
        lambda c: c["pools"][0]["kommuner"][0].update(locked="nej"),
        ["andelstal 0580: locked is neither true nor false"],
    ),
    "a wish sideways": (
        lambda c: c["pools"][0]["kommuner"][0]["wish"].update(direction="sideways", least=None, most=None),
        ["andelstal 0580: the wish is neither an interval nor a direction"],
    ),
    "a wish that ends before it begins": (
        lambda c: c["pools"][0]["kommuner"][0]["wish"].update(least=9, most=3),
        ["andelstal 0580: the wish is neither an interval nor a direction"],
    ),
    "an infinite cost": (
        lambda c: c["parts"][0].update(unmet="inf"),
        ["the certificate cannot be read: ValueError(\"Invalid literal for Fraction: 'inf'\")"],
    ),
    "a split over somebody else's kommun": (
        lambda c: c["parts"][0]["cases"]["split"].__setitem__(2, ["9999"]),
        ["the certificate cannot be read: KeyError(('andelstal', '9999'))"],
    ),
    "legs that are a list": (
        lambda c: c["transfers"][0].update(legs=[]),
        ["the certificate cannot be read: AttributeError(\"'list' object has no attribute 'items'\")"],
    ),
    "another form of certificate": (lambda c: c.update(version=2), ["the certificate is of version 2, not 1"]),
}


def move(certificate: dict[str, Any], giver: str, receiver: str) -> None:
    """One person more from one to the other, everywhere where the certificate says so."""
    numbers = certificate["numbers"]["andelstal"]
    numbers[giver] -= 1
    numbers[receiver] += 1
    certificate["transfers"].append({"pool": "andelstal", "legs": {giver: -1, receiver: 1}})


def leaf(certificate: dict[str, Any]) -> dict[str, Any]:
    case: dict[str, Any] = certificate["parts"][0]["cases"]
    while "children" in case:
        case = next(child for child in case["children"] if "impossible" not in child)
    return case


@pytest.mark.parametrize(("tamper", "faults"), TAMPERED.values(), ids=TAMPERED.keys())
def test_a_tampered_certificate_is_refused_with_what_is_wrong(tamper: Any, faults: list[str]) -> None:
    tampered = certificate()
    tamper(tampered)
    found = check(tampered)
    assert found[: len(faults)] == faults
    assert set(found[len(faults) :]) <= {BETTER}  # what is no longer the best is said too


def worse_but_allowed() -> Clearing:
    """Nobody is moved: allowed, balanced, and not the best."""
    still = Pool("andelstal", tuple(Position(each.code, each.now) for each in HARD.positions))
    return clear([still])


def test_a_clearing_that_keeps_all_bounds_but_is_not_the_best_is_refused() -> None:
    lazy = certificate()
    lazy["numbers"] = worse_but_allowed().certificate["numbers"]
    lazy["transfers"] = []
    cost = [Cost.of(each, HARD.total).at(0) for each in HARD.positions]
    lazy["parts"][0].update(
        unmet=str(sum(each[0] for each in cost)),
        ration=str(sum(each[1] for each in cost)),
        deviation=str(sum(each[2] for each in cost)),
        changed=0,
    )
    assert check(lazy) == ["andelstal: a case may hold something better"] * len(check(lazy))
    assert check(lazy)


@settings(max_examples=150, deadline=None)
@given(pools(most=6), st.data())
def test_a_certificate_whose_numbers_are_moved_is_refused_whatever_the_clearing(
    pool: Pool, data: st.DataObject
) -> None:
    """Two kommuner exchange a few, the transfers with them: it is against a bound, or it costs more than is claimed."""
    tampered = copy.deepcopy(clear([pool]).certificate)
    giver, receiver = data.draw(st.permutations([each.code for each in pool.positions]))[:2]
    amount = data.draw(st.integers(1, 4))
    numbers = tampered["numbers"]["kommuntal"]
    numbers[giver] -= amount
    numbers[receiver] += amount
    tampered["transfers"].append({"pool": "kommuntal", "legs": {giver: -amount, receiver: amount}})
    if costs(pool, numbers) != costs(pool, clear([pool]).numbers["kommuntal"]):
        assert check(tampered) != []


def costs(pool: Pool, numbers: dict[str, int]) -> tuple[Fraction, ...]:
    at = [Cost.of(each, pool.total).at(numbers[each.code] - each.now) for each in pool.positions]
    return tuple(sum((cost[level] for cost in at), Fraction(0)) for level in range(3))
