"""What may be varied about one number: each input of the kommun, the total that it shares, and the weights.

A lever moves in whole steps of its own unit, within what is reasonable: down to the least that means something, up to
twice as much, or by `FEW` steps where that is more.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from allocation.engine.exact import Number
from allocation.engine.model.inputs import MunicipalityInput
from allocation.engine.model.scenario_batches import Scenario
from allocation.engine.model.swedish import past_reception
from allocation.engine.model.table import Field

FEW = 1000
WEIGHT_STEP = Fraction(1, 10_000)
LONGEST = 4  # decimals of an index's step


@dataclass(frozen=True)
class Lever:
    name: str
    now: Fraction
    step: Fraction
    least: Fraction
    most: Fraction | None  # None: twice as much as now
    vary: Callable[[Fraction], Scenario]
    group: str = ""  # of past reception
    year: int | None = None

    def steps(self, direction: int) -> int:
        """How many there are that way."""
        most = max(2 * self.now, self.now + FEW * self.step) if self.most is None else self.most
        room = most - self.now if direction > 0 else self.now - self.least
        return max(0, room // self.step)

    def at(self, steps: int) -> Fraction:
        return self.now + steps * self.step


def levers(scenario: Scenario, code: str) -> list[Lever]:
    found = _Levers(scenario, code)
    return [*found.of_the_kommun(), *found.of_the_total(), *found.of_the_weights()]


class _Levers:
    def __init__(self, scenario: Scenario, code: str) -> None:
        self.scenario, self.code = scenario, code
        self.parameters, self.table = scenario.parameters, scenario.table
        self.own: MunicipalityInput = self.table.rows[self.table.index(code)]

    def of_the_kommun(self) -> Iterator[Lever]:
        parameters, one = self.parameters, Fraction(1)
        yield self._input("population", self.own.population, one, least=one)
        if parameters.w_am:
            step = _step(Fraction(self.own.labour_market or 0))
            yield self._input("labour_market", self.own.labour_market, step, least=step)
        if parameters.w_h:
            for received in past_reception(parameters):
                years = self.own.received.get(received.group, {})
                for year in range(received.first, received.last + 1):
                    field = ("received", received.group, year)
                    yield self._input(field, years.get(year), one)
        if parameters.w_sb:
            yield self._input("self_settled", self.own.self_settled, one)
        yield from self._bounds()
        if parameters.carry_over != "none":
            yield self._input("previous_number", self.own.previous_number, one)
            yield self._input("previous_received", self.own.previous_received, one)

    def _bounds(self) -> Iterator[Lever]:
        """Only where there is one: a floor or cap that is put just where the number stands says nothing."""
        floor = self.parameters.floor if self.own.floor is None else self.own.floor
        cap = self.parameters.cap if self.own.cap is None else self.own.cap
        unit = Fraction(1, self.parameters.scale)
        if floor:
            yield self._input("floor", floor, unit, most=None if cap is None else Fraction(cap))
        if cap is not None:
            yield self._input("cap", cap, unit, least=Fraction(floor))

    def of_the_total(self) -> Iterator[Lever]:
        """The länstal, and the country's total with it; or that total alone."""
        scenario, given, scale = self.scenario, self.scenario.county_totals, self.parameters.scale

        def with_total(value: Fraction) -> Scenario:
            return replace(scenario, total=int(value * scale))

        def with_lanstal(value: Fraction) -> Scenario:
            assert given is not None
            units = int(value * scale)
            totals = {**given, self.own.county: units}
            return replace(scenario, total=scenario.total - given[self.own.county] + units, county_totals=totals)

        step = Fraction(1, scale)
        if given is not None:
            now = Fraction(given[self.own.county], scale)
            yield Lever("county_total", now, step, Fraction(0), None, with_lanstal)
        elif self.parameters.model.total is None:
            yield Lever("total", Fraction(scenario.total, scale), step, Fraction(0), None, with_total)

    def of_the_weights(self) -> Iterator[Lever]:
        """Those that weigh something: for another the inputs may be missing."""
        for name, most in (("w_am", Fraction(1)), ("w_h", None), ("w_sb", None)):
            now: Fraction = getattr(self.parameters, name)
            if now:
                yield Lever(name, now, WEIGHT_STEP, min(now % WEIGHT_STEP, now), most, self._with_weight(name))

    def _with_weight(self, name: str) -> Callable[[Fraction], Scenario]:
        def vary(value: Fraction) -> Scenario:
            chosen: dict[str, Any] = {name: value}
            return replace(self.scenario, parameters=replace(self.parameters, **chosen))

        return vary

    def _input(
        self,
        field: Field,
        now: Number | None,
        step: Fraction,
        *,
        least: Fraction = Fraction(0),
        most: Fraction | None = None,
    ) -> Lever:
        def vary(value: Fraction) -> Scenario:
            return replace(self.scenario, inputs=self.table.with_one(self.code, field, value))

        name, group, year = (field, "", None) if isinstance(field, str) else field
        return Lever(name, Fraction(now or 0), step, least, most, vary, group, year)


def _step(value: Fraction) -> Fraction:
    """The last decimal that the value is given with."""
    for places in range(LONGEST):
        if (value * 10**places).denominator == 1:
            return Fraction(1, 10**places)
    return Fraction(1, 10**LONGEST)
