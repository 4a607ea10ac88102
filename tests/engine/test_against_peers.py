"""The same numbers as two published packages give, wherever those give any.

Neither orders ties, so an input that ties is left out: `apportionment` then raises its TiesException (that it ties is
compared), `apportionpy` gives up with "Incalculable values." or hands the seat to whoever stands first. `apportionpy`
also gives up where its search by halved steps does not meet the total.
"""

import string

import pytest
from apportionment.methods import TiesException, compute
from apportionpy.apportionment import Apportion
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.engine.apportionment import Apportionment, apportion

FIRST = {
    "largest_remainder": "largest_remainder",
    "adams": "adams",
    "jefferson": "dhondt",
    "webster": "saintelague",
    "huntington_hill": "huntington",
    "dean": "dean",
}
SECOND = {
    "largest_remainder": "HAMILTON",
    "adams": "ADAM",
    "jefferson": "JEFFERSON",
    "webster": "WEBSTER",
    "huntington_hill": "HHILL",
}
# Fewer seats than units is beyond both: one hands out no zero, the other divides by none.
inputs = st.lists(st.integers(1, 10**5) | st.integers(1, 30), min_size=2, max_size=12).flatmap(
    lambda weights: st.tuples(st.just(weights), st.integers(len(weights), 300))
)


def ours(method: str, weights: list[int], total: int) -> Apportionment:
    return apportion(weights, total, method=method, tie_break=range(len(weights)))


@pytest.mark.parametrize("method", FIRST)
@settings(max_examples=60, deadline=None)
@given(inputs)
def test_equals_apportionment_in_fractions(method: str, given: tuple[list[int], int]) -> None:
    weights, total = given
    found = ours(method, weights, total)
    try:
        theirs = compute(FIRST[method], weights, total, fractions=True, parties=string.ascii_letters, tiesallowed=False)
    except TiesException:
        assert found.ties
    else:
        assert not found.ties
        assert list(found.amounts) == theirs


@pytest.mark.parametrize("method", SECOND)
@settings(max_examples=60, deadline=None)
@given(inputs)
def test_equals_apportionpy(method: str, given: tuple[list[int], int]) -> None:
    weights, total = given
    found = ours(method, weights, total)
    if found.ties:
        return
    try:
        theirs = Apportion(total, weights, SECOND[method]).fair_shares
    except Exception as failure:
        if str(failure) != "Incalculable values.":
            raise
    else:
        assert list(found.amounts) == theirs


@pytest.mark.parametrize("method", ["largest_remainder", "webster"])
def test_equals_apportionment_for_290_units(method: str) -> None:
    weights = [(7919 * i * i + 104729 * i) % 89_989 + 2_400 for i in range(290)]
    names = [f"{i:04d}" for i in range(290)]  # it has names for 52 of its own
    theirs = compute(FIRST[method], weights, 2_000, parties=names, tiesallowed=False)
    assert list(ours(method, weights, 2_000).amounts) == theirs
