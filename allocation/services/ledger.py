"""The one door into the ledger. Everything that changes a number goes through `post`."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.actors import Actor
from allocation.amounts import show
from allocation.errors import Refused
from allocation.models import (
    FROZEN,
    SEALED,
    Entry,
    Form,
    Frame,
    Kind,
    Position,
    Reason,
    TargetGroup,
    Transaction,
    TransferVersion,
)
from allocation.services.record import record
from journal.models import Event

UNBALANCED = frozenset({Kind.OPENING, Kind.CORRECTION})
# What a person gives as form and reason; the others are the ledger's own words.
FORMS = frozenset(Form) - {Form.SYSTEM}
REASONS = frozenset(Reason) - {Reason.PROPOSAL}


@dataclass(frozen=True)
class Posting:
    """One transaction to be: its legs in one frame and one target group, kommunkod -> units."""

    frame: Frame
    target_group: TargetGroup
    kind: Kind
    legs: dict[str, int]
    form: str = Form.SYSTEM
    reason: str = Reason.PROPOSAL
    text: str = ""
    legal_basis: str = ""
    reverses: Transaction | None = None
    transfer_version: TransferVersion | None = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    def as_data(self) -> dict[str, Any]:
        """What the journal keeps: enough to replay the ledger from events alone."""
        return {
            "transaction": str(self.id),
            "county": self.frame.county_id,
            "frame": self.frame.pk,
            "target_group": self.target_group.code,
            "kind": str(self.kind),
            "form": str(self.form),
            "reason": str(self.reason),
            "reverses": str(self.reverses.pk) if self.reverses else None,
            "entries": sorted(self.legs.items()),
        }


def lock(frames: Iterable[Frame]) -> dict[int, Frame]:
    """Lock frames in ascending order, so that two officers cannot take the same persons, nor wait for each other."""
    keys = sorted({f.pk for f in frames})
    locked = list(Frame.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    # A second statement: one that waited for the lock would still see the statuses of before.
    fresh = Frame.objects.filter(pk__in=[f.pk for f in locked]).with_state().select_related("round", "county")
    return {f.pk: f for f in fresh.order_by("pk")}


def post(
    postings: list[Posting],
    *,
    actor: Actor,
    kind: str,
    subject: object,
    text: str = "",
    **data: Any,
) -> Event:
    """Post all or nothing, as one event. Call inside a transaction, with the frames locked.

    Raises Refused, naming the kommun, where a number would go below zero; nothing is saved then.
    """
    for posting in postings:
        require_postable(posting)
    postings = [p for p in postings if p.legs]
    insert_legs(postings)
    event = record(actor, kind, subject, text=text, postings=[p.as_data() for p in postings], **data)
    Transaction.objects.bulk_create(
        Transaction(
            id=p.id,
            frame=p.frame,
            target_group=p.target_group,
            kind=p.kind,
            form=p.form,
            reason=p.reason,
            text=p.text,
            legal_basis=p.legal_basis,
            reverses=p.reverses,
            transfer_version=p.transfer_version,
            at=event.at,
            actor_name=actor.name,
            organisation_name=actor.organisation_name,
            event_number=event.number,
        )
        for p in postings
    )
    return event


def require_postable(posting: Posting) -> None:
    frame = posting.frame
    if frame.state in SEALED:
        raise Refused(_("%(frame)s är beslutad. Ändringar görs genom en revidering.") % {"frame": frame})
    if frame.state in FROZEN and posting.kind != Kind.CORRECTION:
        raise Refused(
            _("%(frame)s är överlämnad till Migrationsverket och kan inte ändras om den inte återsänds.")
            % {"frame": frame}
        )
    if posting.target_group.round_id != frame.round_id:
        raise Refused(_("Målgruppen hör inte till omgången."))
    outside = sorted(code for code in posting.legs if code[:2] != frame.county_id)
    if outside:
        raise Refused(
            _("Omfördelning görs mellan kommuner i samma län. %(codes)s hör inte till %(county)s.")
            % {"codes": ", ".join(outside), "county": frame.county.name}
        )
    taken_back = posting.reverses.kind if posting.reverses else posting.kind
    if taken_back not in UNBALANCED:
        require_balance(posting.legs, frame.round.decimals)


def require_motivering(form: str, reason: str, text: str) -> None:
    """A deviation from the proposal has a form, a reason and words (report 4.3.1)."""
    if not text.strip():
        raise Refused(_("Skriv en motivering."))
    if form not in FORMS or reason not in REASONS:
        raise Refused(_("En motivering har en form och ett skäl: ange hur ändringen kom till, och varför."))


def require_balance(legs: dict[str, int], decimals: int) -> None:
    if len([amount for amount in legs.values() if amount]) < 2:
        raise Refused(_("En omfördelning berör minst två kommuner."))
    if over := sum(legs.values()):
        raise Refused(
            _("Summan av ändringarna ska vara noll men är %(sum)s. Justera någon kommun.")
            % {"sum": show(over, decimals, signed=True)}
        )


def insert_legs(postings: list[Posting]) -> None:
    """Entries first; the trigger moves each position.

    What is added comes before what is taken, over all the postings of the act: a number that is enough in the end was
    then enough all along. Checked here too, so that the refusal has words.
    """
    legs = [(posting, code, amount) for posting in postings for code, amount in sorted(posting.legs.items())]
    positions = {posting.id: positions_of(posting) for posting in postings}
    changes: Counter[Position] = Counter()
    for posting, code, amount in legs:
        changes[positions[posting.id][code]] += amount
    for position, change in changes.items():
        require_enough(position, change, postings[0].frame.round.decimals)
    Entry.objects.bulk_create(
        Entry(transaction_id=posting.id, position=positions[posting.id][code], amount=amount)
        for posting, code, amount in sorted(legs, key=lambda leg: -leg[2])
    )


def positions_of(posting: Posting) -> dict[str, Position]:
    found = Position.objects.filter(
        frame=posting.frame, target_group=posting.target_group, municipality_id__in=posting.legs
    ).select_related("municipality")
    positions = {p.municipality_id: p for p in found}
    if unknown := sorted(set(posting.legs) - set(positions)):
        raise Refused(_("Okänd kommun i länet: %(codes)s.") % {"codes": ", ".join(unknown)})
    return positions


def require_enough(position: Position, change: int, decimals: int) -> None:
    if position.amount + change < 0:
        raise Refused(
            _(
                "%(kommun)s har nu %(now)s; ändringen %(change)s skulle ge ett tal under noll. "
                "Ingenting har ändrats. Ladda om sidan och pröva ett annat antal."
            )
            % {
                "kommun": position.municipality.name,
                "now": show(position.amount, decimals),
                "change": show(change, decimals, signed=True),
            }
        )


def negated(transaction: Transaction) -> dict[str, int]:
    rows = transaction.entries.values_list("position__municipality_id", "amount")
    return {code: -amount for code, amount in rows}
