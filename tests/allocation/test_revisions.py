"""The year 2024: 2 800, then 18 800 from 1 July, then 21 700 from 1 November, with two target groups.

The totals are real; how they are shared over län, kommuner and target groups is made up here.
"""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from allocation.models import Frame, Kind, PublishedNumber, Round, Transaction, Transfer, TransferState
from allocation.overview import frame_table, journal_of, round_status
from allocation.services.revisions import plan_revision
from allocation.services.rounds import close_round, plan_round, set_totals
from allocation.services.transfers import propose_reversal
from allocation.verification import problems
from dialogue.services import open_dialogue, save_draft
from journal.errors import NotAllowed, Refused
from municipalities.models import County, Municipality
from tests.support import builders as b

pytestmark = pytest.mark.django_db

GROUPS = (("folkbokforda", "Folkbokförda skyddsbehövande"), ("abo_kvot", "Anläggningsboende och kvotflyktingar"))
JANUARY, JULY, NOVEMBER = date(2024, 1, 1), date(2024, 7, 1), date(2024, 11, 1)


def share(national: int) -> dict[str, int]:
    """Län by number of kommuner, the rest to the first ones."""
    sizes = {county.code: county.municipalities.count() for county in County.objects.all()}
    shares = {code: national * size // 290 for code, size in sizes.items()}
    for code in sorted(shares)[: national - sum(shares.values())]:
        shares[code] += 1
    return shares


def take_up(round: Round, national: int, poor: str = "") -> Round:
    """Its totals, and a proposal that meets them; `poor` keeps two persons of the first target group."""
    set_totals(
        actor=b.migrationsverket(),
        round=round,
        national=national,
        counties=share(national),
        statutory=True,
        legal_basis="SFS 2016:40",
    )
    numbers = b.even_numbers(round)
    if poor:
        neighbour = next(code for code, _group in sorted(numbers) if code[:2] == poor[:2] and code != poor)
        numbers[neighbour, "folkbokforda"] += numbers[poor, "folkbokforda"] - 2
        numbers[poor, "folkbokforda"] = 2
    b.receive(round, numbers)
    return round


def revise(in_force_from: date) -> Round:
    return plan_revision(
        actor=b.migrationsverket(), process="kommuntal", year=2024, in_force_from=in_force_from, synthetic=True
    )


def in_force(on: date) -> Round | None:
    return Round.objects.in_force("kommuntal", 2024, on)


def national(round: Round) -> int:
    return sum(PublishedNumber.objects.filter(round=round).values_list("amount", flat=True))


@pytest.fixture
def first() -> Round:
    round = plan_round(
        actor=b.migrationsverket(),
        process="kommuntal",
        year=2024,
        in_force_from=JANUARY,
        target_groups=GROUPS,
        synthetic=True,
    )
    return take_up(round, 2_800)


class TestAWholeYear:
    def test_each_revision_takes_over_on_its_day_and_the_earlier_stay_readable(self, first: Round) -> None:
        b.decide_all(first)
        second = take_up(revise(JULY), 18_800)
        b.decide_all(second)
        third = take_up(revise(NOVEMBER), 21_700)
        assert [in_force(day) for day in (JANUARY, JULY, NOVEMBER)] == [first, second, second]
        b.decide_all(third)
        assert [in_force(day) for day in (JANUARY, JULY, NOVEMBER)] == [first, second, third]
        assert in_force(date(2023, 12, 31)) is None
        assert [national(round) for round in (first, second, third)] == [2_800, 18_800, 21_700]
        assert [round_status(round, JULY) for round in (first, second, third)] == [
            "ersatt av revidering 1",
            "i kraft",
            "beslutad, gäller från 2024-11-01",
        ]
        newest = PublishedNumber.objects.newest()
        assert sum(newest.values_list("amount", flat=True)) == 21_700
        assert newest.count() == 290 * 2
        assert list(problems()) == []

    def test_a_revision_is_a_whole_new_vector_not_the_old_one_scaled(self, first: Round) -> None:
        frame = b.frame_of(first)
        b.adjust(frame, {"0580": 3, "0581": -3})
        b.decide_all(first)
        second = take_up(revise(JULY), 18_800)
        proposed = b.even_numbers(second)
        for row in frame_table(b.frame_of(second)).rows:
            for group, cell in row.cells.items():
                assert cell.amount == proposed[row.municipality.code, group]

    def test_a_revision_waits_for_the_first_decision_and_not_for_the_last(self, first: Round) -> None:
        with pytest.raises(Refused, match="inte beslutad i något län"):
            revise(JULY)
        b.decide_frame(b.frame_of(first))
        second = take_up(revise(JULY), 18_800)
        b.decide_all(second)
        assert in_force(JULY) == second
        assert round_status(first, JULY) == "ersatt av revidering 1"
        b.decide_frame(b.frame_of(first, "06"))  # a län that was late may still decide what it had to
        assert PublishedNumber.objects.newest().filter(county="06").values_list("revision", flat=True)[0] == 1

    def test_a_revision_takes_over_on_a_later_day_by_migrationsverket(self, first: Round) -> None:
        b.decide_all(first)
        with pytest.raises(Refused, match="senare dag"):
            revise(JANUARY)
        with pytest.raises(NotAllowed):
            plan_revision(actor=b.lansstyrelse("05"), process="kommuntal", year=2024, in_force_from=JULY)
        with pytest.raises(Refused, match="ingen omgång att revidera"):
            plan_revision(actor=b.migrationsverket(), process="andelstal", year=2024, in_force_from=JULY)

    def test_a_closed_year_says_so(self, first: Round) -> None:
        b.decide_all(first)
        close_round(actor=b.migrationsverket(), round=first, on=date(2025, 3, 1))
        assert round_status(first, date(2025, 2, 28)) == "i kraft"
        assert round_status(first, date(2025, 3, 1)) == "stängd"


class TestAnAgreement:
    @pytest.fixture
    def frame(self, first: Round) -> Frame:
        return b.frame_of(first)

    def revised(self, frame: Frame, poor: str = "") -> Frame:
        b.decide_all(frame.round)
        return b.frame_of(take_up(revise(JULY), 18_800, poor))

    def posted_legs(self, frame: Frame) -> list[dict[str, int]]:
        posted = Transaction.objects.filter(frame=frame, kind=Kind.TRANSFER).order_by("event_number")
        return [dict(p.entries.values_list("position__municipality_id", "amount")) for p in posted]

    def test_that_says_so_is_posted_again_whole_in_order_of_agreement(self, frame: Frame) -> None:
        agreements = [
            b.agree(frame, {"0580": 3, "0581": -3}, carry_over=True),
            b.agree(frame, {"0583": 2, "0580": -2}, carry_over=True, text="Lägenheter i Motala."),
        ]
        revised = self.revised(frame)
        assert self.posted_legs(revised) == [{"0580": 3, "0581": -3}, {"0583": 2, "0580": -2}]
        carried = Transfer.objects.filter(frame=revised).order_by("pk")
        assert [transfer.carried_from for transfer in carried] == agreements
        assert [transfer.state for transfer in carried] == [TransferState.AGREED] * 2
        assert carried[1].current.text == "Lägenheter i Motala."
        assert carried[1].current.approvals.count() == 2
        assert frame_table(revised).balanced

    def test_that_does_not_say_so_lapses_with_notice(self, frame: Frame) -> None:
        agreement = b.agree(frame, {"0580": 3, "0581": -3}, carry_over=False)
        revised = self.revised(frame)
        assert self.posted_legs(revised) == []
        lapsed = [event for event in journal_of(revised) if event.kind == "agreement_lapsed"]
        assert [event.data["transfer"] for event in lapsed] == [agreement.pk]

    def test_lapses_whole_where_a_number_would_fall_below_zero_and_the_next_stands(self, frame: Frame) -> None:
        b.agree(frame, {"0580": 3, "0581": -3}, carry_over=True)
        b.agree(frame, {"0580": 1, "0583": -1}, carry_over=True)
        revised = self.revised(frame, poor="0581")
        assert self.posted_legs(revised) == [{"0580": 1, "0583": -1}]
        (lapsed,) = [event for event in journal_of(revised) if event.kind == "agreement_lapsed"]
        assert lapsed.data["below_zero"] is True
        assert revised.positions.get(municipality="0581", target_group__code="folkbokforda").amount == 2
        assert list(problems()) == []

    def test_that_was_taken_back_is_not_carried_over(self, frame: Frame) -> None:
        agreement = b.agree(frame, {"0580": 3, "0581": -3}, carry_over=True)
        b.approve(propose_reversal(actor=b.lansstyrelse("05"), transaction=b.posted(agreement), text="Uthyrda."))
        assert self.posted_legs(self.revised(frame)) == []

    def test_lapses_where_the_target_group_is_no_more(self, frame: Frame) -> None:
        b.agree(frame, {"0580": 3, "0581": -3}, carry_over=True)
        b.decide_all(frame.round)
        everybody = plan_revision(
            actor=b.migrationsverket(),
            process="kommuntal",
            year=2024,
            in_force_from=JULY,
            target_groups=(("samtliga", "Samtliga"),),
        )
        revised = b.frame_of(take_up(everybody, 18_800))
        assert self.posted_legs(revised) == []
        assert "agreement_lapsed" in [event.kind for event in journal_of(revised)]

    def test_follows_through_a_second_revision_and_to_reconfirmation_by_a_new_version(self, frame: Frame) -> None:
        b.agree(frame, {"0580": 3, "0581": -3}, carry_over=True)
        revised = self.revised(frame)
        b.decide_all(revised.round)
        third = b.frame_of(take_up(revise(NOVEMBER), 21_700))
        assert self.posted_legs(third) == [{"0580": 3, "0581": -3}]
        take_up(third.round, 21_700, poor="0583")
        transfer = Transfer.objects.get(frame=third)
        assert transfer.state == TransferState.PROPOSED
        b.approve(transfer)
        assert transfer.statuses.last().state == TransferState.AGREED  # type: ignore[union-attr]


class TestADecidedNumber:
    def test_is_never_changed(self, first: Round) -> None:
        frame = b.frame_of(first)
        b.decide_frame(frame)
        with pytest.raises(Refused, match="revidering"):
            b.adjust(frame, {"0580": 1, "0581": -1})
        with pytest.raises(Refused, match="revidering"):
            b.propose(frame, {"0580": 1, "0581": -1})
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            PublishedNumber.objects.filter(municipality="0580").update(amount=0)
        with pytest.raises(IntegrityError, match="stays sealed"), transaction.atomic():
            Frame.objects.filter(pk=frame.pk).update(sealed_by=None)

    def test_stays_when_the_year_is_revised(self, first: Round) -> None:
        b.decide_all(first)
        before = list(PublishedNumber.objects.filter(round=first).values_list("municipality", "target_group", "amount"))
        b.decide_all(take_up(revise(JULY), 18_800))
        after = PublishedNumber.objects.filter(round=first).values_list("municipality", "target_group", "amount")
        assert list(after) == before


class TestKommuntal:
    def test_is_published_lan_by_lan(self, first: Round) -> None:
        assert round_status(first, JANUARY) == "förslag mottaget"
        b.decide_frame(b.frame_of(first))
        assert round_status(first, JANUARY) == "1 av 21 beslutade"
        assert set(PublishedNumber.objects.values_list("county", flat=True)) == {"05"}
        assert in_force(JANUARY) is None
        b.decide_frame(b.frame_of(first, "08"))
        assert round_status(first, JANUARY) == "2 av 21 beslutade"

    def test_a_lan_shows_its_latest_while_others_still_decide_the_revision(self, first: Round) -> None:
        b.decide_all(first)
        second = take_up(revise(JULY), 18_800)
        b.decide_frame(b.frame_of(second))
        newest = PublishedNumber.objects.newest()
        assert set(newest.filter(county="05").values_list("revision", flat=True)) == {1}
        assert set(newest.exclude(county="05").values_list("revision", flat=True)) == {0}

    def test_of_gotland_is_its_lanstal_without_dialogue(self, first: Round) -> None:
        gotland = b.frame_of(first, "09")
        with pytest.raises(Refused, match="en enda kommun"):
            open_dialogue(actor=b.lansstyrelse("09"), frame=gotland, deadline=timezone.now() + timedelta(days=1))
        b.decide_frame(gotland)
        published = PublishedNumber.objects.filter(county="09")
        assert sum(published.values_list("amount", flat=True)) == share(2_800)["09"]
        with pytest.raises(Refused, match="en enda kommun"):
            save_draft(
                actor=b.kommun("0980"),
                frame=b.frame_of(first, "09"),
                municipality=Municipality.objects.get(pk="0980"),
                answer="no_objection",
            )


def test_andelstal_are_published_together_when_confirmed() -> None:
    round = b.proposed_round("andelstal")
    b.decide_frame(b.frame_of(round))
    assert not PublishedNumber.objects.exists()
    assert round_status(round, date(2025, 12, 1)) == "1 av 21 överlämnade"
    b.decide_all(round)
    assert national(round) == 100_000  # hundredths of promille
    assert round_status(round, date(2025, 12, 1)) == "beslutad, gäller från 2026-01-01"
