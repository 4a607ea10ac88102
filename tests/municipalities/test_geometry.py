"""Every kommun and län can be drawn: in its place, without gaps, and small."""

import re
from itertools import accumulate

import pytest

from municipalities.geometry import Map, Shape, county_map, national_map

LAN = [f"{number:02}" for number in range(1, 26) if number not in (2, 11, 15, 16)]
Point = tuple[int, int]


def rings_of(shape: Shape) -> list[list[Point]]:
    """The path as a browser draws it: M x y, then relative steps."""
    assert re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", shape.path)
    rings = []
    for ring in shape.path.removesuffix("z").split("z"):
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        steps = zip(numbers[::2], numbers[1::2], strict=True)
        rings.append(list(accumulate(steps, lambda at, step: (at[0] + step[0], at[1] + step[1]))))
    return rings


def area_of(shape: Shape) -> float:
    edges = ((a, b) for ring in rings_of(shape) for a, b in zip(ring, ring[1:] + ring[:1], strict=True))
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in edges)) / 2


def shape_of(map_: Map, name: str) -> Shape:
    [shape] = [shape for shape in (*map_.municipalities, *map_.counties) if shape.name == name]
    return shape


def test_the_nation_has_290_kommuner_and_21_lan() -> None:
    sweden = national_map()
    assert len({shape.code for shape in sweden.municipalities}) == 290
    assert [shape.code for shape in sweden.counties] == LAN
    assert all(area_of(shape) > 0 for shape in (*sweden.municipalities, *sweden.counties))


@pytest.mark.parametrize("code", LAN)
def test_a_lan_is_filled_by_its_kommuner(code: str) -> None:
    lan = county_map(code)
    [outline] = lan.counties
    assert outline.code == code
    assert {shape.code[:2] for shape in lan.municipalities} == {code}
    # All but slivers: between a few kommuner the boundaries do not quite meet.
    assert sum(map(area_of, lan.municipalities)) == pytest.approx(area_of(outline), rel=0.001)


@pytest.mark.parametrize("code", [None, *LAN])
def test_everything_lies_inside_the_view_box(code: str | None) -> None:
    drawn = county_map(code) if code else national_map()
    assert drawn.view_box == f"0 0 {drawn.width} {drawn.height}"
    for shape in (*drawn.municipalities, *drawn.counties):
        points = [point for ring in rings_of(shape) for point in ring]
        assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in points)
        x, y = shape.label
        assert min(px for px, _ in points) <= x <= max(px for px, _ in points)
        assert min(py for _, py in points) <= y <= max(py for _, py in points)


def test_north_is_up_and_east_is_right() -> None:
    kiruna, malmo, gotland, goteborg = (
        shape_of(national_map(), name).label for name in ("Kiruna", "Malmö", "Gotland", "Göteborg")
    )
    assert kiruna[1] < goteborg[1] < malmo[1]
    assert goteborg[0] < gotland[0]


def test_linkoping_has_more_room_for_its_name_than_vadstena() -> None:
    ostergotland = county_map("05")
    assert shape_of(ostergotland, "Linköping").room > shape_of(ostergotland, "Vadstena").room > 50


def test_a_map_is_small_enough_to_be_part_of_a_page() -> None:
    assert sum(len(shape.path) for shape in national_map().municipalities) < 40_000
    assert all(sum(len(shape.path) for shape in county_map(code).municipalities) < 8_000 for code in LAN)


def test_there_is_no_map_of_a_lan_that_does_not_exist() -> None:
    with pytest.raises(LookupError):
        county_map("02")
