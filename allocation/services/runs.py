"""Jämka's own calculation of a proposal, as a job: inputs read, computed outside the transaction, saved whole."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.permissions import require
from allocation.engine.apportioning.target_groups import split_by_target_group
from allocation.engine.errors import EngineError
from allocation.engine.formula import ModelResult, run_model
from allocation.engine.model.inputs import Inputs, MunicipalityInput
from allocation.engine.model.parameters import PROCESSES, Parameters, assumed_parameters
from allocation.engine_errors import in_words
from allocation.errors import Refused
from allocation.models import ModelRun, Proposal, Round, Totals
from allocation.services.record import record
from journal.jobs import Report, enqueue, handles
from journal.models import Job
from municipalities.models import Municipality, Observation
from municipalities.services import labour_market

JOB = "model_run"
# No labour-market index per kommun is free to ship: skattekraft stands in, by name, until the real one is imported.
LABOUR_MARKET = labour_market.INDICATOR
STAND_IN = "skattekraft"
# Unaccompanied children are a part of all received (reference/PROVENANCE.md), so the rest are the others.
RECEIVED_ALL, RECEIVED_CHILDREN = "mottagna", "mottagna_ensamkommande"


def default_parameters(round: Round) -> Parameters:
    """Jämka's assumed starting point, on the newest inputs that are held. Migrationsverket's weights are not public."""
    population_year = newest_year("befolkning", round.year)
    reception_year = newest_year(RECEIVED_ALL, round.year)
    window = (reception_year, reception_year)
    parameters = assumed_parameters(
        round.process,
        year=round.year,
        population_year=population_year,
        windows={"nyanlanda": window, "ensamkommande": window},
    )
    if not PROCESSES[round.process].decimals_allowed:
        return parameters
    return replace(parameters, decimals=round.decimals)


def newest_year(indicator: str, before: int) -> int:
    year = (
        Observation.objects.filter(indicator=indicator, year__lt=before)
        .order_by("-year")
        .values_list("year", flat=True)
        .first()
    )
    if year is None:
        raise Refused(_("Uppgifter saknas: %(indicator)s före %(year)s.") % {"indicator": indicator, "year": before})
    return year


@transaction.atomic
def request_model_run(
    *,
    actor: Actor,
    round: Round,
    parameters: Mapping[str, Any] | None = None,
    group_totals: dict[str, int] | None = None,
) -> ModelRun:
    """Start a run as a job. `parameters`: Parameters.to_json(), or None for the assumed ones.

    `group_totals`: national total per target group, where there are several.
    """
    require(actor, "allocation.propose")
    chosen = checked_parameters(round, parameters)
    totals = Totals.objects.filter(round=round).order_by("-pk").first()
    if totals is None:
        raise Refused(_("Omgången saknar totaler. Ange länstal eller tak först."))
    groups = checked_groups(round, totals.national, group_totals)
    return start_run(actor, round, chosen, totals, groups)


def start_run(
    actor: Actor,
    round: Round,
    parameters: Parameters,
    totals: Totals,
    group_totals: dict[str, int],
    *,
    compared_with: Proposal | None = None,
) -> ModelRun:
    """Shares out the sum of `group_totals`, to the länstal where `totals` have any."""
    run = ModelRun.objects.create(
        round=round,
        parameters=parameters.to_json(),
        inputs={"totals": totals.pk, "group_totals": group_totals},
        created_by_name=actor.name,
        compared_with=compared_with,
    )
    run.job = enqueue(
        kind=JOB, arguments={"run": str(run.pk)}, organisation_id=actor.organisation_id, created_by_id=actor.user_id
    )
    run.save(update_fields=["job"])
    kind = "comparison_requested" if compared_with else "model_run_requested"
    record(actor, kind, round, run=str(run.pk), parameters=run.parameters)
    return run


def checked_parameters(round: Round, data: Mapping[str, Any] | None) -> Parameters:
    if data is None:
        return default_parameters(round)
    try:
        chosen = Parameters.from_json(data)
    except EngineError as error:
        raise Refused(_("Parametrarna kan inte användas: %(error)s") % {"error": in_words(error)}) from error
    except (ValueError, TypeError, LookupError) as error:
        raise Refused(_("Parametrarna kan inte användas: %(error)s") % {"error": error}) from error
    if (chosen.process, chosen.year, chosen.decimals) != (round.process, round.year, round.decimals):
        raise Refused(_("Parametrarna gäller en annan omgång: %(version)s.") % {"version": chosen.version})
    return chosen


def checked_groups(round: Round, national: int, given: dict[str, int] | None) -> dict[str, int]:
    codes = list(round.target_groups.values_list("code", flat=True))
    if len(codes) == 1:
        return {codes[0]: national}
    if not given or set(given) != set(codes) or sum(given.values()) != national:
        raise Refused(_("Ange rikets tal för varje målgrupp; tillsammans ska de vara %(total)s.") % {"total": national})
    return given


@handles(JOB)
def compute(job: Job, report: Report) -> dict[str, Any]:
    """Reads, computes, saves. Run again after a lost worker it gives the same result."""
    run = ModelRun.objects.select_related("round").get(pk=job.arguments["run"])
    if run.finished_at is not None:
        return {"run": str(run.pk)}
    report(10, _("Läser underlag"))
    parameters = Parameters.from_json(run.parameters)
    inputs, sources = gather_inputs(parameters)
    total, counties = totals_of(run)
    report(40, _("Beräknar 290 kommuner"))
    try:
        result = run_model(parameters, inputs, total, counties)
        numbers = by_target_group(result, run.inputs["group_totals"])
    except EngineError as error:
        raise Refused(_("Modellen kunde inte räkna: %(error)s") % {"error": in_words(error, names())}) from error
    report(90, _("Sparar"))
    # A worker that was given up for lost, and comes late, changes nothing.
    ModelRun.objects.filter(pk=run.pk, finished_at=None).update(
        input_digest=result.digest,
        inputs={**run.inputs, **sources},
        result={**result.as_json(), "numbers": numbers},
        finished_at=timezone.now(),
    )
    return {"run": str(run.pk)}


def names() -> dict[str, str]:
    return dict(Municipality.objects.values_list("code", "name"))


def totals_of(run: ModelRun) -> tuple[int, dict[str, int] | None]:
    """What the run shares out, in integer units, and the länstal where there are any."""
    totals = Totals.objects.get(pk=run.inputs["totals"])
    counties = dict(totals.counties.values_list("county_id", "amount"))
    return sum(run.inputs["group_totals"].values()), counties or None


def gather_inputs(parameters: Parameters) -> tuple[Inputs, dict[str, Any]]:
    """What is held of each kommun, and the words about where it comes from."""
    population = Observation.objects.values_by_code("befolkning", parameters.population_year)
    real_index = Observation.objects.filter(indicator=LABOUR_MARKET).exists()
    index_name = LABOUR_MARKET if real_index else STAND_IN
    index_year = newest_year(index_name, 9999)
    index = Observation.objects.values_by_code(index_name, index_year) if parameters.w_am else {}
    received = received_by_group(parameters)
    municipalities = [
        MunicipalityInput(
            code=m.code,
            county=m.county_id,
            population=int(population[m.code]) if population.get(m.code) is not None else None,  # type: ignore[arg-type]
            labour_market=index.get(m.code),
            received={
                group: {year: values.get(m.code) for year, values in years.items()} for group, years in received.items()
            },
        )
        for m in Municipality.objects.order_by("code")
    ]
    sources = {
        "befolkning": f"befolkning {parameters.population_year}",
        "arbetsmarknad": f"{index_name} {index_year}" if parameters.w_am else "",
        "mottagande": ", ".join(f"{g} {first}–{last}" for g, (first, last) in parameters.windows.items()),
    }
    stand_in = STAND_IN if parameters.w_am and not real_index else ""
    return Inputs(municipalities, parameters.population_year, sources), {"sources": sources, "stand_in": stand_in}


def received_by_group(parameters: Parameters) -> dict[str, dict[int, dict[str, Decimal | None]]]:
    found: dict[str, dict[int, dict[str, Decimal | None]]] = {}
    for group, (first, last) in parameters.windows.items():
        found[group] = {}
        for year in range(first, last + 1):
            everybody, children = (
                Observation.objects.values_by_code(RECEIVED_ALL, year),
                Observation.objects.values_by_code(RECEIVED_CHILDREN, year),
            )
            if group == "ensamkommande":
                found[group][year] = children
            elif group == "nyanlanda":
                found[group][year] = {
                    code: None if total is None or children.get(code) is None else total - children[code]  # type: ignore[operator]
                    for code, total in everybody.items()
                }
            else:
                found[group][year] = Observation.objects.values_by_code(f"mottagna_{group}", year)
    return found


def by_target_group(result: ModelResult, group_totals: dict[str, int]) -> list[dict[str, Any]]:
    """Both margins hold: first each län over the groups, then each kommun of the län."""
    counties = split_by_target_group(result.county_sums, group_totals, tie_break=sorted(result.county_sums))
    return [
        {"kommunkod": code, "malgrupp": group, "amount": amount}
        for county, totals in sorted(counties.items())
        for code, groups in split_by_target_group(
            {row.code: row.amount for row in result.rows if row.county == county},
            totals,
            tie_break=[row.code for row in result.rows if row.county == county],
        ).items()
        for group, amount in groups.items()
    ]
