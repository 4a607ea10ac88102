"""What everybody is given: the reference figures, and as many made-up kommuner after them as a larger country needs."""

import csv
from functools import cache
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[1] / "municipalities" / "reference"
POPULATION_YEAR = 2021


@cache
def read(name: str) -> tuple[dict[str, str], ...]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@cache
def populations(units: int = 290) -> list[int]:
    """Kommuner as large as the real ones, over and over, each time by one more so that few are equal."""
    real = [int(row["population"]) for row in read("population") if row["year"] == str(POPULATION_YEAR)]
    return [real[i % len(real)] + i // len(real) for i in range(units)]
