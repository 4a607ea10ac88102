"""/omgangar: the rounds of which something is published, and how far each has come."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery, Sum
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from allocation.api.base import OpenView
from allocation.api.listing import PAGE, limit, listing
from allocation.api.numbers import PROCESS, YEAR, number
from allocation.api.schemas import RoundList, documented
from allocation.models import Proposal, PublishedNumber, Round, Totals

# What a consumer must know before it uses a number: whose proposal lay under it.
ORIGINS = {Proposal.Origin.IMPORTED: "migrationsverket", Proposal.Origin.COMPUTED: "jamka"}


class Rounds(OpenView):
    parameters = (PROCESS, YEAR, limit(), PAGE)

    @documented(
        "omgangar",
        RoundList,
        summary="Omgångar",
        description="Omgångar med publicerade tal: en process, ett år och en revidering. Kommuntal beslutas län för "
        "län, så summan gäller de län som har beslutat (`beslutade_lan` av `antal_lan`).",
        parameters=parameters,
    )
    def get(self, request: Request) -> Response:
        published = published_rounds()
        status = statuses(published, on=timezone.localdate())
        rounds = [
            round
            for round in published
            if self.values["process"] in (None, round.process) and self.values["ar"] in (None, round.year)
        ]
        return Response(listing(request, rounds, self.values, lambda round: present(round, status[round.pk])))


def published_rounds() -> list[Round]:
    """A handful a year: read whole, in a constant number of queries."""
    of_round = Totals.objects.filter(round=OuterRef("pk")).order_by("-pk")
    proposal = Proposal.objects.filter(round=OuterRef("pk")).order_by("-version")
    summed = PublishedNumber.objects.filter(round=OuterRef("pk")).order_by().values("round")
    rounds = Round.objects.with_progress().filter(frames_sealed__gt=0)
    return list(
        rounds.annotate(
            legal_basis=Subquery(of_round.values("legal_basis")[:1]),
            origin=Subquery(proposal.values("origin")[:1]),
            published_sum=Subquery(summed.annotate(total=Sum("amount")).values("total")),
        ).prefetch_related("target_groups")
    )


def statuses(rounds: Iterable[Round], *, on: date) -> dict[int, str]:
    """A round is superseded when a later revision of the same process and year is in force."""
    rounds = list(rounds)
    complete = [round for round in rounds if is_complete(round) and round.in_force_from <= on]
    newest: dict[tuple[str, int], int] = {}
    for round in complete:
        key = (round.process, round.year)
        newest[key] = max(round.revision, newest.get(key, 0))
    return {round.pk: _status(round, newest.get((round.process, round.year), 0), on) for round in rounds}


def is_complete(round: Any) -> bool:
    return bool(round.frames_sealed == round.frames_total)


def _status(round: Round, newest_in_force: int, on: date) -> str:
    if round.revision < newest_in_force:
        return "ersatt"
    if not is_complete(round):
        return "delvis_beslutad"
    if round.closed_on:
        return "avslutad"
    return "i_kraft" if round.in_force_from <= on else "beslutad"


def present(round: Any, status: str) -> dict[str, Any]:
    return {
        "process": round.process,
        "ar": round.year,
        "revidering": round.revision,
        "malgrupper": [group.code for group in round.target_groups.all()],
        "antal_lan": round.frames_total,
        "beslutade_lan": round.frames_sealed,
        "summa": number(round.published_sum, round.rules.unit, round.decimals),
        "enhet": round.rules.unit,
        "i_kraft_fran": round.in_force_from,
        "rattsakt": round.legal_basis or None,
        "status": status,
        "forslag_fran": ORIGINS.get(round.origin),
        "syntetisk": round.synthetic,
        "anmarkning": round.remark or None,
    }
