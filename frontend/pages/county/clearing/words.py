"""What a clearing says of a wish, in words: how far it is met, and what stands in the way of the rest."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from allocation.amounts import show
from allocation.engine.clearing import blame
from allocation.engine.clearing.blame import Blame
from allocation.engine.clearing.wishes import FEWER, Wish

# How far a wish is met looks like länsstyrelsens svar (frontend/statuses.py), in the same words.
STATUSES = {"met": "whole", "partly": "part", "unmet": "not"}
READY = "ready"  # asks for nothing, and would accept another number

OWN = (blame.OWN_LOCK, blame.OWN_BOUNDS, blame.OWN_LOT)
REASONS: Mapping[str, str | Promise] = {
    blame.OWN_LOCK: gettext_lazy("Kommunen är låst, eller med i en omfördelning som inte är godkänd."),
    blame.OWN_BOUNDS: gettext_lazy("Kommunens eget lägsta eller högsta tal hindrar."),
    blame.OWN_LOT: gettext_lazy("Kommunen kan bara ändra med ett visst minsta antal, och så många finns inte."),
    blame.LOCKS: gettext_lazy("Låsta, eller med i en omfördelning som inte är godkänd: %(kommuner)s."),
    blame.LOTS: gettext_lazy("Det minsta antal som en annan kommun kan ändra med hindrar: %(kommuner)s."),
    blame.BOUNDS: gettext_lazy("En annan kommuns lägsta eller högsta tal hindrar: %(kommuner)s."),
    blame.GROUPS: gettext_lazy("Kommuner har kommit överens om att bara omfördela mellan sig: %(kommuner)s."),
    blame.LINKS: gettext_lazy("Önskemål som hör ihop kan inte alla mötas: %(kommuner)s."),
}


def reason_in_words(reason: Blame, wants_fewer: bool, names: Mapping[str, str]) -> str:
    """What stands in the way of what is left of the wish."""
    if reason.constraint == blame.SCARCITY:
        if wants_fewer:
            return _("Ingen fler kommun i länet vill eller kan ta emot.")
        return _("Ingen fler kommun i länet vill omfördela till annan kommun.")
    if reason.constraint == blame.SEVERAL or not (reason.kommuner or reason.constraint in OWN):
        return _("Flera hinder tillsammans: lås, lägsta eller högsta tal eller minsta antal.")
    kommuner = ", ".join(sorted(names.get(code, code) for code in reason.kommuner))
    return str(REASONS[reason.constraint]) % {"kommuner": kommuner}


def wish_in_words(wish: Wish, now: int, decimals: int) -> str:
    """16 · 34–40 · färre · upp till 40"""
    least, most = (None if end is None else show(end, decimals) for end in (wish.least, wish.most))
    if wish.direction == FEWER or (wish.least, wish.most) == (0, now):
        return _("färre")
    if wish.direction is not None or (wish.least, wish.most) == (now, None):
        return _("fler")
    if wish.most == now:
        return _("ned till %(n)s") % {"n": least}
    if wish.least == now:
        return _("upp till %(n)s") % {"n": most}
    if least is None or most is None:
        return _("högst %(n)s") % {"n": most} if least is None else _("minst %(n)s") % {"n": least}
    return least if least == most else f"{least}–{most}"


def headline(met: int, partly: int, wishes: int) -> str:
    """The finding first: "Fyra av sex önskemål möts helt"."""
    if not wishes:
        return _("Inget önskemål att möta")
    said = ngettext("%(n)s av %(of)s önskemål möts helt", "%(n)s av %(of)s önskemål möts helt", met)
    whole = said % {"n": met, "of": wishes}
    return f"{whole}, {_('%(n)s delvis') % {'n': partly}}" if partly else whole
