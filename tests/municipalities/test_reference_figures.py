"""The sums that reference/PROVENANCE.md says were checked hold for what is loaded."""

from decimal import Decimal

import pytest

from municipalities.models import (
    County,
    Discrepancy,
    Indicator,
    Municipality,
    Observation,
    ReportFigure,
    StatutoryNumber,
)

pytestmark = pytest.mark.django_db

OBSERVATIONS = Observation.objects
LANSTAL = [
    (2017, 0, 30_600),
    (2017, 1, 23_600),
    (2018, 0, 15_200),
    (2019, 0, 9_000),
    (2020, 0, 7_100),
    (2022, 0, 7_500),
    (2026, 0, 8_200),
]


def total(indicator: str, year: int) -> Decimal:
    values = OBSERVATIONS.values_by_code(indicator, year)
    assert len(values) == 290
    return sum((value for value in values.values() if value is not None), Decimal(0))


def test_there_are_21_lan_and_290_kommuner() -> None:
    assert County.objects.count() == 21
    assert Municipality.objects.count() == 290
    assert Municipality.objects.in_county("05").count() == 13
    assert str(County.objects.get(code="05")) == "Östergötlands län"


@pytest.mark.parametrize(
    ("indicator", "year", "expected"),
    [
        ("befolkning", 2017, 10_120_242),
        ("befolkning", 2021, 10_452_326),
        ("kommuntal", 2018, 15_200),
        ("kommuntal_mottagna", 2018, 14_588),
        ("mottagna", 2018, 44_216),
        ("mottagna_ensamkommande", 2018, 6_635),
    ],
)
def test_the_kommuner_add_up_to_the_nation(indicator: str, year: int, expected: int) -> None:
    assert total(indicator, year) == expected


def test_the_categories_of_reception_add_up_to_all_who_were_received() -> None:
    categories = ("kvot", "abo", "ebo", "ovriga", "anhoriga")
    assert sum(total(f"mottagna_{category}", 2018) for category in categories) == total("mottagna", 2018)


@pytest.mark.parametrize(
    ("indicator", "year", "lowest", "highest"),
    [
        ("eftergymnasial_utbildning", 2021, "1782", "1281"),  # Filipstad, Lund
        ("skattekraft", 2022, "1730", "0162"),  # Eda, Danderyd
    ],
)
def test_every_kommun_has_its_own_value(indicator: str, year: int, lowest: str, highest: str) -> None:
    values = {code: value for code, value in OBSERVATIONS.values_by_code(indicator, year).items() if value is not None}
    assert len(values) == 290
    assert (min(values, key=values.__getitem__), max(values, key=values.__getitem__)) == (lowest, highest)


def test_nobody_received_more_than_the_kommuntal_of_2018() -> None:
    numbers, received = (OBSERVATIONS.values_by_code(slug, 2018) for slug in ("kommuntal", "kommuntal_mottagna"))
    assert numbers["1080"] == 61  # Karlskrona
    assert numbers["2085"] == 0  # Ludvika: a zero of the source, not a missing value
    assert all((received[code] or 0) <= (numbers[code] or 0) for code in numbers)
    assert sum(value == 0 for value in numbers.values()) == 46


@pytest.mark.parametrize(("year", "revision", "expected"), LANSTAL)
def test_the_lanstal_of_21_lan_add_up_to_the_total(year: int, revision: int, expected: int) -> None:
    vector = StatutoryNumber.objects.lanstal(year, revision)
    national = StatutoryNumber.objects.national("kommuntal", year, revision)
    assert len(vector) == 21
    assert national is not None
    assert sum(vector.values()) == national.persons == expected


def test_the_kommuntal_of_2018_add_up_to_each_lanstal() -> None:
    assert OBSERVATIONS.sums_by_county("kommuntal", 2018) == StatutoryNumber.objects.lanstal(2018)


def test_a_revision_is_a_vector_of_its_own() -> None:
    first, revised = (StatutoryNumber.objects.lanstal(2017, revision) for revision in (0, 1))
    assert (first["22"], first["23"]) == (revised["22"], revised["23"]) == (532, 365)
    assert first["01"] > revised["01"]


def test_a_vector_that_was_not_read_is_empty_though_its_total_is_known() -> None:
    assert StatutoryNumber.objects.lanstal(2024, 2) == {}
    national = StatutoryNumber.objects.national("kommuntal", 2024, 2)
    assert national is not None
    assert (national.persons, national.legal_basis) == (21_700, "SFS 2024:934")
    assert StatutoryNumber.objects.national("kommuntal", 2021) is None


def test_the_caps_of_the_fordelningstal_are_there() -> None:
    caps = {year: StatutoryNumber.objects.national("fordelningstal", year) for year in range(2022, 2027)}
    assert [cap and cap.persons for cap in caps.values()] == [23_500, 7_100, 5_500, 4_300, 2_800]


def test_the_legal_act_is_named_only_where_it_was_read() -> None:
    of_lan = StatutoryNumber.objects.filter(county="01")
    assert of_lan.get(year=2026).legal_basis == "SFS 2025:894"
    assert of_lan.get(year=2018).legal_basis == ""
    assert "har inte lästs" in of_lan.get(year=2018).remark


def test_the_reports_figures_and_contradictions_are_there() -> None:
    assert ReportFigure.objects.count() == 248
    assert Discrepancy.objects.count() == 23
    assert ReportFigure.objects.get(indicator="county_total_revision_2", year=2024).value == 21_700


def test_every_figure_says_what_it_is_and_whose() -> None:
    for indicator in Indicator.objects.all():
        assert indicator.unit
        assert indicator.definition
        [year, *_] = OBSERVATIONS.years_of(indicator.slug)
        [source] = OBSERVATIONS.sources_of(indicator.slug, year)
        assert source.publisher in source.citation
        assert source.terms
        assert not source.synthetic


def test_figures_that_someone_has_processed_are_not_cited_as_unchanged() -> None:
    assert OBSERVATIONS.sources_of("befolkning", 2021).get().citation == "Källa: SCB"
    education = OBSERVATIONS.sources_of("eftergymnasial_utbildning", 2021).get()
    assert education.citation == "Bearbetning av öppna data från SCB"


def test_skattekraft_says_that_it_stands_in_for_a_labour_market_index() -> None:
    caveat = Indicator.objects.get(slug="skattekraft").caveat
    assert "inget arbetsmarknadsmått" in caveat
    assert "står skattekraft in för" in caveat
