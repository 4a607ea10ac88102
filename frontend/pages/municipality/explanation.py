"""How Jämka's model came to a number: the stored steps of the run, exact, in words.

Only where the proposal is our own calculation. Migrationsverket's weights are not public, and an imported number is
never explained as if we had calculated it.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allocation.models import ModelRun
from frontend.formatting import number, signed

# In the order in which the number comes about. A step that is zero for everyone (no forecast, say) is left out.
STEPS: dict[str, tuple[str | Promise, str | Promise]] = {
    "floor_in_advance": (gettext_lazy("Lägsta tal"), gettext_lazy("ges till alla kommuner före fördelningen")),
    "population": (gettext_lazy("Andel av rikets befolkning"), ""),
    "labour_market": (gettext_lazy("Arbetsmarknad"), ""),
    "past_reception": (
        gettext_lazy("Tidigare mottagande"),
        gettext_lazy("lågt mottagande i förhållande till kommunens förutsättningar höjer talet, högt sänker det"),
    ),
    "self_settled": (gettext_lazy("Egenbosatta, prognos"), ""),
    "floors_and_caps": (
        gettext_lazy("Lägsta och högsta tal"),
        gettext_lazy("ingen kommun får mindre än det lägsta talet eller under noll; resten delar på skillnaden"),
    ),
    "county_total": (gettext_lazy("Anpassning till länstalet"), gettext_lazy("länets kommuner ska ge länstalet")),
    "rounding": (gettext_lazy("Avrundning"), ""),
}


@dataclass(frozen=True)
class Step:
    label: str
    note: str
    value: Fraction  # in whole persons or promille
    written: str


@dataclass(frozen=True)
class Explanation:
    """One number as the sum of its steps."""

    steps: list[Step]
    amount: int
    parameters: dict[str, Any]
    inputs: dict[str, Any]
    stands_in: str  # the indicator that stands in for the labour market; empty where it is the real one


def explain(run: ModelRun, municipality_code: str) -> list[Explanation]:
    """Empty where the run holds nothing of the kommun."""
    rows = [row for row in run.result.get("rows", []) if row["kommunkod"] == municipality_code]
    scale = 10 ** int(run.parameters.get("decimals", 0))
    return [
        Explanation(
            steps=[step for name in STEPS if (step := _step(name, row, run, scale))],
            amount=row["amount"],
            parameters=run.parameters,
            inputs=run.inputs.get("sources", {}),
            stands_in=run.inputs.get("stand_in", ""),
        )
        for row in rows
    ]


def _step(name: str, row: dict[str, Any], run: ModelRun, scale: int) -> Step | None:
    value = Fraction(row["steps"].get(name, 0)) / scale
    if not value and name not in ("population", "rounding"):
        return None
    label, note = STEPS[name]
    decimals = int(run.parameters.get("decimals", 0)) + 2  # two more than the number itself
    return Step(str(label), _note(name, row, run) or str(note), value, _written(value, decimals))


def _written(value: Fraction, decimals: int) -> str:
    return signed(number(Decimal(value.numerator) / value.denominator, decimals))


def _note(name: str, row: dict[str, Any], run: ModelRun) -> str:
    if name == "population":
        share = Fraction(row["population_share"]) * 100
        year = run.parameters.get("population_year")
        people = number(row["population"])
        return _("%(people)s invånare %(year)s, %(share)s procent av riket") % {
            "people": people,
            "year": year,
            "share": number(float(share), 3),
        }
    if name == "labour_market":
        stands_in = run.inputs.get("stand_in")
        better = Fraction(row["labour_factor"]) >= 1
        said = _("starkare än riket") if better else _("svagare än riket")
        return _("%(said)s, mätt som %(stand_in)s") % {"said": said, "stand_in": stands_in} if stands_in else said
    if name == "rounding":
        return rounding_note(row)
    return ""


def rounding_note(row: dict[str, Any]) -> str:
    """Largest remainder in words: which place the kommun's remainder had, and how many were rounded up."""
    if not row.get("place"):
        return _("till helt tal")
    words = _("störst rest först: plats %(place)s, %(seats)s av %(contenders)s avrundas uppåt") % row
    return f"{words}; {_('lika rest avgjordes av folkmängd')}" if row.get("tied") else words
