"""The bottom of the house: what happened (events), and what is to be done (jobs). Actors are plain ids."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One act, once. Append-only and hash-chained: each digest covers the one before (see journal/chain.py)."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    actor_id = models.PositiveBigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    organisation_id = models.PositiveBigIntegerField(null=True)
    organisation_name = models.CharField(max_length=200)
    subject = models.CharField(max_length=100, db_index=True)  # "frame:12"
    data = models.JSONField(default=dict)
    # Free text lies apart, under a salted digest, so that it can be gallrad without breaking the chain.
    text = models.TextField(blank=True)
    text_salt = models.CharField(max_length=32, blank=True)
    text_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class Head(models.Model):
    """The end of the chain, one row. Locked last of all locks, so that events get their numbers one by one."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    count = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="journal_one_head")]

    def __str__(self) -> str:
        return f"{self.count}:{self.digest}"


class Job(models.Model):
    """Long work, as a row with a lease. The broker is only a bell: a sweep rings again for what was lost."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("väntar")
        RUNNING = "running", _("pågår")
        DONE = "done", _("klart")
        FAILED = "failed", _("misslyckades")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING, db_index=True)
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    message = models.CharField(max_length=500, blank=True)
    result = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    organisation_id = models.PositiveBigIntegerField(null=True)
    created_by_id = models.PositiveBigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"
