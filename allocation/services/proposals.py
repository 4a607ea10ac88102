"""Receiving a proposal: from a file that has been previewed, or from a model run. All of it, or nothing."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.permissions import require
from allocation.amounts import show
from allocation.errors import Refused
from allocation.importers.proposal_file import Reading, RowError, read_proposal
from allocation.models import (
    FROZEN,
    SEALED,
    Frame,
    FrameState,
    Kind,
    ModelRun,
    Position,
    Proposal,
    Round,
    StagedProposal,
    Totals,
)
from allocation.processes import TotalKind
from allocation.services.ledger import Posting, lock, post
from allocation.services.reconfirmation import carry_agreements_over, reconfirm_agreements, reversals
from allocation.transitions import move
from journal.chain import sha256

Numbers = dict[tuple[str, str], int]  # (kommunkod, target group code) -> integer units


def stage_file(*, actor: Actor, round: Round, file_name: str, content: bytes) -> StagedProposal:
    """Read and check a file, for the preview. Posts nothing."""
    require(actor, "allocation.propose")
    reading = read_proposal(round, file_name, content)
    if not reading.errors:
        reading = replace(reading, errors=[RowError(None, "", m) for m in wrong_sums(round, reading.numbers)])
    before = current_proposal(round)
    rows = [{**row, "before": before.get((row["kommunkod"], row["malgrupp"]))} for row in reading.rows]
    assert actor.user_id is not None
    return StagedProposal.objects.create(
        round=round,
        file_name=file_name[:200],
        digest=sha256(content),
        rows=rows,
        errors=reading.errors_as_data(),
        created_by_id=actor.user_id,
    )


@transaction.atomic
def accept_staged(*, actor: Actor, staged: StagedProposal) -> Proposal:
    """Once: a second acceptance, also at the same moment, finds nothing to accept."""
    require(actor, "allocation.propose")
    if not StagedProposal.objects.select_for_update().filter(pk=staged.pk).exists():
        raise Refused(_("Filen är redan mottagen som förslag."))
    if staged.errors:
        raise Refused(_("Filen har fel och kan inte tas emot. Rätta den och läs in den igen."))
    proposal = accept_numbers(
        actor=actor,
        round=staged.round,
        numbers=Reading(staged.rows, []).numbers,
        origin=Proposal.Origin.IMPORTED,
        file_name=staged.file_name,
        digest=staged.digest,
    )
    staged.delete()
    return proposal


@transaction.atomic
def accept_model_run(*, actor: Actor, run: ModelRun) -> Proposal:
    require(actor, "allocation.propose")
    run = ModelRun.objects.select_for_update(of=("self",)).select_related("round").get(pk=run.pk)
    if run.finished_at is None:
        raise Refused(_("Modellkörningen är inte klar."))
    if run.compared_with_id is not None:
        raise Refused(_("En jämförelseberäkning kan inte antas som förslag."))
    if run.proposals.exists():
        raise Refused(_("Modellkörningen är redan antagen som förslag."))
    numbers = {(row["kommunkod"], row["malgrupp"]): row["amount"] for row in run.result["numbers"]}
    return accept_numbers(
        actor=actor,
        round=run.round,
        numbers=numbers,
        origin=Proposal.Origin.COMPUTED,
        digest=run.input_digest,
        model_run=run,
    )


@transaction.atomic
def accept_numbers(
    *,
    actor: Actor,
    round: Round,
    numbers: Numbers,
    origin: str,
    file_name: str = "",
    digest: str = "",
    model_run: ModelRun | None = None,
) -> Proposal:
    """Post the whole vector as openings; a later version first takes agreements back, then posts the differences."""
    require(actor, "allocation.propose")
    frames = lock(Frame.objects.filter(round=round))
    require_receivable(frames.values())
    if errors := wrong_sums(round, numbers):
        raise Refused(" ".join(errors))
    version = round.proposals.count() + 1
    taken_back = [posting for frame in frames.values() for posting in reversals(frame)]
    event = post(
        [*taken_back, *openings(round, frames, numbers, version)],
        actor=actor,
        kind="proposal_received",
        subject=round,
        version=version,
        origin=str(origin),
        file_name=file_name,
        digest=digest,
        model_run=str(model_run.pk) if model_run else None,
    )
    proposal = Proposal.objects.create(
        round=round,
        version=version,
        origin=origin,
        file_name=file_name,
        digest=digest,
        model_run=model_run,
        at=event.at,
        actor_name=actor.name,
        organisation_name=actor.organisation_name,
        event_number=event.number,
    )
    for frame in frames.values():
        if frame.state == FrameState.PLANNED:
            move(frame, "receive_proposal", event)
    reconfirm_agreements(actor=actor, frames=list(frames.values()), taken_back=taken_back, version=version)
    if version == 1 and round.revision:
        carry_agreements_over(actor=actor, round=round, frames=list(frames.values()))
    return proposal


def openings(round: Round, frames: dict[int, Frame], numbers: Numbers, version: int) -> list[Posting]:
    """Version 1 enters every number; a later one only what differs."""
    before = current_proposal(round)
    groups = list(round.target_groups.all())
    by_county = {f.county_id: f for f in frames.values()}
    legs: dict[tuple[str, str], dict[str, int]] = {}
    for (code, group), amount in numbers.items():
        change = amount - before.get((code, group), 0)
        if version == 1 or change:
            legs.setdefault((code[:2], group), {})[code] = change
    return [
        Posting(by_county[county], group, Kind.OPENING, legs[county, group.code])
        for county in sorted(by_county)
        for group in groups
        if (county, group.code) in legs
    ]


def current_proposal(round: Round) -> Numbers:
    return Position.objects.of_round(round).proposed_numbers()


def require_receivable(frames: Any) -> None:
    for frame in frames:
        if frame.state in SEALED:
            raise Refused(_("%(frame)s är redan beslutad. Nya tal kräver en revidering.") % {"frame": frame})
        if frame.state in FROZEN:
            raise Refused(_("%(frame)s är överlämnad. Återsänd den först.") % {"frame": frame})


def wrong_sums(round: Round, numbers: Numbers) -> list[str]:
    """What keeps this vector from being a proposal, in words; checked against the totals that it comes with."""
    totals = Totals.objects.filter(round=round).order_by("-pk").first()
    if totals is None:
        return [_("Omgången saknar totaler. Ange länstal eller tak innan förslaget läses in.")]
    wanted = set(Position.objects.of_round(round).values_list("municipality_id", "target_group__code"))
    if set(numbers) != wanted:
        return [_("Förslaget ska ha ett tal för varje kommun och målgrupp, %(n)s tal.") % {"n": len(wanted)}]
    return [
        *_too_small(round, numbers),
        *_wrong_nation(round, totals, numbers),
        *_wrong_counties(round, totals, numbers),
    ]


def _too_small(round: Round, numbers: Numbers) -> list[str]:
    """A proposed andelstal is at least 1,00 ‰ (Migrationsverket's description of its model)."""
    least = round.rules.least_proposed * 10**round.decimals
    small = sorted({code for (code, _group), amount in numbers.items() if amount < least})
    if not small:
        return []
    return [
        _("Talet ska vara minst %(least)s %(unit)s. Under det: %(codes)s.")
        % {"least": show(least, round.decimals), "unit": round.unit_label, "codes": ", ".join(small[:10])}
    ]


def _wrong_nation(round: Round, totals: Totals, numbers: Numbers) -> list[str]:
    total = sum(numbers.values())
    cap = round.total_kind == TotalKind.CAP
    if total == totals.national or (cap and total < totals.national):
        return []
    message = (
        _("Förslaget summerar till %(sum)s, över taket %(total)s med %(difference)s.")
        if cap
        else _("Förslaget summerar till %(sum)s men ska vara %(total)s; skillnaden är %(difference)s.")
    )
    return [
        message
        % {
            "sum": show(total, round.decimals),
            "total": show(totals.national, round.decimals),
            "difference": show(total - totals.national, round.decimals, signed=True),
        }
    ]


def _wrong_counties(round: Round, totals: Totals, numbers: Numbers) -> list[str]:
    wanted = dict(totals.counties.values_list("county_id", "amount"))
    sums: dict[str, int] = {}
    for (code, _group), amount in numbers.items():
        sums[code[:2]] = sums.get(code[:2], 0) + amount
    return [
        _("Län %(county)s summerar till %(sum)s men länstalet är %(total)s; skillnaden är %(difference)s.")
        % {
            "county": county,
            "sum": show(sums.get(county, 0), round.decimals),
            "total": show(amount, round.decimals),
            "difference": show(sums.get(county, 0) - amount, round.decimals, signed=True),
        }
        for county, amount in sorted(wanted.items())
        if sums.get(county, 0) != amount
    ]
