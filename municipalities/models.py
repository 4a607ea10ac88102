"""Län, kommuner, and what is known of them: every observation with its indicator, period, unit, source and import."""

from django.db import models
from django.db.models import Q


class County(models.Model):
    """Län."""

    code = models.CharField(primary_key=True, max_length=2)
    name = models.CharField(max_length=60)  # "Östergötlands län"
    sort_key = models.CharField(max_length=80, db_index=True)  # å ä ö in order on every database

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """Kommun."""

    code = models.CharField(primary_key=True, max_length=4)
    name = models.CharField(max_length=60)
    county = models.ForeignKey(County, models.PROTECT, related_name="municipalities")
    sort_key = models.CharField(max_length=80, db_index=True)

    class Meta:
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """A publisher's table or document, with the words by which it wants to be cited."""

    slug = models.SlugField(primary_key=True, max_length=60)
    publisher = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    citation = models.CharField(max_length=300)  # "Källa: SCB"
    terms = models.CharField(max_length=300, blank=True)
    synthetic = models.BooleanField(default=False)  # made up for want of real figures; said wherever it is shown

    def __str__(self) -> str:
        return self.title


class Import(models.Model):
    """One reading of one file."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # sha256 of the file
    rows = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file_name", "digest"], name="a_file_is_imported_once")]

    def __str__(self) -> str:
        return self.file_name


class Indicator(models.Model):
    slug = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40)
    definition = models.TextField(blank=True)
    caveat = models.TextField(blank=True)  # what must be said beside it ("står in för arbetsmarknadsindex")

    def __str__(self) -> str:
        return self.name


class Observation(models.Model):
    """A value of one indicator, for one kommun (or one län, or the nation), in one year. Missing is null, with a reason."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="observations")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="observations")
    county = models.ForeignKey(County, models.PROTECT, null=True, related_name="observations")
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=18, decimal_places=5, null=True)
    missing_reason = models.CharField(max_length=200, blank=True)
    imported_in = models.ForeignKey(Import, models.PROTECT, related_name="observations")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "municipality", "county", "year"],
                name="one_observation_a_place_and_year",
                nulls_distinct=False,
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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["process", "year", "revision", "county"],
                name="one_statutory_number",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.year}/{self.revision} {self.county_id or '00'}: {self.persons}"


class ReportFigure(models.Model):
    """A figure that the länsstyrelser's report states, where it states it."""

    indicator = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=20)
    code = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=18, decimal_places=5)
    unit = models.CharField(max_length=40)
    section = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    imported_in = models.ForeignKey(Import, models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year", "level", "code"], name="one_report_figure")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year} {self.code}"


class Discrepancy(models.Model):
    """Two places that contradict each other in the report. Listed, never smoothed over."""

    id = models.CharField(primary_key=True, max_length=10)
    section_a = models.CharField(max_length=100)
    value_a = models.TextField()
    section_b = models.CharField(max_length=100)
    value_b = models.TextField()
    explanation = models.TextField()
    imported_in = models.ForeignKey(Import, models.PROTECT)

    def __str__(self) -> str:
        return self.id
