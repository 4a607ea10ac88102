"""What a model run is governed by: one validated, versioned object, every value with its unit and its source.

Migrationsverket's own weights are not published. The law names the criteria; every value here is Jämka's assumption
and never to be shown as an authority's rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from fractions import Fraction
from typing import Any

from allocation.engine.apportionment import LARGEST_REMAINDER, METHODS
from allocation.engine.errors import InvalidInput
from allocation.engine.exact import text
from allocation.engine.model import parameter_values as values

FLOOR_MODES = ("maximum", "additive")
CARRY_OVER_MODES = ("none", "unreceived")
TIE_BREAKS = ("population", "kommunkod")  # larger population first; lower code first


@dataclass(frozen=True)
class ProcessModel:
    """What the law or the model's own description fixes for a process."""

    unit: str
    labour_market: bool  # a criterion of the process
    reception_groups: tuple[str, ...]  # whose past reception counts
    total: int | None  # in whole units, where the process always shares out the same
    decimals_allowed: bool
    carry_over_allowed: bool  # what a kommun has not received of its number may be carried into the next
    criteria: tuple[str, ...]  # the paragraphs that name the criteria


PROCESSES = {
    "kommuntal": ProcessModel(
        unit="personer",
        labour_market=True,
        reception_groups=("nyanlanda", "ensamkommande", "asylsokande"),
        total=None,
        decimals_allowed=False,
        carry_over_allowed=False,
        criteria=("docs/policy/lag-2016-38.md 7 §",),
    ),
    "andelstal": ProcessModel(
        unit="promille",
        labour_market=False,
        reception_groups=("nyanlanda", "ensamkommande", "asylsokande", "asylsokande_barn"),
        total=1000,
        decimals_allowed=True,
        carry_over_allowed=False,
        criteria=("docs/policy/lma-1994-137.md 3 §",),
    ),
    "fordelningstal": ProcessModel(
        unit="personer",
        labour_market=True,
        reception_groups=("nyanlanda", "ensamkommande", "asylsokande", "tillfalligt_skydd"),
        total=None,
        decimals_allowed=False,
        carry_over_allowed=True,
        criteria=("docs/policy/lma-1994-137.md 3 b §",),
    ),
}


@dataclass(frozen=True)
class Meaning:
    text: str
    unit: str
    criterion: bool = False  # weighs one of the criteria that the process's law names; the weight itself is assumed
    basis: tuple[str, ...] = ()


IN_UNITS = "unit of the process"
MEANINGS: Mapping[str, Meaning] = {
    "w_am": Meaning("weight of the labour market against population alone", "0–1", criterion=True),
    "w_h": Meaning("how much of past reception is set off", f"{IN_UNITS} per person", criterion=True),
    "w_sb": Meaning("how much of the forecast of self-settled is set off", f"{IN_UNITS} per person"),
    "v": Meaning("weight of each group in past reception", "per person", criterion=True),
    "windows": Meaning("first and last year of past reception, per group", "years", criterion=True),
    "population_year": Meaning("population on 31 December of this year", "year", criterion=True),
    "floor": Meaning("least number of a kommun", IN_UNITS),
    "floor_mode": Meaning("maximum: at least the floor; additive: the floor, and a share of the rest", ""),
    "cap": Meaning("largest number of a kommun", IN_UNITS),
    "decimals": Meaning("decimals of a number", "count"),
    "method": Meaning("how quotas become whole numbers", ""),
    "tie_break": Meaning("what decides between equal claims, in order; the law is silent", ""),
    "carry_over": Meaning("unreceived: what was not received of the number of the year before is had in advance", ""),
    "via_county": Meaning("länstal first, when none are given", "", basis=("docs/policy/forordning-2016-39.md 4 §",)),
}


READERS: Mapping[str, Callable[[Any, str], Any]] = {
    "version": values.word,
    "process": values.word,
    "year": values.year,
    "population_year": values.year,
    "w_am": values.number,
    "w_h": values.number,
    "w_sb": values.number,
    "v": values.numbers,
    "windows": values.windows,
    "floor": values.number,
    "floor_mode": values.word,
    "cap": lambda value, name: None if value is None else values.number(value, name),
    "decimals": values.decimals,
    "method": values.word,
    "tie_break": values.words,
    "via_county": values.flag,
    "carry_over": values.word,
    "remarks": values.remarks,
}


@dataclass(frozen=True)
class Parameters:
    """Numbers may be given as decimal strings ("0.45"), ints, Decimals or Fractions; they are kept as Fractions."""

    version: str
    process: str
    year: int
    population_year: int
    w_am: Fraction
    w_h: Fraction
    w_sb: Fraction
    v: Mapping[str, Fraction]
    windows: Mapping[str, tuple[int, int]]
    floor: Fraction = Fraction(0)
    floor_mode: str = "maximum"
    cap: Fraction | None = None
    decimals: int = 0
    method: str = LARGEST_REMAINDER
    tie_break: tuple[str, ...] = TIE_BREAKS
    via_county: bool = False
    carry_over: str = "none"
    remarks: Mapping[str, str] = field(default_factory=dict)  # per parameter: where this value comes from

    def __post_init__(self) -> None:
        for name, read in READERS.items():
            object.__setattr__(self, name, read(getattr(self, name), name))
        for holds, reason in self._conditions():
            if not holds:
                raise InvalidInput(reason.format(**self.to_json()), f"parameters {self.version}")

    @property
    def model(self) -> ProcessModel:
        return PROCESSES[self.process]

    @property
    def scale(self) -> int:
        """Integer units in one whole: 100 for hundredths of promille."""
        return int(10**self.decimals)

    @property
    def omitted_criteria(self) -> tuple[str, ...]:
        """Criteria of the process that this run leaves out: the page says so."""
        without = [] if self.w_am or not self.model.labour_market else ["arbetsmarknad"]
        return (*without, *(group for group in self.model.reception_groups if not self.v.get(group)))

    def described(self) -> dict[str, dict[str, Any]]:
        """Every parameter with its value, unit, meaning and legal citations. All values are Jämka's assumptions."""
        written = self.to_json()
        return {
            name: {
                "value": written[name],
                "unit": meaning.unit.replace(IN_UNITS, self.model.unit),
                "meaning": meaning.text,
                "basis": list(self.model.criteria if meaning.criterion else meaning.basis),
                "remark": self.remarks.get(name, ""),
            }
            for name, meaning in MEANINGS.items()
        }

    def in_units(self, number: Fraction, what: str) -> int:
        """A floor or cap in integer units."""
        scaled = number * self.scale
        if scaled.denominator != 1:
            raise InvalidInput(f"{text(number)} does not fit {self.decimals} decimals", what)
        return scaled.numerator

    def to_json(self) -> dict[str, Any]:
        return {each.name: _as_json(getattr(self, each.name)) for each in fields(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Parameters":
        if not isinstance(data, Mapping):
            raise InvalidInput(f"the parameters have no names ({data!r})")
        known = {each.name for each in fields(cls)}
        for name in sorted(data.keys() - known):
            raise InvalidInput("is not a parameter", name)
        for each in fields(cls):
            if each.name not in data and each.default is MISSING and each.default_factory is MISSING:
                raise InvalidInput.because("missing", what=each.name)
        return cls(**data)

    def _conditions(self) -> list[tuple[bool, str]]:
        """What must hold, and what is said where it does not: with the parameters' own values put in."""
        model = PROCESSES.get(self.process)
        if model is None:
            return [(False, f"{{process!r}} is not a process; choose one of {', '.join(PROCESSES)}")]
        return [
            (bool(self.version), "a version is needed"),
            (self.w_am <= 1, "w_am is {w_am}, more than 1"),
            (model.labour_market or not self.w_am, "{process} has no labour-market criterion: w_am must be 0"),
            (self.v.keys() == self.windows.keys(), "v and windows must name the same groups"),
            (all(first <= last for first, last in self.windows.values()), "a window ends before it begins"),
            (self.floor_mode in FLOOR_MODES, f"floor_mode is one of {', '.join(FLOOR_MODES)}"),
            (self.carry_over in CARRY_OVER_MODES, f"carry_over is one of {', '.join(CARRY_OVER_MODES)}"),
            (
                model.carry_over_allowed or self.carry_over == "none",
                "{process} carries nothing over: what is left is received in the year after",
            ),
            (self.cap is None or self.cap >= self.floor, "the cap is below the floor"),
            (model.decimals_allowed or not self.decimals, "{process} is in persons, without decimals"),
            (self.method in METHODS, "{method!r} is not a method"),
            (set(self.tie_break) <= set(TIE_BREAKS), f"tie_break takes {', '.join(TIE_BREAKS)}"),
            (self.tie_break[-1:] in ((), ("kommunkod",)), "tie_break must end with kommunkod, or be empty"),
        ]


def _as_json(value: Any) -> Any:
    if isinstance(value, Fraction):
        return text(value)
    if isinstance(value, Mapping):
        return {key: _as_json(each) for key, each in value.items()}
    return list(value) if isinstance(value, tuple) else value


ASSUMED_VALUES: Mapping[str, Mapping[str, Any]] = {
    "kommuntal": {"w_am": "0.6", "w_h": "0.05"},
    "andelstal": {"w_am": "0", "w_h": "0.005", "floor": "1", "decimals": 2},
    "fordelningstal": {"w_am": "0.6", "w_h": "0.02"},
}
ASSUMED_REMARKS = {
    "w_am": "45 to 30: labour market to population in Arbetsförmedlingen's model of 2014. Assumed to carry over.",
    "w_h": "Assumed: sets off about a quarter of the national number against past reception at 2018's level.",
    "w_sb": "Assumed 0 until a forecast per kommun is imported.",
    "v": "Assumed: every person counts the same.",
    "floor": "Andelstal: at least 1,00 ‰ in the proposal (Migrationsverket's description). Otherwise none.",
    "tie_break": "Assumed: the law is silent.",
    "carry_over": "Assumed: as fördelningstal were carried into 2023, inside the total that is given.",
}


def assumed_parameters(
    process: str, *, year: int, population_year: int, windows: Mapping[str, tuple[int, int]], **changes: Any
) -> Parameters:
    """Jämka's own starting point for a process; every group of `windows` counts 1. Change what is to be tried."""
    if values.word(process, "process") not in PROCESSES:
        raise InvalidInput(f"is not a process; choose one of {', '.join(PROCESSES)}", process)
    given = {
        "version": f"{process}-{year}-antagen-1",
        "process": process,
        "year": year,
        "population_year": population_year,
        "w_sb": "0",
        "v": dict.fromkeys(values.windows(windows, "windows"), 1),
        "windows": windows,
        "remarks": ASSUMED_REMARKS,
        **ASSUMED_VALUES[process],
        **changes,
    }
    return Parameters(**given)
