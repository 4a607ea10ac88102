"""How work is measured: correctness first, then everybody in turn, so that the machine's mood hits all alike.

To add one: a file with `works(scale) -> Iterable[Work]`, and its name among `WORKS` in `__main__.py`.
"""

import math
import statistics
import timeit
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.growth import exponent


class Wrong(AssertionError):
    """A fast wrong answer."""


@dataclass(frozen=True)
class Scale:
    """How much to do. The defaults are `make bench`; the tests do a little of each."""

    seconds: float = 0.1  # a timing loops until it takes this long
    repeats: int = 7
    units: tuple[int, ...] = (290, 2_900, 29_000, 100_000)
    scenarios: int = 1_000
    years: int = 10_000
    slow: bool = False  # peers that take half a minute too


TINY = Scale(seconds=0, repeats=1, units=(290, 580), scenarios=3, years=20)


@dataclass(frozen=True)
class Contender:
    """`run` is timed; `numbers` reads its answer, outside the time."""

    name: str
    run: Callable[[], Any]
    numbers: Callable[[Any], Sequence[int]] = list
    exact: bool = True  # its answer must equal ours; a peer in floats may differ, and the table says so


@dataclass(frozen=True)
class Work:
    name: str
    ours: Contender
    peers: tuple[Contender, ...]
    check: Callable[[Sequence[int]], None]  # raises Wrong; independent of ours
    aim: float | None = None  # seconds, from the project's own aims
    grown: Callable[[int], "Work"] | None = None  # the same for so many units


@dataclass(frozen=True)
class Timing:
    """Seconds for one run."""

    name: str
    best: float
    median: float
    loops: int
    repeats: int
    agrees: bool


@dataclass(frozen=True)
class Measured:
    name: str
    aim: float | None
    ours: Timing
    peers: tuple[Timing, ...]
    growth: dict[int, float] = field(default_factory=dict)  # units → best seconds

    @property
    def exponent(self) -> float | None:
        return exponent(self.growth)


def measure(work: Work, scale: Scale) -> Measured:
    """Raises Wrong where our answer fails its check, or an exact peer has another."""
    numbers = answer(work.ours)
    work.check(numbers)
    agrees = [answer(peer) == numbers for peer in work.peers]
    for peer, same in zip(work.peers, agrees, strict=True):
        if peer.exact and not same:
            raise Wrong(f"{work.name}: {peer.name} has another answer")
    timed = time_in_turn([work.ours, *work.peers], scale)
    timings = [Timing(*each, same) for each, same in zip(timed, [True, *agrees], strict=True)]
    growth = {units: grown_time(work.grown(units), scale) for units in scale.units} if work.grown else {}
    return Measured(work.name, work.aim, timings[0], tuple(timings[1:]), growth)


def answer(contender: Contender) -> list[int]:
    return [int(number) for number in contender.numbers(contender.run())]


def grown_time(work: Work, scale: Scale) -> float:
    work.check(answer(work.ours))
    ((_, best, *_),) = time_in_turn([work.ours], scale)
    return best


def time_in_turn(contenders: Iterable[Contender], scale: Scale) -> list[tuple[str, float, float, int, int]]:
    """Per contender: name, best, median, loops, repeats. One repeat of each before the next of any."""
    timers = [(each.name, timeit.Timer(each.run)) for each in contenders]
    first = [timer.timeit(1) for _, timer in timers]
    loops = [max(1, math.ceil(scale.seconds / once)) for once in first]
    # Whatever takes seconds is told from the rest by less than seven runs of it.
    repeats = [max(1, min(scale.repeats, int(10 / once))) for once in first]
    seconds: list[list[float]] = [[] for _ in timers]
    for turn in range(max(repeats)):
        for i, (_, timer) in enumerate(timers):
            if turn < repeats[i]:
                seconds[i].append(timer.timeit(loops[i]) / loops[i])
    return [
        (name, min(taken), statistics.median(taken), loops[i], repeats[i])
        for i, ((name, _), taken) in enumerate(zip(timers, seconds, strict=True))
    ]
