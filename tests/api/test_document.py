"""The OpenAPI document: valid, complete enough for an authority to use without asking, and true of the answers."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided")]

RESOURCES = ["tal", "omgangar", "kommuner", "lan", "api-info"]


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.yaml")
    assert answer["Content-Type"].startswith("application/yaml")
    found: dict[str, Any] = yaml.safe_load(answer.content)
    return found


def test_it_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_it_names_contact_licence_terms_limits_and_purpose(document: dict[str, Any]) -> None:
    info = document["info"]
    assert info["contact"]["name"]
    assert info["license"]["identifier"] == "CC0-1.0"
    for word in ("Ändamål", "Villkor", "Begränsningar", "In English"):
        assert word in info["description"]


def test_every_resource_is_described_with_an_example(document: dict[str, Any]) -> None:
    assert sorted(document["paths"]) == sorted(f"/api/v1/{name}" for name in RESOURCES)
    for path, operations in document["paths"].items():
        assert path == path.lower()
        assert "_" not in path
        operation = operations["get"]
        assert operation["summary"]
        assert operation["description"]
        for code in operation["responses"].values():
            assert code["description"]
        if not path.endswith("api-info"):
            assert operation["responses"]["200"]["content"]["application/json"]["examples"]


@pytest.mark.parametrize("path", ["tal?process=kommuntal&ar=2018", "tal?process=andelstal&ar=2026", *RESOURCES[1:]])
def test_the_answers_are_as_described(client: Client, document: dict[str, Any], path: str) -> None:
    name = path.partition("?")[0]
    described = document["paths"][f"/api/v1/{name}"]["get"]["responses"]["200"]["content"]["application/json"]
    schema = {**described["schema"], "components": document["components"]}
    Draft202012Validator(schema).validate(client.get(f"/api/v1/{path}").json())
    for example in described.get("examples", {}).values():
        Draft202012Validator(schema).validate(example["value"])


def test_every_parameter_described_is_one_that_is_read(client: Client, document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        allowed = client.get(f"{path}?okand=1").json()["detail"].partition("Tillåtna parametrar: ")[2].rstrip(".")
        described = {parameter["name"] for parameter in operations["get"].get("parameters", [])}
        assert described == ({*allowed.split(", ")} - {"inga"})


def test_api_info_says_which_version_this_is(client: Client, document: dict[str, Any]) -> None:
    info = client.get("/api/v1/api-info").json()
    assert info["apiVersion"] == document["info"]["version"]
    assert info["apiDocumentation"] == "http://testserver/api/v1/openapi.yaml"
    assert info["apiStatus"] == "active"


def test_the_document_in_the_repository_is_the_one_that_is_served(document: dict[str, Any]) -> None:
    """manage.py spectacular --custom-settings allocation.api.document.SETTINGS --file openapi.yaml"""
    kept = Path(settings.BASE_DIR) / "openapi.yaml"
    assert yaml.safe_load(kept.read_text(encoding="utf-8")) == document
