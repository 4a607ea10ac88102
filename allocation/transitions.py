"""The life of a frame, as a table: what may follow what, in which processes, and the act that does it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from allocation.errors import Refused
from allocation.models import Frame, FrameState, FrameStatus
from journal.models import Event

S = FrameState


@dataclass(frozen=True)
class Transition:
    act: str
    before: frozenset[FrameState]
    after: FrameState
    decided_by_lansstyrelsen: bool | None = None  # None: every process


def _of(*states: FrameState) -> frozenset[FrameState]:
    return frozenset(states)


TALKING = _of(S.PROPOSED, S.DIALOGUE, S.DIALOGUE_CLOSED, S.PREPARED, S.SENT_BACK)

TRANSITIONS = {
    t.act: t
    for t in [
        # Only the first version: a later one within the round leaves the län where it stands.
        Transition("receive_proposal", _of(S.PLANNED), S.PROPOSED),
        # Also what has been prepared may be talked over again, when a new version of the proposal has come.
        Transition("open_dialogue", _of(S.PROPOSED, S.DIALOGUE_CLOSED, S.PREPARED, S.SENT_BACK), S.DIALOGUE),
        Transition("close_dialogue", _of(S.DIALOGUE), S.DIALOGUE_CLOSED),
        Transition("prepare", _of(S.PROPOSED, S.DIALOGUE_CLOSED, S.PREPARED, S.SENT_BACK), S.PREPARED),
        Transition("decide", _of(S.PREPARED), S.DECIDED, decided_by_lansstyrelsen=True),
        Transition("hand_over", _of(S.PREPARED), S.HANDED_OVER, decided_by_lansstyrelsen=False),
        Transition("send_back", _of(S.HANDED_OVER), S.SENT_BACK, decided_by_lansstyrelsen=False),
        Transition("confirm", _of(S.HANDED_OVER), S.CONFIRMED, decided_by_lansstyrelsen=False),
    ]
}


def may(frame: Frame, act: str) -> bool:
    transition = TRANSITIONS[act]
    wanted = transition.decided_by_lansstyrelsen
    fits = wanted is None or wanted == frame.round.rules.decided_by_lansstyrelsen
    return fits and frame.state in transition.before


def require_transition(frame: Frame, act: str) -> None:
    if not may(frame, act):
        raise Refused(
            _("%(frame)s har status %(state)s; det går inte nu. Ladda om sidan och se vad som har hänt.")
            % {"frame": frame, "state": frame.state.label}
        )


def move(frame: Frame, act: str, event: Event) -> None:
    """Take the step. Call with the frame locked, and its event appended."""
    require_transition(frame, act)
    set_state(frame, TRANSITIONS[act].after, event.at, event.number)


def set_state(frame: Frame, state: FrameState, at: datetime, event_number: int) -> None:
    FrameStatus.objects.create(frame=frame, state=state, at=at, event_number=event_number)
    frame.newest_state = state
