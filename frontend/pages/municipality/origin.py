"""Talets tillkomst: a page of its own for each number, with everything; and the same as JSON."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from allocation.explanation_rows import calculation_rows, change_rows, order_rows, step_rows, weight_rows
from allocation.explanations import Account, Origin, newest_proposal, origin_of
from allocation.models import Frame
from allocation.processes import Process
from frontend.access import MUNICIPALITY_READER, access
from frontend.pages.county.reads import frame_or_404
from frontend.pages.county.sheet import Sheet
from frontend.pages.municipality.explanation import explain, omitted_reception, reception_words
from frontend.pages.municipality.reads import municipality_url, possessive
from frontend.pages.municipality.waterfall import waterfall
from frontend.pages.submit import Request
from municipalities.models import Municipality


@access(MUNICIPALITY_READER)
def page(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    place, frame = _frame(request, kod, ar, process)
    origin = _origin(frame, place)
    context = {
        "municipality": place,
        "possessive": possessive(place.name),
        "sheet": Sheet(Process(frame.round.process), frame),
        "round": frame.round,
        "origin": origin,
        "crumbs": [(f"{place} {ar}", municipality_url(place, ar))],
        "data_url": f"{reverse('tillkomst-json', args=[kod, ar, process])}?revidering={frame.round.revision}",
        **(_calculated(origin) if origin else {}),
    }
    return render(request, "frontend/municipality/tillkomst.html", context)


@access(MUNICIPALITY_READER)
def data(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    place, frame = _frame(request, kod, ar, process)
    origin = _origin(frame, place)
    if origin is None:
        raise Http404
    answer = JsonResponse(origin.as_json(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{process}-{ar}-{kod}-tillkomst.json"'
    return answer


def _frame(request: Request, kod: str, ar: int, process: str) -> tuple[Municipality, Frame]:
    place = get_object_or_404(Municipality.objects.select_related("county"), pk=kod)
    return place, frame_or_404(place.county_id, ar, process, request.GET.get("revidering", ""))


def _origin(frame: Frame, place: Municipality) -> Origin | None:
    proposal = newest_proposal(frame.round)
    return origin_of(proposal, place) if proposal else None


def _calculated(origin: Origin) -> dict[str, Any]:
    """What there is to show of our own run: the stored steps always, the rest where it can be repeated."""
    if origin.run is None:
        return {}
    stored = explain(origin.run, origin.municipality.pk)
    return {
        "stored": stored,
        "drawn": waterfall(stored) if stored else None,
        "reception": reception_words(origin.run.parameters),
        "omitted": omitted_reception(origin.run),
        **(_told(origin.account) if origin.account else {}),
    }


def _told(account: Account) -> dict[str, Any]:
    return {
        "sentences": account.words.sentences(),
        "steps": step_rows(account),
        "calculation": calculation_rows(account),
        "order": order_rows(account),
        "changes": change_rows(account),
        "weights": weight_rows(account),
    }
