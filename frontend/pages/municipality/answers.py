"""Kommunens svar: written and saved as a draft, checked, sent, and its receipt."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from allocation.errors import Refused
from allocation.models import SEALED, Frame, FrameState
from allocation.overview import frame_table
from dialogue.models import Response
from dialogue.overview import deadline
from dialogue.services import discard_draft, save_draft, submit_response
from frontend.access import MUNICIPALITY_WRITER, RESPONSE_READER, access
from frontend.pages.county.reads import frame_or_404, wish_text
from frontend.pages.municipality.forms import AnswerForm, SubmitForm
from frontend.pages.municipality.reads import is_past, municipality_url
from frontend.pages.submit import Request, form_page
from municipalities.models import Municipality

NOT_YET = frozenset({FrameState.PLANNED, FrameState.PROPOSED})


def place(kod: str, ar: int, process: str) -> tuple[Municipality, Frame]:
    municipality = get_object_or_404(Municipality.objects.select_related("county"), pk=kod)
    return municipality, frame_or_404(municipality.county_id, ar, process)


def own_draft(actor: Actor, frame: Frame, municipality: Municipality) -> Response | None:
    drafts = Response.objects.visible_to(actor).filter(frame=frame, municipality=municipality, submitted_at=None)
    return drafts.prefetch_related("wishes__target_group").first()


def surroundings(frame: Frame, municipality: Municipality) -> dict[str, Any]:
    """What every page of the answer shows beside it: the number that is answered to, and until when."""
    table = frame_table(frame)
    row = next(row for row in table.rows if row.municipality == municipality)
    last_minute = deadline(frame)
    return {
        **crumbs(frame, municipality),
        "groups": table.groups,
        "standing": [(group, row.cells[group.code]) for group in table.groups],
        "deadline": last_minute,
        "late": frame.state != FrameState.DIALOGUE or is_past(last_minute),
        "sealed": frame.state in SEALED,
    }


def crumbs(frame: Frame, municipality: Municipality) -> dict[str, Any]:
    """What the page is about, and the way back."""
    back = municipality_url(municipality, frame.round.year)
    return {
        "frame": frame,
        "round": frame.round,
        "municipality": municipality,
        "back": back,
        "crumbs": [(f"{municipality} {frame.round.year}", back)],
    }


def said(response: Response | None, frame: Frame) -> dict[str, Any]:
    """An answer as it reads; its wishes by target group."""
    wishes = response.wishes.all() if response else []
    return {
        "response": response,
        "wishes": [(wish.target_group, wish_text(wish, frame.round.decimals)) for wish in wishes],
        "groups": frame.round.target_groups.all(),
    }


@access(MUNICIPALITY_WRITER)
def write(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    municipality, frame = place(kod, ar, process)
    context = surroundings(frame, municipality)
    if not frame.has_dialogue or frame.state in NOT_YET:
        return render(request, "frontend/municipality/no_dialogue.html", context)
    draft = own_draft(request.actor, frame, municipality)
    form = AnswerForm(
        request.POST or None,
        groups=context["groups"],
        decimals=frame.round.decimals,
        initial=AnswerForm.initial_of(draft) if draft else None,
    )

    def act(form: AnswerForm) -> str:
        save_draft(actor=request.actor, frame=frame, municipality=municipality, **form.content())
        return reverse("svar" if form.is_to_be_saved else "svar-granska", args=[kod, ar, process])

    done = _("Utkastet är sparat. Ingenting är lämnat än: bara er organisation kan läsa det.")
    context |= {"draft": draft}
    return form_page(request, form, act, done=done, template="frontend/municipality/answer.html", context=context)


@access(MUNICIPALITY_WRITER)
def check(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    """The answer as it will be sent; then it is."""
    municipality, frame = place(kod, ar, process)
    draft = own_draft(request.actor, frame, municipality)
    if draft is None and request.method != "POST":
        messages.info(request, _("Det finns inget utkast att granska. Skriv svaret här."))
        return redirect("svar", kod, ar, process)

    def act(form: SubmitForm) -> str:
        if draft is None:
            raise Refused(_("Utkastet finns inte längre. Det kan ha lämnats eller kastats av en kollega."))
        if not draft.answer:
            raise Refused(_("Utkastet säger inte vad kommunen svarar. Ändra det först."))
        response = submit_response(actor=request.actor, response=draft)
        return reverse("kvitto", args=[kod, ar, process, response.pk])

    context = {**surroundings(frame, municipality), **said(draft, frame)}
    template = "frontend/municipality/check.html"
    return form_page(
        request, SubmitForm(request.POST or None), act, done=_("Svaret är lämnat."), template=template, context=context
    )


@access(MUNICIPALITY_WRITER)
def discard(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    municipality, frame = place(kod, ar, process)
    if draft := own_draft(request.actor, frame, municipality):
        discard_draft(actor=request.actor, response=draft)
        messages.success(request, _("Utkastet är kastat."))
    return redirect(municipality_url(municipality, ar))


@access(RESPONSE_READER)
def receipt(request: Request, kod: str, ar: int, process: str, pk: int) -> HttpResponse:
    """What was given, when and by whom, with its kvittensnummer: to be printed and kept."""
    sent = Response.objects.visible_to(request.actor).submitted().prefetch_related("wishes__target_group", "replies")
    response = get_object_or_404(
        sent.select_related("frame__round", "frame__county", "municipality", "organisation"),
        pk=pk,
        municipality=kod,
        frame__round__year=ar,
        frame__round__process=process,
    )
    context = {**crumbs(response.frame, response.municipality), **said(response, response.frame)}
    return render(request, "frontend/municipality/receipt.html", context)
