"""What waits at a kommun: svar to give, omfördelningar to approve, also for those whose fullmakt it holds."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Role
from allocation.models import Frame, FrameState, TransferState
from allocation.overview import FrameTable, frame_tables
from allocation.permissions import may_speak_for
from dialogue.models import Response
from dialogue.overview import answers_of, deadlines
from frontend.pages.tasks.task import Task, in_sentence, open_frames
from municipalities.models import Municipality


def municipality_tasks(actor: Actor) -> Iterator[Task]:
    if not actor.has_role(Role.HANDLAGGARE, Role.BESLUTSFATTARE):
        return
    municipalities = list(Municipality.objects.filter(pk__in=actor.municipality_codes))
    for county in sorted({municipality.county_id for municipality in municipalities}):
        frames = open_frames(county)
        tables, answers, until = frame_tables(frames), answers_of(frames), deadlines(frames)
        for frame in frames:
            own = [m for m in municipalities if may_speak_for(actor, m.code, frame.round.process)]
            of_county = [m for m in own if m.county_id == county]
            yield from approval_tasks(frame, tables[frame.pk], of_county)
            if frame.state == FrameState.DIALOGUE:
                yield from answer_tasks(actor, frame, answers[frame.pk], until.get(frame.pk), of_county)


def answer_tasks(
    actor: Actor, frame: Frame, answers: dict[str, Response], until: datetime | None, own: list[Municipality]
) -> Iterator[Task]:
    drafts = Response.objects.visible_to(actor).filter(frame=frame, submitted_at=None)
    begun = set(drafts.values_list("municipality_id", flat=True))
    for municipality in own:
        if municipality.code in answers and municipality.code not in begun:
            continue
        url = reverse("svar", args=[municipality.code, frame.round.year, frame.round.process])
        draft = municipality.code in begun
        yield Task(
            _("Lämna svar om %(round)s") % {"round": in_sentence(frame.round)},
            url,
            _("%(kommun)s: ett utkast är sparat men inte lämnat") % {"kommun": municipality}
            if draft
            else str(municipality),
            "draft" if draft else "unanswered",
            due=until,
        )


def approval_tasks(frame: Frame, table: FrameTable, own: list[Municipality]) -> Iterator[Task]:
    for view in table.transfers:
        if view.state != TransferState.PROPOSED:
            continue
        for municipality in own:
            if municipality in view.awaited:
                yield Task(
                    _("Godkänn eller avböj omfördelningen %(title)s") % {"title": view.title},
                    reverse("omfordelning", args=[view.transfer.pk]),
                    _("%(round)s, föreslagen av %(who)s")
                    % {"round": frame.round, "who": view.transfer.proposed_by.name},
                    "unapproved",
                )
