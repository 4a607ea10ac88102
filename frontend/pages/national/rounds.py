"""Omgångar: the list, one of them, a new one, a revidering, the end of the year."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import allowed
from allocation.models import Round
from allocation.services.decisions import current_preparation, national_obstacles
from allocation.services.revisions import plan_revision
from allocation.services.rounds import close_round, plan_round
from frontend.access import MIGRATIONSVERKET_OFFICER, NATIONAL_READER, access
from frontend.pages.national.actions import actions
from frontend.pages.national.forms import CloseForm, PlanForm, RoundForm, target_groups_text
from frontend.pages.national.reads import (
    Board,
    around,
    crumbs,
    journal_of_round,
    read_board,
    round_lines,
    round_or_404,
    round_url,
)
from frontend.pages.submit import Request, form_page


@access(NATIONAL_READER)
def overview(request: Request) -> HttpResponse:
    context = {"years": round_lines(), "may_plan": allowed(request.actor, "allocation.manage_round")}
    return render(request, "frontend/national/overview.html", context)


@access(NATIONAL_READER)
def one(request: Request, process: str, ar: int, revidering: int) -> HttpResponse:
    round = round_or_404(process, ar, revidering)
    board = read_board(round)
    actor = request.actor
    context = {
        "board": board,
        "round": round,
        "crumbs": crumbs(round)[:1],
        "actions": actions(actor, board),
        "groups": round.target_groups.all(),
        "consultations": round.consultations.all(),
        "journal": journal_of_round(round),
        "revisions": Round.objects.filter(process=process, year=ar).order_by("revision"),
        "obstacles": obstacles_shown(board) if actor.is_migrationsverket else [],
        "preparation": current_preparation(round) if board.handed_over else None,
        "may_send_back": allowed(actor, "allocation.send_back"),
        "reads_all": actor.is_migrationsverket or actor.is_samordnare,
    }
    return render(request, "frontend/national/round.html", context)


def obstacles_shown(board: Board) -> list[str]:
    """What stands in the way of fastställande when every län is handed over; until then the table says enough."""
    if board.decided_by_lansstyrelsen or board.is_sealed or board.handed_over < len(board.rows):
        return []
    return national_obstacles(board.round)


@access(MIGRATIONSVERKET_OFFICER)
def plan(request: Request) -> HttpResponse:
    form = PlanForm(request.POST or None)

    def act(form: PlanForm) -> str:
        return round_url("omgang", plan_round(actor=request.actor, **form.content()))

    back = reverse("omgangar")
    context = {"crumbs": [(_("Omgångar"), back)], "heading": _("Ny omgång"), "county": _("riket"), "back": back}
    done = _("Omgången är planerad. Ange totaler och läs sedan in förslaget.")
    return form_page(request, form, act, done=done, template="frontend/national/plan.html", context=context)


@access(MIGRATIONSVERKET_OFFICER)
def revise(request: Request, process: str, ar: int, revidering: int) -> HttpResponse:
    """A new round with a whole new vector and its own legal act: never a rescaling of the old one."""
    before = round_or_404(process, ar, revidering)
    form = RoundForm(request.POST or None, initial={"target_groups": target_groups_text(before.target_groups.all())})

    def act(form: RoundForm) -> str:
        planned = plan_revision(actor=request.actor, process=process, year=ar, **form.content())
        return round_url("omgang", planned)

    context = {**around(before, _("Planera revidering")), "before": before}
    done = _("Revideringen är planerad. Den tidigare omgången gäller tills den nya är beslutad.")
    return form_page(request, form, act, done=done, template="frontend/national/revise.html", context=context)


@access(MIGRATIONSVERKET_OFFICER)
def close(request: Request, process: str, ar: int, revidering: int) -> HttpResponse:
    round = round_or_404(process, ar, revidering)

    def act(form: CloseForm) -> str:
        close_round(actor=request.actor, round=round, on=form.cleaned_data["on"])
        return round_url("omgang", round)

    context = around(round, _("Stäng omgången"))
    form = CloseForm(request.POST or None)
    done = _("Omgången är stängd. Talen är som de var.")
    return form_page(request, form, act, done=done, template="frontend/national/close.html", context=context)
