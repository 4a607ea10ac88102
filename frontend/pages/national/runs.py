"""A calculation of our own: asked for, followed, looked through, accepted. Never Migrationsverkets model."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from allocation.errors import Refused
from allocation.explanations import newest_proposal
from allocation.models import ModelRun, Proposal, Round
from allocation.services.comparison import comparison_parameters, request_comparison
from allocation.services.proposals import accept_model_run
from allocation.services.runs import default_parameters, request_model_run
from frontend.access import MIGRATIONSVERKET_OFFICER, SIGNED_IN, access
from frontend.pages.municipality.explanation import omitted, reception_words
from frontend.pages.national.forms import AcceptForm
from frontend.pages.national.reads import around, round_or_404, round_url
from frontend.pages.national.run_forms import ModelForm
from frontend.pages.national.vector import vector_of
from frontend.pages.submit import Request, form_page
from journal.models import Job

COMPARE = "jamforelse"  # the button that asks for a comparison run instead of a proposal


@access(MIGRATIONSVERKET_OFFICER)
def request_run(request: Request, process: str, ar: int, revidering: int) -> HttpResponse:
    round = round_or_404(process, ar, revidering)
    proposal = newest_proposal(round)
    comparable = proposal is not None and proposal.origin == Proposal.Origin.IMPORTED
    try:
        defaults = comparison_parameters(round) if comparable else default_parameters(round)
    except Refused as refusal:  # what the model needs has not been loaded
        messages.error(request, str(refusal))
        return redirect(round_url("omgang", round))
    groups = list(round.target_groups.all())
    form = ModelForm(request.POST or None, defaults=defaults, groups=groups, decimals=round.decimals)

    def act(form: ModelForm) -> str:
        asked = form.content()
        if COMPARE in request.POST:
            run = request_comparison(actor=request.actor, round=round, parameters=asked["parameters"])
        else:
            run = request_model_run(actor=request.actor, round=round, **asked)
        return round_url("omgang-korning", round, run.pk)

    context = {
        **around(round, _("Beräkna med modellen")),
        "defaults": defaults,
        "compare": COMPARE if comparable else "",
        "omitted": omitted(defaults.omitted_criteria),
        "totals": round.totals.last(),
        "runs": round.model_runs.select_related("job"),
    }
    done = _("Beräkningen är beställd.")
    return form_page(request, form, act, done=done, template="frontend/national/model.html", context=context)


@access(MIGRATIONSVERKET_OFFICER)
def run_page(request: Request, process: str, ar: int, revidering: int, korning: UUID) -> HttpResponse:
    """While it runs: how far it has come. When it is done: the vector, and the button that makes it a proposal."""
    round = round_or_404(process, ar, revidering)
    run = get_object_or_404(ModelRun.objects.select_related("job"), round=round, pk=korning)

    def act(form: AcceptForm) -> str:
        accept_model_run(actor=request.actor, run=run)
        return round_url("omgang", round)

    context = {**around(round, _("Modellkörning")), "run": run, "job": run.job, **result_of(run, round)}
    done = _("Beräkningen är antagen som förslag och märks överallt som Jämkas egen.")
    form = AcceptForm(request.POST or None)
    return form_page(request, form, act, done=done, template="frontend/national/run.html", context=context)


def result_of(run: ModelRun, round: Round) -> dict[str, Any]:
    if run.finished_at is None:
        return {}
    return {
        "vector": vector_of(round, run.result["numbers"]),
        "ties": run.result.get("ties", []),
        "omitted": omitted(run.result.get("omitted_criteria", [])),
        "labour_market": run.inputs.get("sources", {}).get("arbetsmarknad", ""),
        "reception": reception_words(run.parameters),
        "stand_in": run.inputs.get("stand_in", ""),
        "is_accepted": run.proposals.exists(),
        "is_comparison": run.compared_with_id is not None,
    }


@access(SIGNED_IN)
def job(request: Request, pk: UUID) -> HttpResponse:
    """How far long work has come, for the page that follows it. One's own organisation's only."""
    found = Job.objects.filter(pk=pk, organisation_id=request.actor.organisation_id).first()
    if found is None:
        raise Http404
    return JsonResponse(
        {"status": found.status, "progress": found.progress, "message": _(found.message), "next": page_of(found)}
    )


def page_of(job: Job) -> str:
    """Where its result is read."""
    run = ModelRun.objects.select_related("round").filter(job=job).first()
    return round_url("omgang-korning", run.round, run.pk) if run else reverse("att-gora")
