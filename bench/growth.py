"""How time grows with the number of units: the k in time ≈ units^k, by least squares over the logarithms."""

import math
from collections.abc import Mapping


def exponent(seconds: Mapping[int, float]) -> float | None:
    if len(seconds) < 2:
        return None
    points = [(math.log(units), math.log(taken)) for units, taken in seconds.items()]
    x, y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)
