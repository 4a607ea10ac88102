"""Att göra: what waits for this person, most urgent first. One page for every role."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.models import Role
from allocation.models import Frame, FrameState, Preparation, Round, TransferState
from allocation.overview import FrameTable, frame_tables
from allocation.permissions import may_speak_for
from allocation.processes import Process
from allocation.services.decisions import current_preparation
from allocation.transfer_overview import TransferView
from dialogue.models import Response
from dialogue.overview import answers_of, deadlines
from frontend.access import SIGNED_IN, access
from frontend.formatting import day, moment
from frontend.pages.county.actions import county_url, frame_url
from frontend.pages.submit import Request
from municipalities.models import Municipality

DISTANT = date.max


@dataclass(frozen=True)
class Task:
    title: str
    url: str
    text: str = ""
    status: str = ""
    status_label: str = ""
    due: datetime | date | None = None

    @property
    def due_day(self) -> date:
        if self.due is None:
            return DISTANT
        return timezone.localtime(self.due).date() if isinstance(self.due, datetime) else self.due

    @property
    def due_text(self) -> str:
        if self.due is None:
            return ""
        written = moment(self.due) if isinstance(self.due, datetime) else day(self.due)
        if is_past(self.due) if isinstance(self.due, datetime) else self.due < timezone.localdate():
            return _("gick ut %(when)s") % {"when": written}
        return _("senast %(when)s") % {"when": written}


@access(SIGNED_IN)
def my_tasks(request: Request) -> HttpResponse:
    actor = request.actor
    tasks = sorted(tasks_of(actor), key=lambda task: task.due_day)
    return render(request, "frontend/county/att_gora.html", {"tasks": tasks, "home": home_of(actor)})


def tasks_of(actor: Actor) -> Iterator[Task]:
    if actor.is_lansstyrelse:
        yield from county_tasks(actor)
    elif actor.is_kommun:
        yield from municipality_tasks(actor)
    elif actor.is_migrationsverket:
        yield from national_tasks(actor)


def home_of(actor: Actor) -> tuple[str, str] | None:
    """Where to go when there is nothing to do."""
    year = Round.objects.newest_year()
    if actor.is_migrationsverket or actor.is_samordnare:
        return _("Omgångar"), reverse("omgangar")
    if actor.is_lansstyrelse:
        return _("Länets tal %(year)s") % {"year": year}, reverse("lan", args=[actor.county_code, year])
    if actor.is_kommun and actor.municipality_codes:
        return _("Våra tal %(year)s") % {"year": year}, reverse("kommun", args=[actor.municipality_codes[0], year])
    return None


# Länsstyrelsen


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


def prepared_by(preparation: Preparation) -> str:
    return _("Föredragande: %(name)s. Diarienummer %(number)s.") % {
        "name": preparation.actor_name,
        "number": preparation.diarienummer,
    }


# Kommunen


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


# Migrationsverket


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


# Common


def open_frames(county_code: str) -> list[Frame]:
    """What is still worked on in the län, of every year and process."""
    frames = Frame.objects.open().filter(county=county_code).with_state().select_related("round", "county")
    order = list(Process.values)
    return sorted(frames, key=lambda frame: (frame.round.year, order.index(frame.round.process)))


def in_sentence(round: Round) -> str:
    return str(round).lower()


def is_past(moment: datetime | None) -> bool:
    return moment is not None and moment < timezone.now()


def shortened(names: list[str], shown: int = 6) -> str:
    rest = len(names) - shown
    said = ", ".join(names[:shown])
    return f"{said} " + _("och %(n)s till") % {"n": rest} if rest > 0 else said
