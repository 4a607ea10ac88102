"""What the base template needs on every page. Free of queries: everything is on `request.actor`."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actors import ANONYMOUS, Actor
from accounts.models import Role


@dataclass(frozen=True)
class NavItem:
    label: str | Promise
    url: str
    current: bool


def page(request: HttpRequest) -> dict[str, Any]:
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return {
        "actor": actor,
        "actor_roles": [Role(role).label for role in Role.values if role in actor.roles],
        "nav": nav(actor, request.path),
        "demo": settings.DEMO,
    }


def nav(actor: Actor, path: str) -> list[NavItem]:
    """The places of this actor, in the order of the work; the one that holds `path` is current."""
    targets = [(label, url_of(name, *places)) for label, name, places in _places(actor)]
    known = [(label, url) for label, url in targets if url]
    # The longest address that begins this path is where we are: /lan/05/2026/beslut is under länets tal.
    here = max((url for _label, url in known if path.startswith(_stem(url))), key=len, default="")
    return [NavItem(label, url, current=url == here) for label, url in known]


Place = tuple[str | Promise, str, list[str]]  # label, URL name, its arguments without the year


def _places(actor: Actor) -> list[Place]:
    open_to_all: list[Place] = [(_("Publicerade tal"), "tal", []), (_("Utfall"), "utfall", [])]
    if actor.is_anonymous:
        return open_to_all
    own: list[Place] = [(_("Att göra"), "att-gora", [])]
    if actor.is_lansstyrelse:
        own.append((_("Länets tal"), "lan", [actor.county_code]))
    if actor.is_kommun and actor.municipality_codes:
        own.append((_("Våra tal"), "kommun", actor.municipality_codes[:1]))
    if actor.is_migrationsverket or actor.is_samordnare:
        own.append((_("Omgångar"), "omgangar", []))
    return [*own, *open_to_all]


def url_of(name: str, *places: str) -> str:
    """The address, without a year if the page finds its own; "" where there is no such page."""
    year = timezone.localdate().year
    for args in (places, (*places, year)):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    return ""


def _stem(url: str) -> str:
    """/lan/05/2026 and /lan/05/2025 are the same place."""
    head, _slash, last = url.rstrip("/").rpartition("/")
    return head if last.isdigit() and len(last) == 4 and head.count("/") > 1 else url
