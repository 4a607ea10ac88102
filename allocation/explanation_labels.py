"""What the parts of an explanation are called, by the engine's own names for them."""

import re
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allocation.engine.explaining.levers import Lever
from allocation.engine.explaining.quantities import ASSUMPTION

Label = str | Promise

GROUPS: dict[str, Label] = {
    "nyanlanda": gettext_lazy("nyanlända"),
    "ensamkommande": gettext_lazy("ensamkommande barn"),
    "asylsokande": gettext_lazy("asylsökande"),
    "asylsokande_barn": gettext_lazy("asylsökande barn"),
    "tillfalligt_skydd": gettext_lazy("tillfälligt skydd"),
    "arbetsmarknad": gettext_lazy("arbetsmarknad"),
}
# In the order in which the number comes about.
STEPS: dict[str, Label] = {
    "floor_in_advance": gettext_lazy("Lägsta tal"),
    "carried_over": gettext_lazy("Ej mottagna från föregående år"),
    "population": gettext_lazy("Andel av rikets befolkning"),
    "labour_market": gettext_lazy("Arbetsmarknad"),
    "past_reception": gettext_lazy("Tidigare mottagande"),
    "self_settled": gettext_lazy("Egenbosatta, prognos"),
    "floors_and_caps": gettext_lazy("Lägsta och högsta tal"),
    "county_total": gettext_lazy("Anpassning till länstalet"),
    "rounding": gettext_lazy("Avrundning"),
}
QUANTITIES: dict[str, Label] = {
    "population_share": gettext_lazy("Andel av rikets befolkning"),
    "labour_factor": gettext_lazy("Arbetsmarknadsfaktor"),
    "capacity_share": gettext_lazy("Andel av rikets förutsättningar"),
    "past_reception": gettext_lazy("Tidigare mottagande"),
    "self_settled": gettext_lazy("Egenbosatta, prognos"),
    "pool": gettext_lazy("Rikets tal och det som avräknas"),
    "modelled": gettext_lazy("Andel efter avräkning"),
    "advance": gettext_lazy("Ges före fördelningen"),
    "raw": gettext_lazy("Tal i riket, före länstal"),
    "factor": gettext_lazy("Omräkningsfaktor"),
    "quota": gettext_lazy("Kvot"),
    "whole_part": gettext_lazy("Kvotens hela del"),
    "remainder": gettext_lazy("Rest"),
    "claim": gettext_lazy("Jämförelsetal"),
    "amount": gettext_lazy("Beräknat tal"),
}
WEIGHTS: dict[str, Label] = {
    "w_am": gettext_lazy("Arbetsmarknadens vikt"),
    "w_h": gettext_lazy("Avräkning för tidigare mottagande"),
    "w_sb": gettext_lazy("Avräkning för egenbosatta"),
    "floor": gettext_lazy("Lägsta tal"),
    "cap": gettext_lazy("Högsta tal"),
}
LEVERS: dict[str, Label] = {
    **{name: WEIGHTS[name] for name in ("w_am", "w_h", "w_sb", "floor", "cap")},
    "population": gettext_lazy("Kommunens folkmängd"),
    "self_settled": gettext_lazy("Prognos för egenbosatta"),
    "previous_number": gettext_lazy("Föregående års tal"),
    "previous_received": gettext_lazy("Mottagna av föregående års tal"),
    "county_total": gettext_lazy("Länstalet"),
    "total": gettext_lazy("Rikets tal"),
}
ACTS = re.compile(r"docs/policy/(?P<kind>lag|forordning|lma)-(?P<year>\d+)-(?P<number>\d+)\.md (?P<paragraph>.+)")
KINDS = {"lag": "lag", "forordning": "förordning", "lma": "LMA"}  # as Swedish law is cited, whatever the language


def lever_label(lever: Lever, index: str) -> str:
    """`index`: what the labour market is measured by."""
    if lever.name == "received":
        return _("Mottagna %(group)s %(year)s") % {"group": GROUPS.get(lever.group, lever.group), "year": lever.year}
    if lever.name == "labour_market":
        return _("Arbetsmarknadsindex (%(index)s)") % {"index": index}
    return str(LEVERS[lever.name])


def written_basis(basis: Sequence[str]) -> list[str]:
    """lag 2016:38 7 §; antagande."""
    return [_("antagande") if each == ASSUMPTION else _cited(each) for each in basis]


def _cited(citation: str) -> str:
    found = ACTS.fullmatch(citation)
    if found is None:
        return citation
    return f"{KINDS[found['kind']]} {found['year']}:{found['number']} {found['paragraph']}"
