"""A table as a file: CSV as Swedish Excel opens it, and XLSX that keeps its footnotes."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter
from django.http import HttpResponse

Value = str | int | Decimal | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Table:
    name: str  # of the file, without its ending
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[str] = field(default_factory=tuple)  # what must be said of the numbers, wherever they go


def csv_file(table: Table) -> HttpResponse:
    """Semicolons and decimal commas; the notes come last, so that the first row is the columns."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_written(value) for value in row] for row in table.rows)
    writer.writerows([[], *([note] for note in table.notes)] if table.notes else [])
    return _attachment(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{table.name}.csv")


def xlsx_file(table: Table) -> HttpResponse:
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"bold": True, "text_wrap": True})
        sheet = book.add_worksheet()
        sheet.write(0, 0, table.title, bold)
        sheet.write_row(2, 0, table.columns, wrapped)
        for number, row in enumerate(table.rows, start=3):
            sheet.write_row(number, 0, row)
        for number, note in enumerate(table.notes, start=len(table.rows) + 4):
            sheet.write(number, 0, note)
        sheet.set_column(0, len(table.columns) - 1, 16)
        sheet.freeze_panes(3, 2)
    return _attachment(content.getvalue(), XLSX, f"{table.name}.xlsx")


def _written(value: Value) -> str:
    """Text that Excel would run as a formula is kept as text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value[:1] in ("=", "+", "@", "-", "\t") else value
    return str(value).replace(".", ",")


def _attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
