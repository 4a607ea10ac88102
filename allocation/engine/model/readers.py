"""How one number is read of a kommun. Missing is missing: it is refused by name, never taken for 0."""

from dataclasses import dataclass
from fractions import Fraction

from allocation.engine.exact import Number, exact, whole
from allocation.engine.model.carry_over import unreceived
from allocation.engine.model.inputs import MunicipalityInput
from allocation.engine.model.parameters import Parameters

WEIGHT_OF = {"labour_market": "w_am", "self_settled": "w_sb"}


def population(each: MunicipalityInput) -> int:
    return whole(each.population, each.code, "the population")


def labour_market(each: MunicipalityInput) -> Fraction | int:
    return _number(each.labour_market, each.code, "the labour-market index")


def people_by_labour_market(each: MunicipalityInput) -> Fraction | int:
    """Population × index: its share of the country's is b a, with a scaled so that Σ b a = 1."""
    return population(each) * labour_market(each)


def self_settled(each: MunicipalityInput) -> Fraction | int:
    return _number(each.self_settled, each.code, "the forecast of self-settled")


def carried_over(each: MunicipalityInput) -> int:
    """What is left of the number of the year before, in whole units."""
    return unreceived(each.previous_number, each.previous_received, each.code)


@dataclass(frozen=True)
class Received:
    """Persons of one group over its window."""

    group: str
    first: int
    last: int

    def __call__(self, each: MunicipalityInput) -> Fraction | int:
        years = each.received.get(self.group, {})
        return sum(
            _number(years.get(year), each.code, f"the reception of {self.group} in {year}")
            for year in range(self.first, self.last + 1)
        )


def _number(value: Number | None, code: str, what: str) -> Fraction | int:
    """As `exact`; most inputs are whole numbers, and stay so."""
    return value if type(value) is int and value >= 0 else exact(value, code, what)


def own_floor(each: MunicipalityInput) -> Fraction | None:
    return None if each.floor is None else exact(each.floor, each.code, "the floor")


def own_cap(each: MunicipalityInput) -> Fraction | None:
    return None if each.cap is None else exact(each.cap, each.code, "the cap")


def unweighed(parameters: Parameters, field: str | tuple[str, str, int]) -> str:
    """Why a run never reads this input of a kommun; empty where it does."""
    if isinstance(field, tuple):
        return _unweighed_reception(parameters, *field[1:])
    if field in WEIGHT_OF and not getattr(parameters, WEIGHT_OF[field]):
        return f"weighs nothing: {WEIGHT_OF[field]} is 0"
    if field.startswith("previous_") and parameters.carry_over == "none":
        return "weighs nothing: carry_over is none"
    return ""


def _unweighed_reception(parameters: Parameters, group: str, year: int) -> str:
    if group not in parameters.v:
        return f"is not a group that the parameters weigh; choose one of {', '.join(parameters.v)}"
    if not parameters.w_h or not parameters.v[group]:
        return f"weighs nothing: {'v of the group' if parameters.w_h else 'w_h'} is 0"
    first, last = parameters.windows[group]
    return "" if first <= year <= last else f"is outside the window {first} to {last}"
