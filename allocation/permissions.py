"""Who may do what to rounds, frames and transfers. Each takes the actor and the thing."""

import rules

from accounts.actors import Actor
from accounts.models import Role
from accounts.permissions import WRITERS
from allocation.models import Frame, Transfer


@rules.predicate
def is_migrationsverket_officer(actor: Actor, obj: object) -> bool:
    return actor.is_migrationsverket and actor.has_role(Role.HANDLAGGARE)


@rules.predicate
def is_migrationsverket_decider(actor: Actor, obj: object) -> bool:
    return actor.is_migrationsverket and actor.has_role(Role.BESLUTSFATTARE)


@rules.predicate
def is_county_officer(actor: Actor, frame: Frame) -> bool:
    return actor.is_of_county(frame.county_id) and actor.has_role(Role.HANDLAGGARE)


@rules.predicate
def is_county_decider(actor: Actor, frame: Frame) -> bool:
    return actor.is_of_county(frame.county_id) and actor.has_role(Role.BESLUTSFATTARE)


@rules.predicate
def is_municipality_writer_in_frame(actor: Actor, frame: Frame) -> bool:
    """Speaks for at least one kommun of the frame's län, in its process."""
    process = frame.round.process
    in_county = (c for c in actor.municipality_codes if c[:2] == frame.county_id)
    return actor.is_kommun and actor.has_role(*WRITERS) and any(actor.may_answer_for(c, process) for c in in_county)


@rules.predicate
def proposed_it(actor: Actor, transfer: Transfer) -> bool:
    return transfer.proposed_by_id == actor.organisation_id and actor.has_role(*WRITERS)


def may_speak_for(actor: Actor, municipality_code: str, process: str) -> bool:
    """A kommun's godkännande or svar: its own officers, or those of whoever holds its fullmakt."""
    return actor.is_kommun and actor.has_role(*WRITERS) and actor.may_answer_for(municipality_code, process)


rules.add_perm("allocation.manage_round", is_migrationsverket_officer)
rules.add_perm("allocation.propose", is_migrationsverket_officer)
rules.add_perm("allocation.send_back", is_migrationsverket_officer)
rules.add_perm("allocation.correct_number", is_migrationsverket_officer)
rules.add_perm("allocation.prepare_confirmation", is_migrationsverket_officer)
rules.add_perm("allocation.confirm", is_migrationsverket_decider)
rules.add_perm("allocation.manage_dialogue", is_county_officer)
rules.add_perm("allocation.post_adjustment", is_county_officer)
rules.add_perm("allocation.endorse_transfer", is_county_officer)
rules.add_perm("allocation.draft", is_county_officer)
rules.add_perm("allocation.find_clearing", is_county_officer)
rules.add_perm("allocation.propose_transfer", is_county_officer | is_municipality_writer_in_frame)
rules.add_perm("allocation.manage_transfer", proposed_it)
rules.add_perm("allocation.prepare", is_county_officer)
rules.add_perm("allocation.decide", is_county_decider)
