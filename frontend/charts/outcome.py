"""/utfall: the map of måluppfyllelse and the bars of each län."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.charts import geography
from frontend.charts.theme import Drawing, Palette
from frontend.formatting import number, percent

NOT_APPLICABLE = gettext_lazy("ej tillämpligt, talet är 0")
MISSING = gettext_lazy("uppgift saknas")
# Lower bound of each class, lowest first: the last one has received all.
CLASSES: Sequence[tuple[float, Promise]] = (
    (0, gettext_lazy("under 80 %")),
    (0.8, gettext_lazy("80–89,9 %")),
    (0.9, gettext_lazy("90–94,9 %")),
    (0.95, gettext_lazy("95–99,9 %")),
    (1, gettext_lazy("minst 100 %")),
)


def class_of(fulfilment: Any, amount: Any) -> str:
    if not amount:
        return str(NOT_APPLICABLE)
    if pd.isna(fulfilment):
        return str(MISSING)
    return str([label for bound, label in CLASSES if fulfilment >= bound][-1])


def fulfilment_map(municipalities: pd.DataFrame, palette: Palette) -> Drawing:
    """Every kommun in the colour of its class; the län drawn over them."""
    rows = municipalities[["kommunkod", "tal", "maluppfyllelse"]]
    classes = {row.kommunkod: class_of(row.maluppfyllelse, row.tal) for row in rows.itertuples()}
    features = [
        feature | {"klass": classes[feature["id"]]} for feature in geography.kommuner() if feature["id"] in classes
    ]
    colours = dict(zip([str(label) for _bound, label in CLASSES], palette.steps, strict=True))
    colours |= {str(NOT_APPLICABLE): palette.land, str(MISSING): palette.surface}
    shown = [label for label in colours if label in classes.values()]
    scale = alt.Scale(domain=shown, range=[colours[label] for label in shown])
    title = _("Mottagna i procent\nav kommuntalet").split("\n")
    legend = alt.Legend(title=title, orient="left", offset=-56, symbolType="square", symbolSize=140)
    areas = (
        alt.Chart(alt.NamedData("kommuner"))
        .mark_geoshape(stroke=palette.surface, strokeWidth=0.35)
        .encode(color=alt.Color("klass:N", scale=scale, legend=legend))
    )
    borders = alt.Chart(alt.NamedData("lan")).mark_geoshape(filled=False, stroke=palette.muted, strokeWidth=0.7)
    height = 640
    chart = (
        alt.layer(areas, borders)
        .project(type="identity", reflectY=True)
        .properties(width=round(height / geography.proportions()), height=height)
    )
    return Drawing(chart, {"kommuner": features, "lan": geography.lan()})


def county_bars(counties: pd.DataFrame, palette: Palette) -> Drawing:
    """Received, as a bar inside the bar of the number; in words at its end."""
    rows = counties.assign(
        text=[_in_words(row) for row in counties.itertuples()],
        received=counties["mottagna"].astype("float64"),
    )[["lan", "tal", "received", "text"]]
    order = alt.EncodingSortField("tal", order="descending")
    base = alt.Chart(rows).encode(
        y=alt.Y("lan:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False, labelPadding=8))
    )
    across = alt.X("tal:Q", axis=None)  # the words at the end of each bar say more than a scale
    whole = base.mark_bar(color=palette.soft, height=16).encode(x=across)
    received = base.mark_bar(color=palette.accent, height=8).encode(x="received:Q")
    words = base.mark_text(align="left", dx=6).encode(x="tal:Q", text="text:N")
    return Drawing(alt.layer(whole, received, words).properties(width=480, height=alt.Step(24)))


def _in_words(row: Any) -> str:
    if pd.isna(row.mottagna):
        return f"{number(row.tal)}, {MISSING}"
    words = _("%(received)s av %(number)s") % {"received": number(row.mottagna), "number": number(row.tal)}
    return f"{words} ({percent(row.maluppfyllelse, 1)})" if row.tal else words
