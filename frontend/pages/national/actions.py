"""What this actor can do with this round now: offered as buttons. The services ask the same permissions again."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.permissions import allowed
from allocation.models import FrameState
from frontend.pages.national.reads import Board, round_url

Test = Callable[[Board], bool]


@dataclass(frozen=True)
class Rule:
    page: str
    label: str | Promise
    permission: str
    when: Test
    icon: str = ""
    next_step: bool = False  # the one that takes the round onwards


@dataclass(frozen=True)
class Action:
    label: str | Promise
    url: str
    icon: str
    primary: bool


def _is_open(board: Board) -> bool:
    """Neither decided nor handed over anywhere: totals and proposals may still come."""
    return not board.sealed and not board.handed_over


def _may_receive(board: Board) -> bool:
    return _is_open(board) and board.total is not None


def _all_handed_over(board: Board) -> bool:
    return board.count({FrameState.HANDED_OVER}) == len(board.rows)


RULES = [
    Rule(
        "omgang-totaler",
        _("Ange länstal"),
        "allocation.manage_round",
        lambda b: not b.sealed and b.decided_by_lansstyrelsen,
        "document",
        next_step=True,
    ),
    Rule(
        "omgang-totaler",
        _("Ange tak"),
        "allocation.manage_round",
        lambda b: not b.sealed and b.is_capped,
        "document",
        next_step=True,
    ),
    Rule("omgang-forslag", _("Läs in förslag"), "allocation.propose", _may_receive, "arrow-down", next_step=True),
    Rule("omgang-modell", _("Beräkna med modellen"), "allocation.propose", _may_receive, "calculation"),
    Rule("omgang-samrad", _("Anteckna samråd"), "allocation.manage_round", lambda b: not b.is_sealed, "speech"),
    Rule(
        "omgang-ratta",
        _("Ändra för barnets bästa"),
        "allocation.correct_number",
        lambda b: b.round.rules.correction_allowed and b.proposal is not None and not b.sealed,
        "child",
    ),
    Rule(
        "omgang-bered",
        _("Bered fastställande"),
        "allocation.prepare_confirmation",
        lambda b: not b.decided_by_lansstyrelsen and _all_handed_over(b),
        "document",
        next_step=True,
    ),
    Rule("omgang-faststall", _("Till fastställande"), "allocation.confirm", _all_handed_over, "seal", next_step=True),
    Rule("omgang-revidera", _("Planera revidering"), "allocation.manage_round", lambda b: b.sealed > 0, "return"),
    Rule(
        "omgang-stang",
        _("Stäng omgången"),
        "allocation.manage_round",
        lambda b: b.is_sealed and b.round.closed_on is None,
        "lock",
    ),
]


def actions(actor: Actor, board: Board) -> list[Action]:
    """The first step onwards that is still to be done is the primary one."""
    open_now = [rule for rule in RULES if rule.when(board) and allowed(actor, rule.permission, board.round)]
    onwards = [rule for rule in open_now if rule.next_step and not _is_done(rule, board)]
    return [
        Action(rule.label, round_url(rule.page, board.round), rule.icon, primary=onwards[:1] == [rule])
        for rule in open_now
    ]


def _is_done(rule: Rule, board: Board) -> bool:
    if rule.page == "omgang-totaler":
        return board.total is not None
    return rule.page == "omgang-forslag" and board.proposal is not None
