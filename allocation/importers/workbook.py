"""The first sheet of an XLSX, as text. A workbook is a zip from outside: measured before it is unpacked and read."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from allocation.errors import Refused

MAX_UNPACKED = 100_000_000  # one that swells beyond this is no list of 290 kommuner
MAX_COLUMN = 2  # letters: to ZZ
# A cell or a row says where it is. The reader makes room for all that lies between, so a single stray cell in
# XFD1048576 would ask for hundreds of gigabytes.
PLACE = re.compile(rb"<(?:\w+:)?(?:c|row)\s[^>]*?\br=[\"']([A-Z]*)(\d+)")
UNREADABLE = (CalamineError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)


def is_zip(content: bytes) -> bool:
    return content[:2] == b"PK"


def first_sheet(content: bytes, max_rows: int) -> Iterator[list[str]]:
    try:
        require_measure(content, max_rows)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except UNREADABLE as error:
        raise Refused(_("Filen kunde inte läsas som en Excel-arbetsbok (XLSX).")) from error
    for cells in rows:
        yield [_text(cell) for cell in cells]


def require_measure(content: bytes, max_rows: int) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            raise zipfile.BadZipFile("another kind of file in a zip")
        if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
            raise Refused(_("Arbetsboken är orimligt stor när den packas upp. Ingenting har lästs in."))
        for member in archive.infolist():
            for column, row in PLACE.findall(archive.read(member)):
                if len(column) > MAX_COLUMN or int(row) > max_rows:
                    place = f"{column.decode()}{row.decode()}"
                    raise Refused(
                        _("Arbetsboken har en cell långt utanför tabellen (%(place)s). Ta bort den.") % {"place": place}
                    )


def _text(cell: object) -> str:
    """A number as the sheet shows it: a float's last binary digits are nobody's decimals."""
    return f"{cell:.12g}" if isinstance(cell, float) else str(cell)
