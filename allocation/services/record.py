"""One act, one event: the journal's append with the actor filled in."""

from typing import Any

from accounts.actors import Actor
from journal import chain
from journal.models import Event


def record(actor: Actor, kind: str, subject: object, *, text: str = "", **data: Any) -> Event:
    """`subject` is a model instance; it becomes "frame:12"."""
    return chain.append(
        kind=kind,
        subject=subject_of(subject),
        actor_id=actor.user_id,
        actor_name=actor.name,
        organisation_id=actor.organisation_id,
        organisation_name=actor.organisation_name,
        data=data,
        text=text,
    )


def subject_of(thing: Any) -> str:
    return f"{thing._meta.model_name}:{thing.pk}"
