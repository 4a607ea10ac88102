"""Pages that say the same to everyone: about, accessibility, the style guide."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from frontend.access import EVERYONE, access
from frontend.pages.styleguide import specimens


@access(EVERYONE)
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "frontend/om.html", {"contact": settings.CONTACT})


@access(EVERYONE)
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "frontend/tillganglighet.html", {"contact": settings.CONTACT})


@access(EVERYONE)
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component in its states, for those who build pages. Not part of the service."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    return render(request, "frontend/stilguide.html", specimens(request))
