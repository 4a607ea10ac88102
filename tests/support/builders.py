"""A year as a test needs it: real kommuner, actors of every kind, rounds with proposals. Only through the services."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Membership, Organisation, Role, User
from accounts.services import organisation_of
from allocation.models import (
    FROZEN,
    SEALED,
    Decision,
    Form,
    Frame,
    Kind,
    Proposal,
    Reason,
    Round,
    TargetGroup,
    Transaction,
    Transfer,
)
from allocation.processes import Process
from allocation.services.adjustments import post_adjustment
from allocation.services.decisions import confirm, decide, prepare, prepare_confirmation
from allocation.services.proposals import accept_numbers
from allocation.services.rounds import EVERYBODY, plan_round, set_totals
from allocation.services.transfers import approve_transfer, propose_transfer
from dialogue.services import close_dialogue, open_dialogue
from municipalities.models import Municipality, StatutoryNumber

LANSSTYRELSE, KOMMUN, MIGRATIONSVERKET = Organisation.Kind


def user(kind: str, area: str = "", *roles: str) -> User:
    """A user of the organisation with exactly these roles (handläggare if none is given)."""
    roles = roles or (Role.HANDLAGGARE,)
    person, _created = User.objects.get_or_create(username=f"{kind}{area}-{'-'.join(roles)}")
    for role in roles:
        Membership.objects.get_or_create(user=person, organisation=organisation_of(kind, area), role=role)
    return person


def actor(kind: str, area: str = "", *roles: str) -> Actor:
    from accounts.actors import actor_for

    return actor_for(user(kind, area, *roles), organisation_of(kind, area))


def lansstyrelse(county: str, *roles: str) -> Actor:
    return actor(LANSSTYRELSE, county, *roles)


def kommun(code: str, *roles: str) -> Actor:
    return actor(KOMMUN, code, *roles)


def migrationsverket(*roles: str) -> Actor:
    return actor(MIGRATIONSVERKET, "", *roles)


def plan(
    process: str = Process.KOMMUNTAL,
    year: int = 2026,
    *,
    groups: tuple[tuple[str, str], ...] = EVERYBODY,
    statutory: bool = True,
    revision: int = 0,
    in_force_from: date | None = None,
) -> Round:
    """A round with its totals: the real länstal where they exist (2026), the real cap, or 1000 ‰."""
    officer = migrationsverket()
    round = plan_round(
        actor=officer,
        process=process,
        year=year,
        revision=revision,
        in_force_from=in_force_from or date(year, 1, 1),
        target_groups=groups,
    )
    if process != Process.ANDELSTAL:
        vector = StatutoryNumber.objects.lanstal(year) if process == Process.KOMMUNTAL else None
        national = StatutoryNumber.objects.national(process, year)
        assert national is not None
        set_totals(
            actor=officer,
            round=round,
            national=national.persons,
            counties=vector,
            statutory=statutory,
            legal_basis=national.legal_basis or "SFS 2016:40",
        )
    return round


def even_numbers(round: Round) -> dict[tuple[str, str], int]:
    """A proposal that keeps every total: each län's total shared equally among its kommuner and target groups."""
    groups = list(round.target_groups.values_list("code", flat=True))
    totals = round.totals.last()
    assert totals is not None
    counties = dict(totals.counties.values_list("county_id", "amount"))
    codes = sorted(Municipality.objects.values_list("code", flat=True))
    if counties:
        by_county = {c: [k for k in codes if k[:2] == c] for c in counties}
        shares = [(by_county[c], amount) for c, amount in counties.items()]
    else:
        shares = [(codes, totals.national)]
    numbers = {}
    for members, amount in shares:
        cells = [(code, group) for code in members for group in groups]
        each, rest = divmod(amount, len(cells))
        numbers.update({cell: each + (i < rest) for i, cell in enumerate(cells)})
    return numbers


def receive(round: Round, numbers: dict[tuple[str, str], int] | None = None) -> Proposal:
    return accept_numbers(
        actor=migrationsverket(),
        round=round,
        numbers=numbers or even_numbers(round),
        origin=Proposal.Origin.IMPORTED,
        file_name="forslag.csv",
    )


def proposed_round(process: str = Process.KOMMUNTAL, year: int = 2026, **options: object) -> Round:
    round = plan(process, year, **options)  # type: ignore[arg-type]
    receive(round)
    return round


def frame_of(round: Round, county: str = "05") -> Frame:
    return Frame.objects.select_related("round", "county").get(round=round, county=county)


def group_of(round: Round) -> TargetGroup:
    return round.target_groups.all()[0]


def open_talk(frame: Frame, days: int = 14) -> datetime:
    deadline = timezone.now() + timedelta(days=days)
    open_dialogue(actor=lansstyrelse(frame.county_id), frame=frame, deadline=deadline)
    return deadline


def agree(frame: Frame, legs: dict[str, int], *, carry_over: bool = False, text: str = "Lediga bostäder.") -> Transfer:
    """An omfördelning proposed by länsstyrelsen and approved by every kommun: posted."""
    transfer = propose_transfer(
        actor=lansstyrelse(frame.county_id),
        frame=frame,
        target_group=group_of(frame.round),
        legs=legs,
        form=Form.AGREEMENT,
        reason=Reason.HOUSING,
        text=text,
        carry_over=carry_over,
    )
    for code in legs:
        approve_transfer(actor=kommun(code), version=transfer.current, municipality=Municipality.objects.get(pk=code))
    return transfer


def propose(frame: Frame, legs: dict[str, int], *, by: Actor | None = None, text: str = "Lediga bostäder.") -> Transfer:
    """Proposed by länsstyrelsen unless somebody else is named; not yet approved by anyone."""
    return propose_transfer(
        actor=by or lansstyrelse(frame.county_id),
        frame=frame,
        target_group=group_of(frame.round),
        legs=legs,
        form=Form.AGREEMENT,
        reason=Reason.HOUSING,
        text=text,
    )


def approve(transfer: Transfer, *codes: str) -> None:
    """By these kommuner, or by all whose number changes."""
    version = transfer.current
    for code in codes or version.legs.values_list("municipality_id", flat=True):
        approve_transfer(actor=kommun(code), version=version, municipality=Municipality.objects.get(pk=code))


def adjust(frame: Frame, legs: dict[str, int], *, by: Actor | None = None, text: str = "Bostadsbrist.") -> Transaction:
    """Länsstyrelsens avsteg."""
    return post_adjustment(
        actor=by or lansstyrelse(frame.county_id),
        frame=frame,
        target_group=group_of(frame.round),
        legs=legs,
        form=Form.OWN,
        reason=Reason.HOUSING,
        text=text,
    )


def amount(frame: Frame, code: str) -> int:
    return sum(frame.positions.filter(municipality=code).values_list("amount", flat=True))


def posted(transfer: Transfer) -> Transaction:
    return Transaction.objects.get(transfer_version__transfer=transfer, kind=Kind.TRANSFER)


def decide_frame(frame: Frame) -> Decision:
    """Prepared by one, decided (or handed over) by another."""
    if frame_of(frame.round, frame.county_id).state == "dialogue":
        close_dialogue(actor=lansstyrelse(frame.county_id), frame=frame)
    preparation = prepare(
        actor=lansstyrelse(frame.county_id),
        frame=frame,
        diarienummer=f"{frame.county_id}-100-{frame.round.year}",
        legal_basis="SFS 2016:38 7 §",
    )
    return decide(
        actor=lansstyrelse(frame.county_id, Role.BESLUTSFATTARE), preparation=preparation, decided_on=date.today()
    )


def decide_all(round: Round) -> None:
    """Every län decides; andelstal and fördelningstal are then fastställda by Migrationsverket."""
    for frame in Frame.objects.filter(round=round).select_related("round", "county"):
        if frame.state not in SEALED | FROZEN:
            decide_frame(frame)
    if not round.rules.decided_by_lansstyrelsen:
        confirm_round(round)


def confirm_round(round: Round) -> Decision:
    preparation = prepare_confirmation(
        actor=migrationsverket(), round=round, diarienummer="1.2.3-2025-1", legal_basis="SFS 1994:137 3 §"
    )
    return confirm(actor=migrationsverket(Role.BESLUTSFATTARE), preparation=preparation, decided_on=date.today())


def without_roles(someone: Actor) -> Actor:
    return replace(someone, roles=frozenset())
