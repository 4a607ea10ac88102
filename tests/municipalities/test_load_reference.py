"""Loading: all or nothing, as often as one likes, and a missing value is never a zero."""

from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from municipalities.importers.table import FilesRefused
from municipalities.models import County, Import, Observation, Source, StatutoryNumber
from municipalities.services.reference import load_reference

Edit = Callable[..., Path]


def everything() -> dict[str, list[tuple[Any, ...]]]:
    models = apps.get_app_config("municipalities").get_models()
    return {model.__name__: sorted(model._default_manager.values_list(), key=repr) for model in models}


@pytest.mark.usefixtures("nothing_loaded")
def test_a_second_run_changes_nothing() -> None:
    first, second = StringIO(), StringIO()
    call_command("load_reference", stdout=first)
    before = everything()
    call_command("load_reference", stdout=second)
    assert everything() == before
    assert "reception_2018.csv: 2030 uppgifter skrivna" in first.getvalue()
    assert [line.split(": ")[1] for line in second.getvalue().splitlines()] == ["oförändrad"] * 11


@pytest.mark.django_db
def test_a_figure_that_went_astray_comes_back() -> None:
    before = everything()
    Observation.objects.of("befolkning", 2021).filter(municipality="0580").update(value=1)
    StatutoryNumber.objects.filter(year=2026, county="05").delete()
    load_reference()
    assert StatutoryNumber.objects.lanstal(2026)["05"] == 430
    assert Observation.objects.values_by_code("befolkning", 2021)["0580"] == 165_527
    assert len(everything()["StatutoryNumber"]) == len(before["StatutoryNumber"])


@pytest.mark.django_db
def test_a_new_edition_of_a_file_takes_the_place_of_the_old_as_a_reading_of_its_own(edited: Edit) -> None:
    old = Import.objects.get(file_name="education.csv")
    loaded = load_reference(directory=edited("education.csv", "0114,2021,37.786", "0114,2021,38.5"))
    assert {file.file_name for file in loaded if file.changed} == {"education.csv"}
    figure = Observation.objects.of("eftergymnasial_utbildning", 2021).get(municipality="0114")
    assert figure.value == Decimal("38.5")
    assert figure.imported_in.digest != old.digest
    assert not old.observations.exists()
    load_reference()  # and back again
    assert Observation.objects.values_by_code("eftergymnasial_utbildning", 2021)["0114"] == Decimal("37.786")


@pytest.mark.django_db
def test_a_figure_from_a_later_import_stays() -> None:
    later = Import.objects.create(
        source=Source.objects.get(slug="scb-folkmangd"), file_name="TAB6471", digest="x", rows=1
    )
    Observation.objects.of("befolkning", 2021).filter(municipality="0580").update(value=165_000, imported_in=later)
    assert not any(file.changed for file in load_reference())
    assert Observation.objects.values_by_code("befolkning", 2021)["0580"] == 165_000


@pytest.mark.usefixtures("nothing_loaded")
@pytest.mark.parametrize(("mark", "reason"), [("", "saknas i källan"), ("..", "sekretess"), (".", "inte förekomma")])
def test_a_missing_value_is_null_with_its_reason_and_spoils_the_sum(edited: Edit, mark: str, reason: str) -> None:
    load_reference(directory=edited("taxbase.csv", "0114,2022,243166", f"0114,2022,{mark}"))
    figure = Observation.objects.of("skattekraft", 2022).get(municipality="0114")
    assert figure.value is None
    assert reason in figure.missing_reason
    values = Observation.objects.values_by_code("skattekraft", 2022)
    assert len(values) == 290
    assert values["0114"] is None
    sums = Observation.objects.sums_by_county("skattekraft", 2022)
    assert [code for code, value in sums.items() if value is None] == ["01"]


@pytest.mark.django_db
def test_the_database_holds_no_value_without_a_reason_and_none_twice() -> None:
    figure = Observation.objects.of("skattekraft", 2022).get(municipality="0114")
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.filter(pk=figure.pk).update(value=None)
    figure.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        figure.save()
    national = StatutoryNumber.objects.get(process="kommuntal", year=2026, county=None)
    national.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        national.save()


REFUSED = [
    ("population.csv", "0114,2021,47820", "0114,2021,47 820", "rad 3, kolumn population: ”47 820” är inte ett heltal"),
    ("population.csv", "0114,2021,47820", "0114,2021,-", "rad 3, kolumn population: ”-” är inte ett heltal"),
    ("education.csv", "37.786", '"37,786"', "rad 2, kolumn percent: ”37,786” är inte ett tal"),
    ("kommuntal_2018.csv", "0114,84,81", "114,84,81", "rad 2, kolumn code: ”114” är inte en kod med 4 siffror"),
    ("kommuntal_2018.csv", "0114,84,81", "0113,84,81", "rad 2, kolumn code: koden 0113 finns inte i kommuner.csv"),
    ("population.csv", "0114,2021,47820\n", "", "kolumn code: raden saknas: 2021 0114 Upplands Väsby"),
    ("kommuntal_2018.csv", "0115,", "0114,", "rad 3, kolumn code: samma uppgift finns redan på rad 2"),
    ("reception_2018.csv", "0114,25,", "0114,24,", "rad 2, kolumn total: är 169, men delarna har summan 168"),
    ("reception_2018.csv", "37,169", "37", "rad 2: raden har 7 fält men ska ha 8"),
    ("lanstal.csv", "01,8781", "01,8780", "kolumn persons: länstalen för 2017, revidering 0, har summan 30599"),
    ("lanstal.csv", "2017,ordinary", "2017,first", "rad 2, kolumn round: ”first” är inte något av"),
    ("kommuner.csv", "Väsby,01", "Väsby,03", "rad 2, kolumn county_code: länskoden är inte början av"),
    ("report_2024.csv", "nation,00", "nation,01", "rad 2, kolumn code: koden 01 finns inte på nivån nation"),
    ("taxbase.csv", "sek_per_inhabitant", "sek", "rad 1, kolumn sek_per_inhabitant: kolumnen saknas"),
]


@pytest.mark.usefixtures("nothing_loaded")
@pytest.mark.parametrize(("file_name", "old", "new", "message"), REFUSED)
def test_a_broken_file_is_refused_with_row_and_column_and_nothing_is_saved(
    edited: Edit, file_name: str, old: str, new: str, message: str
) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("load_reference", directory=edited(file_name, old, new))
    first, *problems = str(refused.value).splitlines()
    assert first == "Ingenting har sparats."
    assert any(problem.startswith(f"{file_name}, {message}") for problem in problems)
    assert not any(everything().values())


@pytest.mark.django_db
def test_every_fault_of_every_file_is_named_at_once_and_what_was_loaded_stands(edited: Edit) -> None:
    before = everything()
    edited("population.csv", "0114,2021,47820", "0114,2021,många")
    edited("population.csv", "0115,2017,33175", "0115,i år,33175")
    folder = edited("counties.csv", "Uppsala län", "")
    (folder / "taxbase.csv").unlink()
    (folder / "totals.csv").write_bytes("process,year\nå".encode("latin-1"))
    with pytest.raises(FilesRefused) as refused:
        load_reference(directory=folder)
    assert [(problem.file_name, problem.row, problem.column) for problem in refused.value.problems] == [
        ("counties.csv", 3, "name"),
        ("population.csv", 3, "population"),
        ("population.csv", 4, "year"),
        ("taxbase.csv", None, None),
        ("totals.csv", 2, None),
    ]
    assert everything() == before


@pytest.mark.django_db
def test_a_lan_that_is_renamed_keeps_its_kommuner(edited: Edit) -> None:
    load_reference(directory=edited("counties.csv", "Uppsala län", "Upplands län"))
    assert County.objects.get(code="03").name == "Upplands län"
    assert County.objects.get(code="03").municipalities.count() == 8
