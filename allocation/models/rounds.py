"""Rounds, their frames and what governs them: target groups, totals, statuses, samråd."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from allocation.processes import Process, ProcessRules, TotalKind, rules_for
from municipalities.models import County


class FrameState(models.TextChoices):
    PLANNED = "planned", _("Inväntas")
    PROPOSED = "proposed", _("Förslag mottaget")
    DIALOGUE = "dialogue", _("Dialog pågår")
    DIALOGUE_CLOSED = "dialogue_closed", _("Dialogen avslutad")
    PREPARED = "prepared", _("Beslut bereds")
    DECIDED = "decided", _("Beslutat")
    HANDED_OVER = "handed_over", _("Överlämnat till Migrationsverket")
    SENT_BACK = "sent_back", _("Återsänt av Migrationsverket")
    CONFIRMED = "confirmed", _("Fastställt")


SEALED = frozenset({FrameState.DECIDED, FrameState.CONFIRMED})
FROZEN = frozenset({FrameState.HANDED_OVER})


class RoundQuerySet(models.QuerySet["Round"]):
    def with_progress(self) -> Self:
        """Adds `frames_total` and `frames_sealed` ("14 av 21 beslutade")."""
        return self.annotate(
            frames_total=Count("frames", distinct=True),
            frames_sealed=Count("frames", filter=Q(frames__sealed_by__isnull=False), distinct=True),
        )

    def sealed(self) -> Self:
        """Every frame decided or fastställd."""
        return self.with_progress().filter(frames_total__gt=0, frames_total=F("frames_sealed"))

    def in_force(self, process: str, year: int, on: date) -> "Round | None":
        """The newest revision that is sealed and whose day has come."""
        return self.sealed().filter(process=process, year=year, in_force_from__lte=on).order_by("-revision").first()

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def open(self) -> Self:
        """Still worked on: the year is not closed, and no later revision has been planned."""
        later = Round.objects.filter(
            process=OuterRef("process"), year=OuterRef("year"), revision__gt=OuterRef("revision")
        )
        return self.filter(~Exists(later), closed_on=None)

    def newest_year(self) -> int:
        """The year that is worked on; the present one before there is any round."""
        newest = self.order_by("-year").values_list("year", flat=True).first()
        return newest or timezone.localdate().year

    def current(self, year: int) -> "dict[str, Round]":
        """The newest revision of each process, as people work on it."""
        return {r.process: r for r in self.of_year(year).order_by("revision")}


class Round(models.Model):
    """Omgång: one process, one year, one revision. The numbers themselves are in the ledger."""

    process = models.CharField(max_length=20, choices=Process)
    year = models.PositiveSmallIntegerField()
    revision = models.PositiveSmallIntegerField(default=0)
    decimals = models.PositiveSmallIntegerField(default=0)
    rules_version = models.CharField(max_length=20)
    in_force_from = models.DateField()
    closed_on = models.DateField(null=True, blank=True)  # the year is over; nothing more is expected
    decide_by = models.DateField(null=True, blank=True)  # shown as a deadline, e.g. 15 November
    remark = models.TextField(blank=True)  # shown on every page of the round
    synthetic = models.BooleanField(default=False)  # länstal or groups made up for trying; said on every page
    adjustment_allowed = models.BooleanField(default=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "process", "-revision"]
        constraints = [models.UniqueConstraint(fields=["process", "year", "revision"], name="one_round_a_revision")]

    def __str__(self) -> str:
        name = f"{Process(self.process).label.split(',')[0]} {self.year}"
        if not self.revision:
            return name
        return gettext("%(round)s, revidering %(n)s") % {"round": name, "n": self.revision}

    @property
    def rules(self) -> ProcessRules:
        return rules_for(self.process)

    @property
    def unit_label(self) -> str:
        return "‰" if self.rules.unit == "promille" else gettext("personer")

    @property
    def total_kind(self) -> TotalKind:
        return self.rules.total_kind


class TargetGroup(models.Model):
    """Målgrupp. A setting of the round: `samtliga`, or as in 2024 `folkbokforda` and `abo_kvot`."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="target_groups")
    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="one_target_group_a_code")]

    def __str__(self) -> str:
        return self.name


class Totals(models.Model):
    """What the round must sum to, as known at the time: preliminary first, then by the legal act. Newest counts."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="totals")
    national = models.PositiveIntegerField()  # in integer units; a cap where the process has one
    statutory = models.BooleanField()
    legal_basis = models.CharField(max_length=40, blank=True)  # "SFS 2025:894"
    remark = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    event_number = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.round}: {self.national}"


class CountyTotal(models.Model):
    """Länstal. Only kommuntal has them in law; for the others a län's control total is its sum in the proposal."""

    totals = models.ForeignKey(Totals, models.PROTECT, related_name="counties")
    county = models.ForeignKey(County, models.PROTECT)
    amount = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["totals", "county"], name="one_total_a_county")]

    def __str__(self) -> str:
        return f"{self.county}: {self.amount}"


class FrameQuerySet(models.QuerySet["Frame"]):
    def with_state(self) -> Self:
        """Adds `state`: the newest status row (FrameState.PLANNED if there is none)."""
        newest = FrameStatus.objects.filter(frame=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            newest_state=Subquery(newest.values("state")[:1]), state_since=Subquery(newest.values("at")[:1])
        )

    def sealed(self) -> Self:
        return self.filter(Exists(FrameStatus.objects.filter(frame=OuterRef("pk"), state__in=SEALED)))

    def open(self) -> Self:
        """Not decided, in a round that is still worked on."""
        return self.filter(round__in=Round.objects.open(), sealed_by=None)

    def of_county(self, county_code: str, year: int) -> Self:
        return self.filter(county_id=county_code, round__year=year)

    def newest_of_county(self, county_code: str, year: int) -> "dict[str, Frame]":
        """The frame of the newest revision per process: what länets tal shows. A process not begun is missing."""
        frames = self.of_county(county_code, year).with_state().select_related("round", "county")
        return {f.round.process: f for f in frames.order_by("round__revision")}


class Frame(models.Model):
    """One round in one län: what is locked, frozen and sealed."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="frames")
    county = models.ForeignKey(County, models.PROTECT, related_name="frames")
    # Set once, by the decision that seals the frame: kept here so that "sealed" costs no subquery. A trigger guards it.
    sealed_by = models.ForeignKey("allocation.Decision", models.PROTECT, null=True, related_name="frames")

    objects = FrameQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "county"], name="one_frame_a_county")]

    def __str__(self) -> str:
        return f"{self.round}, {self.county}"

    @property
    def state(self) -> FrameState:
        if not hasattr(self, "newest_state"):
            newest = self.statuses.order_by("-pk").values_list("state", flat=True).first()
            self.newest_state: str | None = newest
        return FrameState(self.newest_state or FrameState.PLANNED)

    @property
    def is_sealed(self) -> bool:
        return self.state in SEALED

    @property
    def has_dialogue(self) -> bool:
        """A län with a single kommun (Gotland) has nothing to talk over: kommuntal = länstal (report 4.3)."""
        return self.county_id != "09"


class FrameStatus(models.Model):
    """Append-only: what a frame was, from when, by which act."""

    frame = models.ForeignKey(Frame, models.PROTECT, related_name="statuses")
    state = models.CharField(max_length=20, choices=FrameState)
    at = models.DateTimeField()
    event_number = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.frame}: {self.get_state_display()}"


class Consultation(models.Model):
    """Samråd about the proposal, kept with the round: when, with whom, what came of it, the PM."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="consultations")
    held_on = models.DateField()
    participants = models.TextField()
    outcome = models.TextField()
    memo = models.TextField(blank=True)
    event_number = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["-held_on"]

    def __str__(self) -> str:
        return f"{self.round} {self.held_on}"
