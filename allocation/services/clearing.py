"""Beräkna förslag: a clearing of the wishes in a län's frames, and the omfördelningar that lead there.

A clearing saves nothing. What the länsstyrelse takes of it becomes proposed omfördelningar like any other: each kommun
whose number changes approves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.permissions import require
from allocation.engine.clearing.wishes import Link, Pool, Position, Wish
from allocation.engine.errors import EngineError
from allocation.engine.redistribution import Clearing, clear
from allocation.engine_errors import in_words
from allocation.errors import Refused
from allocation.models import Frame, TargetGroup, Transfer
from allocation.overview import FrameTable, frame_tables
from allocation.services.ledger import lock
from allocation.services.transfers import propose_transfer
from allocation.transitions import TALKING

Cell = tuple[int, str, str]  # frame id, target group code, kommunkod


@dataclass(frozen=True)
class Stance:
    """What one kommun wishes and can bear in one target group, in the round's integer units."""

    wish: Wish | None = None
    lot: int = 0
    viable: int = 0
    floor: int = 0
    cap: int | None = None
    locked: bool = False


@dataclass(frozen=True)
class Found:
    """A clearing with the frames that it is about. `pools`: its name → frame and target group."""

    clearing: Clearing
    pools: Mapping[str, tuple[Frame, TargetGroup]]


def find_clearing(
    *,
    actor: Actor,
    frames: Sequence[Frame],
    stances: Mapping[Cell, Stance],
    groups: Iterable[tuple[int, tuple[str, ...]]] = (),
    links: Iterable[tuple[Cell, ...]] = (),
    order: Sequence[str] | None = None,
) -> Found:
    """`groups`: (frame id, kommunkoder) that have agreed to redistribute among themselves. `links`: wishes that stand
    or fall together. A kommun whose omfördelning is proposed and not yet agreed is left alone in that target group.

    Raises NotAllowed outside the actor's own län, Refused with a reason in words.
    """
    for frame in frames:
        require(actor, "allocation.find_clearing", frame)
        if not frame.has_dialogue:
            raise Refused(_("Länet har en enda kommun: det finns ingen att omfördela till."))
        if frame.state not in TALKING:
            raise Refused(_("Talen ligger fast eller har inte kommit: %(frame)s.") % {"frame": frame})
    agreed, tied = list(groups), list(links)
    try:
        pools = _pools(frames, stances, agreed)
        names = {(frame.pk, group.code): name for name, (frame, group, _pool) in pools.items()}
        _require_known(frames, pools, stances, agreed, tied)
        joined = [Link(tuple((names[frame, group], code) for frame, group, code in cells)) for cells in tied]
        found = clear([pool for _frame, _group, pool in pools.values()], links=joined, order=order)
    except EngineError as error:
        raise Refused(_("Önskemålen kan inte beräknas: %(error)s") % {"error": in_words(error)}) from error
    return Found(found, {name: (frame, group) for name, (frame, group, _pool) in pools.items()})


@transaction.atomic
def propose_found(
    *, actor: Actor, found: Found, chosen: Iterable[int], form: str, reason: str, text: str
) -> list[Transfer]:
    """The chosen transfers of a clearing, by index, become proposed omfördelningar: all of them or none.

    Refused if any number that the clearing built on has changed since.
    """
    frames = {frame.pk: frame for frame, _group in found.pools.values()}
    lock(list(frames.values()))
    tables = frame_tables(list(frames.values()))
    _require_unchanged(found, tables)
    transfers = found.clearing.transfers
    indexes = sorted(set(chosen))
    if not indexes or indexes[-1] >= len(transfers) or indexes[0] < 0:
        raise Refused(_("Välj minst en av de omfördelningar som beräkningen gav."))
    for i in indexes:
        frame, group = found.pools[transfers[i].pool]
        if taken := sorted(set(transfers[i].legs) & _unsettled(tables[frame.pk], group)):
            raise Refused(
                _("Redan med i en omfördelning som inte är godkänd: %(kommunkoder)s. Beräkna ett nytt förslag.")
                % {"kommunkoder": ", ".join(taken)}
            )
    return [
        propose_transfer(
            actor=actor,
            frame=found.pools[transfers[i].pool][0],
            target_group=found.pools[transfers[i].pool][1],
            legs=dict(transfers[i].legs),
            form=form,
            reason=reason,
            text=text,
        )
        for i in indexes
    ]


def _pools(
    frames: Sequence[Frame], stances: Mapping[Cell, Stance], groups: list[tuple[int, tuple[str, ...]]]
) -> dict[str, tuple[Frame, TargetGroup, Pool]]:
    tables = frame_tables(frames)
    pools = {}
    for frame in frames:
        agreed = tuple(codes for pk, codes in groups if pk == frame.pk)
        for group in tables[frame.pk].groups:
            name = pool_name(frame, group)
            pools[name] = frame, group, Pool(name, _positions(tables[frame.pk], group, stances), agreed)
    return pools


def _require_known(
    frames: Sequence[Frame],
    pools: Mapping[str, tuple[Frame, TargetGroup, Pool]],
    stances: Mapping[Cell, Stance],
    groups: list[tuple[int, tuple[str, ...]]],
    links: list[tuple[Cell, ...]],
) -> None:
    """Nothing that was said of a kommun is passed over in silence."""
    known = {(frame.pk, group.code, each.code) for frame, group, pool in pools.values() for each in pool.positions}
    for _frame, _group, code in [*stances, *(cell for cells in links for cell in cells)]:
        if (_frame, _group, code) not in known:
            raise Refused(_("Okänd kommun eller målgrupp i beräkningen: %(kommunkod)s.") % {"kommunkod": code})
    if unknown := {pk for pk, _codes in groups} - {frame.pk for frame in frames}:
        raise Refused(_("En överenskommen grupp hör till ett annat län eller år: %(ids)s.") % {"ids": sorted(unknown)})


def pool_name(frame: Frame, group: TargetGroup) -> str:
    return f"{frame.round.process}/{group.code}"


def _positions(table: FrameTable, group: TargetGroup, stances: Mapping[Cell, Stance]) -> tuple[Position, ...]:
    unsettled = _unsettled(table, group)
    positions = []
    for row in table.rows:
        code, cell = row.municipality.code, row.cells[group.code]
        stance = stances.get((table.frame.pk, group.code, code), Stance())
        positions.append(
            Position(
                code=code,
                now=cell.amount,
                proposed=cell.proposed,
                wish=stance.wish,
                lot=stance.lot,
                viable=stance.viable,
                floor=stance.floor,
                cap=stance.cap,
                locked=stance.locked or code in unsettled,
            )
        )
    return tuple(positions)


def _unsettled(table: FrameTable, group: TargetGroup) -> set[str]:
    """The kommuner of an omfördelning that is proposed and not yet agreed."""
    return {
        side.municipality.code
        for view in table.open_transfers
        if view.transfer.target_group_id == group.pk
        for side in view.sides
    }


def _require_unchanged(found: Found, tables: Mapping[int, FrameTable]) -> None:
    for pool in found.clearing.pools:
        frame, group = found.pools[pool.name]
        amounts = {row.municipality.code: row.cells[group.code].amount for row in tables[frame.pk].rows}
        for position in pool.positions:
            if amounts.get(position.code) != position.now:
                raise Refused(
                    _("Talen har ändrats sedan beräkningen gjordes (%(kommunkod)s). Beräkna ett nytt förslag.")
                    % {"kommunkod": position.code}
                )
