"""What the page of a kommun needs, read in a number of queries that does not grow."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from django.urls import reverse
from django.utils.translation import get_language

from accounts.actors import Actor
from allocation.amounts import show
from allocation.models import Frame, FrameState, ModelRun, Proposal, PublishedNumber, Round
from allocation.outcomes import outcome_of
from allocation.overview import FrameTable, frame_tables, number_history
from allocation.permissions import may_speak_for
from allocation.processes import Process
from dialogue.models import Response
from frontend.pages.county.reads import county_frames
from frontend.pages.county.sheet import Sheet
from frontend.pages.municipality.own_number import OwnNumber, is_past
from municipalities.models import Municipality


def own_numbers(actor: Actor, municipality: Municipality, year: int) -> list[OwnNumber]:
    """The three, in the order of the processes; constant queries."""
    frames = {frame.round.process: frame for frame in county_frames(municipality.county_id, year)}
    tables = frame_tables(list(frames.values()))
    said = _responses(actor, municipality, frames)
    proposals = _newest_proposals(frames)
    comparisons = _newest_comparisons(proposals.values())
    return [
        _own_number(actor, municipality, process, frames.get(process), tables, said, proposals, comparisons)
        for process in Process
    ]


def _own_number(
    actor: Actor,
    municipality: Municipality,
    process: Process,
    frame: Frame | None,
    tables: dict[int, FrameTable],
    said: dict[int, list[Response]],
    proposals: dict[int, Proposal],
    comparisons: dict[int, ModelRun],
) -> OwnNumber:
    if frame is None:
        return OwnNumber(municipality, Sheet(process))
    responses = said.get(frame.pk, [])
    return OwnNumber(
        municipality,
        Sheet(process, frame, tables[frame.pk]),
        proposal=proposals.get(frame.round_id),
        responses=[response for response in responses if response.submitted_at],
        draft=next((response for response in responses if not response.submitted_at), None),
        history=number_history(frame, municipality),
        speaks=may_speak_for(actor, municipality.pk, process),
        comparison=comparisons.get(frame.round_id),
    )


def _responses(actor: Actor, municipality: Municipality, frames: dict[str, Frame]) -> dict[int, list[Response]]:
    """Frame id -> what this reader may read of the kommun's answers, oldest first."""
    rows = Response.objects.visible_to(actor).filter(municipality=municipality, frame__in=frames.values())
    said: dict[int, list[Response]] = defaultdict(list)
    for response in rows.prefetch_related("wishes__target_group", "replies").order_by("pk"):
        said[response.frame_id].append(response)
    return said


def _newest_proposals(frames: dict[str, Frame]) -> dict[int, Proposal]:
    rounds = {frame.round_id for frame in frames.values()}
    rows = Proposal.objects.filter(round__in=rounds).select_related("model_run").order_by("version")
    return {proposal.round_id: proposal for proposal in rows}


def _newest_comparisons(proposals: Iterable[Proposal]) -> dict[int, ModelRun]:
    """Round id -> our finished comparison run, beside a proposal of Migrationsverket's."""
    rows = ModelRun.objects.filter(compared_with__in=list(proposals), finished_at__isnull=False)
    return {run.round_id: run for run in rows.order_by("created_at")}


@dataclass(frozen=True)
class EarlierLine:
    """What was decided in an earlier round, per process; None where nothing is published."""

    year: int
    revision: int
    numbers: list[str | None]


def earlier_rounds(municipality: Municipality, shown: list[OwnNumber]) -> list[EarlierLine]:
    """Every published number but those shown: earlier years, and what a revidering has replaced. Newest first."""
    rounds = [number.round.pk for number in shown if number.round]
    rows = PublishedNumber.objects.filter(municipality=municipality, year__lte=max_year(shown)).exclude(
        round__in=rounds
    )
    sums: dict[tuple[int, int], dict[str, tuple[int, int]]] = defaultdict(dict)
    for row in rows.order_by("-year", "-revision"):
        known = sums[row.year, row.revision]
        known[row.process] = (known.get(row.process, (0, 0))[0] + row.amount, row.decimals)
    return [
        EarlierLine(year, revision, [show(*known[name]) if name in known else None for name in Process])
        for (year, revision), known in sums.items()
    ]


@dataclass(frozen=True)
class OwnOutcome:
    """The year's kommuntal against those received on it, here and around. None: not known, or not applicable."""

    number: int
    received: int | None
    fulfilment: float | None
    county: float | None
    nation: float | None


def outcome_for(municipality: Municipality, year: int) -> OwnOutcome | None:
    outcome = outcome_of(year)
    if outcome is None:
        return None
    rows = outcome.municipalities.set_index("kommunkod")
    if municipality.pk not in rows.index:
        return None
    own, county = rows.loc[municipality.pk], outcome.counties.set_index("lanskod").loc[municipality.county_id]
    return OwnOutcome(
        number=int(str(own["tal"])),
        received=_known(own["mottagna"]),
        fulfilment=_known(own["maluppfyllelse"]),
        county=_known(county["maluppfyllelse"]),
        nation=outcome.fulfilment,
    )


def _known(value: Any) -> Any:
    """Missing is None, never 0."""
    return None if pd.isna(value) else value


def answered_for(actor: Actor) -> list[Municipality]:
    """The kommuner that this kommun's organisation may answer for, where there are several: its own and by fullmakt."""
    codes = actor.municipality_codes if actor.is_kommun else []
    return list(Municipality.objects.filter(pk__in=codes)) if len(codes) > 1 else []


def max_year(numbers: list[OwnNumber]) -> int:
    return max(number.round.year for number in numbers if number.round)


def years_of(municipality: Municipality) -> list[int]:
    """Years with a round in the kommun's län, newest first."""
    rounds = Round.objects.filter(frames__county=municipality.county_id)
    return sorted(set(rounds.values_list("year", flat=True)), reverse=True)


def municipality_url(municipality: Municipality, year: int) -> str:
    return reverse("kommun", args=[municipality.pk, year])


def next_deadline(numbers: list[OwnNumber]) -> OwnNumber | None:
    """The number whose answer is due first, among those still in dialogue."""
    due = [
        (n.sheet.deadline, place, n)
        for place, n in enumerate(numbers)
        if n.sheet.state == FrameState.DIALOGUE and n.sheet.deadline and not is_past(n.sheet.deadline)
    ]
    return min(due)[2] if due else None


def possessive(name: str) -> str:
    """Norrköpings, but Borås: a name that ends in s, x or z takes no s. In English Norrköping’s."""
    if get_language() == "en":
        return f"{name}’s"
    return name if name[-1:].lower() in "sxz" else f"{name}s"
