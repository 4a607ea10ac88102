"""Long work: a row with a lease, run by whichever worker answers the bell. A killed worker's job is taken up again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from journal.errors import Refused
from journal.models import Job

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
ATTEMPTS = 3
# Kept in Swedish with the job, and translated where it is shown.
DONE = gettext_noop("Klart")
GIVEN_UP = gettext_noop("Arbetet avbröts flera gånger. Försök igen eller kontakta förvaltningen.")
Report = Callable[[int, str], None]  # (per cent, message); renews the lease
Handler = Callable[[Job, Report], dict[str, Any]]  # computes, then saves all in one transaction; may be run again

HANDLERS: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def enqueue(*, kind: str, arguments: dict[str, Any], organisation_id: int | None, created_by_id: int | None) -> Job:
    from journal.tasks import run_job

    job = Job.objects.create(
        kind=kind, arguments=arguments, organisation_id=organisation_id, created_by_id=created_by_id
    )
    # The row stands whether the bell rings or not (robust: a broker that is down is logged); the sweep rings again.
    transaction.on_commit(lambda: run_job.delay(str(job.pk)), robust=True)
    return job


def claim(job_id: UUID | str) -> Job | None:
    """Take the job if nobody holds it: waiting, or its lease has run out."""
    now = timezone.now()
    free = Q(status=Job.Status.WAITING) | Q(status=Job.Status.RUNNING, lease_until__lt=now)
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(free, pk=job_id).first()
        if job is None:
            return None
        job.status, job.lease_until, job.attempts = Job.Status.RUNNING, now + LEASE, job.attempts + 1
        job.save()
    return job


def run(job_id: UUID | str) -> None:
    job = claim(job_id)
    if job is None:
        return
    if job.attempts > ATTEMPTS:
        finish(job, Job.Status.FAILED, message=GIVEN_UP)
        return

    def report(progress: int, message: str) -> None:
        held(job).update(progress=progress, message=message, lease_until=timezone.now() + LEASE)

    try:
        result = HANDLERS[job.kind](job, report)
    except Refused as refusal:
        finish(job, Job.Status.FAILED, message=str(refusal))
    except Exception as error:
        log.exception("job failed", job=str(job.pk), kind=job.kind)
        finish(job, Job.Status.FAILED, message=f"Arbetet misslyckades ({type(error).__name__}). Inget har sparats.")
    else:
        finish(job, Job.Status.DONE, message=DONE, result=result)


def held(job: Job) -> QuerySet[Job]:
    """The job, unless another worker has taken it up since: one that was given up for lost no longer speaks for it."""
    return Job.objects.filter(pk=job.pk, attempts=job.attempts, status=Job.Status.RUNNING)


def finish(job: Job, status: str, *, message: str, result: dict[str, Any] | None = None) -> None:
    held(job).update(
        status=status,
        message=message[:500],
        **({"progress": 100} if status == Job.Status.DONE else {}),
        result=result or {},
        lease_until=None,
        finished_at=timezone.now(),
    )


def lost() -> list[Job]:
    """Jobs whose bell or worker was lost."""
    now = timezone.now()
    return list(
        Job.objects.filter(
            Q(status=Job.Status.RUNNING, lease_until__lt=now)
            | Q(status=Job.Status.WAITING, created_at__lt=now - timedelta(seconds=10))
        )
    )
