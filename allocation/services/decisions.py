"""Prepared by one person, decided by another: länsstyrelsens beslut and överlämnande, Migrationsverkets fastställande.

docs/policy/lag-2016-38.md 7 § (kommuntal); docs/policy/lma-1994-137.md 3 § (the other two).
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.permissions import require
from allocation.amounts import show
from allocation.errors import NotAllowed, Refused
from allocation.models import (
    Decision,
    Frame,
    FrameState,
    Position,
    Preparation,
    Round,
    Totals,
    Transaction,
)
from allocation.overview import FrameTable, frame_table
from allocation.processes import TotalKind
from allocation.services.ledger import lock
from allocation.services.publication import publish
from allocation.services.record import record
from allocation.transitions import move, require_transition
from journal.chain import canonical, sha256
from journal.models import Event

Act = Preparation.Act


def ledger_digest(frames: Iterable[Frame]) -> str:
    """Of the numbers as they are, and the newest posting: a preparation holds for exactly these.

    The same numbers reached by another deviation have another motivering.
    """
    keys = [f.pk for f in frames]
    rows = Position.objects.filter(frame__in=keys).order_by("frame_id", "municipality_id", "target_group_id")
    numbers = list(rows.values_list("frame_id", "municipality_id", "target_group_id", "amount"))
    posted = Transaction.objects.filter(frame__in=keys).aggregate(newest=Max("event_number"))["newest"]
    return sha256(canonical([posted, numbers]))


def obstacles(frame: Frame) -> list[str]:
    """What stands in the way of deciding (or handing over) this frame, in words; empty when nothing does."""
    return obstacles_in(frame_table(frame))


def obstacles_in(table: FrameTable) -> list[str]:
    """The same, of what has already been read."""
    state = table.frame.state
    if state == FrameState.PLANNED:
        return [_("Förslaget har inte kommit.")]
    found = list(_total_obstacles(table))
    if state == FrameState.DIALOGUE:
        found.append(_("Dialogen pågår; avsluta den först."))
    if waiting := len(table.open_transfers):
        found.append(
            _("En omfördelning är inte godkänd eller återkallad.")
            if waiting == 1
            else _("%(n)s omfördelningar är inte godkända eller återkallade.") % {"n": waiting}
        )
    return found


def _total_obstacles(table: FrameTable) -> Iterable[str]:
    if table.totals is None or not table.totals.statutory:
        yield _("Talen är preliminära; beslut kan fattas först när de lagstadgade totalerna är införda.")
    elif table.county_total is not None and table.amount != table.county_total:
        decimals = table.frame.round.decimals
        yield _(
            "Summan är %(sum)s men länstalet %(total)s. Migrationsverket behöver lämna ett förslag efter de nya talen."
        ) % {"sum": show(table.amount, decimals), "total": show(table.county_total, decimals)}


def national_obstacles(round: Round) -> list[str]:
    """What stands in the way of fastställande."""
    totals = Totals.objects.filter(round=round).order_by("-pk").first()
    if totals is None or not totals.statutory:
        return [_("Talen är preliminära.")]
    frames = list(Frame.objects.filter(round=round).with_state().select_related("county"))
    found = []
    missing = [f.county.name for f in frames if f.state != FrameState.HANDED_OVER]
    if missing:
        found.append(
            _("%(n)s av %(total)s län är överlämnade. Saknas: %(names)s.")
            % {"n": len(frames) - len(missing), "total": len(frames), "names": ", ".join(missing)}
        )
    total = sum(Position.objects.of_round(round).values_list("amount", flat=True))
    too_much = total > totals.national
    too_little = total < totals.national and round.total_kind == TotalKind.EXACT
    if too_much or too_little:
        found.append(
            _("Summan för riket är %(sum)s men ska vara %(total)s.")
            % {"sum": show(total, round.decimals), "total": show(totals.national, round.decimals)}
        )
    return found


@transaction.atomic
def prepare(*, actor: Actor, frame: Frame, diarienummer: str, legal_basis: str, text: str = "") -> Preparation:
    """The föredragande's förslag till beslut, or to överlämnande."""
    require(actor, "allocation.prepare", frame)
    frame = lock([frame])[frame.pk]
    require_transition(frame, "prepare")
    refuse_on(obstacles(frame))
    act = Act.DECISION if frame.round.rules.decided_by_lansstyrelsen else Act.HANDOVER
    preparation, event = _prepare(actor, act, frame.round, frame, [frame], diarienummer, legal_basis, text)
    move(frame, "prepare", event)
    return preparation


@transaction.atomic
def prepare_confirmation(
    *, actor: Actor, round: Round, diarienummer: str, legal_basis: str, text: str = ""
) -> Preparation:
    require(actor, "allocation.prepare_confirmation")
    frames = lock(Frame.objects.filter(round=round))
    if round.rules.decided_by_lansstyrelsen:
        raise Refused(_("Kommuntalen beslutas av länsstyrelserna; de fastställs inte av Migrationsverket."))
    refuse_on(national_obstacles(round))
    return _prepare(actor, Act.CONFIRMATION, round, None, frames.values(), diarienummer, legal_basis, text)[0]


def _prepare(
    actor: Actor,
    act: Preparation.Act,
    round: Round,
    frame: Frame | None,
    frames: Iterable[Frame],
    diarienummer: str,
    legal_basis: str,
    text: str,
) -> tuple[Preparation, Event]:
    if not diarienummer.strip():
        raise Refused(_("Ange diarienumret ur myndighetens eget diarium."))
    if not legal_basis.strip():
        raise Refused(_("Ange den rättsliga grunden (SFS-nummer)."))
    digest = ledger_digest(frames)
    event = record(
        actor,
        f"{act}_prepared",
        frame or round,
        text=text,
        ledger_digest=digest,
        diarienummer=diarienummer,
        legal_basis=legal_basis,
    )
    assert actor.user_id is not None
    preparation = Preparation.objects.create(
        act=act,
        round=round,
        frame=frame,
        ledger_digest=digest,
        diarienummer=diarienummer,
        legal_basis=legal_basis,
        text=text,
        at=event.at,
        actor_id=actor.user_id,
        actor_name=actor.name,
        organisation_name=actor.organisation_name,
        event_number=event.number,
    )
    return preparation, event


def current_preparation(subject: Frame | Round) -> Preparation | None:
    """The newest, if it is still undecided and the numbers are as they were."""
    if isinstance(subject, Frame):
        newest = Preparation.objects.filter(frame=subject).order_by("-pk").first()
        frames = [subject]
    else:
        newest = Preparation.objects.filter(round=subject, frame=None).order_by("-pk").first()
        frames = list(Frame.objects.filter(round=subject))
    if newest is None or Decision.objects.filter(preparation=newest).exists():
        return None
    return newest if newest.ledger_digest == ledger_digest(frames) else None


@transaction.atomic
def decide(*, actor: Actor, preparation: Preparation, decided_on: date) -> Decision:
    """Länsstyrelsen decides its kommuntal (sealed and published), or hands its numbers over (frozen)."""
    if preparation.frame is None:
        raise Refused(_("Det här är ett förslag till fastställande för riket."))
    require(actor, "allocation.decide", preparation.frame)
    frame = lock([preparation.frame])[preparation.frame_id]  # type: ignore[index]
    act = "decide" if preparation.act == Act.DECISION else "hand_over"
    require_transition(frame, act)
    require_decidable(actor, preparation, frame, decided_on)
    refuse_on(obstacles(frame))
    decision, event = _decide(
        actor, preparation, decided_on, f"frame_{act}d" if act == "decide" else "frame_handed_over"
    )
    move(frame, act, event)
    if act == "decide":
        publish([frame], decision)
    return decision


@transaction.atomic
def confirm(*, actor: Actor, preparation: Preparation, decided_on: date) -> Decision:
    """Migrationsverket fastställer: changes no number, seals and publishes all 21 frames."""
    require(actor, "allocation.confirm")
    round = preparation.round
    frames = lock(Frame.objects.filter(round=round))
    if preparation.act != Act.CONFIRMATION:
        raise Refused(_("Det här är inte ett förslag till fastställande."))
    require_decidable(actor, preparation, round, decided_on)
    refuse_on(national_obstacles(round))
    decision, event = _decide(actor, preparation, decided_on, "round_confirmed")
    for frame in frames.values():
        move(frame, "confirm", event)
    publish(frames.values(), decision)
    return decision


def require_decidable(actor: Actor, preparation: Preparation, subject: Frame | Round, decided_on: date) -> None:
    if preparation.actor_id == actor.user_id:
        raise NotAllowed(_("Den som har berett beslutet kan inte själv fatta det."))
    if decided_on > timezone.localdate():
        raise Refused(_("Beslutsdagen kan inte ligga i framtiden."))
    current = current_preparation(subject)
    if current is None or current.pk != preparation.pk:
        raise Refused(
            _("Talen har ändrats, eller ett annat beslut har fattats, sedan förslaget bereddes. Bered det på nytt.")
        )


def _decide(actor: Actor, preparation: Preparation, decided_on: date, kind: str) -> tuple[Decision, Event]:
    event = record(
        actor,
        kind,
        preparation.frame or preparation.round,
        preparation=preparation.pk,
        ledger_digest=preparation.ledger_digest,
        decided_on=decided_on.isoformat(),
        diarienummer=preparation.diarienummer,
        legal_basis=preparation.legal_basis,
    )
    assert actor.user_id is not None
    decision = Decision.objects.create(
        preparation=preparation,
        decided_on=decided_on,
        at=event.at,
        preparer_id=preparation.actor_id,
        actor_id=actor.user_id,
        actor_name=actor.name,
        organisation_name=actor.organisation_name,
        journal_count=event.number,
        journal_digest=event.digest,
        event_number=event.number,
    )
    return decision, event


@transaction.atomic
def send_back(*, actor: Actor, frame: Frame, text: str) -> None:
    """Migrationsverket återsänder: thaws the frame and reverses nothing."""
    require(actor, "allocation.send_back", frame)
    frame = lock([frame])[frame.pk]
    if not text.strip():
        raise Refused(_("Skriv varför talen återsänds."))
    require_transition(frame, "send_back")
    event = record(actor, "frame_sent_back", frame, text=text)
    move(frame, "send_back", event)


def refuse_on(found: list[str]) -> None:
    if found:
        raise Refused(" ".join(found))
