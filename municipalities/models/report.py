"""What the länsstyrelser's report states, and where it contradicts itself."""

from django.db import models

from municipalities.models.provenance import Import


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
        constraints = [models.UniqueConstraint(fields=["indicator", "year", "level", "code"], name="one_report_figure")]

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

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.id
