"""Omfördelning: proposed, approved by each kommun whose number changes, then posted. See design: only what is agreed
is posted, and approvals belong to exactly one version."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.permissions import require
from allocation.errors import NotAllowed, Refused
from allocation.models import (
    FROZEN,
    SEALED,
    Approval,
    Form,
    Frame,
    FrameState,
    Kind,
    Reason,
    TargetGroup,
    Transaction,
    Transfer,
    TransferLeg,
    TransferState,
    TransferVersion,
)
from allocation.permissions import may_speak_for
from allocation.services.ledger import (
    Posting,
    lock,
    negated,
    post,
    require_balance,
    require_motivering,
    require_postable,
)
from allocation.services.reconfirmation import transfer_posting
from allocation.services.record import record
from allocation.services.transfer_states import fresh_state, require_changeable, require_step, set_transfer_state
from journal.models import Event
from municipalities.models import Municipality


@transaction.atomic
def propose_transfer(
    *,
    actor: Actor,
    frame: Frame,
    target_group: TargetGroup,
    legs: dict[str, int],
    form: str,
    reason: str,
    text: str,
    carry_over: bool = False,
) -> Transfer:
    """`legs`: kommunkod -> change in integer units; they sum to zero. Nothing is posted yet."""
    require(actor, "allocation.propose_transfer", frame)
    frame = lock([frame])[frame.pk]
    require_motivering(form, reason, text)
    legs = cleaned(actor, frame, target_group, legs)
    transfer = Transfer.objects.create(frame=frame, target_group=target_group, proposed_by=organisation_of(actor))
    event = add_version(actor, transfer, legs, form, reason, text, carry_over, kind="transfer_proposed")
    set_transfer_state(transfer, TransferState.PROPOSED, event)
    return transfer


@transaction.atomic
def change_transfer(
    *,
    actor: Actor,
    transfer: Transfer,
    legs: dict[str, int],
    form: str,
    reason: str,
    text: str,
    carry_over: bool = False,
) -> TransferVersion:
    """A new version: every approval of the earlier one is void."""
    require(actor, "allocation.manage_transfer", transfer)
    frame, transfer = locked(transfer)
    require_changeable(transfer)
    if transfer.reverses_id:
        raise Refused(_("En återföring gäller hela omfördelningen och kan inte ändras. Återkalla den i stället."))
    require_motivering(form, reason, text)
    legs = cleaned(actor, frame, transfer.target_group, legs)
    event = add_version(actor, transfer, legs, form, reason, text, carry_over, kind="transfer_changed")
    set_transfer_state(transfer, TransferState.PROPOSED, event)
    return transfer.current


@transaction.atomic
def approve_transfer(
    *,
    actor: Actor,
    version: TransferVersion,
    municipality: Municipality,
    text: str = "",
    reservation_until: date | None = None,
) -> Approval:
    """The last godkännande posts the omfördelning if länsstyrelsen proposed it; otherwise it awaits its tillstyrkan.

    Raises Refused if the version is no longer the current one, or the persons have moved on; nothing is saved then.
    """
    approval = _answer(actor, version, municipality, approved=True, text=text, reservation_until=reservation_until)
    transfer = approval.version.transfer
    if all_approved(approval.version):
        if transfer.proposed_by.kind == Organisation.Kind.LANSSTYRELSE:
            post_transfer(actor, transfer)
        else:
            event = record(actor, "transfer_approved", transfer, version=approval.version.number)
            set_transfer_state(transfer, TransferState.APPROVED, event)
    return approval


@transaction.atomic
def refuse_transfer(*, actor: Actor, version: TransferVersion, municipality: Municipality, text: str) -> Approval:
    if not text.strip():
        raise Refused(_("Skriv varför kommunen inte godkänner omfördelningen."))
    approval = _answer(actor, version, municipality, approved=False, text=text)
    event = record(actor, "transfer_refused", approval.version.transfer, version=approval.version.number)
    set_transfer_state(approval.version.transfer, TransferState.REFUSED, event)
    return approval


@transaction.atomic
def withdraw_transfer(*, actor: Actor, transfer: Transfer, text: str = "") -> None:
    require(actor, "allocation.manage_transfer", transfer)
    frame, transfer = locked(transfer)
    require_undecided(frame)
    event = record(actor, "transfer_withdrawn", transfer, text=text, frame=transfer.frame_id)
    set_transfer_state(transfer, TransferState.WITHDRAWN, event)


@transaction.atomic
def endorse_transfer(*, actor: Actor, transfer: Transfer) -> None:
    """Länsstyrelsen tillstyrker what the kommuner have agreed; it is posted."""
    require(actor, "allocation.endorse_transfer", transfer.frame)
    _frame, transfer = locked(transfer)
    if not all_approved(transfer.current):
        raise Refused(_("Alla berörda kommuner har inte godkänt omfördelningen."))
    post_transfer(actor, transfer)


@transaction.atomic
def decline_transfer(*, actor: Actor, transfer: Transfer, text: str) -> None:
    """Länsstyrelsen avstyrker: what it does not endorse, or nobody takes further, does not hold its decision up."""
    require(actor, "allocation.endorse_transfer", transfer.frame)
    if not text.strip():
        raise Refused(_("Skriv varför länsstyrelsen avstyrker omfördelningen."))
    _frame, transfer = locked(transfer)
    event = record(actor, "transfer_declined", transfer, text=text, frame=transfer.frame_id)
    set_transfer_state(transfer, TransferState.REFUSED, event)


@transaction.atomic
def propose_reversal(*, actor: Actor, transaction: Transaction, text: str) -> Transfer:
    """Återföring of an agreed omfördelning: needs the same approvals as the omfördelning did."""
    frame = lock([transaction.frame])[transaction.frame_id]
    require(actor, "allocation.propose_transfer", frame)
    require_reversible(transaction, Kind.TRANSFER)
    if Transfer.objects.open().filter(reverses=transaction).exists():
        raise Refused(_("En återföring av omfördelningen är redan föreslagen."))
    require_motivering(Form.AGREEMENT, Reason.OTHER, text)
    legs = cleaned(actor, frame, transaction.target_group, negated(transaction))
    transfer = Transfer.objects.create(
        frame=frame,
        target_group=transaction.target_group,
        proposed_by=organisation_of(actor),
        reverses=transaction,
    )
    event = add_version(
        actor, transfer, legs, Form.AGREEMENT, Reason.OTHER, text, carry_over=False, kind="reversal_proposed"
    )
    set_transfer_state(transfer, TransferState.PROPOSED, event)
    return transfer


def require_reversible(transaction: Transaction, kind: str) -> None:
    if transaction.kind != kind:
        raise Refused(_("Den här posten kan inte återföras på det här sättet."))
    if Transaction.objects.filter(reverses=transaction).exists():
        raise Refused(_("Posten är redan återförd."))


def post_transfer(actor: Actor, transfer: Transfer) -> None:
    """Post what every kommun has approved; the frame is locked by the caller."""
    frame = lock([transfer.frame])[transfer.frame_id]
    require_step(transfer, TransferState.AGREED)
    version = transfer.current
    event = post(
        [transfer_posting(frame, version)],
        actor=actor,
        kind="transfer_posted",
        subject=transfer,
        frame=frame.pk,
        version=version.number,
    )
    set_transfer_state(transfer, TransferState.AGREED, event)
    reversed_transaction = transfer.reverses
    if reversed_transaction and reversed_transaction.transfer_version:
        set_transfer_state(reversed_transaction.transfer_version.transfer, TransferState.REVERSED, event)


def all_approved(version: TransferVersion) -> bool:
    touched = set(version.legs.values_list("municipality_id", flat=True))
    return touched <= set(version.approvals.filter(approved=True).values_list("municipality_id", flat=True))


def _answer(
    actor: Actor,
    version: TransferVersion,
    municipality: Municipality,
    *,
    approved: bool,
    text: str,
    reservation_until: date | None = None,
) -> Approval:
    frame, transfer = locked(version.transfer)
    if not may_speak_for(actor, municipality.code, frame.round.process):
        raise NotAllowed(
            _("%(who)s kan inte svara för %(kommun)s.")
            % {"who": actor.organisation_name or _("Den som inte är inloggad"), "kommun": municipality.name}
        )
    require_awaiting(frame, transfer, version)
    if not version.legs.filter(municipality=municipality).exists():
        raise Refused(_("Omfördelningen ändrar inte talet för %(kommun)s.") % {"kommun": municipality.name})
    if version.approvals.filter(municipality=municipality).exists():
        raise Refused(_("%(kommun)s har redan svarat på den här versionen.") % {"kommun": municipality.name})
    event = record(
        actor,
        "transfer_approval" if approved else "transfer_refusal",
        transfer,
        text=text,
        frame=frame.pk,
        version=version.number,
        municipality=municipality.code,
        reservation_until=reservation_until.isoformat() if reservation_until else None,
    )
    return Approval.objects.create(
        version=version,
        municipality=municipality,
        approved=approved,
        text=text,
        reservation_until=reservation_until,
        at=event.at,
        actor_name=actor.name,
        organisation_name=actor.organisation_name,
        event_number=event.number,
    )


def require_awaiting(frame: Frame, transfer: Transfer, version: TransferVersion) -> None:
    require_undecided(frame)
    if version.number != transfer.current.number:
        raise Refused(
            _(
                "Omfördelningen har ändrats sedan sidan öppnades (version %(new)s). "
                "Läs den nya versionen innan du svarar."
            )
            % {"new": transfer.current.number}
        )
    if fresh_state(transfer) != TransferState.PROPOSED:
        raise Refused(_("Omfördelningen väntar inte längre på godkännande."))


def require_undecided(frame: Frame) -> None:
    if frame.state in SEALED | FROZEN:
        raise Refused(_("%(frame)s är redan beslutad eller överlämnad.") % {"frame": frame})


def locked(transfer: Transfer) -> tuple[Frame, Transfer]:
    frame = lock([transfer.frame])[transfer.frame_id]
    fresh = Transfer.objects.select_related("target_group", "proposed_by", "reverses").get(pk=transfer.pk)
    fresh.frame = frame
    return frame, fresh


def cleaned(actor: Actor, frame: Frame, target_group: TargetGroup, legs: dict[str, int]) -> dict[str, int]:
    """What can be proposed at all: balanced, in the län, in a frame that is open for it."""
    legs = {code: amount for code, amount in legs.items() if amount}
    if frame.state == FrameState.PLANNED:
        raise Refused(_("Förslaget har inte kommit än."))
    require_balance(legs, frame.round.decimals)
    require_postable(Posting(frame, target_group, Kind.TRANSFER, legs))
    require_known(frame, legs)
    if actor.is_kommun and not any(may_speak_for(actor, code, frame.round.process) for code in legs):
        raise NotAllowed(_("En kommun kan bara föreslå omfördelningar som rör det egna talet."))
    return legs


def require_known(frame: Frame, legs: dict[str, int]) -> None:
    known = set(Municipality.objects.filter(county=frame.county_id).values_list("code", flat=True))
    if unknown := sorted(set(legs) - known):
        raise Refused(_("Okänd kommun i länet: %(codes)s.") % {"codes": ", ".join(unknown)})


def add_version(
    actor: Actor,
    transfer: Transfer,
    legs: dict[str, int],
    form: str,
    reason: str,
    text: str,
    carry_over: bool,
    *,
    kind: str,
) -> Event:
    number = transfer.versions.count() + 1
    event = record(
        actor,
        kind,
        transfer,
        text=text,
        frame=transfer.frame_id,
        version=number,
        legs=sorted(legs.items()),
        form=str(form),
        reason=str(reason),
        carry_over=carry_over,
    )
    version = TransferVersion.objects.create(
        transfer=transfer,
        number=number,
        form=form,
        reason=reason,
        text=text,
        carry_over=carry_over,
        at=event.at,
        actor_name=actor.name,
        organisation_name=actor.organisation_name,
        event_number=event.number,
    )
    TransferLeg.objects.bulk_create(
        TransferLeg(version=version, municipality_id=code, amount=amount) for code, amount in sorted(legs.items())
    )
    return event


def organisation_of(actor: Actor) -> Organisation:
    assert actor.organisation_id is not None
    return Organisation.objects.get(pk=actor.organisation_id)
