"""A kommun's three numbers, each with where it stands: proposal, agreement and decision are never mixed up."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from allocation.amounts import show
from allocation.models import SEALED, Frame, FrameState, Proposal, PublishedNumber, Round, TargetGroup
from allocation.overview import FrameRow, FrameTable, HistoryLine, frame_tables, number_history
from allocation.permissions import may_speak_for
from allocation.processes import Process
from allocation.transfer_overview import TransferView
from allocation.transitions import TALKING
from dialogue.models import Reply, Response
from frontend.formatting import change
from frontend.pages.county.board import Sheet
from frontend.pages.county.reads import county_frames
from frontend.pages.municipality.explanation import Explanation, explain
from municipalities.models import Municipality

ANSWERABLE = frozenset(TALKING - {FrameState.PROPOSED})


@dataclass(frozen=True)
class OwnTransfer:
    """An omfördelning as one of its kommuner sees it."""

    view: TransferView
    municipality: Municipality
    speaks: bool  # the reader may answer for the kommun

    @property
    def change(self) -> int:
        return next(side.amount for side in self.view.sides if side.municipality == self.municipality)

    @property
    def status(self) -> str:
        """The key of its look: an omfördelning that is proposed is not yet approved."""
        return "unapproved" if self.view.awaits_approval else self.view.state

    @property
    def approved(self) -> str:
        return ", ".join(side.municipality.name for side in self.view.sides if side.approved)

    @property
    def awaited(self) -> str:
        return ", ".join(m.name for m in self.view.awaited) if self.view.awaits_approval else ""

    @property
    def awaits_us(self) -> bool:
        return self.speaks and self.view.awaits_approval and self.municipality in self.view.awaited


@dataclass(frozen=True)
class OwnNumber:
    """One of the three: the number itself, what moves it, the kommun's answer, and how it came about."""

    municipality: Municipality
    sheet: Sheet
    proposal: Proposal | None = None
    responses: list[Response] = field(default_factory=list)  # submitted, oldest first
    draft: Response | None = None  # the reader's own organisation's
    history: list[HistoryLine] = field(default_factory=list)
    speaks: bool = False  # the reader may answer for the kommun in this process

    @property
    def process(self) -> Process:
        return self.sheet.process

    @property
    def frame(self) -> Frame | None:
        return self.sheet.frame

    @property
    def round(self) -> Round | None:
        return self.frame.round if self.frame else None

    @property
    def table(self) -> FrameTable | None:
        return self.sheet.table

    @property
    def has_come(self) -> bool:
        return self.sheet.has_come

    @property
    def is_sealed(self) -> bool:
        return self.sheet.state in SEALED

    @cached_property
    def row(self) -> FrameRow | None:
        rows = self.table.rows if self.table else []
        return next((row for row in rows if row.municipality.pk == self.municipality.pk), None)

    @property
    def group_amounts(self) -> list[tuple[TargetGroup, int]]:
        """The headline, målgrupp by målgrupp; empty where there is only one."""
        if self.table is None or self.row is None or not self.has_come or len(self.table.groups) < 2:
            return []
        cells = [(group, self.row.cells[group.code]) for group in self.table.groups]
        return [(group, cell.amount if self.is_final_form else cell.proposed) for group, cell in cells]

    @property
    def is_final_form(self) -> bool:
        """Decided, or handed over as it will be fastställt: the number itself leads, no longer the proposal."""
        return self.is_sealed or self.sheet.state == FrameState.HANDED_OVER

    @property
    def headline(self) -> str:
        if self.row is None or not self.has_come:
            return "–"
        return show(self.row.amount if self.is_final_form else self.row.proposed, self.sheet.decimals)

    @property
    def standing(self) -> str:
        """The word beside the number."""
        if not self.has_come:
            return _("förslaget har inte kommit")
        words = {
            FrameState.DECIDED: _("beslutat"),
            FrameState.CONFIRMED: _("fastställt"),
            FrameState.HANDED_OVER: _("överlämnat, ej fastställt"),
        }
        return f"{self.sheet.unit}, {words.get(self.sheet.state, _('förslag'))}"

    @property
    def is_preliminary(self) -> bool:
        totals = self.table.totals if self.table else None
        return self.has_come and not self.is_sealed and not (totals and totals.statutory)

    @property
    def movements(self) -> list[str]:
        """What stands beside the number, each by its own name."""
        if self.row is None or not self.has_come:
            return []
        return list(_movements(self.row, self.sheet.decimals, self.is_final_form)) or [_("Ingen omfördelning")]

    @property
    def response(self) -> Response | None:
        return self.responses[-1] if self.responses else None

    @property
    def reply(self) -> Reply | None:
        replies = list(self.response.replies.all()) if self.response else []
        return replies[-1] if replies else None

    @property
    def may_answer(self) -> bool:
        return self.speaks and self.is_asked

    @property
    def may_move(self) -> bool:
        return self.speaks and self.sheet.state in TALKING and self.frame is not None and self.frame.has_dialogue

    @property
    def is_asked(self) -> bool:
        """Is the kommun expected to answer?"""
        return self.frame is not None and self.frame.has_dialogue and self.sheet.state in ANSWERABLE

    @property
    def answer_status(self) -> str:
        """The key of its look."""
        return self.response.answer if self.response else "unanswered"

    @property
    def is_late(self) -> bool:
        return self.is_asked and (self.sheet.state != FrameState.DIALOGUE or is_past(self.sheet.deadline))

    @property
    def is_urgent(self) -> bool:
        """The one thing to do here: answer, while there is time."""
        return self.may_answer and self.response is None and self.sheet.state == FrameState.DIALOGUE

    @property
    def time_left(self) -> str:
        if self.sheet.state != FrameState.DIALOGUE or self.sheet.deadline is None:
            return ""
        return time_left(self.sheet.deadline)

    @property
    def next_step(self) -> str:
        if self.is_late and self.response is None:
            return _("Svarstiden är ute; ett svar tas emot och märks som försenat")
        if self.sheet.state == FrameState.PROPOSED and self.frame and self.frame.has_dialogue:
            return _("Länsstyrelsen öppnar dialogen")
        return self.sheet.next_step

    @cached_property
    def explanations(self) -> list[Explanation]:
        """How our model came to the number, where the proposal is ours. Migrationsverket's weights are not public."""
        run = self.proposal.model_run if self.proposal else None
        return explain(run, self.municipality.pk) if run else []

    @property
    def transfers(self) -> list[OwnTransfer]:
        views = self.table.transfers if self.table else []
        own = [view for view in views if any(side.municipality == self.municipality for side in view.sides)]
        return [OwnTransfer(view, self.municipality, self.speaks) for view in own]


def _movements(row: FrameRow, decimals: int, final: bool) -> list[str]:
    agreed = row.amount - row.adjusted
    said = []
    if final and row.deviation:
        said.append(_("Förslaget var %(n)s") % {"n": show(row.proposed, decimals)})
    if row.transferred:
        said.append(
            _("Överenskommet %(n)s, %(change)s genom omfördelning")
            % {"n": show(agreed, decimals), "change": change(row.transferred, decimals)}
        )
    if row.adjusted:
        said.append(
            _("Avsteg %(change)s: %(n)s i förslag till beslut")
            % {"n": show(row.amount, decimals), "change": change(row.adjusted, decimals)}
        )
    if row.pending:
        said.append(_("Ej godkänt: %(change)s") % {"change": change(row.pending, decimals)})
    return said


def is_past(moment: datetime | None) -> bool:
    return moment is not None and moment < timezone.now()


def time_left(last_minute: datetime) -> str:
    """ "om 5 dagar", by the calendar in Stockholm."""
    days = (timezone.localdate(last_minute) - timezone.localdate()).days
    if is_past(last_minute):
        return _("svarstiden är ute")
    if days == 0:
        return _("i dag")
    return ngettext("om %(n)s dag", "om %(n)s dagar", days) % {"n": days}


def own_numbers(actor: Actor, municipality: Municipality, year: int) -> list[OwnNumber]:
    """The three, in the order of the processes; constant queries."""
    frames = {frame.round.process: frame for frame in county_frames(municipality.county_id, year)}
    tables = frame_tables(list(frames.values()))
    said = _responses(actor, municipality, frames)
    proposals = _newest_proposals(frames)
    return [
        _own_number(actor, municipality, process, frames.get(process), tables, said, proposals) for process in Process
    ]


def _own_number(
    actor: Actor,
    municipality: Municipality,
    process: Process,
    frame: Frame | None,
    tables: dict[int, FrameTable],
    said: dict[int, list[Response]],
    proposals: dict[int, Proposal],
) -> OwnNumber:
    if frame is None:
        return OwnNumber(municipality, Sheet(process))
    responses = said.get(frame.pk, [])
    return OwnNumber(
        municipality,
        Sheet(process, frame, tables[frame.pk]),
        proposal=proposals.get(frame.round_id),
        responses=[response for response in responses if response.submitted_at],
        draft=next((response for response in responses if not response.submitted_at), None),
        history=number_history(frame, municipality),
        speaks=may_speak_for(actor, municipality.pk, process),
    )


def _responses(actor: Actor, municipality: Municipality, frames: dict[str, Frame]) -> dict[int, list[Response]]:
    """Frame id -> what this reader may read of the kommun's answers, oldest first."""
    rows = Response.objects.visible_to(actor).filter(municipality=municipality, frame__in=frames.values())
    said: dict[int, list[Response]] = defaultdict(list)
    for response in rows.prefetch_related("wishes__target_group", "replies").order_by("pk"):
        said[response.frame_id].append(response)
    return said


def _newest_proposals(frames: dict[str, Frame]) -> dict[int, Proposal]:
    rounds = {frame.round_id for frame in frames.values()}
    rows = Proposal.objects.filter(round__in=rounds).select_related("model_run").order_by("version")
    return {proposal.round_id: proposal for proposal in rows}


@dataclass(frozen=True)
class EarlierLine:
    """What was decided in an earlier round, per process; None where nothing is published."""

    year: int
    revision: int
    numbers: list[str | None]


def earlier_rounds(municipality: Municipality, shown: list[OwnNumber]) -> list[EarlierLine]:
    """Every published number but those shown: earlier years, and what a revidering has replaced. Newest first."""
    rounds = [number.round.pk for number in shown if number.round]
    rows = PublishedNumber.objects.filter(municipality=municipality, year__lte=max_year(shown)).exclude(
        round__in=rounds
    )
    sums: dict[tuple[int, int], dict[str, tuple[int, int]]] = defaultdict(dict)
    for row in rows.order_by("-year", "-revision"):
        known = sums[row.year, row.revision]
        known[row.process] = (known.get(row.process, (0, 0))[0] + row.amount, row.decimals)
    return [
        EarlierLine(year, revision, [show(*known[name]) if name in known else None for name in Process])
        for (year, revision), known in sums.items()
    ]


def max_year(numbers: list[OwnNumber]) -> int:
    return max(number.round.year for number in numbers if number.round)


def years_of(municipality: Municipality) -> list[int]:
    """Years with a round in the kommun's län, newest first."""
    rounds = Round.objects.filter(frames__county=municipality.county_id)
    return sorted(set(rounds.values_list("year", flat=True)), reverse=True)


def municipality_url(municipality: Municipality, year: int) -> str:
    return reverse("kommun", args=[municipality.pk, year])


def next_deadline(numbers: list[OwnNumber]) -> OwnNumber | None:
    """The number whose answer is due first, among those still in dialogue."""
    open_now = [n for n in numbers if n.sheet.state == FrameState.DIALOGUE and n.sheet.deadline]
    return min((n for n in open_now if not is_past(n.sheet.deadline)), key=lambda n: n.sheet.deadline, default=None)


def possessive(name: str) -> str:
    """Norrköpings, but Borås: a name that ends in s, x or z takes no s."""
    return name if name[-1:].lower() in "sxz" else f"{name}s"
