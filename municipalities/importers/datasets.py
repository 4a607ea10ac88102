"""The reference files as a table: source, columns, what may occur once, what a row becomes, what must hold."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db import models

from municipalities.importers import checks, rows
from municipalities.importers.checks import Check
from municipalities.importers.readers import Reader, code, number, one_of, optional_text, or_missing, text, whole
from municipalities.importers.table import Row
from municipalities.models import County, Discrepancy, Municipality, Observation, ReportFigure, StatutoryNumber


@dataclass(frozen=True)
class Dataset:
    file_name: str
    source: str
    model: type[models.Model]
    columns: Mapping[str, Reader]
    key: tuple[str, ...]
    build: Callable[[Row], Iterable[models.Model]]
    checks: tuple[Check, ...] = ()


def _per_kommun(columns: Iterable[str], read: Reader) -> dict[str, Reader]:
    return {"code": code(4), **{column: or_missing(read) for column in columns}}


KOMMUNTAL = {"kommuntal": "kommuntal", "received": "kommuntal_mottagna"}
RECEPTION = {
    "quota": "mottagna_kvot",
    "abo": "mottagna_abo",
    "ebo": "mottagna_ebo",
    "other": "mottagna_ovriga",
    "relatives": "mottagna_anhoriga",
    "unaccompanied": "mottagna_ensamkommande",
    "total": "mottagna",
}
KNOWN_KOMMUN = checks.codes_of("code", "kommuner.csv")
EVERY_KOMMUN = checks.all_codes_of("code", "kommuner.csv")
EVERY_KOMMUN_A_YEAR = checks.all_codes_of("code", "kommuner.csv", per=("year",))

DATASETS = (
    Dataset(
        file_name="counties.csv",
        source="scb-regionindelning",
        model=County,
        columns={"code": code(2), "name": text},
        key=("code",),
        build=rows.county,
    ),
    Dataset(
        file_name="kommuner.csv",
        source="scb-regionindelning",
        model=Municipality,
        columns={"code": code(4), "name": text, "county_code": code(2)},
        key=("code",),
        build=rows.municipality,
        checks=(checks.codes_of("county_code", "counties.csv"), checks.kommun_in_its_lan),
    ),
    Dataset(
        file_name="population.csv",
        source="scb-folkmangd",
        model=Observation,
        columns={**_per_kommun(["population"], whole), "year": whole},
        key=("code", "year"),
        build=rows.observations({"population": "befolkning"}),
        checks=(KNOWN_KOMMUN, EVERY_KOMMUN_A_YEAR),
    ),
    Dataset(
        file_name="education.csv",
        source="scb-utbildning",
        model=Observation,
        columns={**_per_kommun(["percent"], number), "year": whole},
        key=("code", "year"),
        build=rows.observations({"percent": "eftergymnasial_utbildning"}),
        checks=(KNOWN_KOMMUN, EVERY_KOMMUN_A_YEAR),
    ),
    Dataset(
        file_name="taxbase.csv",
        source="scb-skattekraft",
        model=Observation,
        columns={**_per_kommun(["sek_per_inhabitant"], whole), "year": whole},
        key=("code", "year"),
        build=rows.observations({"sek_per_inhabitant": "skattekraft"}),
        checks=(KNOWN_KOMMUN, EVERY_KOMMUN_A_YEAR),
    ),
    Dataset(
        file_name="kommuntal_2018.csv",
        source="migrationsverket-kommuntal-2018",
        model=Observation,
        columns=_per_kommun(KOMMUNTAL, whole),
        key=("code",),
        build=rows.observations(KOMMUNTAL, year=2018),
        checks=(KNOWN_KOMMUN, EVERY_KOMMUN),
    ),
    Dataset(
        file_name="reception_2018.csv",
        source="migrationsverket-kommunmottagna-2018",
        model=Observation,
        columns=_per_kommun(RECEPTION, whole),
        key=("code",),
        build=rows.observations(RECEPTION, year=2018),
        checks=(
            KNOWN_KOMMUN,
            EVERY_KOMMUN,
            checks.parts_add_up(("quota", "abo", "ebo", "other", "relatives"), "total"),
        ),
    ),
    Dataset(
        file_name="lanstal.csv",
        source="lanstal",
        model=StatutoryNumber,
        columns={
            "year": whole,
            "round": one_of(*rows.REVISIONS),
            "sfs": optional_text,
            "county_code": code(2),
            "persons": whole,
        },
        key=("year", "round", "county_code"),
        build=rows.lanstal,
        checks=(
            checks.codes_of("county_code", "counties.csv"),
            checks.all_codes_of("county_code", "counties.csv", per=("year", "round")),
            checks.lanstal_add_up(rows.REVISIONS),
        ),
    ),
    Dataset(
        file_name="totals.csv",
        source="riksantal",
        model=StatutoryNumber,
        columns={
            "process": one_of("kommuntal", "fordelningstal"),
            "year": whole,
            "revision": whole,
            "total": whole,
            "legal_basis": optional_text,
            "source": text,
        },
        key=("process", "year", "revision"),
        build=rows.total,
    ),
    Dataset(
        file_name="report_2024.csv",
        source="lansstyrelserna-rapport-2024",
        model=ReportFigure,
        columns={
            "indicator": text,
            "year": whole,
            "level": one_of("nation", "county", "municipality", "class"),
            "code": text,
            "value": number,
            "unit": text,
            "section": text,
            "note": optional_text,
        },
        key=("indicator", "year", "level", "code"),
        build=rows.report_figure,
        checks=(checks.codes_of_level,),
    ),
    Dataset(
        file_name="discrepancies.csv",
        source="lansstyrelserna-rapport-2024",
        model=Discrepancy,
        columns={
            "id": text,
            "section_a": text,
            "value_a": text,
            "section_b": text,
            "value_b": text,
            "explanation": text,
        },
        key=("id",),
        build=rows.discrepancy,
    ),
)
