"""Carry-over, as fördelningstal were carried into 2023: what a kommun has not yet received of its number."""

from collections.abc import Mapping

from allocation.engine.errors import InvalidInput
from allocation.engine.exact import whole


def carry_over(numbers: Mapping[str, int], received: Mapping[str, int | None]) -> dict[str, int]:
    """max(0, number − received) per kommun. More received than the number gives no credit."""
    for unit in sorted(received.keys() - numbers.keys()):
        raise InvalidInput("has received but has no number", unit)
    return {
        unit: max(0, whole(number, unit, "the number") - whole(received.get(unit), unit, "the number received"))
        for unit, number in numbers.items()
    }
