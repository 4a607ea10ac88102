"""One omfördelning as its page shows it: what it does to each number, what the reader may do, and how it came here."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Subquery
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.permissions import allowed
from allocation.models import Position, Transfer, TransferState, TransferVersion
from allocation.permissions import may_speak_for
from allocation.services.transfer_states import CHANGEABLE
from allocation.transfer_overview import Side, TransferView, transfer_views
from allocation.transitions import TALKING
from frontend.pages.county.actions import frame_url
from frontend.pages.submit import OnceForm
from frontend.pages.transfers.forms import ApprovalForm, DeclineForm, EndorseForm, RefusalForm, WithdrawalForm
from journal.models import Event
from municipalities.models import Municipality

STANDING = {
    TransferState.PROPOSED: _("Räknas in när alla vars tal ändras har godkänt."),
    TransferState.APPROVED: _("Kommunerna har godkänt. Räknas in när länsstyrelsen tillstyrker."),
    TransferState.AGREED: _("Ingår i talen."),
    TransferState.REFUSED: _("Ingår inte i talen. Den som föreslog kan ändra eller återkalla."),
    TransferState.WITHDRAWN: _("Ingår inte i talen."),
    TransferState.REVERSED: _("Har ingått i talen men är återförd."),
    TransferState.LAPSED: _("Ingår inte i talen: den förföll när talen reviderades."),
}


def transfer_or_404(pk: int) -> Transfer:
    whole = Transfer.objects.with_state().select_related(
        "frame__round", "frame__county", "target_group", "proposed_by", "reverses__transfer_version__transfer"
    )
    return get_object_or_404(whole, pk=pk)


@dataclass(frozen=True)
class Move:
    """An omfördelning in a list."""

    view: TransferView
    written: str = ""  # how much is moved, with its unit

    @property
    def status(self) -> str:
        """The key of its look: what is proposed is not yet approved."""
        return "unapproved" if self.view.awaits_approval else self.view.state

    @property
    def approved(self) -> str:
        return ", ".join(side.municipality.name for side in self.view.sides if side.approved)

    @property
    def awaited(self) -> str:
        return ", ".join(m.name for m in self.view.awaited) if self.view.awaits_approval else ""


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
    refusal: OnceForm | None = None  # länsstyrelsens
    declined: str = ""  # why länsstyrelsen did
    may_change: bool = False
    reversal_url: str = ""

    @property
    def status(self) -> str:
        return Move(self.view).status

    @property
    def standing(self) -> str:
        """Where it stands, in a sentence."""
        return str(STANDING[self.view.state])

    @property
    def is_posted(self) -> bool:
        return self.view.state == TransferState.AGREED

    @property
    def earlier(self) -> list[TransferVersion]:
        return [version for version in self.versions if version.number != self.view.version.number][::-1]


def transfer_page(transfer: Transfer, actor: Actor, sent: OnceForm | None = None) -> TransferPage:
    """`sent`: the form that was just refused, shown as it was filled in."""
    view = transfer_views(Transfer.objects.filter(pk=transfer.pk))[0]
    numbers = dict(
        Position.objects.filter(frame=transfer.frame_id, target_group=transfer.target_group_id).values_list(
            "municipality_id", "amount"
        )
    )
    is_alive = transfer.state in CHANGEABLE and transfer.frame.state in TALKING
    manages = is_alive and allowed(actor, "allocation.manage_transfer", transfer)
    of_county = allowed(actor, "allocation.endorse_transfer", transfer.frame)
    endorses = of_county and transfer.state == TransferState.APPROVED
    declines = of_county and transfer.is_open and not manages  # one's own is withdrawn
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
        refusal=_form(DeclineForm, auto_id("avstyrk"), sent) if declines else None,
        declined=declined(transfer),
        may_change=manages and transfer.reverses_id is None,
        reversal_url=reversal_url(transfer, view, actor),
    )


def declined(transfer: Transfer) -> str:
    """Why länsstyrelsen avstyrkte; empty where it has not."""
    if transfer.state != TransferState.REFUSED:
        return ""
    newest = transfer.statuses.order_by("-pk").values("event_number")[:1]
    event = Event.objects.filter(number=Subquery(newest), kind="transfer_declined").first()
    return event.text if event else ""


def reversal_url(transfer: Transfer, view: TransferView, actor: Actor) -> str:
    """An agreed omfördelning is taken back by another one, while the frame is talked over."""
    frame = transfer.frame
    if view.state != TransferState.AGREED or transfer.reverses_id or frame.state not in TALKING:
        return ""
    posted = view.version.transactions.filter(reversed_by=None).first()
    if posted is None or not allowed(actor, "allocation.endorse_transfer", frame):
        return ""
    return frame_url("aterfor", frame, transaktion=posted.pk)


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
