"""Prepared by one person, decided by another: each sees the same summary of what is to be decided."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from allocation.models import Frame, Preparation
from allocation.overview import frame_table
from allocation.services.decisions import current_preparation, decide, obstacles, prepare
from frontend.access import COUNTY_DECIDER, COUNTY_OFFICER, access
from frontend.pages.county.actions import around, county_url
from frontend.pages.county.forms import DecideForm, PrepareForm
from frontend.pages.county.reads import frame_or_404, standing_postings
from frontend.pages.county.sheet import total_name
from frontend.pages.submit import Request, form_page
from journal.errors import Refused


def summary(frame: Frame, own_heading: str, heading: str) -> dict[str, Any]:
    """Förslag against nu, and every deviation with its form, reason and motivering."""
    table = frame_table(frame)
    own = frame.round.rules.decided_by_lansstyrelsen
    return {
        **around(frame, own_heading if own else heading),
        "table": table,
        "changed": [row for row in table.rows if row.amount != row.proposed],
        "postings": standing_postings(frame),
        "obstacles": obstacles(frame),
        "preparation": current_preparation(frame),
        "total_name": total_name(frame.round.process),
        "own": own,
    }


@access(COUNTY_OFFICER)
def prepare_page(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    frame = frame_or_404(kod, ar, process)
    context = summary(frame, _("Bered beslut"), _("Bered överlämnande"))
    earlier = context["preparation"]
    initial = {name: getattr(earlier, name) for name in ("diarienummer", "legal_basis", "text")} if earlier else None

    def act(form: PrepareForm) -> str:
        content = {name: form.cleaned_data[name] for name in ("diarienummer", "legal_basis", "text")}
        prepare(actor=request.actor, frame=frame, **content)
        return county_url(frame)

    done = _("Beslutet är berett.") if context["own"] else _("Överlämnandet är berett.")
    form = PrepareForm(request.POST or None, initial=initial)
    return form_page(request, form, act, done=done, template="frontend/county/prepare.html", context=context)


@access(COUNTY_DECIDER)
def decide_page(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    frame = frame_or_404(kod, ar, process)
    context = summary(frame, _("Besluta om kommuntalen"), _("Överlämna talen till Migrationsverket"))
    current: Preparation | None = context["preparation"]
    context["same_person"] = current is not None and current.actor_id == request.actor.user_id

    def act(form: DecideForm) -> str:
        read = Preparation.objects.filter(frame=frame, pk=form.cleaned_data["preparation"]).first()
        if read is None:
            raise Refused(_("Underlaget hör inte till det här länet."))
        decide(actor=request.actor, preparation=read, decided_on=form.cleaned_data["decided_on"])
        return county_url(frame)

    done = _("Beslutet är fattat och talen är publicerade.") if context["own"] else _("Talen är överlämnade.")
    form = DecideForm(request.POST or None, initial={"preparation": current.pk if current else None})
    return form_page(request, form, act, done=done, template="frontend/county/decide.html", context=context)
