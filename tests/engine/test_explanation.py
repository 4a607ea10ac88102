"""How a number came about, fraction by fraction, and what would have changed it by one."""

import ast
import json
import operator
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.engine.apportionment import METHODS
from allocation.engine.errors import InvalidInput
from allocation.engine.explaining.by_one import Boundary, Sensitivity, changes_by_one
from allocation.engine.explaining.levers import Lever, levers
from allocation.engine.explaining.quantities import Quantity
from allocation.engine.explanation import Explanation, explain
from allocation.engine.formula import run_model
from allocation.engine.model.inputs import Inputs, MunicipalityInput
from allocation.engine.model.parameters import Parameters
from allocation.engine.model.result import ModelResult
from allocation.engine.model.scenarios import Scenario
from allocation.engine.model.table import Table
from tests.engine.swedish_inputs import BY_HAND, THREE, by_hand, kommun, parameters

Case = tuple[Parameters, Inputs, int, dict[str, int] | None]


def values(explanation: Explanation) -> dict[str, Fraction]:
    return {quantity.name: quantity.value for quantity in explanation.quantities}


def test_every_quantity_of_a_number_worked_by_hand() -> None:
    """As in the test of the formula: b = 1/2, a = 5/6, s = 9/20, R = 100 + 20 + 5, x = 41.25."""
    explained = explain(run_model(BY_HAND, THREE, 100), "0101")
    assert values(explained) == {
        "population_share": Fraction(1, 2),
        "labour_factor": Fraction(5, 6),
        "capacity_share": Fraction(9, 20),
        "past_reception": 20,
        "self_settled": 10,
        "pool": 125,
        "modelled": Fraction(165, 4),
        "factor": 1,
        "quota": Fraction(165, 4),
        "whole_part": 41,
        "remainder": Fraction(1, 4),
        "amount": 41,
    }
    assert explained["capacity_share"].symbols == "b · ((1 − w_am) + w_am · a)"
    assert explained["modelled"].terms["H"] == 20
    assert explained.number == sum(explained.steps.values()) == 41


def test_the_order_says_who_stands_on_each_side_of_the_cut() -> None:
    """Remainders ¼, ¾ and none: one seat, to the second."""
    result = run_model(BY_HAND, THREE, 100)
    order = explain(result, "0101").order
    assert (order.where, order.seats, len(order.claimants)) == ("riket", 1, 2)
    assert (order.last_in and order.last_in.code, order.first_out and order.first_out.code) == ("0102", "0101")
    assert order.own is not None
    assert (order.own.place, order.own.gets_one) == (2, False)
    assert explain(result, "0301").order.own is None  # a whole quota claims nothing


def test_a_tie_is_told_to_those_who_are_in_it_and_to_nobody_else() -> None:
    given_inputs = Inputs([kommun("0101", 500), kommun("0102", 500), kommun("0103", 1000)], 2021)
    result = run_model(parameters(w_h=0), given_inputs, 6)
    tie = explain(result, "0102").order.tie
    assert tie is not None
    assert (tie.units, tie.winners) == (("0101", "0102"), ("0101",))
    assert [each.gets_one for each in explain(result, "0102").order.claimants] == [True, False]
    assert explain(result, "0103").order.tie is None


def test_the_adaptation_to_the_lanstal_is_a_factor_with_its_paragraph() -> None:
    explained = explain(run_model(BY_HAND, THREE, 100, {"01": 60, "03": 40}), "0101")
    assert explained["raw"].value == Fraction(165, 4)
    assert explained["factor"].terms == {"L": 60, "Σx": 75}
    assert explained["quota"].value == explained["factor"].value * explained["modelled"].value == 33
    assert explained["quota"].basis == ("docs/policy/forordning-2016-39.md 4 §", "assumption")
    assert explained.bases["county_total"] == ("docs/policy/forordning-2016-39.md 4 §",)


def test_a_share_below_zero_and_a_cap_are_shown_as_what_they_are() -> None:
    heavy = Inputs([kommun("0101", 5000, received=400), kommun("0102", 3000), kommun("0301", 2000, cap=3)], 2021)
    result = run_model(by_hand(w_sb=0), heavy, 10)
    negative, capped = explain(result, "0101"), explain(result, "0301")
    assert negative["quota"].symbols == "max(0, x)"
    assert (negative["quota"].value, negative.get("factor")) == (0, None)
    assert (capped["quota"].symbols, capped["quota"].value) == ("cap", 3)
    assert (capped["raw"].symbols, capped["raw"].value) == ("cap", 3)
    lifted = explain(run_model(by_hand(floor=2), heavy_but_floored(), 10, {"01": 7, "03": 3}), "0101")
    assert (lifted["raw"].symbols, lifted["quota"].symbols) == ("floor", "floor")


def heavy_but_floored() -> Inputs:
    return Inputs(
        [kommun("0101", 500, self_settled=0), kommun("0102", 3000, self_settled=0), THREE.municipalities[2]], 2021
    )


def test_where_past_reception_leaves_a_lan_without_any_share_capacity_divides_it() -> None:
    municipalities = [kommun("0901", 3000, received=500), kommun("0902", 1000, received=500), kommun("0101", 8000)]
    result = run_model(by_hand(w_sb=0), Inputs(municipalities, 2021), 100, {"01": 60, "09": 40})
    explained = explain(result, "0901")
    assert explained.row.weighed_by == "capacity"
    assert explained["quota"].symbols == "λ · s"
    assert explained["factor"].value * explained["capacity_share"].value == explained["quota"].value == 30


def test_andelstal_are_told_in_whole_promille_with_the_floor_in_advance(sweden: Inputs) -> None:
    result = run_model(parameters("andelstal", floor_mode="additive"), sweden, 100_000)
    explained = explain(result, "0581")
    assert explained["advance"].value == 1
    assert explained.number == Fraction(result.amounts["0581"], 100)
    assert explained["modelled"].unit == "promille"


def test_a_kommun_outside_the_run_is_refused_by_its_code() -> None:
    with pytest.raises(InvalidInput, match="0999: is not a kommun of the run"):
        explain(run_model(BY_HAND, THREE, 100), "0999")


OPERATIONS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def evaluated(node: ast.AST, known: dict[str, Fraction]) -> Fraction:
    match node:
        case ast.Expression(body):
            return evaluated(body, known)
        case ast.BinOp(left, operation, right):
            return OPERATIONS[type(operation)](evaluated(left, known), evaluated(right, known))
        case ast.Call(args=[least, other]):  # max(0, x)
            return max(evaluated(least, known), evaluated(other, known))
        case ast.Name(name):
            return known[name]
        case ast.Constant(int(number)):
            return Fraction(number)
    raise AssertionError(ast.dump(node))


def recomputed(quantity: Quantity) -> Fraction:
    """Its formula, with its own terms put in."""
    names = {name: f"_{i}" for i, name in enumerate(quantity.terms)}
    formula = quantity.formula.format(**names).replace("·", "*").replace("−", "-")
    return evaluated(ast.parse(formula, mode="eval"), {names[name]: value for name, value in quantity.terms.items()})


def cases(data: st.DataObject) -> Case:
    small = st.integers(0, 40)
    municipalities = [
        kommun(
            f"{data.draw(st.integers(1, 2)):02d}{i:02d}",
            data.draw(st.integers(1, 90)),
            index=data.draw(st.integers(1, 9)),
            received=data.draw(small),
            self_settled=data.draw(small),
        )
        for i in range(data.draw(st.integers(1, 6)))
    ]
    weight = st.decimals(0, 1, places=1)
    chosen = parameters(
        w_am=data.draw(weight),
        w_h=data.draw(weight),
        w_sb=data.draw(weight),
        floor=data.draw(st.integers(0, 2)),
        floor_mode=data.draw(st.sampled_from(["maximum", "additive"])),
        method=data.draw(st.sampled_from(METHODS)),
    )
    inputs = Inputs(municipalities, 2021)
    lanstal = {each.county: data.draw(st.integers(12, 60)) for each in inputs.municipalities}
    return chosen, inputs, sum(lanstal.values()), lanstal if data.draw(st.booleans()) else None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_formulas_give_their_values_and_steps_sum_to_the_number_whatever_the_parameters(data: st.DataObject) -> None:
    result: ModelResult = run_model(*cases(data))
    for row in result.rows:
        explained = explain(result, row.code)
        assert sum(explained.steps.values()) == explained["amount"].value == row.amount
        assert json.loads(json.dumps(explained.as_json()))["number"] == str(row.amount)
        for quantity in explained.quantities:
            assert not quantity.formula or recomputed(quantity) == quantity.value, quantity
        if factor := explained.get("factor"):
            assert explained["quota"].terms["λ"] == factor.value


def number_at(case: Case, code: str, lever: Lever, value: Fraction) -> int:
    """By another way than the search: the inputs written anew."""
    chosen, inputs, total, lanstal = case
    if lever.name == "total":
        return run_model(chosen, inputs, int(value)).amounts[code]
    own = next(each for each in inputs.municipalities if each.code == code)
    changes: dict[str, Any] = {lever.name: value}
    if lever.year is not None:
        changes = {"received": {**own.received, lever.group: {lever.year: value}}}
    others = [each for each in inputs.municipalities if each.code != code]
    return run_model(chosen, Inputs([*others, replace(own, **changes)], 2021), total, lanstal).amounts[code]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_boundary_is_where_the_number_changes_and_nothing_nearer_changes_it(data: st.DataObject) -> None:
    chosen, inputs, total, lanstal = cases(data)
    case: Case = (replace(chosen, method="largest_remainder"), inputs, total, lanstal)
    code = data.draw(st.sampled_from([each.code for each in case[1].municipalities]))
    now = run_model(*case).amounts[code]
    found = [each for each in changes_by_one(*case, code=code) if each.lever.name in (*INPUTS, "total")]
    sensitivity, sign = data.draw(st.sampled_from([(each, sign) for each in found for sign in (1, -1)]))
    lever, boundary = sensitivity.lever, sensitivity.more if sign > 0 else sensitivity.fewer

    def has_changed(steps: int) -> bool:
        return sign * (number_at(case, code, lever, lever.at(steps)) - now) > 0

    reach = 30
    if boundary is not None:
        far = int((boundary.value - lever.now) / lever.step)
        assert number_at(case, code, lever, boundary.value) == boundary.number
        assert has_changed(far)
        assert not has_changed(int((boundary.before - lever.now) / lever.step))
        assert abs(boundary.value - boundary.before) == lever.step
        reach = min(reach, abs(far) - 1)
    nearer = [*range(1, min(reach, lever.steps(1)) + 1), *range(-min(reach, lever.steps(-1)), 0)]
    assert not any(map(has_changed, nearer))


INPUTS = ("population", "labour_market", "received", "self_settled")


def test_a_change_and_back_again_on_the_way_is_seen() -> None:
    """The Alabama paradox: with 38 to share out the smallest has one, with a few more none again."""
    four = Inputs([kommun("0101", 76), kommun("0102", 48), kommun("0103", 75), kommun("0104", 2)], 2021)
    chosen = parameters(w_am=0, w_h=0)
    case: Case = (chosen, four, 35, None)
    total = told(changes_by_one(*case, code="0104"), "total")
    numbers = [run_model(chosen, four, n).amounts["0104"] for n in range(36, 45)]
    assert numbers[0] == 0
    assert total.more == Boundary(Fraction(36 + numbers.index(1)), Fraction(35 + numbers.index(1)), Fraction(1))
    assert 0 in numbers[numbers.index(1) :]


def told(found: list[Sensitivity], name: str, group: str = "") -> Sensitivity:
    return next(each for each in found if (each.lever.name, each.lever.group) == (name, group))


def test_norrkopings_number_in_each_of_its_inputs(sweden: Inputs, lanstal_2026: dict[str, int]) -> None:
    """135 for 2026. More people or a better labour market give more, more past reception less; and the länstal."""
    found = changes_by_one(parameters(), sweden, 8_200, lanstal_2026, code="0581")
    people, work = told(found, "population"), told(found, "labour_market")
    children, lanstal = told(found, "received", "ensamkommande"), told(found, "county_total")
    assert people.more == Boundary(Fraction(144_795), Fraction(144_794), Fraction(136))
    assert people.fewer == Boundary(Fraction(143_536), Fraction(143_537), Fraction(134))
    assert work.more == Boundary(Fraction(220_865), Fraction(220_864), Fraction(136))
    assert children.fewer == Boundary(Fraction(91), Fraction(90), Fraction(134))
    assert lanstal.more == Boundary(Fraction(431), Fraction(430), Fraction(136))
    assert [each.lever.name for each in found][-2:] == ["w_am", "w_h"]


def test_on_gotland_only_the_lanstal_changes_the_number(sweden: Inputs, lanstal_2026: dict[str, int]) -> None:
    found = changes_by_one(parameters(), sweden, 8_200, lanstal_2026, code="0980")
    assert [each.lever.name for each in found if each.more or each.fewer] == ["county_total"]
    assert told(found, "population").as_json()["one_more"] is None


def test_an_andelstal_changes_by_hundredths_and_what_binds_it_is_the_floor(sweden: Inputs) -> None:
    result = run_model(parameters("andelstal"), sweden, 100_000)
    bound = next(row for row in result.rows if row.rounding.bound == "floor")
    found = changes_by_one(parameters("andelstal"), sweden, 100_000, code=bound.code)
    floor = told(found, "floor")
    assert floor.more == Boundary(Fraction(101, 100), Fraction(1), Fraction(101, 100))
    assert all(each.fewer is None for each in found if each.lever.name in INPUTS)  # the floor holds


def test_what_floors_make_impossible_is_not_an_answer() -> None:
    """Three floors of 33 take all of 99: nothing less can be shared out, and no floor can be higher."""
    found = changes_by_one(by_hand(floor=33), THREE, 99, code="0301")
    assert told(found, "total").fewer is None
    assert told(found, "floor").more is None


def test_what_is_tried_stays_within_reason_and_weighs_something() -> None:
    table = Table(THREE)
    names = [each.name for each in levers(Scenario(by_hand(w_sb=0, w_am=0), table, 100), "0102")]
    assert names == ["population", "received", "received", "total", "w_h"]
    people, received, *_ = levers(Scenario(BY_HAND, table, 100), "0102")
    assert (people.at(-people.steps(-1)), people.at(people.steps(1))) == (1, 6000)
    assert received.steps(-1) == 0  # there is nothing below none


def test_a_kommun_whose_input_is_missing_is_refused_as_the_model_refuses_it() -> None:
    lacking = Inputs([MunicipalityInput("0101", "01", 5), kommun("0102", 500)], 2021)
    with pytest.raises(InvalidInput, match="0101: the labour-market index is missing"):
        changes_by_one(parameters(), lacking, 100, code="0101")
