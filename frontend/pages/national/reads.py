"""Rounds as the national pages show them: where each stands, what it sums to, what it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery, Sum
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from allocation.models import FROZEN, SEALED, Frame, FrameState, Position, Proposal, Round, Totals
from allocation.overview import FrameProgress, round_progress, round_statuses
from allocation.processes import Process, TotalKind
from allocation.services.record import subject_of
from frontend.pages.county.history import EVENTS
from frontend.pages.county.sheet import ICONS
from journal.models import Event


def round_or_404(process: str, ar: int, revidering: int) -> Round:
    round = Round.objects.filter(process=process, year=ar, revision=revidering).first()
    if round is None:
        raise Http404
    return round


def round_url(page: str, round: Round, *more: object) -> str:
    return reverse(page, args=[round.process, round.year, round.revision, *more])


def crumbs(round: Round) -> list[tuple[str, str]]:
    return [(_("Omgångar"), reverse("omgangar")), (str(round), round_url("omgang", round))]


def around(round: Round, heading: str) -> dict[str, Any]:
    """What every form about a round says of itself, and the way back."""
    return {
        "round": round,
        "heading": heading,
        "county": _("riket"),
        "crumbs": crumbs(round),
        "back": round_url("omgang", round),
    }


@dataclass(frozen=True)
class RoundLine:
    """A round in the list."""

    round: Round
    total: int  # what the numbers sum to now
    national: int | None  # what they are to sum to
    statutory: bool
    legal_basis: str
    origin: str
    sealed: int
    frames: int
    words: str

    @property
    def icon(self) -> str:
        return ICONS[Process(self.round.process)]

    @property
    def url(self) -> str:
        return round_url("omgang", self.round)

    @property
    def is_computed(self) -> bool:
        return self.origin == Proposal.Origin.COMPUTED

    @property
    def is_decided(self) -> bool:
        return self.sealed == self.frames


def round_lines() -> dict[int, list[RoundLine]]:
    """Year -> its rounds, newest year first, newest revision first. Four queries."""
    totals = Totals.objects.filter(round=OuterRef("pk")).order_by("-pk")
    proposal = Proposal.objects.filter(round=OuterRef("pk")).order_by("-version")
    amounts = Position.objects.filter(frame__round=OuterRef("pk")).order_by().values("frame__round")
    rounds: list[Any] = list(
        Round.objects.with_progress()
        .annotate(
            national=Subquery(totals.values("national")[:1]),
            statutory=Subquery(totals.values("statutory")[:1]),
            legal_basis=Subquery(totals.values("legal_basis")[:1]),
            origin=Subquery(proposal.values("origin")[:1]),
            amount=Subquery(amounts.annotate(amount=Sum("amount")).values("amount")),
        )
        .order_by("-year", "-revision")
    )
    order = list(Process.values)
    words = round_statuses(rounds)
    years: dict[int, list[RoundLine]] = {}
    for round in sorted(rounds, key=lambda r: (-r.year, order.index(r.process), -r.revision)):
        years.setdefault(round.year, []).append(_line(round, words[round.pk]))
    return years


def _line(round: Any, words: str) -> RoundLine:
    return RoundLine(
        round=round,
        total=round.amount or 0,
        national=round.national,
        statutory=bool(round.statutory),
        legal_basis=round.legal_basis or "",
        origin=round.origin or "",
        sealed=round.frames_sealed,
        frames=round.frames_total,
        words=words,
    )


@dataclass(frozen=True)
class Board:
    """One round, nationally."""

    round: Round
    rows: list[FrameProgress]
    totals: list[Totals]  # oldest first; the newest counts
    proposals: list[Proposal]
    words: str

    @property
    def total(self) -> Totals | None:
        return self.totals[-1] if self.totals else None

    @property
    def proposal(self) -> Proposal | None:
        return self.proposals[-1] if self.proposals else None

    @property
    def is_capped(self) -> bool:
        return self.round.total_kind == TotalKind.CAP

    @property
    def decided_by_lansstyrelsen(self) -> bool:
        return self.round.rules.decided_by_lansstyrelsen

    @property
    def total_name(self) -> str:
        if self.is_capped:
            return _("taket")
        return _("länstalens summa") if self.decided_by_lansstyrelsen else _("1000 ‰")

    @cached_property
    def amount(self) -> int:
        return sum(row.amount for row in self.rows)

    @cached_property
    def proposed(self) -> int:
        return sum(row.proposed for row in self.rows)

    def count(self, states: Iterable[str]) -> int:
        return sum(row.state in states for row in self.rows)

    @property
    def sealed(self) -> int:
        return self.count(SEALED)

    @property
    def is_sealed(self) -> bool:
        return self.sealed == len(self.rows)

    @property
    def handed_over(self) -> int:
        return self.count(FROZEN | {FrameState.CONFIRMED})

    @property
    def summary(self) -> list[tuple[str, int]]:
        """(status, how many län), in the order of the work."""
        return [(state, n) for state in FrameState if (n := self.count({state}))]

    @property
    def steps(self) -> list[dict[str, str]]:
        return list(_steps(self))


def read_board(round: Round) -> Board:
    return Board(
        round=round,
        rows=round_progress(round),
        totals=list(round.totals.order_by("pk")),
        proposals=list(round.proposals.order_by("version")),
        words=round_statuses([round])[round.pk],
    )


def _steps(board: Board) -> Iterable[dict[str, str]]:
    """Where the round stands, as a line of steps: the first that is not done is the present one."""
    of = len(board.rows)
    total, proposal = board.total, board.proposal
    known = bool(total and total.statutory)
    stages = [
        (_("Totaler"), bool(total), (total.legal_basis if known else _("preliminära")) if total else ""),
        (_("Förslag"), bool(proposal), _("version %(n)s") % {"n": proposal.version} if proposal else ""),
    ]
    if board.decided_by_lansstyrelsen:
        stages.append(
            (_("Länsstyrelserna beslutar"), board.is_sealed, _("%(n)s av %(of)s") % {"n": board.sealed, "of": of})
        )
    else:
        handed_over = board.handed_over
        stages.append((_("Länen överlämnas"), handed_over == of, _("%(n)s av %(of)s") % {"n": handed_over, "of": of}))
        stages.append((_("Fastställs"), board.is_sealed, ""))
    stages.append((_("Gäller"), board.words == _("i kraft"), _("från %(day)s") % {"day": board.round.in_force_from}))
    present = next((i for i, (_label, done, _note) in enumerate(stages) if not done), len(stages))
    for i, (label, done, note) in enumerate(stages):
        yield {"label": label, "state": "current" if i == present else "done" if done else "", "note": note}


@dataclass(frozen=True)
class JournalLine:
    """What has happened; what is said in the dialogue belongs to the län's own journal."""

    event: Event
    title: str
    icon: str
    county: str


def journal_of_round(round: Round, newest: int = 14) -> list[JournalLine]:
    """Of the round and its frames, newest first."""
    counties = {subject_of(f): f.county.name for f in Frame.objects.filter(round=round).select_related("county")}
    events = Event.objects.filter(subject__in=[subject_of(round), *counties]).order_by("-number")[:newest]
    lines = []
    for event in events:
        title, icon = EVENTS.get(event.kind, (event.kind, "ring"))
        lines.append(JournalLine(event, str(title), icon, counties.get(event.subject, "")))
    return lines
