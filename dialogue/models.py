"""The talk about a proposal: the dialogue of a frame, each kommun's svar, länsstyrelsens svar."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Organisation
from allocation.models import Frame, TargetGroup
from municipalities.models import Municipality


class Deadline(models.Model):
    """Last minute to answer (Europe/Stockholm). Append-only: an extension is a new row; the newest counts."""

    frame = models.ForeignKey(Frame, models.PROTECT, related_name="deadlines")
    at = models.DateTimeField()
    set_at = models.DateTimeField()
    actor_name = models.CharField(max_length=200)
    event_number = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.frame}: {self.at:%Y-%m-%d %H:%M}"


class ResponseQuerySet(models.QuerySet["Response"]):
    def submitted(self) -> Self:
        return self.filter(submitted_at__isnull=False)

    def newest_submitted(self) -> Self:
        """Each kommun's latest word in each frame."""
        later = Response.objects.filter(
            frame=OuterRef("frame"), municipality=OuterRef("municipality"), submitted_at__gt=OuterRef("submitted_at")
        )
        return self.submitted().filter(~Exists(later))

    def visible_to(self, actor: Actor) -> Self:
        """Submitted ones by area; a draft by its own organisation only."""
        if actor.is_anonymous:
            return self.none()
        return self.filter(Q(organisation_id=actor.organisation_id) | Q(submitted_at__isnull=False) & _area(actor))


def _area(actor: Actor) -> Q:
    """Whose submitted answers the actor reads."""
    if actor.is_migrationsverket or actor.is_samordnare:
        return Q()
    if actor.is_lansstyrelse:
        return Q(frame__county_id=actor.county_code)
    answers_for = Q(pk=None)
    for code, process in actor.answers_for:  # a fullmakt may hold for a single process
        answers_for |= Q(municipality_id=code, **({"frame__round__process": process} if process else {}))
    return answers_for


class Response(models.Model):
    """Kommunens svar. A draft until submitted; then it stands, and a new one follows it."""

    class Answer(models.TextChoices):
        NO_OBJECTION = "no_objection", _("Inget att erinra")
        CONTRIBUTION = "contribution", _("Synpunkt")
        WANTS_FEWER = "wants_fewer", _("Vill omfördela till annan kommun")
        WANTS_MORE = "wants_more", _("Kan vara mottagande kommun")

    class Anchoring(models.TextChoices):
        OFFICER = "officer", _("Tjänsteperson")
        COMMITTEE = "committee", _("Nämnd")
        BOARD = "board", _("Kommunstyrelse (KS)")

    frame = models.ForeignKey(Frame, models.PROTECT, related_name="responses")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="responses")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="responses")
    answer = models.CharField(max_length=20, choices=Answer)
    text = models.TextField(blank=True)
    anchoring = models.CharField(max_length=20, choices=Anchoring, default=Anchoring.OFFICER)
    anchored_on = models.DateField(null=True, blank=True)
    reservation_until = models.DateField(null=True, blank=True)  # med förbehåll för beslut i nämnd/KS, expected on
    proposal_version = models.PositiveSmallIntegerField(default=1)  # the version commented on
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False)
    receipt = models.CharField(max_length=20, blank=True)  # kvittensnummer
    actor_name = models.CharField(max_length=200)
    event_number = models.PositiveBigIntegerField(null=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["frame", "municipality", "organisation"],
                condition=Q(submitted_at__isnull=True),
                name="one_draft_an_organisation",
            ),
            models.UniqueConstraint(fields=["receipt"], condition=~Q(receipt=""), name="one_receipt_a_response"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.get_answer_display()}"


class Wish(models.Model):
    """Önskemål for one target group, as an interval in the round's integer units; equal ends are one number."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="wishes")
    target_group = models.ForeignKey(TargetGroup, models.PROTECT, related_name="wishes")
    least = models.PositiveIntegerField(null=True, blank=True)
    most = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["target_group__position"]
        constraints = [
            models.UniqueConstraint(fields=["response", "target_group"], name="one_wish_a_target_group"),
            models.CheckConstraint(
                condition=Q(least__isnull=False) | Q(most__isnull=False), name="a_wish_names_a_number"
            ),
            models.CheckConstraint(
                condition=Q(least__isnull=True) | Q(most__isnull=True) | Q(least__lte=models.F("most")),
                name="a_wish_is_an_interval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.least}–{self.most}"


class Reply(models.Model):
    """Länsstyrelsens svar to a submitted response: how far it is met, and why. Append-only; the newest counts."""

    class Handling(models.TextChoices):
        WHOLE = "whole", _("Ingår helt i förslag till beslut")
        PART = "part", _("Ingår delvis i förslag till beslut")
        NOT = "not", _("Ingår inte i förslag till beslut")

    response = models.ForeignKey(Response, models.PROTECT, related_name="replies")
    handling = models.CharField(max_length=10, choices=Handling)
    text = models.TextField()
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=200)
    event_number = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.response}: {self.get_handling_display()}"
