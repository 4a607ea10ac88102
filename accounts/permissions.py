"""Asking for leave: `require(actor, "allocation.endorse_transfer", frame)`. Predicates: each app's permissions.py."""

from typing import Any

import rules
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Role
from journal.errors import NotAllowed

WRITERS = (Role.HANDLAGGARE, Role.BESLUTSFATTARE)


def allowed(actor: Actor, permission: str, obj: Any = None) -> bool:
    return bool(rules.has_perm(permission, actor, obj))


def require(actor: Actor, permission: str, obj: Any = None) -> None:
    if not allowed(actor, permission, obj):
        who = actor.organisation_name or _("Den som inte är inloggad")
        raise NotAllowed(_("%(who)s får inte göra detta här. Ingenting har ändrats.") % {"who": who})
