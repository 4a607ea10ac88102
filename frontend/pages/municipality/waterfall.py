"""The steps of a number as a waterfall: the same figures as in the table beside it, drawn."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from frontend.pages.municipality.explanation import Explanation

WIDTH, HEIGHT = 640, 280
TOP, BOTTOM = 34, 44  # room for the figures above the bars and the words below them
FILL = 0.62  # of a bar's place


@dataclass(frozen=True)
class Bar:
    look: str  # total, more or less
    x: float
    y: float
    width: float
    height: float
    middle: float
    written: str
    words: list[tuple[int, str]]  # each line with where it stands
    level: float  # where the number stands after the step

    @property
    def above(self) -> float:
        return self.y - 8

    @property
    def end(self) -> float:
        return self.x + self.width


@dataclass(frozen=True)
class Waterfall:
    bars: list[Bar]
    baseline: float
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def links(self) -> list[tuple[float, float, float]]:
        """(from, to, height) between one bar and the next."""
        return [(bar.end, following.x, bar.level) for bar, following in zip(self.bars, self.bars[1:], strict=False)]


def waterfall(explanation: Explanation) -> Waterfall:
    levels = [0.0]
    for step in explanation.steps:
        levels.append(levels[-1] + float(step.value))
    highest, lowest = max(levels), min(levels)
    unit = (HEIGHT - TOP - BOTTOM) / ((highest - lowest) or 1)
    place = WIDTH / (len(explanation.steps) + 1)

    def y(level: float) -> float:
        return round(TOP + (highest - level) * unit, 1)

    def bar(index: int, look: str, start: float, end: float, written: str, words: str) -> Bar:
        x = round(place * (index + (1 - FILL) / 2), 1)
        top, bottom = y(max(start, end)), y(min(start, end))
        return Bar(
            look=look,
            x=x,
            y=top,
            width=round(place * FILL, 1),
            height=max(round(bottom - top, 1), 1.5),
            middle=round(x + place * FILL / 2, 1),
            written=written,
            words=[(HEIGHT - 24 + 16 * i, line) for i, line in enumerate(words.split(" ", 1))],
            level=y(end),
        )

    bars = [
        bar(i, _look(i, float(step.value)), levels[i], levels[i + 1], step.written, step.short)
        for i, step in enumerate(explanation.steps)
    ]
    bars.append(bar(len(bars), "total", 0.0, levels[-1], explanation.total, _("Beräknat")))
    return Waterfall(bars, y(0.0))


def _look(index: int, value: float) -> str:
    if index == 0:
        return "total"
    return "more" if value > 0 else "less"
