"""What the ledger refuses, in words from the service and once more by the database itself."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import ANONYMOUS
from accounts.models import Mandate, Role
from accounts.services import organisation_of
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
    Transfer,
    TransferState,
)
from allocation.services.adjustments import correct_number, post_adjustment, reverse_adjustment
from allocation.services.decisions import decide, obstacles, prepare, prepare_confirmation, send_back
from allocation.services.transfers import (
    approve_transfer,
    change_transfer,
    decline_transfer,
    endorse_transfer,
    propose_reversal,
    propose_transfer,
    refuse_transfer,
    withdraw_transfer,
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


class TestAnOmfordelning:
    def test_is_posted_by_the_last_approval_when_lansstyrelsen_proposed_it(self, frame: Frame) -> None:
        before = b.amount(frame, "0580"), b.amount(frame, "0581")
        transfer = b.propose(frame, {"0580": 5, "0581": -5})
        assert (b.amount(frame, "0580"), b.amount(frame, "0581")) == before
        b.approve(transfer)
        assert (b.amount(frame, "0580"), b.amount(frame, "0581")) == (before[0] + 5, before[1] - 5)

    def test_that_kommuner_propose_awaits_lansstyrelsens_tillstyrkan(self, frame: Frame) -> None:
        before = b.amount(frame, "0580")
        transfer = b.propose(frame, {"0580": 5, "0581": -5}, by=b.kommun("0580"))
        b.approve(transfer)
        assert b.amount(frame, "0580") == before
        with pytest.raises(NotAllowed):
            endorse_transfer(actor=b.lansstyrelse("06"), transfer=transfer)
        endorse_transfer(actor=b.lansstyrelse("05"), transfer=transfer)
        assert b.amount(frame, "0580") == before + 5

    def test_that_nobody_takes_further_is_avstyrkt_by_lansstyrelsen_alone(self, frame: Frame) -> None:
        transfer = b.propose(frame, {"0580": 5, "0581": -5}, by=b.kommun("0580"))
        with pytest.raises(Refused, match="inte godkänd eller återkallad"):
            b.decide_frame(frame)
        for other in (b.kommun("0581"), b.lansstyrelse("06"), b.lansstyrelse("05", Role.LASARE)):
            with pytest.raises(NotAllowed):
                decline_transfer(actor=other, transfer=transfer, text="Nej.")
        with pytest.raises(Refused, match="Skriv varför"):
            decline_transfer(actor=b.lansstyrelse("05"), transfer=transfer, text=" ")
        decline_transfer(actor=b.lansstyrelse("05"), transfer=transfer, text="Bostäderna finns inte.")
        with pytest.raises(Refused, match="avböjd"):
            decline_transfer(actor=b.lansstyrelse("05"), transfer=transfer, text="Igen.")
        assert b.decide_frame(frame)

    def test_a_changed_leg_voids_the_approvals(self, frame: Frame) -> None:
        transfer = b.propose(frame, {"0580": 5, "0581": -5})
        seen = transfer.current
        approve_transfer(actor=b.kommun("0580"), version=seen, municipality=Municipality.objects.get(pk="0580"))
        change_transfer(
            actor=b.lansstyrelse("05"),
            transfer=transfer,
            legs={"0580": 4, "0581": -4},
            form=Form.AGREEMENT,
            reason=Reason.HOUSING,
            text="Fyra i stället.",
        )
        with pytest.raises(Refused, match="har ändrats sedan sidan öppnades"):
            approve_transfer(actor=b.kommun("0581"), version=seen, municipality=Municipality.objects.get(pk="0581"))
        approve_transfer(
            actor=b.kommun("0581"), version=transfer.current, municipality=Municipality.objects.get(pk="0581")
        )
        assert Transfer.objects.get(pk=transfer.pk).state == TransferState.PROPOSED

    def test_only_the_kommun_itself_or_its_fullmakt_answers(self, frame: Frame) -> None:
        transfer = b.propose(frame, {"0580": 5, "0581": -5})
        linkoping = Municipality.objects.get(pk="0580")
        for wrong in [
            b.kommun("0581"),
            b.kommun("0680"),
            b.lansstyrelse("05"),
            b.kommun("0580", Role.LASARE),
            b.migrationsverket(),
        ]:
            with pytest.raises(NotAllowed):
                approve_transfer(actor=wrong, version=transfer.current, municipality=linkoping)
        Mandate.objects.create(
            organisation=organisation_of(b.KOMMUN, "0586"),
            municipality=linkoping,
            process="kommuntal",
            valid_from=date(2020, 1, 1),
        )
        approve_transfer(actor=b.kommun("0586"), version=transfer.current, municipality=linkoping)

    def test_can_be_refused_with_words_and_withdrawn_by_its_proposer_only(self, frame: Frame) -> None:
        transfer = b.propose(frame, {"0580": 5, "0581": -5})
        norrkoping = Municipality.objects.get(pk="0581")
        with pytest.raises(Refused, match="varför"):
            refuse_transfer(actor=b.kommun("0581"), version=transfer.current, municipality=norrkoping, text="")
        refuse_transfer(actor=b.kommun("0581"), version=transfer.current, municipality=norrkoping, text="Nej.")
        with pytest.raises(NotAllowed):
            withdraw_transfer(actor=b.kommun("0581"), transfer=transfer)
        withdraw_transfer(actor=b.lansstyrelse("05"), transfer=transfer)
        with pytest.raises(Refused):
            withdraw_transfer(actor=b.lansstyrelse("05"), transfer=transfer)

    def test_that_was_refused_stands_as_it_was_once_the_lan_is_decided(self, frame: Frame) -> None:
        transfer = b.propose(frame, {"0580": 5, "0581": -5})
        place = Municipality.objects.get(pk="0581")
        refuse_transfer(actor=b.kommun("0581"), version=transfer.current, municipality=place, text="För många.")
        b.decide_frame(frame)
        with pytest.raises(Refused, match="redan beslutad"):
            withdraw_transfer(actor=b.lansstyrelse("05"), transfer=transfer)

    def test_is_undone_by_a_reversal_that_the_same_kommuner_approve_once(self, frame: Frame) -> None:
        before = b.amount(frame, "0580")
        posted = b.posted(b.agree(frame, {"0580": 5, "0581": -5}))
        back = propose_reversal(actor=b.lansstyrelse("05"), transaction=posted, text="Bostäderna är uthyrda.")
        with pytest.raises(Refused, match="redan föreslagen"):
            propose_reversal(actor=b.lansstyrelse("05"), transaction=posted, text="Igen.")
        b.approve(back)
        assert b.amount(frame, "0580") == before
        with pytest.raises(Refused, match="det går inte längre"):
            endorse_transfer(actor=b.lansstyrelse("05"), transfer=back)
        with pytest.raises(Refused, match="redan återförd"):
            propose_reversal(actor=b.lansstyrelse("05"), transaction=posted, text="Igen.")


def test_a_reversal_is_refused_in_words_when_the_persons_have_moved_on(frame: Frame) -> None:
    everything = b.amount(frame, "0581")
    first = b.adjust(frame, {"0580": everything, "0581": -everything})
    b.adjust(frame, {"0583": b.amount(frame, "0580"), "0580": -b.amount(frame, "0580")})
    with pytest.raises(Refused, match="Linköping har nu 0"):
        reverse_adjustment(actor=b.lansstyrelse("05"), transaction=first, text="Ångras.")


class TestADecision:
    def test_is_not_made_by_the_one_who_prepared_it(self, frame: Frame) -> None:
        both = b.lansstyrelse("05", Role.HANDLAGGARE, Role.BESLUTSFATTARE)
        preparation = prepare(actor=both, frame=frame, diarienummer="1-2026", legal_basis="SFS 2016:38 7 §")
        with pytest.raises(NotAllowed, match="inte själv"):
            decide(actor=both, preparation=preparation, decided_on=date.today())
        decide(actor=b.lansstyrelse("05", Role.BESLUTSFATTARE), preparation=preparation, decided_on=date.today())

    def test_holds_for_the_numbers_that_were_prepared(self, frame: Frame) -> None:
        preparation = prepare(
            actor=b.lansstyrelse("05"), frame=frame, diarienummer="1-2026", legal_basis="SFS 2016:38 7 §"
        )
        b.adjust(frame, {"0580": 2, "0581": -2})
        with pytest.raises(Refused, match="Bered det på nytt"):
            decide(actor=b.lansstyrelse("05", Role.BESLUTSFATTARE), preparation=preparation, decided_on=date.today())

    def test_holds_for_the_motivering_that_was_prepared(self, frame: Frame) -> None:
        first = b.adjust(frame, {"0580": 2, "0581": -2}, text="Bostadsbrist.")
        preparation = prepare(
            actor=b.lansstyrelse("05"), frame=frame, diarienummer="1-2026", legal_basis="SFS 2016:38 7 §"
        )
        reverse_adjustment(actor=b.lansstyrelse("05"), transaction=first, text="Ångras.")
        b.adjust(frame, {"0580": 2, "0581": -2}, text="Någonting helt annat.")
        with pytest.raises(Refused, match="Bered det på nytt"):
            decide(actor=b.lansstyrelse("05", Role.BESLUTSFATTARE), preparation=preparation, decided_on=date.today())

    def test_waits_for_statutory_totals_open_omfordelningar_and_the_dialogue(self) -> None:
        round = b.plan(statutory=False)
        b.receive(round)
        frame = b.frame_of(round)
        b.open_talk(frame)
        b.propose(frame, {"0580": 1, "0581": -1})
        words = " ".join(obstacles(b.frame_of(round)))
        assert "preliminära" in words
        assert "Dialogen pågår" in words
        assert "inte godkänd" in words

    def test_of_andelstal_waits_for_every_lan(self) -> None:
        round = b.proposed_round("andelstal")
        b.decide_frame(b.frame_of(round))
        with pytest.raises(Refused, match="1 av 21 län är överlämnade"):
            prepare_confirmation(
                actor=b.migrationsverket(), round=round, diarienummer="1", legal_basis="SFS 1994:137 3 §"
            )

    def test_from_another_lan_is_refused(self, frame: Frame) -> None:
        with pytest.raises(NotAllowed):
            prepare(actor=b.lansstyrelse("06"), frame=frame, diarienummer="1", legal_basis="x")
        preparation = prepare(actor=b.lansstyrelse("05"), frame=frame, diarienummer="1", legal_basis="x")
        with pytest.raises(NotAllowed):
            decide(actor=b.lansstyrelse("06", Role.BESLUTSFATTARE), preparation=preparation, decided_on=date.today())


class TestAChangeForBarnetsBasta:
    def test_is_migrationsverkets_alone_and_stays_under_the_cap(self) -> None:
        round = b.plan("fordelningstal")
        b.receive(round, {key: max(0, n - 1) for key, n in b.even_numbers(round).items()})
        frame = b.frame_of(round)
        change: dict[str, Any] = {
            "frame": frame,
            "municipality": Municipality.objects.get(pk="0580"),
            "target_group": b.group_of(round),
            "legal_basis": "2022:1008 4 §",
            "text": "Syskon finns i kommunen.",
        }
        with pytest.raises(NotAllowed):
            correct_number(actor=b.lansstyrelse("05"), amount=12, **change)
        elsewhere = {**change, "target_group": b.group_of(b.plan("fordelningstal", 2025))}
        with pytest.raises(Refused, match="hör inte till länets omgång"):
            correct_number(actor=b.migrationsverket(), amount=12, **elsewhere)
        with pytest.raises(Refused, match="över taket"):
            correct_number(actor=b.migrationsverket(), amount=4000, **change)
        correct_number(actor=b.migrationsverket(), amount=12, **change)
        assert b.amount(frame, "0580") == 12

    def test_does_not_exist_for_kommuntal(self, frame: Frame) -> None:
        with pytest.raises(Refused, match="Bara ett fördelningstal"):
            correct_number(
                actor=b.migrationsverket(),
                frame=frame,
                municipality=Municipality.objects.get(pk="0580"),
                target_group=b.group_of(frame.round),
                amount=12,
                legal_basis="2022:1008 4 §",
                text="x",
            )
