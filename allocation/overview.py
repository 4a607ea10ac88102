"""A frame or a round as a page needs it, in a number of queries that does not grow with kommuner or entries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from allocation.models import (
    SEALED,
    CountyTotal,
    Entry,
    Frame,
    FrameState,
    Kind,
    Position,
    Round,
    TargetGroup,
    Totals,
    Transfer,
)
from allocation.services.record import subject_of
from allocation.transfer_overview import TransferView, transfers_of
from journal.models import Event
from municipalities.models import County, Municipality


@dataclass(frozen=True)
class Cell:
    position_id: int
    proposed: int = 0
    transferred: int = 0  # net of what has been reversed
    adjusted: int = 0  # länsstyrelsens avsteg, and changes for barnets bästa
    pending: int = 0  # proposed omfördelningar, not yet agreed: outside the ledger
    amount: int = 0


@dataclass(frozen=True)
class FrameRow:
    municipality: Municipality
    cells: dict[str, Cell]

    def _sum(self, name: str) -> int:
        return sum(getattr(cell, name) for cell in self.cells.values())

    @property
    def proposed(self) -> int:
        return self._sum("proposed")

    @property
    def transferred(self) -> int:
        return self._sum("transferred")

    @property
    def adjusted(self) -> int:
        return self._sum("adjusted")

    @property
    def pending(self) -> int:
        return self._sum("pending")

    @property
    def amount(self) -> int:
        return self._sum("amount")

    @property
    def deviation(self) -> int:
        """Avsteg från förslaget, whatever its form."""
        return self.amount - self.proposed


@dataclass(frozen=True)
class FrameTable:
    frame: Frame
    groups: list[TargetGroup]
    rows: list[FrameRow]
    totals: Totals | None
    transfers: list[TransferView]  # in all states

    @property
    def proposed(self) -> int:
        return sum(row.proposed for row in self.rows)

    @property
    def amount(self) -> int:
        return sum(row.amount for row in self.rows)

    @property
    def pending(self) -> int:
        return sum(row.pending for row in self.rows)

    @property
    def moved(self) -> int:
        """Units that have another kommun than in the proposal ("8 personer omfördelade")."""
        return sum(row.deviation for row in self.rows if row.deviation > 0)

    @property
    def open_transfers(self) -> list[TransferView]:
        return [view for view in self.transfers if view.transfer.is_open]

    @property
    def county_total(self) -> int | None:
        """Länstalet, where the legal act gives one."""
        return self.totals.of_county if self.totals else None  # type: ignore[attr-defined]

    @property
    def control_total(self) -> int | None:
        """What the sum is held against: länstalet, or the län's sum in the proposal; None before a proposal."""
        if self.totals is None:
            return None
        if self.county_total is not None:
            return self.county_total
        return self.proposed if self.frame.state != FrameState.PLANNED else None

    @property
    def balanced(self) -> bool:
        return self.control_total is not None and self.amount == self.control_total


def frame_table(frame: Frame) -> FrameTable:
    return frame_tables([frame])[frame.pk]


def frame_tables(frames: Sequence[Frame]) -> dict[int, FrameTable]:
    """Frame id -> its table, for frames of one län: four queries, for one process or for all three."""
    if not frames:
        return {}
    transfers = transfers_of(frames)
    totals = newest_totals(frames)
    positions: dict[int, list[Position]] = defaultdict(list)
    for position in Position.objects.filter(frame__in=[frame.pk for frame in frames]).with_sums().in_reading_order():
        positions[position.frame_id].append(position)
    return {
        frame.pk: _table(frame, positions[frame.pk], totals.get(frame.round_id), transfers[frame.pk])
        for frame in frames
    }


def _table(frame: Frame, positions: list[Position], totals: Totals | None, transfers: list[TransferView]) -> FrameTable:
    pending = pending_legs(transfers)
    cells: dict[Municipality, dict[str, Cell]] = defaultdict(dict)
    for position in positions:
        cells[position.municipality][position.target_group.code] = Cell(
            position_id=position.pk,
            proposed=position.proposed,  # type: ignore[attr-defined]
            transferred=position.transferred,  # type: ignore[attr-defined]
            adjusted=position.adjusted,  # type: ignore[attr-defined]
            pending=pending.get((position.municipality_id, position.target_group_id), 0),
            amount=position.amount,
        )
    rows = [FrameRow(municipality, of_groups) for municipality, of_groups in cells.items()]
    groups = {position.target_group_id: position.target_group for position in positions}
    return FrameTable(
        frame=frame,
        groups=sorted(groups.values(), key=lambda group: (group.position, group.pk)),
        rows=rows,
        totals=totals,
        transfers=transfers,
    )


def newest_totals(frames: Sequence[Frame]) -> dict[int, Totals]:
    """Round id -> what it must sum to; `of_county` is the län's own total, null where no legal act gives one."""
    newer = Totals.objects.filter(round=OuterRef("round"), pk__gt=OuterRef("pk"))
    of_county = CountyTotal.objects.filter(totals=OuterRef("pk"), county=frames[0].county_id)
    totals = Totals.objects.filter(~Exists(newer), round__in=[frame.round_id for frame in frames])
    return {t.round_id: t for t in totals.annotate(of_county=Subquery(of_county.values("amount")))}


def pending_legs(transfers: list[TransferView]) -> dict[tuple[str, int], int]:
    """(kommunkod, target group id) -> what the open omfördelningar would change."""
    legs: dict[tuple[str, int], int] = defaultdict(int)
    for view in transfers:
        if view.transfer.is_open:
            for side in view.sides:
                legs[side.municipality.code, view.transfer.target_group_id] += side.amount
    return legs


@dataclass(frozen=True)
class FrameProgress:
    frame: Frame
    county: County
    state: FrameState
    state_since: datetime | None
    proposed: int
    amount: int
    control_total: int | None

    @property
    def balanced(self) -> bool:
        return self.control_total is not None and self.amount == self.control_total


def round_progress(round: Round) -> list[FrameProgress]:
    """The 21 län and where each stands."""
    totals = Totals.objects.filter(round=round).order_by("-pk").first()
    statutory = dict(totals.counties.values_list("county_id", "amount")) if totals else {}
    opening = Q(entries__transaction__kind=Kind.OPENING)
    rows = Position.objects.of_round(round).values_list("frame_id")
    amounts = dict(rows.annotate(total=Sum("amount")).order_by())
    proposed = dict(rows.annotate(total=Sum("entries__amount", filter=opening)).order_by())
    frames = Frame.objects.filter(round=round).with_state().select_related("county", "round")
    return [
        FrameProgress(
            frame=frame,
            county=frame.county,
            state=frame.state,
            state_since=frame.state_since,  # type: ignore[attr-defined]
            proposed=proposed.get(frame.pk) or 0,
            amount=amounts.get(frame.pk, 0),
            control_total=statutory.get(
                frame.county_id, (proposed.get(frame.pk) or 0) if frame.state != FrameState.PLANNED else None
            ),
        )
        for frame in frames.order_by("county__code")
    ]


def round_status(round: Round, on: date | None = None) -> str:
    """Derived, in words: "14 av 21 beslutade", "i kraft", "ersatt av revidering 1", "stängd"."""
    return round_statuses([round], on)[round.pk]


def round_statuses(rounds: Sequence[Round], on: date | None = None) -> dict[int, str]:
    """Round id -> its status in words: two queries, for one round or for all of them."""
    on = on or timezone.localdate()
    states: dict[int, list[FrameState]] = defaultdict(list)
    for frame in Frame.objects.filter(round__in=[round.pk for round in rounds]).with_state():
        states[frame.round_id].append(frame.state)
    sealed = Round.objects.sealed().filter(year__in={round.year for round in rounds}, in_force_from__lte=on)
    ruling = {(r.process, r.year): r.revision for r in sealed.order_by("revision")}
    return {r.pk: _status_in_words(r, states[r.pk], ruling.get((r.process, r.year), -1), on) for r in rounds}


def _status_in_words(round: Round, states: list[FrameState], ruling: int, on: date) -> str:
    if ruling > round.revision:
        return _("ersatt av revidering %(n)s") % {"n": ruling}
    sealed = sum(state in SEALED for state in states)
    if sealed < len(states):
        return _progress_in_words(round, states, sealed)
    if round.closed_on and round.closed_on <= on:
        return _("stängd")
    if round.in_force_from > on:
        return _("beslutad, gäller från %(date)s") % {"date": round.in_force_from.isoformat()}
    return _("i kraft")


def _progress_in_words(round: Round, states: list[FrameState], sealed: int) -> str:
    count = {"n": sealed, "total": len(states)}
    if round.rules.decided_by_lansstyrelsen and sealed:
        return _("%(n)s av %(total)s beslutade") % count
    handed_over = states.count(FrameState.HANDED_OVER)
    if handed_over:
        return _("%(n)s av %(total)s överlämnade") % {**count, "n": handed_over}
    if all(state == FrameState.PLANNED for state in states):
        return _("förslag inväntas")
    if any(state == FrameState.DIALOGUE for state in states):
        return _("dialog pågår")
    return _("förslag mottaget")


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    kind: str
    kind_label: str
    group: str
    amount: int
    after: int
    form_label: str
    reason_label: str
    text: str
    actor_name: str
    organisation_name: str


def number_history(frame: Frame, municipality: Municipality) -> list[HistoryLine]:
    """ "Varför är vårt tal 14?": every entry behind the number, in order, with the number after each."""
    entries = (
        Entry.objects.filter(position__frame=frame, position__municipality=municipality)
        .select_related("transaction__target_group")
        .order_by("transaction__event_number", "transaction__target_group__position", "pk")
    )
    rows = list(entries)
    return [
        HistoryLine(
            at=entry.transaction.at,
            kind=entry.transaction.kind,
            kind_label=entry.transaction.get_kind_display(),
            group=entry.transaction.target_group.name,
            amount=entry.amount,
            after=after,
            form_label=entry.transaction.get_form_display(),
            reason_label=entry.transaction.get_reason_display(),
            text=entry.transaction.text,
            actor_name=entry.transaction.actor_name,
            organisation_name=entry.transaction.organisation_name,
        )
        for entry, after in zip(rows, accumulate(entry.amount for entry in rows), strict=True)
    ]


def journal_of(frame: Frame) -> "list[Event]":
    """Events about the frame, its round, its omfördelningar, and what was said in its dialogue."""
    transfers = Transfer.objects.filter(frame=frame).values_list("pk", flat=True)
    subjects = [subject_of(frame), subject_of(frame.round), *(f"transfer:{pk}" for pk in transfers)]
    return list(Event.objects.filter(Q(subject__in=subjects) | Q(data__frame=frame.pk)).order_by("number"))


def national_sum(round: Round) -> int:
    return Position.objects.of_round(round).aggregate(total=Sum("amount"))["total"] or 0
