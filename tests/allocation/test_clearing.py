"""Beräkna förslag: a clearing of what kommuner wish for, taken whole, in part or not at all."""

import pytest

from accounts.actors import ANONYMOUS, Actor
from accounts.models import Role
from allocation.engine.certificate import check
from allocation.engine.clearing.wishes import Wish
from allocation.models import Form, Frame, Reason, Round, Transfer
from allocation.overview import frame_table
from allocation.processes import Process
from allocation.services.clearing import Cell, Found, Stance, find_clearing, propose_found
from journal.errors import NotAllowed, Refused
from journal.models import Event
from tests.support import builders as b

pytestmark = pytest.mark.django_db


@pytest.fixture
def round() -> Round:
    return b.proposed_round()


@pytest.fixture
def frame(round: Round) -> Frame:
    return b.frame_of(round)


def wishes(frame: Frame, **changes: int) -> dict[Cell, Stance]:
    """Kommunkod (k0580) → how many more it wishes for; fewer where negative."""
    group = b.group_of(frame.round).code
    found = {}
    for name, change in changes.items():
        code = name.removeprefix("k")
        number = b.amount(frame, code) + change
        found[frame.pk, group, code] = Stance(wish=Wish(number, number))
    return found


def find(frame: Frame, stances: dict[Cell, Stance], by: Actor | None = None) -> Found:
    return find_clearing(actor=by or b.lansstyrelse("05"), frames=[frame], stances=stances)


def propose(found: Found, *chosen: int, by: Actor | None = None) -> list[Transfer]:
    return propose_found(
        actor=by or b.lansstyrelse("05"),
        found=found,
        chosen=chosen,
        form=Form.DIALOGUE,
        reason=Reason.HOUSING,
        text="Enligt önskemålen i dialogen.",
    )


def test_finding_saves_nothing_and_keeps_the_sum_of_the_lan(frame: Frame) -> None:
    before, events = frame_table(frame), Event.objects.count()
    found = find(frame, wishes(frame, k0580=-6, k0581=4, k0583=2))
    (pool,) = found.clearing.numbers
    assert sum(found.clearing.numbers[pool].values()) == before.amount
    assert [transfer.legs for transfer in found.clearing.transfers] == [{"0580": -6, "0581": 4, "0583": 2}]
    assert check(found.clearing.certificate) == []
    assert frame_table(frame).amount == before.amount
    assert (Transfer.objects.count(), Event.objects.count()) == (0, events)


def test_what_is_taken_becomes_proposed_and_moves_nothing_until_every_kommun_approves(frame: Frame) -> None:
    before = b.amount(frame, "0580")
    (transfer,) = propose(find(frame, wishes(frame, k0580=-6, k0581=6)), 0)
    assert transfer.is_open
    assert b.amount(frame, "0580") == before
    b.approve(transfer)
    assert b.amount(frame, "0580") == before - 6


def test_a_part_may_be_taken(frame: Frame) -> None:
    found = find(frame, wishes(frame, k0580=-6, k0581=6, k0582=-3, k0583=3))
    assert len(found.clearing.transfers) == 2
    (transfer,) = propose(found, 1)
    assert set(transfer.current.legs.values_list("municipality_id", flat=True)) == {"0582", "0583"}


def test_nothing_is_proposed_if_a_number_has_changed_since(frame: Frame) -> None:
    found = find(frame, wishes(frame, k0580=-6, k0581=6))
    b.agree(frame, {"0580": 1, "0584": -1})
    with pytest.raises(Refused, match="ändrats sedan beräkningen gjordes"):
        propose(found, 0)
    assert Transfer.objects.open().count() == 0


def test_the_same_clearing_is_not_proposed_twice(frame: Frame) -> None:
    found = find(frame, wishes(frame, k0580=-6, k0581=6))
    propose(found, 0)
    with pytest.raises(Refused, match="Redan med i en omfördelning som inte är godkänd: 0580, 0581"):
        propose(found, 0)
    assert Transfer.objects.open().count() == 1


def test_nothing_that_is_said_of_a_kommun_is_passed_over(frame: Frame) -> None:
    stances = wishes(frame, k0580=-6, k0581=6)
    stranger = {(frame.pk, b.group_of(frame.round).code, "0680"): Stance(wish=Wish(1, 1))}
    with pytest.raises(Refused, match="Okänd kommun eller målgrupp i beräkningen: 0680"):
        find(frame, stances | stranger)
    with pytest.raises(Refused, match="annat län eller år"):
        find_clearing(actor=b.lansstyrelse("05"), frames=[frame], stances=stances, groups=[(0, ("0580",))])
    with pytest.raises(Refused, match=r"Önskemålen kan inte beräknas: .*0580"):
        find_clearing(
            actor=b.lansstyrelse("05"), frames=[frame], stances=stances, groups=[(frame.pk, ("0580", "0580"))]
        )


@pytest.mark.parametrize("chosen", [(), (5,), (-1,)])
def test_only_what_the_clearing_gave_can_be_taken(frame: Frame, chosen: tuple[int, ...]) -> None:
    with pytest.raises(Refused, match="Välj minst en"):
        propose(find(frame, wishes(frame, k0580=-6, k0581=6)), *chosen)


def test_a_kommun_whose_omfordelning_is_not_yet_approved_is_left_alone(frame: Frame) -> None:
    b.propose(frame, {"0580": -5, "0584": 5})
    found = find(frame, wishes(frame, k0580=-6, k0581=6))
    assert found.clearing.transfers == ()
    blamed = {outcome.code: outcome.blame.constraint for outcome in found.clearing.outcomes if outcome.blame}
    assert blamed == {"0580": "own_lock", "0581": "locks"}


def test_target_groups_are_cleared_each_by_itself() -> None:
    round = b.proposed_round(groups=(("folkbokforda", "Folkbokförda"), ("abo_kvot", "Anläggningsboende och kvot")))
    frame = b.frame_of(round)
    cells = {
        (row.municipality.code, group): cell.amount
        for row in frame_table(frame).rows
        for group, cell in row.cells.items()
    }
    fewer, more = cells["0580", "folkbokforda"] - 2, cells["0581", "abo_kvot"] + 2
    stances = {
        (frame.pk, "folkbokforda", "0580"): Stance(wish=Wish(fewer, fewer)),
        (frame.pk, "abo_kvot", "0581"): Stance(wish=Wish(more, more)),
    }
    assert find(frame, stances).clearing.transfers == ()


def test_links_join_the_wishes_of_two_processes(frame: Frame) -> None:
    other = b.frame_of(b.proposed_round(Process.FORDELNINGSTAL))
    group = b.group_of(frame.round).code
    stances = wishes(frame, k0580=-6, k0581=6) | wishes(other, k0580=3)
    link = ((frame.pk, group, "0580"), (other.pk, b.group_of(other.round).code, "0580"))
    officer = b.lansstyrelse("05")
    apart = find_clearing(actor=officer, frames=[frame, other], stances=stances)
    assert len(apart.clearing.transfers) == 1
    joined = find_clearing(actor=officer, frames=[frame, other], stances=stances, links=[link])
    assert joined.clearing.transfers == ()


class TestRefused:
    @pytest.mark.parametrize(
        "who", ["another län", "a kommun of the län", "a kommun of another", "a reader", "nobody", "migrationsverket"]
    )
    def test_others_neither_find_nor_propose(self, frame: Frame, who: str) -> None:
        actors = {
            "another län": lambda: b.lansstyrelse("06"),
            "a kommun of the län": lambda: b.kommun("0580"),
            "a kommun of another": lambda: b.kommun("0680"),
            "a reader": lambda: b.lansstyrelse("05", Role.LASARE),
            "nobody": lambda: ANONYMOUS,
            "migrationsverket": lambda: b.migrationsverket(),
        }
        stances = wishes(frame, k0580=-6, k0581=6)
        with pytest.raises(NotAllowed):
            find(frame, stances, by=actors[who]())
        if who != "a kommun of the län":  # a kommun may propose what it is part of, by its own form
            with pytest.raises((NotAllowed, Refused)):
                propose(find(frame, stances), 0, by=actors[who]())
        assert Transfer.objects.count() == 0

    def test_a_lan_with_one_kommun(self, round: Round) -> None:
        with pytest.raises(Refused, match="en enda kommun"):
            find_clearing(actor=b.lansstyrelse("09"), frames=[b.frame_of(round, "09")], stances={})

    def test_numbers_that_lie_fast(self, round: Round, frame: Frame) -> None:
        stances = wishes(frame, k0580=-6, k0581=6)
        b.decide_frame(frame)
        with pytest.raises(Refused, match="ligger fast"):
            find(b.frame_of(round), stances)
