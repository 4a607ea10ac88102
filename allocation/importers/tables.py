"""CSV and XLSX read alike: a header row found by its names, then rows of text with their row numbers."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from allocation.errors import Refused
from allocation.importers.workbook import first_sheet, is_zip

MAX_BYTES = 5_000_000
MAX_ROWS = 5_000
DELIMITERS = ";,\t"


@dataclass(frozen=True)
class Row:
    number: int  # as the spreadsheet shows it
    cells: dict[str, str]  # canonical column -> text


def read_table(file_name: str, content: bytes, columns: dict[str, tuple[str, ...]], needed: set[str]) -> list[Row]:
    """Rows below the first row that names the needed columns. `columns`: canonical name -> accepted headings.

    Raises Refused where the file cannot be read or a column is missing.
    """
    if len(content) > MAX_BYTES:
        raise Refused(_("Filen är större än 5 MB. Ta bort blad och bilder som inte hör till förslaget."))
    raw = list(first_sheet(content, MAX_ROWS) if is_zip(content) else _csv(content))
    if len(raw) > MAX_ROWS:
        raise Refused(_("Filen har fler än %(n)s rader.") % {"n": MAX_ROWS})
    aliases = {alias: name for name, headings in columns.items() for alias in headings}
    for index, cells in enumerate(raw):
        found = {aliases[_key(cell)]: i for i, cell in enumerate(cells) if _key(cell) in aliases}
        if needed <= set(found):
            return [
                Row(number, {name: cells[i].strip() if i < len(cells) else "" for name, i in found.items()})
                for number, cells in enumerate(raw[index + 1 :], start=index + 2)
                if any(cell.strip() for cell in cells)
            ]
    headings = ", ".join(sorted(columns[name][0] for name in needed))
    raise Refused(
        _("Rubrikraden hittades inte i %(file)s. Filen ska ha kolumnerna: %(columns)s.")
        % {"file": file_name, "columns": headings}
    )


def _key(heading: str) -> str:
    return heading.strip().lower()


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise Refused(_("Filen är varken CSV eller XLSX."))
    # A line above the table, with the name of the list, has none.
    first = next((line for line in text.splitlines() if any(sign in line for sign in DELIMITERS)), "")
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count))
    except csv.Error as error:
        raise Refused(_("Filen kunde inte läsas som CSV. Kontrollera citattecknen.")) from error
