"""Reading a CSV file whole: every cell is read, and every fault named, before anything is believed."""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from municipalities.importers.readers import Reader


@dataclass(frozen=True)
class Problem:
    file_name: str
    row: int | None  # as a spreadsheet counts: the header is row 1. None: the file as a whole
    column: str | None
    message: str

    def __str__(self) -> str:
        place = [self.file_name]
        if self.row is not None:
            place.append(_("rad %(row)d") % {"row": self.row})
        if self.column is not None:
            place.append(_("kolumn %(column)s") % {"column": self.column})
        return f"{', '.join(place)}: {self.message}"


class FilesRefused(Exception):
    """Nothing was saved, and these are the reasons."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True)
class Row:
    number: int
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


@dataclass(frozen=True)
class Table:
    file_name: str
    digest: str  # sha256
    rows: list[Row]

    def column(self, name: str) -> list[Any]:
        return [row[name] for row in self.rows]


def read_table(path: Path, columns: Mapping[str, Reader], key: tuple[str, ...]) -> tuple[Table, list[Problem]]:
    """The table as far as it could be read, and everything that is wrong with it. `key` may occur once."""
    name = path.name
    if not path.is_file():
        return Table(name, "", []), [Problem(name, None, None, _("filen saknas"))]
    content = path.read_bytes()
    table = Table(name, hashlib.sha256(content).hexdigest(), [])
    try:
        lines = _lines(content)
        header = next(lines, (1, []))[1]
        if problems := _header_problems(name, header, columns):
            return table, problems
        for number, cells in lines:
            problems += _read_row(table, number, dict(zip(header, cells, strict=False)), len(cells), columns)
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        return table, [Problem(name, row, None, _("filen är inte kodad i UTF-8"))]
    except csv.Error:
        return table, [Problem(name, None, None, _("filen är inte kommaseparerad text (CSV)"))]
    return table, problems + list(_duplicates(table, key))


def _lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    for cells in reader:
        if cells:
            yield reader.line_num, [cell.strip() for cell in cells]


def _header_problems(name: str, header: list[str], columns: Mapping[str, Reader]) -> list[Problem]:
    absent = [Problem(name, 1, column, _("kolumnen saknas")) for column in columns if column not in header]
    unknown = [Problem(name, 1, column, _("kolumnen är okänd")) for column in header if column not in columns]
    return absent + unknown


def _read_row(
    table: Table, number: int, cells: dict[str, str], width: int, columns: Mapping[str, Reader]
) -> list[Problem]:
    """Adds the row to the table, or says what is wrong with it."""
    if width != len(columns):
        message = _("raden har %(width)d fält men ska ha %(columns)d") % {"width": width, "columns": len(columns)}
        return [Problem(table.file_name, number, None, message)]
    values, problems = {}, []
    for column, read in columns.items():
        try:
            values[column] = read(cells[column])
        except ValueError as error:
            problems.append(Problem(table.file_name, number, column, str(error)))
    if not problems:
        table.rows.append(Row(number, values))
    return problems


def _duplicates(table: Table, key: tuple[str, ...]) -> Iterator[Problem]:
    seen: dict[tuple[Any, ...], int] = {}
    for row in table.rows:
        first = seen.setdefault(tuple(row[column] for column in key), row.number)
        if first != row.number:
            message = _("samma uppgift finns redan på rad %(row)d") % {"row": first}
            yield Problem(table.file_name, row.number, ", ".join(key), message)
