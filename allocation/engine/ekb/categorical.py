"""Draws of a category with given weights, many at a time, in integers.

The 2³² outcomes of a random uint32 are apportioned between the categories by largest remainder and lie category by
category, so a probability is exact to within 2⁻³², and 0 where the weight is 0. Nearly every outcome is known from its
upper half alone, by a table; the few whose upper half two categories share are searched for.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from allocation.engine.apportionment import apportion
from allocation.engine.exact import Number

BITS, LOWER = 32, 16
SHARED = -1


class Categorical:
    def __init__(self, weights: Sequence[Number]) -> None:
        outcomes = apportion(weights, 2**BITS, tie_break=range(len(weights))).amounts
        self.ends = np.cumsum(np.array(outcomes, dtype=np.uint64))  # category k has the outcomes below ends[k]
        first = np.arange(2 ** (BITS - LOWER), dtype=np.uint64) << np.uint64(LOWER)
        lowest, highest = self._search(first), self._search(first + np.uint64(2**LOWER - 1))
        self.by_upper_half = np.where(lowest == highest, lowest, SHARED).astype(np.min_scalar_type(-len(weights)))

    def draw(self, generator: np.random.Generator, shape: tuple[int, ...]) -> npt.NDArray[np.signedinteger[Any]]:
        """Positions among the weights. One random number each, so a generator in the same state gives the same."""
        return self.at(generator.integers(2**BITS, size=shape, dtype=np.uint32))

    def at(self, outcomes: npt.NDArray[np.uint32]) -> npt.NDArray[np.signedinteger[Any]]:
        flat = outcomes.reshape(-1)
        found = self.by_upper_half[flat >> np.uint32(LOWER)]
        shared = np.flatnonzero(found == SHARED)
        found[shared] = self._search(flat[shared].astype(np.uint64))
        return found.reshape(outcomes.shape)

    def _search(self, outcomes: npt.NDArray[np.uint64]) -> npt.NDArray[np.intp]:
        return np.searchsorted(self.ends, outcomes, side="right")
