"""Many scenarios at once give what each gives alone."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.engine.apportioning.batch import apportion_many
from allocation.engine.apportionment import METHODS, apportion
from allocation.engine.errors import ImpossibleTotal, InvalidInput, UnresolvedTie
from tests.engine.test_axioms import methods

FLOORS, CAPS = [0, 1, 0, 2, 0], [9, None, 4, 30, 12]


@st.composite
def scenarios(draw) -> list[tuple[list[int], int]]:
    """Weights and total of each; small numbers, so that ties and bounds meet, beside some that no int64 holds."""
    weights = st.lists(st.integers(1, 9) | st.just(10**5), min_size=5, max_size=5)
    scale = st.sampled_from([1, 1, 1, 2**70 + 1])
    scenario = st.tuples(weights, scale, st.integers(3, 60))
    return [([w * by for w in ws], total) for ws, by, total in draw(st.lists(scenario, min_size=1, max_size=6))]


@settings(max_examples=150, deadline=None)
@given(scenarios(), methods, st.booleans())
def test_batch_equals_single(rows: list[tuple[list[int], int]], method: str, bounded: bool) -> None:
    options: dict[str, Any] = {"method": method, "tie_break": [2, 0, 1, 4, 3]}
    if bounded:
        options |= {"floor": FLOORS, "cap": CAPS}
    many = apportion_many([weights for weights, _ in rows], [total for _, total in rows], **options)
    alone = [apportion(weights, total, **options) for weights, total in rows]
    assert many.amounts.dtype == np.int64
    assert many.amounts.tolist() == [list(each.amounts) for each in alone]
    assert many.ties == {row: each.ties[0] for row, each in enumerate(alone) if each.ties}


@pytest.mark.parametrize("method", METHODS)
def test_200_scenarios_of_290_units_equal_each_alone(method: str) -> None:
    weights = np.array([[(7919 * i * i + 104729 * i * s) % 89_989 + 2_400 for i in range(290)] for s in range(1, 201)])
    totals = np.arange(3_000, 3_200)
    options: dict[str, Any] = {"method": method, "floor": 3, "cap": 20, "tie_break": range(290)}
    many = apportion_many(weights, totals, **options).amounts
    for row in range(0, 200, 23):
        assert tuple(many[row]) == apportion(weights[row].tolist(), int(totals[row]), **options).amounts
    assert (many.sum(axis=1) == totals).all()
    assert many.min() >= 3
    assert many.max() <= 20


def test_weights_or_total_may_be_the_same_for_all() -> None:
    assert apportion_many([47, 16, 39], [10, 20]).amounts.tolist() == [[5, 1, 4], [9, 3, 8]]
    assert apportion_many([[47, 16, 39], [16, 47, 39]], 10).amounts.tolist() == [[5, 1, 4], [1, 5, 4]]


def test_weights_may_be_whatever_they_may_be_for_one() -> None:
    rows: list[list[Any]] = [[Fraction(1, 3), 1, 2], [Decimal("0.1"), Decimal("0.3"), Decimal("0.6")]]
    assert apportion_many(rows, 10).amounts.tolist() == [[1, 3, 6], [1, 3, 6]]


def test_a_tie_names_its_scenario() -> None:
    rows = [[5, 3, 2], [5, 5, 2]]
    with pytest.raises(UnresolvedTie, match="scenario 1: a, b tie for 1 seat") as caught:
        apportion_many(rows, [10, 6], units=["a", "b", "c"])
    assert caught.value.units == ("a", "b")
    found = apportion_many(rows, [10, 6], units=["a", "b", "c"], tie_break=["b", "a"])
    assert {row: tie.winners for row, tie in found.ties.items()} == {1: ("b",)}


@pytest.mark.parametrize(
    ("weights", "totals", "reason"),
    [
        ([[1, 2], [1, -2]], 5, "scenario 1: b: the weight is negative"),
        (np.array([[1, 2], [1, -2]]), 5, "scenario 1: b: the weight is negative"),
        ([[1, 2], [1, 0.5]], 5, "scenario 1: b: the weight is a float"),
        ([[1, 2], [1, None]], 5, "scenario 1: b: the weight is missing"),
        ([[1, 2], [1, 2, 3]], 5, "scenario 1: 3 weights but 2 units"),
        ([[1, 2], [1, 2]], [5, -1], "scenario 1: the total is negative"),
        ([[1, 2], [1, 2]], [5, 2**63], "scenario 1: the total is 9223372036854775808, outside 0 to"),
        ([[1, 2], [1, 2]], [5, 5, 5], "2 rows of weights but 3 totals"),
        ([1, -2], [5, 5], "b: the weight is negative"),
        ([1, 2], [], "there are no scenarios"),
        (np.ones((2, 2, 2), int), 5, "scenario 0: a: the weight is not a number"),
        ([[1, 2], 3], 5, r"scenario 1: the weights are not a list \(int\)"),
        ([[1, 2], {1, 2}], 5, r"scenario 1: the weights are not a list \(set\)"),
        ([[1, 2], [1, [2]]], 5, "scenario 1: b: the weight is not a number"),
        ([1, [1, 2]], 5, "b: the weight is not a number"),
        ({0: [1, 2]}, 5, r"the weights are not a list \(dict\)"),
        ({1, 2}, 5, r"the weights are not a list \(set\)"),
        (None, 5, r"the weights are not a list \(NoneType\)"),
        (iter([[1, 2]]), 5, r"the weights are not a list \(list_iterator\)"),
        (np.array(3), 5, r"the weights are not a list \(ndarray\)"),
        (
            np.ma.array([[1, 2], [1, 2]], mask=[[False, False], [False, True]]),
            5,
            "scenario 1: b: the weight is not a number",
        ),
        ([1, 2], {5, 6}, "scenario 0: the total is not a number"),
        ([1, 2], b"56", "scenario 0: the total is not a number"),
        ([1, 2], np.array(5), "scenario 0: the total is not a number"),
        ([], [5], "there are no units"),
        ([[], []], [5, 5], "there are no units"),
    ],
)
def test_bad_input_is_refused_naming_scenario_and_unit(weights: Any, totals: Any, reason: str) -> None:
    nobody = weights in ([], [[], []]) if isinstance(weights, list) else False
    units = None if nobody else ["a", "b"]
    with pytest.raises(InvalidInput, match=reason):
        apportion_many(weights, totals, units=units)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("weights", "totals", "bounds", "reason"),
    [
        ([1, 2], [6, 5], {"floor": 3}, "scenario 1: the floors sum to 6, more than the total 5"),
        ([1, 2], [4, 5], {"cap": 2}, "scenario 1: the caps leave room for 4, less than the total 5"),
        ([[1, 2], [0, 0]], 5, {}, "scenario 1: every weight is zero, so 5 of 5"),
        ([1, 2], [5, 5], {"floor": [0, 3], "cap": 2}, "1: the floor 3 is above the cap 2"),
    ],
)
def test_an_impossible_demand_says_which_and_where(
    method: str, weights: Any, totals: Any, bounds: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ImpossibleTotal, match=reason):
        apportion_many(weights, totals, method=method, tie_break=[0, 1], **bounds)
