"""The linters and type checkers are tests like any other, so that one runner says all."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT

PROGRAMS = Path(sys.executable).parent

CHECKS = {
    "ruff finds nothing": [PROGRAMS / "ruff", "check", "."],
    "ruff would format nothing": [PROGRAMS / "ruff", "format", "--check", "."],
    "the types hold (mypy)": [PROGRAMS / "mypy", "."],
    "imports run one way (import-linter)": [PROGRAMS / "lint-imports"],
    "templates are sound (djlint)": [PROGRAMS / "djlint", "--lint", "frontend/templates"],
    "the page's code is sound (biome, tsc)": ["npm", "run", "--silent", "check"],
    "the page's code does what it says (vitest)": ["npm", "test", "--silent"],
}


@pytest.mark.parametrize("command", CHECKS.values(), ids=CHECKS.keys())
def test_check(command: list[str | Path]) -> None:
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if result.returncode:
        pytest.fail(result.stdout + result.stderr, pytrace=False)
