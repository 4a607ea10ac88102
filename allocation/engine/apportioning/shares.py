"""Exact fair shares with floors and caps: clamp(λ · weight, floor, cap) with λ such that they sum to the total.

This is the "fair share" of Balinski & Young (Fair Representation, 1982) with least and most requirements. The sum
is piecewise linear in λ; its pieces are found by fixing variables (Bitran & Hax, Management Science 27, 1981):
whichever side of the clamp is violated more is surely clamped in the solution too, so it is fixed and λ solved
again among the rest. Integers only; every pass fixes at least one unit of each scenario that is not solved.
"""

from typing import NamedTuple

import numpy as np

from allocation.engine.apportioning.problem import Array, Problem


class Shares(NamedTuple):
    """A share is numerator / scale. λ = left / mass among the `free`, whom no bound holds; mass 0: nobody is free."""

    numerators: Array  # (..., N)
    scale: Array  # (..., 1)
    left: Array  # (..., 1)
    mass: Array  # (..., 1)
    at_floor: Array  # (..., N), of bool
    at_cap: Array


def fair_shares(problem: Problem) -> Shares:
    weights, floors, caps, left = problem.weights, problem.floors, problem.caps, problem.totals
    at_floor = at_cap = np.zeros(weights.shape, bool)
    held = np.zeros_like(weights)
    while True:
        mass = weights.sum(axis=-1, keepdims=True)
        scale = np.maximum(mass, 1)  # where nobody is free any number will do
        offers = weights * left
        if not problem.bounded:  # there is nothing to compare with
            return Shares(offers, scale, left, mass, at_floor, at_cap)
        lowest, highest = floors * scale, caps * scale
        low, high = offers < lowest, offers > highest
        if not (low | high).any():
            return Shares(offers + held * scale, scale, left, mass, at_floor, at_cap)
        lacking = np.where(low, lowest - offers, 0).sum(axis=-1, keepdims=True)
        surplus = np.where(high, offers - highest, 0).sum(axis=-1, keepdims=True)
        low, high = low & (lacking >= surplus), high & (surplus >= lacking)
        at_floor, at_cap = at_floor | low, at_cap | high
        held = held + np.where(low, floors, 0) + np.where(high, caps, 0)
        left = problem.totals - held.sum(axis=-1, keepdims=True)
        # Whoever is fixed has left the problem: no weight, and bounds that nothing violates.
        weights, floors, caps = (np.where(low | high, 0, each) for each in (weights, floors, caps))
