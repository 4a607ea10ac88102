"""The map of the län: what has moved; or, where nothing has, the size of each number."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from allocation.amounts import show
from frontend.maps import Area, areas
from frontend.pages.county.board import Board
from municipalities.geometry import CITATION, county_map

CLASSES = 5
NAMES_FIT = 26  # kommuner, as many as Stockholms län has; with more, the names cover the map

Legend = list[tuple[str, str]]  # (look, words)


@dataclass(frozen=True)
class CountyMap:
    title: str
    lead: str
    description: str  # the same in words; the table beside it has every number
    shapes: list[Area]
    view_box: str
    legend: Legend
    names: bool
    source: str = CITATION


def map_of(kod: str, board: Board) -> CountyMap:
    drawn = county_map(kod)
    numbers = {row.municipality.code: row.numbers.amount for row in board.rows}
    moved = any(row.deviation or row.numbers.pending for row in board.rows)
    looks, legend = moves(board) if moved else sizes(numbers, board.chosen.decimals)
    return CountyMap(
        title=title(board, moved),
        lead=lead(board, moved),
        description=describe(board),
        shapes=areas(
            drawn.municipalities,
            looks=looks,
            numbers={code: board.chosen.written(units) for code, units in numbers.items()},
            pending=[row.municipality.code for row in board.rows if row.numbers.pending],
        ),
        view_box=drawn.view_box,
        legend=legend,
        names=len(drawn.municipalities) <= NAMES_FIT,
    )


def title(board: Board, moved: bool) -> str:
    if not moved:
        return _("Talen i länet")
    return _("Avsteg från förslaget") if board.has_adjustments else _("Omfördelning mellan kommuner")


def lead(board: Board, moved: bool) -> str:
    """What the colours are about: what is only a proposal is not called anything else."""
    name, heading = board.chosen.name, board.number_heading.lower()
    if moved:
        return _("%(name)s, %(heading)s mot förslaget") % {"name": name, "heading": heading}
    return f"{name}, {heading if board.chosen.is_locked else _('förslag')}"


def moves(board: Board) -> tuple[dict[str, str], Legend]:
    looks = {row.municipality.code: look(row.deviation) for row in board.rows}
    legend = [
        ("gives", _("lägre än förslaget") if board.has_adjustments else _("omfördelar till annan")),
        ("receives", _("högre än förslaget") if board.has_adjustments else _("mottagande")),
        ("", _("oförändrat")),
        ("pending", _("ej godkänt")),
    ]
    used = {*looks.values(), *("pending" for row in board.rows if row.numbers.pending)}
    return looks, [(name, words) for name, words in legend if name in used]


def look(deviation: int) -> str:
    return "receives" if deviation > 0 else "gives" if deviation < 0 else ""


def sizes(numbers: dict[str, int], decimals: int) -> tuple[dict[str, str], Legend]:
    """Classes with about as many kommuner in each; equal numbers are never parted."""
    ordered = sorted(numbers.values())
    lowest = sorted({ordered[i * len(ordered) // CLASSES] for i in range(CLASSES)})
    step = {code: sum(units >= bound for bound in lowest) for code, units in numbers.items()}
    legend = []
    for n in range(1, len(lowest) + 1):
        held = [numbers[code] for code in numbers if step[code] == n]
        ends = dict.fromkeys(show(units, decimals) for units in (min(held), max(held)))
        legend.append((f"step-{n}", "–".join(ends)))
    return {code: f"step-{n}" for code, n in step.items()}, legend


def describe(board: Board) -> str:
    changed = [row for row in board.rows if row.deviation]
    if not changed:
        return _("Ingen kommun har ett annat tal än i förslaget.")
    decimals = board.chosen.decimals
    return ", ".join(f"{row.municipality.name} {show(row.deviation, decimals, signed=True)}" for row in changed)
