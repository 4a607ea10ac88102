"""A database to be thrown away: SQLite in a file under var/bench, or beside the one that DATABASE_URL names.

Only a benchmark that needs Django asks for it, so the engine's are as free of Django as the engine.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings

FOLDER = Path(__file__).resolve().parents[1] / "var" / "bench"


@contextmanager
def database() -> Iterator[None]:
    """With the reference figures, and everything else empty. What DATABASE_URL itself names is never touched."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "JAMKA_VAR": str(FOLDER),
        "CELERY_BROKER_URL": "memory://",  # nobody answers the bell
        "LOG_LEVEL": "ERROR",
    }
    django.setup()
    from django.db import connection

    name = settings.DATABASES["default"]["NAME"]
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(FOLDER / "scratch.sqlite3")
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        fill()
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def fill() -> None:
    from django.db import transaction

    from accounts.services import create_organisations
    from municipalities.services.reference import load_reference

    with transaction.atomic():
        load_reference()
        create_organisations()
