"""How every chart looks: the page's colours, light and dark, a plain typeface, numbers as the reader writes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import altair as alt
from altair.typing import ChartType
from django.utils.formats import get_format

# A chart is an image: it has the reader's own typefaces, not the page's. Metrics alike, so that texts fit.
FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"


@dataclass(frozen=True)
class Palette:
    ink: str
    muted: str
    line: str
    surface: str
    land: str  # an area of which there is nothing to say
    accent: str
    soft: str
    steps: tuple[str, ...]  # falling short: from much to little, and last not at all


LIGHT = Palette(
    ink="#15212d",
    muted="#4d5b69",
    line="#dde3e9",
    surface="#ffffff",
    land="#e4e9ee",
    accent="#0f5590",
    soft="#c9dfef",
    steps=("#6f3a00", "#a65a08", "#d4933a", "#efd0a0", "#a3c8e3"),
)
DARK = Palette(
    ink="#e9eff4",
    muted="#a9b7c4",
    line="#2b3946",
    surface="#141d26",
    land="#2a3744",
    accent="#7fbaf0",
    soft="#2c4d68",
    steps=("#ffd9a3", "#f1a94a", "#b87420", "#7a5320", "#2f5f85"),
)


@dataclass(frozen=True)
class Drawing:
    """A chart, and by name the outlines that it draws: apart, since Altair copies what is in a chart at every step."""

    chart: ChartType
    datasets: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)


def definition(drawing: Drawing, palette: Palette) -> dict[str, Any]:
    """The drawing as Vega-Lite, in this dress."""
    text = {"labelColor": palette.muted, "titleColor": palette.muted, "labelFontSize": 12, "titleFontSize": 12}
    plain = {**text, "titleFontWeight": "normal"}
    config = {
        "font": FONT,
        "background": palette.surface,
        "padding": 12,
        "aria": False,  # an image is described by its alt
        "locale": {"number": {**number_format(), "grouping": [3], "currency": ["", " kr"]}},
        "axis": {**plain, "domainColor": palette.line, "gridColor": palette.line, "tickColor": palette.line},
        "legend": {**plain, "titleLimit": 320, "labelLimit": 320, "symbolStrokeWidth": 0},
        "view": {"stroke": None},
        "text": {"color": palette.ink, "fontSize": 12},
        "title": {
            "color": palette.ink,
            "subtitleColor": palette.muted,
            "anchor": "start",
            "frame": "bounds",
            "offset": 14,
            "fontSize": 17,
            "subtitleFontSize": 13,
            "subtitlePadding": 6,
        },
    }
    vega_lite = drawing.chart.to_dict()
    return vega_lite | {"config": config, "datasets": {**vega_lite.get("datasets", {}), **drawing.datasets}}


def number_format() -> dict[str, str]:
    return {"decimal": get_format("DECIMAL_SEPARATOR"), "thousands": get_format("THOUSAND_SEPARATOR")}


def framed(drawing: Drawing, title: str, subtitle: str, notes: Sequence[str], palette: Palette) -> Drawing:
    """With its headline above and its source below: an image that is sent on by itself keeps both."""
    foot = alt.TitleParams(
        list(notes), orient="bottom", fontSize=11, fontWeight="normal", color=palette.muted, offset=16, lineHeight=15
    )
    whole = alt.concat(alt.concat(drawing.chart).properties(title=foot))
    # On the outermost, so that it begins where the image begins, whatever stands to the left of the chart.
    return replace(drawing, chart=whole.properties(title=alt.TitleParams(title, subtitle=subtitle)))
