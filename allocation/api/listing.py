"""Lists in pages: `limit` and `page` from 1, with the addresses of the next and the previous page."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from allocation.api.parameters import Parameter, whole
from allocation.api.problems import InvalidParameter

MOST = 1000
PAGE = whole("page", "Sidans nummer, från 1.", 1, 1_000_000, default=1)


def limit(default: int = 20) -> Parameter:
    return whole("limit", "Högsta antal rader per sida.", 1, MOST, default=default)


def listing(
    request: Request, rows: QuerySet[Any, Any] | Sequence[Any], values: dict[str, Any], present: Callable[[Any], Any]
) -> dict[str, Any]:
    """`rows` is sliced before it is read; `present` makes a row of the answer."""
    size, page = values["limit"], values["page"]
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    last = max(1, -(-count // size))
    if page > last:
        raise InvalidParameter(f"Parametern ”page” kan inte ha värdet ”{page}”. Tillåtet: heltal från 1 till {last}.")
    url = request.build_absolute_uri()
    return {
        "antal": count,
        "nasta": replace_query_param(url, "page", page + 1) if page < last else None,
        "foregaende": replace_query_param(url, "page", page - 1) if page > 1 else None,
        "resultat": [present(row) for row in rows[(page - 1) * size : page * size]],
    }
