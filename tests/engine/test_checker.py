"""The checker itself: what it thinks a kommun may become, and forged proofs that must not get past it."""

import copy
from dataclasses import asdict
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.engine.certificate import check
from allocation.engine.certificate.rules import Kommun
from allocation.engine.clearing.wishes import Link, Pool, Position, Wish
from allocation.engine.redistribution import clear
from tests.engine import exhaustive
from tests.engine.test_certificate import pools

UNLIKE = "a split treats as alike what is not"
LEFT_OUT = "a split leaves out what is allowed"
fractions = st.fractions(min_value=-3, max_value=3, max_denominator=7)


def as_stated(position: Position, total: int) -> Kommun:
    return Kommun({**asdict(position), "proposed": position.origin}, total)


@settings(max_examples=200, deadline=None)
@given(pools(most=4), st.integers(-12, 12), st.integers(0, 12), st.tuples(fractions, fractions, fractions))
def test_the_least_answer_to_a_price_is_the_least_of_all_allowed_changes(
    pool: Pool, low: int, width: int, price: tuple[Fraction, Fraction, Fraction]
) -> None:
    for position in pool.positions:
        kommun = as_stated(position, pool.total)
        inside = [change for change in range(low, low + width + 1) if kommun.may_change(change)]
        reduced = [
            tuple(cost - each * change for cost, each in zip(kommun.cost(change), price, strict=True))
            for change in inside
        ]
        assert kommun.least(price, low, low + width) == (min(reduced) if reduced else None)
        ranges = kommun.ranges(low, low + width)
        assert [change for first, last in ranges for change in range(first, last + 1)] == inside


@settings(max_examples=200, deadline=None)
@given(pools(most=4))
def test_what_a_kommun_may_become_is_what_its_wish_and_bounds_allow(pool: Pool) -> None:
    for position in pool.positions:
        kommun = as_stated(position, pool.total)
        numbers = [n for n in range(pool.total + 1) if kommun.may_change(n - position.now)]
        assert numbers == list(exhaustive.allowed(position, pool.total))


def still(*positions: Position, **changes: Any) -> dict[str, Any]:
    """A certificate in which nobody moves, with a tree of one's own choice."""
    found: dict[str, Any] = clear([Pool("tal", positions)]).certificate
    found["numbers"]["tal"] = {each.code: each.now for each in positions}
    found["transfers"] = []
    kommuner = [as_stated(each, sum(p.now for p in positions)) for each in positions]
    cost = [sum((each.cost(0)[level] for each in kommuner), Fraction(0)) for level in range(3)]
    found["parts"][0].update(unmet=str(cost[0]), ration=str(cost[1]), deviation=str(cost[2]), changed=0, **changes)
    return found


def gap(*codes: str, last: int = 0, after: int = 5) -> dict[str, Any]:
    """A split over these kommuner whose cases are all said to be impossible."""
    children = [{"impossible": True}] * (len(codes) + 1)
    return {"split": ["gap", "tal", list(codes), last, after], "children": children}


def receiver(code: str, now: int = 10, **more: Any) -> Position:
    return Position(code, now, **{"wish": Wish(now + 5, now + 9), "lot": 5, **more})


GIVER = Position("giver", 40, wish=Wish(20, 30))


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (receiver("b"), True),
        (receiver("b", now=20), True),  # the same, seen from where it stands
        (receiver("b", lot=6), False),
        (receiver("b", wish=Wish(15, 18)), False),
        (receiver("b", proposed=9), False),
        (receiver("b", cap=17), False),
        (receiver("b", locked=True), False),
        (receiver("b", viable=16), False),
        (receiver("b", now=3), True),  # near zero, where other stops lie between
        (receiver("b", viable=3, floor=2), True),  # bounds that bind nothing
    ],
)
def test_only_what_may_become_the_same_at_the_same_cost_is_alike(other: Position, alike: bool) -> None:
    faults = check(still(GIVER, receiver("a"), other, cases=gap("a", "b")))
    assert any(UNLIKE in fault for fault in faults) is not alike


@pytest.mark.parametrize(
    "cases",
    [
        gap("a", "a"),
        {"split": ["gap", "tal", ["a", "b"], 0, 5], "children": [{"impossible": True}] * 2},
        {  # once a is held to its lower side, it is no longer like b
            "split": ["gap", "tal", ["a"], 0, 5],
            "children": [gap("a", "b"), {"impossible": True}],
        },
    ],
    ids=["one named twice", "a case too few", "held in other boxes"],
)
def test_a_split_that_does_not_hold_every_case_is_refused(cases: dict[str, Any]) -> None:
    assert any(UNLIKE in fault for fault in check(still(GIVER, receiver("a"), receiver("b"), cases=cases)))


def test_kommuner_of_other_circles_or_with_links_are_not_alike() -> None:
    pool = Pool("tal", (GIVER, receiver("a"), receiver("b"), Position("d", 5)), groups=(("b", "d"),))
    found = clear([pool]).certificate
    found["parts"][0]["cases"] = gap("b", "a")
    assert any(UNLIKE in fault for fault in check(found))
    linked = clear([Pool("tal", (GIVER, receiver("a"), receiver("b")))], links=[Link((("tal", "a"), ("tal", "giver")))])
    forged = linked.certificate
    forged["parts"][0]["cases"] = gap("a", "b")
    assert any(UNLIKE in fault for fault in check(forged))


@pytest.mark.parametrize(("last", "after", "whole"), [(0, 5, True), (0, 6, False), (-1, 5, False), (0, 1, True)])
def test_a_gap_holds_nothing_that_is_allowed(last: int, after: int, whole: bool) -> None:
    """The receiver may change by 0, or by 5 to 9."""
    faults = check(still(GIVER, receiver("a"), cases=gap("a", last=last, after=after)))
    assert any(LEFT_OUT in fault for fault in faults) is not whole


@pytest.mark.parametrize(
    "positions",
    [
        (Position("a", 10), Position("b", 10)),  # nobody may change: the changes sum to zero as it is
        (Position("a", 10), receiver("b")),  # at least 0 in sum
        (Position("a", 10), GIVER),  # at most 0 in sum
    ],
)
def test_what_can_balance_is_not_impossible(positions: tuple[Position, ...]) -> None:
    assert check(still(*positions, cases={"impossible": True})) == ["tal: a case may hold something better"]


@pytest.mark.parametrize(("boxes", "sums"), [((5, 9), "above zero"), ((-9, -5), "below zero")])
def test_what_cannot_balance_is_impossible(boxes: tuple[int, int], sums: str) -> None:
    """One side of a split in which the only kommun that can change must: nobody is there to balance it."""
    lone = receiver("a") if sums == "above zero" else Position("a", 30, wish=Wish(21, 25), lot=5)
    last, after = (0, 5) if sums == "above zero" else (-5, 0)
    price = {"prices": [["0", "0", "0"]]}
    children = [price, {"impossible": True}] if sums == "above zero" else [{"impossible": True}, price]
    cases = {"split": ["gap", "tal", ["a"], last, after], "children": children}
    assert check(still(lone, Position("b", 10), cases=cases)) == []


@pytest.mark.parametrize("index", [1, 7])
def test_a_split_over_a_link_that_is_not_there_is_refused(index: int) -> None:
    found = clear([Pool("tal", (GIVER, receiver("a")))], links=[Link((("tal", "a"), ("tal", "giver")))]).certificate
    impossible = {"impossible": True}
    found["parts"][0]["cases"] = {"split": ["link", index], "children": [impossible, impossible]}
    assert "a split names a link that is not there" in check(found)


def test_a_clearing_as_json_holds_all_that_a_page_or_a_file_needs() -> None:
    found = clear(
        [Pool("tal", (Position("0580", 30, wish=Wish(20, 20)), Position("0581", 10, wish=Wish(15, 15))))],
        order=["0581", "0580"],
    )
    written = found.as_json()
    assert check(written.pop("certificate")) == []
    assert written == {
        "numbers": {"tal": {"0580": 25, "0581": 15}},
        "transfers": [{"pool": "tal", "legs": {"0580": -5, "0581": 5}}],
        "outcomes": [
            {
                "pool": "tal",
                "kommunkod": "0580",
                "asked": 10,
                "unmet": 5,
                "status": "partly",
                "blame": {"constraint": "scarcity", "kommuner": [], "gain": 0},
            },
            {"pool": "tal", "kommunkod": "0581", "asked": 5, "unmet": 0, "status": "met", "blame": None},
        ],
        "order": ["0581", "0580"],
        "by_order": [],
        "objectives": [{"unmet": "5", "ration": "2.5", "deviation": "10", "changed": 2}],
        "proven": True,
    }


def test_where_a_link_is_met_or_left_each_case_holds_only_its_own_side() -> None:
    """With its sides changed about the proof does not hold."""
    link = Link((("tal", "a"), ("tal", "giver")))
    found = clear([Pool("tal", (GIVER, receiver("a", now=20), receiver("c", now=3, lot=4)))], links=[link])
    certificate = found.certificate
    assert check(certificate) == []
    assert certificate["parts"][0]["cases"]["split"][0] == "link"
    swapped = copy.deepcopy(certificate)
    swapped["parts"][0]["cases"]["children"].reverse()
    assert check(swapped) == ["tal: a case may hold something better"]


def test_a_case_with_a_price_too_few_is_refused() -> None:
    """Two processes joined by a link are two circles, and each needs its price."""
    pools = [Pool(name, (GIVER, receiver("a", lot=0), receiver("b", lot=0))) for name in ("tal", "andel")]
    found = clear(pools, links=[Link((("tal", "a"), ("andel", "a")))]).certificate
    assert check(found) == []
    for side in (0, 1):
        forged = copy.deepcopy(found)
        case = forged["parts"][0]["cases"]["children"][side]
        assert len(case["prices"]) == 2
        case["prices"].pop()
        assert check(forged)[0].startswith("the certificate cannot be read")
