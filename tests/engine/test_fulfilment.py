"""Måluppfyllelse as a story: where each kommun stands, who is next, and what a year or a new share does to it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.engine.apportioning.contest import Tie
from allocation.engine.apportionment import apportion
from allocation.engine.ekb.arrivals import ANKNYTNING, MALUPPFYLLELSE, sequence
from allocation.engine.errors import InvalidInput
from allocation.engine.exact import Number
from allocation.engine.fulfilment import Fulfilment, Next, read_fulfilment

quick = settings(max_examples=100, deadline=None)

SHARES: dict[str, Number] = {"k1": Decimal("1.00"), "k2": Decimal("4.30"), "k3": 0, "rest": Decimal("994.70")}
COUNTS = {"k1": 9, "k2": 40, "k3": 3, "rest": 9948}


@pytest.fixture
def country() -> Fulfilment:
    """The worked check: N = 10 000."""
    return read_fulfilment(SHARES, COUNTS)


def equal_shares(counts: Mapping[str, int], **shares: int) -> Fulfilment:
    """Kommuner that share equally unless `shares` says otherwise."""
    given: dict[str, Number] = {unit: shares.get(unit, 1) for unit in counts}
    return read_fulfilment(given, counts, unit_sum=sum(given.values()))


@st.composite
def countries(draw: st.DrawFn, most_count: int = 8) -> Fulfilment:
    """Small numbers, so that ties, zero shares and an untouched country meet often."""
    size = draw(st.integers(1, 6))
    shares = draw(st.lists(st.integers(0, 6), min_size=size, max_size=size).filter(any))
    drawn = draw(st.lists(st.integers(0, most_count), min_size=size, max_size=size))
    units = [f"k{i}" for i in range(size)]
    return read_fulfilment(
        dict(zip(units, shares, strict=True)), dict(zip(units, drawn, strict=True)), unit_sum=sum(shares)
    )


# Where each kommun stands


def test_target_fulfilment_and_deficit_of_the_worked_check(country: Fulfilment) -> None:
    k1, k2, k3, _ = country.standings.values()
    assert country.total == 10_000
    assert (k1.target, k1.fulfilment, k1.deficit) == (10, Fraction(9, 10), 1)
    assert (k2.target, k2.fulfilment, k2.deficit) == (43, Fraction(40, 43), 3)
    assert (k3.target, k3.fulfilment, k3.deficit) == (0, None, -3)


def test_the_ranking_has_the_lowest_first_and_nobody_without_a_share(country: Fulfilment) -> None:
    assert [each.unit for each in country.ranking] == ["k1", "k2", "rest"]
    assert country.places == {"k1": 1, "k2": 2, "rest": 3}


def test_equal_fulfilment_shares_a_place() -> None:
    assert equal_shares({"a": 1, "b": 2, "c": 2, "d": 3}).places == {"a": 1, "b": 2, "c": 2, "d": 4}


def test_among_equal_ones_the_largest_deficit_ranks_first_also_above_target() -> None:
    above = equal_shares({"a": 4, "b": 8, "c": 0}, a=1, b=2, c=2)
    assert [(each.unit, each.deficit) for each in above.ranking] == [
        ("c", Fraction(24, 5)),
        ("a", Fraction(-8, 5)),
        ("b", Fraction(-16, 5)),
    ]


def test_before_the_first_anvisning_nobody_has_a_fulfilment() -> None:
    start = equal_shares({"a": 0, "b": 0}, b=2)
    assert [each.fulfilment for each in start.standings.values()] == [None, None]
    assert start.next == Next("b", Tie(("a", "b"), 1, ("b",)), "share")


def test_shares_may_be_integers_in_hundredths_of_promille(country: Fulfilment) -> None:
    in_hundredths = {unit: int(Fraction(share) * 100) for unit, share in SHARES.items()}
    assert read_fulfilment(in_hundredths, COUNTS, unit_sum=100_000) == country


@quick
@given(countries())
def test_sums_targets_are_all_anvisningar_deficits_cancel_and_fulfilment_averages_below_one(here: Fulfilment) -> None:
    rows = here.standings.values()
    assert sum(each.target for each in rows) == here.total
    assert sum(each.deficit for each in rows) == 0
    if here.total:
        outside = sum(each.count for each in rows if not each.share)
        weighed = sum(each.share / 1000 * each.fulfilment for each in rows if each.fulfilment is not None)
        assert weighed == 1 - Fraction(outside, here.total)


# Who is next


def test_the_next_child_goes_to_the_lowest_and_then_the_other_is_lowest(country: Fulfilment) -> None:
    first, second = sequence(country, [None, None]).turns
    assert (first.unit, first.reason, first.before) == ("k1", MALUPPFYLLELSE, Fraction(9, 10))
    assert first.after == Fraction(10_000, 10_001)
    assert (second.unit, second.before) == ("k2", Fraction(400_000, 430_043))


def test_a_child_with_anknytning_goes_there_though_another_is_lower_and_though_the_share_is_0(
    country: Fulfilment,
) -> None:
    course = sequence(country, ["k2", "k3"])
    assert [(turn.unit, turn.reason) for turn in course.turns] == [("k2", ANKNYTNING), ("k3", ANKNYTNING)]
    assert course.after.counts == {**COUNTS, "k2": 41, "k3": 4}
    assert (course.turns[1].before, course.turns[1].after) == (None, None)
    assert course.after.next.unit == "k1"


def test_a_tie_is_told_with_what_decided_it() -> None:
    by_deficit = equal_shares({"a": 1, "b": 2, "c": 9}, a=1, b=2, c=1)
    assert by_deficit.next == Next("b", Tie(("a", "b"), 1, ("b",)), "deficit")
    by_share = equal_shares({"a": 1, "b": 2}, a=1, b=2)  # both fulfilled: no deficit
    assert by_share.next == Next("b", Tie(("a", "b"), 1, ("b",)), "share")
    by_code = equal_shares({"c": 9, "b": 2, "a": 2})
    assert by_code.next == Next("a", Tie(("a", "b"), 1, ("a",)), "kommunkod")
    assert equal_shares({"a": 1, "b": 2}).next == Next("a")


def test_a_sequence_tells_every_tie_on_the_way() -> None:
    course = sequence(equal_shares({"a": 0, "b": 0}), [None, None, "b", None])
    assert [(turn.unit, turn.chosen.decided_by) for turn in course.turns] == [
        ("a", "kommunkod"),
        ("b", None),
        ("b", None),
        ("a", None),
    ]
    assert course.turns[0].as_json() == {
        "number": 1,
        "reason": "maluppfyllelse",
        "kommunkod": "a",
        "tie": {"units": ["a", "b"], "seats": 1, "winners": ["a"]},
        "decided_by": "kommunkod",
        "before": None,
        "after": "2",
    }


@quick
@given(countries(), st.data())
def test_a_sequence_is_the_next_kommun_over_and_over(here: Fulfilment, data: st.DataObject) -> None:
    arrivals = data.draw(st.lists(st.none() | st.sampled_from(list(here.shares)), max_size=12))
    course = sequence(here, arrivals)
    for anknytning, turn in zip(arrivals, course.turns, strict=True):
        assert turn.chosen == (here.next if anknytning is None else Next(anknytning))
        assert turn.before == here.standings[turn.unit].fulfilment
        here = Fulfilment(here.shares, {**here.counts, turn.unit: here.counts[turn.unit] + 1})
        assert turn.after == here.standings[turn.unit].fulfilment
    assert course.after == here


@quick
@given(countries())
def test_at_the_lowest_fulfilment_the_larger_share_never_has_the_smaller_deficit(here: Fulfilment) -> None:
    lowest = [each for each in here.ranking if each.claim == here.ranking[0].claim]
    assert lowest[0].fulfilment is None or lowest[0].fulfilment <= 1
    by_share = sorted(lowest, key=lambda each: each.share)
    assert [each.deficit for each in by_share] == sorted(each.deficit for each in lowest)
    assert here.next.unit == min(lowest, key=lambda each: (-each.share, each.unit)).unit


# Adams' method is the lowest måluppfyllelse first (Balinski & Young: the divisor method that favours small units most)


def adams(here: Fulfilment, total: int, floor: Sequence[int]) -> dict[Any, int]:
    order = sorted(here.shares, key=lambda unit: (-here.shares[unit], unit))
    shares, units = list(here.shares.values()), list(here.shares)
    return apportion(shares, total, method="adams", floor=floor, tie_break=order, units=units).by_unit


@quick
@given(countries(most_count=0), st.integers(0, 40))
def test_without_anknytning_and_from_nothing_a_sequence_is_adams_method(here: Fulfilment, children: int) -> None:
    assert sequence(here, [None] * children).after.counts == adams(here, children, [0] * len(here.shares))


@quick
@given(countries(), st.integers(0, 30))
def test_from_given_counts_a_sequence_is_adams_method_with_those_as_floors(here: Fulfilment, children: int) -> None:
    floors = list(here.counts.values())
    assert sequence(here, [None] * children).after.counts == adams(here, here.total + children, floors)


# Other shares


def test_on_1_january_fulfilment_jumps_without_any_anvisning(country: Fulfilment) -> None:
    change = country.with_shares({**SHARES, "k1": Decimal("2.00"), "rest": Decimal("993.70")})
    before, after = (side.standings["k1"] for side in (change.before, change.after))
    assert (before.fulfilment, after.fulfilment) == (Fraction(9, 10), Fraction(9, 20))
    assert before.count == after.count
    assert change.changed == ("k1", "rest")
    assert change.as_json()["after"]["next"]["kommunkod"] == "k1"


def test_an_omfordelning_gives_the_receiver_a_deficit_at_once(country: Fulfilment) -> None:
    change = country.with_transfer({"k1": Decimal(-1), "k2": 1})
    k1, k2 = change.after.standings["k1"], change.after.standings["k2"]
    assert (k1.fulfilment, k1.deficit) == (None, -9)
    assert (k2.share, k2.target, k2.fulfilment, k2.deficit) == (Fraction(53, 10), 53, Fraction(40, 53), 13)
    assert change.after.next == Next("k2")


def test_a_kommun_that_gets_its_first_share_comes_into_the_ranking(country: Fulfilment) -> None:
    after = country.with_transfer({"rest": -5, "k3": 5}).after
    assert after.next.unit == "k3"
    assert after.places["k3"] == 1


# What is refused


@pytest.mark.parametrize(
    ("shares", "counts", "reason"),
    [
        ({"a": 1000}, {"a": 1, "b": 2}, "b: has no andelstal"),
        ({"a": 1000, "b": 0}, {"a": 1}, "b: has no number of anvisningar"),
        ({"a": 999}, {"a": 1}, "the andelstal sum to 999, not to 1000"),
        ({}, {}, "the andelstal sum to 0, not to 1000"),
        ({"a": 1001, "b": -1}, {"a": 1, "b": 2}, "b: the andelstal is negative"),
        ({"a": Decimal("NaN")}, {"a": 1}, "a: the andelstal is NaN"),
        ({"a": 1000.0}, {"a": 1}, "a: the andelstal is a float"),
        (None, {"a": 1}, r"the andelstal are not given per kommun \(None\)"),
        ({"a": 1000}, [1], r"the numbers of anvisningar are not given per kommun \(\[1\]\)"),
        ({1: 500, "b": 500}, {"b": 1}, "the andelstal are given for 1, which is no kommunkod"),
        ({"a": 1000}, {"": 1}, "the numbers of anvisningar are given for '', which is no kommunkod"),
        ({"a": 1000}, {"a": None}, "a: the number of anvisningar is missing"),
        ({"a": 1000}, {"a": -1}, "a: the number of anvisningar is negative"),
        ({"a": 1000}, {"a": Fraction(1, 2)}, "a: the number of anvisningar is not a whole number"),
    ],
)
def test_bad_input_is_refused_by_name(shares: Any, counts: Any, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        read_fulfilment(shares, counts)


@pytest.mark.parametrize(
    ("legs", "reason"),
    [
        ({"k1": -1, "k2": 2}, "the omfördelning sums to 1 ‰, not to 0"),
        ({"k1": -2, "k2": 2}, "k1: omfördelar 2 ‰ of 1 ‰"),
        ({"k1": -1, "k9": 1}, "k9: is in the omfördelning but has no andelstal"),
        ({"k1": Decimal("NaN"), "k2": 1}, "k1: the leg is NaN"),
        ({"k1": Decimal("sNaN"), "k2": 1}, "k1: the leg is NaN"),
        ({"k1": Decimal("-sNaN"), "k2": 1}, "k1: the leg is NaN"),
        ({"k1": Decimal("-Infinity"), "k2": 1}, "k1: the leg is infinite"),
        ({"k1": -(10**400), "k2": 10**400}, "k1: omfördelar 10+ ‰ of 1 ‰"),
        ({"k1": Decimal(f"-0.{'1' * 40}"), "k2": Decimal(f"0.{'1' * 28}")}, "the omfördelning sums to -1111"),
        (None, r"the legs of the omfördelning are not given per kommun \(None\)"),
        ({1: 5, "k1": -5}, "the legs of the omfördelning are given for 1, which is no kommunkod"),
        ({"k1": -0.5, "k2": 0.5}, "k1: the leg is a float"),
    ],
)
def test_an_omfordelning_that_does_not_balance_is_refused(country: Fulfilment, legs: Any, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        country.with_transfer(legs)


def test_anknytning_to_nowhere_is_refused(country: Fulfilment) -> None:
    with pytest.raises(InvalidInput, match="k9: child 2 has anknytning to a kommun that is not known"):
        sequence(country, [None, "k9"])
