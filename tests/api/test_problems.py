"""A call that cannot be answered says what was wrong and what is allowed (RFC 9457), in Swedish."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("tal?process=x", "”process” kan inte ha värdet ”x”. Tillåtet: kommuntal, andelstal, fordelningstal."),
        ("tal?ar=i-fjol", "”ar” kan inte ha värdet ”i-fjol”. Tillåtet: heltal från 2016 till 2100."),
        ("tal?lan=99", "”lan” kan inte ha värdet ”99”. Tillåtet: en länskod med två siffror, se /api/v1/lan."),
        ("tal?kommun=Boxholm", "en kommunkod med fyra siffror, se /api/v1/kommuner."),
        ("tal?malgrupp=alla", "Tillåtet: samtliga, folkbokforda, abo_kvot."),
        ("tal?revidering=-1", "Tillåtet: heltal från 0 till 99."),
        ("tal?limit=1001", "Tillåtet: heltal från 1 till 1000."),
        ("tal?page=0", "”page” kan inte ha värdet ”0”."),
        ("kommuner?page=16", "”page” kan inte ha värdet ”16”. Tillåtet: heltal från 1 till 15."),
        ("tal?lan=05&lan=06", "”lan” anges flera gånger."),
        ("tal?lans=05", "”lans” finns inte här. Tillåtna parametrar: process, ar, lan, kommun, malgrupp, revidering,"),
        ("kommuner?kommun=0580", "Tillåtna parametrar: lan, limit, page."),
    ],
)
def test_the_parameter_is_named_with_what_it_may_be(client: Client, query: str, named: str) -> None:
    answer = client.get(f"/api/v1/{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    problem = answer.json()
    assert list(problem) == ["type", "title", "status", "detail", "instance"]
    assert (problem["title"], problem["status"]) == ("Ogiltig parameter", 400)
    assert named in problem["detail"]
    assert problem["instance"] == f"/api/v1/{query}"


@pytest.mark.parametrize("path", ["", "tal/", "siffror", "tal/0580"])
def test_an_address_that_does_not_exist_is_a_problem_too(client: Client, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)
    assert answer.json()["title"] == "Finns inte"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("name", ["api-tal", "api-omgangar", "api-kommuner", "api-lan", "api-info", "api-openapi"])
def test_nothing_can_be_written(client: Client, name: str, method: str) -> None:
    answer = getattr(client, method)(reverse(name))
    assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM)
    assert "GET" in answer["Allow"]


def test_a_format_that_is_not_spoken_is_refused_in_json(client: Client) -> None:
    answer = client.get("/api/v1/tal", headers={"accept": "text/csv"})
    assert (answer.status_code, answer["Content-Type"]) == (406, PROBLEM)


def test_the_words_are_swedish_also_for_an_english_browser(client: Client) -> None:
    answer = client.get("/api/v1/tal?limit=0", headers={"accept-language": "en"})
    assert "kan inte ha värdet" in answer.json()["detail"]


def test_the_type_of_a_problem_leads_to_its_description(client: Client) -> None:
    address, _, pointer = client.get("/api/v1/lan?x=1").json()["type"].partition("#")
    assert address == "http://testserver/api/v1/openapi.yaml"
    assert pointer == "/components/responses/OgiltigParameter"
