"""The bell that wakes the worker. What is to be done lies in journal.Job; the broker may forget, the row does not."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("jamka")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
