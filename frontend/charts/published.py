"""/tal: where the numbers are. Circles, since a share of the map says how large a kommun is and not its number."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import pi, sqrt

import altair as alt
from altair.typing import ChartType

from frontend.charts import geography
from frontend.charts.theme import Drawing, Palette

NAMED = 15  # so many names find room on a map of a län


@dataclass(frozen=True)
class Place:
    kommun: str
    tal: float
    x: float
    y: float


def number_map(numbers: Mapping[str, float], unit: str, county_code: str, palette: Palette) -> Drawing:
    """`numbers`: kommunkod → number, of the country or of one län. A kommun with 0 has no circle."""
    land = alt.Chart(alt.NamedData("kommuner")).mark_geoshape(
        fill=palette.land, stroke=palette.surface, strokeWidth=0.6
    )
    borders = alt.Chart(alt.NamedData("lan")).mark_geoshape(filled=False, stroke=palette.muted, strokeWidth=0.7)
    places = _places(numbers, county_code)
    largest = 1000 if county_code else 900  # the area of the largest circle, in square pixels
    names = _names(places, largest, palette) if county_code and len(places) <= NAMED else []
    proportions = geography.proportions(county_code)
    width = 340 if county_code else 267
    chart = (
        alt.layer(land, borders, _circles(places, largest, _legend(unit, county_code, palette), palette), *names)
        .project(type="identity", reflectY=True)
        .properties(width=width, height=round(width * proportions))
    )
    return Drawing(chart, {"kommuner": geography.kommuner(county_code), "lan": geography.lan(county_code)})


def _legend(unit: str, county_code: str, palette: Palette) -> alt.Legend:
    """The country leaves room for it west of Norrland; a län may not."""
    legend = alt.Legend(title=unit, tickCount=4, symbolFillColor=palette.accent, orient="left", offset=-24)
    if county_code:
        legend.orient, legend.offset = "bottom", 16
    return legend


def _places(numbers: Mapping[str, float], county_code: str) -> list[Place]:
    middles, features = geography.middles(), geography.kommuner(county_code)
    return [
        Place(feature["properties"]["name"], numbers[feature["id"]], *middles[feature["id"]])
        for feature in features
        if feature["id"] in numbers
    ]


def _circles(places: list[Place], largest: int, legend: alt.Legend, palette: Palette) -> ChartType:
    size = alt.Size("tal:Q", scale=alt.Scale(zero=True, nice=False, range=[0, largest]), legend=legend)
    return (
        alt.Chart(alt.InlineData(values=[asdict(place) for place in places if place.tal > 0]))
        .mark_circle(color=palette.accent, opacity=0.72, stroke=palette.surface, strokeWidth=0.6)
        .encode(longitude="x:Q", latitude="y:Q", size=size)
    )


def _names(places: list[Place], largest: int, palette: Palette) -> list[ChartType]:
    """Each below its circle."""
    most = max((place.tal for place in places), default=0) or 1
    return [
        alt.Chart(alt.InlineData(values=[asdict(place)]))
        .mark_text(dy=8 + sqrt(largest * place.tal / most / pi), fontSize=11, color=palette.ink)
        .encode(longitude="x:Q", latitude="y:Q", text="kommun:N")
        for place in places
    ]
