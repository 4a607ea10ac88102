"""Carry-over in the model: what was not received of the last number is a part of the next, worked by hand."""

import json
from dataclasses import replace
from typing import Any

import pytest

from allocation.engine.errors import ImpossibleTotal, InvalidInput
from allocation.engine.formula import run_model
from allocation.engine.model.inputs import Inputs
from allocation.engine.model.parameters import Parameters
from tests.engine.swedish_inputs import THREE, kommun, parameters


def carrying(**changes: Any) -> Parameters:
    return parameters("fordelningstal", w_am=0, w_h=0, carry_over="unreceived", **changes)


CARRIED = Inputs(
    [
        kommun("0101", 5000, previous_number=20, previous_received=5),
        kommun("0102", 3000, previous_number=10, previous_received=12),
        kommun("0301", 2000, previous_number=0, previous_received=0),
    ],
    population_year=2021,
)


def test_what_was_not_received_of_the_last_number_is_had_in_advance_and_the_rest_is_shared() -> None:
    """15 are left of 20 in one kommun; two too many received give no credit. 105 − 15 = 90 are shared 45, 27, 18."""
    result = run_model(carrying(), CARRIED, 105)
    assert result.amounts == {"0101": 60, "0102": 27, "0301": 18}
    assert result.by_code["0101"].steps == {
        "floor_in_advance": 0,
        "carried_over": 15,
        "population": 45,
        "labour_market": 0,
        "past_reception": 0,
        "self_settled": 0,
        "floors_and_caps": 0,
        "county_total": 0,
        "rounding": 0,
    }
    assert run_model(carrying(), CARRIED, 105, {"01": 75, "03": 30}).amounts == {"0101": 53, "0102": 22, "0301": 30}
    assert "carried_over" not in run_model(replace(carrying(), carry_over="none"), CARRIED, 105).rows[0].steps


def test_floors_and_caps_hold_for_the_number_with_what_is_carried_over() -> None:
    floored = run_model(carrying(floor=20), CARRIED, 105)
    assert floored.amounts == {"0101": 59, "0102": 26, "0301": 20}
    assert floored.by_code["0301"].steps["floors_and_caps"] == 2
    assert run_model(carrying(floor=16), CARRIED, 50).amounts == {"0101": 18, "0102": 16, "0301": 16}
    assert run_model(carrying(cap=50), CARRIED, 105).amounts == {"0101": 50, "0102": 33, "0301": 22}
    added = run_model(carrying(floor=10, floor_mode="additive"), CARRIED, 105)
    assert added.amounts == {"0101": 55, "0102": 28, "0301": 22}
    assert added.rows[0].steps["floor_in_advance"] == 10
    assert run_model(carrying(via_county=True), CARRIED, 105).county_sums == {"01": 87, "03": 18}


def test_what_was_received_is_kept_with_the_inputs_and_in_the_digest() -> None:
    assert Inputs.from_json(json.loads(json.dumps(CARRIED.to_json()))).to_json() == CARRIED.to_json()
    received = replace(CARRIED.municipalities[0], previous_received=6)
    changed = replace(CARRIED, municipalities=[received, *CARRIED.municipalities[1:]])
    assert run_model(carrying(), changed, 105).digest != run_model(carrying(), CARRIED, 105).digest


def test_more_carried_over_than_there_is_room_for_is_refused_by_name() -> None:
    with pytest.raises(ImpossibleTotal, match="0101: 15 in advance is above the cap 10"):
        run_model(carrying(cap=10), CARRIED, 30)
    with pytest.raises(ImpossibleTotal, match="riket: 15 are had in advance or carried over, more than the total 14"):
        run_model(carrying(), CARRIED, 14)
    with pytest.raises(InvalidInput, match="0101: the number is missing"):
        run_model(carrying(), THREE, 100)
    for process in ("kommuntal", "andelstal"):
        with pytest.raises(InvalidInput, match=f"{process} carries nothing over"):
            parameters(process, carry_over="unreceived")
