"""What becomes of agreements when numbers are proposed anew: taken back for reconfirmation within the round; carried
over, or lapsed with notice, into a revidering."""

from accounts.actors import Actor
from allocation.models import (
    Approval,
    Form,
    Frame,
    Kind,
    Reason,
    Round,
    Transaction,
    Transfer,
    TransferLeg,
    TransferState,
    TransferVersion,
)
from allocation.services.ledger import Posting, negated, post
from allocation.services.record import record
from allocation.services.transfer_states import set_transfer_state
from journal.models import Event

STANDING = (Kind.TRANSFER, Kind.ADJUSTMENT, Kind.CORRECTION)


def standing(frame: Frame) -> "list[Transaction]":
    """What has been posted beside the proposal and not been reversed, oldest first."""
    rows = Transaction.objects.filter(frame=frame, kind__in=STANDING, reversed_by__isnull=True)
    return list(rows.select_related("target_group", "transfer_version__transfer").order_by("event_number"))


def reversals(frame: Frame) -> list[Posting]:
    """Newest first, so that no number goes below zero on the way back to the proposal."""
    return [
        Posting(
            frame,
            transaction.target_group,
            Kind.REVERSAL,
            negated(transaction),
            form=Form.SYSTEM,
            reason=Reason.PROPOSAL,
            reverses=transaction,
        )
        for transaction in reversed(standing(frame))
    ]


def reconfirm_agreements(*, actor: Actor, frames: list[Frame], taken_back: list[Posting], version: int) -> None:
    """What was agreed, and what some kommun has approved, stands as proposed again, against the new numbers."""
    lapse_reversals(actor, frames, version)
    agreed = [p.reverses.transfer_version for p in reversed(taken_back) if p.reverses]
    for old in [*filter(None, agreed), *approved_in_part(frames)]:
        event = record(
            actor, "transfer_to_reconfirm", old.transfer, frame=old.transfer.frame_id, proposal_version=version
        )
        copy_version(old, old.transfer, old.transfer.versions.count() + 1, event)
        set_transfer_state(old.transfer, TransferState.PROPOSED, event)


def approved_in_part(frames: list[Frame]) -> list[TransferVersion]:
    """A godkännande was given with the earlier numbers in view."""
    waiting = Transfer.objects.open().filter(frame__in=frames).order_by("pk")
    return [transfer.current for transfer in waiting if transfer.current.approvals.exists()]


def lapse_reversals(actor: Actor, frames: list[Frame], version: int) -> None:
    """There is nothing left to take back."""
    for transfer in Transfer.objects.open().filter(frame__in=frames, reverses__isnull=False).order_by("pk"):
        event = record(actor, "reversal_lapsed", transfer, frame=transfer.frame_id, proposal_version=version)
        set_transfer_state(transfer, TransferState.LAPSED, event)


def carry_agreements_over(*, actor: Actor, round: Round, frames: list[Frame]) -> None:
    """Into a revidering, in order of agreement: whole, or lapsed where a number would fall below zero."""
    before = Round.objects.filter(process=round.process, year=round.year, revision=round.revision - 1).first()
    if before is None:
        return
    for frame in frames:
        source = Frame.objects.get(round=before, county=frame.county_id)
        for transaction in standing(source):
            version = transaction.transfer_version
            if transaction.kind == Kind.TRANSFER and version is not None:
                carry_one_over(actor, frame, version)


def carry_one_over(actor: Actor, frame: Frame, old: TransferVersion) -> None:
    group = frame.round.target_groups.filter(code=old.transfer.target_group.code).first()
    if not old.carry_over or group is None:
        record(actor, "agreement_lapsed", frame, transfer=old.transfer_id, carry_over=old.carry_over)
        return
    legs = dict(old.legs.values_list("municipality_id", "amount"))
    positions = dict(
        frame.positions.filter(target_group=group, municipality_id__in=legs).values_list("municipality_id", "amount")
    )
    if any(positions[code] + change < 0 for code, change in legs.items()):
        record(actor, "agreement_lapsed", frame, transfer=old.transfer_id, carry_over=True, below_zero=True)
        return
    transfer = Transfer.objects.create(
        frame=frame, target_group=group, proposed_by=old.transfer.proposed_by, carried_from=old.transfer
    )
    event = record(actor, "agreement_carried_over", transfer, frame=frame.pk, carried_from=old.transfer.pk)
    version = copy_version(old, transfer, 1, event)
    Approval.objects.bulk_create(
        Approval(
            version=version,
            municipality_id=approval.municipality_id,
            approved=True,
            text=approval.text,
            reservation_until=approval.reservation_until,
            at=event.at,
            actor_name=approval.actor_name,
            organisation_name=approval.organisation_name,
            event_number=event.number,
        )
        for approval in old.approvals.filter(approved=True)
    )
    posted = post(
        [transfer_posting(frame, version)], actor=actor, kind="transfer_posted", subject=transfer, frame=frame.pk
    )
    set_transfer_state(transfer, TransferState.AGREED, posted)


def copy_version(old: TransferVersion, transfer: Transfer, number: int, event: Event) -> TransferVersion:
    version = TransferVersion.objects.create(
        transfer=transfer,
        number=number,
        form=old.form,
        reason=old.reason,
        text=old.text,
        carry_over=old.carry_over,
        at=event.at,
        actor_name=old.actor_name,
        organisation_name=old.organisation_name,
        event_number=event.number,
    )
    TransferLeg.objects.bulk_create(
        TransferLeg(version=version, municipality_id=leg.municipality_id, amount=leg.amount) for leg in old.legs.all()
    )
    return version


def transfer_posting(frame: Frame, version: TransferVersion) -> Posting:
    return Posting(
        frame,
        version.transfer.target_group,
        Kind.REVERSAL if version.transfer.reverses_id else Kind.TRANSFER,
        dict(version.legs.values_list("municipality_id", "amount")),
        form=version.form,
        reason=version.reason,
        text=version.text,
        reverses=version.transfer.reverses,
        transfer_version=version,
    )
