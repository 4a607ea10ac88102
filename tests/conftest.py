"""What a test may ask for, and what a run says of what it could not try. The fixtures lie in tests/support."""

import os

import pytest

from tests.support.services import IN_CI, ON_POSTGRES, chromium

pytest_plugins = ["tests.support.browser", "tests.support.reference", "tests.support.database", "tests.support.worker"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", help="run on PostgreSQL and Redis, as in operation")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and not chromium():
        if IN_CI:
            pytest.fail("Chromium is not installed, and CI tries everything", pytrace=False)
        pytest.skip("Chromium is not installed")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Names what this run left out, and why."""
    left_out = []
    if not os.environ.get(ON_POSTGRES):
        left_out.append("PostgreSQL and Redis: this run was on SQLite and the filesystem broker (ARGS=--postgres)")
    elif not os.environ.get("JAMKA_TEST_REDIS"):
        left_out.append("Redis: not installed; the worker's tests used the filesystem broker")
    if not chromium():
        left_out.append("Chromium: not installed; the tests marked browser were skipped")
    if left_out:
        terminalreporter.section("not tried in this run")
        for line in left_out:
            terminalreporter.write_line(line)
