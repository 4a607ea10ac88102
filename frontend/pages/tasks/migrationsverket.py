"""What waits at Migrationsverket: proposals to hand in, totals to enter, and what is handed over to fastställa."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Role
from allocation.models import Frame, FrameState, Round
from allocation.services.decisions import current_preparation
from frontend.pages.tasks.task import Task, in_sentence, prepared_by


def national_tasks(actor: Actor) -> Iterator[Task]:
    for round in Round.objects.open().with_progress():
        states = [frame.state for frame in Frame.objects.filter(round=round).with_state()]
        if actor.has_role(Role.HANDLAGGARE):
            yield from round_tasks(round, states)
        if actor.has_role(Role.BESLUTSFATTARE) and (preparation := current_preparation(round)):
            title = _("Fastställ %(round)s") % {"round": in_sentence(round)}
            yield Task(title, round_url("omgang-faststall", round), prepared_by(preparation), FrameState.PREPARED)


def round_tasks(round: Round, states: list[FrameState]) -> Iterator[Task]:
    """What Migrationsverket's handläggare does with a round: a proposal in, and what is handed over fastställt."""
    if all(state == FrameState.PLANNED for state in states):
        yield Task(
            _("Lämna förslag till %(round)s") % {"round": in_sentence(round)},
            round_url("omgang", round),
            status=FrameState.PLANNED,
        )
        return
    newest = round.totals.order_by("-pk").first()
    if newest is None or not newest.statutory:
        title = _("För in de beslutade talen för %(round)s") % {"round": in_sentence(round)}
        yield Task(title, round_url("omgang", round), _("Talen är preliminära."), FrameState.PROPOSED)
    handed_over = states.count(FrameState.HANDED_OVER)
    if not handed_over or round.rules.decided_by_lansstyrelsen:
        return
    count = {"n": handed_over, "of": len(states), "round": in_sentence(round)}
    if handed_over == len(states):
        if current_preparation(round) is None:
            title = _("Bered fastställandet av %(round)s") % count
            yield Task(title, round_url("omgang", round), _("Alla län är överlämnade."), FrameState.HANDED_OVER)
    else:
        title = _("%(n)s av %(of)s län har överlämnat %(round)s") % count
        yield Task(title, round_url("omgang", round), status=FrameState.HANDED_OVER)


def round_url(page: str, round: Round) -> str:
    return reverse(page, args=[round.process, round.year, round.revision])
