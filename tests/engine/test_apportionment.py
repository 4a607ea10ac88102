"""Ties, impossible demands and bad input: said aloud, by name."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy
import pytest

from allocation.engine.apportionment import METHODS, apportion
from allocation.engine.errors import ImpossibleTotal, InvalidInput, UnresolvedTie


def test_a_tie_that_decides_a_seat_is_an_error_naming_the_units() -> None:
    with pytest.raises(UnresolvedTie, match="0509, 0512 tie for 1 seat") as caught:
        apportion([5, 5, 2], 6, units=["0509", "0512", "0513"])
    assert caught.value.units == ("0509", "0512")
    assert caught.value.seats == 1


def test_an_order_of_units_resolves_the_tie_and_the_result_says_so() -> None:
    found = apportion([5, 5, 2], 6, units=["0509", "0512", "0513"], tie_break=["0512", "0509"])
    assert found.by_unit == {"0509": 2, "0512": 3, "0513": 1}
    (tie,) = found.ties
    assert (tie.units, tie.seats, tie.winners) == (("0509", "0512"), 1, ("0512",))
    assert [step.tied for step in found.steps] == [True, True, False]


def test_equal_claims_that_all_win_or_all_lose_are_no_tie() -> None:
    assert apportion([3, 3, 2], 5).amounts == (2, 2, 1)
    assert apportion([10, 10, 10], 30, method="webster").ties == ()


@pytest.mark.parametrize("method", METHODS)
def test_equal_units_tie_in_every_method(method: str) -> None:
    with pytest.raises(UnresolvedTie, match="a, b"):
        apportion([7, 7], 3, method=method, units=["a", "b"])
    assert apportion([7, 7], 3, method=method, units=["a", "b"], tie_break=["b", "a"]).amounts == (1, 2)


def test_an_irrational_tie_is_seen_because_claims_are_compared_squared() -> None:
    """Huntington–Hill: 1 / √(1 · 2) and 6 / √(8 · 9) are equal and irrational."""
    with pytest.raises(UnresolvedTie, match="a, b tie for 1 seat"):
        apportion([1, 6], 10, method="huntington_hill", units=["a", "b"])


def test_an_order_that_leaves_out_a_tied_unit_does_not_decide() -> None:
    with pytest.raises(UnresolvedTie):
        apportion([7, 7], 3, tie_break=[1])


def test_when_there_are_fewer_first_seats_than_units_the_larger_weights_come_first() -> None:
    for method in ("adams", "huntington_hill", "dean"):
        assert apportion([1, 9, 5], 2, method=method).amounts == (0, 1, 1)


def test_a_cap_beyond_all_numbers_binds_nobody() -> None:
    for method in METHODS:
        assert apportion([1, 2], 6, method=method, cap=10**30).amounts == (2, 4)
        assert apportion([1, 2], 6 * 10**30, method=method, cap=[10**30, 10**31]).amounts[0] == 10**30


def test_a_unit_without_weight_gets_its_floor_and_no_more() -> None:
    for method in METHODS:
        assert apportion([0, 3, 1], 6, method=method, floor=[2, 0, 0]).amounts[0] == 2
        assert apportion([0, 3, 1], 4, method=method).amounts[0] == 0


def test_the_floor_is_inside_the_method_not_patched_afterwards() -> None:
    """Patching 60/30/10 of 10 up to 3 would leave 11 or take the one from an arbitrary unit."""
    found = apportion([60, 30, 10], 10, floor=3)
    assert found.amounts == (4, 3, 3)
    assert [step.bound for step in found.steps] == [None, "floor", "floor"]
    assert found.quotas == (4, 3, 3)


def test_the_steps_tell_how_the_number_came_about() -> None:
    step = apportion([47000, 16000, 15800, 12000, 6100, 3100], 10).steps[2]
    assert (step.quota, step.base, step.claim) == (Fraction(79, 50), 1, Fraction(29, 50))
    assert (step.place, step.amount) == (4, 1)
    assert step.as_json()["quota"] == "1.58"


def test_equal_claims_share_a_place_in_the_order() -> None:
    steps = apportion([10, 7, 7, 6], 3).steps
    assert [step.place for step in steps] == [None, 1, 1, 3]


def test_a_claim_is_told_in_the_callers_own_unit_of_weight() -> None:
    """The claim to the seat after the settled ones: weight / d(base), for Huntington–Hill squared."""
    weights = [Decimal("0.5"), Decimal("0.3")]
    webster = apportion(weights, 3, method="webster").steps[0]
    assert (webster.base, webster.claim) == (1, Fraction(1, 2) / Fraction(3, 2))
    hill = apportion(weights, 3, method="huntington_hill").steps[0]
    assert (hill.base, hill.claim) == (1, Fraction(1, 4) / 2)


def test_who_is_at_the_cap_has_no_claim_left() -> None:
    for method in METHODS:
        step = apportion([9, 2, 1], 6, method=method, cap=[3, None, None]).steps[0]
        assert (step.bound, step.base, step.claim, step.place) == ("cap", 3, None, None)


def test_weights_may_be_integers_fractions_decimals_and_numpys_integers() -> None:
    expected = apportion([1, 2, 3], 100, tie_break=[0, 1, 2]).amounts
    alternatives: list[Any] = [
        [Fraction(1, 3), Fraction(2, 3), 1],
        [Decimal("0.1"), Decimal("0.2"), Decimal("0.3")],
        numpy.array([1, 2, 3]) * 10**17,  # times 100 this would overflow an int64
        numpy.array([6, 12, 18], numpy.uint64) * numpy.uint64(10**18),  # beyond an int64 already
    ]
    for weights in alternatives:
        assert apportion(weights, 100, tie_break=[0, 1, 2]).amounts == expected


@pytest.mark.parametrize(
    ("weight", "reason"),
    [
        (Decimal("NaN"), "the weight is NaN"),
        (Decimal("sNaN"), "the weight is NaN"),
        (float("nan"), "the weight is NaN"),
        (float("inf"), "the weight is infinite"),
        (Decimal("-Infinity"), "the weight is infinite"),
        (-1, "the weight is negative"),
        (0.5, "float"),
        (None, "the weight is missing"),
        (True, "not a number"),
        ("12", "not a number"),
    ],
)
def test_a_weight_that_is_no_number_is_refused_with_the_units_name(weight: Any, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason) as caught:
        apportion([10, weight], 5, units=["0580", "0581"])
    assert caught.value.unit == "0581"
    assert str(caught.value).startswith("0581: ")


def test_nothing_is_shared_out_however_large_the_weights() -> None:
    for method in METHODS:
        assert apportion([2**70, 1], 0, method=method).amounts == (0, 0)


@pytest.mark.parametrize("kind", ["f8", "f4", "?"])
def test_an_array_of_anything_but_integers_is_refused_as_a_list_of_it_is(kind: str) -> None:
    with pytest.raises(InvalidInput, match="a: the weight is"):
        apportion(numpy.array([1, 2], kind), 5, units=["a", "b"])
    with pytest.raises(InvalidInput, match="a: the weight is not a number"):
        apportion(numpy.array([[1, 2], [3, 4]]), 5, units=["a", "b"])


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"weights": []}, "no units"),
        ({"units": ["0580"]}, "2 weights but 1 units"),
        ({"units": ["0580", "0580"]}, "0580: the unit is given twice"),
        ({"floor": [1]}, "2 units but 1 values of floor"),
        ({"cap": [1, 2, 3]}, "2 units but 3 values of cap"),
        ({"floor": [1, Decimal("1.5")]}, "1: the floor is not a whole number"),
        ({"cap": [1, -1]}, "1: the cap is negative"),
        ({"total": -1}, "the total is negative"),
        ({"total": Decimal("2.5")}, "the total is not a whole number"),
        ({"total": None}, "the total is missing"),
        ({"method": "hamilton"}, "'hamilton' is not a method"),
        ({"weights": None}, r"the weights are not a list \(NoneType\)"),
        ({"weights": {1, 2}}, r"the weights are not a list \(set\)"),
        ({"weights": {1: 5, 2: 5}}, r"the weights are not a list \(dict\)"),
        ({"weights": b"12"}, r"the weights are not a list \(bytes\)"),
        ({"weights": iter([1, 2])}, r"the weights are not a list \(list_iterator\)"),
        ({"weights": numpy.array(3)}, r"the weights are not a list \(ndarray\)"),
        ({"weights": numpy.ma.array([1, 2], mask=[False, True])}, "1: the weight is not a number"),
        ({"weights": [1, [2, 3]]}, "1: the weight is not a number"),
        ({"units": {"a", "b"}}, r"the units are not a list \(set\)"),
        ({"units": "ab"}, r"the units are not a list \(str\)"),
        ({"units": 2}, r"the units are not a list \(int\)"),
        ({"units": ["a", []]}, r"the units name something that cannot be a name \(\[\]\)"),
        ({"floor": {1, 2}}, r"the values of floor are not a list \(set\)"),
        ({"cap": {0: 3, 1: 4}}, r"the values of cap are not a list \(dict\)"),
        ({"cap": numpy.array(3)}, r"the values of cap are not a list \(ndarray\)"),
        ({"method": []}, r"\[\] is not a method"),
        ({"method": None}, "None is not a method"),
        ({"tie_break": {0, 1}}, r"the units of tie_break are not a list \(set\)"),
        ({"tie_break": 0}, r"the units of tie_break are not a list \(int\)"),
        ({"tie_break": [[0], 1]}, "the units of tie_break name something that cannot be a name"),
        ({"tie_break": [0, 0]}, "names a unit twice"),
        ({"tie_break": [2]}, "2: tie_break names a unit"),
    ],
)
def test_bad_input_is_refused_with_its_reason(arguments: dict[str, Any], reason: str) -> None:
    given = {"weights": [1, 2], "total": 5, **arguments}
    with pytest.raises(InvalidInput, match=reason):
        apportion(given.pop("weights"), given.pop("total"), **given)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"floor": 3}, "the floors sum to 6, more than the total 5"),
        ({"floor": 7}, "the floors sum to 14, more than the total 5"),
        ({"cap": 2}, "the caps leave room for 4, less than the total 5"),
        ({"weights": [0, 0]}, "every weight is zero, so 5 of 5"),
        ({"weights": [0, 1], "cap": 4}, "the caps leave room for 4"),
        ({"floor": [0, 3], "cap": 2}, "1: the floor 3 is above the cap 2"),
    ],
)
def test_an_impossible_demand_says_which(method: str, arguments: dict[str, Any], reason: str) -> None:
    given = {"weights": [1, 2], **arguments}
    with pytest.raises(ImpossibleTotal, match=reason):
        apportion(given.pop("weights"), 5, method=method, **given)
