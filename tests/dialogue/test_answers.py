"""Kommunens svar: a draft of its own, given once with a receipt, and länsstyrelsens reply."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import ANONYMOUS, Actor
from accounts.models import Mandate, Role
from accounts.services import organisation_of
from allocation.models import Frame
from allocation.overview import journal_of
from dialogue.models import Deadline, Reply, Response, Wish
from dialogue.overview import answers, deadline
from dialogue.services import (
    close_dialogue,
    discard_draft,
    extend_deadline,
    open_dialogue,
    reply,
    save_draft,
    submit_response,
)
from journal.errors import NotAllowed, Refused
from journal.models import Event
from municipalities.models import Municipality
from tests.support import builders as b

pytestmark = pytest.mark.django_db

Answer = Response.Answer


@pytest.fixture
def frame() -> Frame:
    """In dialogue for two weeks."""
    frame = b.frame_of(b.proposed_round())
    b.open_talk(frame)
    return b.frame_of(frame.round)


def linkoping() -> Municipality:
    return Municipality.objects.get(pk="0580")


def draft(frame: Frame, by: Actor | None = None, **content: Any) -> Response:
    values = {"answer": Answer.CONTRIBUTION, "text": "Vi saknar bostäder.", **content}
    return save_draft(actor=by or b.kommun("0580"), frame=frame, municipality=linkoping(), **values)


def submitted(frame: Frame, **content: Any) -> Response:
    return submit_response(actor=b.kommun("0580"), response=draft(frame, **content))


def give_fullmakt(holder: str, process: str = "") -> None:
    Mandate.objects.create(
        organisation=organisation_of(b.KOMMUN, holder),
        municipality=linkoping(),
        process=process,
        valid_from=date(2020, 1, 1),
    )


def sees(actor: Actor) -> bool:
    return Response.objects.visible_to(actor).exists()


READERS: dict[str, tuple[Callable[[], Actor], bool]] = {
    "the kommun's officer": (lambda: b.kommun("0580"), True),
    "the kommun's reader": (lambda: b.kommun("0580", Role.LASARE), True),
    "the kommun's administrator": (lambda: b.kommun("0580", Role.ADMINISTRATOR), True),
    "its länsstyrelse": (lambda: b.lansstyrelse("05"), False),
    "its länsstyrelse's decider": (lambda: b.lansstyrelse("05", Role.BESLUTSFATTARE), False),
    "the samordnare": (lambda: b.lansstyrelse("06", Role.SAMORDNARE), False),
    "Migrationsverket": (b.migrationsverket, False),
    "another kommun of the län": (lambda: b.kommun("0581"), False),
    "another länsstyrelse": (lambda: b.lansstyrelse("06"), False),
    "nobody": (lambda: ANONYMOUS, False),
}
WHEN_SUBMITTED = {
    "the kommun's officer",
    "the kommun's reader",
    "the kommun's administrator",
    "its länsstyrelse",
    "its länsstyrelse's decider",
    "the samordnare",
    "Migrationsverket",
}


class TestWhoReads:
    @pytest.mark.parametrize("who", READERS)
    def test_a_draft(self, frame: Frame, who: str) -> None:
        draft(frame)
        actor, reads = READERS[who]
        assert sees(actor()) == reads
        assert answers(frame) == {}

    @pytest.mark.parametrize("who", READERS)
    def test_a_submitted_answer(self, frame: Frame, who: str) -> None:
        submitted(frame)
        assert sees(READERS[who][0]()) == (who in WHEN_SUBMITTED)

    def test_a_holder_of_fullmakt_reads_what_it_may_answer(self, frame: Frame) -> None:
        submitted(frame)
        give_fullmakt("0586", process="andelstal")
        assert not sees(b.kommun("0586"))
        give_fullmakt("0586", process="kommuntal")
        assert sees(b.kommun("0586"))

    def test_a_draft_of_the_holder_of_fullmakt_is_its_own_and_in_nobodys_way(self, frame: Frame) -> None:
        give_fullmakt("0586")
        theirs = draft(frame, by=b.kommun("0586"), text="Nämndens utkast.")
        ours = draft(frame, text="Kommunens utkast.")
        assert list(Response.objects.visible_to(b.kommun("0586"))) == [theirs]
        assert list(Response.objects.visible_to(b.kommun("0580"))) == [ours]
        with pytest.raises(NotAllowed):
            submit_response(actor=b.kommun("0586"), response=ours)
        Mandate.objects.all().delete()
        with pytest.raises(NotAllowed):
            submit_response(actor=b.kommun("0586"), response=theirs)
        submit_response(actor=b.kommun("0580"), response=ours)
        assert answers(frame)["0580"].text == "Kommunens utkast."

    def test_nothing_of_a_draft_is_in_the_journal(self, frame: Frame) -> None:
        before = Event.objects.count()
        discard_draft(actor=b.kommun("0580"), response=draft(frame))
        assert Event.objects.count() == before
        assert not Response.objects.exists()


class TestAnAnswer:
    def test_is_given_once_with_a_receipt(self, frame: Frame) -> None:
        ours = draft(frame)
        first = submit_response(actor=b.kommun("0580"), response=ours)
        second = submit_response(actor=b.kommun("0580"), response=ours)
        assert first.receipt
        assert (second.receipt, second.submitted_at) == (first.receipt, first.submitted_at)
        assert [event.kind for event in journal_of(frame)].count("response_submitted") == 1

    def test_stands_and_a_new_one_follows_it(self, frame: Frame) -> None:
        first = submitted(frame, wishes={"samtliga": (20, 25)})
        with pytest.raises(IntegrityError, match="stands"), transaction.atomic():
            Response.objects.filter(pk=first.pk).update(text="Något annat.")
        with pytest.raises(IntegrityError, match="stands"), transaction.atomic():
            Wish.objects.filter(response=first).update(most=30)
        with pytest.raises(IntegrityError, match="stands"), transaction.atomic():
            Wish.objects.filter(response=first).delete()
        second = submitted(frame, answer=Answer.NO_OBJECTION, text="")
        assert second.pk != first.pk
        assert answers(frame)["0580"] == second
        assert Response.objects.submitted().count() == 2

    def test_is_late_after_the_last_minute_and_never_refused(
        self, frame: Frame, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert not submitted(frame).late
        after = timezone.now() + timedelta(days=15)
        monkeypatch.setattr(timezone, "now", lambda: after)
        assert submitted(frame).late

    def test_is_registered_even_when_the_lan_is_decided(self, frame: Frame) -> None:
        b.decide_frame(frame)
        assert submitted(b.frame_of(frame.round)).late

    def test_keeps_its_wish_its_anchoring_and_its_reservation(self, frame: Frame) -> None:
        given = submitted(
            frame,
            wishes={"samtliga": (20, None)},
            anchoring=Response.Anchoring.BOARD,
            anchored_on=date(2025, 10, 1),
            reservation_until=date(2025, 11, 1),
        )
        assert list(given.wishes.values_list("target_group__code", "least", "most")) == [("samtliga", 20, None)]
        event = Event.objects.get(kind="response_submitted")
        assert event.data["wishes"] == [["samtliga", 20, None]]
        assert event.data["reservation_until"] == "2025-11-01"
        assert event.text == "Vi saknar bostäder."

    def test_says_which_version_of_the_proposal_it_is_about(self, frame: Frame) -> None:
        assert submitted(frame).proposal_version == 1
        b.receive(frame.round)
        assert submitted(frame).proposal_version == 2

    def test_with_a_synpunkt_has_words(self, frame: Frame) -> None:
        with pytest.raises(Refused, match="Skriv synpunkten"):
            submitted(frame, text=" ")

    def test_is_saved_again_and_again_before_it_is_given(self, frame: Frame) -> None:
        first = draft(frame, wishes={"samtliga": (20, 25)})
        again = draft(frame, text="Vi har bostäder.", wishes={"samtliga": (40, 40)})
        assert again.pk == first.pk
        assert list(again.wishes.values_list("least", "most")) == [(40, 40)]
        assert Response.objects.get().text == "Vi har bostäder."


class TestAWish:
    @pytest.mark.parametrize(
        ("wish", "words"),
        [
            ((-1, None), "mellan noll och länets tal"),
            ((None, 431), "mellan noll och länets tal"),
            ((30, 20), "högre än det högsta"),
        ],
    )
    def test_is_within_what_the_lan_has(self, frame: Frame, wish: tuple[int | None, int | None], words: str) -> None:
        assert sum(frame.positions.values_list("amount", flat=True)) == 430
        with pytest.raises(Refused, match=words):
            draft(frame, wishes={"samtliga": wish})
        assert not Response.objects.exists()

    def test_is_for_a_target_group_of_the_round(self, frame: Frame) -> None:
        with pytest.raises(Refused, match="Okänd målgrupp: abo_kvot"):
            draft(frame, wishes={"abo_kvot": (1, 2)})


class TestADeadline:
    def test_is_moved_and_the_newest_counts(self, frame: Frame, monkeypatch: pytest.MonkeyPatch) -> None:
        later = timezone.now() + timedelta(days=30)
        extend_deadline(actor=b.lansstyrelse("05"), frame=frame, deadline=later)
        assert deadline(frame) == later
        assert Deadline.objects.count() == 2
        day_15 = timezone.now() + timedelta(days=15)
        monkeypatch.setattr(timezone, "now", lambda: day_15)
        assert not submitted(frame).late

    def test_lies_ahead(self, frame: Frame) -> None:
        past = timezone.now() - timedelta(minutes=1)
        with pytest.raises(Refused, match="framåt i tiden"):
            extend_deadline(actor=b.lansstyrelse("05"), frame=frame, deadline=past)

    def test_is_moved_only_while_the_dialogue_is_open(self, frame: Frame) -> None:
        close_dialogue(actor=b.lansstyrelse("05"), frame=frame)
        with pytest.raises(Refused, match="inte öppen"):
            extend_deadline(actor=b.lansstyrelse("05"), frame=frame, deadline=timezone.now() + timedelta(days=1))

    def test_comes_before_any_answer(self) -> None:
        with pytest.raises(Refused, match="inte öppnats"):
            draft(b.frame_of(b.proposed_round()))


class TestAReply:
    def test_says_how_far_the_answer_is_met_and_the_newest_counts(self, frame: Frame) -> None:
        given = submitted(frame)
        for handling, text in [
            (Reply.Handling.NOT, "Länstalet räcker inte."),
            (Reply.Handling.PART, "Motala tar två."),
        ]:
            reply(actor=b.lansstyrelse("05"), response=given, handling=handling, text=text)
        newest = list(answers(frame)["0580"].replies.all())[-1]
        assert newest.get_handling_display() == "Ingår delvis i förslag till beslut"
        assert [event.kind for event in journal_of(frame)][-2:] == ["response_replied"] * 2

    def test_has_its_motivering_and_an_answer_to_reply_to(self, frame: Frame) -> None:
        with pytest.raises(Refused, match="inte lämnat"):
            reply(actor=b.lansstyrelse("05"), response=draft(frame), handling=Reply.Handling.WHOLE, text="Ja.")
        with pytest.raises(Refused, match="motivering"):
            reply(actor=b.lansstyrelse("05"), response=submitted(frame), handling=Reply.Handling.NOT, text=" ")

    def test_is_neither_changed_nor_removed(self, frame: Frame) -> None:
        reply(actor=b.lansstyrelse("05"), response=submitted(frame), handling=Reply.Handling.WHOLE, text="Ja.")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            Reply.objects.update(text="Nej.")


STRANGERS: dict[str, Callable[[], Actor]] = {
    "another kommun of the län": lambda: b.kommun("0581"),
    "a kommun of another län": lambda: b.kommun("0680"),
    "another länsstyrelse": lambda: b.lansstyrelse("06"),
    "Migrationsverket": b.migrationsverket,
    "the samordnare": lambda: b.lansstyrelse("06", Role.SAMORDNARE),
    "nobody": lambda: ANONYMOUS,
}
KOMMUNENS = {"its länsstyrelse": lambda: b.lansstyrelse("05"), "its reader": lambda: b.kommun("0580", Role.LASARE)}
LANSSTYRELSENS = {"the kommun": lambda: b.kommun("0580"), "a reader": lambda: b.lansstyrelse("05", Role.LASARE)}


def soon() -> datetime:
    return timezone.now() + timedelta(days=1)


class TestNobodyElse:
    @pytest.mark.parametrize("who", [*STRANGERS, *KOMMUNENS])
    def test_answers_for_the_kommun(self, frame: Frame, who: str) -> None:
        actor, ours = {**STRANGERS, **KOMMUNENS}[who](), draft(frame)
        with pytest.raises(NotAllowed):
            draft(frame, by=actor, text="Deras ord.")
        with pytest.raises(NotAllowed):
            submit_response(actor=actor, response=ours)
        with pytest.raises(NotAllowed):
            discard_draft(actor=actor, response=ours)
        kept = Response.objects.get()
        assert (kept.text, kept.submitted_at) == ("Vi saknar bostäder.", None)

    @pytest.mark.parametrize("who", [*STRANGERS, *LANSSTYRELSENS])
    def test_leads_the_dialogue(self, frame: Frame, who: str) -> None:
        actor, given, before = {**STRANGERS, **LANSSTYRELSENS}[who](), submitted(frame), deadline(frame)
        acts: list[Callable[[], object]] = [
            lambda: reply(actor=actor, response=given, handling=Reply.Handling.WHOLE, text="Ja."),
            lambda: extend_deadline(actor=actor, frame=frame, deadline=soon()),
            lambda: close_dialogue(actor=actor, frame=frame),
            lambda: open_dialogue(actor=actor, frame=b.frame_of(frame.round, "08"), deadline=soon()),
        ]
        for act in acts:
            with pytest.raises(NotAllowed):
                act()
        assert not Reply.objects.exists()
        assert deadline(frame) == before
        assert b.frame_of(frame.round).state == "dialogue"
