"""What the svar in a dialogue wish for, as the clearing takes it.

How a svar is read is Jämka's assumption, and careful: a kommun is never moved further than it has written. "Högst 10"
from a kommun at 14 asks for 10, and no less; "kan ta emot högst 30" is a readiness up to 30, not a wish for it.
"""

from collections.abc import Mapping, Sequence

from allocation.engine.clearing.wishes import FEWER, MORE, Wish
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
    """One svar and its interval (either end may be open) beside the number as it stands."""
    if answer == Answer.NO_OBJECTION:
        return None
    if least is not None and most is not None:
        return Wish(least, most)
    if least is None and most is None:
        directions: Mapping[str, str] = {Answer.WANTS_FEWER: FEWER, Answer.WANTS_MORE: MORE}
        return Wish(direction=directions[answer]) if answer in directions else None
    if least is None and most is not None and now > most:
        return Wish(most, most)
    if most is None and least is not None and now < least:
        return Wish(least, least)
    if answer == Answer.WANTS_FEWER and least is not None:
        return Wish(least, now)
    if answer == Answer.WANTS_MORE and most is not None:
        return Wish(now, most)
    return None
