"""Outlines as the charts take them: features in metres on a plane, and a middle for each kommun."""

import itertools
from functools import cache
from typing import Any

from municipalities.outlines import Outline, Point, outlines_of_kommuner_and_lan


@cache
def kommuner(county_code: str = "") -> list[dict[str, Any]]:
    return [_feature(outline) for outline in outlines_of_kommuner_and_lan()[0] if outline.code.startswith(county_code)]


@cache
def lan(county_code: str = "") -> list[dict[str, Any]]:
    return [_feature(outline) for outline in outlines_of_kommuner_and_lan()[1] if outline.code.startswith(county_code)]


@cache
def middles() -> dict[str, Point]:
    """kommunkod → the centre of mass of its largest part."""
    return {
        outline.code: _centroid(max(outline.rings, key=lambda r: abs(_area(r))))
        for outline in outlines_of_kommuner_and_lan()[0]
    }


def proportions(county_code: str = "") -> float:
    """Height over width of what is drawn."""
    points = [p for feature in lan(county_code) for ring in feature["geometry"]["coordinates"] for p in ring]
    xs, ys = zip(*points, strict=True)
    return float((max(ys) - min(ys)) / (max(xs) - min(xs)))


def _feature(outline: Outline) -> dict[str, Any]:
    # Lakes are rings that turn the other way, so one polygon of all rings is drawn right.
    shape = {"type": "Polygon", "coordinates": [[[round(x), round(y)] for x, y in ring] for ring in outline.rings]}
    return {"type": "Feature", "id": outline.code, "geometry": shape, "properties": {"name": outline.name}}


def _area(ring: list[Point]) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in itertools.pairwise(ring)) / 2


def _centroid(ring: list[Point]) -> Point:
    area = _area(ring)
    pairs = list(itertools.pairwise(ring))
    x = sum((x0 + x1) * (x0 * y1 - x1 * y0) for (x0, y0), (x1, y1) in pairs) / (6 * area)
    y = sum((y0 + y1) * (x0 * y1 - x1 * y0) for (x0, y0), (x1, y1) in pairs) / (6 * area)
    return x, y
