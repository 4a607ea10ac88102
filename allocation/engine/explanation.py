"""How one number of a run came about: every quantity exactly, the steps that it is the sum of, its place in the order.

    explain(run_model(parameters, inputs, 8200, lanstal), "0580").as_json()

Only of a number that the run calculated. An imported proposal is Migrationsverket's, and is never explained so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from allocation.engine.apportioning.contest import Tie
from allocation.engine.apportionment import LARGEST_REMAINDER, Step
from allocation.engine.errors import InvalidInput
from allocation.engine.exact import text
from allocation.engine.explaining.quantities import ASSUMED, ASSUMPTION, LANSTAL_BASIS, Derivation, Quantity
from allocation.engine.model.result import ModelResult, Row

SHOWN_BESIDE = 2  # of the order, on each side of the cut and of the kommun itself


@dataclass(frozen=True)
class Claimant:
    """A kommun in the order of remainders (for a divisor method: of claims)."""

    code: str
    claim: Fraction  # a remainder is in whole units of the process
    place: int  # equal claims share a place
    gets_one: bool

    def as_json(self) -> dict[str, Any]:
        return {"kommunkod": self.code, "claim": text(self.claim), "place": self.place, "gets_one": self.gets_one}


@dataclass(frozen=True)
class Order:
    """Who stood where when the last units were given out, one each, to the largest claims."""

    where: str  # riket, or the länskod of the län whose länstal is shared out
    seats: int
    claimants: tuple[Claimant, ...]  # largest first; those that get one before those that do not
    own: Claimant | None  # None: a whole quota claims nothing
    tie: Tie | None  # a tie that decided a seat, with this kommun in it

    @property
    def last_in(self) -> Claimant | None:
        return next((each for each in reversed(self.claimants) if each.gets_one), None)

    @property
    def first_out(self) -> Claimant | None:
        return next((each for each in self.claimants if not each.gets_one), None)

    @property
    def shown(self) -> tuple[Claimant, ...]:
        """Those about the cut, and about the kommun itself."""
        cut = sum(each.gets_one for each in self.claimants)
        near = set(range(cut - SHOWN_BESIDE, cut + SHOWN_BESIDE))
        if self.own is not None:
            own = self.claimants.index(self.own)
            near |= set(range(own - SHOWN_BESIDE + 1, own + SHOWN_BESIDE))
        return tuple(each for i, each in enumerate(self.claimants) if i in near)

    def as_json(self) -> dict[str, Any]:
        return {
            "where": self.where,
            "seats": self.seats,
            "contenders": len(self.claimants),
            "place": None if self.own is None else self.own.place,
            "gets_one": self.own is not None and self.own.gets_one,
            "last_that_gets_one": None if self.last_in is None else self.last_in.as_json(),
            "first_that_does_not": None if self.first_out is None else self.first_out.as_json(),
            "tie": None if self.tie is None else self.tie.as_json(),
        }


@dataclass(frozen=True)
class Explanation:
    """All in whole units of the process; `steps` sum to the number exactly."""

    row: Row
    quantities: tuple[Quantity, ...]
    steps: Mapping[str, Fraction]
    order: Order

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def number(self) -> Fraction:
        return sum(self.steps.values(), Fraction(0))

    def __getitem__(self, name: str) -> Quantity:
        found = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def get(self, name: str) -> Quantity | None:
        """None where the parameters leave it out: no labour-market factor in an andelstal, say."""
        return next((each for each in self.quantities if each.name == name), None)

    @property
    def bases(self) -> dict[str, tuple[str, ...]]:
        """What each step rests on."""
        law = (*self.row.result.parameters.model.criteria, ASSUMPTION)
        in_county = self.order.where in self.row.result.table.members
        by_law = {
            "population": law[:-1],
            "labour_market": law,
            "past_reception": law,
            "county_total": (LANSTAL_BASIS,) if in_county else ASSUMED,
        }
        return {name: by_law.get(name, ASSUMED) for name in self.steps}

    def as_json(self) -> dict[str, Any]:
        parameters = self.row.result.parameters
        return {
            "kommunkod": self.code,
            "lanskod": self.row.county,
            "process": parameters.process,
            "year": parameters.year,
            "unit": parameters.model.unit,
            "decimals": parameters.decimals,
            "number": text(self.number),
            "calculated_by": "Jämka",
            "quantities": [quantity.as_json() for quantity in self.quantities],
            "steps": [
                {"name": name, "value": text(value), "basis": list(self.bases[name])}
                for name, value in self.steps.items()
            ],
            "order": self.order.as_json(),
            "weighed_by": self.row.weighed_by,
            "bound": self.row.rounding.bound,
            "parameters": parameters.described(),
            "parameters_version": parameters.version,
            "omitted_criteria": list(parameters.omitted_criteria),
            "sources": dict(self.row.result.table.sources),
            "input_digest": self.row.result.digest,
        }


def explain(result: ModelResult, code: str) -> Explanation:
    """InvalidInput where the kommun is not in the run."""
    if code not in result.by_code:
        raise InvalidInput("is not a kommun of the run", code)
    row = result.by_code[code]
    derivation = Derivation(row)
    steps = {name: derivation.whole(units) for name, units in row.steps.items()}
    return Explanation(row, derivation.quantities(), steps, _order(row, derivation))


def _order(row: Row, derivation: Derivation) -> Order:
    """Equal claims stand in the order in which they got a seat."""
    rounded = row.group.rounded
    claiming = [step for step in rounded.steps if step.claim is not None]
    claiming.sort(key=lambda step: (step.place, step.amount == step.base, step.unit))
    claimants = {str(step.unit): _claimant(step, derivation) for step in claiming}
    tie = next((tie for tie in rounded.ties if row.code in tie.units), None)
    return Order(row.group.where, rounded.seats, tuple(claimants.values()), claimants.get(row.code), tie)


def _claimant(step: Step, derivation: Derivation) -> Claimant:
    claim = Fraction(step.claim or 0)
    if derivation.parameters.method == LARGEST_REMAINDER:
        claim = derivation.whole(claim)
    return Claimant(str(step.unit), claim, step.place or 0, step.amount > step.base)
