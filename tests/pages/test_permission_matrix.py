"""Every page, form and endpoint × every role and organisation. Generated from the URL configuration: a new page without
a rule fails, and so does one whose rule is not in the table below."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Role, User
from tests.support import world

pytestmark = pytest.mark.django_db

ROLES = list(Role.values)
H, B = Role.HANDLAGGARE.value, Role.BESLUTSFATTARE.value
PLAIN = [r for r in ROLES if r != Role.SAMORDNARE]


def every(place: str, roles: list[str] = PLAIN) -> set[str]:
    return {f"{place} {role}" for role in roles}


SAMORDNARE = {"län samordnare", "other län samordnare"}
LAN = every("län", ROLES)
OWN_KOMMUN = every("kommun") | every("fullmakt")
PARTY = OWN_KOMMUN | every("party")
MV = every("MV")
READS_COUNTY = LAN | SAMORDNARE | MV
WRITES_KOMMUN = {f"{who} {role}" for who in ("kommun", "fullmakt") for role in (H, B)}

# Rule (frontend/access.py) -> who gets in. Written by hand: this table is what the rules are held against.
WHO: dict[str, set[str]] = {
    "national reader": LAN | every("other län", ROLES) | MV,
    "Migrationsverket": MV,
    "Migrationsverket's handläggare": {f"MV {H}"},
    "Migrationsverket's beslutsfattare": {f"MV {B}"},
    "reads the län (kod)": READS_COUNTY,
    "the länsstyrelse's handläggare (kod)": {f"län {H}"},
    "the länsstyrelse's beslutsfattare (kod)": {f"län {B}"},
    "reads the kommun (kod)": OWN_KOMMUN | READS_COUNTY,
    "speaks for the kommun (kod)": WRITES_KOMMUN,
    "party to the omfördelning (pk)": PARTY | READS_COUNTY,
    "acts in the omfördelning (pk)": WRITES_KOMMUN | {f"{who} {r}" for who in ("party", "län") for r in (H, B)},
    "reads the svar (pk)": OWN_KOMMUN | READS_COUNTY,
}


@dataclass(frozen=True)
class Page:
    route: str
    view: Any
    arguments: list[str]

    @property
    def rule(self) -> str | None:
        if self.route.startswith("api/"):
            return "everyone"  # published numbers are open
        access = getattr(self.view, "access", None)
        return access.name if access else None


def pages(resolver: URLResolver | None = None, before: str = "") -> Iterator[Page]:
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Page(route, pattern.callback, list(pattern.pattern.converters))
        else:
            yield from pages(pattern, route)


def path_of(page: Page, built: world.World) -> str:
    path = f"/{page.route}"
    for name, value in built.arguments(page.route, page.arguments).items():
        converter = next(part for part in path.split("<")[1:] if part.split(">")[0].split(":")[-1] == name)
        path = path.replace(f"<{converter.split('>')[0]}>", str(value))
    return path


def test_every_page_carries_a_rule_that_is_in_the_table() -> None:
    known = {*WHO, "everyone", "signed in"}
    without = [page.route for page in pages() if page.rule not in known]
    assert without == []


@pytest.mark.parametrize("place", ["", *world.PLACES])
def test_everyone_gets_where_they_should_and_nowhere_else(place: str) -> None:
    built = world.build()
    wrong = []
    for who, person in world.people(place).items():
        client = signed_in(person)
        for page in pages():
            allowed = expected(page.rule or "", who)
            path = path_of(page, built)
            for method in ("get", "post"):
                if method == "post" and (allowed or page.route.startswith("api/")):
                    continue  # what a form does is the pages' own tests; here: that the refused cannot send it
                answer = getattr(client, method)(path)
                if refused(answer) == allowed:
                    wrong.append(f"{who} {method} {path}: {answer.status_code}, rule {page.rule}")
    assert wrong == []


def signed_in(person: User | None) -> Client:
    client = Client(raise_request_exception=True)
    if person:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def expected(rule: str, who: str) -> bool:
    if rule == "everyone":
        return True
    if rule == "signed in":
        return who != "nobody"
    return who in WHO[rule]


def refused(answer: Any) -> bool:
    to_login = answer.status_code == 302 and answer["Location"].startswith("/logga-in?")
    return bool(to_login or answer.status_code == 403)
