"""Who may open which page: every view carries one named rule, and a test walks the URL configuration to check it.

This guards the door. What is done inside is guarded again by the services, which ask the same permissions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.actors import Actor
from accounts.models import Role
from allocation.models import Transfer
from dialogue.models import Response
from municipalities.models import Municipality

Predicate = Callable[..., bool]  # (actor, **url_kwargs)
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Access:
    """A rule: `allows(actor, **url_kwargs)`."""

    name: str
    allows: Predicate


def access(rule: Access) -> Callable[[View], View]:
    """Anonymous visitors are sent to log in; others get 403 with words."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor: Actor = request.actor  # type: ignore[attr-defined]
            if rule.allows(actor, **kwargs):
                return view(request, *args, **kwargs)
            if actor.is_anonymous:
                return redirect_to_login(request.get_full_path())
            raise PermissionDenied

        guarded.access = rule  # type: ignore[attr-defined]
        return guarded

    return decorate


def _migrationsverket(*roles: str) -> Predicate:
    return lambda actor, **_: actor.is_migrationsverket and (not roles or actor.has_role(*roles))


def _county(*roles: str) -> Predicate:
    return lambda actor, kod, **_: actor.is_of_county(kod) and (not roles or actor.has_role(*roles))


def _reads_county(actor: Actor, kod: str, **_: Any) -> bool:
    return actor.is_of_county(kod) or actor.is_samordnare or actor.is_migrationsverket


def _reads_municipality(actor: Actor, kod: str, **_: Any) -> bool:
    if actor.may_answer_for(kod):
        return True
    if actor.is_anonymous or actor.is_kommun:
        return False
    return _reads_county(actor, get_object_or_404(Municipality, pk=kod).county_id)


def _writes_municipality(actor: Actor, kod: str, process: str = "", **_: Any) -> bool:
    return actor.may_answer_for(kod, process) and actor.has_role(Role.HANDLAGGARE, Role.BESLUTSFATTARE)


def _reads_transfer(actor: Actor, pk: int, **_: Any) -> bool:
    if actor.is_anonymous:
        return False
    transfer = get_object_or_404(Transfer.objects.select_related("frame__round"), pk=pk)
    if _reads_county(actor, transfer.frame.county_id):
        return True
    process = transfer.frame.round.process  # a fullmakt may hold for a single one
    touched = transfer.versions.values_list("legs__municipality_id", flat=True)
    return transfer.proposed_by_id == actor.organisation_id or any(actor.may_answer_for(c, process) for c in touched)


def _writes_transfer(actor: Actor, pk: int, **_: Any) -> bool:
    """Whoever may do something with it: its länsstyrelse's and kommuner's officers. The service says what exactly."""
    if actor.is_migrationsverket or not actor.has_role(Role.HANDLAGGARE, Role.BESLUTSFATTARE):
        return False
    return _reads_transfer(actor, pk) and (
        not actor.is_lansstyrelse or Transfer.objects.filter(pk=pk, frame__county_id=actor.county_code).exists()
    )


def _reads_response(actor: Actor, pk: int, **_: Any) -> bool:
    return Response.objects.visible_to(actor).filter(pk=pk).exists()


EVERYONE = Access("everyone", lambda actor, **_: True)
SIGNED_IN = Access("signed in", lambda actor, **_: not actor.is_anonymous)
NATIONAL_READER = Access(
    "national reader", lambda actor, **_: actor.is_migrationsverket or actor.is_lansstyrelse
)  # status of all län, not what is said in them
MIGRATIONSVERKET = Access("Migrationsverket", _migrationsverket())
MIGRATIONSVERKET_OFFICER = Access("Migrationsverket's handläggare", _migrationsverket(Role.HANDLAGGARE))
MIGRATIONSVERKET_DECIDER = Access("Migrationsverket's beslutsfattare", _migrationsverket(Role.BESLUTSFATTARE))
COUNTY_READER = Access("reads the län (kod)", _reads_county)
COUNTY_OFFICER = Access("the länsstyrelse's handläggare (kod)", _county(Role.HANDLAGGARE))
COUNTY_DECIDER = Access("the länsstyrelse's beslutsfattare (kod)", _county(Role.BESLUTSFATTARE))
MUNICIPALITY_READER = Access("reads the kommun (kod)", _reads_municipality)
MUNICIPALITY_WRITER = Access("speaks for the kommun (kod)", _writes_municipality)
TRANSFER_READER = Access("party to the omfördelning (pk)", _reads_transfer)
TRANSFER_WRITER = Access("acts in the omfördelning (pk)", _writes_transfer)
RESPONSE_READER = Access("reads the svar (pk)", _reads_response)
