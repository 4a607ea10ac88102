"""Indicators and their values per kommun, län or nation."""

from collections import defaultdict
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q

from municipalities.models.places import County, Municipality
from municipalities.models.provenance import Import, Source


class Indicator(models.Model):
    slug = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40)
    definition = models.TextField(blank=True)
    caveat = models.TextField(blank=True)  # what must be said beside it ("står in för arbetsmarknadsindex")

    def __str__(self) -> str:
        return self.name


class ObservationQuerySet(models.QuerySet["Observation"]):
    def of(self, indicator: str, year: int) -> Self:
        return self.filter(indicator_id=indicator, year=year)

    def in_county(self, county_code: str) -> Self:
        """The observations of the län's kommuner."""
        return self.filter(municipality__county_id=county_code)

    def years_of(self, indicator: str) -> list[int]:
        return list(self.filter(indicator_id=indicator).order_by("year").values_list("year", flat=True).distinct())

    def values_by_code(self, indicator: str, year: int) -> dict[str, Decimal | None]:
        """kommunkod → value. A missing value is there, as None."""
        of_kommuner = self.of(indicator, year).filter(municipality__isnull=False)
        return dict(of_kommuner.order_by("municipality_id").values_list("municipality_id", "value"))

    def sums_by_county(self, indicator: str, year: int) -> dict[str, Decimal | None]:
        """länskod → the sum over its kommuner; None where a kommun's value is missing: a part is not a sum."""
        values: defaultdict[str, list[Decimal | None]] = defaultdict(list)
        rows = self.of(indicator, year).filter(municipality__isnull=False).order_by("municipality__county_id")
        for county_code, value in rows.values_list("municipality__county_id", "value"):
            values[county_code].append(value)
        return {code: _sum_or_missing(county_values) for code, county_values in values.items()}

    def sources_of(self, indicator: str, year: int) -> models.QuerySet[Source]:
        """What a page cites beside these figures."""
        imports = self.of(indicator, year).values("imported_in")
        return Source.objects.filter(imports__in=imports).distinct().order_by("slug")


def _sum_or_missing(values: list[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


class Observation(models.Model):
    """One indicator in one kommun (or one län, or the nation) and one year. Missing is null, with a reason."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="observations")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="observations")
    county = models.ForeignKey(County, models.PROTECT, null=True, related_name="observations")
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=18, decimal_places=5, null=True)
    missing_reason = models.CharField(max_length=200, blank=True)
    imported_in = models.ForeignKey(Import, models.PROTECT, related_name="observations")

    objects = ObservationQuerySet.as_manager()

    class Meta:
        constraints = [
            # Three constraints, since SQLite cannot take nulls as equal within one.
            models.UniqueConstraint(
                fields=["indicator", "municipality", "year"],
                condition=Q(municipality__isnull=False),
                name="one_observation_a_kommun_and_year",
            ),
            models.UniqueConstraint(
                fields=["indicator", "county", "year"],
                condition=Q(county__isnull=False),
                name="one_observation_a_lan_and_year",
            ),
            models.UniqueConstraint(
                fields=["indicator", "year"],
                condition=Q(municipality__isnull=True, county__isnull=True),
                name="one_national_observation_a_year",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, missing_reason="") | (Q(value__isnull=True) & ~Q(missing_reason="")),
                name="missing_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(municipality__isnull=True) | Q(county__isnull=True), name="one_place_an_observation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.municipality_id or self.county_id or '00'} {self.year}"
