"""Emptying the database after a test that committed."""

from collections.abc import Iterator

import pytest
from django.test import TransactionTestCase

from journal.triggers import lifted
from tests.support.reference import load


@pytest.fixture(scope="session", autouse=True)
def _flush_goes_past_triggers() -> Iterator[None]:
    """Append-only tables refuse to be emptied, also by Django's flush after a test that committed. The next test finds
    the reference data as the session began."""
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def flush_without_triggers(case: TransactionTestCase) -> None:
        with lifted():
            flush(case)
        load()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_triggers)
        yield
