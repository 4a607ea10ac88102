"""Errors as problem details (RFC 9457), in Swedish. The type leads to its description in the OpenAPI document."""

from http import HTTPStatus
from typing import Any, NamedTuple

from django.urls import reverse
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

CONTENT_TYPE = "application/problem+json"


class Problem(NamedTuple):
    name: str  # its key under components/responses in the OpenAPI document
    title: str
    detail: str  # when the exception has no words of its own


PROBLEMS: dict[int, Problem] = {
    400: Problem("OgiltigParameter", "Ogiltig parameter", "Anropet har en parameter som inte kan tolkas."),
    404: Problem("FinnsInte", "Finns inte", "Adressen finns inte. Resurserna beskrivs i /api/v1/openapi.yaml."),
    405: Problem("MetodenStodsInte", "Metoden stöds inte", "Resursen kan bara läsas: använd GET."),
    406: Problem("FormatetStodsInte", "Formatet stöds inte", "Svaret ges som JSON: begär application/json."),
    500: Problem("InterntFel", "Internt fel", "Något gick fel hos oss. Försök igen om en stund."),
}


class InvalidParameter(APIException):
    """What was asked for cannot be answered; `detail` names the parameter and what it may be."""

    status_code = HTTPStatus.BAD_REQUEST


def problem_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's exception handler. What nobody foresaw goes on to Django's, and to the log."""
    response = exception_handler(exc, context)
    if response is None:
        return None
    request = context["request"]
    known = PROBLEMS.get(response.status_code, PROBLEMS[400 if response.status_code < 500 else 500])
    response.data = {
        "type": request.build_absolute_uri(reverse("api-openapi")) + f"#/components/responses/{known.name}",
        "title": known.title,
        "status": response.status_code,
        "detail": str(exc.detail) if isinstance(exc, InvalidParameter) else known.detail,
        "instance": request.get_full_path(),
    }
    response.content_type = CONTENT_TYPE
    # Also where the resource itself is not JSON, or the client asked for something that we do not speak.
    request.accepted_renderer, request.accepted_media_type = JSONRenderer(), CONTENT_TYPE
    return response
