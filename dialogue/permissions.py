"""Who may speak and reply in the dialogue."""

import rules

from accounts.actors import Actor
from accounts.models import Role
from allocation.permissions import may_speak_for
from dialogue.models import Response


@rules.predicate
def speaks_for_it(actor: Actor, response: Response) -> bool:
    """The draft's own organisation, still entitled to speak for the kommun."""
    return response.organisation_id == actor.organisation_id and may_speak_for(
        actor, response.municipality_id, response.frame.round.process
    )


@rules.predicate
def is_its_county_officer(actor: Actor, response: Response) -> bool:
    return actor.is_of_county(response.frame.county_id) and actor.has_role(Role.HANDLAGGARE)


rules.add_perm("dialogue.write_response", speaks_for_it)
rules.add_perm("dialogue.reply", is_its_county_officer)
