"""A year of ensamkommande barn, many times over: what the andelstal may come to mean for a kommun.

Which children have anknytning, and to where, is drawn; the rest follow måluppfyllelse exactly. A simulation, never an
anvisning. No cumulative counts per kommun are public, so a demo starts from made-up ones and says so. That children
are drawn independently of each other, with the same probabilities all year, is assumed.

Why it is quick: a kommun that has received i children this year claims the next with (A + i) / p, whoever the others
are. So all claims stand in one order from the start: the course of a year without any anknytning. Every child who comes
to a kommun, for either reason, uses up the kommun's first unused claim; a child without anknytning takes the first
unused claim of the whole order, and what lies before it is used for good. A year is then a place in that order and a
count per kommun, and thousands of years advance side by side.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from allocation.engine.ekb.arrivals import MALUPPFYLLELSE, sequence
from allocation.engine.ekb.categorical import Categorical
from allocation.engine.errors import InvalidInput
from allocation.engine.exact import Number, exact, text, whole
from allocation.engine.fulfilment import Fulfilment, refuse_no_codes

Counts = npt.NDArray[np.signedinteger[Any]]

BLOCK = 5000  # years that advance together: as many as fit a processor's cache
QUANTILES = (5, 50, 95)


@dataclass(frozen=True)
class Spread:
    """A number of children over the simulated years."""

    mean: Fraction
    quantiles: Mapping[int, int]  # per cent → the least number that so many per cent of the years do not exceed
    at_least_one: Fraction  # share of the years
    more_than_three: Fraction

    @classmethod
    def of(cls, children: Counts) -> "Spread":
        """`children`: one number per year."""
        years = len(children)
        up_to = np.cumsum(np.bincount(children)).tolist()  # years with at most 0, 1, 2, … children
        return cls(
            mean=Fraction(int(children.sum(dtype=np.int64)), years),
            quantiles={q: int(np.searchsorted(up_to, -(-q * years // 100))) for q in QUANTILES},
            at_least_one=1 - Fraction(up_to[0], years),
            more_than_three=1 - Fraction(up_to[min(3, len(up_to) - 1)], years),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "mean": text(self.mean),
            "quantiles": {str(q): number for q, number in self.quantiles.items()},
            "at_least_one": text(self.at_least_one),
            "more_than_three": text(self.more_than_three),
        }


@dataclass(frozen=True)
class Simulation:
    """Years × kommuner, the latter in the order of `units`."""

    units: tuple[str, ...]
    received: Counts = field(repr=False)
    by_fulfilment: Counts = field(repr=False)  # of these, children without anknytning

    def spread(self, units: Iterable[str], reason: str | None = None) -> Spread:
        """Of one kommun, or of several together (a län); of all children, or of those who came by måluppfyllelse.

        A list of kommunkoder: each counts once, so one that is named twice is refused, and so is a list of none.
        """
        return Spread.of(self.per_year(units, reason))

    def per_year(self, units: Iterable[str], reason: str | None = None) -> Counts:
        if reason not in (None, MALUPPFYLLELSE):
            raise InvalidInput(f"the reason is {MALUPPFYLLELSE} or none at all, not {reason!r}")
        place = {unit: i for i, unit in enumerate(self.units)}
        chosen = _checked_units(units, place)
        counts = self.received if reason is None else self.by_fulfilment
        return counts[:, [place[unit] for unit in chosen]].sum(axis=1, dtype=np.int64)


def simulate(
    start: Fulfilment,
    *,
    years: int,
    children: int,
    anknytning: Number,
    weights: Mapping[str, Number],
    seed: int,
) -> Simulation:
    """`years` possible courses of one year with `children`, each from `start`.

    `anknytning` is the probability that a child has it (2024: 0.72), `weights` say to which kommun, in proportion.
    The same arguments give the same result.
    """
    years, children = whole(years, what="the number of years"), whole(children, what="the number of children")
    if not years or not children:
        raise InvalidInput("at least one year and one child are needed")
    order = Order(start, children)
    chances = Categorical(_chances(start, exact(anknytning, what="the probability of anknytning"), weights))
    generator = np.random.Generator(np.random.PCG64(whole(seed, what="the seed")))
    blocks = [
        order.play(chances.draw(generator, (children, min(BLOCK, years - first)))) for first in range(0, years, BLOCK)
    ]
    received, by_fulfilment = (np.concatenate(counts) for counts in zip(*blocks, strict=True))
    return Simulation(order.units, received, by_fulfilment)


class Order:
    """The claims of a year, first to last: whose each is, and how many the kommun must have received to have used it.

    As many claims as children suffice, since at most so many are used.
    """

    def __init__(self, start: Fulfilment, children: int) -> None:
        self.units = tuple(start.shares)
        place = {unit: i for i, unit in enumerate(self.units)}
        owners = [place[turn.unit] for turn in sequence(start, [None] * children).turns]
        earlier = [0] * len(self.units)
        used_above = []
        for owner in owners:
            used_above.append(earlier[owner])
            earlier[owner] += 1
        self.owners = np.array(owners, dtype=np.intp)
        self.used_above = np.array(used_above, dtype=np.min_scalar_type(-children - 1))

    def play(self, arrivals: Counts) -> tuple[Counts, Counts]:
        """`arrivals`, children × years: the position in `units` that a child has anknytning to, or len(units).

        Returns what every kommun received, and how much of it by måluppfyllelse, both years × kommuner.
        """
        if len(arrivals) > len(self.owners):
            raise InvalidInput(f"{len(arrivals)} children arrive, the order holds {len(self.owners)} claims")
        if arrivals.min() < 0 or arrivals.max() > len(self.units):
            raise InvalidInput(f"anknytning is a position among {len(self.units)} kommuner, or that number for none")
        years, width = arrivals.shape[1], len(self.units) + 1  # the last column counts children without anknytning
        received, by_fulfilment = (np.zeros((years, width), self.used_above.dtype) for _ in range(2))
        counts, fulfilled = received.reshape(-1), by_fulfilment.reshape(-1)
        rows = np.arange(years) * width
        places = np.zeros(years, dtype=np.intp)
        for anknytning in arrivals:
            counts[rows + anknytning] += 1
            without = np.flatnonzero(anknytning == width - 1)
            cells, places[without] = self._first_unused(counts, rows[without], places[without])
            counts[cells] += 1
            fulfilled[cells] += 1
        return received[:, :-1], by_fulfilment[:, :-1]

    def _first_unused(
        self, counts: Counts, rows: npt.NDArray[np.intp], places: npt.NDArray[np.intp]
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """From `places` on: the cell of the first unused claim's owner in `counts`, and the claim's place."""
        cells = rows + self.owners[places]
        used = np.flatnonzero(counts[cells] > self.used_above[places])
        while used.size:
            places[used] += 1
            further = places[used]
            cells[used] = rows[used] + self.owners[further]
            used = used[counts[cells[used]] > self.used_above[further]]
        return cells, places


def _checked_units(units: Iterable[str], known: Mapping[str, int]) -> list[str]:
    if isinstance(units, str) or not isinstance(units, Iterable):
        raise InvalidInput(f"the kommuner are not a list ({units!r})")
    chosen = list(units)
    if not chosen:
        raise InvalidInput.because("no_units")
    seen: set[str] = set()
    for unit in chosen:
        if not isinstance(unit, str) or unit not in known:
            raise InvalidInput("is not in the simulation", str(unit))
        if unit in seen:
            raise InvalidInput.because("unit_twice", unit)
        seen.add(unit)
    return chosen


def _chances(start: Fulfilment, anknytning: Fraction, weights: Mapping[str, Number]) -> list[Fraction]:
    """Per kommun the probability that a child has anknytning there, and last that it has none."""
    if anknytning > 1:
        raise InvalidInput(f"the probability of anknytning is {text(anknytning)}, more than 1")
    refuse_no_codes(weights, "the weights of anknytning")
    for unit in sorted(start.shares.keys() ^ weights.keys()):
        raise InvalidInput(f"has no {'weight of anknytning' if unit in start.shares else 'andelstal'}", unit)
    given = {unit: exact(weights[unit], unit, "the weight of anknytning") for unit in start.shares}
    together = sum(given.values(), Fraction(0))
    if not together and anknytning:
        raise InvalidInput("every weight of anknytning is 0, so no kommun can be drawn")
    return [anknytning * weight / (together or 1) for weight in given.values()] + [1 - anknytning]
