"""What the API says of itself: the OpenAPI document and /api-info."""

from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.settings import patched_settings
from rest_framework.request import Request
from rest_framework.response import Response

from allocation.api.base import OpenView
from allocation.api.problems import CONTENT_TYPE, PROBLEMS
from allocation.api.schemas import Info, documented

VERSION = "1.0.0"
RELEASED = date(2026, 1, 1)
TITLE = "Jämka: publicerade tal"
DESCRIPTION = """\
Kommuntal för nyanlända, andelstal för ensamkommande barn och fördelningstal enligt massflyktsdirektivet, per kommun,
så som de har beslutats av länsstyrelserna eller fastställts av Migrationsverket.

**Ändamål.** Att maskinellt hämta talen till uppföljning, planering och statistik. Uppgifterna är antal per kommun;
inga uppgifter om enskilda förekommer. Arbetsmaterial visas aldrig: bara det som är beslutat.

**Villkor.** Öppet för alla, utan inloggning. Uppgifterna lämnas under CC0 1.0; ange gärna källan.

**Begränsningar.** Högst 1 000 rader per anrop (`limit`, `page` från 1). Svaren bär `ETag`: skicka den i
`If-None-Match` så blir svaret 304 så länge inget nytt har publicerats. Ett publicerat tal ändras aldrig, utan en
ändring är en ny revidering. Namn och betydelser inom `v1` ändras inte.

**Fel** följer RFC 9457 (`application/problem+json`). En okänd parameter är ett fel och ignoreras inte.

*In English:* the numbers that govern how newly arrived persons are shared between Sweden's 290 municipalities, once
decided. Open data (CC0 1.0), read-only, no key. Personal data: none.
"""


def problem_response(title: str) -> dict[str, Any]:
    problem = {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}
    return {"description": title, "content": {CONTENT_TYPE: problem}}


SETTINGS = {
    "TITLE": TITLE,
    "DESCRIPTION": DESCRIPTION,
    "VERSION": VERSION,
    # Whoever hosts the instance answers for it.
    "CONTACT": {key: value for key, value in settings.CONTACT.items() if value},
    "LICENSE": {"name": "CC0 1.0 Universal", "identifier": "CC0-1.0"},
    "POSTPROCESSING_HOOKS": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "APPEND_COMPONENTS": {
        "responses": {problem.name: problem_response(problem.title) for problem in PROBLEMS.values()}
    },
}


@cache
def document() -> dict[str, Any]:
    """Made once in each process; also by `manage.py spectacular --custom-settings allocation.api.document.SETTINGS`."""
    with patched_settings(SETTINGS):
        schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return schema


class YamlRenderer(OpenApiYamlRenderer):
    media_type = "application/yaml"  # RFC 9512


class OpenApi(OpenView):
    schema = None
    renderer_classes = [YamlRenderer, OpenApiYamlRenderer]

    def get(self, request: Request) -> Response:
        return Response(document())


class ApiInfo(OpenView):
    @documented("api-info", Info, summary="Om API:et", description="Version och status, enligt Diggs REST API-profil.")
    def get(self, request: Request) -> Response:
        return Response(
            {
                "apiName": TITLE,
                "apiVersion": VERSION,
                "apiReleased": RELEASED,
                "apiDocumentation": request.build_absolute_uri(reverse("api-openapi")),
                "apiStatus": "active",
            }
        )
