"""Whatever is done to the numbers, in whatever order, no person appears or is lost."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import pytest
from django.db import transaction
from django.db.models import Model, QuerySet, Sum
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from allocation import verification
from allocation.models import Entry, Form, Frame, Kind, Position, Proposal, Reason, Round, Transaction, Transfer
from allocation.processes import TotalKind
from allocation.services.adjustments import correct_number, reverse_adjustment
from allocation.services.decisions import send_back
from allocation.services.proposals import accept_numbers
from allocation.services.rounds import set_totals
from allocation.services.transfers import change_transfer, endorse_transfer, propose_reversal, withdraw_transfer
from journal.errors import Refused
from municipalities.models import Municipality
from tests.support import builders as b

pytestmark = pytest.mark.django_db

Thing = TypeVar("Thing", bound=Model)
COUNTIES = {"05": ("0509", "0580", "0581", "0583"), "08": ("0821", "0834", "0880", "0885")}


@dataclass(frozen=True)
class Step:
    act: str
    county: str
    places: tuple[int, int, int]  # which kommuner of the län
    persons: int
    which: int  # of the things that the act may be done to
    slip: int = 0  # that the legs do not balance

    @property
    def codes(self) -> list[str]:
        return [COUNTIES[self.county][place] for place in self.places]

    @property
    def legs(self) -> dict[str, int]:
        """From the first kommun to the second, the third taking one of them."""
        receiver, giver, third = self.codes
        legs: Counter[str] = Counter()
        for code, change in [(receiver, self.persons - 1), (giver, -self.persons), (third, 1 + self.slip)]:
            legs[code] += change
        return dict(legs)


def frame_of(round: Round, step: Step) -> Frame:
    return b.frame_of(round, step.county)


def transfer_of(round: Round, step: Step) -> Transfer:
    return pick(Transfer.objects.filter(frame=frame_of(round, step)).select_related("frame"), step)


def transaction_of(round: Round, step: Step, kind: Kind) -> Transaction:
    return pick(Transaction.objects.filter(frame=frame_of(round, step), kind=kind).select_related("frame"), step)


def pick(things: QuerySet[Thing], step: Step) -> Thing:
    found = list(things.order_by("pk"))
    if not found:
        raise Refused("nothing to do it to")
    return found[step.which % len(found)]


def agree(round: Round, step: Step) -> None:
    b.approve(b.propose(frame_of(round, step), step.legs))


def agree_among_kommuner(round: Round, step: Step) -> None:
    transfer = b.propose(frame_of(round, step), step.legs, by=b.kommun(step.codes[0]))
    b.approve(transfer)
    endorse_transfer(actor=b.lansstyrelse(step.county), transfer=transfer)


def approve_some(round: Round, step: Step) -> None:
    transfer = b.propose(frame_of(round, step), step.legs)
    b.approve(transfer, transfer.current.legs.all()[0].municipality_id)


def approve_again(round: Round, step: Step) -> None:
    b.approve(transfer_of(round, step))


def change(round: Round, step: Step) -> None:
    transfer = transfer_of(round, step)
    change_transfer(
        actor=b.lansstyrelse(step.county),
        transfer=transfer,
        legs=step.legs,
        form=Form.AGREEMENT,
        reason=Reason.OTHER,
        text="Ändrat.",
    )


def withdraw(round: Round, step: Step) -> None:
    withdraw_transfer(actor=b.lansstyrelse(step.county), transfer=transfer_of(round, step))


def take_back(round: Round, step: Step) -> None:
    posted = transaction_of(round, step, Kind.TRANSFER)
    b.approve(propose_reversal(actor=b.lansstyrelse(step.county), transaction=posted, text="Ångras."))


def adjust(round: Round, step: Step) -> None:
    b.adjust(frame_of(round, step), step.legs)


def take_adjustment_back(round: Round, step: Step) -> None:
    posted = transaction_of(round, step, Kind.ADJUSTMENT)
    reverse_adjustment(actor=b.lansstyrelse(step.county), transaction=posted, text="Ångras.")


def correct(round: Round, step: Step) -> None:
    correct_number(
        actor=b.migrationsverket(),
        frame=frame_of(round, step),
        municipality=Municipality.objects.get(pk=step.codes[0]),
        target_group=b.group_of(round),
        amount=step.persons,
        legal_basis="SFS 2022:1008 4 §",
        text="Syskon finns i kommunen.",
    )


def propose_anew(round: Round, step: Step) -> None:
    """Other numbers within the same totals."""
    numbers = proposed(round)
    for code, amount in step.legs.items():
        numbers[code, "samtliga"] += amount
    receive(round, numbers)


def replace_totals(round: Round, step: Step) -> None:
    """Persons go from the one län to the other, by a new legal act, with the proposal that follows it."""
    (receiver, *_), (giver, *_) = COUNTIES.values()
    newest, numbers = round.totals.order_by("-pk")[0], proposed(round)
    counties = dict(newest.counties.values_list("county_id", "amount"))
    for code, amount in [(receiver, step.persons), (giver, -step.persons)]:
        numbers[code, "samtliga"] += amount
        if counties:
            counties[code[:2]] += amount
    with transaction.atomic():
        set_totals(
            actor=b.migrationsverket(),
            round=round,
            national=newest.national,
            counties=counties or None,
            statutory=True,
            legal_basis="SFS 2025:1",
        )
        receive(round, numbers)


def proposed(round: Round) -> dict[tuple[str, str], int]:
    return Position.objects.of_round(round).proposed_numbers()


def receive(round: Round, numbers: dict[tuple[str, str], int]) -> None:
    accept_numbers(actor=b.migrationsverket(), round=round, numbers=numbers, origin=Proposal.Origin.IMPORTED)


def decide(round: Round, step: Step) -> None:
    """Sealed for good, or handed over."""
    b.decide_frame(frame_of(round, step))


def return_to_county(round: Round, step: Step) -> None:
    send_back(actor=b.migrationsverket(), frame=frame_of(round, step), text="Ett godkännande saknas.")


ACTS: dict[str, Callable[[Round, Step], None]] = {
    act.__name__: act
    for act in [
        agree,
        agree_among_kommuner,
        approve_some,
        approve_again,
        change,
        withdraw,
        take_back,
        adjust,
        take_adjustment_back,
        correct,
        propose_anew,
        replace_totals,
        decide,
        return_to_county,
    ]
}

steps = st.builds(
    Step,
    act=st.sampled_from(sorted(ACTS)),
    county=st.sampled_from(sorted(COUNTIES)),
    places=st.permutations(range(4)).map(lambda order: (order[0], order[1], order[2])),
    persons=st.integers(1, 45),  # most kommuner have fewer
    which=st.integers(0, 5),
    slip=st.sampled_from([0] * 9 + [1]),
)


def story(*acts: str, slip: int = 0) -> list[Step]:
    return [Step(act, "05", (0, 1, 2), 3, 0, slip) for act in acts]


STORIES = [
    story("agree", "change", "take_back", "adjust", "take_adjustment_back", "propose_anew", "decide", "correct"),
    story("agree_among_kommuner", "replace_totals", "approve_again", "take_back", "correct", "decide", "agree"),
    story("approve_some", "change", "approve_again", "decide", "return_to_county", "agree", "propose_anew"),
    story("approve_some", "propose_anew", "withdraw", "decide", "agree"),
    story("adjust", "agree", "propose_anew", slip=1),
]


def carry_out(round: Round, step: Step) -> str:
    """A refusal leaves nothing half done; anything but a refusal fails the test."""
    try:
        ACTS[step.act](round, step)
    except Refused:
        return "refused"
    return step.act


def assert_conserved(round: Round) -> None:
    """Each sum against what it must be, worked out here from the legal totals and the proposal alone."""
    totals = round.totals.order_by("-pk")[0]
    by_law = dict(totals.counties.values_list("county_id", "amount"))
    positions = Position.objects.of_round(round)
    sums = dict(positions.values_list("frame__county_id").annotate(total=Sum("amount")).order_by())
    if round.total_kind == TotalKind.CAP:  # a correction is the law's exception; the cap is checked instead
        assert sum(sums.values()) <= totals.national
    else:
        assert sum(sums.values()) == totals.national
        in_proposal = Counter[str]()
        for (code, _group), amount in proposed(round).items():
            in_proposal[code[:2]] += amount
        assert sums == (by_law or in_proposal)
    assert min(positions.values_list("amount", flat=True)) >= 0
    assert dict(positions.values_list("pk", "amount")) == sums_of_what_stands(round)


def sums_of_what_stands(round: Round) -> dict[int, int]:
    """Position -> the sum of everything that has not been taken back."""
    entries = Entry.objects.filter(transaction__frame__round=round, transaction__reversed_by=None)
    standing = entries.exclude(transaction__kind=Kind.REVERSAL).values_list("position_id")
    return dict(standing.annotate(total=Sum("amount")).order_by())


def assert_told_alike(round: Round) -> None:
    """The numbers that pages read are the sums of their entries, and what the journal alone gives."""
    told = verification.replay()
    for position in Position.objects.of_round(round).annotate(booked=Sum("entries__amount")):
        group = "samtliga"
        assert position.amount == position.booked == told[position.frame_id, position.municipality_id, group]
    assert list(verification.problems()) == []


@pytest.fixture(params=["kommuntal", "andelstal", "fordelningstal"])
def round(request: pytest.FixtureRequest) -> Round:
    """With a little room below the cap, where there is one."""
    round = b.plan(request.param)
    numbers = b.even_numbers(round)
    if round.total_kind == TotalKind.CAP:
        numbers["0580", "samtliga"] -= 5
    b.receive(round, numbers)
    return round


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(steps, min_size=4, max_size=12))
@example(STORIES[0])
@example(STORIES[1])
@example(STORIES[2])
@example(STORIES[3])
@example(STORIES[4])
def test_every_sequence_of_acts_keeps_every_sum(round: Round, sequence: list[Step]) -> None:
    with undone():
        for step in sequence:
            carry_out(round, step)
            assert_conserved(round)
        assert_told_alike(round)


def test_the_stories_carry_every_act_out(round: Round) -> None:
    """Or the property above would say nothing."""
    done = set()
    for sequence in STORIES:
        with undone():
            done |= {carry_out(round, step) for step in sequence}
    elsewhere = {
        "kommuntal": {"correct", "return_to_county"},
        "andelstal": {"correct", "adjust", "take_adjustment_back"},
        "fordelningstal": {"adjust", "take_adjustment_back"},
    }
    assert done == ACTS.keys() - elsewhere[round.process] | {"refused"}
