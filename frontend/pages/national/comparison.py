"""A revidering beside what it replaces: the old vector and the new, all 290, on the page and as a file."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from allocation.models import Position, Round, Totals
from allocation.overview import round_statuses
from frontend.access import MIGRATIONSVERKET, access
from frontend.pages.files import Table, csv_file, xlsx_file
from frontend.pages.national.reads import crumbs, round_or_404, round_url
from frontend.pages.submit import Request
from municipalities.models import Municipality


@dataclass(frozen=True)
class Row:
    municipality: Municipality
    old: int
    new: int

    @property
    def change(self) -> int:
        return self.new - self.old


@dataclass(frozen=True)
class Side:
    """One of the two rounds."""

    round: Round
    totals: Totals | None
    words: str

    @property
    def legal_basis(self) -> str:
        if self.totals is None:
            return _("inga totaler än")
        return self.totals.legal_basis if self.totals.statutory else _("preliminära totaler")


@dataclass(frozen=True)
class Comparison:
    old: Side
    new: Side
    rows: list[Row]

    @cached_property
    def sums(self) -> tuple[int, int]:
        return sum(row.old for row in self.rows), sum(row.new for row in self.rows)

    @property
    def change(self) -> int:
        return self.sums[1] - self.sums[0]

    @property
    def raised(self) -> int:
        return sum(row.change > 0 for row in self.rows)

    @property
    def lowered(self) -> int:
        return sum(row.change < 0 for row in self.rows)

    @property
    def unchanged(self) -> int:
        return sum(row.change == 0 for row in self.rows)


def compare(round: Round) -> Comparison:
    before = Round.objects.filter(process=round.process, year=round.year, revision=round.revision - 1).first()
    if before is None:
        raise Http404
    old, new = amounts_of(before), amounts_of(round)
    words = round_statuses([before, round])
    places = Municipality.objects.select_related("county").order_by("county_id", "sort_key")
    return Comparison(
        old=Side(before, before.totals.last(), words[before.pk]),
        new=Side(round, round.totals.last(), words[round.pk]),
        rows=[Row(m, old.get(m.pk, 0), new.get(m.pk, 0)) for m in places],
    )


def amounts_of(round: Round) -> dict[str, int]:
    """Kommunkod -> its number, every target group together."""
    rows = Position.objects.of_round(round).values_list("municipality_id")
    return dict(rows.annotate(total=Sum("amount")).order_by())


@access(MIGRATIONSVERKET)
def page(request: Request, process: str, ar: int, revidering: int) -> HttpResponse:
    round = round_or_404(process, ar, revidering)
    links = [(name, round_url(f"omgang-jamfor-{name.lower()}", round)) for name in ("CSV", "XLSX")]
    context = {"round": round, "compared": compare(round), "crumbs": crumbs(round), "links": links}
    return render(request, "frontend/national/comparison.html", context)


@access(MIGRATIONSVERKET)
def csv(request: Request, process: str, ar: int, revidering: int) -> HttpResponse:
    return csv_file(table_of(compare(round_or_404(process, ar, revidering))))


@access(MIGRATIONSVERKET)
def xlsx(request: Request, process: str, ar: int, revidering: int) -> HttpResponse:
    return xlsx_file(table_of(compare(round_or_404(process, ar, revidering))))


def table_of(compared: Comparison) -> Table:
    old, new = compared.old, compared.new
    decimals = new.round.decimals

    def written(units: int) -> int | Decimal:
        return Decimal(units).scaleb(-decimals) if decimals else units

    return Table(
        name=f"{new.round.process}-{new.round.year}-revidering-{new.round.revision}",
        title=_("%(new)s jämfört med %(old)s") % {"new": new.round, "old": old.round},
        columns=[_("kommunkod"), _("kommun"), _("län"), str(old.round), str(new.round), _("skillnad")],
        rows=[
            [m.pk, m.name, m.county.name, written(row.old), written(row.new), written(row.change)]
            for row in compared.rows
            for m in [row.municipality]
        ],
        notes=[f"{side.round}: {side.legal_basis}; {side.words}" for side in (old, new)]
        + [_("%(round)s gäller från %(day)s.") % {"round": new.round, "day": new.round.in_force_from}],
    )
