"""Moving numbers: a new omfördelning, länsstyrelsens avsteg, and the återföring of either."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from allocation.models import Frame, Kind, Transaction
from allocation.services.adjustments import post_adjustment, reverse_adjustment
from allocation.services.transfers import propose_reversal, propose_transfer
from frontend.access import COUNTY_OFFICER, access
from frontend.pages.county.actions import around, county_url
from frontend.pages.county.forms import AdjustmentForm, ReversalForm
from frontend.pages.county.reads import frame_or_404, group_of, posting_view, standings
from frontend.pages.submit import Request, form_page
from frontend.pages.transfers.forms import TransferForm, initial_legs


@access(COUNTY_OFFICER)
def new_transfer(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    """Proposed by länsstyrelsen; each kommun whose number changes approves it."""
    frame = frame_or_404(kod, ar, process)
    group = group_of(frame, request.GET.get("malgrupp", ""))
    form = TransferForm(
        request.POST or None,
        standings=standings(frame, group),
        decimals=frame.round.decimals,
        initial=initial_legs(asked_for(request)),
    )

    def act(form: TransferForm) -> str:
        transfer = propose_transfer(actor=request.actor, frame=frame, target_group=group, **form.content())
        return reverse("omfordelning", args=[transfer.pk])

    done = _("Omfördelningen är föreslagen. Den räknas in när alla berörda kommuner har godkänt den.")
    context = {**around(frame, _("Ny omfördelning")), "group": group, "groups": frame.round.target_groups.all()}
    return form_page(request, form, act, done=done, template="frontend/county/new_transfer.html", context=context)


def asked_for(request: Request) -> dict[str, int]:
    """A link may propose a move: ?fran=0581&till=0580&antal=5."""
    asked = request.GET
    written = asked.get("antal", "")
    if not (written.isascii() and written.isdecimal() and len(written) < 9):
        return {}
    units = int(written)
    return {code: sign * units for name, sign in (("fran", -1), ("till", 1)) if (code := asked.get(name, ""))}


@access(COUNTY_OFFICER)
def adjust(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    """Länsstyrelsens own deviation: no kommun's approval, but always a motivering."""
    frame = frame_or_404(kod, ar, process)
    if not frame.round.adjustment_allowed:
        raise Http404
    group = group_of(frame, request.GET.get("malgrupp", ""))
    form = AdjustmentForm(request.POST or None, standings=standings(frame, group), decimals=frame.round.decimals)

    def act(form: AdjustmentForm) -> str:
        chosen = {name: form.cleaned_data[name] for name in ("form", "reason", "text")}
        post_adjustment(actor=request.actor, frame=frame, target_group=group, legs=form.legs, **chosen)
        return county_url(frame)

    context = {**around(frame, _("Avsteg från förslaget")), "group": group, "groups": frame.round.target_groups.all()}
    done = _("Avsteget är infört. Det följer med till beslutet med sin motivering.")
    return form_page(request, form, act, done=done, template="frontend/county/adjust.html", context=context)


@access(COUNTY_OFFICER)
def reverse_posting(request: Request, kod: str, ar: int, process: str, transaktion: UUID) -> HttpResponse:
    """Återföring: of an avsteg at once; of an omfördelning when the same kommuner have approved it."""
    frame = frame_or_404(kod, ar, process)
    posted = get_object_or_404(
        Transaction.objects.filter(frame=frame, kind__in=(Kind.TRANSFER, Kind.ADJUSTMENT)), pk=transaktion
    )
    form = ReversalForm(request.POST or None)
    act, done = _reversal(request, frame, posted)
    heading = _("Återför en omfördelning") if posted.kind == Kind.TRANSFER else _("Återför ett avsteg")
    context: dict[str, Any] = {
        **around(frame, heading),
        "posting": posting_view(posted),
        "needs_approval": posted.kind == Kind.TRANSFER,
    }
    return form_page(request, form, act, done=done, template="frontend/county/reverse.html", context=context)


def _reversal(request: Request, frame: Frame, posted: Transaction) -> tuple[Any, str]:
    def of_transfer(form: ReversalForm) -> str:
        transfer = propose_reversal(actor=request.actor, transaction=posted, text=form.cleaned_data["text"])
        return reverse("omfordelning", args=[transfer.pk])

    def of_adjustment(form: ReversalForm) -> str:
        reverse_adjustment(actor=request.actor, transaction=posted, text=form.cleaned_data["text"])
        return county_url(frame)

    if posted.kind == Kind.TRANSFER:
        return of_transfer, _("Återföringen är föreslagen. Den räknas in när samma kommuner har godkänt den.")
    return of_adjustment, _("Avsteget är återfört.")
