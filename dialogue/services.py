"""The dialogue: opened with a deadline, answered by each kommun, replied to by länsstyrelsen."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.permissions import require
from allocation.errors import NotAllowed, Refused
from allocation.models import Frame, FrameState, Position, Proposal
from allocation.permissions import may_speak_for
from allocation.services.ledger import lock
from allocation.services.record import record
from allocation.transitions import move
from dialogue.models import Deadline, Reply, Response, Wish
from dialogue.overview import deadline as deadline_of
from journal.models import Event
from municipalities.models import Municipality

Wishes = Mapping[str, tuple[int | None, int | None]]  # target group code -> (least, most) in integer units
MAX_TEXT = 10_000
NO_DIALOGUE = gettext_lazy("Länet har en enda kommun: ingen dialog och ingen omfördelning. Länets tal är kommunens.")


@transaction.atomic
def open_dialogue(*, actor: Actor, frame: Frame, deadline: datetime) -> None:
    require(actor, "allocation.manage_dialogue", frame)
    frame = lock([frame])[frame.pk]
    if not frame.has_dialogue:
        raise Refused(NO_DIALOGUE)
    event = set_deadline(actor, frame, deadline, "dialogue_opened")
    move(frame, "open_dialogue", event)


@transaction.atomic
def extend_deadline(*, actor: Actor, frame: Frame, deadline: datetime) -> None:
    require(actor, "allocation.manage_dialogue", frame)
    frame = lock([frame])[frame.pk]
    if frame.state != FrameState.DIALOGUE:
        raise Refused(_("Dialogen är inte öppen."))
    set_deadline(actor, frame, deadline, "deadline_moved")


def set_deadline(actor: Actor, frame: Frame, at: datetime, kind: str) -> Event:
    if at <= timezone.now():
        raise Refused(_("Sista svarstid måste ligga framåt i tiden."))
    event = record(actor, kind, frame, deadline=at.isoformat())
    Deadline.objects.create(frame=frame, at=at, set_at=event.at, actor_name=actor.name, event_number=event.number)
    return event


@transaction.atomic
def close_dialogue(*, actor: Actor, frame: Frame) -> None:
    require(actor, "allocation.manage_dialogue", frame)
    frame = lock([frame])[frame.pk]
    event = record(actor, "dialogue_closed", frame)
    move(frame, "close_dialogue", event)


@transaction.atomic
def save_draft(
    *,
    actor: Actor,
    frame: Frame,
    municipality: Municipality,
    answer: str,
    text: str = "",
    wishes: Wishes | None = None,
    anchoring: str = Response.Anchoring.OFFICER,
    anchored_on: date | None = None,
    reservation_until: date | None = None,
) -> Response:
    """A draft is readable by its own organisation only, which has one a kommun and frame; saving again replaces it."""
    frame = lock([frame])[frame.pk]  # a second click waits, and then replaces
    require_answerable(actor, frame, municipality)
    require_wishes(frame, municipality, wishes or {})
    if len(text) > MAX_TEXT:
        raise Refused(_("Texten är längre än %(n)s tecken. Förkorta den.") % {"n": MAX_TEXT})
    whose = {"frame": frame, "municipality": municipality, "organisation_id": actor.organisation_id}
    draft = Response.objects.filter(**whose, submitted_at=None).first() or Response(**whose)
    draft.answer, draft.text, draft.anchoring = answer, text, anchoring
    draft.anchored_on, draft.reservation_until = anchored_on, reservation_until
    draft.saved_at, draft.actor_name = timezone.now(), actor.name
    draft.save()
    draft.wishes.all().delete()
    groups = {g.code: g for g in frame.round.target_groups.all()}
    Wish.objects.bulk_create(
        Wish(response=draft, target_group=groups[code], least=least, most=most)
        for code, (least, most) in (wishes or {}).items()
        if (least, most) != (None, None)
    )
    return draft


def require_answerable(actor: Actor, frame: Frame, municipality: Municipality) -> None:
    if not may_speak_for(actor, municipality.code, frame.round.process):
        raise NotAllowed(
            _("%(who)s kan inte svara för %(kommun)s.")
            % {"who": actor.organisation_name or _("Den som inte är inloggad"), "kommun": municipality.name}
        )
    if municipality.county_id != frame.county_id:
        raise Refused(_("Kommunen hör inte till länet."))
    if not frame.has_dialogue:
        raise Refused(NO_DIALOGUE)
    if frame.state in {FrameState.PLANNED, FrameState.PROPOSED}:
        raise Refused(_("Dialogen har inte öppnats än."))


def require_wishes(frame: Frame, municipality: Municipality, wishes: Wishes) -> None:
    """A wish is within what the län has: from zero to the län's sum for the target group."""
    groups = {g.code: g for g in frame.round.target_groups.all()}
    for code, (least, most) in wishes.items():
        if code not in groups:
            raise Refused(_("Okänd målgrupp: %(code)s.") % {"code": code})
        in_county = sum(
            Position.objects.filter(frame=frame, target_group=groups[code]).values_list("amount", flat=True)
        )
        for end in (least, most):
            if end is not None and not 0 <= end <= in_county:
                raise Refused(_("Önskat tal ska vara mellan noll och länets tal."))
        if least is not None and most is not None and least > most:
            raise Refused(_("Det lägsta önskade talet är högre än det högsta."))


@transaction.atomic
def submit_response(*, actor: Actor, response: Response) -> Response:
    """Kommunens svar is given: it stands, with a kvittensnummer. A late one is registered as late, never refused."""
    frame = lock([response.frame])[response.frame_id]
    response = Response.objects.select_for_update().get(pk=response.pk)
    response.frame = frame
    require(actor, "dialogue.write_response", response)
    if response.submitted_at is not None:
        return response  # a second click: the same receipt
    require_answerable(actor, frame, response.municipality)
    if response.answer not in Response.Answer.values:
        raise Refused(_("Utkastet säger inte vad kommunen svarar. Ändra det först."))
    if response.answer == Response.Answer.CONTRIBUTION and not response.text.strip():
        raise Refused(_("Skriv synpunkten, eller svara ”Inget att erinra”."))
    event = record(
        actor,
        "response_submitted",
        response,
        text=response.text,
        frame=frame.pk,
        municipality=response.municipality_id,
        answer=response.answer,
        wishes=sorted(response.wishes.values_list("target_group__code", "least", "most")),
        anchoring=response.anchoring,
        reservation_until=response.reservation_until.isoformat() if response.reservation_until else None,
    )
    last_minute = deadline_of(frame)
    response.submitted_at, response.event_number, response.actor_name = event.at, event.number, actor.name
    # Where no dialogue was held, nothing was due.
    response.late = last_minute is not None and (frame.state != FrameState.DIALOGUE or event.at > last_minute)
    response.proposal_version = Proposal.objects.filter(round=frame.round).count() or 1
    response.receipt = new_receipt()
    response.save()
    return response


def new_receipt() -> str:
    """Kvittensnummer: Jämka's own, never a diarienummer. Without signs that are mistaken for each other."""
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))


@transaction.atomic
def discard_draft(*, actor: Actor, response: Response) -> None:
    response = Response.objects.select_for_update(of=("self",)).select_related("frame__round").get(pk=response.pk)
    require(actor, "dialogue.write_response", response)
    if response.submitted_at is not None:
        raise Refused(_("Ett lämnat svar kan inte tas bort. Lämna ett nytt svar i stället."))
    response.delete()


@transaction.atomic
def reply(*, actor: Actor, response: Response, handling: str, text: str) -> Reply:
    """Länsstyrelsens svar: how far it is met in the förslag till beslut, and why."""
    require(actor, "dialogue.reply", response)
    if response.submitted_at is None:
        raise Refused(_("Svaret är inte lämnat än."))
    if not text.strip():
        raise Refused(_("Skriv en motivering till kommunen."))
    event = record(actor, "response_replied", response, text=text, frame=response.frame_id, handling=str(handling))
    return Reply.objects.create(
        response=response,
        handling=handling,
        text=text,
        at=event.at,
        actor_name=actor.name,
        organisation_name=actor.organisation_name,
        event_number=event.number,
    )
