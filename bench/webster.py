"""Webster (Sainte-Laguë): 20 000 persons over 290 kommuner by population."""

import heapq
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import partial

import numpy as np
import numpy.typing as npt
from apportionment.methods import compute

from allocation.engine.apportionment import apportion
from bench.harness import Contender, Scale, Work, Wrong
from bench.inputs import populations
from bench.largest_remainder import PERSONS_PER_UNIT


def works(scale: Scale) -> Iterable[Work]:
    weights, total = populations(), 20_000
    names = [str(i) for i in range(len(weights))]
    array = np.array(weights)
    theirs = partial(compute, "saintelague", weights, total, parties=names)
    peers = [
        Contender("apportionment, floats", theirs, exact=False),
        Contender("heap of Fractions", lambda: by_heap(weights, total)),
        Contender("NumPy, bisection in floats", lambda: by_bisection(array, total), exact=False),
    ]
    if scale.slow:
        peers.append(Contender("apportionment, Fractions", partial(theirs, fractions=True)))
    yield webster(290, tuple(peers))


def webster(units: int, peers: tuple[Contender, ...] = ()) -> Work:
    weights, total, order = populations(units), round(units * PERSONS_PER_UNIT), range(units)
    return Work(
        name="Webster",
        ours=Contender("apportion", lambda: apportion(weights, total, method="webster", tie_break=order).amounts),
        peers=peers,
        check=partial(check, weights, total),
        aim=0.1e-3,
        grown=webster,
    )


def by_heap(weights: Sequence[int], total: int) -> list[int]:
    amounts = [0] * len(weights)
    queue = [(-2 * Fraction(weight), i) for i, weight in enumerate(weights)]
    heapq.heapify(queue)
    for _ in range(total):
        i = queue[0][1]
        amounts[i] += 1
        heapq.heapreplace(queue, (Fraction(-2 * weights[i], 2 * amounts[i] + 1), i))
    return amounts


def by_bisection(weights: npt.NDArray[np.int64], total: int) -> npt.NDArray[np.float64]:
    low, high = 0.0, 2 * total / weights.sum()
    while True:
        factor = (low + high) / 2
        amounts = np.floor(weights * factor + 0.5)
        found = amounts.sum()
        if found == total or low == factor:
            return amounts
        low, high = (factor, high) if found < total else (low, factor)


def check(weights: Sequence[int], total: int, amounts: Sequence[int]) -> None:
    """Balinski & Young's min–max inequality: nobody's next seat is worth more than anybody's last."""
    if sum(amounts) != total:
        raise Wrong(f"the amounts sum to {sum(amounts)}, not to {total}")
    following = max(Fraction(weight, 2 * n + 1) for weight, n in zip(weights, amounts, strict=True))
    last = min(Fraction(weight, 2 * n - 1) for weight, n in zip(weights, amounts, strict=True) if n)
    if following > last:
        raise Wrong("a seat would be worth more elsewhere")
