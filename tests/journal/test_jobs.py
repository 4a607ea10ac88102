"""A job is a row; the broker is only a bell (docs/adr/0004)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from journal import jobs
from journal.errors import Refused
from journal.models import Job
from journal.tasks import run_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def _broker_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(run_job, "apply_async", refuse)


@pytest.mark.usefixtures("_broker_is_down")
def test_a_broker_that_is_down_stops_nobody_and_the_sweep_finds_the_job(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue(kind="model_run", arguments={}, organisation_id=None, created_by_id=None)
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=1))
    assert jobs.lost() == [job]


KIND = "a kind of work"
Work = Callable[[Job, jobs.Report], dict[str, Any]]


@pytest.fixture
def does(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], None]:
    """What the house does for work of KIND."""
    return lambda work: monkeypatch.setitem(jobs.HANDLERS, KIND, work)


@pytest.fixture
def job() -> Job:
    return Job.objects.create(kind=KIND)


def lose(job: Job) -> None:
    """Its worker was killed, and time has passed."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def carried_out(job: Job) -> Job:
    jobs.run(job.pk)
    return Job.objects.get(pk=job.pk)


class TestAJob:
    def test_is_done_once_however_often_the_bell_rings(self, job: Job, does: Callable[[Work], None]) -> None:
        done: list[Job] = []
        does(lambda job, report: done.append(job) or {"answer": 42})  # type: ignore[func-returns-value]
        first, second = carried_out(job), carried_out(job)
        assert len(done) == 1
        assert (first.status, first.result, first.progress) == (Job.Status.DONE, {"answer": 42}, 100)
        assert second.finished_at == first.finished_at
        assert first.lease_until is None

    def test_is_held_by_one_worker_at_a_time(self, job: Job) -> None:
        assert jobs.claim(job.pk)
        assert jobs.claim(job.pk) is None
        assert jobs.lost() == []

    def test_says_how_far_it_has_come_and_keeps_its_lease(self, job: Job, does: Callable[[Work], None]) -> None:
        seen: list[Job] = []

        def work(job: Job, report: jobs.Report) -> dict[str, Any]:
            lose(job)
            report(40, "Beräknar")
            seen.append(Job.objects.get(pk=job.pk))
            return {}

        does(work)
        carried_out(job)
        assert [(now.progress, now.message, now.status) for now in seen] == [(40, "Beräknar", Job.Status.RUNNING)]
        assert seen[0].lease_until is not None
        assert seen[0].lease_until > timezone.now()

    def test_that_is_refused_says_why(self, job: Job, does: Callable[[Work], None]) -> None:
        does(refuse)
        failed = carried_out(job)
        assert (failed.status, failed.message) == (Job.Status.FAILED, "Län 05 saknar folkmängd.")

    def test_that_breaks_says_that_nothing_was_saved_and_no_more(self, job: Job, does: Callable[[Work], None]) -> None:
        does(lambda job, report: {"a": 1 // 0})
        failed = carried_out(job)
        assert failed.status == Job.Status.FAILED
        assert failed.message == "Arbetet misslyckades (ZeroDivisionError). Inget har sparats."


def refuse(job: Job, report: jobs.Report) -> dict[str, Any]:
    raise Refused("Län 05 saknar folkmängd.")


class TestALostJob:
    def test_is_found_by_the_sweep_and_taken_up_again(self, job: Job, does: Callable[[Work], None]) -> None:
        jobs.claim(job.pk)
        lose(job)
        assert jobs.lost() == [job]
        does(lambda job, report: {})
        done = carried_out(job)
        assert (done.status, done.attempts) == (Job.Status.DONE, 2)
        assert jobs.lost() == []

    def test_is_given_up_after_three_attempts(self, job: Job, does: Callable[[Work], None]) -> None:
        does(lambda job, report: pytest.fail("tried a fourth time"))
        for _attempt in range(jobs.ATTEMPTS):
            assert jobs.claim(job.pk)
            lose(job)
        failed = carried_out(job)
        assert (failed.status, failed.message) == (Job.Status.FAILED, jobs.GIVEN_UP)

    def test_is_spoken_for_by_its_new_worker_alone(self, job: Job) -> None:
        late = jobs.claim(job.pk)
        lose(job)
        assert late is not None
        assert jobs.claim(job.pk)
        jobs.finish(late, Job.Status.FAILED, message="För sent")
        assert Job.objects.get(pk=job.pk).status == Job.Status.RUNNING
