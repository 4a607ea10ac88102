"""Utkastet: one address for the page, for what is written in it, and for what the script asks."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _

from allocation.amounts import quoted
from allocation.errors import Refused
from allocation.models import Draft, Form, Frame, Reason, TargetGroup
from allocation.services.drafts import clear_draft, draft_of, drafted_numbers, propose_draft, redo, undo, write_numbers
from frontend.access import COUNTY_OFFICER, access
from frontend.pages.county.actions import around, county_url
from frontend.pages.county.draft.forms import ProposeForm, Written
from frontend.pages.county.draft.reads import read_work
from frontend.pages.county.reads import frame_or_404, group_of
from frontend.pages.submit import Request, form_page
from journal.errors import NotAllowed

ACTS = {"angra": undo, "gor-om": redo, "borja-om": clear_draft}
SAVE = ("", "spara")


@access(COUNTY_OFFICER)
def draft(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    frame = frame_or_404(kod, ar, process)
    group = group_of(frame, request.GET.get("malgrupp", ""))
    refusal = _changed(request, frame, group) if request.method == "POST" else None
    answer = _state if request.headers.get("Accept") == "application/json" else _page
    response = answer(request, frame, group, refusal)
    patch_vary_headers(response, ["Accept"])
    return response


@access(COUNTY_OFFICER)
def propose(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    """The draft becomes omfördelningar, with a motivering."""
    frame = frame_or_404(kod, ar, process)
    group = group_of(frame, request.GET.get("malgrupp", ""))
    work = read_work(frame, group)
    shown = work.draft.version
    form = ProposeForm(
        request.POST or None, initial={"version": shown, "form": Form.DIALOGUE, "reason": Reason.HOUSING}
    )

    def act(form: ProposeForm) -> str:
        chosen = {name: form.cleaned_data[name] for name in ("version", "form", "reason", "text", "carry_over")}
        try:
            propose_draft(actor=request.actor, frame=frame, target_group=group, **chosen)
        except Refused:
            form.show_again(shown)
            raise
        return county_url(frame)

    context = {**around(frame, _("Föreslå utkastet")), "work": work, "group": group}
    done = _("Omfördelningarna är föreslagna. De räknas in när alla berörda kommuner har godkänt dem.")
    return form_page(request, form, act, done=done, template="frontend/county/draft_propose.html", context=context)


def _state(request: Request, frame: Frame, group: TargetGroup, refusal: Refused | None) -> HttpResponse:
    """For the script. Kept in no cache, where the browser would find it on its way back to the page."""
    message = {} if refusal is None else {"message": str(refusal)}
    response = JsonResponse({**read_work(frame, group).state, **message}, status=_status(refusal))
    add_never_cache_headers(response)
    return response


def _page(request: Request, frame: Frame, group: TargetGroup, refusal: Refused | None) -> HttpResponse:
    if request.method == "POST" and refusal is None:
        return redirect(request.get_full_path())
    typed = {code: quoted(text) for code, text in _written(request, frame).typed.items()} if refusal else {}
    context = {
        **around(frame, _("Utkast")),
        "work": read_work(frame, group, typed),
        "group": group,
        "groups": frame.round.target_groups.all(),
        "refusal": str(refusal or ""),
    }
    return render(request, "frontend/county/draft.html", context, status=_status(refusal))


def _status(refusal: Refused | None) -> int:
    if refusal is None:
        return 200
    return 403 if isinstance(refusal, NotAllowed) else 409


def _changed(request: Request, frame: Frame, group: TargetGroup) -> Refused | None:
    try:
        change(request, frame, group)
    except Refused as refusal:
        return refusal
    return None


def change(request: Request, frame: Frame, group: TargetGroup) -> Draft:
    """What was pressed: a button of the draft, − or + of a kommun, or the numbers as they stand in the fields."""
    written, pressed = _written(request, frame), request.POST.get("gor", "")
    if act := ACTS.get(pressed):
        return act(actor=request.actor, frame=frame, target_group=group, version=written.version)
    if pressed not in SAVE:
        raise Refused(
            _("”%(what)s” är inget som kan göras med utkastet. Ingenting har ändrats.") % {"what": quoted(pressed)}
        )
    numbers = written.numbers
    if step := written.step:
        code, by = step
        seen = drafted_numbers(draft_of(frame, group)).get(code, 0)
        numbers[code] = seen, numbers.get(code, (seen, seen))[1] + by
    return write_numbers(actor=request.actor, frame=frame, target_group=group, numbers=numbers)


def _written(request: Request, frame: Frame) -> Written:
    names = dict(frame.county.municipalities.values_list("code", "name"))
    return Written(request.POST, names, frame.round.decimals)
