"""Many apportionments at once: the same methods, with a row for each scenario.

apportion_many([[47, 16, 158], [50, 16, 158]], [10, 12]).amounts
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from allocation.engine.apportionment import choose
from allocation.engine.contest import Tie, award
from allocation.engine.exact import Number
from allocation.engine.methods import LARGEST_REMAINDER
from allocation.engine.problem import Array, Bound, read_problems
from allocation.engine.shares import fair_shares

Weights = Sequence[Number] | Sequence[Sequence[Number]] | Array


@dataclass(frozen=True)
class Apportionments:
    method: str
    units: tuple[Hashable, ...]
    amounts: NDArray[np.int64] = field(repr=False)  # (S, N)
    ties: Mapping[int, Tie]  # by scenario, where one decided a seat


def apportion_many(
    weights: Weights,
    totals: Sequence[int] | Array | int,
    *,
    method: str = LARGEST_REMAINDER,
    floor: Bound = 0,
    cap: Bound = None,
    tie_break: Sequence[Hashable] | None = None,
    units: Sequence[Hashable] | None = None,
) -> Apportionments:
    """As `apportion` for every scenario: weights (S, N) or (N,) for all, totals (S,) or one for all.

    `floor`, `cap`, `tie_break` and `units` are those of every scenario. An error names the scenario and the unit.
    """
    chosen = choose(method)
    problem = read_problems(weights, totals, floor, cap, units)
    amounts, ties = award(problem, chosen.contest(problem, fair_shares(problem)), tie_break)
    return Apportionments(method, tuple(problem.units), amounts.astype(np.int64), ties)
