"""Utkastet: tried out together, undone, done again, never lost, and in the end proposed."""

from collections.abc import Callable

import pytest

from accounts.actors import ANONYMOUS, Actor
from accounts.models import Role
from allocation.models import Draft, Form, Frame, Reason, Transfer
from allocation.processes import Process
from allocation.services.drafts import (
    MOST_STEPS,
    by_whom,
    clear_draft,
    draft_of,
    drafted_numbers,
    propose_draft,
    redo,
    undo,
    write_numbers,
)
from journal.errors import NotAllowed, Refused
from journal.models import Event
from tests.support import builders as b

pytestmark = pytest.mark.django_db

LINKOPING, NORRKOPING, KINDA = "0580", "0581", "0513"


@pytest.fixture
def frame() -> Frame:
    """430 persons shared equally among 13 kommuner, 34 or 33 each."""
    return b.frame_of(b.proposed_round())


def now(frame: Frame) -> dict[str, int]:
    return drafted_numbers(draft_of(frame, b.group_of(frame.round)))


def write(frame: Frame, by: Actor | None = None, **changes: int) -> Draft:
    """Kommunkod (k0580) → how many more than is on the screen now."""
    seen = now(frame)
    numbers = {name[1:]: (seen[name[1:]], seen[name[1:]] + change) for name, change in changes.items()}
    return write_numbers(
        actor=by or b.lansstyrelse("05"), frame=frame, target_group=b.group_of(frame.round), numbers=numbers
    )


def act(what: Callable[..., Draft], frame: Frame, version: int | None = None, by: Actor | None = None) -> Draft:
    group = b.group_of(frame.round)
    seen = draft_of(frame, group).version if version is None else version
    return what(actor=by or b.lansstyrelse("05"), frame=frame, target_group=group, version=seen)


def propose(frame: Frame, version: int, by: Actor | None = None) -> list[Transfer]:
    return propose_draft(
        actor=by or b.lansstyrelse("05"),
        frame=frame,
        target_group=b.group_of(frame.round),
        version=version,
        form=Form.DIALOGUE,
        reason=Reason.HOUSING,
        text="Enligt dialogen.",
    )


def test_a_draft_changes_no_number_and_leaves_no_trace_in_the_journal(frame: Frame) -> None:
    events, amount = Event.objects.count(), b.amount(frame, KINDA)
    write(frame, k0513=-3)
    assert now(frame)[KINDA] == amount - 3
    assert b.amount(frame, KINDA) == amount
    assert Event.objects.count() == events


def test_it_is_there_when_the_browser_has_been_closed_and_for_the_colleague(frame: Frame) -> None:
    write(frame, k0513=-3)
    colleague = b.lansstyrelse("05", Role.HANDLAGGARE, Role.ADMINISTRATOR)
    assert write(frame, by=colleague, k0580=3).legs == {KINDA: -3, LINKOPING: 3}


def test_steps_are_undone_and_done_again_one_by_one(frame: Frame) -> None:
    write(frame, k0513=-3)
    write(frame, k0580=2)
    assert act(undo, frame).legs == {KINDA: -3}
    assert act(undo, frame).legs == {}
    with pytest.raises(Refused, match="inget att ångra"):
        act(undo, frame)
    assert act(redo, frame).legs == {KINDA: -3}
    write(frame, k0581=3)  # a new way: what was undone is gone
    with pytest.raises(Refused, match="inget att göra om"):
        act(redo, frame)


def test_starting_over_can_be_undone(frame: Frame) -> None:
    write(frame, k0513=-3, k0580=3)
    assert act(clear_draft, frame).legs == {}
    assert act(undo, frame).legs == {KINDA: -3, LINKOPING: 3}


class TestTwoOfficersAtOnce:
    def test_what_both_did_is_kept_where_they_changed_different_kommuner(self, frame: Frame) -> None:
        seen = now(frame)
        group = b.group_of(frame.round)
        one, other = b.lansstyrelse("05"), b.lansstyrelse("05", Role.HANDLAGGARE, Role.ADMINISTRATOR)
        for actor, code, change in ((one, KINDA, -3), (other, LINKOPING, 3)):
            write_numbers(
                actor=actor, frame=frame, target_group=group, numbers={code: (seen[code], seen[code] + change)}
            )
        assert draft_of(frame, group).legs == {KINDA: -3, LINKOPING: 3}

    def test_a_number_that_the_other_has_changed_is_not_overwritten_and_the_refusal_says_by_whom(
        self, frame: Frame
    ) -> None:
        seen = now(frame)[KINDA]
        write(frame, k0513=-3)
        with pytest.raises(Refused, match=rf"Kinda har ändrats till {seen - 3} av .* Ditt {seen + 1} är inte sparat"):
            write_numbers(
                actor=b.lansstyrelse("05"),
                frame=frame,
                target_group=b.group_of(frame.round),
                numbers={KINDA: (seen, seen + 1)},
            )
        assert now(frame)[KINDA] == seen - 3

    def test_every_number_that_the_other_has_changed_is_told_at_once(self, frame: Frame) -> None:
        seen = now(frame)
        write(frame, k0513=-3, k0580=3)
        with pytest.raises(Refused, match=r"Kinda har ändrats .* Linköping har ändrats"):
            write_numbers(
                actor=b.lansstyrelse("05"),
                frame=frame,
                target_group=b.group_of(frame.round),
                numbers={code: (seen[code], seen[code] + 1) for code in (KINDA, LINKOPING)},
            )

    def test_nobody_undoes_what_they_have_not_seen(self, frame: Frame) -> None:
        seen = write(frame, k0513=-3).version
        write(frame, k0580=3)
        for what in (undo, redo, clear_draft):
            with pytest.raises(Refused, match="har ändrats av"):
                act(what, frame, version=seen)


class TestProposed:
    def test_a_draft_becomes_omfordelningar_and_is_empty_again(self, frame: Frame) -> None:
        draft = write(frame, k0513=-3, k0580=3, k0581=-2, k0586=2)
        transfers = propose(frame, draft.version)
        assert [dict(t.current.legs.values_list("municipality_id", "amount")) for t in transfers] == [
            {KINDA: -3, LINKOPING: 3},
            {NORRKOPING: -2, "0586": 2},
        ]
        assert draft_of(frame, b.group_of(frame.round)).legs == {}

    @pytest.mark.parametrize(("receives", "words"), [(2, "1 fattas"), (5, "2 för mycket")])
    def test_a_sum_that_is_off_is_refused_with_how_much_and_the_draft_stays(
        self, frame: Frame, receives: int, words: str
    ) -> None:
        draft = write(frame, k0513=-3, k0580=receives)
        with pytest.raises(Refused, match=rf"Summan stämmer inte med länets tal: {words}\.$"):
            propose(frame, draft.version)
        assert draft_of(frame, b.group_of(frame.round)).legs == {KINDA: -3, LINKOPING: receives}

    def test_of_an_andelstal_it_is_promille_that_are_missing(self) -> None:
        frame = b.frame_of(b.proposed_round(Process.ANDELSTAL))
        draft = write(frame, k0513=-50)
        with pytest.raises(Refused, match="Summan stämmer inte med länets tal: 0,50\u00a0‰ fattas"):
            propose(frame, draft.version)

    def test_whoever_saw_it_before_it_was_proposed_does_not_propose_what_has_been_written_after(
        self, frame: Frame
    ) -> None:
        seen = write(frame, k0513=-3, k0580=3).version
        propose(frame, seen)
        for _step in range(seen):
            write(frame, k0581=-1, k0586=1)
        with pytest.raises(Refused, match="har ändrats av"):
            propose(frame, seen)
        assert Transfer.objects.count() == 1

    def test_what_has_been_changed_since_is_not_proposed(self, frame: Frame) -> None:
        seen = write(frame, k0513=-3, k0580=3).version
        write(frame, k0581=-1)
        with pytest.raises(Refused, match="har ändrats av"):
            propose(frame, seen)
        assert Transfer.objects.count() == 0

    def test_an_empty_draft_proposes_nothing(self, frame: Frame) -> None:
        with pytest.raises(Refused, match="ändrar inget tal"):
            propose(frame, 0)


class TestRefused:
    @pytest.mark.parametrize("number", [-1, 431])
    def test_a_number_below_zero_or_above_the_lan(self, frame: Frame, number: int) -> None:
        with pytest.raises(Refused, match="från 0 till länets summa, 430"):
            write(frame, k0513=number - now(frame)[KINDA])
        assert Draft.objects.count() == 0

    def test_a_kommun_of_another_lan(self, frame: Frame) -> None:
        with pytest.raises(Refused, match="Okänd kommun i länet: 0680"):
            write_numbers(
                actor=b.lansstyrelse("05"),
                frame=frame,
                target_group=b.group_of(frame.round),
                numbers={"0680": (1, 2)},
            )

    def test_what_no_longer_fits_the_numbers_is_not_undone(self, frame: Frame) -> None:
        write(frame, k0513=-10)
        write(frame, k0513=10)
        b.agree(frame, {KINDA: -30, LINKOPING: 30})
        with pytest.raises(Refused, match="Kinda skulle få ett tal under noll"):
            act(undo, frame)

    def test_numbers_that_lie_fast(self, frame: Frame) -> None:
        b.decide_frame(frame)
        with pytest.raises(Refused, match="ligger fast"):
            write(b.frame_of(frame.round), k0513=-3)

    @pytest.mark.parametrize("who", ["another län", "a kommun", "a reader", "a decider", "Migrationsverket", "nobody"])
    def test_others_neither_write_undo_nor_propose(self, frame: Frame, who: str) -> None:
        actor = {
            "another län": lambda: b.lansstyrelse("06"),
            "a kommun": lambda: b.kommun(KINDA),
            "a reader": lambda: b.lansstyrelse("05", Role.LASARE),
            "a decider": lambda: b.lansstyrelse("05", Role.BESLUTSFATTARE),
            "Migrationsverket": b.migrationsverket,
            "nobody": lambda: ANONYMOUS,
        }[who]()
        version = write(frame, k0513=-3, k0580=3).version
        attempts: list[Callable[[], object]] = [
            lambda: write(frame, by=actor, k0513=1),
            lambda: act(undo, frame, by=actor),
            lambda: act(redo, frame, by=actor),
            lambda: act(clear_draft, frame, by=actor),
            lambda: propose(frame, version, by=actor),
        ]
        for attempt in attempts:
            with pytest.raises(NotAllowed):
                attempt()
        assert draft_of(frame, b.group_of(frame.round)).version == version


class TestALongSession:
    """More steps than are kept: the two oldest become one."""

    def fill(self, frame: Frame, *persons: str) -> Draft:
        draft = write(frame, k0513=-1)
        step = draft.steps[0]
        draft.steps = [
            {**step, "legs": {KINDA: (-1) ** i, LINKOPING: 0}, "by": persons[i % len(persons)]}
            for i in range(MOST_STEPS)
        ]
        draft.done = len(draft.steps)
        draft.save()
        return draft

    def test_its_numbers_are_kept(self, frame: Frame) -> None:
        net = self.fill(frame, "Berg").legs
        after = write(frame, k0580=5)
        assert len(after.steps) == MOST_STEPS
        assert after.legs == {**net, LINKOPING: 5}

    @pytest.mark.parametrize(
        ("persons", "words"), [(("Berg", "Holm"), "flera"), (("Berg",), "Berg")], ids=["two persons", "one"]
    )
    def test_what_several_did_stands_under_no_ones_name(
        self, frame: Frame, persons: tuple[str, ...], words: str
    ) -> None:
        self.fill(frame, *persons)
        assert by_whom(write(frame, k0580=5).steps[0]) == words
