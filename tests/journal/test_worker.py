"""A real Celery worker, on the broker of the run: files, or Redis with --postgres."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from allocation.models import ModelRun, Position
from allocation.services.proposals import accept_model_run
from allocation.services.runs import request_model_run
from allocation.verification import problems
from journal.jobs import enqueue
from journal.models import Job
from journal.tasks import sweep
from tests.support import builders as b
from tests.support.worker import running

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


def wait_until_running(job: Job, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while Job.objects.get(pk=job.pk).status == Job.Status.WAITING:
        assert time.monotonic() < deadline, "nobody took the job up"
        time.sleep(0.001)


@pytest.mark.django_db(transaction=True)
def test_a_model_run_whose_worker_is_killed_in_the_middle_gives_the_same_result_once(tmp_path: Path) -> None:
    officer, round = b.migrationsverket(), b.plan()
    logs = (tmp_path / f"worker-{number}.log" for number in range(9))
    for _try in range(3):  # a fast machine may be done before it is killed
        with running(next(logs)) as process:
            killed = request_model_run(actor=officer, round=round)
            assert killed.job is not None
            wait_until_running(killed.job)
            process.kill()
            process.wait()
        if ModelRun.objects.get(pk=killed.pk).finished_at is None:
            break
    else:
        pytest.fail("the worker was never killed in time")
    with running(log := next(logs)):
        untroubled = request_model_run(actor=officer, round=round)
        assert untroubled.job is not None
        wait_until_finished(untroubled.job, log)
        assert Job.objects.get(pk=killed.job.pk).status == Job.Status.RUNNING, "its lease has not run out"
        Job.objects.filter(pk=killed.job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        sweep()
        sweep()  # the bell may ring twice
        job = wait_until_finished(killed.job, log)
    assert (job.status, job.attempts) == (Job.Status.DONE, 2)
    once, again = (ModelRun.objects.get(pk=run.pk) for run in (untroubled, killed))
    assert (again.result, again.input_digest) == (once.result, once.input_digest)
    accept_model_run(actor=officer, run=again)
    numbers = {(row["kommunkod"], row["malgrupp"]): row["amount"] for row in once.result["numbers"]}
    assert Position.objects.of_round(round).proposed_numbers() == numbers
    assert list(problems()) == []
