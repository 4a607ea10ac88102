"""The map of Sweden and of each län: SVG paths in small whole numbers, with a place for every name."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from municipalities.outlines import Outline, Point, outlines_of_kommuner_and_lan

CITATION = "Bearbetning av öppna data från SCB"
LONG_SIDE = 1000  # of every map, in its own units: no screen shows more
LABEL_LINES = range(5, 96, 5)  # where a label is tried: per cent of the way down the shape


@dataclass(frozen=True)
class Shape:
    code: str
    name: str
    path: str  # the d of an SVG path
    label: tuple[int, int]  # a point inside the shape, where a name has most room
    room: int  # the width there


@dataclass(frozen=True)
class Map:
    width: int
    height: int
    municipalities: tuple[Shape, ...]
    counties: tuple[Shape, ...]

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


@dataclass(frozen=True)
class _Page:
    """Where on the map a point of the earth lies. North is up, and y grows downwards."""

    west: float
    north: float
    scale: float

    def ring(self, ring: list[Point]) -> list[Point]:
        """Neighbours share their points, so they still meet when rounded. Points that have become one are one."""
        points: list[Point] = [
            (round((x - self.west) * self.scale), round((self.north - y) * self.scale)) for x, y in ring
        ]
        return points[:1] + [point for before, point in pairwise(points) if point != before]

    def shape(self, outline: Outline) -> Shape:
        rings = [self.ring(ring) for ring in outline.rings]
        # A ring of fewer than four points (the first comes again) encloses nothing.
        drawn = [ring for ring in rings if len(ring) > 3] or [max(rings, key=len)]
        x, y, room = _label(drawn)
        return Shape(outline.code, outline.name, "".join(map(_path, drawn)), (x, y), room)


@cache
def county_map(county_code: str) -> Map:
    """A län, and its kommuner."""
    return _draw(county_code)


@cache
def national_map() -> Map:
    return _draw(None)


def _draw(county_code: str | None) -> Map:
    kommuner, lan = (
        [outline for outline in outlines if county_code in (None, outline.county_code)]
        for outlines in outlines_of_kommuner_and_lan()
    )
    if not lan:
        raise LookupError(f"no län {county_code}")
    xs, ys = zip(*(point for outline in lan for ring in outline.rings for point in ring), strict=True)
    across, down = max(xs) - min(xs), max(ys) - min(ys)
    scale = LONG_SIDE / max(across, down)
    page = _Page(min(xs), max(ys), scale)
    return Map(
        width=round(across * scale),
        height=round(down * scale),
        municipalities=tuple(map(page.shape, kommuner)),
        counties=tuple(map(page.shape, lan)),
    )


def _path(ring: list[Point]) -> str:
    """One absolute point, then steps: half the length of absolute ones."""
    steps = [(x - x0, y - y0) for (x0, y0), (x, y) in pairwise(ring)]
    return f"M{_pairs(ring[:1])}l{_pairs(steps[:-1])}z"  # z takes the last step


def _pairs(points: list[Point]) -> str:
    """A minus sign parts two numbers as well as a space does."""
    return " ".join(f"{x} {y}" for x, y in points).replace(" -", "-")


def _label(rings: list[list[Point]]) -> tuple[int, int, int]:
    """The middle of a horizontal line inside the shape that is long, and far from what is above and below it."""
    turned = [[(y, x) for x, y in ring] for ring in rings]
    ys = [y for ring in rings for _, y in ring]

    def candidates() -> Iterator[tuple[float, float, float, float]]:
        for per_cent in LABEL_LINES:
            y = min(ys) + (max(ys) - min(ys)) * per_cent / 100
            for left, right in _inside(rings, y):
                x, width = (left + right) / 2, right - left
                height = max((min(y - top, bottom - y) for top, bottom in _inside(turned, x)), default=0)
                yield width * height, x, y, width

    _, x, y, width = max(candidates())
    return round(x), round(y), int(width)


def _inside(rings: list[list[Point]], y: float) -> Iterator[tuple[float, float]]:
    """The stretches of a horizontal line that lie inside: from every odd crossing of an outline to the next."""
    edges = (edge for ring in rings for edge in pairwise(ring))
    crossings = sorted(x0 + (y - y0) * (x1 - x0) / (y1 - y0) for (x0, y0), (x1, y1) in edges if (y0 > y) != (y1 > y))
    return zip(crossings[::2], crossings[1::2], strict=True)
