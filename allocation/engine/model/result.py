"""What a run of the model gives: a whole number per kommun, and how it came about, exactly.

Rows are views on the columns of the run: a Fraction is made when somebody asks for it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

from allocation.engine.apportioning.contest import Tie
from allocation.engine.apportionment import Step
from allocation.engine.exact import text
from allocation.engine.model.criteria import Weighed
from allocation.engine.model.inputs import MunicipalityInput, input_digest
from allocation.engine.model.parameters import Parameters
from allocation.engine.model.readers import labour_market, population, self_settled
from allocation.engine.model.swedish import past_reception
from allocation.engine.model.table import Table

PARTS = ("population", "labour_market", "past_reception", "self_settled")


class Rounded(Protocol):
    """What `apportion` and `largest_remainder` have in common."""

    @property
    def amounts(self) -> Sequence[int]: ...
    @property
    def seats(self) -> int: ...
    @property
    def ties(self) -> tuple[Tie, ...]: ...
    @property
    def steps(self) -> tuple[Step, ...]: ...


@dataclass(frozen=True)
class Group:
    """Those who share one total: a län, or the country."""

    where: str
    members: Sequence[int]  # by place in the table
    rounded: Rounded
    weighed_by: str  # "model"; "capacity" where past reception leaves nobody in the län a share
    denominator: int = 1  # of the weights, as the rounding took them

    @cached_property
    def contenders(self) -> int:
        return sum(step.claim is not None for step in self.rounded.steps)


@dataclass(frozen=True)
class Advance:
    """What every kommun has before the rest is shared out, in integer units. None: nobody has any."""

    floors: Sequence[int] | None = None  # where floors are additive
    carried: Sequence[int] | None = None  # what is carried over

    def __bool__(self) -> bool:
        return self.floors is not None or self.carried is not None

    def __getitem__(self, i: int) -> int:
        return sum(each[i] for each in (self.floors, self.carried) if each is not None)


@dataclass(frozen=True)
class Values:
    """One kommun's inputs as the formula took them."""

    table: Table
    parameters: Parameters
    i: int

    @property
    def municipality(self) -> MunicipalityInput:
        return self.table.rows[self.i]

    @property
    def code(self) -> str:
        return self.municipality.code

    @property
    def county(self) -> str:
        return self.municipality.county

    @property
    def population(self) -> int:
        return self.table.column(population).numerators[self.i]

    @property
    def labour_market(self) -> Fraction:
        return self.table.column(labour_market)[self.i] if self.parameters.w_am else Fraction(0)

    @property
    def floor(self) -> int:
        """In integer units; so is `cap`."""
        floors = self.table.bounds(self.parameters).floors
        return 0 if floors is None else floors[self.i]

    @property
    def cap(self) -> int | None:
        caps = self.table.bounds(self.parameters).caps
        return None if caps is None else caps[self.i]

    @property
    def past_reception(self) -> Fraction:
        """H: weighted, over the windows; 0 where it has no weight."""
        groups = past_reception(self.parameters).items() if self.parameters.w_h else ()
        return sum((weight * self.table.column(group)[self.i] for group, weight in groups), Fraction(0))

    @property
    def self_settled(self) -> Fraction:
        return self.table.column(self_settled)[self.i] if self.parameters.w_sb else Fraction(0)


@dataclass(frozen=True)
class Share:
    """One kommun in the formula. `modelled` and `parts` are in integer units of the process."""

    values: Values
    weighed: Weighed

    @property
    def population_share(self) -> Fraction:  # b
        return self.weighed.share_of(0, self.values.i)

    @property
    def labour_factor(self) -> Fraction:
        """a; 1 where the labour market has no weight. A kommun without people has no use for one: 1 too."""
        if len(self.weighed.measures) == 1 or not self.population_share:
            return Fraction(1)
        return self.weighed.share_of(1, self.values.i) / self.population_share

    @property
    def capacity_share(self) -> Fraction:  # s
        return self.weighed.capacity_share(self.values.i)

    @property
    def modelled(self) -> Fraction:  # x
        return self.weighed.modelled_share(self.values.i)

    @property
    def parts(self) -> dict[str, Fraction]:
        """What x is the sum of, criterion by criterion; 0 for one that has no weight."""
        return {**dict.fromkeys(PARTS, Fraction(0)), **self.weighed.parts(self.values.i)}


@dataclass(frozen=True)
class Row:
    """How one kommun's number came about. Amounts, raw, quota and steps are in integer units of the process."""

    result: "ModelResult"
    i: int  # place in the table
    group: Group
    position: int  # place in the group

    @cached_property
    def share(self) -> Share:
        return Share(Values(self.result.table, self.result.parameters, self.i), self.result.weighed)

    @property
    def code(self) -> str:
        return self.result.table.codes[self.i]

    @property
    def county(self) -> str:
        return self.result.table.counties[self.i]

    @property
    def base(self) -> int:
        """What it has in advance: an additive floor, and what is carried over."""
        return self.result.advance[self.i]

    @property
    def raw(self) -> Fraction:
        """With floors and caps, before any länstal."""
        return self.base + self.result.quota_in_country(self.i)

    @cached_property
    def rounding(self) -> Step:
        step = self.group.rounded.steps[self.position]
        return step._replace(weight=step.weight / self.group.denominator)

    @property
    def contenders(self) -> int:
        """How many had a remainder (for a divisor method: a claim); `seats` of them got one more."""
        return self.group.contenders

    @property
    def seats(self) -> int:
        return self.group.rounded.seats

    @property
    def weighed_by(self) -> str:
        return self.group.weighed_by

    @property
    def amount(self) -> int:
        return self.base + self.group.rounded.amounts[self.position]

    @property
    def quota(self) -> Fraction:
        return self.base + self.rounding.quota

    @cached_property
    def steps(self) -> dict[str, Fraction]:
        """The number as a sum, in the order in which it comes about: exactly `amount`."""
        i, advance, quota = self.i, self.result.advance, self.quota
        carried = {} if advance.carried is None else {"carried_over": Fraction(advance.carried[i])}
        return {
            "floor_in_advance": Fraction(0 if advance.floors is None else advance.floors[i]),
            **carried,
            **self.share.parts,
            "floors_and_caps": self.raw - self.base - self.share.modelled,
            "county_total": quota - self.raw,
            "rounding": self.amount - quota,
        }

    def as_json(self) -> dict[str, Any]:
        step, share = self.rounding, self.share
        return {
            "kommunkod": self.code,
            "lanskod": self.county,
            "amount": self.amount,
            "population": share.values.population,
            "population_share": text(share.population_share),
            "labour_factor": text(share.labour_factor),
            "capacity_share": text(share.capacity_share),
            "past_reception": text(share.values.past_reception),
            "self_settled": text(share.values.self_settled),
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
    table: Table
    total: int
    county_totals: Mapping[str, int] | None  # given, or calculated first where the parameters say so
    given_county_totals: Mapping[str, int] | None
    weighed: Weighed
    advance: Advance
    groups: tuple[Group, ...]
    quota_in_country: Callable[[int], Fraction]  # of kommun i, inside its bounds, less what it has in advance
    ties: tuple[tuple[str, Tie], ...]  # where (riket, lan, or a länskod), and the tie

    @cached_property
    def vector(self) -> list[int]:
        """The numbers alone, in order of kommunkod."""
        numbers = [0] * len(self.table)
        for group in self.groups:
            for i, amount in zip(group.members, group.rounded.amounts, strict=True):
                numbers[i] = amount
        if not self.advance:
            return numbers
        return [number + self.advance[i] for i, number in enumerate(numbers)]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """In order of kommunkod."""
        rows = {i: Row(self, i, group, position) for group in self.groups for position, i in enumerate(group.members)}
        return tuple(rows[i] for i in range(len(self.table)))

    @cached_property
    def digest(self) -> str:
        """Of what was given: the same digest, the same numbers."""
        return input_digest(self.parameters, self.table.inputs, self.total, self.given_county_totals)

    @cached_property
    def amounts(self) -> dict[str, int]:
        return dict(zip(self.table.codes, self.vector, strict=True))

    @cached_property
    def by_code(self) -> dict[str, Row]:
        return {row.code: row for row in self.rows}

    @cached_property
    def county_sums(self) -> dict[str, int]:
        return {county: sum(self.vector[i] for i in members) for county, members in self.table.members.items()}

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
