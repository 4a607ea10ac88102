"""The model for many sets of parameters, or many variants of the inputs, at once.

    sweep(parameters, inputs, 8200, lanstal, vary={"w_am": ["0.4", "0.5"], "w_h": ["0.05", "0.1"]})
    vary_input(parameters, inputs, 8200, lanstal, code="0580", field="population", values=[160_000, 170_000])

Every number is the one that `run_model` gives. It is first sought in floats (`approximate.py`), and stands where a
bound on their error proves it. Where none does (ties, divisor methods, länstal that are calculated first) the scenario
is run exactly, and the answer says which those are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allocation.engine.errors import ImpossibleTotal, InvalidInput, UnresolvedTie
from allocation.engine.exact import Number
from allocation.engine.model.inputs import Inputs
from allocation.engine.model.parameters import Parameters
from allocation.engine.model.readers import unweighed
from allocation.engine.model.result import ModelResult
from allocation.engine.model.scenario_batches import Scenario, certain_amounts, within_scenario
from allocation.engine.model.table import Field, Table, check_field

__all__ = ["Scenario", "ScenarioResults", "run_scenarios", "sweep", "vary_input"]

Masked = np.ma.MaskedArray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class ScenarioResults:
    scenarios: Sequence[Scenario]
    codes: tuple[str, ...]
    amounts: NDArray[np.int64]  # (S, N), in integer units and in order of kommunkod; −1 where the scenario is refused
    exact: tuple[int, ...]  # the scenarios that were run exactly
    refused: Mapping[int, ImpossibleTotal | UnresolvedTie]  # those that have no answer, and why

    def of(self, code: str) -> Masked:
        """One kommun's number in every scenario (S,): masked where that is refused, so that no −1 is counted."""
        if code not in self.codes:
            raise InvalidInput("is not a kommun of the run", code)
        numbers: Masked = np.ma.array(self.amounts[:, self.codes.index(code)])
        numbers[list(self.refused)] = np.ma.masked
        return numbers

    def result(self, scenario: int) -> ModelResult:
        """One scenario with every step; raises what it is refused for."""
        return self.scenarios[scenario].run()


def run_scenarios(scenarios: Sequence[Scenario]) -> ScenarioResults:
    """All at once. The kommuner and their län must be the same in all.

    Floors, caps and totals that cannot be had together, and a tie that nothing breaks, are the answer of that scenario
    (`refused`); bad input is an InvalidInput for them all.
    """
    if not scenarios:
        raise InvalidInput.because("no_scenarios")
    first = scenarios[0].table
    for number, scenario in enumerate(scenarios):
        if scenario.table is not first and not scenario.table.is_of_the_same_kommuner(first):
            raise InvalidInput("the kommuner or their län are not those of the first", f"scenario {number}")
    amounts, certain = certain_amounts(scenarios)
    exact = tuple(int(number) for number in np.flatnonzero(~certain))
    refused: dict[int, ImpossibleTotal | UnresolvedTie] = {}
    for number in exact:
        try:
            amounts[number] = within_scenario(number, scenarios[number].run).vector
        except (ImpossibleTotal, UnresolvedTie) as error:
            amounts[number], refused[number] = -1, error
    return ScenarioResults(scenarios, first.codes, amounts, exact, refused)


def sweep(
    parameters: Parameters,
    inputs: Inputs | Table,
    total: int,
    county_totals: Mapping[str, int] | None = None,
    *,
    vary: Mapping[str, Sequence[Any]],
) -> ScenarioResults:
    """One scenario for each place in the columns of `vary` (parameter → its values), which are equally long."""
    if not isinstance(vary, Mapping) or not vary:
        raise InvalidInput("vary names no parameter")
    for name in vary.keys() - {each.name for each in fields(Parameters)}:
        raise InvalidInput("is not a parameter", name)
    lengths = {name: len(_checked_values(values, name)) for name, values in vary.items()}
    if len(set(lengths.values())) != 1:
        raise InvalidInput(f"the columns to vary are not equally long: {lengths}")
    table = Table.of(inputs)

    def scenario(row: tuple[Any, ...]) -> Scenario:
        changes = dict(zip(vary, row, strict=True))
        return Scenario(replace(parameters, **changes), table, total, county_totals)

    return _run_each(scenario, list(zip(*vary.values(), strict=True)))


def vary_input(
    parameters: Parameters,
    inputs: Inputs | Table,
    total: int,
    county_totals: Mapping[str, int] | None = None,
    *,
    code: str,
    field: Field,
    values: Sequence[Number | None],
) -> ScenarioResults:
    """One scenario for each value of one input of one kommun, all else equal.

    `field`: population, labour_market, self_settled, floor, cap, previous_number, previous_received, or
    ("received", group, year) for past reception. One that the parameters do not weigh is refused: it would seem to
    have no effect.
    """
    table = Table.of(inputs)
    table.index(code)
    check_field(field)
    if reason := unweighed(parameters, field):
        raise InvalidInput(reason, field if isinstance(field, str) else ", ".join(map(str, field)))
    return _run_each(
        lambda value: Scenario(parameters, table.with_one(code, field, value), total, county_totals),
        _checked_values(values, "the values to try"),
    )


def _run_each(scenario: Callable[[Any], Scenario], values: Sequence[Any]) -> ScenarioResults:
    return run_scenarios([within_scenario(number, scenario, value) for number, value in enumerate(values)])


def _checked_values(values: Any, name: str) -> list[Any]:
    """In an order of their own: text would be taken apart, and a set has no first."""
    if isinstance(values, str) or not isinstance(values, (Sequence, np.ndarray)):
        raise InvalidInput(f"is not a list of values ({values!r})", name)
    return list(values)
