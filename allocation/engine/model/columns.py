"""What is known of every unit, as columns of integers: read and checked once, for as many runs as are wanted.

A reader takes what is known of one unit and gives one number, or refuses it by the unit's name. A column is read the
first time that a run asks for it, so what no run weighs may be missing.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allocation.engine.exact import over_common_denominator

# A function, or a frozen dataclass that is called: hashable, so that a column is found by what reads it.
Reader = Callable[[Any], Fraction | int]

SMALLEST, LARGEST = 2.0**-200, 2.0**200


@dataclass(frozen=True)
class Column:
    """One number per unit, as numerators over one denominator."""

    numerators: list[int]
    denominator: int

    @classmethod
    def of(cls, numbers: Sequence[Fraction | int]) -> "Column":
        return cls(*over_common_denominator(numbers))

    def __getitem__(self, i: int) -> Fraction:
        return Fraction(self.numerators[i], self.denominator)

    @cached_property
    def total(self) -> int:
        """Over the same denominator."""
        return sum(self.numerators)

    @cached_property
    def floats(self) -> NDArray[np.float64]:
        """Each number correctly rounded: Python divides integers so."""
        return np.array([as_float(numerator, self.denominator) for numerator in self.numerators])

    @property
    def total_float(self) -> float:
        return as_float(self.total, self.denominator)

    @cached_property
    def is_moderate(self) -> bool:
        """Every number is 0 or of a size where no product of a few of them over- or underflows a float."""
        moderate = np.count_nonzero((self.floats > SMALLEST) & (self.floats < LARGEST))
        return moderate == sum(map(bool, self.numerators)) and is_moderate(self.total, self.denominator)

    def with_one(self, i: int, number: Fraction | int) -> "Column":
        """The same column with another number for one unit, without reading the others again."""
        denominator = math.lcm(self.denominator, number.denominator)
        factor = denominator // self.denominator
        numerators = self.numerators.copy() if factor == 1 else [each * factor for each in self.numerators]
        before, numerators[i] = numerators[i], number.numerator * (denominator // number.denominator)
        column, floats = Column(numerators, denominator), self.floats.copy()
        floats[i] = as_float(numerators[i], denominator)
        column.__dict__.update(total=self.total * factor - before + numerators[i], floats=floats)
        if self.is_moderate:
            sizes = (numerators[i], column.total)
            column.__dict__["is_moderate"] = all(is_moderate(size, denominator) for size in sizes)
        return column


def is_moderate(numerator: int, denominator: int) -> bool:
    return not numerator or SMALLEST < as_float(numerator, denominator) < LARGEST


def as_float(numerator: int, denominator: int) -> float:
    """Infinite where it is too large for a float."""
    try:
        return numerator / denominator
    except OverflowError:
        return math.inf


class Columns:
    def __init__(self, codes: Sequence[str], rows: Sequence[Any]) -> None:
        self.codes, self.rows = tuple(codes), rows
        self._read: dict[Reader, Column] = {}

    def __len__(self) -> int:
        return len(self.codes)

    def column(self, reader: Reader) -> Column:
        column = self._read.get(reader)
        if column is None:
            column = self._read[reader] = Column.of([reader(row) for row in self.rows])
        return column
