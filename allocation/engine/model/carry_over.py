"""Carry-over, as fördelningstal were carried into 2023: what a kommun has not yet received of its number."""

from collections.abc import Mapping

from allocation.engine.errors import InvalidInput
from allocation.engine.exact import whole


def unreceived(number: object, received: object, unit: str) -> int:
    """max(0, number − received). More received than the number gives no credit."""
    return max(0, whole(number, unit, "the number") - whole(received, unit, "the number received"))


def carry_over(numbers: Mapping[str, int], received: Mapping[str, int | None]) -> dict[str, int]:
    """The same for every kommun that has a number."""
    for unit in sorted(received.keys() - numbers.keys()):
        raise InvalidInput("has received but has no number", unit)
    return {unit: unreceived(number, received.get(unit), unit) for unit, number in numbers.items()}
