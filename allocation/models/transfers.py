"""Omfördelningar on their way: proposed, approved by each kommun whose number changes, then posted."""

from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from allocation.models.ledger import Form, Reason, Transaction
from allocation.models.rounds import Frame, TargetGroup
from municipalities.models import Municipality


class TransferState(models.TextChoices):
    PROPOSED = "proposed", _("Ej godkänd")
    APPROVED = "approved", _("Godkänd av kommunerna")
    AGREED = "agreed", _("Överenskommen")
    REFUSED = "refused", _("Avböjd")
    WITHDRAWN = "withdrawn", _("Återkallad")
    REVERSED = "reversed", _("Återförd")
    LAPSED = "lapsed", _("Förfallen")


OPEN_STATES = frozenset({TransferState.PROPOSED, TransferState.APPROVED})


class TransferQuerySet(models.QuerySet["Transfer"]):
    def with_state(self) -> Self:
        newest = TransferStatus.objects.filter(transfer=OuterRef("pk")).order_by("-pk").values("state")[:1]
        return self.annotate(newest_state=Subquery(newest))

    def open(self) -> Self:
        """Proposed or approved, not yet posted: "ej godkänt"."""
        return self.with_state().filter(newest_state__in=OPEN_STATES)


class Transfer(models.Model):
    """Omfördelning among two or more kommuner of one län, one process and one target group."""

    frame = models.ForeignKey(Frame, models.PROTECT, related_name="transfers")
    target_group = models.ForeignKey(TargetGroup, models.PROTECT, related_name="transfers")
    proposed_by = models.ForeignKey(Organisation, models.PROTECT, related_name="transfers")
    # A reversal of what was agreed is itself an omfördelning that needs the same approvals.
    reverses = models.ForeignKey(Transaction, models.PROTECT, null=True, related_name="reversal_transfers")
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="carried_to")

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Omfördelning {self.pk}"

    @property
    def state(self) -> TransferState:
        if not hasattr(self, "newest_state"):
            self.newest_state = self.statuses.order_by("-pk").values_list("state", flat=True).first()
        return TransferState(self.newest_state or TransferState.PROPOSED)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def current(self) -> "TransferVersion":
        return self.versions.order_by("-number")[0]


class TransferVersion(models.Model):
    """What exactly is proposed. Append-only: a changed leg is a new version, and approvals belong to one version."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=20, choices=Form)
    reason = models.CharField(max_length=20, choices=Reason)
    text = models.TextField()
    carry_over = models.BooleanField(default=False)  # holds at a revidering too; otherwise it lapses
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=200)
    event_number = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["transfer", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.transfer} version {self.number}"


class TransferLeg(models.Model):
    version = models.ForeignKey(TransferVersion, models.PROTECT, related_name="legs")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="transfer_legs")
    amount = models.IntegerField()

    class Meta:
        ordering = ["municipality__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["version", "municipality"], name="one_leg_a_municipality"),
            models.CheckConstraint(condition=~Q(amount=0), name="a_leg_changes_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id}: {self.amount:+d}"


class TransferStatus(models.Model):
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="statuses")
    state = models.CharField(max_length=20, choices=TransferState)
    at = models.DateTimeField()
    event_number = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.transfer}: {self.get_state_display()}"


class Approval(models.Model):
    """A kommun's godkännande (or refusal) of exactly one version. Append-only."""

    version = models.ForeignKey(TransferVersion, models.PROTECT, related_name="approvals")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="approvals")
    approved = models.BooleanField()
    text = models.TextField(blank=True)
    reservation_until = models.DateField(null=True, blank=True)  # "med förbehåll för beslut i KS", expected on
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=200)
    event_number = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "municipality"], name="one_approval_a_municipality")]

    def __str__(self) -> str:
        return f"{self.municipality_id}: {'godkänt' if self.approved else 'ej godkänt'}"
