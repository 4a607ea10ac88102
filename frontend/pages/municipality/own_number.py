"""One of a kommun's three numbers, with where it stands: proposal, agreement and decision are never mixed up."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allocation.amounts import show
from allocation.explanations import calculated
from allocation.models import SEALED, Frame, FrameState, ModelRun, Proposal, Round, TargetGroup
from allocation.overview import FrameRow, FrameTable, HistoryLine
from allocation.processes import Process
from allocation.transfer_overview import TransferView
from allocation.transitions import TALKING
from dialogue.models import Reply, Response
from frontend.formatting import change, day
from frontend.pages.county.sheet import Sheet
from frontend.pages.municipality.explanation import Explanation, explain, omitted_reception
from frontend.pages.municipality.waterfall import Waterfall, waterfall
from municipalities.models import Municipality

ANSWERABLE = frozenset(TALKING - {FrameState.PROPOSED})


class Movement(NamedTuple):
    """ "Överenskommet 127", "−8 genom omfördelning"."""

    what: str
    how: str = ""


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
class Compared:
    """Our comparison run beside Migrationsverket's proposal, in integer units."""

    run: ModelRun
    proposed: int
    ours: int

    @property
    def difference(self) -> int:
        return self.ours - self.proposed

    @property
    def omitted(self) -> str:
        return omitted_reception(self.run)

    @property
    def stands_in(self) -> str:
        return (
            str(self.run.inputs.get("sources", {}).get("arbetsmarknad", "")) if self.run.inputs.get("stand_in") else ""
        )


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
    comparison: ModelRun | None = None  # our run beside a proposal of Migrationsverket's, when it is finished

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
    def status(self) -> str:
        """The key of its look; empty where the year has no round."""
        return self.sheet.state if self.frame else ""

    @property
    def standing(self) -> str:
        """The word beside the number."""
        if self.frame is None:
            return _("ingen omgång")
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
    def movements(self) -> list[Movement]:
        """What stands beside the number, each by its own name."""
        return movements(self.row, self.sheet.decimals, self.is_final_form) if self.row and self.has_come else []

    @property
    def response(self) -> Response | None:
        return self.responses[-1] if self.responses else None

    @property
    def reply(self) -> Reply | None:
        replies = list(self.response.replies.all()) if self.response else []
        return replies[-1] if replies else None

    @property
    def is_asked(self) -> bool:
        """Is the kommun expected to answer?"""
        return self.frame is not None and self.frame.has_dialogue and self.sheet.state in ANSWERABLE

    @property
    def may_answer(self) -> bool:
        return self.speaks and self.is_asked

    @property
    def may_move(self) -> bool:
        return self.speaks and self.sheet.state in TALKING and self.frame is not None and self.frame.has_dialogue

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
        return time_left(self.sheet.deadline) if self.sheet.deadline else ""

    @property
    def answer_line(self) -> str:
        """ "Ej svarat. Svara senast 2026-11-28, om 5 dagar", "Synpunkt, svar lämnat …"; empty where none is asked."""
        if self.response and self.response.submitted_at:
            answered = {"answer": self.response.get_answer_display(), "day": day(self.response.submitted_at)}
            return _("%(answer)s, svar lämnat %(day)s.") % answered
        if not self.is_asked:
            return ""
        if self.is_late or self.sheet.deadline is None:
            return _("Ej svarat. Svarstiden är ute; ett svar tas emot och märks som försenat.")
        due = {"day": day(self.sheet.deadline), "left": self.time_left}
        return _("Ej svarat. Svara senast %(day)s, %(left)s.") % due

    @property
    def decision_line(self) -> str:
        """Who decides, and when; or who did."""
        if self.frame is None:
            return _("Ingen omgång för året är planerad i Jämka.")
        if not self.has_come:
            return _("Migrationsverkets förslag inväntas.")
        if self.frame.sealed_by:
            dates = {"decided": day(self.frame.sealed_by.decided_on), "from": day(self.frame.round.in_force_from)}
            if self.sheet.state == FrameState.CONFIRMED:
                return _("Fastställt av Migrationsverket %(decided)s, gäller från %(from)s.") % dates
            return _("Beslutat av länsstyrelsen %(decided)s, gäller från %(from)s.") % dates
        if not self.frame.round.rules.decided_by_lansstyrelsen:
            return _("Fastställs av Migrationsverket.")
        if self.frame.round.decide_by:
            return _("Länsstyrelsen beslutar senast %(day)s.") % {"day": day(self.frame.round.decide_by)}
        return _("Länsstyrelsen beslutar.")

    @property
    def foot(self) -> str:
        opens = self.sheet.state == FrameState.PROPOSED and self.frame and self.frame.has_dialogue
        waits = _("Länsstyrelsen öppnar dialogen.") if opens else ""
        return " ".join(filter(None, [self.answer_line or waits, self.decision_line]))

    @cached_property
    def explanation(self) -> Explanation | None:
        """How our model came to the number, where the proposal is ours. Migrationsverket's weights are not public."""
        run = self.proposal.model_run if self.proposal else None
        return explain(run, self.municipality.pk) if run else None

    @property
    def drawn(self) -> Waterfall | None:
        return waterfall(self.explanation) if self.explanation else None

    @cached_property
    def compared(self) -> "Compared | None":
        if self.comparison is None or self.row is None:
            return None
        ours = calculated(self.comparison, self.municipality.pk)
        return None if ours is None else Compared(self.comparison, self.row.proposed, ours)

    @property
    def transfers(self) -> list[OwnTransfer]:
        views = self.table.transfers if self.table else []
        own = [view for view in views if any(side.municipality == self.municipality for side in view.sides)]
        return [OwnTransfer(view, self.municipality, self.speaks) for view in own]


def movements(row: FrameRow, decimals: int, final: bool) -> list[Movement]:
    def told(words: str, units: int) -> str:
        return words % {"n": show(units, decimals)}

    def moved(words: str, units: int) -> str:
        return words % {"change": change(units, decimals)}

    said = []
    if final and row.deviation:
        said.append(Movement(told(_("Förslaget var %(n)s"), row.proposed)))
    if row.transferred:
        agreed = told(_("Överenskommet %(n)s"), row.amount - row.adjusted)
        said.append(Movement(agreed, moved(_("%(change)s genom omfördelning"), row.transferred)))
    if row.adjusted:
        result = _("Beslutat avsteg") if final else told(_("Förslag till beslut %(n)s"), row.amount)
        said.append(Movement(result, moved(_("avsteg %(change)s"), row.adjusted)))
    if row.pending:
        said.append(Movement(moved(_("Ej godkänt %(change)s"), row.pending), _("föreslagen omfördelning")))
    return said or [Movement("", _("Ingen omfördelning"))]


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
