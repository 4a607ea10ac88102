"""How Jämka's model came to a number: the stored steps of the run, exact, in words.

Only where the proposal is our own calculation. Migrationsverket's weights are not public, and an imported number is
never explained as if we had calculated it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allocation.amounts import show
from allocation.explanation_labels import GROUPS, STEPS
from allocation.models import ModelRun
from frontend.formatting import number, signed


class Words(NamedTuple):
    short: str | Promise  # under a bar
    note: str | Promise = ""


# A step that is zero for everyone (no forecast, say) is left out.
WORDS: dict[str, Words] = {
    "floor_in_advance": Words(gettext_lazy("Lägsta tal"), gettext_lazy("ges till alla kommuner före fördelningen")),
    "carried_over": Words(gettext_lazy("Ej mottagna"), gettext_lazy("av föregående års tal")),
    "population": Words(gettext_lazy("Befolkning")),
    "labour_market": Words(gettext_lazy("Arbetsmarknad")),
    "past_reception": Words(
        gettext_lazy("Mottagande"),
        gettext_lazy("lågt mottagande i förhållande till förutsättningarna höjer talet, högt sänker det"),
    ),
    "self_settled": Words(gettext_lazy("Egenbosatta")),
    "floors_and_caps": Words(
        gettext_lazy("Lägsta tal"),
        gettext_lazy("ingen kommun får mindre än det lägsta talet; de andra delar på skillnaden"),
    ),
    "county_total": Words(gettext_lazy("Länstal"), gettext_lazy("länets kommuner ska tillsammans ge länstalet")),
    "rounding": Words(gettext_lazy("Avrundning")),
}


@dataclass(frozen=True)
class Step:
    label: str
    short: str
    note: str
    value: Fraction  # in whole persons or promille
    written: str


@dataclass(frozen=True)
class Explanation:
    """One number as the sum of its steps."""

    steps: list[Step]
    amount: int
    total: str  # the number as written
    run: ModelRun

    @property
    def stands_in(self) -> str:
        """The indicator that stands in for the labour market; empty where it is the real one, or none counts."""
        return str(self.run.inputs.get("stand_in", ""))

    @property
    def reception(self) -> str:
        return reception_words(self.run.parameters)


def reception_words(parameters: dict[str, Any]) -> str:
    """ "nyanlända 2018, ensamkommande barn 2018": whose past reception counts, and when."""
    windows = parameters.get("windows", {})
    return ", ".join(f"{GROUPS.get(group, group)} {_years(*years)}" for group, years in windows.items())


def omitted(criteria: Iterable[str]) -> str:
    """The criteria of the process that a run leaves out, in words."""
    return ", ".join(str(GROUPS.get(name, name)) for name in criteria)


def omitted_reception(run: ModelRun) -> str:
    """The groups whose past reception the run leaves out."""
    return omitted(name for name in run.result.get("omitted_criteria", []) if name != "arbetsmarknad")


def explain(run: ModelRun, municipality_code: str) -> Explanation | None:
    """None where the run holds nothing of the kommun."""
    row = next((row for row in run.result.get("rows", []) if row["kommunkod"] == municipality_code), None)
    if row is None:
        return None
    decimals = int(run.parameters.get("decimals", 0))
    steps = [_step(name, row, run, decimals) for name in STEPS if row["steps"].get(name)]
    told = [step for step in steps if any(digit in step.written for digit in "123456789")]
    return Explanation(told, row["amount"], show(row["amount"], decimals), run)


def _step(name: str, row: dict[str, Any], run: ModelRun, decimals: int) -> Step:
    value = Fraction(row["steps"][name]) / 10**decimals
    written = _written(value, decimals + 2)  # two more than the number itself has
    words = WORDS[name]
    return Step(
        label=str(STEPS[name]),
        short=str(words.short),
        note=_note(name, row, run) or str(words.note),
        value=value,
        written=written if name == "population" else signed(written),
    )


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _written(value: Fraction, decimals: int) -> str:
    return number(Decimal(value.numerator) / value.denominator, decimals)


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
