"""What the demo's people do, in the words of the services."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from allocation.models import Form, Frame, Reason, Round, Transfer
from allocation.services.decisions import confirm, decide, prepare, prepare_confirmation
from allocation.services.transfers import approve_transfer, propose_transfer
from dialogue.models import Response
from dialogue.services import close_dialogue, open_dialogue, reply, save_draft, submit_response
from frontend.demo import cast
from municipalities.models import Municipality


def frame_of(round: Round, county: str) -> Frame:
    return Frame.objects.select_related("round", "county").get(round=round, county=county)


def in_days(days: int) -> datetime:
    """At 16.00 so many days from the day of loading."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(16)))


def open_dialogues(round: Round, counties: list[str], days: int) -> None:
    for county in counties:
        open_dialogue(actor=cast.officer(county), frame=frame_of(round, county), deadline=in_days(days))


def close_dialogues(round: Round, counties: list[str]) -> None:
    for county in counties:
        close_dialogue(actor=cast.officer(county), frame=frame_of(round, county))


def answer(
    round: Round, code: str, answer: str, text: str = "", wish: tuple[int | None, int | None] | None = None
) -> Response:
    group = round.target_groups.all()[0]
    who = cast.kommun(code)
    draft = save_draft(
        actor=who,
        frame=frame_of(round, code[:2]),
        municipality=Municipality.objects.get(pk=code),
        answer=answer,
        text=text,
        wishes={group.code: wish} if wish else {},
        anchoring=Response.Anchoring.COMMITTEE if text else Response.Anchoring.OFFICER,
        anchored_on=timezone.localdate() if text else None,
    )
    return submit_response(actor=who, response=draft)


def reply_to(response: Response, handling: str, text: str) -> None:
    reply(actor=cast.officer(response.frame.county_id), response=response, handling=handling, text=text)


def propose(round: Round, legs: dict[str, int], reason: str, text: str, *, carry_over: bool = False) -> Transfer:
    county = next(iter(legs))[:2]
    return propose_transfer(
        actor=cast.officer(county),
        frame=frame_of(round, county),
        target_group=round.target_groups.all()[0],
        legs=legs,
        form=Form.AGREEMENT,
        reason=reason,
        text=text,
        carry_over=carry_over,
    )


def approve(transfer: Transfer, codes: list[str]) -> None:
    for code in codes:
        approve_transfer(
            actor=cast.kommun(code), version=transfer.current, municipality=Municipality.objects.get(pk=code)
        )


def agree(
    round: Round, legs: dict[str, int], text: str, *, reason: str = Reason.HOUSING, carry_over: bool = False
) -> Transfer:
    transfer = propose(round, legs, reason, text, carry_over=carry_over)
    approve(transfer, list(legs))
    return transfer


def conclude(round: Round, counties: list[str], *, legal_basis: str, on: date | None = None) -> None:
    """Prepared by the handläggare, decided or handed over by the beslutsfattare."""
    for county in counties:
        preparation = prepare(
            actor=cast.officer(county),
            frame=frame_of(round, county),
            diarienummer=f"DEMO-{county}-{round.year}",
            legal_basis=legal_basis,
        )
        decide(actor=cast.decider(county), preparation=preparation, decided_on=on or timezone.localdate())


def confirm_nation(round: Round, *, legal_basis: str) -> None:
    preparation = prepare_confirmation(
        actor=cast.migrationsverket(), round=round, diarienummer=f"DEMO-MV-{round.year}", legal_basis=legal_basis
    )
    confirm(actor=cast.migrationsverket_decider(), preparation=preparation, decided_on=timezone.localdate())
