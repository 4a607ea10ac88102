"""The axioms of apportionment, by name, over random weights, totals, floors and caps."""

import math
from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.engine.apportioning.divisors import SIGNPOSTS
from allocation.engine.apportionment import METHODS, Apportionment, apportion
from allocation.engine.errors import UnresolvedTie
from tests.engine.oracles import largest_remainder, seat_by_seat, shares_by_breakpoints, unjust_pair

DIVISORS = sorted(SIGNPOSTS)
methods = st.sampled_from(METHODS)
divisors = st.sampled_from(DIVISORS)
quick = settings(max_examples=100, deadline=None)


class Case(NamedTuple):
    weights: list[int]
    total: int
    floors: list[int]
    caps: list[int]

    def apportion(self, method: str, **changes: Any) -> Apportionment:
        case = self._replace(**changes)
        order = range(len(case.weights))
        return apportion(case.weights, case.total, method=method, floor=case.floors, cap=case.caps, tie_break=order)


@st.composite
def cases(draw, least_weight: int = 0) -> Case:
    """Anything that can be solved. Small numbers, so that ties and bounds meet often; now and then uneven ones.

    Every other case is weighed by integers that no int64 holds: the axioms hold on both paths.
    """
    size = draw(st.integers(1, 7))
    scale = draw(st.sampled_from([1, 2**70 + 1]))
    weight = st.integers(least_weight, 30) | st.integers(10**5, 10**6)
    weights = [scale * each for each in draw(st.lists(weight, min_size=size, max_size=size).filter(any))]
    floors = draw(st.lists(st.integers(0, 4), min_size=size, max_size=size))
    spans = draw(st.lists(st.integers(0, 25), min_size=size, max_size=size))
    caps = [low + span for low, span in zip(floors, spans, strict=True)]
    most = sum(high if weight else low for weight, low, high in zip(weights, floors, caps, strict=True))
    return Case(weights, draw(st.integers(sum(floors), most)), floors, caps)


@quick
@given(cases(), methods)
def test_sum_the_amounts_are_the_total(case: Case, method: str) -> None:
    found = case.apportion(method)
    assert sum(found.amounts) == case.total
    assert sum(found.quotas) == case.total
    assert [step.base + (step.amount > step.base) for step in found.steps] == list(found.amounts)


@quick
@given(cases(), methods)
def test_floors_and_caps_are_respected(case: Case, method: str) -> None:
    for amount, low, high in zip(case.apportion(method).amounts, case.floors, case.caps, strict=True):
        assert low <= amount <= high


@quick
@given(cases())
def test_quota_largest_remainder_stays_within_one_of_the_exact_share(case: Case) -> None:
    found = case.apportion("largest_remainder")
    for amount, quota in zip(found.amounts, found.quotas, strict=True):
        assert math.floor(quota) <= amount <= math.ceil(quota)


@quick
@given(cases())
def test_exact_shares_are_one_factor_times_the_weight_inside_the_bounds(case: Case) -> None:
    found = case.apportion("largest_remainder", weights=[Fraction(weight, 7) for weight in case.weights])
    assert list(found.quotas) == shares_by_breakpoints(*case)
    for step, low, high in zip(found.steps, case.floors, case.caps, strict=True):
        unbounded = None if found.factor is None else found.factor * step.weight
        if step.bound is None and step.weight:
            assert step.quota == unbounded
        elif step.bound == "floor":
            assert step.quota == low
            assert unbounded is None or unbounded < low
        elif step.bound == "cap":
            assert step.quota == high
            assert unbounded is None or unbounded > high


@quick
@given(cases(), methods, st.randoms())
def test_anonymity_the_order_of_the_units_does_not_matter(case: Case, method: str, random) -> None:
    names = [f"{i:04d}" for i in range(len(case.weights))]
    rows = list(zip(names, case.weights, case.floors, case.caps, strict=True))
    expected = dict(zip(names, case.apportion(method).amounts, strict=True))
    random.shuffle(rows)
    units, weights, floors, caps = zip(*rows, strict=True)
    found = apportion(weights, case.total, method=method, floor=floors, cap=caps, tie_break=names, units=units)
    assert found.by_unit == expected


@quick
@given(cases(), methods, st.fractions(min_value=Fraction(1, 1000), max_value=1000))
def test_homogeneity_the_unit_of_the_weights_does_not_matter(case: Case, method: str, factor: Fraction) -> None:
    scaled = [weight * factor for weight in case.weights]
    assert case.apportion(method, weights=scaled).amounts == case.apportion(method).amounts


@quick
@given(cases(), divisors)
def test_house_monotonicity_nobody_loses_when_the_total_grows(case: Case, method: str) -> None:
    if case.total > sum(case.floors):
        fewer = case.apportion(method, total=case.total - 1).amounts
        more = case.apportion(method).amounts
        assert all(before <= after for before, after in zip(fewer, more, strict=True))


@quick
@given(cases(least_weight=1), divisors, st.integers(1, 30))
def test_population_monotonicity_who_grows_does_not_lose_to_who_does_not(case: Case, method: str, growth: int) -> None:
    before = case.apportion(method).amounts
    after = case.apportion(method, weights=[case.weights[0] + growth, *case.weights[1:]]).amounts
    assert after[0] >= before[0] or not any(new > old for old, new in zip(before[1:], after[1:], strict=True))


def test_the_axioms_are_tried_on_both_kinds_of_integers() -> None:
    assert apportion([1, 2], 5).problem.fits_int64
    assert not apportion([2**70 + 1, 2 * (2**70 + 1)], 5).problem.fits_int64
    assert not apportion([2**40, 2**41], 2**30, tie_break=[0, 1]).problem.fits_int64  # their product would overflow


@quick
@given(cases())
def test_largest_remainder_equals_the_slow_oracle(case: Case) -> None:
    assert list(case.apportion("largest_remainder").amounts) == largest_remainder(*case)


@quick
@given(cases(), divisors)
def test_divisor_methods_equal_one_seat_at_a_time(case: Case, method: str) -> None:
    assert list(case.apportion(method).amounts) == seat_by_seat(method, *case)


@quick
@given(cases(), methods)
def test_a_tie_is_recorded_exactly_when_the_order_of_units_decides(case: Case, method: str) -> None:
    order = list(range(len(case.weights)))
    bounds: dict[str, Any] = {"floor": case.floors, "cap": case.caps, "method": method}
    forwards = apportion(case.weights, case.total, tie_break=order, **bounds)
    backwards = apportion(case.weights, case.total, tie_break=order[::-1], **bounds)
    assert bool(forwards.ties) == (forwards.amounts != backwards.amounts)
    for tie in forwards.ties:
        assert tie.winners == tie.units[: tie.seats]
        assert {i for i in order if forwards.amounts[i] != backwards.amounts[i]} <= set(tie.units)


@pytest.mark.parametrize("method", METHODS)
def test_290_units_with_floors_and_caps_equal_the_slow_oracle(method: str) -> None:
    weights = [(7919 * i * i + 104729 * i) % 89_989 + 2_400 for i in range(290)]
    case = Case(weights, 1_200, [3] * 290, [6] * 290)
    slow = largest_remainder(*case) if method == "largest_remainder" else seat_by_seat(method, *case)
    assert list(case.apportion(method).amounts) == slow


@pytest.mark.parametrize("method", DIVISORS)
@pytest.mark.parametrize("total", [40_000, 2**50 + 3])
def test_no_seat_of_5_000_units_would_be_better_placed(method: str, total: int) -> None:
    """Where the slow oracle is too slow: nobody's next claim is larger than anybody's last one."""
    weights = [(7919 * i * i + 104729 * i) % 89_989 + (10**6 if i % 1_000 == 0 else 1) for i in range(5_000)]
    found = apportion(weights, total, method=method, tie_break=range(5_000))
    assert sum(found.amounts) == total
    assert unjust_pair(method, weights, found.amounts) is None


@pytest.mark.parametrize("method", METHODS)
def test_a_thousand_equal_units_tie_for_half_as_many_seats(method: str) -> None:
    (tie,) = apportion([7] * 1000, 1500, method=method, tie_break=range(1000)).ties
    assert (len(tie.units), tie.seats, tie.winners) == (1000, 500, tuple(range(500)))


@quick
@given(st.lists(st.integers(1, 10**5), min_size=6, max_size=6))
def test_a_tie_that_lies_where_the_search_in_floats_ends_is_seen_whole(halves: list[int]) -> None:
    """Six odd weights and half their sum less two: λ = ½ puts all six at a signpost, where the floats stop too."""
    weights = [2 * half + 1 for half in halves]
    (tie,) = apportion(weights, sum(weights) // 2 - 2, method="webster", tie_break=range(6)).ties
    assert (tie.units, tie.seats) == (tuple(range(6)), 1)


@quick
@given(cases(), divisors)
def test_the_last_seat_is_one_that_a_claim_has_won(case: Case, method: str) -> None:
    found = case.apportion(method)
    assert (found.seats > 0) == (case.total > sum(case.floors))
    won = [step for step in found.steps if step.amount > step.base]
    assert len(won) == found.seats
    assert len({(step.first_seat, step.claim) for step in won}) <= 1


@pytest.mark.parametrize("k", [2**55, 2**90])
def test_claims_that_no_float_can_tell_apart_are_told_apart(k: int) -> None:
    """Webster's second seat of the larger unit against the first of the smaller: (3k ± 1) / 1.5 and k / 0.5."""
    assert apportion([3 * k + 1, k], 2, method="webster").amounts == (2, 0)
    assert apportion([3 * k - 1, k], 2, method="webster").amounts == (1, 1)
    with pytest.raises(UnresolvedTie):
        apportion([3 * k, k], 2, method="webster")
