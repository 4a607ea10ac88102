"""How every status looks: one tone and one icon each, so that colour is never alone.

The grammar: what is agreed or decided has a solid edge, what is not yet agreed a broken one, what is missing a dotted
one. Keys are the models' own values; `unanswered` and `unapproved` are the absence of a row.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allocation.models import FrameState, TransferState
from dialogue.models import Reply, Response
from journal.models import Job


class Look(NamedTuple):
    tone: str  # plain, open, good, sealed, warn, bad, gone, waiting: see styles/tag.css
    icon: str


LOOKS: dict[str, Look] = {
    # a frame
    FrameState.PLANNED: Look("waiting", "clock"),
    FrameState.PROPOSED: Look("plain", "document"),
    FrameState.DIALOGUE: Look("open", "speech"),
    FrameState.DIALOGUE_CLOSED: Look("plain", "speech"),
    FrameState.PREPARED: Look("open", "document"),
    FrameState.DECIDED: Look("sealed", "seal"),
    FrameState.HANDED_OVER: Look("good", "send"),
    FrameState.SENT_BACK: Look("bad", "return"),
    FrameState.CONFIRMED: Look("sealed", "seal"),
    # an omfördelning (its "proposed" is another word than a frame's: see `unapproved`)
    TransferState.APPROVED: Look("good", "check"),
    TransferState.AGREED: Look("good", "check-circle"),
    TransferState.REFUSED: Look("bad", "cross-circle"),
    TransferState.WITHDRAWN: Look("gone", "undo"),
    TransferState.REVERSED: Look("gone", "undo"),
    TransferState.LAPSED: Look("gone", "cross"),
    "unapproved": Look("warn", "half"),
    # kommunens svar
    "unanswered": Look("waiting", "ring"),
    Response.Answer.NO_OBJECTION: Look("plain", "check"),
    Response.Answer.CONTRIBUTION: Look("open", "speech"),
    Response.Answer.WANTS_FEWER: Look("open", "swap"),
    Response.Answer.WANTS_MORE: Look("open", "plus"),
    # länsstyrelsens svar
    Reply.Handling.WHOLE: Look("good", "check-circle"),
    Reply.Handling.PART: Look("warn", "half"),
    Reply.Handling.NOT: Look("plain", "cross-circle"),
    # long work
    Job.Status.WAITING: Look("waiting", "clock"),
    Job.Status.RUNNING: Look("open", "clock"),
    Job.Status.DONE: Look("good", "check"),
    Job.Status.FAILED: Look("bad", "warning"),
    # a round
    "superseded": Look("gone", "return"),
    "in_force": Look("sealed", "seal"),
    "draft": Look("waiting", "document"),
    "late": Look("warn", "clock"),
}

LABELS: dict[str, str | Promise] = {
    **dict(Job.Status.choices),
    **dict(TransferState.choices),
    **dict(Response.Answer.choices),
    **dict(Reply.Handling.choices),
    **dict(FrameState.choices),  # last: "proposed" is "Förslag mottaget"
    "unapproved": _("Ej godkänt"),
    "unanswered": _("Ej svarat"),
    "superseded": _("Ersatt"),
    "in_force": _("Gäller"),
    "draft": _("Utkast"),
    "late": _("Försenat"),
}

UNKNOWN = Look("plain", "ring")


def look(status: str) -> Look:
    return LOOKS.get(status, UNKNOWN)


def label(status: str) -> str:
    text = str(LABELS.get(status, status))
    return text[:1].upper() + text[1:]
