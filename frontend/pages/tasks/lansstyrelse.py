"""What waits at a länsstyrelse: for its handläggare, who take the frame onwards, and for its beslutsfattare."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.models import Role
from allocation.models import Frame, FrameState
from allocation.overview import FrameTable, frame_tables
from allocation.services.decisions import current_preparation
from allocation.transfer_overview import TransferView
from dialogue.models import Response
from dialogue.overview import answers_of, deadlines
from frontend.pages.county.actions import county_url, frame_url
from frontend.pages.tasks.task import Task, in_sentence, is_past, open_frames, prepared_by


def county_tasks(actor: Actor) -> Iterator[Task]:
    frames = open_frames(actor.county_code)
    tables, answers, until = frame_tables(frames), answers_of(frames), deadlines(frames)
    for frame in frames:
        table = tables[frame.pk]
        if actor.has_role(Role.HANDLAGGARE):
            yield from officer_tasks(frame, table, answers[frame.pk], until.get(frame.pk))
        if actor.has_role(Role.BESLUTSFATTARE):
            yield from decider_tasks(frame)


def officer_tasks(
    frame: Frame, table: FrameTable, answers: dict[str, Response], until: datetime | None
) -> Iterator[Task]:
    yield from frame_tasks(frame, table, answers, until)
    unreplied = sum(1 for response in answers.values() if awaits_reply(response))
    if unreplied:
        yield Task(
            ngettext("Besvara en kommuns synpunkt", "Besvara %(n)s kommuners synpunkter", unreplied) % {"n": unreplied},
            county_url(frame),
            str(frame.round),
            status="contribution",
        )
    for view in table.open_transfers:
        yield transfer_task(frame, view)


def frame_tasks(
    frame: Frame, table: FrameTable, answers: dict[str, Response], until: datetime | None
) -> Iterator[Task]:
    """What takes the frame onwards."""
    title, state = str(frame.round), frame.state
    if state == FrameState.PROPOSED and frame.has_dialogue:
        yield Task(_("Öppna dialogen med kommunerna"), frame_url("dialog", frame), title, state)
    elif state == FrameState.DIALOGUE:
        unanswered = [row.municipality.name for row in table.rows if row.municipality.code not in answers]
        if unanswered and not is_past(until):
            yield Task(
                ngettext("En kommun har inte svarat", "%(n)s kommuner har inte svarat", len(unanswered))
                % {"n": len(unanswered)},
                county_url(frame),
                f"{title}: {shortened(unanswered)}",
                "unanswered",
                due=until,
            )
        else:
            yield Task(_("Avsluta dialogen"), frame_url("dialog", frame), title, state, due=until)
    elif state in (FrameState.DIALOGUE_CLOSED, FrameState.PROPOSED, FrameState.SENT_BACK):
        yield Task(prepare_label(frame), frame_url("bered", frame), title, state, due=frame.round.decide_by)
    elif state == FrameState.PREPARED and current_preparation(frame) is None:
        yield Task(
            _("Talen har ändrats: bered på nytt"), frame_url("bered", frame), title, state, due=frame.round.decide_by
        )


def prepare_label(frame: Frame) -> str:
    own = frame.round.rules.decided_by_lansstyrelsen
    return _("Bered beslutet") if own else _("Bered överlämnandet till Migrationsverket")


def awaits_reply(response: Response) -> bool:
    return response.answer != Response.Answer.NO_OBJECTION and not response.replies.all()


def transfer_task(frame: Frame, view: TransferView) -> Task:
    url = reverse("omfordelning", args=[view.transfer.pk])
    if view.awaits_endorsement:
        return Task(_("Tillstyrk omfördelningen %(title)s") % {"title": view.title}, url, str(frame.round), "approved")
    awaited = ", ".join(municipality.name for municipality in view.awaited)
    title = _("Godkännande saknas: %(title)s") % {"title": view.title}
    return Task(title, url, _("%(round)s, inväntar %(who)s") % {"round": frame.round, "who": awaited}, "unapproved")


def decider_tasks(frame: Frame) -> Iterator[Task]:
    preparation = current_preparation(frame) if frame.state == FrameState.PREPARED else None
    if preparation is None:
        return
    own = frame.round.rules.decided_by_lansstyrelsen
    yield Task(
        _("Besluta om %(round)s") % {"round": in_sentence(frame.round)}
        if own
        else _("Överlämna %(round)s till Migrationsverket") % {"round": in_sentence(frame.round)},
        frame_url("besluta", frame),
        prepared_by(preparation),
        FrameState.PREPARED,
        due=frame.round.decide_by,
    )


def shortened(names: list[str], shown: int = 6) -> str:
    rest = len(names) - shown
    said = ", ".join(names[:shown])
    return f"{said} " + _("och %(n)s till") % {"n": rest} if rest > 0 else said
