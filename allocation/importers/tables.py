"""CSV and XLSX read alike: a header row found by its names, then rows of text with their row numbers."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from allocation.errors import Refused

MAX_BYTES = 5_000_000
MAX_UNPACKED = 100_000_000  # an XLSX is a zip; one that swells beyond this is no list of 290 kommuner
MAX_ROWS = 5_000


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
    raw = list(_xlsx(content) if content[:2] == b"PK" else _csv(content))
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
    return heading.strip().lower().replace("\ufeff", "")


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise Refused(_("Filen är varken CSV eller XLSX."))
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max(";,\t", key=first.count)
    yield from csv.reader(io.StringIO(text), delimiter=delimiter)


def _xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise Refused(_("Arbetsboken är orimligt stor när den packas upp. Ingenting har lästs in."))
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (zipfile.BadZipFile, CalamineError) as error:
        raise Refused(_("Filen kunde inte läsas som en Excel-arbetsbok.")) from error
    for cells in workbook.get_sheet_by_index(0).to_python(skip_empty_area=False):
        yield [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
