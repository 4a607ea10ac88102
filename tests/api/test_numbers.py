"""GET /api/v1/tal: what was decided, a row per kommun and target group, as one would pull it into another system."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from allocation.models import Round
from tests.support import builders as b
from tests.support.published import MOVED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided")]

TAL = "/api/v1/tal"
FIELDS = [
    *("kommunkod", "kommun", "lanskod", "lan", "process", "ar", "revidering", "malgrupp"),
    *("tal", "enhet", "forslag", "beslutad"),
]


def get(client: Client, **query: Any) -> dict[str, Any]:
    answer = client.get(TAL, query)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def rows(client: Client, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(client, limit=1000, **query)["resultat"]
    return found


def test_the_kommuntal_of_2018_sums_to_15_200_and_no_row_is_a_sum(client: Client) -> None:
    found = rows(client, process="kommuntal", ar=2018)
    assert len(found) == len({row["kommunkod"] for row in found}) == 290
    assert sum(row["tal"] for row in found) == 15_200


def test_a_row_has_exactly_the_names_that_stay(client: Client) -> None:
    [karlskrona] = rows(client, process="kommuntal", ar=2018, kommun="1080")
    assert list(karlskrona) == FIELDS
    assert karlskrona == {
        "kommunkod": "1080",
        "kommun": "Karlskrona",
        "lanskod": "10",
        "lan": "Blekinge län",
        "process": "kommuntal",
        "ar": 2018,
        "revidering": 0,
        "malgrupp": "samtliga",
        "tal": 61,
        "enhet": "personer",
        "forslag": 61,
        "beslutad": date.today().isoformat(),
    }


def test_a_kommun_with_the_number_0_has_its_row(client: Client) -> None:
    [ludvika] = rows(client, process="kommuntal", ar=2018, kommun="2085")
    assert ludvika["tal"] == 0


def test_promille_are_decimal_strings_that_sum_to_exactly_1000(client: Client) -> None:
    found = rows(client, process="andelstal", ar=2026)
    assert {row["enhet"] for row in found} == {"promille"}
    assert all(
        isinstance(row[name], str) and len(row[name].partition(".")[2]) == 2
        for row in found
        for name in ("tal", "forslag")
    )
    assert sum(int(row["tal"].replace(".", "")) for row in found) == 100_000


def test_the_proposal_stands_beside_what_became_of_it(client: Client) -> None:
    moved = {
        row["kommunkod"]: row["tal"] - row["forslag"] for row in rows(client, process="kommuntal", ar=2026, lan="05")
    }
    assert {code: change for code, change in moved.items() if change} == {"0580": -MOVED, "0586": MOVED}


def test_a_lan_that_has_not_decided_is_not_there(client: Client) -> None:
    assert {row["lanskod"] for row in rows(client, process="kommuntal", ar=2026)} == {"05", "08", "10"}


def test_without_revidering_each_lan_gives_what_it_published_last(client: Client) -> None:
    found = rows(client, process="kommuntal", ar=2017)
    assert {row["lanskod"] for row in found if row["revidering"] == 1} == {"10"}
    assert {row["malgrupp"] for row in found if row["lanskod"] == "10"} == {"folkbokforda", "abo_kvot"}
    assert {row["malgrupp"] for row in found if row["lanskod"] != "10"} == {"samtliga"}


def test_the_numbers_that_a_revision_replaced_stay_readable(client: Client) -> None:
    found = rows(client, process="kommuntal", ar=2017, revidering=0)
    assert sum(row["tal"] for row in found) == 30_600


def test_one_target_group_at_a_time(client: Client) -> None:
    found = rows(client, process="kommuntal", ar=2017, malgrupp="abo_kvot")
    assert len(found) == 5
    assert {row["malgrupp"] for row in found} == {"abo_kvot"}


def test_twenty_rows_a_page_and_a_way_to_the_next_and_back(client: Client) -> None:
    first = get(client, process="kommuntal", ar=2018)
    assert (first["antal"], len(first["resultat"]), first["foregaende"]) == (290, 20, None)
    seen, page = [], first
    while page["nasta"]:
        seen += page["resultat"]
        page = client.get(page["nasta"]).json()
    seen += page["resultat"]
    assert sum(row["tal"] for row in seen) == 15_200
    assert len(page["resultat"]) == 10
    assert page["foregaende"].startswith("http://testserver/api/v1/tal?")


def test_all_that_is_published_is_there_without_a_filter(client: Client) -> None:
    assert {row["ar"] for row in rows(client)} == {2017, 2018, 2026}


@pytest.mark.parametrize("limit", [5, 1000])
def test_it_costs_three_queries_however_many_rows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, limit: int
) -> None:
    with django_assert_num_queries(3):  # what was published last, how many, the rows
        get(client, process="kommuntal", ar=2018, limit=limit)


def test_asked_again_nothing_is_sent_and_nothing_counted(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"{TAL}?process=kommuntal&ar=2018"
    etag = client.get(address)["ETag"]
    with django_assert_num_queries(1):
        again = client.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_new_publication_is_seen_by_those_who_ask_again(client: Client) -> None:
    address = f"{TAL}?process=kommuntal&ar=2026&limit=1000"
    before = client.get(address)
    b.decide_frame(b.frame_of(Round.objects.get(process="kommuntal", year=2026), "21"))
    after = client.get(address, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert after.json()["antal"] == before.json()["antal"] + 10


def test_any_site_may_read_it(client: Client) -> None:
    assert client.get(TAL)["Access-Control-Allow-Origin"] == "*"
    assert client.get(TAL, headers={"if-none-match": client.get(TAL)["ETag"]})["Access-Control-Allow-Origin"] == "*"
