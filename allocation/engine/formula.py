"""The model (fördelningsmodellen): whole numbers for every kommun that sum to the total.

    raw = min(cap, max(floor, λ x)) with x from `criteria.py` and λ such that Σ raw = the total
    number = raw rounded by the method, ties by the tie-break

With länstal (docs/policy/forordning-2016-39.md 4 §) the kommuner of a län share its länstal in proportion to the same
national x: a kommun is always compared with the whole country, and the adaptation to the länstal is a step of its own.
What is carried over, and floors where they are additive, are had in advance; the rest is shared out.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from allocation.engine.apportioning.contest import Tie
from allocation.engine.apportionment import LARGEST_REMAINDER, Apportionment, apportion, quotas
from allocation.engine.errors import ImpossibleTotal, InvalidInput
from allocation.engine.exact import whole
from allocation.engine.model.criteria import Weighed
from allocation.engine.model.inputs import Inputs
from allocation.engine.model.parameters import Parameters
from allocation.engine.model.readers import carried_over, population
from allocation.engine.model.remainders import largest_remainder
from allocation.engine.model.result import Advance, Group, ModelResult, Rounded, Row
from allocation.engine.model.swedish import composition
from allocation.engine.model.table import Table

__all__ = ["ModelResult", "Row", "run_model"]

NATION = "riket"
COUNTIES = "lan"


def run_model(
    parameters: Parameters, inputs: Inputs | Table, total: int, county_totals: Mapping[str, int] | None = None
) -> ModelResult:
    """Whole numbers for every kommun, in integer units of the process (persons, or 10^−decimals ‰).

    With `county_totals` (länskod → units) each län's kommuner sum to it exactly. Give a `Table` where the same inputs
    are run more than once: it reads and checks them the first time alone.
    """
    table = Table.of(inputs)
    total = checked_total(parameters, total)
    if county_totals is not None:
        county_totals = checked_county_totals(table, total, county_totals)
    run = _Run(parameters, table, total)
    quota_in_country, nation = run.country(rounded=county_totals is None and not parameters.via_county)
    ties: list[tuple[str, Tie]] = []
    found = county_totals
    if nation is not None:
        groups = [nation]
    else:
        if found is None:
            found, ties = run.apportion_counties(quota_in_country)
        groups = [run.group(where, table.members[where], amount) for where, amount in sorted(found.items())]
    ties += [(group.where, tie) for group in groups for tie in group.rounded.ties]
    return ModelResult(
        parameters=parameters,
        table=table,
        total=total,
        county_totals=found,
        given_county_totals=county_totals,
        weighed=run.weighed,
        advance=run.advance,
        groups=tuple(groups),
        quota_in_country=quota_in_country,
        ties=tuple(ties),
    )


class _Run:
    """One run: the national shares, and the bounded sharing that both stages have in common."""

    def __init__(self, parameters: Parameters, table: Table, total: int) -> None:
        check_population_year(parameters, table)
        self.parameters, self.table, self.total = parameters, table, total
        self.advance = advance(parameters, table)
        self.floors, self.caps = bounds_of_the_rest(parameters, table, self.advance)
        in_advance = sum(self.advance[i] for i in range(len(table))) if self.advance else 0
        self._refuse_too_much_in_advance(NATION, in_advance, total)
        self.weighed = Weighed(composition(parameters), table, total - in_advance, parameters.scale)
        self.ranks = ranks(parameters, table)

    def country(self, *, rounded: bool) -> tuple[Callable[[int], Fraction], Group | None]:
        """Everybody's exact quota of the whole; and where no länstal comes between, the quotas rounded."""
        everybody = range(len(self.table))
        if rounded:
            group = self.group(NATION, everybody, self.total)
            return lambda i: group.rounded.steps[i].quota, group
        weights, _ = self._weights(everybody)
        left = self.weighed.units
        mass = sum(weights)
        if self._is_plain(weights, mass, left, everybody):
            return lambda i: Fraction(weights[i] * left, mass), None
        try:
            exact = quotas(
                weights,
                left,
                floor=0 if self.floors is None else self.floors,
                cap=self.caps,
                units=self.table.codes,
            )
        except ImpossibleTotal as error:
            raise error.within(NATION) from error
        return exact.__getitem__, None

    def group(self, where: str, members: Sequence[int], amount: int) -> Group:
        """The members' shares of `amount`, rounded."""
        in_advance = sum(self.advance[i] for i in members) if self.advance else 0
        self._refuse_too_much_in_advance(where, in_advance, amount)
        weights, weighed_by = self._weights(members)
        left, denominator = amount - in_advance, self.weighed.denominator
        if self.parameters.method == LARGEST_REMAINDER:
            return Group(where, members, self._rounded(where, members, weights, left), weighed_by, denominator)
        # A divisor method's claims are in the unit of the weights, so it takes them as they are.
        own = [Fraction(weight, denominator) for weight in weights]
        return Group(where, members, self._apportioned(where, members, own, left), weighed_by)

    def _rounded(self, where: str, members: Sequence[int], weights: list[int], left: int) -> Rounded:
        if not self._is_plain(weights, sum(weights), left, members):
            return self._apportioned(where, members, weights, left)
        codes = [self.table.codes[i] for i in members]
        ranks = None if self.ranks is None else [self.ranks[i] for i in members]
        return largest_remainder(codes, weights, left, ranks)

    def _apportioned(
        self, where: str, members: Sequence[int], weights: Sequence[int | Fraction], left: int
    ) -> Apportionment:
        codes = [self.table.codes[i] for i in members]
        ranks = None if self.ranks is None else [self.ranks[i] for i in members]
        try:
            return apportion(
                weights,
                left,
                method=self.parameters.method,
                floor=0 if self.floors is None else [self.floors[i] for i in members],
                cap=None if self.caps is None else [self.caps[i] for i in members],
                tie_break=ranks and [code for _, code in sorted(zip(ranks, codes, strict=True))],
                units=codes,
            )
        except ImpossibleTotal as error:
            raise error.within(where) from error

    def _weights(self, members: Sequence[int]) -> tuple[list[int], str]:
        """A negative share is none at all. Where that leaves nobody, capacity alone decides, and the rows say so."""
        weights = [self.weighed.weights[i] for i in members]
        if any(weights):
            return weights, "model"
        factor = self.weighed.denominator // self.weighed.capacity_denominator
        return [self.weighed.capacity[i] * factor for i in members], "capacity"

    def _is_plain(self, weights: Sequence[int], mass: int, left: int, members: Sequence[int]) -> bool:
        """Somebody has a weight, and no floor or cap holds anybody."""
        if not mass:
            return False
        if self.floors is not None and any(
            weight * left < self.floors[i] * mass for i, weight in zip(members, weights, strict=True)
        ):
            return False
        return self.caps is None or not any(
            (cap := self.caps[i]) is not None and weight * left > cap * mass
            for i, weight in zip(members, weights, strict=True)
        )

    def apportion_counties(
        self, quota_in_country: Callable[[int], Fraction]
    ) -> tuple[dict[str, int], list[tuple[str, Tie]]]:
        """The first stage: the län's raw numbers rounded to länstal, inside what their kommuner's bounds allow."""
        members = self.table.members
        found: Apportionment = apportion(
            [sum(self.advance[i] + quota_in_country(i) for i in those) for those in members.values()],
            self.total,
            method=self.parameters.method,
            floor=[sum(map(self._least, those)) for those in members.values()],
            cap=[sum(map(self._most, those)) for those in members.values()],
            tie_break=self._order_of_counties(),
            units=tuple(members),
        )
        return dict(zip(members, found.amounts, strict=True)), [(COUNTIES, tie) for tie in found.ties]

    def _least(self, i: int) -> int:
        return self.advance[i] + (0 if self.floors is None else self.floors[i])

    def _most(self, i: int) -> int:
        cap = None if self.caps is None else self.caps[i]
        return self.total if cap is None else self.advance[i] + cap

    def _order_of_counties(self) -> list[str] | None:
        people = self.table.column(population).numerators
        if not self.parameters.tie_break:
            return None
        if self.parameters.tie_break[0] == "kommunkod":
            return list(self.table.members)
        return sorted(self.table.members, key=lambda county: -sum(people[i] for i in self.table.members[county]))

    def _refuse_too_much_in_advance(self, where: str, in_advance: int, amount: int) -> None:
        if in_advance <= amount:
            return
        if self.advance.carried is None:
            raise ImpossibleTotal.because("floors_above_total", where, floors=in_advance, total=amount)
        raise ImpossibleTotal(f"{in_advance} are had in advance or carried over, more than the total {amount}", where)


def advance(parameters: Parameters, table: Table) -> Advance:
    carried = None
    if parameters.carry_over == "unreceived":
        carried = [persons * parameters.scale for persons in table.column(carried_over).numerators]
    return Advance(table.bounds(parameters).floors if parameters.floor_mode == "additive" else None, carried)


def bounds_of_the_rest(
    parameters: Parameters, table: Table, advance: Advance
) -> tuple[list[int] | None, list[int | None] | None]:
    """The bounds of what is shared out, given what everybody has in advance."""
    bounds = table.bounds(parameters)
    if not advance:
        return bounds.floors, bounds.caps
    floors = None
    if bounds.floors is not None and advance.floors is None:
        floors = [max(0, floor - advance[i]) for i, floor in enumerate(bounds.floors)]
    if bounds.caps is None:
        return floors, None
    caps = [None if cap is None else cap - advance[i] for i, cap in enumerate(bounds.caps)]
    for i, cap in enumerate(caps):
        if cap is not None and cap < 0:
            raise ImpossibleTotal(f"{advance[i]} in advance is above the cap {bounds.caps[i]}", table.codes[i])
    return floors, caps


def ranks(parameters: Parameters, table: Table) -> Sequence[int] | None:
    """Who comes first in a tie: population larger first, kommunkod lower first, as the parameters say."""
    if not parameters.tie_break:
        return None
    return table.by_population if parameters.tie_break[0] == "population" else range(len(table))


def check_population_year(parameters: Parameters, table: Table) -> None:
    if table.population_year != parameters.population_year:
        raise InvalidInput(
            f"the inputs hold the population of {table.population_year}, "
            f"the parameters ask for {parameters.population_year}"
        )


def checked_total(parameters: Parameters, total: int) -> int:
    amount = whole(total, what="the total")
    fixed = parameters.model.total
    if fixed is not None and amount != fixed * parameters.scale:
        unit, scaled = parameters.model.unit, fixed * parameters.scale
        raise InvalidInput(f"{parameters.process} always sums to {fixed} {unit}: {scaled} units, not {amount}")
    return amount


def checked_county_totals(table: Table, total: int, county_totals: Mapping[str, int]) -> dict[str, int]:
    counties = table.members.keys()
    for county in sorted(counties - county_totals.keys()):
        raise InvalidInput("the län has no länstal", county)
    for county in sorted(county_totals.keys() - counties):
        raise InvalidInput("a länstal for a län without kommuner", county)
    amounts = {county: whole(amount, county, "the länstal") for county, amount in sorted(county_totals.items())}
    if sum(amounts.values()) != total:
        raise InvalidInput(f"the länstal sum to {sum(amounts.values())}, not to the total {total}")
    return amounts
