"""A decided number is immutable: a change is a new round with its own legal act and its own whole vector."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.permissions import require
from allocation.errors import Refused
from allocation.models import Round
from allocation.services.rounds import plan_round


@transaction.atomic
def plan_revision(
    *,
    actor: Actor,
    process: str,
    year: int,
    in_force_from: date,
    target_groups: Sequence[tuple[str, str]] | None = None,
    remark: str = "",
    synthetic: bool = False,
    decide_by: date | None = None,
) -> Round:
    """The next revision of a year. Agreements that say so are carried over when its proposal is accepted.

    The earlier round stays readable and in force until this one is decided in every län and its day has come.
    """
    require(actor, "allocation.manage_round")
    before = Round.objects.filter(process=process, year=year).order_by("-revision").first()
    if before is None:
        raise Refused(_("Det finns ingen omgång att revidera. Planera årets första omgång."))
    groups = target_groups or list(before.target_groups.values_list("code", "name"))
    return plan_round(
        actor=actor,
        process=process,
        year=year,
        revision=before.revision + 1,
        in_force_from=in_force_from,
        target_groups=groups,
        decimals=before.decimals,
        decide_by=decide_by,
        remark=remark,
        synthetic=synthetic,
    )
