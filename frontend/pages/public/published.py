"""/tal: what is decided, for everyone. The address holds the whole selection, for the page and for its files."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allocation.processes import Process
from allocation.published import present, published_rounds, stored
from frontend import formatting
from frontend.access import EVERYONE, access
from frontend.charts.pictures import Format, Picture
from frontend.charts.published import number_map
from frontend.pages.files import Table, xlsx_file
from frontend.pages.public.forms import SelectionForm, revision_name
from frontend.pages.public.numbers import Publication, Row, Selection, numbers_of, read
from frontend.pages.public.open_files import open_csv, picture
from municipalities.geometry import CITATION


@access(EVERYONE)
def page(request: HttpRequest) -> HttpResponse:
    rounds = published_rounds(on=timezone.localdate())
    if not rounds:
        return render(request, "frontend/public/nothing_published.html")
    form = SelectionForm(request.GET, rounds)
    publication = read(form.selection, rounds) if form.is_valid() else None
    context: dict[str, Any] = {"form": form, "publication": publication}
    if publication:
        context |= {
            "title": title(publication),
            "source": source(publication),
            "revisions": [revision_name(revision) for revision in publication.revisions],
            "downloads": downloads(publication.selection),
            "cells": cells(publication),
            "map_source": CITATION,
        }
    return render(request, "frontend/public/published.html", context, status=200 if form.is_valid() else 400)


@access(EVERYONE)
def csv(request: HttpRequest) -> HttpResponse:
    publication = wanted(request)
    selection = publication.selection
    rows = [
        row for row in map(present, stored(numbers_of(selection))) if selection.finds(row["kommun"], row["kommunkod"])
    ]
    columns = list(rows[0]) if rows else []
    return open_csv(Table(file_name(selection), title(publication), columns, [list(row.values()) for row in rows]))


@access(EVERYONE)
def xlsx(request: HttpRequest) -> HttpResponse:
    return xlsx_file(table(wanted(request)))


@access(EVERYONE)
def map_picture(request: HttpRequest, *, format: Format) -> HttpResponse:
    return picture(request, map_of(wanted(request)), format)


def wanted(request: HttpRequest) -> Publication:
    rounds = published_rounds(on=timezone.localdate())
    form = SelectionForm(request.GET, rounds) if rounds else None
    publication = read(form.selection, rounds) if form and form.is_valid() else None
    if publication is None:
        raise Http404
    return publication


def title(publication: Publication) -> str:
    """Kommuntal 2018, Blekinge län"""
    selection = publication.selection
    name = f"{Process(selection.process).label.split(',')[0]} {selection.year}"
    return f"{name}, {publication.all_rows[0].county_name}" if selection.county else name


def cells(publication: Publication) -> list[tuple[Row, list[int | None]]]:
    """Each row with its target groups in order, if there is more than one."""
    groups = publication.groups if publication.has_groups else {}
    return [(row, [row.amounts.get(code) for code in groups]) for row in publication.rows]


def source(publication: Publication) -> str:
    """Whose decision, and of which days."""
    days = sorted({row.decided_on for row in publication.all_rows})
    when = formatting.day(days[0]) if len(days) == 1 else f"{formatting.day(days[0])}–{formatting.day(days[-1])}"
    if publication.rounds[0].round.rules.decided_by_lansstyrelsen:
        return _("länsstyrelsernas beslut %(when)s") % {"when": when}
    return _("Migrationsverket, fastställt %(when)s") % {"when": when}


def table(publication: Publication) -> Table:
    """For a person: a row a kommun, its target groups beside each other."""

    def written(amount: int) -> int | Decimal:
        return Decimal(amount).scaleb(-publication.decimals) if publication.decimals else amount

    groups = publication.groups if publication.has_groups else {}
    columns = [_("Kommunkod"), _("Kommun"), _("Län"), *map(str, groups.values())]
    columns += [title(publication), _("Förslag"), _("Avsteg"), _("Beslutat"), _("Omgång")]
    rows = [
        [
            row.code,
            row.name,
            row.county_name,
            *(None if amount is None else written(amount) for amount in amounts),
            *map(written, (row.amount, row.proposed, row.deviation)),
            formatting.day(row.decided_on),
            revision_name(row.revision),
        ]
        for row, amounts in cells(publication)
    ]
    unit = _("Enhet: %(unit)s.") % {"unit": publication.rounds[0].round.unit_label}
    notes = [unit, _("Källa: %(source)s.") % {"source": source(publication)}, *remarks(publication)]
    return Table(file_name(publication.selection), title(publication), columns, rows, notes)


def remarks(publication: Publication) -> list[str]:
    """What must be said of these numbers, wherever they go."""
    said = []
    if any(published.is_computed for published in publication.rounds):
        said.append(_("Förslaget är Jämkas egen beräkning, inte Migrationsverkets."))
    if any(published.round.synthetic for published in publication.rounds):
        said.append(_("Konstruerade uppgifter: länstal eller målgrupper är påhittade för att pröva."))
    return said + [published.round.remark for published in publication.rounds if published.round.remark]


def map_of(publication: Publication) -> Picture:
    unit = publication.rounds[0].round.unit_label
    numbers = {row.code: row.amount / 10**publication.decimals for row in publication.all_rows}
    county = publication.selection.county
    return Picture(
        name=file_name(publication.selection),
        title=title(publication),
        subtitle=_("Cirkelns yta visar kommunens tal i %(unit)s") % {"unit": unit},
        notes=[
            _("Källa: %(source)s. Karta: %(map)s.") % {"source": source(publication), "map": CITATION},
            *remarks(publication),
        ],
        figures=repr((sorted(numbers.items()), unit, county)),
        draw=lambda palette: number_map(numbers, unit, county, palette),
    )


def file_name(selection: Selection) -> str:
    parts = [selection.process, str(selection.year), selection.county]
    if selection.revision is not None:
        parts.append(f"revidering-{selection.revision}")
    return "-".join(filter(None, parts))


def downloads(selection: Selection) -> list[tuple[str, str]]:
    files = {
        "CSV": "tal-csv",
        "XLSX": "tal-xlsx",
        _("Karta, SVG"): "tal-karta-svg",
        _("Karta, PNG"): "tal-karta-png",
    }
    in_the_api = replace(selection, search="").query + "&limit=1000"
    return [
        *((name, f"{reverse(view)}?{selection.query}") for name, view in files.items()),
        ("JSON", f"{reverse('api-tal')}?{in_the_api}"),
    ]
