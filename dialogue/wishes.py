"""What the svar in a dialogue wish for, as the clearing takes it.

How a svar is read is Jämka's assumption, and careful: a number is never moved further than the kommun has written.
"Högst 10" from a kommun at 14 asks for 10, and no less; "kan ta emot högst 30" is a readiness up to 30, no wish for it.
"""

from collections.abc import Mapping, Sequence

from allocation.engine.clearing.wishes import Wish
from allocation.models import Frame
from allocation.overview import FrameTable, frame_tables
from allocation.services.clearing import Cell, Stance
from dialogue.models import Response
from dialogue.overview import answers_of

Answer = Response.Answer


def stances_of(frames: Sequence[Frame]) -> dict[Cell, Stance]:
    """(frame id, target group, kommunkod) → what its newest submitted svar wishes, where it wishes for something."""
    tables, answers = frame_tables(frames), answers_of(frames)
    found: dict[Cell, Stance] = {}
    for frame in frames:
        found |= stances_in(tables[frame.pk], answers.get(frame.pk, {}))
    return found


def stances_in(table: FrameTable, answers: Mapping[str, Response]) -> dict[Cell, Stance]:
    """The same, of what has been read already."""
    found: dict[Cell, Stance] = {}
    rows = {row.municipality.code: row for row in table.rows}
    for code, response in answers.items():
        ends = {wish.target_group.code: (wish.least, wish.most) for wish in response.wishes.all()}
        for group in table.groups:
            now = rows[code].cells[group.code].amount
            wish = wish_of(response.answer, now, *ends.get(group.code, (None, None)))
            # A direction says nothing of which target group where only the others were given numbers.
            if wish is not None and (group.code in ends or not ends):
                found[table.frame.pk, group.code, code] = Stance(wish=wish)
    return found


def wish_of(answer: str, now: int, least: int | None, most: int | None) -> Wish | None:
    """One svar and its interval (either end may be open) beside the number as it stands.

    A kommun that wishes fewer is never given more, nor the other way about. One that names no number asks for none: it
    is ready for what others wish, in its own direction.
    """
    if answer == Answer.NO_OBJECTION or (answer == Answer.CONTRIBUTION and least is most is None):
        return None
    low, high = (0, now) if answer == Answer.WANTS_FEWER else (now, None) if answer == Answer.WANTS_MORE else (0, None)
    if least is not None or most is not None:
        is_open = None in (least, most)
        least, most = _closed(now, least, most)
        if is_open and answer == Answer.CONTRIBUTION and least <= now <= most:
            return None  # a bound that is kept, and no readiness to be moved inside it
        low, high = max(low, least), most if high is None else min(high, most)
    return None if high is not None and (low > high or low == high == now) else Wish(low, high)


def _closed(now: int, least: int | None, most: int | None) -> tuple[int, int]:
    """An open end is closed where the kommun stands, or at the number written if that lies beyond."""
    if least is None:
        least = now if most is None else min(now, most)
    if most is None:
        most = max(now, least)
    return least, most
