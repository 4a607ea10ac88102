"""How a svar becomes a wish: a kommun is never moved further than it has written."""

import pytest

from allocation.engine.clearing.wishes import Wish
from allocation.models import Frame
from allocation.services.clearing import find_clearing
from dialogue.models import Response
from dialogue.services import save_draft, submit_response
from dialogue.wishes import stances_of, wish_of
from municipalities.models import Municipality
from tests.support import builders as b

Answer = Response.Answer


@pytest.mark.parametrize(
    ("answer", "least", "most", "expected"),
    [
        (Answer.NO_OBJECTION, 5, 9, None),
        (Answer.CONTRIBUTION, None, None, None),
        (Answer.CONTRIBUTION, 8, 10, Wish(8, 10)),
        (Answer.CONTRIBUTION, None, 10, Wish(10, 10)),  # at most 10, and it is 14: 10, not less
        (Answer.CONTRIBUTION, None, 30, None),  # already so
        (Answer.WANTS_FEWER, None, None, Wish(0, 14)),  # no number: ready for what others wish, and asks for nothing
        (Answer.WANTS_FEWER, None, 30, None),  # already so
        (Answer.WANTS_FEWER, 20, 20, None),  # against its own direction: never given more
        (Answer.WANTS_FEWER, 8, 20, Wish(8, 14)),
        (Answer.WANTS_FEWER, None, 10, Wish(10, 10)),
        (Answer.WANTS_FEWER, 8, None, Wish(8, 14)),
        (Answer.WANTS_MORE, None, None, Wish(14, None)),
        (Answer.WANTS_MORE, 8, None, None),
        (Answer.WANTS_MORE, 5, 9, None),
        (Answer.WANTS_MORE, None, 30, Wish(14, 30)),  # can receive up to 30: a readiness, not a wish for it
        (Answer.WANTS_MORE, 20, None, Wish(20, 20)),
        (Answer.WANTS_MORE, 20, 30, Wish(20, 30)),
    ],
)
def test_a_svar_of_a_kommun_at_fourteen(
    answer: str, least: int | None, most: int | None, expected: Wish | None
) -> None:
    assert wish_of(answer, 14, least, most) == expected


@pytest.fixture
def frame(db: None) -> Frame:
    frame = b.frame_of(b.proposed_round())
    b.open_talk(frame)
    return b.frame_of(frame.round)


def answer(frame: Frame, code: str, answer: str, least: int | None, most: int | None, *, submit: bool = True) -> None:
    draft = save_draft(
        actor=b.kommun(code),
        frame=frame,
        municipality=Municipality.objects.get(pk=code),
        answer=answer,
        text="Vi har talat om det i nämnden.",
        wishes={b.group_of(frame.round).code: (least, most)},
    )
    if submit:
        submit_response(actor=b.kommun(code), response=draft)


def test_the_wishes_of_the_dialogue_are_cleared(frame: Frame) -> None:
    now = b.amount(frame, "0580")
    answer(frame, "0580", Answer.WANTS_FEWER, None, now - 5)
    answer(frame, "0581", Answer.WANTS_MORE, None, now + 20)
    found = find_clearing(actor=b.lansstyrelse("05"), frames=[frame], stances=stances_of([frame]))
    assert [transfer.legs for transfer in found.clearing.transfers] == [{"0580": -5, "0581": 5}]


def test_an_unsent_draft_wishes_for_nothing(frame: Frame) -> None:
    answer(frame, "0580", Answer.WANTS_FEWER, None, 1, submit=False)
    assert stances_of([frame]) == {}


def test_the_newest_svar_counts(frame: Frame) -> None:
    answer(frame, "0580", Answer.WANTS_FEWER, None, 1)
    answer(frame, "0580", Answer.NO_OBJECTION, None, None)
    assert stances_of([frame]) == {}
