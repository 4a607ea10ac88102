"""Kommunens svar at the edges of the dialogue: none held, held again, a draft that a colleague has just sent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from allocation.models import Frame, FrameState
from allocation.services.decisions import prepare
from dialogue.models import Response
from dialogue.services import close_dialogue, discard_draft, open_dialogue, save_draft, submit_response
from journal.errors import Refused
from municipalities.models import Municipality
from tests.support import builders as b

pytestmark = pytest.mark.django_db


@pytest.fixture
def frame() -> Frame:
    return b.frame_of(b.proposed_round())


def prepared(frame: Frame) -> Frame:
    prepare(actor=b.lansstyrelse("05"), frame=frame, diarienummer="1", legal_basis="SFS 2016:38 7 §")
    return b.frame_of(frame.round)


def draft(frame: Frame, answer: str = Response.Answer.NO_OBJECTION) -> Response:
    place = Municipality.objects.get(pk="0580")
    return save_draft(actor=b.kommun("0580"), frame=frame, municipality=place, answer=answer)


def submitted(frame: Frame) -> Response:
    return submit_response(actor=b.kommun("0580"), response=draft(frame))


def test_what_comes_after_the_dialogue_is_late(frame: Frame) -> None:
    b.open_talk(frame)
    assert not submitted(frame).late
    close_dialogue(actor=b.lansstyrelse("05"), frame=frame)
    assert submitted(b.frame_of(frame.round)).late


def test_where_no_dialogue_was_held_nothing_is_late(frame: Frame) -> None:
    assert not submitted(prepared(frame)).late


def test_what_has_been_prepared_is_talked_over_again_and_prepared_anew(frame: Frame) -> None:
    earlier = prepared(frame)
    deadline = timezone.now() + timedelta(days=1)
    open_dialogue(actor=b.lansstyrelse("05"), frame=earlier, deadline=deadline)
    assert b.frame_of(frame.round).state == FrameState.DIALOGUE
    close_dialogue(actor=b.lansstyrelse("05"), frame=frame)
    assert prepared(frame).state == FrameState.PREPARED


def test_a_draft_that_a_colleague_has_sent_is_not_discarded(frame: Frame) -> None:
    b.open_talk(frame)
    seen = draft(b.frame_of(frame.round))
    submit_response(actor=b.kommun("0580"), response=seen)
    with pytest.raises(Refused, match="kan inte tas bort"):
        discard_draft(actor=b.kommun("0580"), response=seen)


def test_a_draft_that_says_nothing_is_not_sent(frame: Frame) -> None:
    b.open_talk(frame)
    with pytest.raises(Refused, match="säger inte vad kommunen svarar"):
        submit_response(actor=b.kommun("0580"), response=draft(b.frame_of(frame.round), answer=""))
    assert not Response.objects.submitted().exists()
