"""What is published, as the API and the open files give it: the numbers, and the rounds that they belong to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from allocation.amounts import decimal_string
from allocation.models import Proposal, PublishedNumber, Round, TargetGroup, Totals

COLUMNS = {
    "kommunkod": F("municipality_id"),
    "kommun": F("municipality_name"),
    "lanskod": F("county_id"),
    "lan": F("county_name"),
    "ar": F("year"),
    "revidering": F("revision"),
    "malgrupp": F("target_group"),
    "enhet": F("unit"),
    "beslutad": F("decided_on"),
}

STATUSES = {
    "delvis_beslutad": _("Delvis beslutad"),
    "beslutad": _("Beslutad"),
    "i_kraft": _("Gäller"),
    "ersatt": _("Ersatt av en revidering"),
    "avslutad": _("Avslutad"),
}


def stored(numbers: QuerySet[PublishedNumber]) -> QuerySet[PublishedNumber, Any]:
    """One row per kommun and target group, never a sum; for `present`. No object is made of it."""
    return numbers.values("process", "amount", "proposed", "decimals", **COLUMNS)


def present(row: dict[str, Any]) -> dict[str, Any]:
    """A stored row as the world gets it. The names stay."""
    return {
        "kommunkod": row["kommunkod"],
        "kommun": row["kommun"],
        "lanskod": row["lanskod"],
        "lan": row["lan"],
        "process": row["process"],
        "ar": row["ar"],
        "revidering": row["revidering"],
        "malgrupp": row["malgrupp"],
        "tal": number(row["amount"], row["enhet"], row["decimals"]),
        "enhet": row["enhet"],
        "forslag": number(row["proposed"], row["enhet"], row["decimals"]),
        "beslutad": row["beslutad"],
    }


def number(amount: int, unit: str, decimals: int) -> int | str:
    """Persons as an integer; promille as a decimal string, so that nobody's float makes 12.34 into 12.339999."""
    return decimal_string(amount, decimals) if unit == "promille" else amount


@dataclass(frozen=True)
class PublishedRound:
    round: Round
    groups: list[TargetGroup]
    frames: int
    decided: int
    total: int  # of what is published so far
    legal_act: str
    origin: str  # of the newest proposal: Proposal.Origin
    status: str

    @property
    def process(self) -> str:
        return self.round.process

    @property
    def year(self) -> int:
        return self.round.year

    @property
    def revision(self) -> int:
        return self.round.revision

    @property
    def is_complete(self) -> bool:
        return self.decided == self.frames

    @property
    def status_name(self) -> str:
        return str(STATUSES[self.status])

    @property
    def is_computed(self) -> bool:
        """Jämkas egen beräkning lay under it, not Migrationsverket's proposal: said wherever the numbers are shown."""
        return self.origin == Proposal.Origin.COMPUTED


def published_rounds(*, on: date) -> list[PublishedRound]:
    """Newest year first. A handful a year: read whole, in a constant number of queries."""
    of_round = Totals.objects.filter(round=OuterRef("pk")).order_by("-pk")
    proposal = Proposal.objects.filter(round=OuterRef("pk")).order_by("-version")
    amounts = PublishedNumber.objects.filter(round=OuterRef("pk")).order_by().values("round")
    rounds = list(
        Round.objects.filter(Exists(PublishedNumber.objects.filter(round=OuterRef("pk"))))
        .with_progress()
        .annotate(
            legal_basis=Subquery(of_round.values("legal_basis")[:1]),
            origin=Subquery(proposal.values("origin")[:1]),
            published_sum=Subquery(amounts.annotate(total=Sum("amount")).values("total")),
        )
        .order_by("-year", "process", "-revision")
        .prefetch_related("target_groups")
    )
    in_force = _newest_in_force(rounds, on)
    return [_published(round, in_force.get((round.process, round.year), -1), on) for round in rounds]


def _newest_in_force(rounds: list[Any], on: date) -> dict[tuple[str, int], int]:
    """(process, year) → the newest revision that every län has decided and whose day has come."""
    newest: dict[tuple[str, int], int] = {}
    for round in rounds:
        if round.frames_sealed == round.frames_total and round.in_force_from <= on:
            key = (round.process, round.year)
            newest[key] = max(round.revision, newest.get(key, -1))
    return newest


def _published(round: Any, in_force: int, on: date) -> PublishedRound:
    return PublishedRound(
        round=round,
        groups=list(round.target_groups.all()),
        frames=round.frames_total,
        decided=round.frames_sealed,
        total=round.published_sum,
        # 1000 ‰ is so by definition: no legal act gives it.
        legal_act=round.legal_basis or "" if round.rules.statutory_total is None else "",
        origin=round.origin or "",
        status=_status(round, in_force, on),
    )


def _status(round: Any, in_force: int, on: date) -> str:
    if round.revision < in_force:
        return "ersatt"
    if round.frames_sealed < round.frames_total:
        return "delvis_beslutad"
    if round.closed_on:
        return "avslutad"
    return "i_kraft" if round.in_force_from <= on else "beslutad"
