"""What this actor can do with this frame now: offered as buttons. The services ask the same permissions again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.permissions import allowed
from allocation.models import Frame, FrameState
from allocation.transitions import TALKING, may

Test = Callable[[Frame], bool]


@dataclass(frozen=True)
class Rule:
    page: str
    label: str | Promise
    permission: str
    when: Test
    icon: str = ""
    next_step: bool = False  # the one that takes the frame onwards


@dataclass(frozen=True)
class Action:
    label: str | Promise
    url: str
    icon: str
    primary: bool


def _is_own(frame: Frame) -> bool:
    return frame.round.rules.decided_by_lansstyrelsen


def _can_move(frame: Frame) -> bool:
    return frame.has_dialogue and frame.state in TALKING


def _can_prepare(frame: Frame) -> bool:
    return may(frame, "prepare") and frame.state != FrameState.PREPARED


def _can_prepare_again(frame: Frame) -> bool:
    return may(frame, "prepare") and frame.state == FrameState.PREPARED


RULES = [
    Rule(
        "dialog",
        _("Öppna dialogen"),
        "allocation.manage_dialogue",
        lambda f: f.has_dialogue and f.state == FrameState.PROPOSED,
        "speech",
        next_step=True,
    ),
    Rule(
        "dialog",
        _("Öppna dialogen igen"),
        "allocation.manage_dialogue",
        lambda f: f.has_dialogue and f.state != FrameState.PROPOSED and may(f, "open_dialogue"),
        "speech",
    ),
    Rule(
        "dialog",
        _("Förläng eller avsluta dialogen"),
        "allocation.manage_dialogue",
        lambda f: may(f, "close_dialogue"),
        "speech",
    ),
    Rule("omfordelning-ny", _("Ny omfördelning"), "allocation.propose_transfer", _can_move, "swap"),
    Rule("utkast", _("Utkast"), "allocation.draft", _can_move, "document"),
    Rule("berakna", _("Beräkna förslag"), "allocation.find_clearing", _can_move),
    Rule(
        "avsteg",
        _("Gör avsteg"),
        "allocation.post_adjustment",
        lambda f: _can_move(f) and f.round.adjustment_allowed,
    ),
    Rule("bered", _("Bered beslut"), "allocation.prepare", lambda f: _is_own(f) and _can_prepare(f), "document", True),
    Rule(
        "bered",
        _("Bered överlämnande"),
        "allocation.prepare",
        lambda f: not _is_own(f) and _can_prepare(f),
        "document",
        True,
    ),
    Rule("bered", _("Bered på nytt"), "allocation.prepare", _can_prepare_again, "document"),
    Rule("besluta", _("Till beslut"), "allocation.decide", lambda f: may(f, "decide"), "seal", True),
    Rule("besluta", _("Till överlämnande"), "allocation.decide", lambda f: may(f, "hand_over"), "send", True),
]


def actions(actor: Actor, frame: Frame | None) -> list[Action]:
    if frame is None:
        return []
    open_now = [rule for rule in RULES if rule.when(frame) and allowed(actor, rule.permission, frame)]
    # One leads onwards: a proposal that has just come is talked over first; after that the decision is prepared.
    onwards = next((rule for rule in open_now if rule.next_step), None)
    return [Action(rule.label, frame_url(rule.page, frame), rule.icon, primary=rule is onwards) for rule in open_now]


def frame_url(page: str, frame: Frame, **more: object) -> str:
    place = {"kod": frame.county_id, "ar": frame.round.year, "process": frame.round.process}
    return reverse(page, kwargs={**place, **more})


def county_url(frame: Frame) -> str:
    """Länets tal, with this process chosen."""
    url = reverse("lan", kwargs={"kod": frame.county_id, "ar": frame.round.year})
    return f"{url}?process={frame.round.process}"


def around(frame: Frame, heading: str) -> dict[str, Any]:
    """What every page within the frame shows: what it is, which round it is about, and the way back."""
    back = county_url(frame)
    place = f"{frame.county.name} {frame.round.year}"
    return {
        "heading": heading,
        "frame": frame,
        "round": frame.round,
        "county": frame.county,
        "back": back,
        "crumbs": [(place, back)],
    }
