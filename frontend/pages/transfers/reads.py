"""One omfördelning as its page shows it: what it does to each number, what the reader may do, and how it came here."""

from dataclasses import dataclass, field
from typing import Any

from django.shortcuts import get_object_or_404

from accounts.actors import Actor
from accounts.permissions import allowed
from allocation.models import Position, Transfer, TransferState, TransferVersion
from allocation.permissions import may_speak_for
from allocation.transfer_overview import Side, TransferView, transfer_views
from frontend.pages.submit import OnceForm
from frontend.pages.transfers.forms import ApprovalForm, EndorseForm, RefusalForm, WithdrawalForm
from municipalities.models import Municipality

# What its proposer may still do with it.
CHANGEABLE = frozenset({TransferState.PROPOSED, TransferState.APPROVED, TransferState.REFUSED})


def transfer_or_404(pk: int) -> Transfer:
    whole = Transfer.objects.with_state().select_related(
        "frame__round", "frame__county", "target_group", "proposed_by", "reverses__transfer_version__transfer"
    )
    return get_object_or_404(whole, pk=pk)


@dataclass(frozen=True)
class SideRow:
    """A kommun's number before and after; once posted, `now` is what it has become."""

    side: Side
    now: int
    is_posted: bool

    @property
    def after(self) -> int:
        return self.now if self.is_posted else self.now + self.side.amount

    @property
    def before(self) -> int:
        return self.now - self.side.amount if self.is_posted else self.now

    @property
    def is_feasible(self) -> bool:
        return self.after >= 0


@dataclass(frozen=True)
class Answering:
    """The two answers that a kommun can give, for which the reader may speak."""

    municipality: Municipality
    approval: OnceForm
    refusal: OnceForm


@dataclass(frozen=True)
class TransferPage:
    transfer: Transfer
    view: TransferView
    rows: list[SideRow]
    versions: list[TransferVersion]
    answering: list[Answering] = field(default_factory=list)
    withdrawal: OnceForm | None = None
    endorsement: OnceForm | None = None
    may_change: bool = False


def transfer_page(transfer: Transfer, actor: Actor, sent: OnceForm | None = None) -> TransferPage:
    """`sent`: the form that was just refused, shown as it was filled in."""
    view = transfer_views(Transfer.objects.filter(pk=transfer.pk))[0]
    numbers = dict(
        Position.objects.filter(frame=transfer.frame_id, target_group=transfer.target_group_id).values_list(
            "municipality_id", "amount"
        )
    )
    manages = allowed(actor, "allocation.manage_transfer", transfer) and transfer.state in CHANGEABLE
    endorses = transfer.state == TransferState.APPROVED and allowed(
        actor, "allocation.endorse_transfer", transfer.frame
    )
    return TransferPage(
        transfer=transfer,
        view=view,
        rows=[
            SideRow(side, numbers[side.municipality.code], transfer.state == TransferState.AGREED)
            for side in view.sides
        ],
        versions=list(transfer.versions.prefetch_related("legs__municipality", "approvals__municipality")),
        answering=answering(transfer, view, actor, sent) if transfer.state == TransferState.PROPOSED else [],
        withdrawal=_form(WithdrawalForm, auto_id("aterkalla"), sent) if manages else None,
        endorsement=_form(EndorseForm, auto_id("tillstyrk"), sent) if endorses else None,
        may_change=manages and transfer.reverses_id is None,
    )


def answering(transfer: Transfer, view: TransferView, actor: Actor, sent: OnceForm | None) -> list[Answering]:
    process = transfer.frame.round.process
    return [
        Answering(
            municipality=municipality,
            approval=_form(ApprovalForm, auto_id("godkann", municipality.code), sent, about(view, municipality)),
            refusal=_form(RefusalForm, auto_id("avboj", municipality.code), sent, about(view, municipality)),
        )
        for municipality in view.awaited
        if may_speak_for(actor, municipality.code, process)
    ]


def about(view: TransferView, municipality: Municipality) -> dict[str, Any]:
    """Exactly the version that is on the page, and the kommun for which it is answered."""
    return {"version": view.version.pk, "kommun": municipality.code}


def auto_id(*names: str) -> str:
    """Several forms stand on the page, each with ids of its own."""
    return "-".join([*names, "%s"])


def _form(kind: type[OnceForm], ids: str, sent: OnceForm | None, initial: dict[str, Any] | None = None) -> OnceForm:
    if isinstance(sent, kind) and sent.auto_id == ids:
        return sent
    return kind(auto_id=ids, initial=initial)
