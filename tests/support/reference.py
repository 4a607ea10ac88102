"""The real län, kommuner and statutory numbers, in every test database."""

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from accounts.services import create_organisations
from municipalities.services.reference import load_reference


def load() -> None:
    with transaction.atomic():
        load_reference()
        create_organisations()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        load()
