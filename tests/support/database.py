"""Emptying the database after a test that committed."""

from collections.abc import Iterator

import pytest
from django.test import TransactionTestCase

from journal.triggers import lifted


@pytest.fixture(scope="session", autouse=True)
def _flush_goes_past_triggers() -> Iterator[None]:
    """Append-only tables refuse to be emptied, also by Django's flush after a test that committed."""
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def flush_without_triggers(case: TransactionTestCase) -> None:
        with lifted():
            flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_triggers)
        yield
