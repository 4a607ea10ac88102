"""Våra tal: the page that a kommun lives on."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from frontend.access import MUNICIPALITY_READER, access
from frontend.pages.municipality.reads import (
    OwnNumber,
    answered_for,
    earlier_rounds,
    next_deadline,
    outcome_for,
    own_numbers,
    possessive,
    years_of,
)
from frontend.pages.submit import Request
from municipalities.models import Municipality


@access(MUNICIPALITY_READER)
def newest_year(request: Request, kod: str) -> HttpResponse:
    years = years_of(get_object_or_404(Municipality, pk=kod))
    if not years:
        raise Http404
    return redirect("kommun", kod, years[0])


@access(MUNICIPALITY_READER)
def municipality(request: Request, kod: str, ar: int) -> HttpResponse:
    place = get_object_or_404(Municipality.objects.select_related("county"), pk=kod)
    years = years_of(place)
    if ar not in years:
        raise Http404
    numbers = own_numbers(request.actor, place, ar)
    context = {
        "municipality": place,
        "possessive": possessive(place.name),
        "year": ar,
        "years": years,
        "numbers": numbers,
        "deadline": next_deadline(numbers),
        "transfers": [(number, transfer) for number in numbers for transfer in number.transfers],
        "answers": [number for number in numbers if number.responses or number.draft or number.is_asked],
        "told": [number for number in numbers if number.has_come] or numbers,
        "outcome": outcome_for(place, ar),
        "places": answered_for(request.actor),
        "earlier": earlier_rounds(place, numbers),
        "remarks": remarks(numbers),
        "synthetic": any(number.round and number.round.synthetic for number in numbers),
        "crumbs": [(f"{place.county} {ar}", reverse("lan", args=[place.county_id, ar]))],
        "own": kod in request.actor.municipality_codes,
    }
    return render(request, "frontend/municipality/kommun.html", context)


def remarks(numbers: list[OwnNumber]) -> dict[str, str]:
    """Each remark once -> the rounds that carry it."""
    said: dict[str, list[str]] = {}
    for number in numbers:
        if number.round and number.round.remark:
            said.setdefault(number.round.remark, []).append(str(number.round))
    return {remark: ", ".join(rounds) for remark, rounds in said.items()}
