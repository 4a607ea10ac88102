"""Jämka's comparison run (jämförelseberäkning): our model beside Migrationsverket's proposal, and apart from it.

It goes the same way as any model run: a job that reads, computes and saves. It shares out exactly what the proposal
shares out, and never becomes a proposal.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.permissions import require
from allocation.engine.model.parameters import PROCESSES, Parameters, assumed_parameters
from allocation.errors import Refused
from allocation.models import ModelRun, Position, Proposal, Round, Totals
from allocation.services.runs import RECEIVED_ALL, checked_parameters, newest_year, start_run
from municipalities.models import Observation


@transaction.atomic
def request_comparison(*, actor: Actor, round: Round, parameters: Mapping[str, Any] | None = None) -> ModelRun:
    """Start it as a job. `parameters`: Parameters.to_json(), or None for `comparison_parameters`."""
    require(actor, "allocation.propose")
    proposal = round.proposals.order_by("version").last()
    if proposal is None or proposal.origin != Proposal.Origin.IMPORTED:
        raise Refused(_("Omgången har inget förslag från Migrationsverket att jämföra med."))
    chosen = comparison_parameters(round) if parameters is None else checked_parameters(round, parameters)
    shared = Counter[str]()
    for (_code, group), amount in Position.objects.of_round(round).proposed_numbers().items():
        shared[group] += amount
    totals = Totals.objects.filter(round=round).latest("pk")
    return start_run(actor, round, chosen, totals, dict(shared), compared_with=proposal)


def comparison_parameters(round: Round) -> Parameters:
    """Jämka's assumed values on what was known before the round's year. Past reception is left out where none is."""
    population_year = newest_year("befolkning", round.year)
    years = [year for year in Observation.objects.years_of(RECEIVED_ALL) if year < round.year]
    windows = dict.fromkeys(("nyanlanda", "ensamkommande"), (years[-1], years[-1])) if years else {}
    changes: dict[str, Any] = {"version": f"{round.process}-{round.year}-jamforelse-1"}
    if not windows:
        changes["w_h"] = "0"
    if PROCESSES[round.process].decimals_allowed:
        changes["decimals"] = round.decimals
    return assumed_parameters(
        round.process, year=round.year, population_year=population_year, windows=windows, **changes
    )


def comparison_of(proposal: Proposal) -> ModelRun | None:
    """The newest that is finished."""
    return proposal.comparisons.filter(finished_at__isnull=False).order_by("-created_at").first()
