"""Reads the reference files: all of them, whole and consistent, or none."""

from pathlib import Path

from municipalities.importers.datasets import DATASETS
from municipalities.importers.table import FilesRefused, Problem, Table, read_table

REFERENCE = Path(__file__).resolve().parent.parent / "reference"


def read_reference(directory: Path = REFERENCE) -> dict[str, Table]:
    """All files, whole and consistent, by file name; or FilesRefused. Touches no database."""
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for dataset in DATASETS:
        tables[dataset.file_name], found = read_table(directory / dataset.file_name, dataset.columns, dataset.key)
        problems += found
    if not problems:  # a file that could not be read would only make its neighbours look wrong
        problems = [p for d in DATASETS for check in d.checks for p in check(tables[d.file_name], tables)]
    if problems:
        raise FilesRefused(problems)
    return tables
