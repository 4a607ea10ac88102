"""Draws of a category with given weights, many at a time: Walker's alias method (Vose 1991) in integers.

The 2³² outcomes of a random uint32 are apportioned between the categories by largest remainder, so a category's
probability is exact to within 2⁻³², and 0 where its weight is 0. The upper bits choose a cell, the lower ones between
the cell's own category and one other.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from allocation.engine.apportionment import apportion
from allocation.engine.exact import Number

BITS = 32


class Categorical:
    def __init__(self, weights: Sequence[Number]) -> None:
        cells = max(1, (len(weights) - 1).bit_length())
        self.shift = BITS - cells
        outcomes = list(apportion(weights, 2**BITS, tie_break=range(len(weights))).amounts)
        own, other = _fill(outcomes + [0] * (2**cells - len(outcomes)), 2**self.shift)
        self.own = np.array(own, dtype=np.uint32)
        self.other = np.array(other, dtype=np.min_scalar_type(-len(other)))

    def draw(self, generator: np.random.Generator, shape: tuple[int, ...]) -> npt.NDArray[np.signedinteger[Any]]:
        """Positions among the weights. One random number each, so a generator in the same state gives the same."""
        return self.at(generator.integers(2**BITS, size=shape, dtype=np.uint32))

    def at(self, outcomes: npt.NDArray[np.uint32]) -> npt.NDArray[np.signedinteger[Any]]:
        cell = (outcomes >> np.uint32(self.shift)).astype(self.other.dtype)
        rest = outcomes & np.uint32(2**self.shift - 1)
        return np.where(rest < self.own[cell], cell, self.other[cell])


def _fill(outcomes: list[int], size: int) -> tuple[list[int], list[int]]:
    """Cells of `size` outcomes: how many are the cell's own, and whose the others are."""
    own, other = [size] * len(outcomes), list(range(len(outcomes)))
    poor = [i for i, count in enumerate(outcomes) if count < size]
    rich = [i for i, count in enumerate(outcomes) if count > size]
    left = list(outcomes)
    while poor:
        cell, giver = poor.pop(), rich[-1]
        own[cell], other[cell] = left[cell], giver
        left[giver] -= size - left[cell]
        if left[giver] <= size:
            rich.pop()
            if left[giver] < size:
                poor.append(giver)
    return own, other
