"""Preliminary numbers replaced within the round: a new version of the proposal, and what becomes of what was agreed."""

from datetime import date
from typing import Any

import pytest

from accounts.models import Role
from allocation.models import Frame, Kind, Position, Preparation, Round, Transfer, TransferState
from allocation.overview import frame_table, journal_of
from allocation.services.adjustments import correct_number, reverse_adjustment
from allocation.services.decisions import current_preparation, decide, obstacles, prepare
from allocation.services.rounds import close_round, set_totals
from allocation.services.transfers import change_transfer, endorse_transfer, propose_reversal, withdraw_transfer
from allocation.verification import problems
from journal.errors import Refused
from municipalities.models import Municipality
from tests.support import builders as b

pytestmark = pytest.mark.django_db


@pytest.fixture
def round() -> Round:
    """As in August: länstal not decided yet."""
    round = b.plan(statutory=False)
    b.receive(round)
    return round


@pytest.fixture
def frame(round: Round) -> Frame:
    return b.frame_of(round)


def decide_totals(round: Round, changes: dict[str, int], **options: Any) -> None:
    """Regeringen decides the länstal: those of before, with these differences."""
    newest = round.totals.order_by("-pk")[0]
    counties = dict(newest.counties.values_list("county_id", "amount"))
    for county, change in changes.items():
        counties[county] += change
    values = {"statutory": True, "legal_basis": "SFS 2025:894", **options}
    set_totals(actor=b.migrationsverket(), round=round, national=sum(counties.values()), counties=counties, **values)


def receive_with(round: Round, changes: dict[str, int]) -> None:
    numbers = Position.objects.of_round(round).proposed_numbers()
    for code, change in changes.items():
        numbers[code, "samtliga"] += change
    b.receive(round, numbers)


def state(transfer: Transfer) -> TransferState:
    return Transfer.objects.get(pk=transfer.pk).state


def words(frame: Frame) -> str:
    return " ".join(obstacles(b.frame_of(frame.round, frame.county_id)))


class TestANewVersion:
    def test_posts_what_differs_and_nothing_else(self, round: Round) -> None:
        decide_totals(round, {"05": 3})
        receive_with(round, {"0580": 5, "0581": -2})
        latest = round.frames.get(county="05").transactions.filter(kind=Kind.OPENING).reverse()[0]
        assert dict(latest.entries.values_list("position__municipality_id", "amount")) == {"0580": 5, "0581": -2}
        assert round.frames.get(county="08").transactions.count() == 1
        assert [proposal.version for proposal in round.proposals.all()] == [1, 2]

    def test_is_refused_while_it_does_not_meet_the_new_totals(self, round: Round) -> None:
        decide_totals(round, {"05": 3})
        with pytest.raises(Refused, match="Län 05 summerar till 430 men länstalet är 433; skillnaden är −3"):
            receive_with(round, {})

    def test_is_refused_once_a_lan_is_decided(self, round: Round, frame: Frame) -> None:
        decide_totals(round, {})
        b.decide_frame(frame)
        with pytest.raises(Refused, match="revidering"):
            receive_with(round, {})
        with pytest.raises(Refused, match="revidering"):
            decide_totals(round, {"05": 3})

    def test_is_refused_while_a_lan_is_handed_over(self) -> None:
        round = b.proposed_round("andelstal")
        b.decide_frame(b.frame_of(round))
        with pytest.raises(Refused, match="Återsänd den först"):
            receive_with(round, {})

    def test_leaves_the_dialogue_where_it_is(self, round: Round, frame: Frame) -> None:
        b.open_talk(frame)
        decide_totals(round, {"05": 3})
        receive_with(round, {"0580": 3})
        assert b.frame_of(round).state == "dialogue"
        assert b.frame_of(round, "08").state == "proposed"

    def test_makes_a_prepared_decision_be_prepared_anew(self, round: Round, frame: Frame) -> None:
        decide_totals(round, {})
        prepare(actor=b.lansstyrelse("05"), frame=frame, diarienummer="1-2026", legal_basis="SFS 2016:38 7 §")
        receive_with(round, {"0580": 1, "0581": -1})
        assert current_preparation(b.frame_of(round)) is None
        assert Preparation.objects.exists()


class TestADecisionWaits:
    def test_for_the_statutory_totals_and_for_numbers_that_meet_them(self, round: Round, frame: Frame) -> None:
        assert "preliminära" in words(frame)
        decide_totals(round, {"05": 3})
        assert "Summan är 430 men länstalet 433" in words(frame)
        with pytest.raises(Refused, match="länstalet 433"):
            prepare(actor=b.lansstyrelse("05"), frame=frame, diarienummer="1-2026", legal_basis="SFS 2016:38 7 §")
        receive_with(round, {"0580": 3})
        assert words(frame) == ""
        b.decide_frame(frame)

    def test_also_when_it_had_been_prepared_for_the_earlier_totals(self, round: Round, frame: Frame) -> None:
        decide_totals(round, {})
        preparation = prepare(
            actor=b.lansstyrelse("05"), frame=frame, diarienummer="1-2026", legal_basis="SFS 2016:38 7 §"
        )
        decide_totals(round, {"05": 3})
        with pytest.raises(Refused, match="länstalet 433"):
            decide(
                actor=b.lansstyrelse("05", Role.BESLUTSFATTARE), preparation=preparation, decided_on=date(2025, 11, 1)
            )

    def test_for_what_must_be_approved_again(self, round: Round, frame: Frame) -> None:
        b.agree(frame, {"0580": 5, "0581": -5})
        decide_totals(round, {"05": 3})
        receive_with(round, {"0580": 3})
        assert "inte godkänd eller återkallad" in words(frame)


class TestWhatWasAgreed:
    def test_stands_as_proposed_again_and_is_posted_when_approved_anew(self, round: Round, frame: Frame) -> None:
        before = b.amount(frame, "0580")
        transfer = b.agree(frame, {"0580": 5, "0581": -5})
        seen = transfer.current
        decide_totals(round, {"05": 3})
        receive_with(round, {"0580": 3})
        assert state(transfer) == TransferState.PROPOSED
        assert transfer.current.number == seen.number + 1
        assert transfer.current.text == seen.text
        assert not transfer.current.approvals.exists()
        assert b.amount(frame, "0580") == before + 3
        b.approve(transfer)
        assert state(transfer) == TransferState.AGREED
        assert b.amount(frame, "0580") == before + 8

    def test_also_where_only_some_have_approved_or_lansstyrelsen_has_not_endorsed(
        self, round: Round, frame: Frame
    ) -> None:
        """They approved with the earlier numbers in view."""
        begun = b.propose(frame, {"0580": 5, "0581": -5})
        b.approve(begun, "0580")
        awaiting = b.propose(frame, {"0580": 1, "0583": -1}, by=b.kommun("0580"))
        b.approve(awaiting)
        untouched = b.propose(frame, {"0580": 2, "0581": -2})
        receive_with(round, {"0580": 1, "0581": -1})
        assert [state(transfer) for transfer in (begun, awaiting, untouched)] == [TransferState.PROPOSED] * 3
        assert [transfer.current.number for transfer in (begun, awaiting, untouched)] == [2, 2, 1]
        with pytest.raises(Refused, match="har inte godkänt"):
            endorse_transfer(actor=b.lansstyrelse("05"), transfer=awaiting)

    def test_is_refused_in_words_where_the_new_numbers_no_longer_suffice(self, round: Round, frame: Frame) -> None:
        transfer = b.agree(frame, {"0580": 30, "0581": -30})
        gone = 20
        decide_totals(round, {"05": -gone})
        receive_with(round, {"0581": -gone})
        with pytest.raises(Refused, match="Norrköping har nu"):
            b.approve(transfer)
        withdraw_transfer(actor=b.lansstyrelse("05"), transfer=transfer)
        assert words(frame) == ""

    def test_says_so_in_the_journal_of_the_lan(self, round: Round, frame: Frame) -> None:
        b.agree(frame, {"0580": 5, "0581": -5})
        receive_with(round, {})
        assert [event.kind for event in journal_of(frame)][-2:] == ["proposal_received", "transfer_to_reconfirm"]

    def test_is_taken_back_not_changed(self, frame: Frame) -> None:
        transfer = b.agree(frame, {"0580": 5, "0581": -5})
        with pytest.raises(Refused, match="kan återföras"):
            change_transfer(
                actor=b.lansstyrelse("05"),
                transfer=transfer,
                legs={"0580": 4, "0581": -4},
                form="agreement",
                reason="other",
                text="Fyra i stället.",
            )
        with pytest.raises(Refused, match="överenskommen"):
            withdraw_transfer(actor=b.lansstyrelse("05"), transfer=transfer)

    def test_a_taking_back_on_its_way_lapses_with_what_it_would_have_taken_back(
        self, round: Round, frame: Frame
    ) -> None:
        transfer = b.agree(frame, {"0580": 5, "0581": -5})
        back = propose_reversal(actor=b.lansstyrelse("05"), transaction=b.posted(transfer), text="Uthyrda.")
        b.approve(back, "0580")
        receive_with(round, {})
        assert state(back) == TransferState.LAPSED
        with pytest.raises(Refused, match="väntar inte längre"):
            b.approve(back, "0581")
        b.approve(transfer)
        assert state(transfer) == TransferState.AGREED


class TestWhatTheAuthoritiesPosted:
    def test_an_avsteg_is_reversed(self, round: Round, frame: Frame) -> None:
        before = b.amount(frame, "0580")
        adjustment = b.adjust(frame, {"0580": 5, "0581": -5})
        receive_with(round, {"0580": 1, "0581": -1})
        assert b.amount(frame, "0580") == before + 1
        with pytest.raises(Refused, match="redan återförd"):
            reverse_adjustment(actor=b.lansstyrelse("05"), transaction=adjustment, text="Igen.")
        row = next(row for row in frame_table(frame).rows if row.municipality.code == "0580")
        assert (row.proposed, row.adjusted, row.amount) == (before + 1, 0, before + 1)

    def test_a_change_for_barnets_basta_is_reversed(self) -> None:
        round = b.plan("fordelningstal")
        b.receive(round, {key: n - 1 for key, n in b.even_numbers(round).items()})
        frame = b.frame_of(round)
        before = b.amount(frame, "0580")
        correct_number(
            actor=b.migrationsverket(),
            frame=frame,
            municipality=Municipality.objects.get(pk="0580"),
            target_group=b.group_of(round),
            amount=before + 4,
            legal_basis="SFS 2022:1008 4 §",
            text="Syskon finns i kommunen.",
        )
        receive_with(round, {"0580": 1})
        assert b.amount(frame, "0580") == before + 1
        assert list(problems()) == []


def test_a_new_version_comes_through_in_whatever_order_persons_were_moved(round: Round, frame: Frame) -> None:
    """Ydre and Kinda were lent persons by Linköping, passed them to each other, and the loan was taken back. Undone one
    by one, newest first, either of them would be below zero on the way."""
    ydre, kinda = b.amount(frame, "0512"), b.amount(frame, "0513")
    b.adjust(frame, {"0512": -ydre, "0513": -kinda, "0580": ydre + kinda})
    loan = b.adjust(frame, {"0512": 5, "0513": 5, "0580": -10})
    b.adjust(frame, {"0512": 5, "0513": -5})
    b.adjust(frame, {"0512": -5, "0513": 5})
    reverse_adjustment(actor=b.lansstyrelse("05"), transaction=loan, text="Lånet är slut.")
    receive_with(round, {"0512": 1, "0580": -1})
    assert (b.amount(frame, "0512"), b.amount(frame, "0513")) == (ydre + 1, kinda)
    assert list(problems()) == []


class TestTotals:
    def test_of_andelstal_are_1000_promille_whatever_is_written(self) -> None:
        with pytest.raises(Refused, match="alltid 1000 promille"):
            set_totals(
                actor=b.migrationsverket(),
                round=b.plan("andelstal"),
                national=90_000,
                counties=None,
                statutory=True,
                legal_basis="Beslut",
            )

    @pytest.mark.parametrize(
        ("national", "counties", "words"),
        [
            (8200, {"05": 8200}, "Länstal saknas för län 01"),
            (1, {}, "Länstal saknas"),
        ],
    )
    def test_of_kommuntal_have_every_lan(
        self, round: Round, national: int, counties: dict[str, int], words: str
    ) -> None:
        with pytest.raises(Refused, match=words):
            set_totals(actor=b.migrationsverket(), round=round, national=national, counties=counties, statutory=False)

    def test_of_kommuntal_sum_to_the_nation(self, round: Round) -> None:
        counties = dict(round.totals.get().counties.values_list("county_id", "amount"))
        with pytest.raises(Refused, match="en skillnad på −1"):
            set_totals(actor=b.migrationsverket(), round=round, national=8201, counties=counties, statutory=False)

    def test_that_are_decided_name_their_legal_act(self, round: Round) -> None:
        with pytest.raises(Refused, match="SFS-nummer"):
            decide_totals(round, {}, legal_basis=" ")

    def test_come_from_migrationsverket_alone(self, round: Round) -> None:
        with pytest.raises(Refused, match="får inte göra detta"):
            set_totals(actor=b.lansstyrelse("05"), round=round, national=1, counties=None, statutory=False)


def test_a_round_is_closed_when_every_lan_is_decided(round: Round) -> None:
    with pytest.raises(Refused, match="alla län är beslutade"):
        close_round(actor=b.migrationsverket(), round=round, on=date(2027, 3, 1))
