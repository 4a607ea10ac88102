"""Outlines dressed for a page: what `<c-county-map>` draws."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from municipalities.geometry import Shape


@dataclass(frozen=True)
class Area:
    name: str
    d: str
    x: int
    y: int
    look: str = ""  # a class of styles/map.css: receives, gives, step-1 … step-6
    number: str = ""
    pending: bool = False  # hatched: ej godkänt


def areas(
    shapes: Collection[Shape],
    *,
    looks: Mapping[str, str] | None = None,
    numbers: Mapping[str, str] | None = None,
    pending: Collection[str] = (),
) -> list[Area]:
    """Each outline with its look and number, by code."""
    return [
        Area(
            name=shape.name,
            d=shape.path,
            x=shape.label[0],
            y=shape.label[1],
            look=(looks or {}).get(shape.code, ""),
            number=(numbers or {}).get(shape.code, ""),
            pending=shape.code in pending,
        )
        for shape in shapes
    ]
