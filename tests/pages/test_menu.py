"""The menu of each actor, and that it costs nothing."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.actors import ANONYMOUS, Actor
from accounts.models import Organisation, Role
from frontend.context import nav, page

LAN = Actor(1, "Handläggare", 1, "Länsstyrelsen Östergötland", Organisation.Kind.LANSSTYRELSE, "05")
KOMMUN = Actor(
    2, "Samordnare", 2, "Norrköpings kommun", Organisation.Kind.KOMMUN, answers_for=frozenset({("0581", "")})
)
VERKET = Actor(3, "Handläggare", 3, "Migrationsverket", Organisation.Kind.MIGRATIONSVERKET)
NATIONAL = Actor(
    4, "", 1, "", Organisation.Kind.LANSSTYRELSE, "05", frozenset({Role.LASARE.value, Role.SAMORDNARE.value})
)


@pytest.mark.parametrize(
    ("actor", "places"),
    [
        (ANONYMOUS, ["Publicerade tal", "Utfall"]),
        (LAN, ["Att göra", "Länets tal", "Publicerade tal", "Utfall"]),
        (KOMMUN, ["Att göra", "Våra tal", "Publicerade tal", "Utfall"]),
        (VERKET, ["Att göra", "Omgångar", "Publicerade tal", "Utfall"]),
        (NATIONAL, ["Att göra", "Länets tal", "Omgångar", "Publicerade tal", "Utfall"]),
    ],
    ids=["anyone", "länsstyrelse", "kommun", "Migrationsverket", "nationell samordnare"],
)
def test_each_sees_the_places_of_their_work(actor: Actor, places: list[str]) -> None:
    assert [str(item.label) for item in nav(actor, "/")] == places


def test_the_place_where_one_is_stands_out_also_deep_inside_it() -> None:
    def current(path: str) -> list[str]:
        return [str(item.label) for item in nav(LAN, path) if item.current]

    assert current("/att-gora") == ["Att göra"]
    assert current("/lan/05/2025/kommuntal/dialog") == ["Länets tal"]
    assert current("/om") == []


@pytest.mark.django_db
def test_the_menu_asks_the_database_nothing() -> None:
    request: Any = RequestFactory().get("/lan/05/2026")
    assert isinstance(request, HttpRequest)
    request.actor = LAN  # type: ignore[attr-defined]
    with CaptureQueriesContext(connection) as queries:
        context = page(request)
        assert context["nav"] is not None
    assert not queries.captured_queries
