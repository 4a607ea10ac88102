"""An omfördelning: read, approved or refused by each kommun, changed, withdrawn, endorsed."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from allocation.models import Frame, Transfer, TransferVersion
from allocation.services.transfers import (
    approve_transfer,
    change_transfer,
    decline_transfer,
    endorse_transfer,
    refuse_transfer,
    withdraw_transfer,
)
from frontend.access import TRANSFER_READER, TRANSFER_WRITER, access
from frontend.pages.county.reads import standings
from frontend.pages.submit import OnceForm, Request, form_page
from frontend.pages.transfers.forms import (
    ApprovalForm,
    DeclineForm,
    EndorseForm,
    RefusalForm,
    TransferForm,
    WithdrawalForm,
)
from frontend.pages.transfers.reads import auto_id, transfer_or_404, transfer_page
from municipalities.models import Municipality

DETAIL = "frontend/transfers/omfordelning.html"


@access(TRANSFER_READER)
def detail(request: Request, pk: int) -> HttpResponse:
    transfer = transfer_or_404(pk)
    return render(request, DETAIL, {"page": transfer_page(transfer, request.actor), **surroundings(request, transfer)})


@access(TRANSFER_WRITER)
def approve(request: Request, pk: int) -> HttpResponse:
    def act(form: ApprovalForm) -> None:
        approve_transfer(
            actor=request.actor,
            version=version_of(form, pk),
            municipality=municipality_of(form),
            text=form.cleaned_data["text"],
            reservation_until=form.cleaned_data["reservation_until"],
        )

    name = f"godkann-{request.POST.get('kommun', '')}"
    return answer(
        request, pk, ApprovalForm(request.POST, auto_id=auto_id(name)), act, _("Godkännandet är registrerat.")
    )


@access(TRANSFER_WRITER)
def refuse(request: Request, pk: int) -> HttpResponse:
    def act(form: RefusalForm) -> None:
        refuse_transfer(
            actor=request.actor,
            version=version_of(form, pk),
            municipality=municipality_of(form),
            text=form.cleaned_data["text"],
        )

    form = RefusalForm(request.POST, auto_id=auto_id("avboj", asked_kommun(request)))
    return answer(request, pk, form, act, _("Omfördelningen är avböjd."))


@access(TRANSFER_WRITER)
def withdraw(request: Request, pk: int) -> HttpResponse:
    def act(form: WithdrawalForm) -> None:
        withdraw_transfer(actor=request.actor, transfer=transfer_or_404(pk), text=form.cleaned_data["text"])

    form = WithdrawalForm(request.POST, auto_id=auto_id("aterkalla"))
    return answer(request, pk, form, act, _("Omfördelningen är återkallad."))


@access(TRANSFER_WRITER)
def endorse(request: Request, pk: int) -> HttpResponse:
    def act(form: EndorseForm) -> None:
        endorse_transfer(actor=request.actor, transfer=transfer_or_404(pk))

    form = EndorseForm(request.POST, auto_id=auto_id("tillstyrk"))
    return answer(request, pk, form, act, _("Omfördelningen är tillstyrkt och överenskommen."))


@access(TRANSFER_WRITER)
def decline(request: Request, pk: int) -> HttpResponse:
    def act(form: DeclineForm) -> None:
        decline_transfer(actor=request.actor, transfer=transfer_or_404(pk), text=form.cleaned_data["text"])

    form = DeclineForm(request.POST, auto_id=auto_id("avstyrk"))
    return answer(request, pk, form, act, _("Omfördelningen är avstyrkt."))


@access(TRANSFER_WRITER)
def change(request: Request, pk: int) -> HttpResponse:
    """A new version: the godkännanden of the earlier one no longer hold."""
    transfer = transfer_or_404(pk)
    form = TransferForm(
        request.POST or None,
        standings=standings(transfer.frame, transfer.target_group),
        decimals=transfer.frame.round.decimals,
        initial=TransferForm.initial_of(transfer.current),
    )

    def act(form: TransferForm) -> str:
        change_transfer(actor=request.actor, transfer=transfer, **form.content())
        return reverse("omfordelning", args=[pk])

    done = _("Omfördelningen är ändrad. Alla berörda kommuner ska godkänna den nya versionen.")
    context = {"transfer": transfer, **surroundings(request, transfer)}
    return form_page(request, form, act, done=done, template="frontend/transfers/andra.html", context=context)


def answer(request: Request, pk: int, form: OnceForm, act: Callable[..., None], done: str | Promise) -> HttpResponse:
    """One of the page's own forms: carried out, or shown again on the page where it stands."""
    here = reverse("omfordelning", args=[pk])
    if request.method != "POST":
        return redirect(here)
    transfer = transfer_or_404(pk)

    def act_and_return(form: OnceForm) -> str:
        act(form)
        return here

    context = {"page": transfer_page(transfer, request.actor, form), **surroundings(request, transfer)}
    return form_page(request, form, act_and_return, done=done, template=DETAIL, context=context)


def surroundings(request: Request, transfer: Transfer) -> dict[str, object]:
    frame = transfer.frame
    return {"frame": frame, "round": frame.round, "crumbs": [back(request, frame)]}


def back(request: Request, frame: Frame) -> tuple[str, str]:
    """Where the reader came from: the kommun's own page, or länets tal."""
    year = frame.round.year
    if request.actor.is_kommun:
        codes = request.actor.municipality_codes
        own = next((code for code in codes if code[:2] == frame.county_id), codes[0])
        return _("Våra tal %(year)s") % {"year": year}, reverse("kommun", args=[own, year])
    url = reverse("lan", args=[frame.county_id, year])
    return f"{frame.county.name} {year}", f"{url}?process={frame.round.process}"


def asked_kommun(request: Request) -> str:
    code = request.POST.get("kommun", "")
    return code if code.isdecimal() else ""


def version_of(form: OnceForm, pk: int) -> TransferVersion:
    """The version that was on the page. The service refuses it if it is no longer the newest."""
    return get_object_or_404(TransferVersion, transfer=pk, pk=form.cleaned_data["version"])


def municipality_of(form: OnceForm) -> Municipality:
    return get_object_or_404(Municipality, pk=form.cleaned_data["kommun"])
