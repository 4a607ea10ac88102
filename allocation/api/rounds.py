"""/omgangar: the rounds of which something is published, and how far each has come."""

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from allocation.api.base import OpenView
from allocation.api.listing import PAGE, limit, listing
from allocation.api.numbers import PROCESS, YEAR
from allocation.api.schemas import RoundList, documented
from allocation.models import Proposal
from allocation.published import PublishedRound, number, published_rounds

# What a consumer must know before it uses a number: whose proposal lay under it.
ORIGINS: dict[str, str] = {Proposal.Origin.IMPORTED: "migrationsverket", Proposal.Origin.COMPUTED: "jamka"}


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
        rounds = [
            published
            for published in published_rounds(on=timezone.localdate())
            if self.values["process"] in (None, published.process) and self.values["ar"] in (None, published.year)
        ]
        return Response(listing(request, rounds, self.values, present))


def present(published: PublishedRound) -> dict[str, Any]:
    round = published.round
    return {
        "process": round.process,
        "ar": round.year,
        "revidering": round.revision,
        "malgrupper": [group.code for group in published.groups],
        "antal_lan": published.frames,
        "beslutade_lan": published.decided,
        "summa": number(published.total, round.rules.unit, round.decimals),
        "enhet": round.rules.unit,
        "i_kraft_fran": round.in_force_from,
        "rattsakt": published.legal_act or None,
        "status": published.status,
        "forslag_fran": ORIGINS.get(published.origin),
        "syntetisk": round.synthetic,
        "anmarkning": round.remark or None,
    }
