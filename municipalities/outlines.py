"""The outlines of kommuner and län, from TopoJSON: a boundary between two places is one arc, stored once, in steps.

The boundaries are SCB's digital ones, generalised (reference/PROVENANCE.md), in SWEREF 99 TM: metres on a plane.
Large lakes lie outside them.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Point = tuple[float, float]

_FILE = Path(__file__).resolve().parent / "reference" / "geo" / "sverige_sweref99tm.topojson"


@dataclass(frozen=True)
class Outline:
    code: str
    name: str
    county_code: str
    rings: list[list[Point]]  # in metres; the outer ones, and holes for lakes


@cache
def outlines_of_kommuner_and_lan() -> tuple[list[Outline], list[Outline]]:
    topology = json.loads(_FILE.read_text(encoding="utf-8"))
    (x_scale, y_scale), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]

    def decode(arc: list[list[int]]) -> list[Point]:
        points, x, y = [], 0, 0
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((west + x * x_scale, south + y * y_scale))
        return points

    arcs = [decode(arc) for arc in topology["arcs"]]

    def outlines(name: str, name_property: str) -> list[Outline]:
        return [
            Outline(
                code=geometry["id"],
                name=geometry["properties"][name_property],
                county_code=geometry["properties"]["lankod"],
                rings=[_join(ring, arcs) for polygon in _polygons(geometry) for ring in polygon],
            )
            for geometry in topology["objects"][name]["geometries"]
        ]

    return outlines("kommuner", "kommun"), outlines("lan", "lan")


def _polygons(geometry: dict[str, Any]) -> list[list[list[int]]]:
    return geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]


def _join(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    """Arc ~i is arc i backwards. Each begins where the one before ended."""
    points: list[Point] = []
    for index in ring:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points
