"""Model runs as a worker carries them out."""

from typing import Any

from allocation.models import ModelRun, Proposal, Round
from allocation.services.comparison import request_comparison
from allocation.services.proposals import accept_model_run
from allocation.services.runs import request_model_run
from journal import jobs
from tests.support import builders as b


def carried_out(run: ModelRun) -> ModelRun:
    jobs.run(run.job_id)  # type: ignore[arg-type]
    return ModelRun.objects.select_related("job", "round").get(pk=run.pk)


def computed_proposal(process: str = "kommuntal", **options: Any) -> Proposal:
    """Our own calculation, accepted as the round's proposal."""
    run = carried_out(request_model_run(actor=b.migrationsverket(), round=b.plan(process, **options)))
    return accept_model_run(actor=b.migrationsverket(), run=run)


def compared(round: Round) -> ModelRun:
    """Our comparison run beside the round's imported proposal."""
    return carried_out(request_comparison(actor=b.migrationsverket(), round=round))
