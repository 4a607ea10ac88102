"""What a newcomer, a publisher and an operator read first says what is so."""

import re
import tomllib

import yaml

from tests.architecture.repository import ROOT, text


def settings_read() -> set[str]:
    return set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", text(ROOT / "config" / "settings.py")))


def test_every_setting_is_described_in_the_readme_and_no_other() -> None:
    described = set(re.findall(r"^\| `([A-Z_]+)` \|", text(ROOT / "README.md"), re.MULTILINE))
    assert described == settings_read()


def test_compose_runs_the_whole_house_and_holds_no_secret() -> None:
    compose = yaml.safe_load(text(ROOT / "docker-compose.yml"))
    assert set(compose["services"]) == {"web", "worker", "beat", "postgres", "redis"}
    environment = compose["services"]["web"]["environment"]
    assert set(environment) <= settings_read()
    assert environment["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert compose["services"]["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")


def test_what_compose_asks_for_stands_in_the_example() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", text(ROOT / "docker-compose.yml")))
    offered = set(re.findall(r"^([A-Z_]+)=", text(ROOT / ".env.example"), re.MULTILINE))
    assert offered == asked


def test_publiccode_holds_what_version_0_4_demands() -> None:
    code = yaml.safe_load(text(ROOT / "publiccode.yml"))
    assert code["publiccodeYmlVersion"] == "0.4"
    mandatory = {"name", "url", "platforms", "categories", "developmentStatus", "softwareType", "description"}
    assert mandatory | {"legal", "maintenance", "localisation"} <= set(code)
    for language in code["description"].values():
        assert len(language["shortDescription"]) <= 150
        assert 150 <= len(language["longDescription"]) <= 10_000
        assert all(len(feature) <= 100 for feature in language["features"])


def test_version_and_licence_are_the_same_everywhere() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    code = yaml.safe_load(text(ROOT / "publiccode.yml"))
    assert code["softwareVersion"] == project["version"]
    assert code["legal"]["license"] == project["license"] == "EUPL-1.2"
    assert text(ROOT / "LICENSE") == text(ROOT / "LICENSES" / "EUPL-1.2.txt")


def test_every_file_has_a_licence_whose_text_is_here() -> None:
    annotations = tomllib.loads(text(ROOT / "REUSE.toml"))["annotations"]
    assert annotations[0]["path"] == "**"
    used = {annotation["SPDX-License-Identifier"] for annotation in annotations}
    assert {path.stem for path in (ROOT / "LICENSES").iterdir()} == used
