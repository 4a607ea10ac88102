"""Outlines dressed for a page: what `<c-county-map>` draws. Sizes in the units of municipalities/geometry.py."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from municipalities.geometry import Shape

LETTER_HEIGHT = 29  # of a name, with its line space: styles/map.css
LETTER_WIDTH = 15


@dataclass(frozen=True)
class Area:
    code: str
    name: str
    d: str
    x: int
    y: int
    named: bool  # there is room for its name
    look: str = ""  # a class of styles/map.css: receives, gives, step-1 … step-6
    number: str = ""
    pending: bool = False  # hatched: ej godkänt

    @property
    def title(self) -> str:
        """What is read when it is pointed at."""
        named = f"{self.name}: {self.number}" if self.number else self.name
        return f"{named} ({_('ej godkänt')})" if self.pending else named


def areas(
    shapes: Collection[Shape],
    *,
    looks: Mapping[str, str] | None = None,
    numbers: Mapping[str, str] | None = None,
    pending: Collection[str] = (),
) -> list[Area]:
    """Each outline with its look and number, by code."""
    named = _with_room(shapes)
    return [
        Area(
            code=shape.code,
            name=shape.name,
            d=shape.path,
            x=shape.label[0],
            y=shape.label[1],
            named=shape.code in named,
            look=(looks or {}).get(shape.code, ""),
            number=(numbers or {}).get(shape.code, ""),
            pending=shape.code in pending,
        )
        for shape in shapes
    ]


def _with_room(shapes: Collection[Shape]) -> set[str]:
    """The shapes whose names do not run into each other, the greatest outlines first."""
    placed: list[tuple[str, int, int, float]] = []
    for shape in sorted(shapes, key=lambda shape: len(shape.path), reverse=True):
        (x, y), half = shape.label, len(shape.name) * LETTER_WIDTH / 2
        clear = (abs(y - y2) >= LETTER_HEIGHT or abs(x - x2) >= half + half2 for _, x2, y2, half2 in placed)
        if all(clear):
            placed.append((shape.code, x, y, half))
    return {code for code, *_ in placed}
