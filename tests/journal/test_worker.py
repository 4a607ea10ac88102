"""A real Celery worker, on the broker of the run: files, or Redis with --postgres."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from journal.jobs import enqueue
from journal.models import Job
from journal.tasks import sweep

pytestmark = pytest.mark.worker
UNKNOWN = "a kind of work that nobody does"  # how it ends is known without knowing what the house computes


def wait_until_finished(job: Job, log: Path, seconds: float = 30) -> Job:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if job.finished_at:
            return job
        time.sleep(0.1)
    raise AssertionError(f"{job} after {seconds} s\n{log.read_text()}")


def test_the_worker_answers_the_bell_and_says_in_words_what_failed(worker: Path) -> None:
    job = enqueue(kind=UNKNOWN, arguments={}, organisation_id=None, created_by_id=None)
    job = wait_until_finished(job, worker)
    assert job.status == Job.Status.FAILED
    assert job.message == "Arbetet misslyckades (KeyError). Inget har sparats."


def test_a_job_whose_worker_was_killed_is_taken_up_again(worker: Path) -> None:
    job = Job.objects.create(
        kind=UNKNOWN, status=Job.Status.RUNNING, attempts=1, lease_until=timezone.now() - timedelta(seconds=1)
    )
    sweep()
    job = wait_until_finished(job, worker)
    assert job.attempts == 2


def test_a_job_that_kills_every_worker_is_given_up_with_advice(worker: Path) -> None:
    job = Job.objects.create(
        kind=UNKNOWN, status=Job.Status.RUNNING, attempts=3, lease_until=timezone.now() - timedelta(seconds=1)
    )
    sweep()
    job = wait_until_finished(job, worker)
    assert job.status == Job.Status.FAILED
    assert "avbröts flera gånger" in job.message
