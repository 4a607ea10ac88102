"""Prepared by one person, decided by another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from allocation.models.rounds import Frame, Round


class Preparation(models.Model):
    """Beslutsförslag by the föredragande. Holds for the numbers as they were then: a posting afterwards voids it.

    For a frame: länsstyrelsens beslut (kommuntal) or överlämnande. For a round (frame null): fastställande.
    """

    class Act(models.TextChoices):
        DECISION = "decision", _("Beslut om kommuntal")
        HANDOVER = "handover", _("Överlämnande till Migrationsverket")
        CONFIRMATION = "confirmation", _("Fastställande")

    act = models.CharField(max_length=20, choices=Act)
    round = models.ForeignKey(Round, models.PROTECT, related_name="preparations")
    frame = models.ForeignKey(Frame, models.PROTECT, null=True, related_name="preparations")
    ledger_digest = models.CharField(max_length=64)
    diarienummer = models.CharField(max_length=60)
    legal_basis = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    actor_id = models.PositiveBigIntegerField()
    actor_name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=200)
    event_number = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(act="confirmation", frame__isnull=True) | (~Q(act="confirmation") & Q(frame__isnull=False)),
                name="a_preparation_is_for_a_frame_or_the_nation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.round}"


class Decision(models.Model):
    """Beslut. Immutable: a change is a revidering. Carries the journal's head as it stood."""

    preparation = models.OneToOneField(Preparation, models.PROTECT, related_name="decision")
    decided_on = models.DateField()
    at = models.DateTimeField()
    preparer_id = models.PositiveBigIntegerField()
    actor_id = models.PositiveBigIntegerField()
    actor_name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=200)
    journal_count = models.PositiveBigIntegerField()
    journal_digest = models.CharField(max_length=64)
    event_number = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(preparer_id=F("actor_id")), name="the_decider_is_not_the_preparer")
        ]

    def __str__(self) -> str:
        return f"{self.preparation} {self.decided_on}"
