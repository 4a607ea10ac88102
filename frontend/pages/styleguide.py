"""Made-up content for the style guide: nobody's real numbers, except the outlines of Östergötland's kommuner."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from frontend.formatting import STOCKHOLM
from frontend.maps import areas
from frontend.pages.fields import AmountField, DateInput, LongText
from frontend.pages.transfers.forms import LegsForm, Standing
from frontend.statuses import LOOKS
from municipalities.geometry import county_map
from municipalities.models import Municipality

COUNTY = "05"


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    proposed: int
    status: str = "unanswered"
    wish: str = ""
    transferred: int = 0
    pending: int = 0
    share: int = 0  # hundredths of promille
    quota: int = 0

    @property
    def amount(self) -> int:
        return self.proposed + self.transferred


ROWS = [
    Row("0560", "Boxholm", 5, "no_objection", share=137, quota=2),
    Row("0562", "Finspång", 18, "part", "16", pending=-2, share=245, quota=5),
    Row("0513", "Kinda", 11, pending=2, share=167, quota=3),
    Row("0580", "Linköping", 166, "part", "högst 176", transferred=5, share=1227, quota=49),
    Row("0586", "Mjölby", 31, "whole", "minst 34", transferred=3, share=293, quota=9),
    Row("0583", "Motala", 38, "no_objection", share=392, quota=11),
    Row("0581", "Norrköping", 109, "whole", "högst 101", transferred=-8, share=1073, quota=33),
    Row("0582", "Söderköping", 17, "no_objection", share=199, quota=5),
    Row("0584", "Vadstena", 6, share=150, quota=2),
    Row("0563", "Valdemarsvik", 7, share=151, quota=2),
    Row("0512", "Ydre", 4, share=124, quota=1),
    Row("0561", "Åtvidaberg", 13, "no_objection", share=177, quota=4),
    Row("0509", "Ödeshög", 5, share=135, quota=2),
]


class ResponseForm(forms.Form):
    answer = forms.ChoiceField(
        label="Kommunens svar",
        choices=[("a", "Inget att erinra"), ("b", "Synpunkt"), ("c", "Vill omfördela till annan kommun")],
        widget=forms.RadioSelect,
    )
    wish = AmountField(label="Önskat kommuntal", help_text="Ett heltal, till exempel 101.", required=False)
    text = forms.CharField(label="Synpunkt", help_text="Skriv inga uppgifter om enskilda personer.", widget=LongText(4))
    until = forms.DateField(label="Förbehåll för beslut i KS", required=False, widget=DateInput())
    process = forms.ChoiceField(label="Gäller", choices=[("k", "Kommuntal"), ("a", "Andelstal")])
    anchored = forms.BooleanField(label="Svaret är förankrat i nämnden", required=False)


def specimens(request: HttpRequest) -> dict[str, Any]:
    drawn = county_map(COUNTY)
    return {
        "rows": ROWS,
        "total": sum(row.amount for row in ROWS),
        "shares": sum(row.share for row in ROWS),
        "quota": sum(row.quota for row in ROWS),
        "statuses": list(LOOKS),
        "shapes": areas(
            drawn.municipalities,
            looks={row.code: "receives" if row.transferred > 0 else "gives" for row in ROWS if row.transferred},
            numbers={row.code: str(row.amount) for row in ROWS},
            pending={row.code for row in ROWS if row.pending},
        ),
        "view_box": drawn.view_box,
        "steps_map": areas(
            drawn.municipalities, looks={row.code: f"step-{min(6, 1 + row.proposed // 8)}" for row in ROWS}
        ),
        "legend": [
            ("gives", "omfördelar till annan"),
            ("receives", "mottagande"),
            ("pending", "ej godkänt"),
            ("", "oförändrat"),
        ],
        "classes": [(f"step-{n}", f"{8 * n - 8}–{8 * n - 1}") for n in range(1, 6)] + [("step-6", "40 eller fler")],
        "form": ResponseForm(),
        "wrong_form": _wrong_form(),
        "legs": LegsForm(standings=[_standing(row) for row in ROWS[3:7]]),
        "progress": _steps(),
        "numbers_page": Paginator(range(290), 20).get_page(request.GET.get("sida", 4)),
        "crumbs": [("Omgångar", "#"), ("Kommuntal 2026", "#")],
        "links": [("CSV", "#"), ("XLSX", "#"), ("SVG", "#"), ("PNG", "#")],
        "day": date(2026, 11, 15),
        "moment": datetime(2026, 10, 31, 16, tzinfo=STOCKHOLM),
    }


def _wrong_form() -> ResponseForm:
    return ResponseForm({"fel-wish": "åtta", "fel-process": "k"}, prefix="fel")


def _standing(row: Row) -> Standing:
    return Standing(Municipality(code=row.code, name=row.name), row.amount, row.pending)


def _steps() -> list[dict[str, str]]:
    return [
        {"label": "Förslag", "state": "done", "note": "2026-08-14"},
        {"label": "Dialog", "state": "done", "note": "till 2026-10-31"},
        {"label": "Beslut bereds", "state": "current", "note": "föredragande"},
        {"label": "Beslut", "state": "", "note": "senast 2026-11-15"},
        {"label": "Publicerat", "state": "", "note": ""},
    ]
