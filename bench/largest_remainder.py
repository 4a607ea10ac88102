"""Largest remainder: 20 000 persons over 290 kommuner by population, with and without every step."""

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
from apportionment.methods import compute
from apportionpy.apportionment import Apportion

from allocation.engine.apportionment import apportion
from bench.harness import Contender, Scale, Work, Wrong
from bench.inputs import populations

PERSONS_PER_UNIT = 20_000 / 290


def works(scale: Scale) -> Iterable[Work]:
    yield plain(290)
    yield with_steps(290)


def plain(units: int) -> Work:
    weights, total, order = populations(units), round(units * PERSONS_PER_UNIT), range(units)
    return Work(
        name="largest remainder",
        ours=Contender("apportion", lambda: apportion(weights, total, tie_break=order).amounts),
        peers=peers(weights, total),
        check=partial(check, weights, total),
        aim=0.05e-3,
        grown=plain,
    )


def with_steps(units: int) -> Work:
    weights, total, order = populations(units), round(units * PERSONS_PER_UNIT), range(units)
    return Work(
        name="largest remainder, every step",
        ours=Contender(
            "apportion",
            lambda: apportion(weights, total, tie_break=order).steps,
            lambda steps: [s.amount for s in steps],
        ),
        peers=peers(weights, total),
        check=partial(check, weights, total),
        aim=1e-3,
        grown=with_steps,
    )


def peers(weights: list[int], total: int) -> tuple[Contender, ...]:
    names, array = [str(i) for i in range(len(weights))], np.array(weights)
    theirs = partial(compute, "largest_remainder", weights, total, parties=names)
    return (
        Contender("apportionment, floats", theirs, exact=False),
        Contender("apportionment, Fractions", partial(theirs, fractions=True)),
        Contender("apportionpy, floats", lambda: Apportion(total, weights, "HAMILTON").fair_shares, exact=False),
        Contender("NumPy int64", lambda: numpy_int64(array, total)),
    )


def numpy_int64(weights: npt.NDArray[np.int64], total: int) -> npt.NDArray[np.int64]:
    amounts, remainders = np.divmod(weights * total, weights.sum())
    amounts[np.argsort(-remainders, kind="stable")[: total - amounts.sum()]] += 1
    return amounts


def check(weights: Sequence[int], total: int, amounts: Sequence[int]) -> None:
    """By hand in Python's integers; among equal remainders the first."""
    mass = sum(weights)
    expected = [weight * total // mass for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(weights[i] * total % mass), i))
    for i in order[: total - sum(expected)]:
        expected[i] += 1
    if list(amounts) != expected:
        raise Wrong("not the largest remainders")
