"""Sweden as it is: what the tests of the model share."""

import pytest

from allocation.engine.model.inputs import Inputs, MunicipalityInput
from tests.engine.swedish_inputs import read


@pytest.fixture(scope="session")
def sweden() -> Inputs:
    """All 290: population 2021, reception 2018, and skattekraft standing in for a labour-market index."""
    people = {row["code"]: int(row["population"]) for row in read("population") if row["year"] == "2021"}
    tax = {row["code"]: int(row["sek_per_inhabitant"]) for row in read("taxbase")}
    received = {row["code"]: (int(row["total"]), int(row["unaccompanied"])) for row in read("reception_2018")}
    municipalities = [
        MunicipalityInput(
            code := row["code"],
            row["county_code"],
            people[code],
            tax[code],
            {
                "nyanlanda": {2018: received[code][0] - received[code][1]},
                "ensamkommande": {2018: received[code][1]},
            },
        )
        for row in read("kommuner")
    ]
    return Inputs(municipalities, 2021, {"labour_market": "skattekraft 2022, ersätter arbetsmarknadsindex"})


@pytest.fixture(scope="session")
def lanstal_2026() -> dict[str, int]:
    return {row["county_code"]: int(row["persons"]) for row in read("lanstal") if row["year"] == "2026"}
