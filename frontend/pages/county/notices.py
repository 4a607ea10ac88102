"""What must be said of the numbers before they are read: whose calculation, how certain, how real."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from allocation.models import FrameState
from frontend.pages.county.board import Board
from journal.models import Event


@dataclass(frozen=True)
class Notice:
    kind: str  # of c-notice
    text: str
    title: str = ""


def notices(board: Board) -> list[Notice]:
    sheet = board.chosen
    if sheet.frame is None or sheet.table is None:
        return []
    found = []
    round, totals = sheet.frame.round, sheet.table.totals
    if not board.is_newest:
        found.append(
            Notice("warning", _("Talen har reviderats. Den här omgången visas som den var."), _("Tidigare omgång."))
        )
    if sheet.state == FrameState.SENT_BACK:
        found.append(Notice("warning", why_sent_back(board), _("Migrationsverket har återsänt talen.")))
    if sheet.is_computed:
        found.append(Notice("calculation", computed_text(sheet.frame.stand_in)))  # type: ignore[attr-defined]
    if round.synthetic:
        found.append(Notice("synthetic", _("Länstal eller målgrupper i omgången är gjorda för att pröva Jämka.")))
    if sheet.has_come and (totals is None or not totals.statutory):
        found.append(
            Notice(
                "warning",
                _("Dialogen kan föras, men talen beslutas först när regeringens tal är införda."),
                _("Talen är preliminära."),
            )
        )
    if round.remark:
        found.append(Notice("info", round.remark))
    return found


def computed_text(stand_in: str | None) -> str:
    said = _("Talen är räknade med en öppen modell ur öppna data.")
    if not stand_in:
        return said
    return f"{said} " + _("Som mått på arbetsmarknaden används %(name)s, i brist på ett index.") % {"name": stand_in}


def why_sent_back(board: Board) -> str:
    newest = board.statuses[-1] if board.statuses else None
    event = Event.objects.filter(pk=newest.event_number).first() if newest else None
    return event.text if event else ""
