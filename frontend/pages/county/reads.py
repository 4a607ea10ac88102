"""Looking up what a page of the län is about."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404
from django.utils.translation import gettext as _

from allocation.amounts import show
from allocation.models import Entry, Frame, FrameStatus, Kind, Proposal, TargetGroup, Transaction
from allocation.models.rounds import FrameQuerySet
from allocation.overview import frame_table
from dialogue.models import Deadline, Response, Wish
from dialogue.overview import answers
from frontend.pages.transfers.forms import Standing
from municipalities.models import Municipality

STANDING_KINDS = (Kind.TRANSFER, Kind.ADJUSTMENT, Kind.CORRECTION)


def frame_or_404(kod: str, ar: int, process: str, revision: str = "") -> Frame:
    """The newest, on which work is done; or the revision that is asked for, to be read as it was."""
    if revision.isascii() and revision.isdecimal() and len(revision) < 5:
        frames = Frame.objects.of_county(kod, ar).with_state().select_related("round", "county")
        frame = frames.filter(round__process=process, round__revision=int(revision)).first()
    else:
        frame = Frame.objects.newest_of_county(kod, ar).get(process)
    if frame is None:
        raise Http404
    return frame


def group_of(frame: Frame, code: str) -> TargetGroup:
    """The target group that is asked for, or the first where none is: a move is made within one."""
    for group in frame.round.target_groups.all():
        if code in ("", group.code):
            return group
    raise Http404


def standings(frame: Frame, group: TargetGroup) -> list[Standing]:
    """Every kommun's number in the group, for a form that moves some of it."""
    said = answers(frame)
    return [
        Standing(
            row.municipality,
            row.cells[group.code].amount,
            row.cells[group.code].pending,
            wish=wish_in(said.get(row.municipality.code), group, frame.round.decimals),
        )
        for row in frame_table(frame).rows
    ]


def wish_in(response: Response | None, group: TargetGroup, decimals: int) -> str:
    """The kommun's önskemål for one target group."""
    wishes = response.wishes.all() if response else []
    return next((wish_text(wish, decimals) for wish in wishes if wish.target_group_id == group.pk), "")


def wish_text(wish: Wish, decimals: int) -> str:
    """16 · högst 101 · minst 34 · 34–40"""
    if wish.least is None:
        return _("högst %(n)s") % {"n": show(wish.most or 0, decimals)}
    if wish.most is None:
        return _("minst %(n)s") % {"n": show(wish.least, decimals)}
    if wish.least == wish.most:
        return show(wish.least, decimals)
    return f"{show(wish.least, decimals)}–{show(wish.most, decimals)}"


def county_frames(kod: str, ar: int) -> FrameQuerySet:
    """Every frame of the län and year, oldest revision first, with what its page says of it:

    `deadline`, the last minute to answer; `origin`, where its proposal comes from (Proposal.Origin); `stand_in`, the
    indicator that a calculation of our own used in place of the labour market index.
    """
    deadline = Deadline.objects.filter(frame=OuterRef("pk")).order_by("-pk")
    proposal = Proposal.objects.filter(round=OuterRef("round")).order_by("-version")
    return (
        Frame.objects.of_county(kod, ar)
        .with_state()
        .annotate(
            deadline=Subquery(deadline.values("at")[:1]),
            origin=Subquery(proposal.values("origin")[:1]),
            stand_in=Subquery(proposal.values(name=KeyTextTransform("stand_in", "model_run__inputs"))[:1]),
        )
        .select_related("round", "county", "sealed_by__preparation")
        .order_by("round__revision")
    )


@dataclass(frozen=True)
class Leg:
    municipality: Municipality
    amount: int

    @property
    def back(self) -> int:
        """What an återföring would do."""
        return -self.amount


@dataclass(frozen=True)
class PostingView:
    """A posted deviation from the proposal, with its motivering."""

    transaction: Transaction
    legs: list[Leg]

    @property
    def title(self) -> str:
        """Norrköping → Linköping; or the one kommun whose number was changed."""
        sides = ([leg for leg in self.legs if leg.amount < 0], [leg for leg in self.legs if leg.amount > 0])
        return " → ".join(", ".join(leg.municipality.name for leg in side) for side in sides if side)


def standing_postings(frame: Frame, kinds: Iterable[str] = STANDING_KINDS) -> list[PostingView]:
    """What stands beside the proposal: posted and not reversed, in the order of posting. One query."""
    entries = (
        Entry.objects.filter(
            transaction__frame=frame, transaction__kind__in=list(kinds), transaction__reversed_by__isnull=True
        )
        .select_related("transaction__target_group", "position__municipality")
        .order_by("transaction__event_number", "position__municipality__sort_key")
    )
    by_transaction: dict[Transaction, list[Leg]] = {}
    for entry in entries:
        by_transaction.setdefault(entry.transaction, []).append(Leg(entry.position.municipality, entry.amount))
    return [PostingView(transaction, legs) for transaction, legs in by_transaction.items()]


def posting_view(transaction: Transaction) -> PostingView:
    entries = transaction.entries.select_related("position__municipality").order_by("position__municipality__sort_key")
    return PostingView(transaction, [Leg(entry.position.municipality, entry.amount) for entry in entries])


def statuses_of(frame: Frame) -> list[FrameStatus]:
    """Every status that the frame has had, oldest first."""
    return list(frame.statuses.order_by("pk"))
