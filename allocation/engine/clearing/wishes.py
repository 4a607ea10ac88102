"""What kommuner wish for, and what each may become: the input of a clearing (`allocation.engine.redistribution`).

Numbers are integers in the unit of the process (persons, or 10^−decimals ‰). A kommun that has asked for nothing is
never moved: an omfördelning needs the approval of everyone whose number changes (docs/policy/lma-1994-137.md 3 §).
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from allocation.engine.errors import InvalidInput
from allocation.engine.exact import whole

FEWER, MORE = "fewer", "more"
Segment = tuple[int, int]  # first and last change, both included
Vector = tuple[Fraction, Fraction, Fraction]  # unmet, ration, deviation: compared in that order


@dataclass(frozen=True)
class Wish:
    """The numbers that would content the kommun, as an interval; or only a direction.

    An open end (None) has no limit. A direction alone is content with any change that way, of at least the lot.
    """

    least: int | None = None
    most: int | None = None
    direction: str | None = None

    def __post_init__(self) -> None:
        for name in ("least", "most"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, whole(getattr(self, name), what="the wish"))
        ends = [end for end in (self.least, self.most) if end is not None]
        if self.direction not in (None, FEWER, MORE):
            raise InvalidInput(f"{self.direction!r} is not a direction; choose {FEWER} or {MORE}")
        if not ends and self.direction is None:
            raise InvalidInput("a wish names a number or a direction")
        if ends and self.direction is not None:
            raise InvalidInput("a wish names a number or a direction, not both")
        if len(ends) == 2 and ends[0] > ends[1]:
            raise InvalidInput(f"the wish ends ({self.most}) before it begins ({self.least})")


@dataclass(frozen=True)
class Position:
    """One kommun in one pool: where it stands, what it wishes, and what it cannot become."""

    code: str
    now: int
    proposed: int | None = None  # in the proposal; None: as now
    wish: Wish | None = None
    lot: int = 0  # a change is nothing, or at least this
    viable: int = 0  # a changed number is 0, or at least this: a home for children needs volume
    floor: int = 0  # below this it may not be brought: those who are to be anvisade there again, say
    cap: int | None = None  # above this it cannot receive
    locked: bool = False

    def __post_init__(self) -> None:
        for name in ("now", "lot", "viable", "floor", "proposed", "cap"):
            if name not in ("proposed", "cap") or getattr(self, name) is not None:
                object.__setattr__(self, name, whole(getattr(self, name), self.code, name))
        if type(self.locked) is not bool:
            raise InvalidInput(f"locked is yes or no, not {self.locked!r}", self.code)

    @property
    def origin(self) -> int:
        return self.now if self.proposed is None else self.proposed

    def content(self, total: int) -> Segment | None:
        """The numbers that fulfil the wish, inside 0 … `total` (the pool's sum: nobody can get more)."""
        if self.wish is None:
            return None
        step = max(1, self.lot)
        if self.wish.direction == FEWER:
            return 0, max(0, self.now - step)
        if self.wish.direction == MORE:
            return self.now + step, max(total, self.now + step)
        least = 0 if self.wish.least is None else self.wish.least
        return least, max(total, least) if self.wish.most is None else self.wish.most

    def domain(self, total: int) -> tuple[Segment, ...]:
        """Every change that the kommun's wish and bounds allow, as disjoint segments in order. 0 is always one of them.

        It moves towards its wish or inside it, never away and never past it.
        """
        content = self.content(total)
        if content is None or self.locked:
            return ((0, 0),)
        low = min(self.now, max(min(content[0], self.now), self.floor))
        high = max(self.now, min(max(content[1], self.now), total if self.cap is None else self.cap))
        allowed = [
            (low, self.now - max(1, self.lot)),
            (self.now, self.now),
            (self.now + max(1, self.lot), high),
        ]
        viable = [part for segment in allowed for part in self._viable(segment)]
        return tuple((first - self.now, last - self.now) for first, last in _joined(viable))

    def _viable(self, segment: Segment) -> Iterable[Segment]:
        first, last = segment
        if first > last:
            return
        if self.viable <= first or segment == (self.now, self.now):
            yield segment
            return
        if first == 0:
            yield 0, 0
        if self.viable <= last:
            yield self.viable, last


@dataclass(frozen=True)
class Pool:
    """The kommuner of one län in one process and target group: their sum never changes.

    `groups` are kommuner that have agreed to redistribute among themselves: each keeps its own sum.
    """

    name: str
    positions: tuple[Position, ...]
    groups: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "positions", tuple(self.positions))
        object.__setattr__(self, "groups", tuple(tuple(group) for group in self.groups))
        if not self.positions:
            raise InvalidInput("there are no kommuner", self.name)
        codes = [position.code for position in self.positions]
        _refuse_twice(codes, self.name)
        members = [code for group in self.groups for code in group]
        _refuse_twice(members, self.name)
        for code in members:
            if code not in codes:
                raise InvalidInput(f"a group names a kommun that is not in {self.name}", code)

    @property
    def total(self) -> int:
        return sum(position.now for position in self.positions)

    def circles(self) -> list[list[Position]]:
        """Who balances with whom: each agreed group, and all the others."""
        grouped = {code: index for index, group in enumerate(self.groups) for code in group}
        circles: list[list[Position]] = [[] for _ in range(len(self.groups) + 1)]
        for position in self.positions:
            circles[grouped.get(position.code, -1)].append(position)
        return [circle for circle in circles if circle]


@dataclass(frozen=True)
class Link:
    """Wishes in several pools that stand or fall together: all of them are met, or none of them moves."""

    members: tuple[tuple[str, str], ...]  # (pool, kommunkod)


@dataclass(frozen=True)
class Cost:
    """What a change costs its kommun, in three levels, each convex in the change:

    unmet      how far the number is from the wish
    ration     unmet² / asked: least where every wish is met to the same share (then it is Webster's apportionment of
               what is lacking by what was asked; Balinski & Young, Fair Representation, 1982)
    deviation  how far the number is from the proposal
    """

    now: int
    proposed: int
    content: Segment | None

    @classmethod
    def of(cls, position: Position, total: int) -> "Cost":
        return cls(position.now, position.origin, position.content(total))

    @property
    def asked(self) -> int:
        return self.unmet(0)

    def unmet(self, change: int) -> int:
        if self.content is None:
            return 0
        number = self.now + change
        return max(self.content[0] - number, number - self.content[1], 0)

    def at(self, change: int) -> Vector:
        unmet = self.unmet(change)
        ration = Fraction(unmet * unmet, max(1, self.asked))
        return Fraction(unmet), ration, Fraction(abs(self.now + change - self.proposed))

    def slope(self, first: int, last: int) -> Vector:
        """Per unit, on the way from one change to another."""
        before, after, length = self.at(first), self.at(last), last - first
        return (
            (after[0] - before[0]) / length,
            (after[1] - before[1]) / length,
            (after[2] - before[2]) / length,
        )


def _joined(segments: Sequence[Segment]) -> list[Segment]:
    """Segments in order, those that meet made one."""
    joined: list[Segment] = []
    for first, last in sorted(segments):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined


def _refuse_twice(names: Sequence[Hashable], where: str) -> None:
    seen: set[Hashable] = set()
    for name in names:
        if name in seen:
            raise InvalidInput(f"the kommun is given twice in {where}", name)
        seen.add(name)
