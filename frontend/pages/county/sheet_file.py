"""Länets tal as a file: the same columns as on the page, and the same reservations."""

from decimal import Decimal

from django.utils.translation import gettext as _

from frontend.formatting import day
from frontend.pages.county.board import Board, Row
from frontend.pages.county.notices import notices
from frontend.pages.files import Table, Value
from frontend.statuses import label


def table_of(board: Board) -> Table:
    sheet = board.chosen
    assert sheet.frame is not None
    round, county = sheet.frame.round, sheet.frame.county
    group = f", {board.group.name}" if board.group else ""
    return Table(
        name=f"{round.process}-{round.year}-{round.revision}-lan-{county.code}",
        title=f"{county.name}: {round}{group} ({sheet.unit})",
        columns=columns(board),
        rows=[values(row, board) for row in board.rows],
        notes=[
            _("Status: %(status)s") % {"status": label(sheet.state)},
            *(f"{notice.title} {notice.text}".strip() for notice in notices(board)),
            *([_("Jämkas egen beräkning, inte Migrationsverkets.")] if sheet.is_computed else []),
        ],
    )


def columns(board: Board) -> list[str]:
    unit = board.chosen.unit
    return [
        _("Kommunkod"),
        _("Kommun"),
        _("Förslag, %(unit)s") % {"unit": unit},
        _("Önskemål"),
        _("Omfördelat"),
        _("Överenskommet"),
        _("Ej godkänt"),
        _("Länsstyrelsens avsteg"),
        board.number_heading if board.number_heading != _("Överenskommet") else _("Tal"),
        _("Avsteg från förslaget"),
        _("Kommunens svar"),
        _("Svaret lämnat"),
        *(f"{sheet.name}, {sheet.unit}" for sheet in board.others if sheet.has_come),
    ]


def values(row: Row, board: Board) -> list[Value]:
    decimals = board.chosen.decimals
    numbers = row.numbers
    given = row.response.submitted_at if row.response else None
    return [
        row.municipality.code,
        row.municipality.name,
        exact(numbers.proposed, decimals),
        row.wish,
        exact(numbers.transferred, decimals),
        exact(row.agreed, decimals),
        exact(numbers.pending, decimals),
        exact(numbers.adjusted, decimals),
        exact(numbers.amount, decimals),
        exact(row.deviation, decimals),
        label(row.status),
        day(given) if given else None,
        *(exact(o.amount, o.decimals) for o, sheet in zip(row.others, board.others, strict=True) if sheet.has_come),
    ]


def exact(units: int | None, decimals: int) -> Decimal | int | None:
    return units if units is None or not decimals else Decimal(units).scaleb(-decimals)
