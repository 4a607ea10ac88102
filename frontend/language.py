"""Swedish until the reader has chosen otherwise in the footer.

What the browser asks for is not followed: an authority's page reads the same for everyone who is sent its address, and
many who work in Swedish have an English browser. What machines read speaks Swedish always.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

FOR_MACHINES = "/api/"


class ChosenLanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for_people = not request.path.startswith(FOR_MACHINES)
        language = chosen(request) if for_people else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if for_people:
            patch_vary_headers(response, ["Cookie"])
        return response


def chosen(request: HttpRequest) -> str:
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
