"""A job is a row; the broker is only a bell (docs/adr/0004)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from journal import jobs
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
