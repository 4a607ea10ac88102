"""/utfall: the decided kommuntal against those received on it. Every figure on the page is computed from the two."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allocation.outcomes import RECEIVED, Outcome, outcome_of, years
from allocation.processes import Process
from allocation.published import PublishedRound, published_rounds
from frontend.access import EVERYONE, access
from frontend.charts.outcome import class_of, county_bars, fulfilment_map
from frontend.charts.pictures import Format, Picture
from frontend.formatting import number, percent
from frontend.pages.files import Table, Value, xlsx_file
from frontend.pages.public.open_files import open_csv, picture
from municipalities.geometry import CITATION
from municipalities.models import Indicator, Observation

COUNTY_COLUMNS = ["lanskod", "lan", "kommuner", "tal", "mottagna", "maluppfyllelse"]
MUNICIPALITY_COLUMNS = ["kommunkod", "kommun", "lanskod", "lan", "tal", "mottagna", "maluppfyllelse"]


@access(EVERYONE)
def index(request: HttpRequest) -> HttpResponse:
    """The years of which both sides are known."""
    outcomes = [outcome for year in years() if (outcome := outcome_of(year))]
    return render(request, "frontend/public/outcomes.html", {"outcomes": outcomes})


@access(EVERYONE)
def page(request: HttpRequest, ar: int) -> HttpResponse:
    outcome = wanted(ar)
    municipalities = for_table(outcome.municipalities)
    county = request.GET.get("lan", "")
    chosen = [row for row in municipalities if county in ("", row["lanskod"])]
    if not chosen:
        raise Http404
    context = {
        "outcome": outcome,
        "headline": headline(outcome),
        "summary": summary(outcome),
        "rounds": [
            r for r in published_rounds(on=timezone.localdate()) if (r.process, r.year) == (Process.KOMMUNTAL, ar)
        ],
        "crumbs": [(_("Utfall"), reverse("utfall"))],
        "counties": for_table(outcome.counties),
        "municipalities": chosen,
        "county": chosen[0] if county else None,
        "indicator": Indicator.objects.get(pk=RECEIVED),
        "source": source(outcome),
        "map_source": CITATION,
        "bars_alt": in_words(outcome.counties),
        "map_alt": classes_in_words(outcome.municipalities),
        "files": {
            "kommuner": links(ar, CSV="utfall-csv", XLSX="utfall-xlsx"),
            "lan": links(ar, CSV="utfall-lan-csv", XLSX="utfall-lan-xlsx"),
            "karta": links(ar, SVG="utfall-karta-svg", PNG="utfall-karta-png"),
            "diagram": links(ar, SVG="utfall-diagram-svg", PNG="utfall-diagram-png"),
        },
    }
    return render(request, "frontend/public/outcome.html", context)


@access(EVERYONE)
def csv(request: HttpRequest, ar: int, *, level: str) -> HttpResponse:
    return open_csv(table(wanted(ar), level))


@access(EVERYONE)
def xlsx(request: HttpRequest, ar: int, *, level: str) -> HttpResponse:
    return xlsx_file(table(wanted(ar), level))


@access(EVERYONE)
def image(request: HttpRequest, ar: int, *, kind: str, format: Format) -> HttpResponse:
    return picture(request, PICTURES[kind](wanted(ar)), format)


def wanted(year: int) -> Outcome:
    outcome = outcome_of(year)
    if outcome is None:
        raise Http404
    return outcome


def rounds_of(year: int) -> list[PublishedRound]:
    """The newest revision of its kommuntal: what must be said of it is said here too."""
    rounds = published_rounds(on=timezone.localdate())
    return [round for round in rounds if (round.process, round.year) == (Process.KOMMUNTAL, year)][:1]


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Plain Python, with None for what is missing or does not apply."""
    return table.astype(object).where(table.notna(), None).to_dict("records")  # type: ignore[return-value]


def for_table(table: pd.DataFrame) -> list[dict[str, Any]]:
    """With the difference, and where a row without måluppfyllelse sorts: below all others."""
    rows = records(table.assign(skillnad=table["mottagna"] - table["tal"]))
    return [row | {"order": -1 if row["maluppfyllelse"] is None else row["maluppfyllelse"]} for row in rows]


def in_words(counties: pd.DataFrame) -> str:
    """The diagram for those who do not see it: its shape; the figures are in the table."""
    ordered = records(counties.sort_values("tal", ascending=False))
    return _(
        "Stapeldiagram: kommuntal och mottagna i %(n)s län. Störst kommuntal har %(first)s, %(most)s, och minst "
        "%(last)s, %(least)s. Samma uppgifter står i tabellen."
    ) % {
        "n": len(ordered),
        "first": ordered[0]["lan"],
        "most": number(ordered[0]["tal"]),
        "last": ordered[-1]["lan"],
        "least": number(ordered[-1]["tal"]),
    }


def classes_in_words(municipalities: pd.DataFrame) -> str:
    counted = Counter(class_of(row["maluppfyllelse"], row["tal"]) for row in records(municipalities))
    classes = ", ".join(f"{name}: {count}" for name, count in sorted(counted.items()))
    return _("Karta: kommunerna efter måluppfyllelse. Antal: %(classes)s. Samma uppgifter står i tabellen.") % {
        "classes": classes
    }


def summary(outcome: Outcome) -> dict[str, Any]:
    """What a reader asks first."""
    table = outcome.municipalities
    with_number = table[table["tal"] > 0]
    met = with_number["mottagna"] >= with_number["tal"]
    counties = records(outcome.counties.dropna(subset=["maluppfyllelse"]).sort_values("maluppfyllelse"))
    return {
        "with_number": len(with_number),
        "without_number": len(table) - len(with_number),
        "met": int(met.sum()),
        "missing": int(table["mottagna"].isna().sum()),
        "difference": None if outcome.received is None else outcome.received - outcome.number,
        "lowest": counties[0] if counties else None,
        "counties_met": sum(1 for county in counties if county["maluppfyllelse"] >= 1),
    }


def source(outcome: Outcome) -> str:
    """What was received, whose figure it is; the number is the länsstyrelse's decision."""
    titles = Observation.objects.sources_of(RECEIVED, outcome.year).values_list("publisher", "title")
    return "; ".join(f"{publisher}, {title}" for publisher, title in titles)


def links(year: int, **views: str) -> list[tuple[str, str]]:
    return [(name, reverse(view, args=[year])) for name, view in views.items()]


def table(outcome: Outcome, level: str) -> Table:
    """Måluppfyllelse in per cent with two decimals; empty where it does not apply."""
    columns, frame = (
        (COUNTY_COLUMNS, outcome.counties) if level == "lan" else (MUNICIPALITY_COLUMNS, outcome.municipalities)
    )
    rows: list[list[Value]] = [
        [*(row[name] for name in columns[:-1]), _in_per_cent(row["maluppfyllelse"])] for row in records(frame)
    ]
    indicator = Indicator.objects.get(pk=RECEIVED)
    notes = [
        _("Måluppfyllelse: mottagna enligt kommuntal i procent av kommuntalet. Tom cell där kommuntalet är 0."),
        f"{indicator.name}: {indicator.definition}",
        indicator.caveat,
        _("Källa: %(source)s.") % {"source": source(outcome)},
    ]
    name = f"utfall-{outcome.year}-{'lan' if level == 'lan' else 'kommuner'}"
    columns = [*columns[:-1], "maluppfyllelse_procent"]
    return Table(name, headline(outcome), columns, rows, [note for note in notes if note])


def _in_per_cent(share: float | None) -> Any:
    return None if share is None else round(share * 100, 2)


def headline(outcome: Outcome) -> str:
    if outcome.received is None or outcome.fulfilment is None:
        return _("Kommuntal %(year)s och mottagna") % {"year": outcome.year}
    return _("%(received)s av %(number)s togs emot på kommuntalet %(year)s, %(share)s") % {
        "received": number(outcome.received),
        "number": number(outcome.number),
        "year": outcome.year,
        "share": percent(outcome.fulfilment, 1),
    }


def _map(outcome: Outcome) -> Picture:
    return Picture(
        name=f"utfall-{outcome.year}-karta",
        title=_("Måluppfyllelse %(year)s") % {"year": outcome.year},
        subtitle=_("Mottagna i procent av kommuntalet, per kommun"),
        notes=[f"{_('Källa')}: {source(outcome)}.", f"{_('Karta')}: {CITATION}."],
        figures=outcome.municipalities.to_csv(),
        draw=lambda palette: fulfilment_map(outcome.municipalities, palette),
    )


def _bars(outcome: Outcome) -> Picture:
    return Picture(
        name=f"utfall-{outcome.year}-lan",
        title=_("Kommuntal %(year)s och mottagna, per län") % {"year": outcome.year},
        subtitle=_("Bred stapel: kommuntal. Smal stapel: mottagna på kommuntalet. Personer."),
        notes=[f"{_('Källa')}: {source(outcome)}."],
        figures=outcome.counties.to_csv(),
        draw=lambda palette: county_bars(outcome.counties, palette),
    )


PICTURES: Mapping[str, Any] = {"karta": _map, "diagram": _bars}
