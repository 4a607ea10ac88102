from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from accounts.models import Organisation
from municipalities.importers.reference import REFERENCE
from municipalities.models import (
    County,
    Discrepancy,
    Import,
    Indicator,
    Municipality,
    Observation,
    ReportFigure,
    Source,
    StatutoryNumber,
)


@pytest.fixture
def nothing_loaded(db: None) -> None:
    """A database as it is before the reference data, which the suite has otherwise loaded."""
    figures = (Observation, StatutoryNumber, ReportFigure, Discrepancy)
    for model in (Organisation, *figures, Import, Source, Indicator, Municipality, County):
        model._default_manager.all().delete()


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the reference files where a text has been put in another's place."""

    def edit(file_name: str, old: str, new: str) -> Path:
        folder = tmp_path / "reference"
        if not folder.exists():
            copytree(REFERENCE, folder)
        path = folder / file_name
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new, 1), encoding="utf-8")
        return folder

    return edit
