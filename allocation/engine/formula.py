"""The model (fördelningsmodellen): whole numbers for every kommun that sum to the total.

    raw = min(cap, max(floor, λ x)) with x from `criteria.py` and λ such that Σ raw = the total
    number = raw rounded by the method, ties by the tie-break

With länstal (docs/policy/forordning-2016-39.md 4 §) the kommuner of a län share its länstal in proportion to the same
national x: a kommun is always compared with the whole country, and the adaptation to the länstal is a step of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from allocation.engine.apportionment import Apportionment, Step, apportion, quotas
from allocation.engine.contest import Tie
from allocation.engine.criteria import Share, weigh
from allocation.engine.errors import ImpossibleTotal, InvalidInput
from allocation.engine.exact import text, whole
from allocation.engine.inputs import Inputs, Values, input_digest, read_values
from allocation.engine.parameters import Parameters

NATION = "riket"
COUNTIES = "lan"


@dataclass(frozen=True)
class Row:
    """How one kommun's number came about. Amounts, raw, quota and steps are in integer units of the process."""

    share: Share
    raw: Fraction  # with floors and caps, before any länstal
    base: int  # what it has in advance where floors are additive
    rounding: Step
    contenders: int  # how many had a remainder (for a divisor method: a claim) …
    seats: int  # … and how many of them got one more
    weighed_by: str  # "model"; "capacity" where past reception leaves nobody in the län a share

    @property
    def code(self) -> str:
        return self.share.values.code

    @property
    def county(self) -> str:
        return self.share.values.county

    @property
    def amount(self) -> int:
        return self.base + self.rounding.amount

    @property
    def quota(self) -> Fraction:
        return self.base + self.rounding.quota

    @cached_property
    def steps(self) -> dict[str, Fraction]:
        """The number as a sum, in the order in which it comes about: exactly `amount`."""
        return {
            "floor_in_advance": Fraction(self.base),
            **self.share.parts,
            "floors_and_caps": self.raw - self.base - self.share.modelled,
            "county_total": self.quota - self.raw,
            "rounding": self.amount - self.quota,
        }

    def as_json(self) -> dict[str, Any]:
        step, values = self.rounding, self.share.values
        return {
            "kommunkod": self.code,
            "lanskod": self.county,
            "amount": self.amount,
            "population": values.population,
            "population_share": text(self.share.population_share),
            "labour_factor": text(self.share.labour_factor),
            "capacity_share": text(self.share.capacity_share),
            "past_reception": text(values.past_reception),
            "self_settled": text(values.self_settled),
            "raw": text(self.raw),
            "quota": text(self.quota),
            "bound": step.bound,
            "claim": None if step.claim is None else text(step.claim),
            "place": step.place,
            "contenders": self.contenders,
            "seats": self.seats,
            "tied": step.tied,
            "weighed_by": self.weighed_by,
            "steps": {name: text(value) for name, value in self.steps.items()},
        }


@dataclass(frozen=True)
class ModelResult:
    parameters: Parameters
    total: int
    county_totals: Mapping[str, int] | None  # given, or calculated first where the parameters say so
    digest: str
    rows: tuple[Row, ...]  # in order of kommunkod
    ties: tuple[tuple[str, Tie], ...]  # where (riket, lan, or a länskod), and the tie

    @cached_property
    def amounts(self) -> dict[str, int]:
        return {row.code: row.amount for row in self.rows}

    @cached_property
    def by_code(self) -> dict[str, Row]:
        return {row.code: row for row in self.rows}

    @cached_property
    def county_sums(self) -> dict[str, int]:
        sums: dict[str, int] = {}
        for row in self.rows:
            sums[row.county] = sums.get(row.county, 0) + row.amount
        return sums

    def as_json(self) -> dict[str, Any]:
        return {
            "parameters": self.parameters.to_json(),
            "omitted_criteria": list(self.parameters.omitted_criteria),
            "total": self.total,
            "county_totals": None if self.county_totals is None else dict(self.county_totals),
            "digest": self.digest,
            "ties": [{"where": where, **tie.as_json()} for where, tie in self.ties],
            "rows": [row.as_json() for row in self.rows],
        }


def run_model(
    parameters: Parameters, inputs: Inputs, total: int, county_totals: Mapping[str, int] | None = None
) -> ModelResult:
    """Whole numbers for every kommun, in integer units of the process (persons, or 10^−decimals ‰).

    With `county_totals` (länskod → units) each län's kommuner sum to it exactly.
    """
    total = _checked_total(parameters, total)
    values = read_values(parameters, inputs)
    if county_totals is not None:
        county_totals = _checked_county_totals(values, total, county_totals)
    digest = input_digest(parameters, inputs, total, county_totals)
    run = _Run(parameters, values, total)
    ties: list[tuple[str, Tie]] = []
    if county_totals is None and parameters.via_county:
        counties = run.apportion_counties()
        county_totals = {str(county): amount for county, amount in counties.by_unit.items()}
        ties += [(COUNTIES, tie) for tie in counties.ties]
    rows: list[Row] = []
    for where, amount in sorted((county_totals or {NATION: total}).items()):
        found, tied = run.rows(where, amount)
        rows += found
        ties += [(where, tie) for tie in tied]
    rows.sort(key=lambda row: row.code)
    return ModelResult(parameters, total, county_totals, digest, tuple(rows), tuple(ties))


class _Run:
    """One run: the national shares, and the bounded sharing that both stages have in common."""

    def __init__(self, parameters: Parameters, values: Sequence[Values], total: int) -> None:
        self.parameters, self.total = parameters, total
        self.additive = parameters.floor_mode == "additive"
        self.shares = weigh(parameters, values, total - sum(self.base(each) for each in values))
        self.raw = self._raw()

    def base(self, values: Values) -> int:
        """Additive floors are given in advance, and only the rest is shared out."""
        return values.floor if self.additive else 0

    def rows(self, where: str, amount: int) -> tuple[list[Row], tuple[Tie, ...]]:
        shares = [share for share in self.shares if where in (NATION, share.values.county)]
        weights, weighed_by = _weights(shares)
        order = self._order([(share.values.population, share.values.code) for share in shares])
        method = self.parameters.method
        found = self._bounded(where, apportion, shares, weights, amount, method=method, tie_break=order)
        contenders = sum(step.claim is not None for step in found.steps)
        rows = [
            Row(
                share=share,
                raw=self.raw[share.values.code],
                base=self.base(share.values),
                rounding=step,
                contenders=contenders,
                seats=found.seats,
                weighed_by=weighed_by,
            )
            for share, step in zip(shares, found.steps, strict=True)
        ]
        return rows, found.ties

    def apportion_counties(self) -> Apportionment:
        """The first stage: the län's raw numbers rounded to länstal, inside what their kommuner's bounds allow."""
        members: dict[str, list[Values]] = {}
        for share in self.shares:
            members.setdefault(share.values.county, []).append(share.values)
        people = [(sum(each.population for each in values), county) for county, values in members.items()]
        return apportion(
            [sum(self.raw[each.code] for each in values) for values in members.values()],
            self.total,
            method=self.parameters.method,
            floor=[sum(each.floor for each in values) for values in members.values()],
            cap=[sum(self.total if each.cap is None else each.cap for each in values) for values in members.values()],
            tie_break=self._order(people),
            units=tuple(members),
        )

    def _raw(self) -> dict[str, Fraction]:
        weights, _ = _weights(self.shares)
        bounded = self._bounded(NATION, quotas, self.shares, weights, self.total)
        return {
            share.values.code: self.base(share.values) + quota
            for share, quota in zip(self.shares, bounded, strict=True)
        }

    def _bounded(
        self, where: str, calculate: Any, shares: Sequence[Share], weights: list[Fraction], amount: int, **options: Any
    ) -> Any:
        """`apportion` or `quotas` inside the kommuner's bounds; what is impossible says where."""
        values = [share.values for share in shares]
        bases = [self.base(each) for each in values]
        if sum(bases) > amount:
            raise ImpossibleTotal(f"the floors sum to {sum(bases)}, more than the total {amount}", where)
        try:
            return calculate(
                weights,
                amount - sum(bases),
                floor=[0 if self.additive else each.floor for each in values],
                cap=[None if each.cap is None else each.cap - self.base(each) for each in values],
                units=[each.code for each in values],
                **options,
            )
        except ImpossibleTotal as error:
            raise ImpossibleTotal(str(error), where) from error

    def _order(self, units: Sequence[tuple[int, str]]) -> list[str] | None:
        """The tie-break as an order of units: population larger first, kommunkod lower first, as the parameters say."""
        keys = {"population": lambda unit: -unit[0], "kommunkod": lambda unit: unit[1]}
        chosen = [keys[name] for name in self.parameters.tie_break]
        if not chosen:
            return None
        return [code for _, code in sorted(units, key=lambda unit: tuple(key(unit) for key in chosen))]


def _weights(shares: Sequence[Share]) -> tuple[list[Fraction], str]:
    """A negative share is none at all. Where that leaves nobody, capacity alone decides, and the rows say so."""
    weights = [max(share.modelled, Fraction(0)) for share in shares]
    if any(weights):
        return weights, "model"
    return [share.capacity_share for share in shares], "capacity"


def _checked_total(parameters: Parameters, total: int) -> int:
    amount = whole(total, what="the total")
    fixed = parameters.model.total
    if fixed is not None and amount != fixed * parameters.scale:
        unit, scaled = parameters.model.unit, fixed * parameters.scale
        raise InvalidInput(f"{parameters.process} always sums to {fixed} {unit}: {scaled} units, not {amount}")
    return amount


def _checked_county_totals(values: Sequence[Values], total: int, county_totals: Mapping[str, int]) -> dict[str, int]:
    counties = {each.county for each in values}
    for county in sorted(counties - county_totals.keys()):
        raise InvalidInput("the län has no länstal", county)
    for county in sorted(county_totals.keys() - counties):
        raise InvalidInput("a länstal for a län without kommuner", county)
    amounts = {county: whole(amount, county, "the länstal") for county, amount in sorted(county_totals.items())}
    if sum(amounts.values()) != total:
        raise InvalidInput(f"the länstal sum to {sum(amounts.values())}, not to the total {total}")
    return amounts
