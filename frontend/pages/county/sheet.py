"""One process in the län, as a card and a table tell of it: where it stands, and what comes next."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allocation.amounts import show
from allocation.models import FROZEN, SEALED, Frame, FrameState, Proposal
from allocation.overview import FrameTable
from allocation.processes import Process
from dialogue.models import Response
from frontend.formatting import MISSING, day

TALKED_OVER = frozenset({FrameState.DIALOGUE, FrameState.DIALOGUE_CLOSED, FrameState.PREPARED, FrameState.SENT_BACK})
ICONS = {Process.KOMMUNTAL: "people", Process.ANDELSTAL: "child", Process.FORDELNINGSTAL: "shield"}


@dataclass(frozen=True)
class Sheet:
    """One process in the län: its frame, its numbers and what the kommuner have answered. All empty until it comes."""

    process: Process
    frame: Frame | None = None
    table: FrameTable | None = None
    answers: dict[str, Response] = field(default_factory=dict)

    @property
    def icon(self) -> str:
        return ICONS[self.process]

    @property
    def name(self) -> str:
        """ "Kommuntal", without whom it concerns."""
        return str(self.process.label).split(",")[0]

    @property
    def deadline(self) -> datetime | None:
        return getattr(self.frame, "deadline", None)

    @property
    def has_come(self) -> bool:
        return self.table is not None and self.state != FrameState.PLANNED

    @property
    def state(self) -> FrameState:
        return self.frame.state if self.frame else FrameState.PLANNED

    @property
    def decimals(self) -> int:
        return self.frame.round.decimals if self.frame else 0

    @property
    def unit(self) -> str:
        return self.frame.round.unit_label if self.frame else ""

    @property
    def total_name(self) -> str:
        return total_name(self.process)

    @property
    def is_computed(self) -> bool:
        """A calculation of our own, not Migrationsverket's."""
        return getattr(self.frame, "origin", None) == Proposal.Origin.COMPUTED

    @property
    def answered(self) -> int:
        return len(self.answers)

    @property
    def answered_text(self) -> str:
        return _("%(n)s av %(of)s har svarat") % {"n": self.answered, "of": self.expected}

    @property
    def expected(self) -> int:
        """How many kommuner are to answer; 0 where there is no dialogue."""
        return len(self.table.rows) if self.table and self.frame and self.frame.has_dialogue else 0

    @property
    def is_locked(self) -> bool:
        """Decided, fastställt, or handed over."""
        return self.state in SEALED | FROZEN

    @property
    def is_talked_over(self) -> bool:
        return self.expected > 0 and (self.state in TALKED_OVER or self.answered > 0)

    @property
    def transferred(self) -> int:
        """Units that have changed kommun by omfördelning."""
        return sum(max(row.transferred, 0) for row in self.table.rows) if self.table else 0

    @property
    def pending(self) -> int:
        return sum(max(row.pending, 0) for row in self.table.rows) if self.table else 0

    @property
    def movement(self) -> str:
        """8 personer omfördelade · 2 personer ej godkända"""
        said = []
        if self.transferred:
            words = ngettext("%(n)s omfördelad", "%(n)s omfördelade", self.transferred)
            said.append(words % {"n": self.written(self.transferred)})
        if self.pending:
            words = ngettext("%(n)s ej godkänd", "%(n)s ej godkända", self.pending)
            said.append(words % {"n": self.written(self.pending)})
        return " · ".join(said) or _("ingen omfördelning")

    @property
    def number(self) -> str:
        """The sum as it stands, large."""
        if not self.has_come or self.table is None:
            return MISSING
        written = show(self.table.amount, self.decimals)
        return f"{written} ‰" if self.unit == "‰" else written

    @property
    def against(self) -> str:
        """ "av länstalet 430 · 8 personer omfördelat"""
        if not self.has_come or self.table is None or self.table.control_total is None:
            return _("förslaget har inte kommit")
        total = {"total": show(self.table.control_total, self.decimals)}
        held = _("av länstalet %(total)s") if self.process == Process.KOMMUNTAL else _("av %(total)s i förslaget")
        return f"{held % total} · {self.movement}"

    def written(self, units: int) -> str:
        """1 person, 8 personer, 0,08 ‰"""
        if self.unit == "‰":
            return f"{show(units, self.decimals)} ‰"
        return ngettext("%(n)s person", "%(n)s personer", units) % {"n": show(units, self.decimals)}

    @property
    def next_step(self) -> str:
        return next_step(self)


def total_name(process: str) -> str:
    """What the sum is held against: only kommuntal has länstal in law."""
    return _("länstalet") if process == Process.KOMMUNTAL else _("länets summa i förslaget")


def next_step(sheet: Sheet) -> str:
    """What happens next, and by when where a day is set."""
    frame = sheet.frame
    if frame is None or not sheet.has_come:
        return _("Migrationsverkets förslag inväntas")
    own = frame.round.rules.decided_by_lansstyrelsen
    if sheet.state == FrameState.DIALOGUE and sheet.deadline:
        return _("Svar senast %(day)s") % {"day": day(sheet.deadline)}
    if sheet.state == FrameState.PREPARED:
        return _("Berett: inväntar beslutsfattaren")
    if own and frame.round.decide_by and not frame.is_sealed:
        return _("Länsstyrelsen beslutar senast %(day)s") % {"day": day(frame.round.decide_by)}
    return {
        FrameState.DECIDED: _("Beslutat av länsstyrelsen"),
        FrameState.CONFIRMED: _("Fastställt av Migrationsverket"),
        FrameState.HANDED_OVER: _("Migrationsverket fastställer"),
        FrameState.SENT_BACK: _("Överlämnas på nytt"),
    }.get(frame.state, _("Länsstyrelsen beslutar") if own else _("Överlämnas till Migrationsverket"))
