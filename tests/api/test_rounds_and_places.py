"""The other lists: which rounds there are and where each stands; the codes of län and kommuner."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from allocation.models import Round
from allocation.published import published_rounds
from tests.support import builders as b

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided")]


def rounds(client: Client, **query: Any) -> dict[tuple[str, int, int], dict[str, Any]]:
    found = client.get("/api/v1/omgangar", query).json()["resultat"]
    return {(row["process"], row["ar"], row["revidering"]): row for row in found}


def test_a_round_that_every_lan_has_decided_is_in_force(client: Client) -> None:
    assert rounds(client)["kommuntal", 2018, 0] == {
        "process": "kommuntal",
        "ar": 2018,
        "revidering": 0,
        "malgrupper": ["samtliga"],
        "antal_lan": 21,
        "beslutade_lan": 21,
        "summa": 15200,
        "enhet": "personer",
        "i_kraft_fran": "2018-01-01",
        "rattsakt": "SFS 2016:40",
        "status": "i_kraft",
        "forslag_fran": "migrationsverket",
        "syntetisk": False,
        "anmarkning": None,
    }


def test_a_round_on_its_way_says_how_many_have_decided_and_sums_those(client: Client) -> None:
    kommuntal = rounds(client, ar=2026)["kommuntal", 2026, 0]
    assert (kommuntal["beslutade_lan"], kommuntal["antal_lan"], kommuntal["status"]) == (3, 21, "delvis_beslutad")
    published = client.get("/api/v1/tal?process=kommuntal&ar=2026&limit=1000").json()["resultat"]
    assert kommuntal["summa"] == sum(row["tal"] for row in published)


def test_a_share_of_a_thousand_has_no_legal_act_and_is_written_as_a_decimal(client: Client) -> None:
    andelstal = rounds(client, process="andelstal")["andelstal", 2026, 0]
    assert (andelstal["summa"], andelstal["enhet"], andelstal["rattsakt"]) == ("1000.00", "promille", None)


def test_made_up_groups_are_said_to_be_so(client: Client) -> None:
    revision = rounds(client, ar=2017)["kommuntal", 2017, 1]
    assert (revision["malgrupper"], revision["syntetisk"]) == (["folkbokforda", "abo_kvot"], True)


def test_a_round_is_superseded_only_when_the_revision_is_in_force_everywhere() -> None:
    def status_of_2017(on: date) -> dict[int, str]:
        return {r.revision: r.status for r in published_rounds(on=on) if r.year == 2017}

    assert status_of_2017(date(2017, 6, 1)) == {0: "i_kraft", 1: "delvis_beslutad"}
    decide_the_rest_of_the_revision()
    assert status_of_2017(date(2017, 2, 1)) == {0: "i_kraft", 1: "beslutad"}
    assert status_of_2017(date(2017, 6, 1)) == {0: "ersatt", 1: "i_kraft"}


def test_a_round_that_is_over_is_closed() -> None:
    Round.objects.filter(year=2018).update(closed_on=date(2019, 3, 1))
    assert {r.status for r in published_rounds(on=date(2019, 6, 1)) if r.year == 2018} == {"avslutad"}


def test_what_is_only_proposed_is_not_listed(client: Client) -> None:
    assert {key[0] for key in rounds(client)} == {"kommuntal", "andelstal"}


def test_the_lists_cost_the_same_however_long(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for path, queries in (("omgangar", 2), ("lan", 2), ("kommuner?limit=5", 2), ("kommuner?limit=1000", 2)):
        with django_assert_num_queries(queries):
            assert client.get(f"/api/v1/{path}").status_code == 200


def test_the_kommuner_of_a_lan(client: Client) -> None:
    found = client.get("/api/v1/kommuner?lan=05").json()
    assert found["antal"] == 13
    assert found["resultat"][0] == {
        "kommunkod": "0509",
        "kommun": "Ödeshög",
        "lanskod": "05",
        "lan": "Östergötlands län",
    }


def test_all_lan_come_on_one_page(client: Client) -> None:
    found = client.get("/api/v1/lan").json()
    assert (len(found["resultat"]), found["nasta"]) == (21, None)
    assert found["resultat"][0] == {"lanskod": "01", "lan": "Stockholms län"}


def test_a_list_that_has_not_changed_is_not_sent_again(client: Client) -> None:
    for path in ("omgangar", "lan", "kommuner", "api-info", "openapi.yaml"):
        etag = client.get(f"/api/v1/{path}")["ETag"]
        assert client.get(f"/api/v1/{path}", headers={"if-none-match": etag}).status_code == 304


def decide_the_rest_of_the_revision() -> None:
    b.decide_all(Round.objects.get(process="kommuntal", year=2017, revision=1))
