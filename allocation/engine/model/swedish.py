"""The Swedish model as a composition of criteria.

    b = population share            a = labour-market index, scaled so that Σ b a = 1
    s = (1 − w_am) b + w_am b a     capacity share
    O = w_h H + w_sb E              H = Σ v · past reception, E = forecast of self-settled

The criteria are those of docs/policy/lag-2016-38.md 7 § and docs/policy/lma-1994-137.md 3 b §. The shape and the
weights are Jämka's assumption (`parameters.py`).
"""

from fractions import Fraction

from allocation.engine.model.criteria import Composition, SetOff, Term
from allocation.engine.model.parameters import Parameters
from allocation.engine.model.readers import Received, people_by_labour_market, population, self_settled


def composition(parameters: Parameters) -> Composition:
    """What weighs nothing is left out, and may then be missing from the inputs."""
    terms = [Term("population", population, 1 - parameters.w_am)]
    if parameters.w_am:
        terms.append(Term("labour_market", people_by_labour_market, parameters.w_am))
    set_off = []
    if parameters.w_h:
        received = past_reception(parameters).items()
        set_off += [SetOff("past_reception", group, parameters.w_h * weight) for group, weight in received]
    if parameters.w_sb:
        set_off.append(SetOff("self_settled", self_settled, parameters.w_sb))
    return Composition(tuple(terms), tuple(set_off))


def past_reception(parameters: Parameters) -> dict[Received, Fraction]:
    """The groups whose past reception counts, each over its window, with its weight."""
    return {Received(group, *parameters.windows[group]): v for group, v in parameters.v.items() if v}
