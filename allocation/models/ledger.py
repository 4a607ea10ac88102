"""The ledger: a number is never overwritten; it is the sum of its entries.

What construction cannot give, the database checks (allocation/triggers.py): legs first, header last, whose trigger
demands one frame, one target group and the sum zero; no leg may follow; nothing is changed or removed; nothing lands
in a frozen or sealed frame; `Position.amount` follows its entries and never goes below zero.
"""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from allocation.models.rounds import Frame, Round, TargetGroup
from municipalities.models import Municipality


class PositionQuerySet(models.QuerySet["Position"]):
    def of_round(self, round: Round) -> Self:
        return self.filter(frame__round=round)

    def with_proposal(self) -> Self:
        """Adds `proposed`, the sum of the openings."""
        return self.annotate(
            proposed=Coalesce(Sum("entries__amount", filter=Q(entries__transaction__kind=Kind.OPENING)), 0)
        )

    def proposed_numbers(self) -> dict[tuple[str, str], int]:
        """(kommunkod, target group code) -> the number in the proposal."""
        opening = Q(entries__transaction__kind=Kind.OPENING)
        rows = self.values_list("municipality_id", "target_group__code").order_by()
        return {(code, group): n or 0 for code, group, n in rows.annotate(n=Sum("entries__amount", filter=opening))}

    def with_sums(self) -> Self:
        """Adds `proposed`, `transferred`, `adjusted`, the parts of `amount`; a reversal counts as what it reverses."""
        kind = Coalesce("entries__transaction__reverses__kind", "entries__transaction__kind")

        def of(*kinds: str) -> Coalesce:
            return Coalesce(Sum("entries__amount", filter=Q(entry_kind__in=kinds)), 0)

        return self.alias(entry_kind=kind).annotate(
            proposed=of(Kind.OPENING),
            transferred=of(Kind.TRANSFER),
            adjusted=of(Kind.ADJUSTMENT, Kind.CORRECTION),
        )

    def in_reading_order(self) -> Self:
        """Kommun by kommun as Swedish sorts them, with everything that names them."""
        return self.select_related("municipality", "target_group").order_by(
            "municipality__sort_key", "target_group__position", "target_group_id"
        )


class Position(models.Model):
    """One kommun's number for one target group in one frame, kept by a trigger as the sum of its entries."""

    frame = models.ForeignKey(Frame, models.PROTECT, related_name="positions")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="positions")
    target_group = models.ForeignKey(TargetGroup, models.PROTECT, related_name="positions")
    amount = models.IntegerField(default=0)

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["frame", "municipality", "target_group"], name="one_position"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="position_never_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.target_group_id}: {self.amount}"


class Kind(models.TextChoices):
    OPENING = "opening", _("Förslag")
    TRANSFER = "transfer", _("Omfördelning")
    ADJUSTMENT = "adjustment", _("Länsstyrelsens avsteg")
    REVERSAL = "reversal", _("Återföring")
    CORRECTION = "correction", _("Ändring för barnets bästa")


class Form(models.TextChoices):
    """How a deviation came about (report 4.3.1)."""

    AGREEMENT = "agreement", _("Överenskommelse mellan kommuner")
    DIALOGUE = "dialogue", _("Gemensam dialog")
    WRITTEN = "written", _("Skriftliga synpunkter")
    OWN = "own", _("Länsstyrelsens egen bedömning")
    SYSTEM = "system", _("Följer av nytt förslag eller ny omgång")


class Reason(models.TextChoices):
    """Why (report 4.3.1–4.3.2)."""

    HOUSING = "housing", _("Bostadssituationen")
    HOUSEHOLDS = "households", _("Större hushåll i kommuner med låga tal")
    EKB_CAPACITY = "ekb_capacity", _("Kapacitet för ensamkommande barn, HVB")
    EARLIER_PLANNING = "earlier_planning", _("Planering för ett tidigare högre tal")
    BEST_OF_CHILD = "best_of_child", _("Barnets bästa")
    OTHER = "other", _("Annat skäl")
    PROPOSAL = "proposal", _("Förslag")


class Transaction(models.Model):
    """The header of one posting. Inserted after its legs; see the module."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    frame = models.ForeignKey(Frame, models.PROTECT, related_name="transactions")
    target_group = models.ForeignKey(TargetGroup, models.PROTECT, related_name="transactions")
    kind = models.CharField(max_length=20, choices=Kind)
    form = models.CharField(max_length=20, choices=Form, blank=True)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    text = models.TextField(blank=True)
    legal_basis = models.CharField(max_length=60, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    transfer_version = models.ForeignKey(
        "allocation.TransferVersion", models.PROTECT, null=True, related_name="transactions"
    )
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=200)
    event_number = models.PositiveBigIntegerField(db_index=True)

    class Meta:
        ordering = ["event_number"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.frame_id}"


class Entry(models.Model):
    """A leg: so many units to (or from) one position."""

    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="entries")
    position = models.ForeignKey(Position, models.PROTECT, related_name="entries")
    amount = models.IntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["transaction", "position"], name="one_entry_a_position"),
        ]

    def __str__(self) -> str:
        return f"{self.position_id}: {self.amount:+d}"
