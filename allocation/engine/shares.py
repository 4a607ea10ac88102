"""Exact fair shares with floors and caps: clamp(λ · weight, floor, cap) with λ such that they sum to the total.

This is the "fair share" of Balinski & Young (Fair Representation, 1982) with least and most requirements. The sum
is piecewise linear in λ; its pieces are found by fixing variables (Bitran & Hax, Management Science 27, 1981):
whichever side of the clamp is violated more is surely clamped in the solution too, so it is fixed and λ solved
again among the rest. Integers only; every pass fixes at least one unit.
"""

from dataclasses import dataclass

from allocation.engine.problem import Problem


@dataclass(frozen=True)
class Shares:
    numerators: list[int]
    denominator: int
    factor: tuple[int, int] | None  # λ as a ratio; None where floors and caps alone fix every share
    bounds: list[str | None]  # "floor" or "cap" where that holds the share away from λ · weight


def fair_shares(problem: Problem) -> Shares:
    weights, floors, caps = problem.weights, problem.floors, problem.caps
    bounds = _held_without_weight(problem)
    free = [i for i, weight in enumerate(weights) if weight]
    left = problem.total - sum(low for weight, low in zip(weights, floors, strict=True) if not weight)
    mass = sum(weights)
    while free:
        low = [i for i in free if weights[i] * left < floors[i] * mass]
        high = [i for i in free if weights[i] * left > caps[i] * mass]
        if not low and not high:
            break
        lacking = sum(floors[i] * mass - weights[i] * left for i in low)
        surplus = sum(weights[i] * left - caps[i] * mass for i in high)
        for i in low if lacking >= surplus else ():
            bounds[i], left, mass = "floor", left - floors[i], mass - weights[i]
        for i in high if surplus >= lacking else ():
            bounds[i], left, mass = "cap", left - caps[i], mass - weights[i]
        free = [i for i in free if bounds[i] is None]
    scale = mass if free else 1
    held = [high if bound == "cap" else low for bound, low, high in zip(bounds, floors, caps, strict=True)]
    numerators = [value * scale for value in held]
    for i in free:
        numerators[i] = weights[i] * left
    return Shares(numerators, scale, (left, mass) if free else None, bounds)


def _held_without_weight(problem: Problem) -> list[str | None]:
    pairs = zip(problem.weights, problem.floors, strict=True)
    return ["floor" if low and not weight else None for weight, low in pairs]
