"""The parameters of a run: what they refuse, and what they say of themselves."""

import json
from decimal import Decimal
from typing import Any

import pytest

from allocation.engine.errors import InvalidInput
from allocation.engine.model.parameters import Parameters
from tests.engine.swedish_inputs import parameters


@pytest.mark.parametrize(
    ("process", "changes", "reason"),
    [
        ("kommuntal", {"w_am": "1.1"}, "w_am is 1.1, more than 1"),
        ("kommuntal", {"w_h": "-1"}, "w_h is negative"),
        ("kommuntal", {"w_h": "mycket"}, "w_h is not a number"),
        ("kommuntal", {"w_h": 0.1}, "w_h is a float"),
        ("kommuntal", {"decimals": 1}, "kommuntal is in persons, without decimals"),
        ("kommuntal", {"method": "hamilton"}, "'hamilton' is not a method"),
        ("kommuntal", {"floor": 3, "cap": 2}, "the cap is below the floor"),
        ("kommuntal", {"tie_break": ["population"]}, "must end with kommunkod"),
        ("kommuntal", {"v": {"nyanlanda": 1}}, "must name the same groups"),
        ("kommuntal", {"version": ""}, "a version is needed"),
        ("andelstal", {"w_am": "0.5"}, "andelstal has no labour-market criterion"),
        ("andelstal", {"decimals": 7}, "decimals is 7, outside 0 to 6"),
        ("andelstal", {"decimals": Decimal("1.5")}, "decimals is not a whole number"),
        ("andelstal", {"decimals": 1.5}, "decimals is a float"),
        ("andelstal", {"decimals": True}, "decimals is not a number"),
        ("andelstal", {"decimals": "2"}, "decimals is not a number"),
        ("kommuntal", {"year": float("nan")}, "year is NaN"),
        ("kommuntal", {"year": None}, "year is missing"),
        ("kommuntal", {"population_year": "x"}, "population_year is not a number"),
        ("kommuntal", {"population_year": -1}, "population_year is negative"),
        ("kommuntal", {"population_year": 202}, "population_year is 202, outside 1900 to 2199"),
        ("kommuntal", {"windows": {"nyanlanda": ("a", "b")}}, "windows of nyanlanda is not a number"),
        ("kommuntal", {"windows": {"nyanlanda": (2024.5, 2025)}}, "windows of nyanlanda is a float"),
        ("kommuntal", {"windows": {"nyanlanda": (2018,)}}, "windows of nyanlanda: is not a first and a last year"),
        ("kommuntal", {"windows": {"nyanlanda": [2018] * 3}}, "windows of nyanlanda: is not a first and a last year"),
        ("kommuntal", {"windows": {"nyanlanda": 2018}}, "windows of nyanlanda: is not a first and a last year"),
        ("kommuntal", {"windows": {1: (2018, 2018)}}, "windows: the group 1: is not text"),
        ("kommuntal", {"windows": {"nyanlanda": (2019, 2018)}}, "a window ends before it begins"),
        ("kommuntal", {"via_county": "no"}, "via_county: is neither true nor false"),
        ("kommuntal", {"process": []}, "process: is not text"),
        ("kommuntal", {"version": None}, "version: is not text"),
        ("kommuntal", {"floor_mode": ["maximum"]}, "floor_mode: is not text"),
        ("kommuntal", {"method": {}}, "method: is not text"),
        ("kommuntal", {"tie_break": None}, "tie_break: is not a list"),
        ("kommuntal", {"tie_break": "kommunkod"}, "tie_break: is not a list"),
        ("kommuntal", {"tie_break": [[]]}, "tie_break: is not text"),
        ("kommuntal", {"v": float("nan")}, "v: does not give a value per group"),
        ("kommuntal", {"v": {"nyanlanda": float("nan"), "ensamkommande": 1}}, "v of nyanlanda is NaN"),
        ("kommuntal", {"remarks": "why"}, "remarks: does not give a text per parameter"),
    ],
)
def test_parameters_out_of_range_are_refused(process: str, changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        parameters(**{"process": process, **changes})


def test_what_is_written_is_read_back_the_same_and_nothing_may_be_left_out() -> None:
    chosen = parameters("andelstal", cap="4.5", via_county=True, tie_break=[])
    written = json.loads(json.dumps(chosen.to_json()))
    assert Parameters.from_json(written) == chosen
    with pytest.raises(InvalidInput, match="w_h is missing"):
        Parameters.from_json({name: value for name, value in written.items() if name != "w_h"})
    nothing: Any = None
    with pytest.raises(InvalidInput, match=r"the parameters have no names \(None\)"):
        Parameters.from_json(nothing)


def test_a_process_that_is_not_known_has_no_assumed_values() -> None:
    with pytest.raises(InvalidInput, match="kommun: is not a process; choose one of kommuntal"):
        parameters("kommun")


def test_criteria_that_a_run_leaves_out_are_named_and_each_parameter_has_its_basis() -> None:
    chosen = parameters("fordelningstal")
    assert chosen.omitted_criteria == ("asylsokande", "tillfalligt_skydd")
    assert chosen.described()["w_am"]["basis"] == ["docs/policy/lma-1994-137.md 3 b §"]
    assert chosen.described()["floor"]["unit"] == "personer"
    assert parameters(w_am=0).omitted_criteria == ("arbetsmarknad", "asylsokande")
