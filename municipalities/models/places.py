"""Län and kommuner, in the division that is in force."""

from typing import Self

from django.db import models


class County(models.Model):
    """Län."""

    code = models.CharField(primary_key=True, max_length=2)
    name = models.CharField(max_length=60)  # "Östergötlands län"
    sort_key = models.CharField(max_length=80, db_index=True)  # å ä ö in order on every database

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def in_county(self, county_code: str) -> Self:
        return self.filter(county_id=county_code)

    def names_by_code(self) -> dict[str, str]:
        """kommunkod → name, in Swedish order."""
        return dict(self.values_list("code", "name"))


class Municipality(models.Model):
    """Kommun."""

    code = models.CharField(primary_key=True, max_length=4)
    name = models.CharField(max_length=60)
    county = models.ForeignKey(County, models.PROTECT, related_name="municipalities")
    sort_key = models.CharField(max_length=80, db_index=True)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name
