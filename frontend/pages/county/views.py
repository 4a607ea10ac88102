"""Länets tal: the page that a länsstyrelse lives on, and its table as a file."""

from collections import Counter
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import allowed
from allocation.models import Frame, FrameState, Round, TransferState
from allocation.services.decisions import obstacles_in
from allocation.transfer_overview import TransferView
from allocation.transitions import TALKING
from frontend.access import COUNTY_READER, access
from frontend.formatting import moment
from frontend.pages.county.actions import actions, frame_url
from frontend.pages.county.board import Board, read_board
from frontend.pages.county.map import map_of
from frontend.pages.county.notices import notices
from frontend.pages.county.sheet import Sheet
from frontend.pages.county.sheet_file import table_of
from frontend.pages.files import csv_file, xlsx_file
from frontend.pages.submit import Request
from frontend.pages.transfers.reads import Move
from municipalities.models import County


@access(COUNTY_READER)
def newest_year(request: Request, kod: str) -> HttpResponse:
    """The address in the menu: the year that is worked on."""
    return redirect("lan", kod=kod, ar=Round.objects.newest_year())


@access(COUNTY_READER)
def county(request: Request, kod: str, ar: int) -> HttpResponse:
    asked = request.GET
    board = read_board(
        kod,
        ar,
        process=asked.get("process", ""),
        group=asked.get("malgrupp", ""),
        revision=asked.get("revidering", ""),
    )
    frame = board.chosen.frame
    moves = board.chosen.table.transfers if board.chosen.table else []
    context = {
        "board": board,
        "sheet": board.chosen,
        "county": frame.county if frame else get_object_or_404(County, pk=kod),
        "lead": lead(board.chosen),
        "notices": notices(board),
        "actions": actions(request.actor, frame) if board.is_newest else [],
        "obstacles": obstacles_shown(board) if request.actor.is_of_county(kod) else [],
        "map": map_of(kod, board) if len(board.rows) > 1 else None,
        "moves": [Move(view, board.chosen.written(view.moved)) for view in moves],
        "moves_lead": moves_lead(moves),
        "is_own": request.actor.is_of_county(kod),
        "may_reverse": board.is_newest and may_adjust(request, frame),
        "crumbs": [(_("Omgångar"), reverse("omgangar"))],
        "downloads": downloads(request, board),
    }
    return render(request, "frontend/county/lan.html", context)


def may_adjust(request: Request, frame: Frame | None) -> bool:
    return frame is not None and frame.state in TALKING and allowed(request.actor, "allocation.post_adjustment", frame)


def downloads(request: Request, board: Board) -> list[tuple[str, str]]:
    """Of exactly what is shown: the same target group, the same revision."""
    frame = board.chosen.frame
    if frame is None:
        return []
    chosen = {name: request.GET[name] for name in ("malgrupp", "revidering") if request.GET.get(name)}
    query = f"?{urlencode(chosen)}" if chosen else ""
    return [("CSV", frame_url("lan-csv", frame) + query), ("XLSX", frame_url("lan-xlsx", frame) + query)]


def moves_lead(moves: list[TransferView]) -> str:
    """ "2 överenskomna, 1 ej godkänd"""
    counted = Counter(view.state for view in moves)
    agreed, proposed = counted[TransferState.AGREED], counted[TransferState.PROPOSED]
    approved = counted[TransferState.APPROVED]
    said = [
        (agreed, ngettext("%(n)s överenskommen", "%(n)s överenskomna", agreed)),
        (approved, ngettext("%(n)s att tillstyrka", "%(n)s att tillstyrka", approved)),
        (proposed, ngettext("%(n)s ej godkänd", "%(n)s ej godkända", proposed)),
    ]
    return ", ".join(words % {"n": n} for n, words in said if n)


@access(COUNTY_READER)
def table_csv(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    return csv_file(table_of(asked_board(request, kod, ar, process)))


@access(COUNTY_READER)
def table_xlsx(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    return xlsx_file(table_of(asked_board(request, kod, ar, process)))


def asked_board(request: Request, kod: str, ar: int, process: str) -> Board:
    asked = request.GET
    board = read_board(kod, ar, process=process, group=asked.get("malgrupp", ""), revision=asked.get("revidering", ""))
    if board.chosen.process != process or not board.chosen.has_come:
        raise Http404
    return board


def lead(sheet: Sheet) -> str:
    """Where the chosen process stands, in a sentence."""
    if not sheet.has_come or sheet.frame is None:
        return _("%(name)s inväntas: Migrationsverket har inte lämnat något förslag än.") % {"name": sheet.name}
    if not sheet.frame.has_dialogue:
        return _("Länet har en kommun: ingen dialog och ingen omfördelning. Kommunens tal är länets.")
    answered = {"n": sheet.answered, "of": sheet.expected}
    if sheet.state == FrameState.DIALOGUE and sheet.deadline:
        return _("Dialogen om %(name)s är öppen till den %(deadline)s; %(n)s av %(of)s kommuner har svarat.") % {
            **answered,
            "name": sheet.name.lower(),
            "deadline": moment(sheet.deadline),
        }
    if sheet.state == FrameState.PROPOSED:
        return _("Förslaget har kommit. Dialogen med kommunerna är inte öppnad.")
    if sheet.answered:
        return _("%(n)s av %(of)s kommuner har svarat. %(next)s.") % {**answered, "next": sheet.next_step}
    return f"{sheet.next_step}."


def obstacles_shown(board: Board) -> list[str]:
    """What stands in the way, while there is something to be done about it."""
    sheet = board.chosen
    waits = sheet.table is not None and board.is_newest and not sheet.is_locked
    return obstacles_in(sheet.table) if waits and sheet.table else []
