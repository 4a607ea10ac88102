"""The hash chain of events: how a digest is made, how an event is appended, how the chain is verified.

Each digest is SHA-256 over canonical JSON of the event and the digest before it. Free text enters as a salted digest,
so that it can be gallrad by a recorded decision while the chain still verifies. The head (count, digest) is printed in
every decision: whoever keeps one can later find a cut tail.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from journal.models import Event, Head

GENESIS = hashlib.sha256(b"jamka journal 1").hexdigest()


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no blanks: the same bytes for the same content, everywhere."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(value: bytes) -> str:
    return hashlib.sha256(value).hexdigest()


def text_digest(salt: str, text: str) -> str:
    return sha256(f"{salt}:{text}".encode()) if text else ""


def event_digest(event: Event) -> str:
    return sha256(
        canonical(
            {
                "number": event.number,
                "at": event.at.isoformat(timespec="microseconds"),
                "kind": event.kind,
                "actor": [event.actor_id, event.actor_name],
                "organisation": [event.organisation_id, event.organisation_name],
                "subject": event.subject,
                "data": event.data,
                "text": event.text_digest,
                "previous": event.previous,
            }
        )
    )


def current_head() -> Head:
    return Head.objects.get_or_create(id=1, defaults={"digest": GENESIS})[0]


def append(
    *,
    kind: str,
    subject: str,
    actor_id: int | None,
    actor_name: str,
    organisation_id: int | None,
    organisation_name: str,
    data: dict[str, Any] | None = None,
    text: str = "",
) -> Event:
    """Append one event. Call inside the transaction of the act itself, after every other lock (the head comes last)."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event belongs to the transaction of its act")
    current_head()
    head = Head.objects.select_for_update().get()
    salt = secrets.token_hex(16) if text else ""
    event = Event(
        number=head.count + 1,
        at=timezone.now(),
        kind=kind,
        actor_id=actor_id,
        actor_name=actor_name,
        organisation_id=organisation_id,
        organisation_name=organisation_name,
        subject=subject,
        data=data or {},
        text=text,
        text_salt=salt,
        text_digest=text_digest(salt, text),
        previous=head.digest,
    )
    event.digest = event_digest(event)
    event.save(force_insert=True)
    head.count, head.digest = event.number, event.digest
    head.save()
    return event


def problems(expected_head: str = "") -> Iterator[str]:
    """Every break in the chain, in words. `expected_head`: "count:digest" as printed in a decision."""
    previous, count = GENESIS, 0
    expected_count, _, expected_digest = expected_head.partition(":")
    seen = ""
    for event in Event.objects.order_by("number").iterator():
        count += 1
        if event.number != count:
            yield f"händelse {count} saknas (nästa är {event.number})"
            count = event.number
        if event.previous != previous:
            yield f"händelse {event.number} hänger inte ihop med den före"
        if event.text_digest != text_digest(event.text_salt, event.text):
            yield f"händelse {event.number}: texten är ändrad"
        if event.digest != event_digest(event):
            yield f"händelse {event.number} är ändrad"
        previous = event.digest
        if expected_count == str(event.number):
            seen = event.digest
    head = current_head()
    if (head.count, head.digest) != (count, previous):
        yield f"journalens slut är {count} händelser, men huvudet säger {head.count}"
    if expected_head and not (seen and seen == expected_digest):
        yield f"huvudet {expected_count}:{expected_digest[:12]}… finns inte; journalens slut är avskuret eller ändrat"
