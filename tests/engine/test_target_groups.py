"""Two target groups in one number, and what is carried over from a year to the next."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.engine.apportioning.target_groups import split_by_target_group
from allocation.engine.errors import ImpossibleTotal, InvalidInput, UnresolvedTie
from allocation.engine.model.carry_over import carry_over


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 50), min_size=1, max_size=8), st.data())
def test_both_margins_hold_whatever_the_numbers(numbers: list[int], data: st.DataObject) -> None:
    amounts = {f"{i:04d}": number for i, number in enumerate(numbers)}
    first = data.draw(st.integers(0, sum(numbers)))
    second = data.draw(st.integers(0, sum(numbers) - first))
    groups = {"folkbokforda": first, "abo_kvot": second, "ovriga": sum(numbers) - first - second}
    split = split_by_target_group(amounts, groups, tie_break=list(amounts))
    assert {unit: sum(row.values()) for unit, row in split.items()} == amounts
    assert {group: sum(row[group] for row in split.values()) for group in groups} == groups
    assert all(amount >= 0 for row in split.values() for amount in row.values())


def test_a_split_is_proportional_to_the_nearest_person() -> None:
    split = split_by_target_group({"0580": 60, "0581": 30, "0584": 10}, {"folkbokforda": 33, "abo_kvot": 67})
    assert split["0580"] == {"folkbokforda": 20, "abo_kvot": 40}
    assert split["0581"] == {"folkbokforda": 10, "abo_kvot": 20}
    assert split["0584"] == {"folkbokforda": 3, "abo_kvot": 7}


def test_groups_that_do_not_sum_to_the_numbers_are_refused() -> None:
    with pytest.raises(ImpossibleTotal, match="the groups sum to 11, the numbers to 10"):
        split_by_target_group({"0580": 10}, {"folkbokforda": 5, "abo_kvot": 6})


def test_a_tie_between_kommuner_is_not_settled_in_silence() -> None:
    with pytest.raises(UnresolvedTie, match="0580, 0581"):
        split_by_target_group({"0580": 5, "0581": 5}, {"folkbokforda": 5, "abo_kvot": 5})


def test_what_is_carried_over_is_what_has_not_been_received_and_never_below_zero() -> None:
    assert carry_over({"0580": 10, "0581": 4}, {"0580": 3, "0581": 9}) == {"0580": 7, "0581": 0}


def test_an_unknown_reception_is_not_taken_for_none() -> None:
    with pytest.raises(InvalidInput, match="0581: the number received is missing"):
        carry_over({"0580": 10, "0581": 4}, {"0580": 3})
    with pytest.raises(InvalidInput, match="0584: has received but has no number"):
        carry_over({"0580": 10}, {"0580": 3, "0584": 1})
