"""What the legal acts give: länstal, national totals and caps."""

from django.db import models
from django.db.models import Q

from municipalities.models.places import County
from municipalities.models.provenance import Import


class StatutoryNumberQuerySet(models.QuerySet["StatutoryNumber"]):
    def lanstal(self, year: int, revision: int = 0) -> dict[str, int]:
        """länskod → persons. Empty where the vector of that year and revision has not been read."""
        of_lan = self.filter(process="kommuntal", year=year, revision=revision, county__isnull=False)
        return dict(of_lan.order_by("county_id").values_list("county_id", "persons"))

    def national(self, process: str, year: int, revision: int = 0) -> "StatutoryNumber | None":
        """The sum of the länstal, or the cap of the fördelningstal, with its legal basis."""
        return self.filter(process=process, year=year, revision=revision, county__isnull=True).first()


class StatutoryNumber(models.Model):
    """Länstal, national totals and caps as the legal acts give them. `county` null: the nation."""

    process = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    revision = models.PositiveSmallIntegerField()
    county = models.ForeignKey(County, models.PROTECT, null=True)
    persons = models.PositiveIntegerField()
    legal_basis = models.CharField(max_length=40, blank=True)  # "SFS 2025:894"; empty where none was confirmed
    remark = models.CharField(max_length=300, blank=True)
    imported_in = models.ForeignKey(Import, models.PROTECT)

    objects = StatutoryNumberQuerySet.as_manager()

    class Meta:
        ordering = ["process", "year", "revision", "county_id"]
        constraints = [
            # Two constraints, since SQLite cannot take nulls as equal within one.
            models.UniqueConstraint(
                fields=["process", "year", "revision", "county"],
                condition=Q(county__isnull=False),
                name="one_statutory_number_a_lan",
            ),
            models.UniqueConstraint(
                fields=["process", "year", "revision"],
                condition=Q(county__isnull=True),
                name="one_national_statutory_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.year}/{self.revision} {self.county_id or '00'}: {self.persons}"
