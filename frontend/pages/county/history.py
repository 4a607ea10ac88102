"""Why a number is what it is, and everything that has happened in the frame."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allocation.amounts import show
from allocation.models import Kind
from allocation.overview import HistoryLine, journal_of, number_history
from dialogue.models import Reply
from frontend.access import COUNTY_READER, access
from frontend.formatting import moment
from frontend.pages.county.actions import around
from frontend.pages.county.reads import frame_or_404
from frontend.pages.submit import Request
from journal.models import Event
from municipalities.models import Municipality

EVENTS_A_PAGE = 50

KIND_ICONS: dict[str, str] = {
    Kind.OPENING: "document",
    Kind.TRANSFER: "swap",
    Kind.ADJUSTMENT: "arrow-right",
    Kind.REVERSAL: "undo",
    Kind.CORRECTION: "child",
}

# What each kind of event is called, and how it is drawn.
EVENTS: dict[str, tuple[str | Promise, str]] = {
    "round_planned": (_("Omgången planerades"), "document"),
    "totals_set": (_("Totaler infördes"), "document"),
    "consultation_recorded": (_("Samråd registrerades"), "speech"),
    "model_run_requested": (_("Beräkning beställdes"), "calculation"),
    "comparison_requested": (_("Jämförelseberäkning beställdes"), "calculation"),
    "proposal_received": (_("Förslag mottogs"), "document"),
    "dialogue_opened": (_("Dialogen öppnades"), "speech"),
    "deadline_moved": (_("Svarstiden ändrades"), "clock"),
    "dialogue_closed": (_("Dialogen avslutades"), "speech"),
    "transfer_proposed": (_("Omfördelning föreslogs"), "swap"),
    "transfer_changed": (_("Omfördelning ändrades; godkännandena föll"), "swap"),
    "transfer_approval": (_("En kommun godkände"), "check"),
    "transfer_refusal": (_("En kommun avböjde"), "cross"),
    "transfer_approved": (_("Alla berörda kommuner har godkänt"), "check-circle"),
    "transfer_refused": (_("Omfördelningen avböjdes"), "cross-circle"),
    "transfer_declined": (_("Länsstyrelsen avstyrkte omfördelningen"), "cross-circle"),
    "transfer_withdrawn": (_("Omfördelningen återkallades"), "undo"),
    "transfer_posted": (_("Omfördelningen överenskoms"), "check-circle"),
    "transfer_to_reconfirm": (_("Nytt förslag: omfördelningen ska godkännas på nytt"), "return"),
    "agreement_carried_over": (_("Omfördelningen följde med till revideringen"), "swap"),
    "agreement_lapsed": (_("Omfördelningen förföll vid revideringen"), "cross"),
    "reversal_proposed": (_("Återföring föreslogs"), "undo"),
    "reversal_lapsed": (_("Nytt förslag: återföringen förföll"), "cross"),
    "adjustment_posted": (_("Länsstyrelsens avsteg"), "arrow-right"),
    "adjustment_reversed": (_("Avsteget återfördes"), "undo"),
    "number_corrected": (_("Tal ändrades för barnets bästa"), "child"),
    "response_submitted": (_("En kommun svarade"), "speech"),
    "response_replied": (_("Länsstyrelsen svarade kommunen"), "speech"),
    "decision_prepared": (_("Beslutet bereddes"), "document"),
    "handover_prepared": (_("Överlämnandet bereddes"), "document"),
    "confirmation_prepared": (_("Fastställandet bereddes"), "document"),
    "frame_decided": (_("Länsstyrelsen beslutade"), "seal"),
    "frame_handed_over": (_("Talen överlämnades till Migrationsverket"), "send"),
    "frame_sent_back": (_("Migrationsverket återsände talen"), "return"),
    "round_confirmed": (_("Migrationsverket fastställde talen"), "seal"),
    "round_closed": (_("Omgången stängdes"), "lock"),
}


@dataclass(frozen=True)
class Step:
    """One entry behind a number."""

    line: HistoryLine
    after: int  # the number that it made, in its target group
    decimals: int

    @property
    def icon(self) -> str:
        return KIND_ICONS.get(self.line.kind, "ring")

    @property
    def written(self) -> str:
        """The proposal as it came; what has happened since, with the number that it made."""
        after = show(self.after, self.decimals)
        if self.after == self.line.amount:
            return after
        return f"{show(self.line.amount, self.decimals, signed=True)} = {after}"

    @property
    def is_motivated(self) -> bool:
        return self.line.kind != Kind.OPENING


@dataclass(frozen=True)
class GroupSteps:
    name: str
    steps: list[Step]


@access(COUNTY_READER)
def number(request: Request, kod: str, ar: int, process: str, kommunkod: str) -> HttpResponse:
    """Every entry behind one kommun's number, oldest first, by target group."""
    frame = frame_or_404(kod, ar, process, request.GET.get("revidering", ""))
    municipality = get_object_or_404(Municipality, pk=kommunkod, county=kod)
    steps: dict[str, list[Step]] = {}
    for line in number_history(frame, municipality):
        of_group = steps.setdefault(line.group, [])
        before = of_group[-1].after if of_group else 0
        of_group.append(Step(line, before + line.amount, frame.round.decimals))
    context = {
        **around(frame, municipality.name),
        "municipality": municipality,
        "groups": [GroupSteps(name, lines) for name, lines in steps.items()],
    }
    return render(request, "frontend/county/historik.html", context)


@dataclass(frozen=True)
class EventView:
    event: Event
    title: str | Promise
    icon: str
    detail: str

    @property
    def who(self) -> str:
        """The person, and the organisation where the name does not say it already."""
        name, organisation = self.event.actor_name, self.event.organisation_name
        return name if organisation in name else f"{name}, {organisation}"


@access(COUNTY_READER)
def journal(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    """What has happened, newest first."""
    frame = frame_or_404(kod, ar, process, request.GET.get("revidering", ""))
    names = dict(frame.county.municipalities.values_list("code", "name"))
    page = Paginator(journal_of(frame)[::-1], EVENTS_A_PAGE).get_page(request.GET.get("sida"))
    context = {
        **around(frame, str(_("Journal"))),
        "page": page,
        "events": [
            EventView(event, *EVENTS.get(event.kind, (event.kind, "ring")), detail(event, names, frame.round.decimals))
            for event in page
        ],
    }
    return render(request, "frontend/county/journal.html", context)


def detail(event: Event, names: dict[str, str], decimals: int) -> str:
    """What the event is about, from its data: which kommuner, how much, until when, under what number."""
    data = event.data
    moved = data.get("legs") or [entry for posting in own_postings(data, names) for entry in posting["entries"]]
    said = [
        names.get(data.get("municipality", ""), ""),
        ", ".join(f"{names[code]} {show(units, decimals, signed=True)}" for code, units in moved if code in names),
        moment(datetime.fromisoformat(data["deadline"])) if "deadline" in data else "",
        str(Reply.Handling(data["handling"]).label) if "handling" in data else "",
        data.get("diarienummer", ""),
    ]
    return " · ".join(filter(None, said))


def own_postings(data: dict[str, Any], names: dict[str, str]) -> list[dict[str, Any]]:
    """What was posted in this län; a proposal's whole vector is told by the table, not here."""
    postings = data.get("postings", [])
    return [p for p in postings if p["kind"] != Kind.OPENING and any(code in names for code, _units in p["entries"])]
