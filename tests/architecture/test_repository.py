"""What must hold of every file here, whoever wrote it."""

import re
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT, files, name, text

CODE = (".py", ".ts", ".css", ".html")
LONGEST = 400
LONGER_FOR_A_REASON: dict[str, str] = {}  # path: reason
GENERATED = re.compile(r"/migrations/|^package-lock\.json$|^uv\.lock$")

SECRETS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
    "a cloud key": r"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
    "a forge's token": r"\bgh[pousr]_[A-Za-z0-9]{30,}|\bglpat-[\w-]{20}",
    "a Django secret key": r"django-insecure-\S{10}",
}
# In what configures an installation, a password is a variable or nothing.
CONFIGURATION = re.compile(r"^(config/settings\.py|\.env.*|Dockerfile|docker-compose\.yml|Makefile|\.ci/.*)$")
GIVEN_PASSWORD = r"""(?im)^[^#\n]*(secret\w*|password|token)["']?\s*[:=]\s*["']?(?!\$|env)[\w-]{4,}["']?\s*$"""

MACHINE_PATH = r"(?<![\w.~-])/(work|root|home|Users)/\w"
UNFINISHED = r"\b(TODO|FIXME|XXX)\b|NotImplementedError|pytest\.mark\.(skip|xfail)\b"


def matches(pattern: str, paths: list[Path]) -> list[str]:
    """Where, as file:line: what."""
    return [
        f"{name(path)}:{text(path).count(chr(10), 0, found.start()) + 1}: {found.group().strip()}"
        for path in paths
        for found in re.finditer(pattern, text(path))
    ]


def others() -> list[Path]:
    """All but this file, which names what it looks for."""
    return [path for path in files() if path != Path(__file__).resolve()]


@pytest.mark.parametrize("pattern", SECRETS.values(), ids=SECRETS.keys())
def test_the_repository_holds_no_secret(pattern: str) -> None:
    assert matches(pattern, others()) == []


def test_no_password_is_given_in_configuration() -> None:
    assert matches(GIVEN_PASSWORD, [path for path in files() if CONFIGURATION.match(name(path))]) == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    assert matches(MACHINE_PATH, [path for path in others() if not GENERATED.search(name(path))]) == []


def test_nothing_is_left_undone_or_skipped() -> None:
    assert matches(UNFINISHED, [path for path in others() if path.suffix in CODE]) == []


def test_no_code_file_is_longer_than_one_can_hold_in_mind() -> None:
    lengths = {name(path): len(text(path).splitlines()) for path in files(*CODE)}
    long = {path for path, length in lengths.items() if length > LONGEST and not GENERATED.search(path)}
    assert long == set(LONGER_FOR_A_REASON)


def test_every_link_in_the_documents_leads_somewhere() -> None:
    broken = []
    for path in files(".md"):
        for target in re.findall(r"\]\(([^)\s]+)\)", text(path)):
            if not re.match(r"[a-z]+:|#", target) and not (path.parent / target.partition("#")[0]).exists():
                broken.append(f"{name(path)}: {target}")
    assert broken == []


def test_what_is_made_here_stays_out_of_the_repository() -> None:
    assert [path for path in files() if path.relative_to(ROOT).parts[0] in {"var", "node_modules", ".venv"}] == []
