"""Two at the same moment, each on a connection of their own: one gets through, the other a clear answer."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from accounts.models import Role
from allocation import verification
from allocation.models import Approval, Decision, Frame, Position, Preparation, Proposal, PublishedNumber, Transfer
from allocation.services.decisions import decide, prepare
from allocation.services.proposals import accept_staged, stage_file
from allocation.services.rounds import plan_round
from allocation.services.transfers import approve_transfer
from dialogue.models import Response
from dialogue.services import save_draft
from journal.errors import Refused
from municipalities.models import Municipality
from tests.support import builders as b

pytestmark = pytest.mark.django_db(transaction=True)

Act = Callable[[], object]


def at_once(*acts: Act) -> list[str]:
    """What each was told: "" for yes, otherwise the words of the refusal. Anything else fails the test."""
    start = threading.Barrier(len(acts))
    answers = [""] * len(acts)
    crashes: list[BaseException] = []

    def run(index: int, act: Act) -> None:
        try:
            start.wait(timeout=20)
            act()
        except Refused as refusal:
            answers[index] = str(refusal)
        except BaseException as crash:
            crashes.append(crash)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not crashes, crashes
    return sorted(answers)


def assert_whole(frame: Frame, total: int) -> None:
    assert sum(frame.positions.values_list("amount", flat=True)) == total
    assert list(verification.problems()) == []


@pytest.fixture
def frame() -> Frame:
    return b.frame_of(b.proposed_round())


def test_two_officers_move_the_same_persons(frame: Frame) -> None:
    """All that Norrköping has, to two kommuner: only one of them gets it."""
    everything, officer = b.amount(frame, "0581"), b.lansstyrelse("05")
    total = sum(frame.positions.values_list("amount", flat=True))
    before = {code: b.amount(frame, code) for code in ["0580", "0583"]}
    answers = at_once(
        lambda: b.adjust(frame, {"0580": everything, "0581": -everything}, by=officer),
        lambda: b.adjust(frame, {"0583": everything, "0581": -everything}, by=officer),
    )
    assert answers[0] == ""
    assert "Norrköping har nu 0" in answers[1]
    after = {code: b.amount(frame, code) for code in ["0580", "0583"]}
    assert sorted(after[code] - before[code] for code in after) == [0, everything]
    assert b.amount(frame, "0581") == 0
    assert_whole(frame, total)


def test_two_officers_move_different_persons_and_both_get_through(frame: Frame) -> None:
    total, officer = sum(frame.positions.values_list("amount", flat=True)), b.lansstyrelse("05")
    before = b.amount(frame, "0581")
    acts = [lambda: b.adjust(frame, {"0580": 1, "0581": -1}, by=officer)] * 4
    assert at_once(*acts) == [""] * 4
    assert b.amount(frame, "0581") == before - 4
    assert_whole(frame, total)


def test_two_lan_at_once_do_not_wait_for_each_other_for_ever(frame: Frame) -> None:
    """Their frames are locked apart, and the journal's head last."""
    other = b.frame_of(frame.round, "08")
    here, there = b.lansstyrelse("05"), b.lansstyrelse("08")
    acts = [
        lambda: b.adjust(frame, {"0580": 1, "0581": -1}, by=here),
        lambda: b.adjust(other, {"0880": 1, "0881": -1}, by=there),
    ]
    assert at_once(*acts * 3) == [""] * 6
    assert list(verification.problems()) == []


def test_two_deciders_decide_the_same_lan(frame: Frame) -> None:
    preparation = prepare(actor=b.lansstyrelse("05"), frame=frame, diarienummer="1-2026", legal_basis="SFS 2016:38 7 §")
    decider = b.lansstyrelse("05", Role.BESLUTSFATTARE)

    def act() -> object:
        mine = Preparation.objects.get(pk=preparation.pk)
        return decide(actor=decider, preparation=mine, decided_on=date.today())

    answers = at_once(act, act)
    assert answers[0] == ""
    assert "status Beslutat" in answers[1]
    assert Decision.objects.count() == 1
    assert PublishedNumber.objects.count() == frame.positions.count()
    assert list(verification.problems()) == []


def test_a_decision_and_an_adjustment(frame: Frame) -> None:
    """Either the number changed first and the decision must be prepared anew, or it was sealed first."""
    preparation = prepare(actor=b.lansstyrelse("05"), frame=frame, diarienummer="1-2026", legal_basis="SFS 2016:38 7 §")
    decider, officer = b.lansstyrelse("05", Role.BESLUTSFATTARE), b.lansstyrelse("05")
    answers = at_once(
        lambda: decide(actor=decider, preparation=preparation, decided_on=date.today()),
        lambda: b.adjust(frame, {"0580": 1, "0581": -1}, by=officer),
    )
    assert answers[0] == ""
    assert "revidering" in answers[1] or "Bered det på nytt" in answers[1]
    assert list(verification.problems()) == []


def test_the_last_approval_given_twice(frame: Frame) -> None:
    before = b.amount(frame, "0580")
    transfer = b.propose(frame, {"0580": 5, "0581": -5})
    b.approve(transfer, "0581")
    someone, linkoping = b.kommun("0580"), Municipality.objects.get(pk="0580")

    def act() -> object:
        version = Transfer.objects.get(pk=transfer.pk).current
        return approve_transfer(actor=someone, version=version, municipality=linkoping)

    answers = at_once(act, act)
    assert answers[0] == ""
    assert "väntar inte längre" in answers[1] or "har redan svarat" in answers[1]
    assert b.amount(frame, "0580") == before + 5
    assert Approval.objects.filter(municipality=linkoping).count() == 1
    assert list(verification.problems()) == []


def test_a_proposal_accepted_twice() -> None:
    round, officer = b.plan(), b.migrationsverket()
    rows = [f"{code};{amount}" for (code, _group), amount in b.even_numbers(round).items()]
    staged = stage_file(
        actor=officer, round=round, file_name="forslag.csv", content="\n".join(["kommunkod;tal", *rows]).encode()
    )
    answers = at_once(*[lambda: accept_staged(actor=officer, staged=staged)] * 2)
    assert answers == ["", "Filen är redan mottagen som förslag."]
    assert Proposal.objects.count() == 1
    assert Position.objects.of_round(round).proposed_numbers() == b.even_numbers(round)
    assert list(verification.problems()) == []


def test_a_round_planned_twice() -> None:
    officer = b.migrationsverket()

    def act() -> object:
        return plan_round(actor=officer, process="kommuntal", year=2026, in_force_from=date(2026, 1, 1))

    answers = at_once(act, act)
    assert answers[0] == ""
    assert "finns redan" in answers[1]
    assert Frame.objects.count() == 21


def test_a_draft_saved_twice(frame: Frame) -> None:
    b.open_talk(frame)
    someone, linkoping = b.kommun("0580"), Municipality.objects.get(pk="0580")

    def act() -> object:
        return save_draft(actor=someone, frame=frame, municipality=linkoping, answer=Response.Answer.NO_OBJECTION)

    assert at_once(act, act) == ["", ""]
    assert Response.objects.count() == 1
