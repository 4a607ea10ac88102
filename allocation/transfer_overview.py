"""Omfördelningar as a page needs them: who moves what to whom, and who has approved it. Two queries, however many."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from allocation.models import Approval, Frame, Transfer, TransferLeg, TransferState, TransferStatus, TransferVersion
from municipalities.models import Municipality


@dataclass(frozen=True)
class Side:
    """One kommun of an omfördelning, and its answer to the current version."""

    municipality: Municipality
    amount: int
    approval: Approval | None

    @property
    def approved(self) -> bool:
        return self.approval is not None and self.approval.approved


@dataclass(frozen=True)
class TransferView:
    """The newest version of an omfördelning."""

    transfer: Transfer
    version: TransferVersion
    sides: list[Side]

    @property
    def state(self) -> TransferState:
        return self.transfer.state

    @property
    def givers(self) -> list[Side]:
        return [side for side in self.sides if side.amount < 0]

    @property
    def receivers(self) -> list[Side]:
        return [side for side in self.sides if side.amount > 0]

    @cached_property
    def title(self) -> str:
        """Norrköping → Linköping, Mjölby"""
        return f"{_names(self.givers)} → {_names(self.receivers)}"

    @property
    def moved(self) -> int:
        """Units that change kommun."""
        return sum(side.amount for side in self.receivers)

    @property
    def awaited(self) -> list[Municipality]:
        """Those that have not answered yet."""
        return [side.municipality for side in self.sides if side.approval is None]

    @property
    def awaits_approval(self) -> bool:
        return self.state == TransferState.PROPOSED

    @property
    def awaits_endorsement(self) -> bool:
        return self.state == TransferState.APPROVED


def _names(sides: Iterable[Side]) -> str:
    return ", ".join(side.municipality.name for side in sides)


def transfers_of(frames: Iterable[Frame]) -> dict[int, list[TransferView]]:
    """Frame id -> its omfördelningar in all states, oldest first."""
    found: dict[int, list[TransferView]] = defaultdict(list)
    for view in transfer_views(Transfer.objects.filter(frame__in=[frame.pk for frame in frames])):
        found[view.transfer.frame_id].append(view)
    return found


def transfer_views(transfers: QuerySet[Transfer]) -> list[TransferView]:
    newer = TransferVersion.objects.filter(
        transfer=OuterRef("version__transfer"), number__gt=OuterRef("version__number")
    )
    status = TransferStatus.objects.filter(transfer=OuterRef("version__transfer")).order_by("-pk")
    legs = (
        TransferLeg.objects.filter(~Exists(newer), version__transfer__in=transfers)
        .annotate(state=Subquery(status.values("state")[:1]))
        .select_related("municipality", "version__transfer__target_group", "version__transfer__proposed_by")
        .order_by("version__transfer_id", "municipality__sort_key")
    )
    by_version: dict[int, list[TransferLeg]] = defaultdict(list)
    for leg in legs:
        by_version[leg.version_id].append(leg)
    approvals = {(a.version_id, a.municipality_id): a for a in Approval.objects.filter(version__in=by_version)}
    return [_view(of_version, approvals) for of_version in by_version.values()]


def _view(legs: list[TransferLeg], approvals: dict[tuple[int, str], Approval]) -> TransferView:
    version = legs[0].version
    version.transfer.newest_state = legs[0].state  # type: ignore[attr-defined]
    sides = [Side(leg.municipality, leg.amount, approvals.get((version.pk, leg.municipality_id))) for leg in legs]
    return TransferView(version.transfer, version, sides)
