"""Where a proposal comes from: Migrationsverket's file, or a model run of our own. Never confused."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from allocation.models.rounds import Round
from municipalities.models import County, Municipality


class ModelRun(models.Model):
    """A calculation by Jämka's own model, with everything it takes to repeat it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    round = models.ForeignKey(Round, models.PROTECT, related_name="model_runs")
    job = models.OneToOneField("journal.Job", models.PROTECT, null=True, related_name="model_run")
    parameters = models.JSONField()
    input_digest = models.CharField(max_length=64, blank=True)
    inputs = models.JSONField(default=dict)  # sources and stand-ins, for the page
    result = models.JSONField(default=dict)  # per kommun and target group: amount and exact steps
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_name = models.CharField(max_length=200)
    finished_at = models.DateTimeField(null=True)
    # Migrationsverket's proposal that this run is set beside: a comparison never becomes a proposal itself.
    compared_with = models.ForeignKey("allocation.Proposal", models.PROTECT, null=True, related_name="comparisons")

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Modellkörning {self.round}"


class StagedProposal(models.Model):
    """A file that has been read and checked but not accepted: the preview. Nothing in the ledger yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    round = models.ForeignKey(Round, models.CASCADE, related_name="staged_proposals")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    rows = models.JSONField()  # [{row, kommunkod, kommun, malgrupp, amount, before}]
    errors = models.JSONField(default=list)  # [{row, column, message}]
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_id = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.file_name} till {self.round}"


class Proposal(models.Model):
    """Förslag: a whole vector posted as openings. A new version posts the differences."""

    class Origin(models.TextChoices):
        IMPORTED = "imported", _("Migrationsverkets förslag")
        COMPUTED = "computed", _("Jämkas egen beräkning, inte Migrationsverkets")

    round = models.ForeignKey(Round, models.PROTECT, related_name="proposals")
    version = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=20, choices=Origin)
    file_name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    model_run = models.ForeignKey(ModelRun, models.PROTECT, null=True, related_name="proposals")
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=200)
    event_number = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["round", "version"], name="one_proposal_a_version")]

    def __str__(self) -> str:
        return f"{self.round}, förslag {self.version}"


class PublishedNumberQuerySet(models.QuerySet["PublishedNumber"]):
    def newest(self) -> "PublishedNumberQuerySet":
        """Per process, year and län: the newest revision that has been published."""
        newer = PublishedNumber.objects.filter(
            process=models.OuterRef("process"),
            year=models.OuterRef("year"),
            county=models.OuterRef("county"),
            revision__gt=models.OuterRef("revision"),
        )
        return self.filter(~models.Exists(newer))


class PublishedNumber(models.Model):
    """A decided number as the world reads it. Written once, at sealing; served without joins."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="published")
    decision = models.ForeignKey("allocation.Decision", models.PROTECT, related_name="published")
    process = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    revision = models.PositiveSmallIntegerField()
    county = models.ForeignKey(County, models.PROTECT)
    county_name = models.CharField(max_length=60)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="published")
    municipality_name = models.CharField(max_length=60)
    target_group = models.CharField(max_length=30)
    target_group_position = models.PositiveSmallIntegerField(default=0)
    amount = models.PositiveIntegerField()
    proposed = models.PositiveIntegerField()
    decimals = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20)
    decided_on = models.DateField()

    objects = PublishedNumberQuerySet.as_manager()

    class Meta:
        ordering = ["process", "-year", "municipality_id", "target_group_position"]
        indexes = [models.Index(fields=["process", "year", "county", "revision"], name="published_lookup")]
        constraints = [models.UniqueConstraint(fields=["round", "municipality", "target_group"], name="published_once")]

    def __str__(self) -> str:
        return f"{self.process} {self.year} {self.municipality_id}: {self.amount}"
