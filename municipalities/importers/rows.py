"""What a row of a reference file becomes."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from django.db import models

from municipalities.importers.readers import Missing
from municipalities.importers.table import Row
from municipalities.models import County, Discrepancy, Municipality, Observation, ReportFigure, StatutoryNumber
from municipalities.sorting import sort_key

REVISIONS = {"ordinary": 0, "revised": 1, "final": 0}
FINAL_2018 = "Tal vid årets slut enligt Migrationsverkets uppföljning; förordningen har inte lästs"


def observations(indicators: Mapping[str, str], *, year: int | None = None) -> Callable[[Row], list[models.Model]]:
    """Each of the columns is an indicator. The year is the file's, or stands in the row."""

    def build(row: Row) -> list[models.Model]:
        return [_observation(slug, row, column, year or row["year"]) for column, slug in indicators.items()]

    return build


def _observation(slug: str, row: Row, column: str, year: int) -> Observation:
    cell: Decimal | int | Missing = row[column]
    value, reason = (None, cell.reason) if isinstance(cell, Missing) else (Decimal(cell), "")
    return Observation(indicator_id=slug, municipality_id=row["code"], year=year, value=value, missing_reason=reason)


def county(row: Row) -> list[models.Model]:
    return [County(code=row["code"], name=row["name"], sort_key=sort_key(row["name"]))]


def municipality(row: Row) -> list[models.Model]:
    name = row["name"]
    return [Municipality(code=row["code"], name=name, county_id=row["county_code"], sort_key=sort_key(name))]


def lanstal(row: Row) -> list[models.Model]:
    return [
        StatutoryNumber(
            process="kommuntal",
            year=row["year"],
            revision=REVISIONS[row["round"]],
            county_id=row["county_code"],
            persons=row["persons"],
            legal_basis=f"SFS {row['sfs']}" if row["sfs"] else "",
            remark=FINAL_2018 if row["round"] == "final" else "",
        )
    ]


def total(row: Row) -> list[models.Model]:
    return [
        StatutoryNumber(
            process=row["process"],
            year=row["year"],
            revision=row["revision"],
            persons=row["total"],
            legal_basis=row["legal_basis"],
            remark=row["source"],
        )
    ]


def report_figure(row: Row) -> list[models.Model]:
    return [ReportFigure(**row.values)]


def discrepancy(row: Row) -> list[models.Model]:
    return [Discrepancy(**row.values)]
