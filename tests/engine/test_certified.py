"""Floats as a filter: what is called certain is exact, and what is not exact is never called certain."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.engine.apportioning.certified import largest_remainder
from allocation.engine.apportionment import apportion
from allocation.engine.errors import UnresolvedTie

EPSILON = 2.0**-52


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.integers(0, 10**6) | st.integers(0, 12), min_size=1, max_size=9).filter(any),
    st.integers(0, 10**6) | st.integers(0, 30),
    st.sampled_from([EPSILON, 1e-9, 1e-3]),
    st.randoms(),
)
def test_a_certain_row_is_the_exact_apportionment(weights: list[int], total: int, relative: float, random) -> None:
    """Whatever the floats are within their errors; a tie is never certain."""
    exact = [weight * total / sum(weights) for weight in weights]  # correctly rounded, so within half an epsilon
    shaken = [quota * (1 + random.uniform(-0.4, 0.4) * relative) for quota in exact]
    errors = [quota * relative for quota in exact]
    amounts, certain = largest_remainder([shaken], errors, [total])
    if certain[0]:
        assert tuple(amounts[0]) == apportion(weights, total).amounts


def test_rows_are_judged_one_by_one() -> None:
    quotas = [[1.58, 4.7, 3.72], [0.5, 0.5, 1.0], [2.2, 2.2, 1.6], [1.0, 2.0, 3.0]]
    amounts, certain = largest_remainder(quotas, 1e-9, [10, 2, 6, 6])
    assert certain.tolist() == [True, False, True, False]  # a tie; whole numbers within their error
    assert amounts[[0, 2]].tolist() == [[1, 5, 4], [2, 2, 2]]


def test_whole_quotas_without_error_are_certain() -> None:
    amounts, certain = largest_remainder([[1.0, 2.0, 3.0], [0.0, 0.25, 3.75]], 0.0, [6, 4])
    assert certain.all()
    assert amounts.tolist() == [[1, 2, 3], [0, 0, 4]]


@pytest.mark.parametrize("gap", [1e-6, 1e-12])
def test_the_cut_is_certain_only_beyond_both_errors(gap: float) -> None:
    quotas = [[1.5 + gap / 2, 1.5 - gap / 2]]
    assert largest_remainder(quotas, gap * 0.49, [3])[1].all()
    assert not largest_remainder(quotas, gap * 0.51, [3])[1].any()


def test_errors_that_just_meet_prove_nothing() -> None:
    assert not largest_remainder([[1.625, 1.375]], 0.125, [3])[1].any()
    assert largest_remainder([[1.625, 1.375]], 0.12, [3])[1].all()


def test_a_quota_that_may_lie_beyond_a_whole_number_is_not_certain() -> None:
    quotas = [[2.95, 1.55, 1.5]]  # the cut, between the second and the third, is clear
    assert largest_remainder(quotas, 0.0, [6])[1].all()
    assert not largest_remainder(quotas, [0.1, 0.0, 0.0], [6])[1].any()


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -0.5, 1e300])
def test_what_is_no_quota_is_not_certain(bad: float) -> None:
    assert not largest_remainder([[bad, 1.5, 1.5]], 0.0, [3])[1].any()
    assert not largest_remainder([[1.5, 1.25, 0.25]], float("nan"), [3])[1].any()


def test_quotas_that_do_not_sum_to_the_total_are_not_certain() -> None:
    assert not largest_remainder([[1.25, 1.75], [1.25, 1.75]], 0.0, [1, 9])[1].any()


def test_290_units_are_almost_always_certain() -> None:
    weights = [(7919 * i * i + 104729 * i) % 89_989 + 2_400 for i in range(290)]
    totals = list(range(5_000, 5_200))
    quotas = np.outer(totals, weights) / sum(weights)
    amounts, certain = largest_remainder(quotas, quotas * EPSILON, totals)
    assert certain.mean() > 0.99
    for row, total in zip(amounts[certain], np.array(totals)[certain], strict=True):
        assert tuple(row) == apportion(weights, int(total)).amounts


def test_a_tie_of_equal_floats_falls_to_the_exact_path() -> None:
    assert not largest_remainder([[float(Fraction(5, 2))] * 2], 0.0, [5])[1].any()
    with pytest.raises(UnresolvedTie):
        apportion([1, 1], 5)
