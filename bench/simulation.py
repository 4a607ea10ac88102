"""Måluppfyllelse: 10 000 simulated years of 500 children over 290 kommuner, from made-up cumulative counts."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from allocation.engine.apportionment import apportion
from allocation.engine.ekb.simulation import Counts, Order, simulate
from allocation.engine.exact import Number
from allocation.engine.fulfilment import Fulfilment, read_fulfilment
from bench.harness import Contender, Scale, Work, Wrong
from bench.inputs import populations

CHILDREN = 500
ANKNYTNING = Decimal("0.72")  # 2024
SEED = 2016
PROMILLE_IN_UNITS = 100_000


def works(scale: Scale) -> Iterable[Work]:
    start, weights = country()
    arrivals = drawn(scale.years, list(weights.values()))
    order = Order(start, CHILDREN)
    yield Work(
        name=f"simulation of {scale.years} years",
        ours=Contender(
            "simulate",
            lambda: (
                simulate(
                    start, years=scale.years, children=CHILDREN, anknytning=ANKNYTNING, weights=weights, seed=SEED
                ).received
            ),
            lambda received: received.sum(axis=1).tolist(),
        ),
        peers=(),
        check=every_child_once,
        aim=0.3,
    )
    yield Work(
        name="the same without drawing, arrivals given",
        ours=Contender("Order.play", lambda: order.play(arrivals)[0], flat),
        peers=(Contender("NumPy, argmin over all", lambda: by_argmin(start, arrivals), flat),),
        check=lambda received: every_child_once(np.array(received).reshape(scale.years, -1).sum(axis=1).tolist()),
    )


def country() -> tuple[Fulfilment, dict[str, Number]]:
    """Andelstal by population, at least 1 ‰; counts near them, but never public and so made up."""
    people = populations()
    codes = [f"{i:04}" for i in range(len(people))]
    shares = apportion(people, PROMILLE_IN_UNITS, floor=100, tie_break=range(len(people))).amounts
    generator = np.random.Generator(np.random.PCG64(SEED))
    counts = [int(share * generator.uniform(0.3, 0.5)) for share in shares]
    start = read_fulfilment(
        dict(zip(codes, shares, strict=True)), dict(zip(codes, counts, strict=True)), unit_sum=PROMILLE_IN_UNITS
    )
    return start, dict(zip(codes, people, strict=True))


def drawn(years: int, weights: Sequence[Number]) -> Counts:
    """Children × years: a position among the kommuner, or their number where there is no anknytning."""
    chances = np.array([float(weight) for weight in weights])
    chances = np.append(chances / chances.sum() * float(ANKNYTNING), 1 - float(ANKNYTNING))
    generator = np.random.Generator(np.random.PCG64(SEED))
    return np.asarray(generator.choice(len(chances), size=(CHILDREN, years), p=chances), dtype=np.int16)


def by_argmin(start: Fulfilment, arrivals: Counts) -> npt.NDArray[np.float64]:
    """Every child looks through all kommuner. Larger shares come first, so that argmin's first is the rule's.

    Equal fractions are equal floats, and unequal ones of this size unequal: the answer is exact.
    """
    kommuner = sorted(range(len(start.shares)), key=lambda i: (-list(start.shares.values())[i], i))
    counts = np.array(list(start.counts.values()), dtype=float)[kommuner]
    shares = np.array([float(share) for share in start.shares.values()])[kommuner]
    place = np.argsort(np.append(kommuner, len(kommuner)))
    years = np.arange(arrivals.shape[1])
    received = np.tile(counts, (len(years), 1))
    claims = np.tile(counts / shares, (len(years), 1))
    for anknytning in arrivals:
        chosen = place[anknytning]
        without = chosen == len(kommuner)
        chosen[without] = claims[without].argmin(axis=1)
        received[years, chosen] += 1
        claims[years, chosen] = received[years, chosen] / shares[chosen]
    return (received - counts)[:, place[:-1]]


def flat(received: npt.NDArray[Any]) -> list[int]:
    return received.astype(int).reshape(-1).tolist()


def every_child_once(per_year: Sequence[int]) -> None:
    if set(per_year) != {CHILDREN}:
        raise Wrong("a year does not hold its children")
