from celery import shared_task

from journal import jobs


@shared_task
def run_job(job_id: str) -> None:
    jobs.run(job_id)


@shared_task
def sweep() -> None:
    """Rings again for what was lost."""
    for job in jobs.lost():
        run_job.delay(str(job.pk))
