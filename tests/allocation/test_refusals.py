"""What the ledger refuses, in words from the service and once more by the database itself."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import ANONYMOUS
from accounts.models import Role
from allocation.models import (
    Entry,
    Form,
    Frame,
    FrameStatus,
    Kind,
    Position,
    PublishedNumber,
    Reason,
    Round,
    Transaction,
)
from allocation.services.adjustments import post_adjustment
from allocation.services.decisions import send_back
from allocation.services.transfers import (
    approve_transfer,
    endorse_transfer,
    propose_reversal,
    propose_transfer,
)
from journal.errors import NotAllowed, Refused
from journal.models import Event
from municipalities.models import Municipality
from tests.support import builders as b

pytestmark = pytest.mark.django_db


@pytest.fixture
def round() -> Round:
    return b.proposed_round()


@pytest.fixture
def frame(round: Round) -> Frame:
    return b.frame_of(round)


def write_directly(frame: Frame, legs: dict[str, int], **header: object) -> None:
    """Past the services, as a mistaken or hostile program would."""
    key = uuid.uuid4()
    values = {"kind": Kind.ADJUSTMENT, "form": Form.OWN, "reason": Reason.HOUSING, "text": "x", **header}
    with transaction.atomic():
        for code, change in legs.items():
            position = Position.objects.get(frame__round=frame.round, municipality=code)
            Entry.objects.create(transaction_id=key, position=position, amount=change)
        group = b.group_of(frame.round)
        Transaction.objects.create(id=key, frame=frame, target_group=group, at=timezone.now(), event_number=1, **values)


def a_move(frame: Frame) -> dict[str, Any]:
    """What an avsteg and an omfördelning alike are asked with."""
    words = {"form": Form.DIALOGUE, "reason": Reason.HOUSING, "text": "Bostadsbrist."}
    return {"frame": frame, "target_group": b.group_of(frame.round), "legs": {"0580": 2, "0581": -2}, **words}


class TestARefusedPosting:
    def test_does_not_balance(self, frame: Frame) -> None:
        with pytest.raises(Refused, match="ska vara noll men är −1"):
            b.adjust(frame, {"0580": 2, "0581": -3})
        with pytest.raises(IntegrityError, match="sums to zero"):
            write_directly(frame, {"0580": 2, "0581": -3})
        assert b.frame_of(frame.round).transactions.count() == 1

    def test_crosses_a_lan(self, frame: Frame) -> None:
        with pytest.raises(Refused, match="Östergötlands län"):
            b.propose(frame, {"0580": 2, "0680": -2})
        with pytest.raises(IntegrityError, match="one län"):
            write_directly(frame, {"0580": 2, "0680": -2})

    def test_goes_below_zero(self, frame: Frame) -> None:
        before = b.amount(frame, "0581")
        with pytest.raises(Refused, match="Norrköping har nu"):
            b.adjust(frame, {"0580": before + 1, "0581": -before - 1})
        with pytest.raises(IntegrityError):
            write_directly(frame, {"0580": before + 1, "0581": -before - 1})
        assert b.amount(frame, "0581") == before

    def test_lacks_a_motivering(self, frame: Frame) -> None:
        with pytest.raises(Refused, match="motivering"):
            b.adjust(frame, {"0580": 2, "0581": -2}, text="  ")
        with pytest.raises(Refused, match="motivering"):
            b.propose(frame, {"0580": 2, "0581": -2}, text="")
        with pytest.raises(IntegrityError, match="motivering"):
            write_directly(frame, {"0580": 2, "0581": -2}, text="  ")

    @pytest.mark.parametrize("lacking", [{"form": ""}, {"reason": ""}, {"form": Form.SYSTEM}, {"reason": "proposal"}])
    def test_lacks_a_form_or_a_reason_of_its_own(self, frame: Frame, lacking: dict[str, str]) -> None:
        move = {**a_move(frame), **lacking}
        for act in (post_adjustment, propose_transfer):
            with pytest.raises(Refused, match="en form och ett skäl"):
                act(actor=b.lansstyrelse("05"), **move)

    @pytest.mark.parametrize("lacking", [{"form": ""}, {"reason": ""}])
    def test_lacks_a_form_or_a_reason_past_the_services(self, frame: Frame, lacking: dict[str, str]) -> None:
        with pytest.raises(IntegrityError, match="motivering"):
            write_directly(frame, {"0580": 2, "0581": -2}, **lacking)

    def test_is_of_another_rounds_target_group(self, frame: Frame) -> None:
        move = {**a_move(frame), "target_group": b.group_of(b.plan("fordelningstal"))}
        for act in (post_adjustment, propose_transfer):
            with pytest.raises(Refused, match="Målgruppen hör inte"):
                act(actor=b.lansstyrelse("05"), **move)

    def test_lacks_an_approval(self, frame: Frame) -> None:
        transfer = b.propose(frame, {"0580": 2, "0581": -2})
        approve_transfer(
            actor=b.kommun("0580"), version=transfer.current, municipality=Municipality.objects.get(pk="0580")
        )
        with pytest.raises(Refused, match="har inte godkänt"):
            endorse_transfer(actor=b.lansstyrelse("05"), transfer=transfer)
        with pytest.raises(IntegrityError, match="has approved exactly this version"):
            write_directly(frame, {"0580": 2, "0581": -2}, kind=Kind.TRANSFER, transfer_version=transfer.current)

    def test_is_not_what_was_approved(self, frame: Frame) -> None:
        transfer = b.propose(frame, {"0580": 2, "0581": -2}, by=b.kommun("0580"))
        b.approve(transfer)
        for legs in ({"0580": 3, "0581": -3}, {"0580": 2, "0583": -2}, {"0580": 2, "0581": -2, "0583": 0}):
            with pytest.raises(IntegrityError, match="what is posted is what was approved"):
                write_directly(frame, legs, kind=Kind.TRANSFER, transfer_version=transfer.current)

    def test_takes_an_agreement_back_without_the_same_approvals(self, frame: Frame) -> None:
        posted = b.posted(b.agree(frame, {"0580": 2, "0581": -2}))
        back = propose_reversal(actor=b.lansstyrelse("05"), transaction=posted, text="Ångras.")
        with pytest.raises(IntegrityError, match="has approved exactly this version"):
            write_directly(
                frame,
                {"0580": -2, "0581": 2},
                kind=Kind.REVERSAL,
                reverses=posted,
                transfer_version=back.current,
            )

    def test_touches_a_single_kommun(self, frame: Frame) -> None:
        with pytest.raises(Refused, match="minst två kommuner"):
            b.adjust(frame, {"0580": 0})
        with pytest.raises(IntegrityError, match="two legs"):
            write_directly(frame, {"0580": 0})

    def test_lands_after_sealing(self, frame: Frame) -> None:
        b.decide_frame(frame)
        with pytest.raises(Refused, match="revidering"):
            b.adjust(frame, {"0580": 2, "0581": -2})
        with pytest.raises(IntegrityError, match="after sealing"):
            write_directly(frame, {"0580": 2, "0581": -2})

    def test_lands_while_handed_over_and_may_again_once_sent_back(self) -> None:
        frame = b.frame_of(b.proposed_round("fordelningstal"))
        b.decide_frame(frame)
        with pytest.raises(Refused, match="överlämnad"):
            b.propose(frame, {"0580": 1, "0581": -1})
        with pytest.raises(IntegrityError, match="handed over"):
            write_directly(frame, {"0580": 1, "0581": -1})
        send_back(actor=b.migrationsverket(), frame=frame, text="Ett godkännande saknas.")
        b.agree(b.frame_of(frame.round), {"0580": 1, "0581": -1})

    @pytest.mark.parametrize("process", ["andelstal", "fordelningstal"])
    def test_is_the_lansstyrelses_own_in_a_process_that_has_none(self, process: str) -> None:
        with pytest.raises(Refused, match="omfördelning som kommunerna godkänner"):
            b.adjust(b.frame_of(b.proposed_round(process)), {"0580": 1, "0581": -1})

    @pytest.mark.parametrize(
        "who", ["another län", "a kommun", "the decider", "a reader", "Migrationsverket", "nobody"]
    )
    def test_comes_from_the_wrong_organisation_or_role(self, frame: Frame, who: str) -> None:
        actors = {
            "another län": b.lansstyrelse("06"),
            "a kommun": b.kommun("0580"),
            "the decider": b.lansstyrelse("05", Role.BESLUTSFATTARE),
            "a reader": b.lansstyrelse("05", Role.LASARE),
            "Migrationsverket": b.migrationsverket(),
            "nobody": ANONYMOUS,
        }
        with pytest.raises(NotAllowed):
            b.adjust(frame, {"0580": 2, "0581": -2}, by=actors[who])
        assert not frame.transactions.filter(kind=Kind.ADJUSTMENT).exists()


class TestWhatIsWrittenStands:
    def test_an_entry_a_header_a_status_an_event_can_neither_be_changed_nor_removed(self, frame: Frame) -> None:
        b.decide_frame(frame)
        for model, field in [
            (Entry, "amount"),
            (Transaction, "text"),
            (FrameStatus, "state"),
            (Event, "kind"),
            (PublishedNumber, "amount"),
        ]:
            row = model._default_manager.order_by("pk").last()
            assert row is not None
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                model._default_manager.filter(pk=row.pk).update(**{field: "1"})
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                model._default_manager.filter(pk=row.pk)._raw_delete(using="default")

    def test_no_leg_follows_the_header(self, frame: Frame) -> None:
        posted = b.adjust(frame, {"0580": 2, "0581": -2})
        position = Position.objects.exclude(entries__transaction=posted).filter(frame=frame)[0]
        with pytest.raises(IntegrityError, match="no leg may follow"), transaction.atomic():
            Entry.objects.create(transaction=posted, position=position, amount=0)
