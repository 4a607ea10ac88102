"""The front door: what Jämka is, and what has been published lately. Those who work here go to their tasks."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from allocation.outcomes import years
from allocation.processes import Process
from allocation.published import PublishedRound, published_rounds
from frontend.access import EVERYONE, access
from frontend.pages.submit import Request


@access(EVERYONE)
def start(request: Request) -> HttpResponse:
    if not request.actor.is_anonymous:
        return redirect("att-gora")
    published = published_rounds(on=timezone.localdate())
    context = {"newest": [newest(process, published) for process in Process], "years": years()[:1]}
    return render(request, "frontend/public/start.html", context)


def newest(process: Process, published: list[PublishedRound]) -> tuple[Process, PublishedRound | None]:
    return process, next((round for round in published if round.process == process), None)
