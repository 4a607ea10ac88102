"""One small year in which every page has something to show: what the URLs of the permission matrix point at."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Mandate, Role, User
from accounts.services import organisation_of
from allocation.models import Form, ModelRun, Reason, Round
from allocation.services.adjustments import post_adjustment
from allocation.services.proposals import stage_file
from allocation.services.runs import request_model_run
from allocation.services.transfers import propose_transfer
from dialogue.models import Response
from dialogue.services import save_draft, submit_response
from municipalities.models import Municipality
from tests.support import builders as b

COUNTY, OTHER_COUNTY = "05", "06"
KOMMUN, PARTY, BYSTANDER, STRANGER = "0580", "0581", "0583", "0680"  # the last one lies in another län


@dataclass
class World:
    """What each word of a URL stands for. A word that is missing here fails the matrix, with its route."""

    words: dict[tuple[str, str], Any]  # (beginning of the route, word) -> value

    def arguments(self, route: str, names: list[str]) -> dict[str, Any]:
        found = {}
        for name in names:
            fitting = [start for start, word in self.words if word == name and route.startswith(start)]
            assert fitting, f"tests/support/world.py does not know what <{name}> is in {route}"
            found[name] = self.words[max(fitting, key=len), name]
        return found


def build() -> World:
    round = b.proposed_round()
    frame = b.frame_of(round, COUNTY)
    b.open_talk(frame)
    adjustment = post_adjustment(
        actor=b.lansstyrelse(COUNTY),
        frame=frame,
        target_group=b.group_of(round),
        legs={KOMMUN: 1, PARTY: -1},
        form=Form.OWN,
        reason=Reason.HOUSING,
        text="Bostadsbrist.",
    )
    transfer = propose_transfer(
        actor=b.lansstyrelse(COUNTY),
        frame=frame,
        target_group=b.group_of(round),
        legs={KOMMUN: 1, PARTY: -1},
        form=Form.AGREEMENT,
        reason=Reason.HOUSING,
        text="Lediga bostäder.",
    )
    Mandate.objects.create(
        organisation=organisation_of(b.KOMMUN, BYSTANDER),
        municipality_id=KOMMUN,
        valid_from=date.today() - timedelta(days=1),
    )
    response = answered(round)
    staged = stage_file(actor=b.migrationsverket(), round=round, file_name="f.csv", content=b"kommunkod;tal\n")
    run: ModelRun = request_model_run(actor=b.migrationsverket(), round=round)
    words = {
        ("", "ar"): round.year,
        ("", "process"): round.process,
        ("", "revidering"): 0,
        ("lan/", "kod"): COUNTY,
        ("lan/", "kommunkod"): KOMMUN,
        ("lan/", "pk"): response.pk,
        ("lan/", "transaktion"): adjustment.pk,
        ("kommun/", "kod"): KOMMUN,
        ("kommun/", "pk"): response.pk,
        ("omfordelning/", "pk"): transfer.pk,
        ("omgangar/", "kod"): COUNTY,
        ("omgangar/", "forslag"): staged.pk,
        ("omgangar/", "korning"): run.pk,
        ("jobb/", "pk"): run.job_id,
        ("utfall/", "ar"): 2018,
    }
    return World(words)


def answered(round: Round) -> Response:
    who = b.kommun(KOMMUN)
    draft = save_draft(
        actor=who,
        frame=b.frame_of(round, COUNTY),
        municipality=Municipality.objects.get(pk=KOMMUN),
        answer=Response.Answer.NO_OBJECTION,
        anchored_on=timezone.localdate(),
    )
    return submit_response(actor=who, response=draft)


# Every relation in which an organisation can stand to the world.
PLACES = {
    "län": (b.LANSSTYRELSE, COUNTY),
    "other län": (b.LANSSTYRELSE, OTHER_COUNTY),
    "kommun": (b.KOMMUN, KOMMUN),
    "party": (b.KOMMUN, PARTY),
    "fullmakt": (b.KOMMUN, BYSTANDER),
    "same län": (b.KOMMUN, "0584"),
    "stranger": (b.KOMMUN, STRANGER),
    "MV": (b.MIGRATIONSVERKET, ""),
}


def people(place: str) -> dict[str, User | None]:
    """One for every role that the organisation has; nobody, for no place."""
    if not place:
        return {"nobody": None}
    kind, area = PLACES[place]
    roles = [role for role in Role.values if role != Role.SAMORDNARE or kind == b.LANSSTYRELSE]
    return {f"{place} {role}": b.user(kind, area, role) for role in roles}
