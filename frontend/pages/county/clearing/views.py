"""Beräkna förslag: the preview, what is taken of it, and the certificate as a file."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from allocation.errors import Refused
from allocation.models import Frame
from allocation.services.clearing import propose_found
from frontend.access import COUNTY_OFFICER, access
from frontend.pages.county.actions import around, county_url, frame_url
from frontend.pages.county.clearing.forms import TakeForm
from frontend.pages.county.clearing.reads import Preview, preview
from frontend.pages.county.reads import frame_or_404, group_of
from frontend.pages.submit import Request, form_page
from journal.errors import NotAllowed


@access(COUNTY_OFFICER)
def find(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    frame = _frame(request, kod, ar, process)
    try:
        shown = preview(request.actor, frame, request.GET.getlist("las"))
    except Refused as refusal:
        return _refused(request, frame, refusal)
    form = TakeForm(request.POST or None, preview=shown)

    def act(form: TakeForm) -> str:
        try:
            return take(request, shown, form)
        except Refused:
            form.show_again()
            raise

    context = {
        **around(frame, _("Beräkna förslag")),
        "preview": shown,
        "rows": [(each, each.code in shown.locked) for each in shown.municipalities.values()],
        "certificate": f"{frame_url('berakna-intyg', frame)}?{request.GET.urlencode()}",
    }
    done = _("Omfördelningarna är föreslagna. De räknas in när alla berörda kommuner har godkänt dem.")
    return form_page(request, form, act, done=done, template="frontend/county/clearing.html", context=context)


def take(request: Request, shown: Preview, form: TakeForm) -> str:
    """Exactly what was seen: if a svar or a number has changed since, nothing is proposed."""
    if form.cleaned_data["digest"] != shown.digest or shown.faults:
        raise Refused(
            _(
                "Tal eller önskemål har ändrats sedan förslaget visades. Läs det nya förslaget och välj på nytt. "
                "Ingenting har sparats."
            )
        )
    chosen = {name: form.cleaned_data[name] for name in ("form", "reason", "text")}
    propose_found(actor=request.actor, found=shown.found, chosen=form.cleaned_data["chosen"], **chosen)
    return county_url(shown.frame)


@access(COUNTY_OFFICER)
def certificate(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    """All that went in, what came out, and the proof: what `allocation.engine.certificate.check` reads."""
    frame = _frame(request, kod, ar, process)
    try:
        shown = preview(request.actor, frame, request.GET.getlist("las"))
    except Refused as refusal:
        return _refused(request, frame, refusal)
    answer = JsonResponse(shown.found.clearing.certificate, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="intyg-{kod}-{ar}-{process}.json"'
    return answer


def _frame(request: Request, kod: str, ar: int, process: str) -> Frame:
    """The frame, all its target groups together; an address that names one that the round lacks is wrong."""
    frame = frame_or_404(kod, ar, process)
    group_of(frame, request.GET.get("malgrupp", ""))
    return frame


def _refused(request: Request, frame: Frame, refusal: Refused) -> HttpResponse:
    status = 403 if isinstance(refusal, NotAllowed) else 409
    context = {**around(frame, _("Beräkna förslag")), "refusal": str(refusal)}
    return render(request, "frontend/county/no_clearing.html", context, status=status)
