"""Many simulated years at once give what one child after the other gives, in every one of them."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.engine.ekb.arrivals import MALUPPFYLLELSE
from allocation.engine.ekb.categorical import Categorical
from allocation.engine.ekb.simulation import BLOCK, Order, Simulation, Spread, simulate
from allocation.engine.errors import InvalidInput
from allocation.engine.fulfilment import Fulfilment, read_fulfilment

SHARES = {"0114": 300, "0180": 500, "0580": 200, "0980": 0}
COUNTS = {"0114": 30, "0180": 52, "0580": 18, "0980": 4}
WEIGHTS = {"0114": 1, "0180": 2, "0580": 0, "0980": 1}


def years_of(seed: int = 1, **changes: Any) -> Simulation:
    arguments: dict[str, Any] = {
        "years": 200,
        "children": 20,
        "anknytning": Decimal("0.72"),
        "weights": WEIGHTS,
    } | changes
    return simulate(read_fulfilment(SHARES, COUNTS), seed=seed, **arguments)


def one_by_one(shares: Sequence[int], counts: Sequence[int], arrivals: Sequence[int]) -> tuple[list[int], list[int]]:
    """The definition: for each child without anknytning the whole country is ranked, from scratch, in Fractions."""
    counts, whole = list(counts), sum(shares)
    received, by_fulfilment = [0] * len(shares), [0] * len(shares)
    for anknytning in arrivals:
        chosen = anknytning
        if anknytning == len(shares):
            total = sum(counts)
            targets = [Fraction(share * total, whole) for share in shares]
            chosen = min(
                (i for i, share in enumerate(shares) if share),
                key=lambda i: (Fraction(counts[i], shares[i]), counts[i] - targets[i], -shares[i], i),
            )
            by_fulfilment[chosen] += 1
        counts[chosen] += 1
        received[chosen] += 1
    return received, by_fulfilment


@st.composite
def streams(draw: st.DrawFn) -> tuple[list[int], list[int], list[list[int]]]:
    """Shares, counts, and arrivals year by year: small, so that ties and zero shares are everywhere."""
    size = draw(st.integers(1, 6))
    shares = draw(st.lists(st.integers(0, 5), min_size=size, max_size=size).filter(any))
    counts = draw(st.lists(st.integers(0, 6), min_size=size, max_size=size))
    children = draw(st.integers(1, 25))
    year = st.lists(st.integers(0, size) | st.just(size), min_size=children, max_size=children)
    return shares, counts, draw(st.lists(year, min_size=1, max_size=6))


@settings(max_examples=300, deadline=None)
@given(streams())
def test_years_side_by_side_equal_one_child_after_the_other(
    stream: tuple[list[int], list[int], list[list[int]]],
) -> None:
    shares, counts, years = stream
    codes = [f"k{i}" for i in range(len(shares))]
    start = read_fulfilment(
        dict(zip(codes, shares, strict=True)), dict(zip(codes, counts, strict=True)), unit_sum=sum(shares)
    )
    received, by_fulfilment = Order(start, len(years[0])).play(np.array(years).T)
    expected = [one_by_one(shares, counts, arrivals) for arrivals in years]
    assert received.tolist() == [each for each, _ in expected]
    assert by_fulfilment.tolist() == [each for _, each in expected]


def test_the_same_seed_gives_the_same_years_and_another_seed_others() -> None:
    assert np.array_equal(years_of(seed=7).received, years_of(seed=7).received)
    assert not np.array_equal(years_of(seed=7).received, years_of(seed=8).received)


def test_the_years_of_a_seed_are_these() -> None:
    """Kept, so that a stored result can be repeated: a change here is a change of every simulation."""
    assert years_of(seed=2016, years=3).received.tolist() == [[4, 10, 3, 3], [5, 7, 4, 4], [5, 7, 4, 4]]


def test_every_child_comes_somewhere_and_years_beyond_a_block_too() -> None:
    found = years_of(years=BLOCK + 3, children=3)
    assert found.received.shape == (BLOCK + 3, len(SHARES))
    assert set(found.received.sum(axis=1).tolist()) == {3}
    assert not np.array_equal(found.received[:3], found.received[BLOCK:])


def test_a_year_without_anknytning_has_one_course() -> None:
    found = years_of(years=2, anknytning=0)
    assert np.array_equal(found.received, found.by_fulfilment)
    assert np.array_equal(found.received[0], found.received[1])


@pytest.mark.parametrize("children", [127, 128, 32_768])
def test_a_kommun_may_receive_every_child(children: int) -> None:
    """One more than an int8 holds, and an int16."""
    start = read_fulfilment({"0980": 1000}, {"0980": 5})
    found = simulate(start, years=1, children=children, anknytning=0, weights={"0980": 0}, seed=1)
    assert found.received.tolist() == [[children]]


def test_a_year_of_anknytning_alone_follows_the_weights() -> None:
    found = years_of(years=2000, anknytning=1)
    assert not found.by_fulfilment.any()
    assert found.spread(["0580"]).mean == 0
    assert abs(found.spread(["0180"]).mean - 10) < Fraction(1, 4)  # σ of the mean is 0.05
    assert abs(found.spread(["0980"]).mean - 5) < Fraction(1, 4)


def test_a_kommun_without_a_share_receives_by_anknytning_only() -> None:
    found = years_of()
    assert found.spread(["0980"]).mean > 0
    assert found.spread(["0980"], MALUPPFYLLELSE).mean == 0


def test_a_lan_is_summed_year_by_year() -> None:
    found = years_of()
    assert found.per_year(["0114", "0180"]).tolist() == [row[0] + row[1] for row in found.received.tolist()]
    assert found.spread(SHARES).quantiles == {5: 20, 50: 20, 95: 20}
    assert found.spread(SHARES, MALUPPFYLLELSE).mean == Fraction(int(found.by_fulfilment.sum()), 200)


def test_a_spread_counts_years() -> None:
    spread = Spread.of(np.array([0] + [1] * 9 + [3] * 8 + [4] * 2))
    assert spread.mean == Fraction(41, 20)
    assert spread.quantiles == {5: 0, 50: 1, 95: 4}
    assert spread.at_least_one == Fraction(19, 20)
    assert spread.more_than_three == Fraction(1, 10)
    assert spread.as_json() == {
        "mean": "2.05",
        "quantiles": {"5": 0, "50": 1, "95": 4},
        "at_least_one": "0.95",
        "more_than_three": "0.1",
    }
    assert Spread.of(np.array([2, 2])).more_than_three == 0


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=9).filter(any))
def test_every_outcome_is_one_categorys_and_as_many_are_as_the_weights_say(weights: list[int]) -> None:
    """Looked at where categories meet: there alone can it change from one outcome to the next."""
    chances = Categorical(weights)
    ends = [int(end) for end in chances.ends]
    assert ends[-1] == 2**32
    for category, (first, end) in enumerate(zip([0, *ends], ends, strict=False)):
        assert abs(end - first - Fraction(weights[category] * 2**32, sum(weights))) < 1
        if weights[category]:
            halves = [first, (first | 0xFFFF) % 2**32, (end - 1) & ~0xFFFF, end - 1]
            inside = [outcome for outcome in halves if first <= outcome < end]
            assert chances.at(np.array(inside, dtype=np.uint32)).tolist() == [category] * len(inside)
        else:
            assert first == end


def test_draws_are_as_frequent_as_their_weights() -> None:
    drawn = Categorical([1, 0, 6, 1]).draw(np.random.Generator(np.random.PCG64(1)), (4, 5000))
    found = np.bincount(drawn.reshape(-1), minlength=4) / drawn.size
    assert found[1] == 0
    assert np.allclose(found, [0.125, 0, 0.75, 0.125], atol=0.015)  # σ is at most 0.003


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"years": 0}, "at least one year and one child"),
        ({"children": 0}, "at least one year and one child"),
        ({"children": 2.5}, "the number of children is a float"),
        ({"anknytning": Decimal("1.2")}, "the probability of anknytning is 1.2, more than 1"),
        ({"anknytning": 0.72}, "the probability of anknytning is a float"),
        ({"weights": {**WEIGHTS, "9999": 1}}, "9999: has no andelstal"),
        ({"weights": {"0114": 1}}, "0180: has no weight of anknytning"),
        ({"weights": {**WEIGHTS, "0180": -1}}, "0180: the weight of anknytning is negative"),
        ({"weights": None}, "the weights of anknytning are not given per kommun"),
        ({"weights": {114: 1}}, "the weights of anknytning are given for 114, which is no kommunkod"),
        ({"weights": dict.fromkeys(SHARES, 0)}, "every weight of anknytning is 0"),
        ({"seed": -1}, "the seed is negative"),
    ],
)
def test_bad_input_is_refused_by_name(changes: Any, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        years_of(**changes)


@pytest.mark.parametrize(
    ("arrivals", "reason"),
    [
        ([[-1]], "a position among 4 kommuner"),
        ([[5]], "a position among 4 kommuner"),
        ([[4], [4], [4]], "3 children arrive, the order holds 2 claims"),
    ],
)
def test_arrivals_that_no_kommun_can_take_are_refused(arrivals: list[list[int]], reason: str) -> None:
    start: Fulfilment = read_fulfilment(SHARES, COUNTS)
    with pytest.raises(InvalidInput, match=reason):
        Order(start, 2).play(np.array(arrivals))


def test_only_a_known_reason_and_a_known_kommun_can_be_asked_for() -> None:
    with pytest.raises(InvalidInput, match="the reason is maluppfyllelse"):
        years_of().spread(SHARES, "annat")
    with pytest.raises(InvalidInput, match="9999: is not in the simulation"):
        years_of().spread(["9999"])


@pytest.mark.parametrize(
    ("units", "reason"),
    [
        (["0114", "0180", "0114"], "0114: the unit is given twice"),
        ([], "there are no units"),
        ("0114", r"the kommuner are not a list \('0114'\)"),
        (None, r"the kommuner are not a list \(None\)"),
        ([["0114"]], "is not in the simulation"),
        ([114], "114: is not in the simulation"),
    ],
    ids=str,
)
def test_kommuner_together_are_a_list_that_names_each_once(units: Any, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        years_of().spread(units)
