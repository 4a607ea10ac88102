"""Kommuner made up and real, for the tests of the model."""

import csv
from pathlib import Path
from typing import Any

from allocation.engine.model.inputs import Inputs, MunicipalityInput
from allocation.engine.model.parameters import Parameters, assumed_parameters

REFERENCE = Path(__file__).parents[2] / "municipalities" / "reference"
WINDOWS = {"nyanlanda": (2018, 2018), "ensamkommande": (2018, 2018)}


def parameters(process: str = "kommuntal", **changes: Any) -> Parameters:
    given: dict[str, Any] = {"year": 2026, "population_year": 2021, "windows": WINDOWS, **changes}
    return assumed_parameters(process, **given)


def kommun(code: str, population: int, index: int = 1, received: int = 0, **more: Any) -> MunicipalityInput:
    groups = {"nyanlanda": {2018: received}, "ensamkommande": {2018: 0}}
    return MunicipalityInput(code, code[:2], population, index, groups, **more)


def by_hand(**changes: Any) -> Parameters:
    return parameters(**{"w_am": "0.6", "w_h": "0.5", "w_sb": "0.5", **changes})


BY_HAND = by_hand()
THREE = Inputs(
    [
        kommun("0101", 5000, index=1, received=20, self_settled=10),
        kommun("0102", 3000, index=1, received=0, self_settled=0),
        kommun("0301", 2000, index=2, received=20, self_settled=0),
    ],
    population_year=2021,
)


def read(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
