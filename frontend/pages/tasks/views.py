"""Att göra: what waits for this person, most urgent first. One page for every role."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from allocation.models import Round
from frontend.access import SIGNED_IN, access
from frontend.pages.submit import Request
from frontend.pages.tasks.kommun import municipality_tasks
from frontend.pages.tasks.lansstyrelse import county_tasks
from frontend.pages.tasks.migrationsverket import national_tasks
from frontend.pages.tasks.task import Task


@access(SIGNED_IN)
def my_tasks(request: Request) -> HttpResponse:
    actor = request.actor
    tasks = sorted(tasks_of(actor), key=lambda task: task.due_day)
    return render(request, "frontend/tasks/att_gora.html", {"tasks": tasks, "home": home_of(actor)})


def tasks_of(actor: Actor) -> Iterator[Task]:
    if actor.is_lansstyrelse:
        yield from county_tasks(actor)
    elif actor.is_kommun:
        yield from municipality_tasks(actor)
    elif actor.is_migrationsverket:
        yield from national_tasks(actor)


def home_of(actor: Actor) -> tuple[str, str] | None:
    """Where to go when there is nothing to do."""
    year = Round.objects.newest_year()
    if actor.is_migrationsverket or actor.is_samordnare:
        return _("Omgångar"), reverse("omgangar")
    if actor.is_lansstyrelse:
        return _("Länets tal %(year)s") % {"year": year}, reverse("lan", args=[actor.county_code, year])
    if actor.is_kommun and actor.municipality_codes:
        return _("Våra tal %(year)s") % {"year": year}, reverse("kommun", args=[actor.municipality_codes[0], year])
    return None
