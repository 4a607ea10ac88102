"""The draft as its page and its script need it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from allocation.amounts import show
from allocation.engine.clearing.wishes import Position
from allocation.models import Draft, Frame, TargetGroup
from allocation.models.drafts import Step
from allocation.overview import FrameTable, frame_table
from allocation.services.drafts import by_whom, draft_of
from dialogue.overview import answers
from dialogue.wishes import stances_in
from frontend.maps import Area, areas
from frontend.pages.county.map import NAMES_FIT
from frontend.pages.county.reads import wish_in
from municipalities.geometry import CITATION, county_map
from municipalities.models import Municipality


@dataclass(frozen=True)
class DraftRow:
    municipality: Municipality
    proposed: int
    now: int
    pending: int
    wish: str
    content: tuple[int, int] | None  # the numbers that fulfil the wish
    number: int  # in the draft
    typed: str  # what stands in the field: the number, or what was refused

    @property
    def change(self) -> int:
        return self.number - self.now

    @property
    def unmet(self) -> int | None:
        """How far the draft's number is from the wish; None where nothing is wished."""
        if self.content is None:
            return None
        return max(self.content[0] - self.number, self.number - self.content[1], 0)


@dataclass(frozen=True)
class Work:
    frame: Frame
    group: TargetGroup
    table: FrameTable
    draft: Draft
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def decimals(self) -> int:
        return self.frame.round.decimals

    @property
    def step(self) -> int:
        """What − and + move: a person; of an andelstal a tenth of a promille."""
        return 10 ** max(0, self.decimals - 1)

    @cached_property
    def rows(self) -> list[DraftRow]:
        said, legs = answers(self.frame), self.draft.legs
        stances = stances_in(self.table, said)
        total = self.total
        rows = []
        for row in self.table.rows:
            code, cell = row.municipality.code, row.cells[self.group.code]
            stance = stances.get((self.frame.pk, self.group.code, code))
            number = cell.amount + legs.get(code, 0)
            rows.append(
                DraftRow(
                    municipality=row.municipality,
                    proposed=cell.proposed,
                    now=cell.amount,
                    pending=cell.pending,
                    wish=wish_in(said.get(code), self.group, self.decimals),
                    content=Position(code, cell.amount, wish=stance.wish).content(total) if stance else None,
                    number=number,
                    typed=self.typed.get(code, show(number, self.decimals)),
                )
            )
        return rows

    @cached_property
    def total(self) -> int:
        """What the draft must sum to: the target group as it stands."""
        return sum(row.cells[self.group.code].amount for row in self.table.rows)

    @property
    def sum(self) -> int:
        return self.total + sum(self.draft.legs.values())

    @property
    def over(self) -> int:
        return self.sum - self.total

    @property
    def missing(self) -> int:
        return -self.over

    @property
    def undo_words(self) -> str:
        return step_in_words(self.draft.last, self.names, self.decimals)

    @property
    def redo_words(self) -> str:
        return step_in_words(self.draft.next, self.names, self.decimals)

    @cached_property
    def names(self) -> dict[str, str]:
        return {row.municipality.code: row.municipality.name for row in self.table.rows}

    @property
    def state(self) -> dict[str, Any]:
        """What the script shows: the numbers as they are now, and who did what last."""
        return {
            "version": self.draft.version,
            "numbers": {row.municipality.code: row.number for row in self.rows},
            "undo": self.undo_words,
            "redo": self.redo_words,
        }

    @property
    def shapes(self) -> list[Area]:
        looks = {row.municipality.code: look(row.change) for row in self.rows}
        numbers = {row.municipality.code: show(row.number, self.decimals) for row in self.rows}
        return areas(county_map(self.frame.county_id).municipalities, looks=looks, numbers=numbers)

    @property
    def map(self) -> dict[str, Any]:
        drawn = county_map(self.frame.county_id)
        return {
            "view_box": drawn.view_box,
            "names": len(drawn.municipalities) <= NAMES_FIT,
            "legend": [("gives", _("färre i utkastet")), ("receives", _("fler i utkastet")), ("", _("oförändrat"))],
            "source": CITATION,
        }


def look(change: int) -> str:
    return "receives" if change > 0 else "gives" if change < 0 else ""


def step_in_words(step: Step | None, names: Mapping[str, str], decimals: int) -> str:
    """Kinda −3, Linköping +3 (handläggare, Östergötland)"""
    if step is None:
        return ""
    changes = ", ".join(
        f"{names.get(code, code)} {show(change, decimals, signed=True)}" for code, change in step["legs"].items()
    )
    return f"{changes} ({by_whom(step)})"


def read_work(frame: Frame, group: TargetGroup, typed: Mapping[str, str] | None = None) -> Work:
    return Work(frame, group, frame_table(frame), draft_of(frame, group), typed or {})
