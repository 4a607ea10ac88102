"""A whole vector, 290 kommuner, against what stands: the preview of a proposal, whatever it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allocation.models import Round
from allocation.services.proposals import current_proposal
from municipalities.models import Municipality


@dataclass(frozen=True)
class VectorRow:
    code: str
    name: str
    county: str
    group: str
    before: int | None
    amount: int

    @property
    def change(self) -> int | None:
        return None if self.before is None else self.amount - self.before


@dataclass(frozen=True)
class Vector:
    rows: list[VectorRow]
    several_groups: bool

    @property
    def total(self) -> int:
        return sum(row.amount for row in self.rows)

    @property
    def before(self) -> int | None:
        """None where there is nothing to compare with: the first proposal."""
        known = [row.before for row in self.rows if row.before is not None]
        return sum(known) if any(known) else None

    @property
    def changed(self) -> int:
        return sum(bool(row.change) for row in self.rows)


def vector_of(round: Round, rows: Iterable[dict[str, Any]]) -> Vector:
    """`rows`: {kommunkod, malgrupp, amount}, as staged or computed."""
    names = {m.pk: m for m in Municipality.objects.select_related("county")}
    groups = {group.code: group.name for group in round.target_groups.all()}
    standing = current_proposal(round) if round.proposals.exists() else {}
    return Vector(
        [
            VectorRow(
                code=row["kommunkod"],
                name=names[row["kommunkod"]].name,
                county=names[row["kommunkod"]].county.name,
                group=groups[row["malgrupp"]],
                before=standing.get((row["kommunkod"], row["malgrupp"])),
                amount=row["amount"],
            )
            for row in rows
        ],
        several_groups=len(groups) > 1,
    )
