"""Clearing of wishes in 21 län, lots and all: kommuner by population, wishes drawn with a seed (nobody's real ones)."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import highspy
import numpy as np

from allocation.engine.certificate import check as faults
from allocation.engine.clearing.wishes import Cost, Pool, Position, Wish
from allocation.engine.redistribution import Clearing, clear
from bench.harness import Contender, Scale, Work, Wrong
from bench.inputs import POPULATION_YEAR, read

LARGEST = "14"  # Västra Götaland, 49 kommuner
SEED = 2026


def works(scale: Scale) -> Iterable[Work]:
    pools = [pool(code, populations) for code, populations in sorted(kommuner_by_county().items())]
    yield clearing("Clearing, 21 län", pools, aim=0.5)
    largest = [each for each in pools if each.name == LARGEST]
    yield clearing("Clearing, 49 kommuner", largest, aim=0.05)
    yield shown("… with reasons, certificate and check", largest)


def kommuner_by_county() -> dict[str, dict[str, int]]:
    """Länskod → kommunkod → population."""
    found: dict[str, dict[str, int]] = {}
    for row in read("population"):
        if row["year"] == str(POPULATION_YEAR):
            found.setdefault(row["code"][:2], {})[row["code"]] = int(row["population"])
    return found


def pool(county: str, populations: dict[str, int]) -> Pool:
    """Kommuntal by population; a third wishes fewer, a third more, some of them a certain least number or nothing."""
    drawn = np.random.default_rng([SEED, int(county)])
    positions = []
    for code, population in sorted(populations.items()):
        now = max(1, population * 8_200 // 10_452_326)
        kind = drawn.random()
        wish: Wish | None
        if kind < 0.35:
            wish = Wish(0, round(now * drawn.uniform(0.2, 0.9)))
        elif kind < 0.7:
            wish = Wish(now + int(drawn.integers(3, 12)), now + int(drawn.integers(12, 20)))
        else:
            wish = None if kind < 0.85 else Wish(now * 9 // 10, now * 12 // 10)
        positions.append(Position(code, now, wish=wish, lot=int(drawn.choice([0, 0, 4, 8]))))
    return Pool(county, tuple(positions))


def clearing(name: str, pools: Sequence[Pool], aim: float) -> Work:
    return Work(
        name=name,
        ours=Contender(
            "clear",
            lambda: [clear([each]) for each in pools],
            numbers=lambda found: [n for each in found for n in unmet_and_met(each)],
        ),
        peers=(
            Contender("HiGHS, most wishes only", lambda: [n for each in pools for n in by_highs(each, levels=1)]),
            Contender("HiGHS, fewest changes too", lambda: [n for each in pools for n in by_highs(each, levels=3)]),
        ),
        check=partial(check, pools),
        aim=aim,
    )


def shown(name: str, pools: Sequence[Pool]) -> Work:
    """All that the page of "Beräkna förslag" asks for."""

    def run() -> list[Clearing]:
        found = [clear([each]) for each in pools]
        for each in found:
            if faults(each.certificate) or not each.outcomes:
                raise Wrong(f"{each.pools[0].name}: the certificate does not hold")
        return found

    ours = Contender("clear", run, numbers=lambda found: [n for each in found for n in unmet_and_met(each)])
    return Work(name=name, ours=ours, peers=(), check=partial(check, pools), aim=0.2)


def unmet_and_met(found: Clearing) -> tuple[int, int]:
    outcomes = [
        (Cost.of(each, pool.total), found.changes[pool.name, each.code])
        for pool in found.pools
        for each in pool.positions
    ]
    unmet = sum(cost.unmet(change) for cost, change in outcomes)
    return unmet, sum(cost.asked for cost, _ in outcomes) - unmet


def check(pools: Sequence[Pool], answer: Sequence[int]) -> None:
    """Every certificate holds, and proves what was answered."""
    for each, claimed in zip(pools, zip(answer[::2], answer[1::2], strict=True), strict=True):
        found = clear([each])
        if not found.proven or faults(found.certificate) or unmet_and_met(found) != claimed:
            raise Wrong(f"{each.name}: the certificate does not hold")


def by_highs(pool: Pool, levels: int) -> tuple[int, int]:
    """Unmet and met wishes by a mixed integer programme; then, held at that, the deviation; then the kommuner changed.
    No ration, which is quadratic: an easier question than ours."""
    model: Any = highspy.Highs()
    model.setOptionValue("output_flag", False)
    changes: list[Any] = []
    lacking: list[Any] = []
    moved: list[Any] = []
    changed: list[Any] = []
    for each in pool.positions:
        cost, domain = Cost.of(each, pool.total), each.domain(pool.total)
        change = model.addIntegral(lb=domain[0][0], ub=domain[-1][1])
        chosen = [model.addBinary() for _ in domain]
        model.addConstr(sum(chosen) == 1)
        model.addConstr(change >= sum(int(low) * one for (low, _), one in zip(domain, chosen, strict=True)))
        model.addConstr(change <= sum(int(high) * one for (_, high), one in zip(domain, chosen, strict=True)))
        short, away, touched = model.addVariable(lb=0), model.addVariable(lb=0), model.addBinary()
        if cost.content:
            model.addConstr(short >= cost.content[0] - each.now - change)
            model.addConstr(short >= each.now + change - cost.content[1])
        model.addConstr(away >= each.now + change - each.origin)
        model.addConstr(away >= each.origin - each.now - change)
        model.addConstr(change <= max(0, int(domain[-1][1])) * touched)
        model.addConstr(change >= min(0, int(domain[0][0])) * touched)
        for column, variable in ((changes, change), (lacking, short), (moved, away), (changed, touched)):
            column.append(variable)
    model.addConstr(sum(changes) == 0)
    best = []
    for aim in (lacking, moved, changed)[:levels]:
        model.minimize(sum(aim))
        best.append(round(model.getObjectiveValue()))
        model.addConstr(sum(aim) <= best[-1])
    found = best[0]
    return found, sum(Cost.of(each, pool.total).asked for each in pool.positions) - found
