"""/tal: what is decided, for everyone, as a page and as files with the same selection."""

import csv
from io import BytesIO, StringIO

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from tests.support.published import MOVED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided")]


def read(client: Client, query: str = "", status: int = 200) -> BeautifulSoup:
    answer = client.get(f"/tal?{query}")
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser")


def rows(page: BeautifulSoup, table: str) -> list[list[str]]:
    return [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in page.select(f"#{table} tbody tr")]


def sums(page: BeautifulSoup, table: str) -> list[str]:
    return [cell.get_text(strip=True) for cell in page.select(f"#{table} tfoot tr > *")]


def heading(page: BeautifulSoup) -> str:
    return text(page.h1)


def text(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ", strip=True).split())


def test_the_newest_kommuntal_comes_first_with_how_many_have_decided(client: Client) -> None:
    page = read(client)
    assert heading(page) == "Kommuntal 2026"
    assert "3 av 21 länsstyrelser har beslutat" in text(page.select_one(".lead"))


def test_the_sums_of_2018(client: Client) -> None:
    page = read(client, "process=kommuntal&ar=2018")
    assert text(page.select_one(".lead")) == "15 200 personer i 290 kommuner. Beslutat av länsstyrelsen i varje län."
    assert len(rows(page, "per-lan")) == 21
    assert len(rows(page, "per-kommun")) == 290
    assert "15\xa0200" in sums(page, "per-lan")
    assert "15\xa0200" in sums(page, "per-kommun")


def test_one_lan_with_what_became_of_its_proposal(client: Client) -> None:
    page = read(client, "process=kommuntal&ar=2026&lan=05")
    assert heading(page) == "Kommuntal 2026, Östergötlands län"
    found = {row[0]: row for row in rows(page, "per-kommun")}
    assert len(found) == 13
    assert found["Linköping"][3].startswith(f"−{MOVED} (")
    assert found["Mjölby"][3].startswith(f"+{MOVED} (")
    assert list(found)[-2:] == ["Åtvidaberg", "Ödeshög"]


def test_promille_are_written_with_a_comma(client: Client) -> None:
    page = read(client, "process=andelstal&ar=2026")
    assert "1\xa0000,00" in sums(page, "per-lan")
    assert "Fastställt av Migrationsverket." in text(page.select_one(".lead"))


def test_a_kommun_is_found_by_a_part_of_its_name_whatever_the_case(client: Client) -> None:
    assert [row[0] for row in rows(read(client, "ar=2018&sok=ÖDESH"), "per-kommun")] == ["Ödeshög"]
    assert [row[0] for row in rows(read(client, "ar=2018&sok=1080"), "per-kommun")] == ["Karlskrona"]


def test_a_search_sums_what_it_found_and_leaves_the_headline_whole(client: Client) -> None:
    page = read(client, "ar=2018&sok=1080")
    assert sums(page, "per-kommun")[:3] == ["Summa av de visade", "", "61"]
    assert text(page.select_one(".lead")).startswith("15 200 personer i 290 kommuner.")


def test_a_search_that_finds_nothing_says_so(client: Client) -> None:
    assert "Ingen kommun passar sökningen" in text(read(client, "ar=2018&sok=atlantis").main)


def test_what_is_not_published_is_said_not_to_be(client: Client) -> None:
    assert "Inget är publicerat för det här urvalet" in text(read(client, "process=fordelningstal&ar=2018").main)


def test_a_selection_that_does_not_exist_is_explained(client: Client) -> None:
    page = read(client, "process=kommuntal&ar=1999", status=400)
    assert "År:" in text(page.select_one(".error-summary"))


def test_a_year_with_a_revision_shows_the_latest_of_each_lan_and_lets_one_see_the_first(client: Client) -> None:
    latest = read(client, "process=kommuntal&ar=2017")
    by_county = {row[0]: row[-1] for row in rows(latest, "per-lan")}
    assert {name for name, round in by_county.items() if round == "Revidering 1"} == {"Blekinge län"}
    assert "Konstruerade uppgifter." in text(latest.main)
    first = read(client, "process=kommuntal&ar=2017&revidering=0")
    assert "30\xa0600" in sums(first, "per-lan")
    assert "Konstruerade uppgifter." not in text(first.main)


def test_target_groups_stand_beside_each_other(client: Client) -> None:
    page = read(client, "process=kommuntal&ar=2017&lan=10")
    columns = [text(cell) for cell in page.select("#per-kommun thead th")]
    assert columns[1:4] == ["Folkbokförda", "Anläggningsboende och kvotflyktingar", "Tal"]
    for _name, registered, housed, number, *_ in rows(page, "per-kommun"):
        assert int(registered) + int(housed) == int(number)


def test_the_csv_has_the_rows_of_the_api(client: Client) -> None:
    answer = client.get("/tal.csv?process=kommuntal&ar=2018&lan=10")
    found = list(csv.DictReader(StringIO(answer.content.decode("utf-8"))))
    listed = client.get("/api/v1/tal?process=kommuntal&ar=2018&lan=10&limit=1000").json()["resultat"]
    assert found == [{name: str(value) for name, value in row.items()} for row in listed]


def test_the_xlsx_keeps_its_source(client: Client) -> None:
    answer = client.get("/tal.xlsx?process=andelstal&ar=2026")
    [sheet] = CalamineWorkbook.from_filelike(BytesIO(answer.content)).sheet_names
    table = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_name(sheet).to_python()
    numbers = [row[3] for row in table if str(row[0]).isdigit() and len(str(row[0])) == 4]
    assert sum(round(float(str(number)) * 100) for number in numbers) == 100_000
    assert any("Källa: Migrationsverket, fastställt" in str(row[0]) for row in table)


@pytest.mark.parametrize("ending", [".csv", ".xlsx", "/karta.svg", "/karta.png"])
def test_a_file_of_nothing_is_not_found(client: Client, ending: str) -> None:
    assert client.get(f"/tal{ending}?process=fordelningstal&ar=2018").status_code == 404
    assert client.get(f"/tal{ending}?process=x").status_code == 404


def test_every_link_to_a_file_works(client: Client) -> None:
    page = read(client, "process=kommuntal&ar=2018&lan=10")
    links = [str(link["href"]) for link in page.select(".downloads a")]
    types = {client.get(link)["Content-Type"].partition(";")[0] for link in links}
    assert {"text/csv", "image/svg+xml", "image/png", "application/json"} < types


def test_the_map_writes_swedish_names(client: Client) -> None:
    drawing = client.get("/tal/karta.svg?process=kommuntal&ar=2018&lan=10").content.decode()
    assert "Sölvesborg" in drawing
    assert "Kommuntal 2018, Blekinge län" in drawing
    assert "Källa: länsstyrelsernas beslut" in drawing


def test_the_page_costs_the_same_for_5_kommuner_and_290(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for query in ("process=kommuntal&ar=2018&lan=10", "process=kommuntal&ar=2018"):
        with django_assert_num_queries(4):
            read(client, query)
