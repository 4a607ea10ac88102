"""Länets tal: everything that the page shows of one län and one year, read in a constant number of queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allocation.models import Frame, FrameState, FrameStatus, Kind, TargetGroup
from allocation.overview import Cell, FrameRow, frame_tables
from allocation.processes import Process
from dialogue.models import Reply, Response
from dialogue.overview import answers_of
from frontend.pages.county.reads import PostingView, county_frames, standing_postings, statuses_of, wish_text
from frontend.pages.county.sheet import Sheet
from frontend.statuses import label
from municipalities.models import Municipality


@dataclass(frozen=True)
class Other:
    """Another process's number, beside."""

    amount: int | None
    decimals: int
    has_come: bool


@dataclass(frozen=True)
class Row:
    municipality: Municipality
    numbers: FrameRow | Cell
    wish: str
    response: Response | None
    others: list[Other]

    @property
    def agreed(self) -> int:
        """The proposal as the kommuner have agreed to move it; länsstyrelsens own avsteg stands apart."""
        return self.numbers.amount - self.numbers.adjusted

    @property
    def deviation(self) -> int:
        return self.numbers.amount - self.numbers.proposed

    @property
    def reply(self) -> Reply | None:
        replies = list(self.response.replies.all()) if self.response else []
        return replies[-1] if replies else None

    @property
    def status(self) -> str:
        """The key of its look: länsstyrelsens svar if there is one, else the kommun's."""
        if self.response is None:
            return "unanswered"
        return self.reply.handling if self.reply else self.response.answer

    @property
    def short_status(self) -> str:
        """In a narrow column; the page of the answer has the whole sentence."""
        return str(SHORT.get(self.status) or label(self.status))


SHORT: dict[str, Promise] = {
    Reply.Handling.WHOLE: gettext_lazy("Ingår helt"),
    Reply.Handling.PART: gettext_lazy("Ingår delvis"),
    Reply.Handling.NOT: gettext_lazy("Ingår inte"),
    Response.Answer.WANTS_FEWER: gettext_lazy("Vill omfördela"),
    Response.Answer.WANTS_MORE: gettext_lazy("Mottagande"),
}


@dataclass(frozen=True)
class Board:
    year: int
    sheets: list[Sheet]
    chosen: Sheet
    group: TargetGroup | None  # None: every target group together
    revisions: list[Frame]  # of the chosen process, oldest first
    adjustments: list[PostingView]
    statuses: list[FrameStatus]

    @property
    def others(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if sheet.process != self.chosen.process]

    @property
    def groups(self) -> list[TargetGroup]:
        return self.chosen.table.groups if self.chosen.table else []

    @cached_property
    def rows(self) -> list[Row]:
        return list(self._rows()) if self.chosen.has_come else []

    def _rows(self) -> Iterator[Row]:
        assert self.chosen.table is not None
        beside = [_amounts(sheet) for sheet in self.others]
        for row in self.chosen.table.rows:
            code = row.municipality.code
            response = self.chosen.answers.get(code)
            yield Row(
                municipality=row.municipality,
                numbers=row.cells[self.group.code] if self.group else row,
                wish=self._wish(response),
                response=response,
                others=[
                    Other(amounts.get(code), sheet.decimals, sheet.has_come)
                    for amounts, sheet in zip(beside, self.others, strict=True)
                ],
            )

    def _wish(self, response: Response | None) -> str:
        wishes = list(response.wishes.all()) if response else []
        if self.group:
            wishes = [wish for wish in wishes if wish.target_group_id == self.group.pk]
        names = {group.pk: group.name for group in self.groups} if len(self.groups) > 1 and not self.group else {}
        told = ((wish_text(wish, self.chosen.decimals), names.get(wish.target_group_id)) for wish in wishes)
        return ", ".join(f"{text} ({name})" if name else text for text, name in told)

    @cached_property
    def sums(self) -> dict[str, int]:
        names = ("proposed", "transferred", "adjusted", "amount", "pending")
        sums = {name: sum(getattr(row.numbers, name) for row in self.rows) for name in names}
        return {**sums, "agreed": sums["amount"] - sums["adjusted"], "deviation": sums["amount"] - sums["proposed"]}

    @property
    def has_adjustments(self) -> bool:
        return any(row.numbers.adjusted for row in self.rows)

    @property
    def shows_agreed(self) -> bool:
        """Beside the last number, where that is something else."""
        return self.has_adjustments

    @property
    def shows_pending(self) -> bool:
        """Nothing can be unapproved in what is decided or handed over."""
        return not self.chosen.is_locked

    @property
    def adjustment_heading(self) -> str:
        if self.chosen.process == Process.FORDELNINGSTAL:
            return _("Ändrat för barnets bästa")
        return _("Länsstyrelsens avsteg")

    @property
    def number_columns(self) -> int:
        """How many columns are about the chosen process's numbers."""
        return 4 + 2 * self.has_adjustments + self.shows_pending + self.chosen.is_talked_over

    @property
    def is_newest(self) -> bool:
        return not self.revisions or self.revisions[-1] == self.chosen.frame

    @property
    def revision_query(self) -> str:
        """What a link says in order to stay with an earlier round."""
        frame = self.chosen.frame
        return "" if self.is_newest or frame is None else f"?revidering={frame.round.revision}"

    @property
    def total_name(self) -> str:
        """The sum is held against the total of all target groups together."""
        name = self.chosen.total_name
        return _("%(total)s, alla målgrupper") % {"total": name} if self.group else name

    @property
    def number_heading(self) -> str:
        """What the last number of a row is: never one passed off as another."""
        state = self.chosen.state
        if state == FrameState.DECIDED:
            return _("Beslutat")
        if state == FrameState.CONFIRMED:
            return _("Fastställt")
        if state == FrameState.HANDED_OVER:
            return _("Överlämnat")
        return _("Förslag till beslut") if self.has_adjustments else _("Överenskommet")


def _amounts(sheet: Sheet) -> dict[str, int]:
    return {row.municipality.code: row.amount for row in sheet.table.rows} if sheet.has_come and sheet.table else {}


def read_board(kod: str, ar: int, *, process: str = "", group: str = "", revision: str = "") -> Board:
    """What is asked for in the address; what does not exist gives way to the newest, and to the first process."""
    frames = list(county_frames(kod, ar))
    shown = {frame.round.process: frame for frame in frames}
    asked = Process(process) if process in Process.values else Process.KOMMUNTAL
    revisions = [frame for frame in frames if frame.round.process == asked]
    shown.update((asked, frame) for frame in revisions if str(frame.round.revision) == revision)
    tables, answers = frame_tables(list(shown.values())), answers_of(shown.values())
    sheets = [
        Sheet(name, frame, tables[frame.pk], answers[frame.pk]) if (frame := shown.get(name)) else Sheet(name)
        for name in Process
    ]
    chosen = next(sheet for sheet in sheets if sheet.process == asked)
    return Board(
        year=ar,
        sheets=sheets,
        chosen=chosen,
        group=chosen_group(chosen, group),
        revisions=revisions,
        adjustments=standing_postings(chosen.frame, (Kind.ADJUSTMENT, Kind.CORRECTION)) if chosen.frame else [],
        statuses=statuses_of(chosen.frame) if chosen.frame else [],
    )


def chosen_group(sheet: Sheet, code: str) -> TargetGroup | None:
    groups = sheet.table.groups if sheet.table else []
    return next((group for group in groups if group.code == code), None)
