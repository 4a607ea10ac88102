"""An omfördelning: proposed, approved by every kommun whose number changes, posted; refused, withdrawn, taken back."""

from datetime import date

import pytest

from accounts.models import Mandate, Role
from accounts.services import organisation_of
from allocation.models import (
    Form,
    Frame,
    Reason,
    Round,
    Transfer,
    TransferState,
)
from allocation.services.adjustments import reverse_adjustment
from allocation.services.transfers import (
    approve_transfer,
    change_transfer,
    decline_transfer,
    endorse_transfer,
    propose_reversal,
    refuse_transfer,
    withdraw_transfer,
)
from journal.errors import NotAllowed, Refused
from municipalities.models import Municipality
from tests.support import builders as b

pytestmark = pytest.mark.django_db


@pytest.fixture
def round() -> Round:
    return b.proposed_round()


@pytest.fixture
def frame(round: Round) -> Frame:
    return b.frame_of(round)


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
