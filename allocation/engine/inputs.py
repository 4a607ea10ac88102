"""What is known of each kommun before a model run. Missing is missing: it is refused by name, never taken for 0."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

from allocation.engine.errors import ImpossibleTotal, InvalidInput
from allocation.engine.exact import Number, exact, parse, text, whole
from allocation.engine.parameters import Parameters

YearlyNumbers = Mapping[int, Number | None]


@dataclass(frozen=True)
class MunicipalityInput:
    code: str
    county: str
    population: int | None
    labour_market: Number | None = None  # an index: larger is a better labour market
    received: Mapping[str, YearlyNumbers] = field(default_factory=dict)  # group → year → persons
    self_settled: Number | None = None  # forecast, persons
    floor: Number | None = None  # own bounds in whole units of the process, instead of the parameters'
    cap: Number | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "county": self.county,
            "population": self.population,
            "labour_market": _written(self.labour_market),
            "received": {
                group: {str(year): _written(number) for year, number in sorted(years.items())}
                for group, years in sorted(self.received.items())
            },
            "self_settled": _written(self.self_settled),
            "floor": _written(self.floor),
            "cap": _written(self.cap),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "MunicipalityInput":
        numbers = {name: _read(data.get(name)) for name in ("labour_market", "self_settled", "floor", "cap")}
        received = {
            group: {int(year): _read(number) for year, number in years.items()}
            for group, years in data.get("received", {}).items()
        }
        return cls(data["code"], data["county"], data["population"], received=received, **numbers)


@dataclass(frozen=True)
class Inputs:
    """All kommuner of the run, kept in order of kommunkod so that the order given never matters."""

    municipalities: Sequence[MunicipalityInput]
    population_year: int
    sources: Mapping[str, str] = field(default_factory=dict)  # per input: the source, and if it is a stand-in

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.municipalities, key=lambda each: each.code))
        object.__setattr__(self, "municipalities", ordered)
        if not ordered:
            raise InvalidInput("there are no kommuner")
        for before, after in pairwise(ordered):
            if before.code == after.code:
                raise InvalidInput("the kommun is given twice", after.code)

    def to_json(self) -> dict[str, Any]:
        return {
            "municipalities": [each.to_json() for each in self.municipalities],
            "population_year": self.population_year,
            "sources": dict(self.sources),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Inputs":
        municipalities = [MunicipalityInput.from_json(each) for each in data["municipalities"]]
        return cls(municipalities, data["population_year"], data.get("sources", {}))


@dataclass(frozen=True)
class Values:
    """One kommun's inputs as the formula takes them: exact and complete for these parameters."""

    code: str
    county: str
    population: int
    labour_market: Fraction
    past_reception: Fraction  # H_k: weighted, over the windows
    self_settled: Fraction
    floor: int  # in integer units
    cap: int | None


def read_values(parameters: Parameters, inputs: Inputs) -> list[Values]:
    if inputs.population_year != parameters.population_year:
        raise InvalidInput(
            f"the inputs hold the population of {inputs.population_year}, "
            f"the parameters ask for {parameters.population_year}"
        )
    return [_values(parameters, each) for each in inputs.municipalities]


def _values(parameters: Parameters, each: MunicipalityInput) -> Values:
    floor = parameters.floor if each.floor is None else exact(each.floor, each.code, "the floor")
    cap = parameters.cap if each.cap is None else exact(each.cap, each.code, "the cap")
    if cap is not None and cap < floor:
        raise ImpossibleTotal(f"the floor {text(floor)} is above the cap {text(cap)}", each.code)
    return Values(
        code=each.code,
        county=each.county,
        population=whole(each.population, each.code, "the population"),
        labour_market=exact(each.labour_market if parameters.w_am else 0, each.code, "the labour-market index"),
        past_reception=sum((_reception(parameters, each, group) for group in parameters.v), Fraction(0)),
        self_settled=exact(each.self_settled if parameters.w_sb else 0, each.code, "the forecast of self-settled"),
        floor=parameters.in_units(floor, f"{each.code}: the floor"),
        cap=None if cap is None else parameters.in_units(cap, f"{each.code}: the cap"),
    )


def _reception(parameters: Parameters, each: MunicipalityInput, group: str) -> Fraction:
    weight = parameters.v[group]
    if not weight or not parameters.w_h:
        return Fraction(0)
    first, last = parameters.windows[group]
    years = each.received.get(group, {})
    numbers = (
        exact(years.get(year), each.code, f"the reception of {group} in {year}") for year in range(first, last + 1)
    )
    return weight * sum(numbers, Fraction(0))


def input_digest(
    parameters: Parameters, inputs: Inputs, total: int, county_totals: Mapping[str, int] | None = None
) -> str:
    """SHA-256 over everything that decides the result, in one canonical form: the same digest, the same numbers."""
    content = {
        "parameters": parameters.to_json(),
        "inputs": inputs.to_json(),
        "total": total,
        "county_totals": None if county_totals is None else dict(county_totals),
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _written(number: Number | None) -> str | None:
    return None if number is None else text(parse(number))


def _read(value: str | None) -> Fraction | None:
    return None if value is None else parse(value)
