"""Whoever goes past the services is stopped by the database; whoever goes past the database is found by verify_log."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction

from allocation.models import Entry, Form, Kind, Position, PublishedNumber, Reason, Transaction
from journal import triggers
from journal.chain import current_head, event_digest, text_digest
from journal.models import Event, Head
from tests.support import builders as b

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_decided_lan() -> None:
    round = b.proposed_round()
    frame = b.frame_of(round)
    b.adjust(frame, {"0580": 2, "0581": -2})
    b.decide_frame(frame)
    b.open_talk(b.frame_of(round, "08"))  # the journal goes on
    connection.check_constraints()  # PostgreSQL: no trigger is lifted while a deferred check is pending


def verify(**options: str) -> str:
    """What verify_log complains of; nothing when all is well."""
    found = io.StringIO()
    try:
        call_command("verify_log", stdout=io.StringIO(), stderr=found, **options)
    except CommandError:
        assert found.getvalue(), "a failure without words"
        return found.getvalue()
    return ""


def change(row: models.Model, **values: Any) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**values)


def remove(row: models.Model) -> None:
    type(row)._default_manager.filter(pk=row.pk)._raw_delete("default")


def adjustment() -> Transaction:
    return Transaction.objects.get(kind=Kind.ADJUSTMENT)


def leg() -> Entry:
    return adjustment().entries.get(position__municipality="0580")


def published() -> PublishedNumber:
    return PublishedNumber.objects.get(municipality="0580")


def event() -> Event:
    return Event.objects.get(kind="adjustment_posted")


def edit_the_data_of_an_event() -> None:
    data = event().data
    data["postings"][0]["entries"][0][1] += 1
    change(event(), data=data)


def edit_a_text_and_its_digest() -> None:
    change(event(), text="Något annat.", text_digest=text_digest(event().text_salt, "Något annat."))


def edit_an_event_and_seal_it_again() -> None:
    change(event(), actor_name="Någon annan")
    change(event(), digest=event_digest(event()))


def change_entry_and_position_alike() -> None:
    position = leg().position
    change(leg(), amount=leg().amount + 1)
    change(position, amount=position.amount + 1)


TAMPERING: dict[str, tuple[Callable[[], object], str]] = {
    "an entry edited": (lambda: change(leg(), amount=3), "posterna summerar till"),
    "an entry removed": (lambda: remove(leg()), "journalen och posterna säger olika"),
    "an entry moved to another kommun": (
        lambda: change(leg(), position=Position.objects.get(frame=adjustment().frame, municipality="0583")),
        "journalen och posterna säger olika",
    ),
    "entry and position changed alike": (change_entry_and_position_alike, "talet för kommun 0580 är"),
    "the reason of a posting changed": (
        lambda: change(adjustment(), reason=Reason.OTHER, form=Form.DIALOGUE),
        "journalen och posterna säger olika",
    ),
    "a position changed": (lambda: change(leg().position, amount=1), "talet för kommun 0580"),
    "a published number changed": (lambda: change(published(), amount=1), "publicerat tal för kommun 0580"),
    "a published number removed": (lambda: remove(published()), "publicerat tal för kommun 0580"),
    "the numbers of an event edited": (edit_the_data_of_an_event, "är ändrad"),
    "the text of an event edited": (lambda: change(event(), text="Något annat."), "texten är ändrad"),
    "text and digest edited": (edit_a_text_and_its_digest, "är ändrad"),
    "the actor of an event edited": (lambda: change(event(), actor_name="Någon annan"), "är ändrad"),
    "an event edited and sealed again": (edit_an_event_and_seal_it_again, "hänger inte ihop"),
    "an event removed": (lambda: remove(event()), "saknas"),
}
each_tampering = pytest.mark.parametrize(("tamper", "words"), TAMPERING.values(), ids=TAMPERING.keys())


def test_an_untouched_ledger_verifies() -> None:
    assert verify(head=str(current_head())) == ""


@each_tampering
def test_the_database_refuses(tamper: Callable[[], object], words: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        tamper()
    assert verify() == ""


@each_tampering
def test_verify_log_finds_and_names_what_was_done_past_the_triggers(tamper: Callable[[], object], words: str) -> None:
    with triggers.lifted():
        tamper()
    assert words in verify()


def test_whole_tables_are_neither_replaced_nor_emptied() -> None:
    past_row_triggers = {
        "sqlite": "INSERT OR REPLACE INTO journal_event SELECT * FROM journal_event WHERE number = 1",
        "postgresql": "TRUNCATE journal_event",
    }
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(past_row_triggers[connection.vendor])


class TestACutTail:
    def cut(self, first: int) -> None:
        """Events removed from `first` on, and the head set to what is left."""
        with triggers.lifted():
            Event.objects.filter(number__gte=first)._raw_delete("default")
        last = Event.objects.get(number=first - 1)
        Head.objects.update(count=last.number, digest=last.digest)

    def test_is_found_by_the_head_that_somebody_kept(self) -> None:
        kept = str(current_head())
        self.cut(current_head().count)
        assert verify() == ""
        assert "avskuret eller ändrat" in verify(head=kept)

    def test_is_found_by_a_decision_that_was_in_it(self) -> None:
        self.cut(Event.objects.get(kind="frame_decided").number)
        assert "bygger på händelse" in verify()

    def test_is_found_without_the_head_being_set_back(self) -> None:
        with triggers.lifted():
            remove(Event.objects.order_by("number").reverse()[0])
        assert "journalens slut" in verify()


@pytest.mark.parametrize("name", ["journal_event_no_update", "posting_balances", "entry_moves_position"])
def test_a_missing_trigger_is_named(name: str) -> None:
    triggers.drop(connection, [trigger for trigger in triggers.every_trigger() if trigger.name == name])
    assert f"vakt {name} saknas" in verify()
