"""What would have changed a number by one: the nearest value of each input at which it does, all else equal.

For each lever and each way the number may go: steps of 1, 2, 4, … until the number has changed, then that interval is
narrowed to one single step. Both ends are evaluated by the model: at `value` the number has changed, at `before`, one
step nearer, it has not. A larger input does not always give a larger number (a kommun may lose a remainder's place to
another, and take it back), so the way there is looked through too: all of it where it is at most `LOOKED_THROUGH`
steps, else at so many places. Only between those can an earlier change, and back again, go unseen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from allocation.engine.exact import text
from allocation.engine.explaining.levers import Lever, levers
from allocation.engine.model.inputs import Inputs
from allocation.engine.model.parameters import Parameters
from allocation.engine.model.scenario_batches import Scenario
from allocation.engine.model.scenarios import run_scenarios
from allocation.engine.model.table import Table

SECTIONS = 8  # an interval is cut in so many at a time: few rounds, each run as one batch
LOOKED_THROUGH = 64
MORE, FEWER = 1, -1


@dataclass(frozen=True)
class Boundary:
    value: Fraction  # here the number is another
    before: Fraction  # one step nearer to what it is now: here it is not
    number: Fraction  # in whole units of the process

    def as_json(self) -> dict[str, str]:
        return {"value": text(self.value), "before": text(self.before), "number": text(self.number)}


@dataclass(frozen=True)
class Sensitivity:
    lever: Lever
    more: Boundary | None  # None: nothing within reason makes the number larger
    fewer: Boundary | None

    def as_json(self) -> dict[str, Any]:
        lever = self.lever
        return {
            "input": lever.name,
            **({"group": lever.group, "year": lever.year} if lever.group else {}),
            "now": text(lever.now),
            "step": text(lever.step),
            "tried": [text(lever.at(-lever.steps(-1))), text(lever.at(lever.steps(1)))],
            "one_more": None if self.more is None else self.more.as_json(),
            "one_fewer": None if self.fewer is None else self.fewer.as_json(),
        }


@dataclass
class _Search:
    """Between `near` and `far` steps away the number goes over to `sign` of what it was."""

    lever: Lever
    sign: int
    near: int
    far: int
    number: int
    looked_through: bool = False  # all the way from what it is now

    def cuts(self) -> list[int]:
        """Strictly between the two; and when they have met, along the way there."""
        if abs(self.far - self.near) > 1:
            return _between(self.near, self.far, SECTIONS)
        self.looked_through = True
        return _between(0, self.near, LOOKED_THROUGH)

    def narrow(self, cuts: Sequence[int], numbers: Sequence[int], now: int) -> None:
        near = 0 if self.looked_through else self.near
        for cut, number in zip(cuts, numbers, strict=True):
            if _has_changed(number, now, self.sign):
                self.near, self.far, self.number, self.looked_through = near, cut, number, False
                return
            near = cut
        if not self.looked_through:
            self.near = near

    @property
    def is_done(self) -> bool:
        return self.looked_through

    def boundary(self, scale: int) -> Boundary:
        return Boundary(self.lever.at(self.far), self.lever.at(self.near), Fraction(self.number, scale))


def changes_by_one(
    parameters: Parameters,
    inputs: Inputs | Table,
    total: int,
    county_totals: Mapping[str, int] | None = None,
    *,
    code: str,
) -> list[Sensitivity]:
    """For each input of the kommun, the total and the weights: what makes its number one larger, one smaller."""
    scenario = Scenario(parameters, Table.of(inputs), total, county_totals)
    place, now = scenario.table.index(code), scenario.run().amounts[code]
    found = levers(scenario, code)
    searches = _begin(found, now, place)
    going = searches
    while going:
        _cut(going, [search.cuts() for search in going], now, place)
        going = [search for search in searches if not search.is_done]
    nearest_last = sorted(searches, key=lambda search: abs(search.far), reverse=True)
    told = {(id(search.lever), search.sign): search.boundary(parameters.scale) for search in nearest_last}
    return [Sensitivity(lever, told.get((id(lever), MORE)), told.get((id(lever), FEWER))) for lever in found]


def _cut(searches: Sequence[_Search], cuts: Sequence[list[int]], now: int, place: int) -> None:
    """All searches one round on, as one batch."""
    probes = [(search.lever, cut) for search, own in zip(searches, cuts, strict=True) for cut in own]
    numbers = iter(_numbers(probes, place))
    for search, own in zip(searches, cuts, strict=True):
        search.narrow(own, [next(numbers) for _ in own], now)


def _between(near: int, far: int, sections: int) -> list[int]:
    """At most `sections` − 1 of the whole numbers strictly between the two, evenly, from `near` on."""
    width, direction = abs(far - near), 1 if far > near else -1
    places = {width * i // sections for i in range(1, sections)} - {0}
    return [near + direction * place for place in sorted(places)]


def _begin(found: Sequence[Lever], now: int, place: int) -> list[_Search]:
    """The first doubling at which the number has changed, each way that the input may go."""
    ways = [(lever, direction, _doublings(lever.steps(direction))) for lever in found for direction in (1, -1)]
    probes = [(lever, direction * steps) for lever, direction, grid in ways for steps in grid]
    numbers = iter(_numbers(probes, place))
    searches = []
    for lever, direction, grid in ways:
        amounts = [next(numbers) for _ in grid]
        searches += [_crossing(lever, sign, direction, grid, amounts, now) for sign in (MORE, FEWER)]
    return [search for search in searches if search]


def _crossing(
    lever: Lever, sign: int, direction: int, grid: Sequence[int], amounts: Sequence[int], now: int
) -> _Search | None:
    near = 0
    for steps, number in zip(grid, amounts, strict=True):
        if number < 0:  # refused: no number has this input
            return None
        if _has_changed(number, now, sign):
            return _Search(lever, sign, near, direction * steps, number)
        near = direction * steps
    return None


def _doublings(most: int) -> list[int]:
    return [*(1 << bit for bit in range(max(0, most - 1).bit_length())), most] if most else []


def _has_changed(number: int, now: int, sign: int) -> bool:
    """A refused one, −1, is no number."""
    return number >= 0 and sign * (number - now) > 0


def _numbers(probes: Sequence[tuple[Lever, int]], place: int) -> list[int]:
    """The kommun's number at each; −1 where it is refused."""
    if not probes:
        return []
    results = run_scenarios([lever.vary(lever.at(steps)) for lever, steps in probes])
    numbers: list[int] = results.amounts[:, place].tolist()
    return numbers
