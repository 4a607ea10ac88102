"""The criteria weighed together: from what is known of each kommun to its share before any bound or rounding.

    b = population share            a = labour-market index, scaled so that Σ b a = 1
    s = b ((1 − w_am) + w_am a)     capacity share, Σ s = 1
    H = Σ v · past reception        E = w_sb · forecast of self-settled
    R = D + w_h Σ H + Σ E
    x = s R − w_h H − E             what the kommun would have of D with its past set off; Σ x = D

The criteria are those of docs/policy/lag-2016-38.md 7 § and docs/policy/lma-1994-137.md 3 b §. The shape and
the weights are Jämka's assumption (`parameters.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from allocation.engine.errors import InvalidInput
from allocation.engine.inputs import Values
from allocation.engine.parameters import Parameters


@dataclass(frozen=True)
class Share:
    """One kommun in the formula. `modelled` and `parts` are in integer units of the process."""

    values: Values
    population_share: Fraction  # b
    labour_factor: Fraction  # a; 1 where the labour market has no weight
    capacity_share: Fraction  # s
    modelled: Fraction  # x
    parts: Mapping[str, Fraction]  # what x is the sum of, criterion by criterion


def weigh(parameters: Parameters, values: Sequence[Values], units: int) -> list[Share]:
    """Every kommun's share of `units`. D is taken in whole persons or ‰, so decimals never change the proportions."""
    people = sum(each.population for each in values)
    indexed = sum((each.population * each.labour_market for each in values), Fraction(0))
    if not people:
        raise InvalidInput("nobody lives in any of the kommuner")
    if parameters.w_am and not indexed:
        raise InvalidInput("the labour-market index is 0 in every kommun")
    demand = Fraction(units, parameters.scale)
    received = parameters.w_h * sum((each.past_reception for each in values), Fraction(0))
    settled = parameters.w_sb * sum((each.self_settled for each in values), Fraction(0))

    def share(each: Values) -> Share:
        population = Fraction(each.population, people)
        labour = each.labour_market * people / indexed if parameters.w_am else Fraction(1)
        capacity = population * (1 - parameters.w_am + parameters.w_am * labour)
        parts = {
            "population": population * demand,
            "labour_market": (capacity - population) * demand,
            "past_reception": capacity * received - parameters.w_h * each.past_reception,
            "self_settled": capacity * settled - parameters.w_sb * each.self_settled,
        }
        in_units = {name: part * parameters.scale for name, part in parts.items()}
        return Share(each, population, labour, capacity, sum(in_units.values(), Fraction(0)), in_units)

    return [share(each) for each in values]
