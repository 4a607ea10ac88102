"""What is known of each kommun before a model run. Missing is missing: it is refused by name, never taken for 0."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

from allocation.engine.errors import InvalidInput
from allocation.engine.exact import Number, exact, parse, text, whole
from allocation.engine.model.parameters import Parameters

YearlyNumbers = Mapping[int, Number | None]
NUMBERS = ("labour_market", "self_settled", "floor", "cap")
CARRIED = ("previous_number", "previous_received")  # written only where there is one: few rounds carry anything over


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
    previous_number: Number | None = None  # of the year before, in whole units: for carry-over
    previous_received: Number | None = None

    def __post_init__(self) -> None:
        _refuse_no_code(self.code, "kommunkod", None)
        _refuse_no_code(self.county, "länskod", self.code)
        if not isinstance(self.received, Mapping):
            raise InvalidInput(f"received gives no years per group ({self.received!r})", self.code)
        for group, years in self.received.items():
            if not isinstance(years, Mapping):
                raise InvalidInput(f"received of {group} gives no number per year ({years!r})", self.code)
            for year in years:
                if type(year) is not int:
                    whole(year, self.code, f"a year of received of {group}")

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "county": self.county,
            "population": self.population,
            "received": {
                group: {
                    str(year): self._written(number, f"the reception of {group} in {year}")
                    for year, number in sorted(years.items())
                }
                for group, years in sorted(self.received.items())
            },
            **{name: self._written(getattr(self, name), name) for name in NUMBERS},
            **{name: self._written(getattr(self, name), name) for name in CARRIED if getattr(self, name) is not None},
        }

    def _written(self, number: Number | None, what: str) -> str | None:
        return None if number is None else text(exact(number, self.code, what))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "MunicipalityInput":
        refuse_missing(data, ("code", "county", "population"))
        code = data["code"]
        numbers = {name: _read(data.get(name), name, code) for name in (*NUMBERS, *CARRIED)}
        received = {
            group: {
                _year(year, group, code): _read(number, f"the reception of {group} in {year}", code)
                for year, number in years.items()
            }
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
        for place, each in enumerate(self.municipalities):
            if not isinstance(each, MunicipalityInput):
                raise InvalidInput(f"number {place} of the kommuner is none ({each!r})")
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

    @cached_property
    def canonical(self) -> str:
        """As the digest takes them; written once for as many runs as there are."""
        return _canonical(self.to_json())

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Inputs":
        refuse_missing(data, ("municipalities", "population_year"))
        municipalities = [MunicipalityInput.from_json(each) for each in data["municipalities"]]
        return cls(municipalities, data["population_year"], data.get("sources", {}))


def input_digest(
    parameters: Parameters, inputs: Inputs, total: int, county_totals: Mapping[str, int] | None = None
) -> str:
    """SHA-256 over everything that decides the result, in one canonical form: the same digest, the same numbers."""
    parts = {  # in order of name, as the canonical form has it
        "county_totals": _canonical(None if county_totals is None else dict(county_totals)),
        "inputs": inputs.canonical,
        "parameters": _canonical(parameters.to_json()),
        "total": _canonical(total),
    }
    content = ",".join(f'"{name}":{part}' for name, part in parts.items())
    return hashlib.sha256(f"{{{content}}}".encode()).hexdigest()


def _canonical(content: Any) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def refuse_missing(data: object, names: Sequence[str]) -> None:
    """Written content that does not have all these fields."""
    if not isinstance(data, Mapping):
        raise InvalidInput(f"has no fields by name ({data!r})")
    for name in names:
        if name not in data:
            raise InvalidInput.because("missing", data.get("code"), what=name)


def _read(value: str | None, what: str, code: str) -> Fraction | None:
    return None if value is None else parse(value, what, code)


def _year(year: str, group: str, code: str) -> int:
    return whole(parse(year, f"a year of received of {group}", code), code)


def _refuse_no_code(code: object, what: str, kommun: str | None) -> None:
    if code is None:
        raise InvalidInput.because("missing", kommun, what=what)
    if not isinstance(code, str):
        raise InvalidInput(f"{what} is not text ({code!r})", kommun)
    if not code.strip():
        raise InvalidInput(f"{what} is empty", kommun)
