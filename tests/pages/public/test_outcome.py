"""/utfall/2018: 15 200 against 14 588, as headline, chart, map and table, and as files."""

import csv
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from municipalities.models import Observation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided")]

PAGE = "/utfall/2018"


@pytest.fixture
def page(client: Client) -> BeautifulSoup:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def cells(page: BeautifulSoup, selector: str) -> list[list[str]]:
    return [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in page.select(selector)]


def plain(text: str) -> str:
    return " ".join(text.split())


def test_the_headline_is_the_outcome(page: BeautifulSoup) -> None:
    assert page.h1 is not None
    assert plain(page.h1.get_text()) == "14 588 av 15 200 togs emot på kommuntalet 2018, 96,0 %"


def test_every_figure_of_the_headline_is_computed(client: Client) -> None:
    Observation.objects.filter(indicator="kommuntal_mottagna", year=2018, municipality="0180").update(value=1882)
    page = BeautifulSoup(client.get(PAGE).content, "html.parser")
    assert page.h1 is not None
    assert plain(page.h1.get_text()) == "14 720 av 15 200 togs emot på kommuntalet 2018, 96,8 %"
    assert "I 153 av 244 kommuner" in plain(page.get_text())


def test_what_was_not_reported_is_a_dash_and_makes_no_sum(client: Client) -> None:
    missing = {"value": None, "missing_reason": "ej redovisat"}
    Observation.objects.filter(indicator="kommuntal_mottagna", year=2018, municipality="1080").update(**missing)
    page = BeautifulSoup(client.get(PAGE).content, "html.parser")
    blekinge = next(row for row in cells(page, "#per-lan tbody tr") if row[0] == "Blekinge län")
    assert all(cell.startswith("–") for cell in blekinge[3:])
    assert "För en kommun saknas uppgift om mottagna." in plain(page.get_text())


def test_lan_and_kommuner_stand_in_tables_with_their_sums(page: BeautifulSoup) -> None:
    assert len(cells(page, "#per-lan tbody tr")) == 21
    assert cells(page, "#per-lan tfoot tr") == [["Hela landet", "290", "15\xa0200", "14\xa0588", "96,0\xa0%"]]
    assert ["Hallands län", "6", "582", "517", "88,8\xa0%"] in cells(page, "#per-lan tbody tr")
    assert len(cells(page, "#per-kommun tbody tr")) == 290


def test_a_kommun_with_the_number_0_has_no_fulfilment(page: BeautifulSoup) -> None:
    ludvika = next(row for row in cells(page, "#per-kommun tbody tr") if row[0] == "Ludvika")
    assert ludvika[-1] == ".ej tillämpligt, kommuntalet är 0"
    assert "En punkt betyder att måluppfyllelse inte är tillämplig" in plain(page.get_text())


def test_numerator_definition_and_source_are_told(page: BeautifulSoup) -> None:
    told = plain(page.get_text())
    assert "Täljaren är mottagna, inte anvisade." in told
    assert "Källa: Migrationsverket, Uppföljning av kommuntal 2018" in told


def test_every_picture_is_described_and_arrives(client: Client, page: BeautifulSoup) -> None:
    pictures = page.select("figure.chart img")
    assert len(pictures) == 2
    for picture in pictures:
        assert "Samma uppgifter står i tabellen." in str(picture["alt"])
        assert client.get(str(picture["src"]))["Content-Type"] == "image/svg+xml"
    for source in page.select("figure.chart source"):
        assert client.get(str(source["srcset"])).status_code == 200


def test_a_picture_is_drawn_once(client: Client, page: BeautifulSoup, settings: object) -> None:
    folder: Path = settings.VAR_DIR / "pictures"  # type: ignore[attr-defined]
    client.get(f"{PAGE}/karta.svg")
    kept = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    first = client.get(f"{PAGE}/karta.svg")
    client.get(PAGE)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == kept
    assert client.get(f"{PAGE}/karta.svg", headers={"if-none-match": first["ETag"]}).status_code == 304


def test_other_figures_make_another_picture(client: Client) -> None:
    before = client.get(f"{PAGE}/diagram.svg")
    Observation.objects.filter(indicator="kommuntal_mottagna", year=2018, municipality="0180").update(value=1882)
    after = client.get(f"{PAGE}/diagram.svg")
    assert before["ETag"] != after["ETag"]
    assert "4\xa0752 av 4\xa0931" in after.content.decode()


def test_a_picture_that_is_sent_on_keeps_headline_and_source(client: Client) -> None:
    drawing = client.get(f"{PAGE}/diagram.svg").content.decode()
    for words in ("Kommuntal 2018 och mottagna, per län", "Källa: Migrationsverket", "Västra Götalands län"):
        assert words in drawing
    assert client.get(f"{PAGE}/karta.png").content.startswith(b"\x89PNG")


def test_the_csv_gives_15_200_and_14_588(client: Client) -> None:
    for path, count in ((f"{PAGE}.csv", 290), (f"{PAGE}/lan.csv", 21)):
        found = list(csv.DictReader(StringIO(client.get(path).content.decode("utf-8"))))
        assert len(found) == count
        assert sum(int(row["tal"]) for row in found) == 15_200
        assert sum(int(row["mottagna"]) for row in found) == 14_588
    ludvika = next(
        row
        for row in csv.DictReader(StringIO(client.get(f"{PAGE}.csv").content.decode()))
        if row["kommun"] == "Ludvika"
    )
    assert (ludvika["tal"], ludvika["maluppfyllelse_procent"]) == ("0", "")


def test_the_xlsx_says_what_its_numbers_mean(client: Client) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(f"{PAGE}.xlsx").content))
    table = book.get_sheet_by_index(0).to_python()
    assert any("mottagna enligt kommuntal i procent av kommuntalet" in str(row[0]) for row in table)
    assert any("Källa: Migrationsverket" in str(row[0]) for row in table)


def test_the_kommuner_of_one_lan_have_an_address(client: Client) -> None:
    page = BeautifulSoup(client.get(f"{PAGE}?lan=10").content, "html.parser")
    assert [row[0] for row in cells(page, "#per-kommun tbody tr")][:2] == ["Karlshamn", "Karlskrona"]
    assert client.get(f"{PAGE}?lan=99").status_code == 404


def test_the_years_that_can_be_compared_are_listed(client: Client) -> None:
    page = BeautifulSoup(client.get("/utfall").content, "html.parser")
    assert [plain(card.get_text(" ")) for card in page.select(".number-card h2")] == ["Kommuntal 2018"]
    assert client.get("/utfall/2017").status_code == 404  # decided, but nobody has told what was received


def test_the_page_costs_a_handful_of_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(6):
        client.get(PAGE)
