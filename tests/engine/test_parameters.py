"""The parameters of a run: what they refuse, and what they say of themselves."""

from typing import Any

import pytest

from allocation.engine.errors import InvalidInput
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
    ],
)
def test_parameters_out_of_range_are_refused(process: str, changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        parameters(process, **changes)


def test_criteria_that_a_run_leaves_out_are_named_and_each_parameter_has_its_basis() -> None:
    chosen = parameters("fordelningstal")
    assert chosen.omitted_criteria == ("asylsokande", "tillfalligt_skydd")
    assert chosen.described()["w_am"]["basis"] == ["docs/policy/lma-1994-137.md 3 b §"]
    assert chosen.described()["floor"]["unit"] == "personer"
    assert parameters(w_am=0).omitted_criteria == ("arbetsmarknad", "asylsokande")
