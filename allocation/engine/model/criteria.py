"""Criteria weighed together: from what is known of each unit to its share before any bound or rounding.

    s = Σ weight · share of a measure        capacity share; the weights sum to 1, so Σ s = 1
    O = Σ weight · what is set off           past reception and self-settled, say: what the unit has already
    x = s (D + Σ O) − O                      what it would have of D with that set off; Σ x = D

A national model is such a `Composition`, as data: the Swedish one in `swedish.py`, others in `national_models.py`.
Everything is an integer over one denominator; a Fraction is made when somebody asks for it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from allocation.engine.errors import InvalidInput
from allocation.engine.exact import over_common_denominator, text
from allocation.engine.model.columns import Column, Columns, Reader


@dataclass(frozen=True)
class Term:
    """A measure and its weight in the capacity share; below zero where much of the measure is to give less."""

    name: str
    measure: Reader
    weight: Fraction


@dataclass(frozen=True)
class SetOff:
    """What a unit has already: `weight` whole units of the process for each one in the column."""

    name: str
    measure: Reader
    weight: Fraction


@dataclass(frozen=True)
class Composition:
    terms: tuple[Term, ...]  # the first is what the others are compared with, in the steps
    set_off: tuple[SetOff, ...] = ()

    def __post_init__(self) -> None:
        weights = sum((term.weight for term in self.terms), Fraction(0))
        if weights != 1:
            raise InvalidInput(f"the weights of the measures sum to {text(weights)}, not to 1")


class Weighed:
    """Every unit's share of `units`, in integer units; `scale` of them are a whole one.

    D is taken in whole units, so decimals never change the proportions.
    """

    def __init__(self, composition: Composition, columns: Columns, units: int, scale: int = 1) -> None:
        self.composition, self.units, self.scale = composition, units, scale
        self.measures = [columns.column(term.measure) for term in composition.terms]
        self.columns = [columns.column(each.measure) for each in composition.set_off]
        for term, measure in zip(composition.terms, self.measures, strict=True):
            if not measure.total:
                raise InvalidInput(f"{term.name.replace('_', ' ')} is 0 everywhere, so nobody has a share of it")
        self.capacity, self.capacity_denominator = self._capacity()
        set_off, denominator = self._set_off()
        # x = scale · (s · (units / scale + Σ O) − O)
        pool = units * denominator + self.scale * sum(set_off)
        own = self.scale * self.capacity_denominator
        self.denominator = self.capacity_denominator * denominator
        self.modelled = (
            [s * pool - o * own for s, o in zip(self.capacity, set_off, strict=True)]
            if any(set_off)
            else [s * pool for s in self.capacity]
        )

    def capacity_share(self, i: int) -> Fraction:
        return Fraction(self.capacity[i], self.capacity_denominator)

    def share_of(self, term: int, i: int) -> Fraction:
        return Fraction(self.measures[term].numerators[i], self.measures[term].total)

    def modelled_share(self, i: int) -> Fraction:
        return Fraction(self.modelled[i], self.denominator)

    def parts(self, i: int) -> dict[str, Fraction]:
        """What x is the sum of, in the order in which it comes about. In integer units.

        The first measure alone; what each of the others changes; and for what is set off, the unit's share of the
        others' less its own.
        """
        base, capacity = self.share_of(0, i), self.capacity_share(i)
        parts = {self.composition.terms[0].name: base * self.units}
        for j, term in enumerate(self.composition.terms[1:], start=1):
            parts[term.name] = term.weight * (self.share_of(j, i) - base) * self.units
        for each, column in zip(self.composition.set_off, self.columns, strict=True):
            whole = Fraction(column.total, column.denominator)
            part = self.scale * each.weight * (capacity * whole - column[i])
            parts[each.name] = parts.get(each.name, Fraction(0)) + part
        return parts

    def _capacity(self) -> tuple[list[int], int]:
        weights, denominator = over_common_denominator([term.weight for term in self.composition.terms])
        common = math.lcm(*(measure.total for measure in self.measures))
        factors = [weight * (common // measure.total) for weight, measure in zip(weights, self.measures, strict=True)]
        return _combined(self.measures, factors), denominator * common

    def _set_off(self) -> tuple[list[int], int]:
        rates = [
            each.weight / column.denominator
            for each, column in zip(self.composition.set_off, self.columns, strict=True)
        ]
        factors, denominator = over_common_denominator(rates)
        return _combined(self.columns, factors) if factors else [0] * len(self.capacity), denominator

    @cached_property
    def weights(self) -> list[int]:
        """What the units share by: a negative share is none at all. Over `denominator`."""
        return [max(x, 0) for x in self.modelled]


def _combined(columns: Sequence[Column], factors: Sequence[int]) -> list[int]:
    """Σ factor · numerators, unit by unit; columns that weigh nothing cost nothing."""
    used = [(column.numerators, factor) for column, factor in zip(columns, factors, strict=True) if factor]
    if not used:
        return [0] * len(columns[0].numerators)
    numerators, factor = used[0]
    combined = [factor * n for n in numerators]
    for numerators, factor in used[1:]:
        combined = [c + factor * n for c, n in zip(combined, numerators, strict=True)]
    return combined
