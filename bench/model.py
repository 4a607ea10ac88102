"""The model: län by länstal, then kommun, for kommuntal 2026; one set of parameters, and many.

The labour-market index is the tax base, as a stand-in; the weights are Jämka's assumed ones.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from allocation.engine.formula import run_model
from allocation.engine.model.inputs import Inputs, MunicipalityInput
from allocation.engine.model.parameters import Parameters, assumed_parameters
from allocation.engine.model.scenarios import sweep
from allocation.engine.model.table import Table
from bench.harness import Contender, Scale, Work, Wrong
from bench.inputs import POPULATION_YEAR, populations, read

YEAR, RECEIVED = 2026, 2018
Floats = npt.NDArray[np.float64]


class Country(NamedTuple):
    """Columns, a row per kommun in order of kommunkod."""

    people: list[int]
    labour_market: list[int]
    received: list[int]
    counties: list[str]
    totals: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.totals.values())


class Given:
    """The same country as each contender wants it, made before any time is taken."""

    def __init__(self, units: int) -> None:
        self.country = country(units)
        self.parameters = parameters()
        self.table = Table(inputs(self.country))
        people, index, received, counties, totals = self.country
        self.people, self.index, self.received = (np.array(each, dtype=float) for each in (people, index, received))
        names = sorted(totals)
        self.county = np.array([names.index(county) for county in counties])
        self.county_totals = np.array([totals[name] for name in names])
        order = np.argsort(self.county, kind="stable")
        self.starts = np.searchsorted(self.county[order], np.arange(len(names)))

    @cached_property
    def frame(self) -> pd.DataFrame:
        frame = pd.DataFrame(self.country._asdict() | {"totals": None})
        return frame.assign(totals=frame["counties"].map(self.country.totals))


def works(scale: Scale) -> Iterable[Work]:
    yield numbers(290)
    yield steps(290)
    yield parameter_sets(scale.scenarios)


def numbers(units: int) -> Work:
    given = Given(units)
    return Work(
        name="model",
        ours=Contender("run_model", lambda: ours(given).vector),
        peers=peers(given),
        check=lambda amounts: check(given.country, [(given.parameters.w_am, given.parameters.w_h)], amounts),
        aim=1e-3,
        grown=numbers,
    )


def steps(units: int) -> Work:
    given = Given(units)
    return Work(
        name="model, every step read",
        ours=Contender(
            "run_model, steps",
            lambda: [row.steps for row in ours(given).rows],
            lambda rows: [sum(s.values()) for s in rows],
        ),
        peers=peers(given),
        check=lambda amounts: check(given.country, [(given.parameters.w_am, given.parameters.w_h)], amounts),
        aim=1e-3,
        grown=steps,
    )


def parameter_sets(scenarios: int) -> Work:
    given = Given(290)
    pairs = [(Fraction(400 + i % 50, 1000), Fraction(30 + i // 50, 1000)) for i in range(scenarios)]
    w_am, w_h = (list(column) for column in zip(*pairs, strict=True))
    country = given.country
    vary: dict[str, list[Any]] = {"w_am": w_am, "w_h": w_h}
    floats = [np.array(column, dtype=float)[:, None] for column in (w_am, w_h)]
    return Work(
        name=f"model, {scenarios} sets of parameters",
        ours=Contender(
            "sweep",
            lambda: sweep(given.parameters, given.table, country.total, country.totals, vary=vary).amounts,
            flat,
        ),
        peers=(
            Contender("NumPy, floats", lambda: in_numpy(given, *floats), flat, exact=False),
            Contender(
                "NumPy, floats, one by one", lambda: [in_numpy(given, *map(float, p)) for p in pairs], flat, exact=False
            ),
        ),
        check=lambda amounts: check(country, pairs, amounts),
        aim=0.1,
    )


def ours(given: Given) -> Any:
    return run_model(given.parameters, given.table, given.country.total, given.country.totals)


def peers(given: Given) -> tuple[Contender, ...]:
    w_am, w_h = float(given.parameters.w_am), float(given.parameters.w_h)
    return (
        Contender("pandas, floats", lambda: in_pandas(given.frame, w_am, w_h), exact=False),
        Contender("NumPy, floats", lambda: in_numpy(given, w_am, w_h), flat, exact=False),
    )


def flat(amounts: Any) -> list[int]:
    return np.asarray(amounts).astype(int).reshape(-1).tolist()


def in_numpy(given: Given, w_am: float | Floats, w_h: float | Floats) -> Floats:
    """(N,) for one set of parameters, (S, N) for S; no tie is seen."""
    people, labour = given.people, given.people * given.index
    capacity = (1 - w_am) * people / people.sum() + w_am * labour / labour.sum()
    modelled = capacity * (given.country.total + w_h * given.received.sum()) - w_h * given.received
    weights = np.maximum(modelled, 0)
    mass = np.add.reduceat(weights, given.starts, axis=-1)
    quotas = weights / mass[..., given.county] * given.county_totals[given.county]
    amounts = np.floor(quotas)
    left = given.county_totals - np.add.reduceat(amounts, given.starts, axis=-1)
    order = np.argsort(given.county + 1 - (quotas - amounts), axis=-1)
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.broadcast_to(np.arange(order.shape[-1]), order.shape), axis=-1)
    return amounts + (places - given.starts[given.county] < left[..., given.county])


def in_pandas(frame: pd.DataFrame, w_am: float, w_h: float) -> "pd.Series[int]":
    labour = frame["people"] * frame["labour_market"]
    capacity = (1 - w_am) * frame["people"] / frame["people"].sum() + w_am * labour / labour.sum()
    total = frame.groupby("counties")["totals"].first().sum()
    weights = (capacity * (total + w_h * frame["received"].sum()) - w_h * frame["received"]).clip(lower=0)
    quotas = weights / weights.groupby(frame["counties"]).transform("sum") * frame["totals"]
    amounts = quotas.astype(int)
    left = frame["totals"] - amounts.groupby(frame["counties"]).transform("sum")
    places = (quotas - amounts).groupby(frame["counties"]).rank(method="first", ascending=False)
    return amounts + (places <= left).astype(int)


def check(country: Country, weights: Sequence[tuple[Fraction, Fraction]], amounts: Sequence[int]) -> None:
    """By hand in Python's integers, everything times the sums that it would be divided by."""
    units = len(country.people)
    for n, (w_am, w_h) in enumerate(weights):
        if list(amounts[n * units : (n + 1) * units]) != by_hand(country, w_am, w_h):
            raise Wrong(f"not the model's numbers for w_am {w_am}, w_h {w_h}")


def by_hand(country: Country, w_am: Fraction, w_h: Fraction) -> list[int]:
    people, received = country.people, country.received
    a, h = int(w_am * 1000), int(w_h * 1000)
    indexed = [p * i for p, i in zip(people, country.labour_market, strict=True)]
    all_people, all_indexed = sum(people), sum(indexed)
    pool = 1000 * country.total + h * sum(received)
    shares = [
        max(0, ((1000 - a) * p * all_indexed + a * i * all_people) * pool - 1000 * h * all_people * all_indexed * r)
        for p, i, r in zip(people, indexed, received, strict=True)
    ]
    numbers = [0] * len(people)
    members: dict[str, list[int]] = {}
    for k, county in enumerate(country.counties):
        members.setdefault(county, []).append(k)
    for county, those in members.items():
        mass, total = sum(shares[k] for k in those), country.totals[county]
        for k in those:
            numbers[k] = shares[k] * total // mass
        order = sorted(those, key=lambda k: (-(shares[k] * total % mass), -people[k], k))
        for k in order[: total - sum(numbers[k] for k in those)]:
            numbers[k] += 1
    return numbers


@cache
def country(units: int) -> Country:
    """The real kommuner, and for a larger country the same again and again; every länstal grows with them."""
    kommuner = read("kommuner")
    reception = {row["code"]: int(row["total"]) for row in read("reception_2018")}
    taxbase = {row["code"]: int(row["sek_per_inhabitant"]) for row in read("taxbase")}
    ordered = [kommuner[i * len(kommuner) // units] for i in range(units)]  # by län, as the codes are
    times = -(-units // len(kommuner))
    people = dict(zip((row["code"] for row in kommuner), populations(), strict=True))
    return Country(
        people=[people[row["code"]] + i % times for i, row in enumerate(ordered)],
        labour_market=[taxbase[row["code"]] for row in ordered],
        received=[reception[row["code"]] for row in ordered],
        counties=[row["county_code"] for row in ordered],
        totals={row["county_code"]: int(row["persons"]) * times for row in read("lanstal") if row["year"] == str(YEAR)},
    )


def parameters() -> Parameters:
    """Everybody received is one group: the figures hold their sum."""
    return assumed_parameters(
        "kommuntal", year=YEAR, population_year=POPULATION_YEAR, windows={"nyanlanda": (RECEIVED, RECEIVED)}
    )


def inputs(country: Country) -> Inputs:
    columns = zip(country.people, country.labour_market, country.received, country.counties, strict=True)
    return Inputs(
        [
            MunicipalityInput(f"{i:06}", county, people, index, {"nyanlanda": {RECEIVED: received}})
            for i, (people, index, received, county) in enumerate(columns)
        ],
        POPULATION_YEAR,
    )
