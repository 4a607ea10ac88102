"""The bell that wakes the worker. What is to be done lies in journal.Job; the broker may forget, the row does not."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def filesystem_transport(folder: Path) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.1,
    }


app = Celery("jamka")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_connection_retry_on_startup=True,
    task_ignore_result=True,
    timezone=settings.TIME_ZONE,
    beat_schedule={"requeue-lost-jobs": {"task": "journal.sweep", "schedule": 30.0}},
    beat_schedule_filename=str(settings.VAR_DIR / "beat"),
)
if settings.CELERY_BROKER_URL.startswith("filesystem"):
    app.conf.broker_transport_options = filesystem_transport(settings.VAR_DIR / "broker")
app.autodiscover_tasks(["journal", "allocation", "dialogue"])
