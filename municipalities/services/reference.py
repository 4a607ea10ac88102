"""Loads the reference files. All of them or nothing, as often as one likes: what is already so is left alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models, transaction

from municipalities.importers.catalogue import INDICATORS, SOURCES
from municipalities.importers.datasets import DATASETS, Dataset
from municipalities.importers.reference import REFERENCE, read_reference
from municipalities.importers.table import Table
from municipalities.models import (
    County,
    Discrepancy,
    Import,
    Indicator,
    Municipality,
    Observation,
    ReportFigure,
    Source,
    StatutoryNumber,
)

# Places are what other rows point at: renamed where they stand, never deleted.
PLACES = (County, Municipality)

# What a figure is about. Two imports that bring a figure about the same thing contend for one row.
SUBJECT: dict[type[models.Model], tuple[str, ...]] = {
    Observation: ("indicator_id", "municipality_id", "county_id", "year"),
    StatutoryNumber: ("process", "year", "revision", "county_id"),
    ReportFigure: ("indicator", "year", "level", "code"),
    Discrepancy: ("id",),
}


@dataclass(frozen=True)
class Loaded:
    file_name: str
    rows: int
    changed: int  # rows of the database written; 0 when everything was already so


@transaction.atomic
def load_reference(*, directory: Path = REFERENCE) -> list[Loaded]:
    tables = read_reference(directory)
    _upsert(Source, SOURCES)
    _upsert(Indicator, INDICATORS)
    return [_load(dataset, tables[dataset.file_name]) for dataset in DATASETS]


def _load(dataset: Dataset, table: Table) -> Loaded:
    imported, _ = Import.objects.get_or_create(
        file_name=table.file_name,
        digest=table.digest,
        defaults={"source_id": dataset.source, "rows": len(table.rows)},
    )
    rows = [instance for row in table.rows for instance in dataset.build(row)]
    changed = _upsert(dataset.model, rows) if dataset.model in PLACES else _replace(dataset.model, rows, imported)
    return Loaded(table.file_name, len(table.rows), changed)


def _upsert(model: type[models.Model], rows: Iterable[models.Model]) -> int:
    """Writes the rows that are new or differ, by primary key."""
    fields = _content_fields(model)
    present = set(model._default_manager.values_list(*fields))
    written = [row for row in rows if _values(row, fields) not in present]
    key = model._meta.pk.attname
    model._default_manager.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=[key],
        update_fields=[field for field in fields if field != key],
    )
    return len(written)


def _replace(model: type[models.Model], rows: Iterable[models.Model], imported: Import) -> int:
    """Makes these the figures of this file. A figure that another import has brought since stays: it is the newer."""
    fields = _content_fields(model)
    of_this_file = model._default_manager.filter(imported_in__file_name=imported.file_name)
    of_others = model._default_manager.exclude(imported_in__file_name=imported.file_name)
    taken = set(of_others.values_list(*SUBJECT[model]))
    figures = [row for row in rows if _values(row, SUBJECT[model]) not in taken]
    for figure in figures:
        figure.imported_in = imported  # type: ignore[attr-defined]  # every model in SUBJECT has it
    if {_values(figure, fields) for figure in figures} == set(of_this_file.values_list(*fields)):
        return 0
    of_this_file.delete()
    model._default_manager.bulk_create(figures)
    return len(figures)


def _content_fields(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if not field.auto_created]


def _values(row: models.Model, fields: Iterable[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, field) for field in fields)
