"""Utkastet: one address for the page, for what is written in it, and for what the script asks."""

from collections.abc import Mapping

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from allocation import amounts
from allocation.errors import Refused
from allocation.models import Draft, Form, Frame, Reason, TargetGroup
from allocation.services.drafts import clear_draft, draft_of, drafted_numbers, propose_draft, redo, undo, write_numbers
from frontend.access import COUNTY_OFFICER, access
from frontend.formatting import plain
from frontend.pages.county.actions import around, county_url
from frontend.pages.county.draft.forms import ProposeForm
from frontend.pages.county.draft.reads import read_work
from frontend.pages.county.reads import frame_or_404, group_of
from frontend.pages.submit import Request, form_page
from journal.errors import NotAllowed

ACTS = {"angra": undo, "gor-om": redo, "borja-om": clear_draft}
NUMBER, SEEN = "tal_", "sett_"


@access(COUNTY_OFFICER)
def draft(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    frame = frame_or_404(kod, ar, process)
    group = group_of(frame, request.GET.get("malgrupp", ""))
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            change(request, frame, group)
        except Refused as refused:
            refusal = refused
    status = 200 if refusal is None else 403 if isinstance(refusal, NotAllowed) else 409
    if request.headers.get("Accept") == "application/json":
        message = {} if refusal is None else {"message": str(refusal)}
        return JsonResponse({**read_work(frame, group).state, **message}, status=status)
    if request.method == "POST" and refusal is None:
        return redirect(request.get_full_path())
    typed = written(request.POST) if refusal else {}
    context = {
        **around(frame, _("Utkast")),
        "work": read_work(frame, group, typed),
        "group": group,
        "groups": frame.round.target_groups.all(),
        "refusal": str(refusal or ""),
    }
    return render(request, "frontend/county/draft.html", context, status=status)


@access(COUNTY_OFFICER)
def propose(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    """The draft becomes omfördelningar, with a motivering."""
    frame = frame_or_404(kod, ar, process)
    group = group_of(frame, request.GET.get("malgrupp", ""))
    version = draft_of(frame, group).version
    form = ProposeForm(
        request.POST or None, initial={"version": version, "form": Form.DIALOGUE, "reason": Reason.HOUSING}
    )

    def act(form: ProposeForm) -> str:
        chosen = {name: form.cleaned_data[name] for name in ("version", "form", "reason", "text", "carry_over")}
        propose_draft(actor=request.actor, frame=frame, target_group=group, **chosen)
        return county_url(frame)

    context = {**around(frame, _("Föreslå utkastet")), "work": read_work(frame, group), "group": group}
    done = _("Omfördelningarna är föreslagna. De räknas in när alla berörda kommuner har godkänt dem.")
    return form_page(request, form, act, done=done, template="frontend/county/draft_propose.html", context=context)


def change(request: Request, frame: Frame, group: TargetGroup) -> Draft:
    """What was pressed: a button of the draft, − or + of a kommun, or the numbers as they stand in the fields."""
    asked = request.POST
    if act := ACTS.get(asked.get("gor", "")):
        return act(actor=request.actor, frame=frame, target_group=group, version=_version(asked.get("version", "")))
    numbers = {
        code: (_units(asked.get(SEEN + code, ""), frame), _units(text, frame))
        for code, text in written(asked).items()
        if text.strip() != ""
    }
    if step := asked.get("steg", ""):
        code, _colon, by = step.partition(":")
        seen = drafted_numbers(draft_of(frame, group)).get(code, 0)
        numbers[code] = seen, numbers.get(code, (seen, seen))[1] + _units(by, frame, exact=True)
    return write_numbers(actor=request.actor, frame=frame, target_group=group, numbers=numbers)


def written(asked: Mapping[str, str]) -> dict[str, str]:
    """Kommunkod → what stands in its field."""
    return {name.removeprefix(NUMBER): asked[name] for name in asked if name.startswith(NUMBER)}


def _units(text: str, frame: Frame, *, exact: bool = False) -> int:
    """As written by a person; or already in integer units, as a button says them."""
    return amounts.read(text if exact else plain(text), 0 if exact else frame.round.decimals)


def _version(text: str) -> int:
    return int(text) if text.isdecimal() else -1
