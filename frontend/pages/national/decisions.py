"""Migrationsverkets own acts: återsända, bereda and fatta beslut om fastställande, ändra ett tal för barnets bästa."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from allocation.errors import Refused
from allocation.models import Frame, Preparation, Round
from allocation.overview import frame_table
from allocation.services.adjustments import correct_number
from allocation.services.decisions import (
    confirm,
    current_preparation,
    national_obstacles,
    prepare_confirmation,
    send_back,
)
from frontend.access import MIGRATIONSVERKET_DECIDER, MIGRATIONSVERKET_OFFICER, access
from frontend.pages.county.forms import DecideForm, PrepareForm
from frontend.pages.national.forms import CorrectionForm, SendBackForm
from frontend.pages.national.reads import around, read_board, round_or_404, round_url
from frontend.pages.submit import Request, form_page


@access(MIGRATIONSVERKET_OFFICER)
def send_back_page(request: Request, process: str, ar: int, revidering: int, kod: str) -> HttpResponse:
    """Thaws the län's numbers and reverses nothing."""
    round = round_or_404(process, ar, revidering)
    frame = get_object_or_404(Frame.objects.with_state().select_related("round", "county"), round=round, county=kod)

    def act(form: SendBackForm) -> str:
        send_back(actor=request.actor, frame=frame, text=form.cleaned_data["text"])
        return round_url("omgang", round)

    context = {
        **around(round, _("Återsänd talen")),
        "frame": frame,
        "table": frame_table(frame),
        "county": frame.county,
    }
    form = SendBackForm(request.POST or None)
    done = _("Talen är återsända till länsstyrelsen.")
    return form_page(request, form, act, done=done, template="frontend/national/send_back.html", context=context)


def summary(round: Round, heading: str) -> dict[str, Any]:
    """What the one who prepares and the one who decides both see."""
    if round.rules.decided_by_lansstyrelsen:  # kommuntal is never fastställt
        raise Http404
    return {
        **around(round, heading),
        "board": read_board(round),
        "obstacles": national_obstacles(round),
        "preparation": current_preparation(round),
    }


@access(MIGRATIONSVERKET_OFFICER)
def prepare_page(request: Request, process: str, ar: int, revidering: int) -> HttpResponse:
    round = round_or_404(process, ar, revidering)
    context = summary(round, _("Bered fastställande"))
    earlier = context["preparation"]
    names = ("diarienummer", "legal_basis", "text")
    initial = {name: getattr(earlier, name) for name in names} if earlier else None

    def act(form: PrepareForm) -> str:
        prepare_confirmation(actor=request.actor, round=round, **{name: form.cleaned_data[name] for name in names})
        return round_url("omgang", round)

    form = PrepareForm(request.POST or None, initial=initial)
    done = _("Fastställandet är berett. En annan person beslutar.")
    return form_page(request, form, act, done=done, template="frontend/national/prepare.html", context=context)


@access(MIGRATIONSVERKET_DECIDER)
def confirm_page(request: Request, process: str, ar: int, revidering: int) -> HttpResponse:
    round = round_or_404(process, ar, revidering)
    context = summary(round, _("Fastställ talen"))
    current: Preparation | None = context["preparation"]
    context["same_person"] = current is not None and current.actor_id == request.actor.user_id

    def act(form: DecideForm) -> str:
        read = Preparation.objects.filter(round=round, frame=None, pk=form.cleaned_data["preparation"]).first()
        if read is None:
            raise Refused(_("Underlaget hör inte till den här omgången."))
        confirm(actor=request.actor, preparation=read, decided_on=form.cleaned_data["decided_on"])
        return round_url("omgang", round)

    form = DecideForm(request.POST or None, initial={"preparation": current.pk if current else None})
    done = _("Talen är fastställda och publicerade.")
    return form_page(request, form, act, done=done, template="frontend/national/confirm.html", context=context)


@access(MIGRATIONSVERKET_OFFICER)
def correct(request: Request, process: str, ar: int, revidering: int) -> HttpResponse:
    """The one change of a single number that the law knows (docs/policy/forordning-2022-1008.md 4 §)."""
    round = round_or_404(process, ar, revidering)
    if not round.rules.correction_allowed:
        raise Http404
    form = CorrectionForm(request.POST or None, round=round, initial={"municipality": request.GET.get("kommun")})

    def act(form: CorrectionForm) -> str:
        content = form.content()
        frame = Frame.objects.get(round=round, county=content["municipality"].county_id)
        correct_number(actor=request.actor, frame=frame, **content)
        return round_url("omgang", round)

    context = {**around(round, _("Ändra ett tal för barnets bästa")), "board": read_board(round)}
    done = _("Talet är ändrat, med sin rättsliga grund i journalen.")
    return form_page(request, form, act, done=done, template="frontend/national/correct.html", context=context)
