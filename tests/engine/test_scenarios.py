"""Many scenarios at once: each the same as run alone, whether the floats could prove it or not."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.engine.apportionment import quotas
from allocation.engine.errors import EngineError, ImpossibleTotal, InvalidInput, UnresolvedTie
from allocation.engine.formula import run_model
from allocation.engine.model.approximate import Criteria, Groups, bounded_quotas, modelled
from allocation.engine.model.criteria import Weighed
from allocation.engine.model.inputs import Inputs
from allocation.engine.model.scenarios import Scenario, ScenarioResults, run_scenarios, sweep, vary_input
from allocation.engine.model.swedish import composition
from allocation.engine.model.table import Table
from tests.engine.swedish_inputs import BY_HAND, THREE, by_hand, kommun, parameters

WEIGHTS = {"w_am": ["0.1", "1", "0", "0.6"], "w_h": ["0.05", "0", "0.2", "2"]}


def alone(scenario: Scenario) -> list[int] | str:
    """What `run_model` gives, or why it refuses."""
    try:
        return run_model(scenario.parameters, scenario.inputs, scenario.total, scenario.county_totals).vector
    except EngineError as error:
        return str(error)


def together(results: ScenarioResults) -> list[list[int] | str]:
    return [
        str(results.refused[number]) if number in results.refused else row
        for number, row in enumerate(results.amounts.tolist())
    ]


@pytest.mark.parametrize("by_county", [True, False])
@pytest.mark.parametrize("bounds", [{}, {"floor": 5, "cap": 150}, {"floor": 5, "floor_mode": "additive"}], ids=str)
def test_290_kommuner_with_many_weights_are_proven_in_floats(
    sweden: Inputs, lanstal_2026: dict[str, int], bounds: dict[str, Any], by_county: bool
) -> None:
    results = sweep(parameters(**bounds), sweden, 8_200, lanstal_2026 if by_county else None, vary=WEIGHTS)
    assert together(results) == [alone(scenario) for scenario in results.scenarios]
    # With w_h 2 nothing is left for Gotland: its länstal goes by capacity, which the floats leave to the exact run.
    assert results.exact == ((3,) if by_county else ())


def test_the_floor_of_a_promille_is_proven_in_floats(sweden: Inputs) -> None:
    results = sweep(parameters("andelstal"), sweden, 100_000, vary={"w_h": ["0.001", "0.005", "0.01"]})
    assert results.exact == ()
    assert together(results) == [alone(scenario) for scenario in results.scenarios]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("population", [0, 90_000, 165_527, 10**6]),
        ("labour_market", [1, Fraction(655_321, 3)]),
        (("received", "nyanlanda", 2018), [0, 400, Fraction(1, 7)]),
        ("floor", [0, 99, 300]),
        ("cap", [None, 10, 99]),
    ],
    ids=str,
)
def test_one_input_of_one_kommun_is_changed_and_nothing_else(
    sweden: Inputs, lanstal_2026: dict[str, int], field: Any, values: list[Any]
) -> None:
    results = vary_input(parameters(), sweden, 8_200, lanstal_2026, code="0580", field=field, values=values)
    given_anew = []
    for value in values:
        changed = [
            each
            if each.code != "0580"
            else replace(each, received={**each.received, "nyanlanda": {2018: value}})
            if isinstance(field, tuple)
            else replace(each, **{field: value})
            for each in sweden.municipalities
        ]
        given_anew.append(run_model(parameters(), replace(sweden, municipalities=changed), 8_200, lanstal_2026))
    assert results.amounts.tolist() == [each.vector for each in given_anew]
    assert results.of("0580").tolist() == [each.amounts["0580"] for each in given_anew]
    assert [results.result(k).digest for k in range(len(values))] == [each.digest for each in given_anew]
    assert results.exact == ()


def test_a_value_that_was_missing_can_be_tried() -> None:
    unknown = [replace(THREE.municipalities[0], labour_market=None), *THREE.municipalities[1:]]
    results = vary_input(BY_HAND, Inputs(unknown, 2021), 100, code="0101", field="labour_market", values=[1])
    assert results.amounts.tolist() == [[41, 34, 25]]


def test_a_tie_is_never_left_to_floats() -> None:
    twins = Inputs([kommun("0102", 500), kommun("0101", 500)], 2021)
    results = sweep(parameters(w_h=0), twins, 5, vary={"w_am": ["0.5", "0.25"]})
    assert results.exact == (0, 1)
    assert results.amounts.tolist() == [[3, 2], [3, 2]]


def test_what_floats_cannot_hold_is_left_to_the_exact_run() -> None:
    values = [Fraction(10**400), Fraction(1, 10**400)]
    results = vary_input(BY_HAND, THREE, 99, code="0101", field="labour_market", values=values)
    assert results.exact == (0, 1)
    assert together(results) == [alone(scenario) for scenario in results.scenarios]
    held = replace(THREE.municipalities[0], labour_market=values[1])
    assert sweep(BY_HAND, Inputs([held, *THREE.municipalities[1:]], 2021), 99, vary={"w_h": [1]}).exact == (0,)
    tiny = sweep(BY_HAND, THREE, 99, vary={"w_h": [Fraction(1, 10**400)]})
    assert (tiny.exact, together(tiny)) == ((0,), [alone(tiny.scenarios[0])])


def test_a_scenario_without_an_answer_says_why_and_the_others_stand() -> None:
    results = sweep(BY_HAND, THREE, 100, vary={"floor": [0, 40, 10], "cap": [None, 50, 20]})
    assert results.refused.keys() == {1, 2}
    assert isinstance(results.refused[1], ImpossibleTotal)
    assert str(results.refused[1]) == "riket: the floors sum to 120, more than the total 100"
    assert results.amounts.tolist() == [[41, 34, 25], [-1, -1, -1], [-1, -1, -1]]
    assert results.of("0101").tolist() == [41, None, None]
    assert results.of("0101").min() == 41
    with pytest.raises(ImpossibleTotal):
        results.result(1)
    twins = Inputs([kommun("0101", 500), kommun("0102", 500)], 2021)
    assert isinstance(sweep(parameters(tie_break=()), twins, 5, vary={"w_h": [0]}).refused[0], UnresolvedTie)


def test_bad_input_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match="scenario 1: 0101: the population is negative"):
        vary_input(BY_HAND, THREE, 100, code="0101", field="population", values=[5, -1])
    with pytest.raises(InvalidInput, match="0909: is not a kommun of the run"):
        vary_input(BY_HAND, THREE, 100, code="0909", field="population", values=[5])
    nobody: Any = None
    with pytest.raises(InvalidInput, match="None: is not a kommun of the run"):
        vary_input(BY_HAND, THREE, 100, code=nobody, field="population", values=[5])
    with pytest.raises(InvalidInput, match="code: is not an input that can be changed"):
        vary_input(BY_HAND, THREE, 100, code="0101", field="code", values=[5])
    with pytest.raises(InvalidInput, match=r"scenario 1: parameters .*: w_am is 2, more than 1"):
        sweep(BY_HAND, THREE, 100, vary={"w_am": [1, 2]})
    with pytest.raises(InvalidInput, match="not equally long"):
        sweep(BY_HAND, THREE, 100, vary={"w_am": [1], "w_h": [1, 1]})
    with pytest.raises(InvalidInput, match="03: the län has no länstal"):
        sweep(BY_HAND, THREE, 100, {"01": 100}, vary={"w_am": [1]})
    unknown = Inputs([*THREE.municipalities, replace(kommun("0302", 5, self_settled=0), labour_market=None)], 2021)
    with pytest.raises(InvalidInput, match="scenario 1: 0302: the labour-market index is missing"):
        sweep(BY_HAND, unknown, 100, vary={"w_am": [0, 1]})
    fewer = Inputs(THREE.municipalities[:2], 2021)
    with pytest.raises(InvalidInput, match="scenario 1: the kommuner or their län are not those of the first"):
        run_scenarios([Scenario(BY_HAND, THREE, 100), Scenario(BY_HAND, fewer, 100)])
    with pytest.raises(InvalidInput, match="there are no scenarios"):
        run_scenarios([])


@pytest.mark.parametrize(
    ("vary", "reason"),
    [
        ({}, "vary names no parameter"),
        (None, "vary names no parameter"),
        ({"w_x": [1]}, "w_x: is not a parameter"),
        ({"w_am": "0.5"}, "w_am: is not a list of values"),
        ({"w_am": {"0.5"}}, "w_am: is not a list of values"),
        ({"w_am": []}, "there are no scenarios"),
        ({"w_am": ["0.5", "mycket"]}, "scenario 1: w_am is not a number"),
        ({"decimals": [0, 0.0]}, "scenario 1: decimals is a float"),
    ],
    ids=str,
)
def test_a_sweep_says_which_parameter_and_which_scenario_is_wrong(vary: Any, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        sweep(BY_HAND, THREE, 100, vary=vary)


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"w_am": 0}, "labour_market", "labour_market: weighs nothing: w_am is 0"),
        ({"w_sb": 0}, "self_settled", "self_settled: weighs nothing: w_sb is 0"),
        ({}, "previous_number", "previous_number: weighs nothing: carry_over is none"),
        ({}, ("received", "kvotflyktingar", 2018), "2018: is not a group that the parameters weigh; choose one of ens"),
        ({}, ("received", "nyanlanda", 2017), "received, nyanlanda, 2017: is outside the window 2018 to 2018"),
        ({"w_h": 0}, ("received", "nyanlanda", 2018), "weighs nothing: w_h is 0"),
        ({"v": {"nyanlanda": 0, "ensamkommande": 1}}, ("received", "nyanlanda", 2018), "v of the group is 0"),
        ({}, ("mottagna", "nyanlanda", 2018), r'is not \("received", group, year\)'),
        ({}, ("received", "nyanlanda", "2018"), r'is not \("received", group, year\)'),
    ],
    ids=str,
)
def test_an_input_that_weighs_nothing_cannot_be_tried(changes: Any, field: Any, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        vary_input(by_hand(**changes), THREE, 100, code="0101", field=field, values=[1, 2])


@st.composite
def scenarios(draw: st.DrawFn) -> list[Scenario]:
    """Small numbers, so that ties, bounds that bind and demands that cannot be met are all common."""
    small, weight = st.integers(0, 12), st.sampled_from([Fraction(k, 4) for k in range(5)])
    municipalities = [
        kommun(
            f"{draw(st.integers(1, 3)):02d}{i:02d}",
            draw(st.integers(0, 40)),
            index=draw(st.integers(0, 3)),
            received=draw(small),
            self_settled=draw(small),
            floor=draw(st.none() | st.integers(0, 6)),
            cap=draw(st.none() | st.integers(4, 30)),
            previous_number=draw(small),
            previous_received=draw(small),
        )
        for i in range(draw(st.integers(1, 6)))
    ]
    table = Table(Inputs(municipalities, 2021))
    lanstal: Mapping[str, int] = {county: draw(st.integers(0, 40)) for county in table.members}
    drawn = []
    for _ in range(draw(st.integers(1, 5))):
        chosen = parameters(
            "fordelningstal",
            w_am=draw(weight),
            w_h=draw(weight),
            w_sb=draw(weight),
            floor=draw(st.integers(0, 3)),
            floor_mode=draw(st.sampled_from(["maximum", "additive"])),
            cap=draw(st.none() | st.integers(3, 40)),
            carry_over=draw(st.sampled_from(["none", "unreceived"])),
            via_county=draw(st.booleans()),
            method=draw(st.sampled_from(["largest_remainder", "largest_remainder", "webster"])),
            tie_break=draw(st.sampled_from([("population", "kommunkod"), ("kommunkod",), ()])),
        )
        if draw(st.booleans()):
            drawn.append(Scenario(chosen, table, draw(st.integers(0, 100))))
        else:
            drawn.append(Scenario(chosen, table, sum(lanstal.values()), lanstal))
    return drawn


@settings(max_examples=300, deadline=None)
@given(scenarios())
def test_scenarios_together_equal_each_alone(drawn: list[Scenario]) -> None:
    expected = [alone(scenario) for scenario in drawn]
    if any(isinstance(answer, str) and "everywhere" in answer for answer in expected):  # nobody has any of a measure
        with pytest.raises(InvalidInput, match="everywhere"):
            run_scenarios(drawn)
    else:
        assert together(run_scenarios(drawn)) == expected


def test_every_exact_share_lies_within_the_error_of_its_float(sweden: Inputs) -> None:
    """Past reception is set off twice over: what is left is small beside what it is the difference of."""
    chosen = parameters(w_am="0.37", w_h="0.1")
    weighed = Weighed(composition(chosen), table := Table(sweden), 8_200)
    measures, received = weighed.measures, weighed.columns
    one = np.ones((1, 1))
    found, error = modelled(
        Criteria(
            weights=[one * float(term.weight) for term in weighed.composition.terms],
            shares=[column.floats[np.newaxis] / column.total_float for column in measures],
            rates=[one * float(off.weight) for off in weighed.composition.set_off],
            columns=[column.floats[np.newaxis] for column in received],
            totals=[one * column.total_float for column in received],
            units=one * 8_200,
        )
    )
    for i in range(len(table)):
        assert abs(weighed.modelled_share(i) - Fraction(found[0, i])) <= Fraction(error[0, i])
    assert error.max() < 1e-10


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_every_exact_quota_lies_within_the_error_of_its_float(data: st.DataObject) -> None:
    """Weights off by as much as is said that they may be, in whatever direction."""
    size = data.draw(st.integers(1, 6))
    error = data.draw(st.sampled_from([0.0, 2.0**-30, 2.0**-10]))
    near = [data.draw(st.sampled_from([1.0, 1.0, 4096.0]) | st.floats(0.5, 1000)) for _ in range(size)]
    exact = [Fraction(x) + Fraction(error) * data.draw(st.sampled_from([-1, 0, 1])) for x in near]
    floors = [data.draw(st.just(0) | st.integers(0, 9)) for _ in range(size)]
    caps = [floor + data.draw(st.just(1000) | st.integers(0, 60)) for floor in floors]
    total = data.draw(st.integers(sum(floors), sum(caps)))
    found = bounded_quotas(
        np.array([near]),
        np.full((1, size), error),
        np.array([[float(total)]]),
        Groups(np.array([0]), np.array([size])),
        np.array([floors], float),
        np.array([caps], float),
    )
    assert found.certain.all()
    shares = quotas(exact, total, floor=floors, cap=caps)
    for share, value, off in zip(shares, found.values[0], found.error[0], strict=True):
        assert abs(share - Fraction(value)) <= Fraction(off)


def test_the_error_of_one_weight_moves_the_quotas_of_all() -> None:
    """A thousand times the weight of the others together: their errors, not its own, are what moves it."""
    error = 2.0**-10
    near, exact = [4096.0, 1, 1, 1, 1, 1], [Fraction(4096), *[1 + Fraction(error)] * 5]
    groups = Groups(np.array([0]), np.array([6]))
    nothing, without = np.zeros((1, 6)), np.full((1, 6), np.inf)
    found = bounded_quotas(np.array([near]), np.full((1, 6), error), np.array([[4100.0]]), groups, nothing, without)
    off = abs(quotas(exact, 4100)[0] - Fraction(found.values[0, 0]))
    assert 4 * error < off <= found.error[0, 0]
