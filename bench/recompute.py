"""A model run as the pages ask for it: inputs read, computed, 290 rows with every step and an event saved."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from bench import scratch
from bench.harness import Contender, Scale, Work
from bench.model import YEAR, check, country, parameters


def works(scale: Scale) -> Iterable[Work]:
    with scratch.database():
        yield recomputed()


def recomputed() -> Work:
    """In a database that holds the reference figures. The stored numbers are held against the model by hand."""
    from django.db import connection

    from accounts.actors import Actor, actor_for
    from accounts.models import Membership, Organisation, Role, User
    from accounts.services import organisation_of
    from allocation.models import ModelRun
    from allocation.services.rounds import plan_round, set_totals
    from allocation.services.runs import request_model_run
    from journal import jobs

    def officer() -> Actor:
        authority = organisation_of(Organisation.Kind.MIGRATIONSVERKET, "")
        user, _ = User.objects.get_or_create(username="bench")
        Membership.objects.get_or_create(user=user, organisation=authority, role=Role.HANDLAGGARE)
        return actor_for(user, authority)

    def run() -> Any:
        asked = request_model_run(actor=actor, round=round)
        jobs.run(str(asked.job_id))
        return asked.pk

    def stored(pk: Any) -> Sequence[int]:
        return [row["amount"] for row in ModelRun.objects.get(pk=pk).result["numbers"]]

    actor, weights, lan = officer(), parameters(), country(290).totals
    round = plan_round(actor=actor, process="kommuntal", year=YEAR, in_force_from=date(YEAR, 1, 1))
    set_totals(
        actor=actor,
        round=round,
        national=sum(lan.values()),
        counties=lan,
        statutory=True,
        legal_basis="SFS 2016:40",
    )
    return Work(
        name=f"model run as a job, {connection.vendor}",
        ours=Contender("request and job", run, stored),
        peers=(),
        check=lambda amounts: check(country(290), [(weights.w_am, weights.w_h)], amounts),
        aim=0.15,
    )
