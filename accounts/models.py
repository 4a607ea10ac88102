"""Who works here: people, the organisation that each acts for, and in what role."""

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from municipalities.models import County, Municipality


class User(AbstractUser):
    @property
    def full_name(self) -> str:
        return self.get_full_name() or self.username


class Organisation(models.Model):
    class Kind(models.TextChoices):
        LANSSTYRELSE = "lansstyrelse", _("Länsstyrelse")
        KOMMUN = "kommun", _("Kommun")
        MIGRATIONSVERKET = "migrationsverket", _("Migrationsverket")

    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=120, unique=True)
    county = models.ForeignKey(County, models.PROTECT, null=True, blank=True, related_name="organisations")
    municipality = models.OneToOneField(
        Municipality, models.PROTECT, null=True, blank=True, related_name="organisation"
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="lansstyrelse", county__isnull=False, municipality__isnull=True)
                | Q(kind="kommun", county__isnull=True, municipality__isnull=False)
                | Q(kind="migrationsverket", county__isnull=True, municipality__isnull=True),
                name="organisation_has_the_area_of_its_kind",
            ),
            models.UniqueConstraint(
                fields=["county"], condition=Q(kind="lansstyrelse"), name="one_lansstyrelse_a_county"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    HANDLAGGARE = "handlaggare", _("Handläggare")
    BESLUTSFATTARE = "beslutsfattare", _("Beslutsfattare")
    LASARE = "lasare", _("Läsare")
    ADMINISTRATOR = "administrator", _("Administratör")
    SAMORDNARE = "samordnare", _("Nationell samordnare")


class Membership(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="one_membership_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.organisation}"


class MandateQuerySet(models.QuerySet["Mandate"]):
    def valid(self, on: date) -> "MandateQuerySet":
        return self.filter(valid_from__lte=on).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))


class Mandate(models.Model):
    """Fullmakt: an organisation (a common nämnd's, say) may answer for another kommun, in all or some processes."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="mandates")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="mandates")
    process = models.CharField(max_length=20, blank=True)  # empty: all three
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.organisation} för {self.municipality}"
