"""The real labour-market index per kommun, which no open file carries: imported, it replaces the named stand-in."""

from pathlib import Path

from django.db import transaction

from municipalities.importers import checks
from municipalities.importers.readers import code, number, whole
from municipalities.importers.reference import read_reference
from municipalities.importers.table import FilesRefused, read_table
from municipalities.models import Import, Indicator, Observation, Source

INDICATOR = "arbetsmarknadsindex"
COLUMNS = {"code": code(4), "year": whole, "value": number}
CHECKS = (
    checks.codes_of("code", "kommuner.csv"),
    checks.all_codes_of("code", "kommuner.csv", per=("year",)),
)


@transaction.atomic
def import_labour_market_index(*, path: Path, publisher: str, citation: str) -> int:
    """A file with code, year and value (higher: a better labour market), every kommun each year. All or nothing.

    Raises FilesRefused, naming row and column. A year that is already held is replaced.
    """
    table, problems = read_table(path, COLUMNS, ("code", "year"))
    reference = read_reference()
    problems += [problem for check in CHECKS for problem in check(table, reference)]
    if problems:
        raise FilesRefused(problems)
    Indicator.objects.get_or_create(
        slug=INDICATOR,
        defaults={"name": "Arbetsmarknadsindex", "unit": "index", "definition": "Högre är en bättre arbetsmarknad."},
    )
    source, _created = Source.objects.update_or_create(
        slug=INDICATOR, defaults={"publisher": publisher, "title": path.name, "citation": citation}
    )
    imported, _created = Import.objects.get_or_create(
        file_name=path.name, digest=table.digest, defaults={"source": source, "rows": len(table.rows)}
    )
    Observation.objects.filter(indicator=INDICATOR, year__in=set(table.column("year"))).delete()
    Observation.objects.bulk_create(
        Observation(
            indicator_id=INDICATOR,
            municipality_id=row["code"],
            year=row["year"],
            value=row["value"],
            imported_in=imported,
        )
        for row in table.rows
    )
    return len(table.rows)
