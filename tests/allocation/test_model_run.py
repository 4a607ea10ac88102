"""Jämka's own calculation of a proposal, as a job: what it takes and gives, and that it can be repeated."""

import json
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from allocation.engine.model.parameters import Parameters
from allocation.models import ModelRun, Position, Proposal, Round
from allocation.services.proposals import accept_model_run
from allocation.services.rounds import plan_round
from allocation.services.runs import default_parameters, request_model_run
from allocation.verification import problems
from journal import jobs
from journal.errors import NotAllowed, Refused
from journal.models import Job
from municipalities.models import Observation
from tests.support import builders as b

pytestmark = pytest.mark.django_db

PROCESSES = ["kommuntal", "andelstal", "fordelningstal"]


def run(round: Round, **options: Any) -> ModelRun:
    """Asked for, and carried out as a worker does."""
    asked = request_model_run(actor=b.migrationsverket(), round=round, **options)
    jobs.run(asked.job_id)  # type: ignore[arg-type]
    return ModelRun.objects.select_related("job").get(pk=asked.pk)


def numbers(run: ModelRun) -> dict[tuple[str, str], int]:
    return {(row["kommunkod"], row["malgrupp"]): row["amount"] for row in run.result["numbers"]}


def changed(round: Round, **changes: Any) -> dict[str, Any]:
    return {**default_parameters(round).to_json(), **changes}


class TestARun:
    @pytest.mark.parametrize("process", PROCESSES)
    def test_with_assumed_parameters_gives_a_proposal_that_is_accepted(self, process: str) -> None:
        round = b.plan(process)
        done = run(round)
        assert done.job is not None
        assert (done.job.status, done.job.progress, done.job.message) == (Job.Status.DONE, 100, "Klart")
        proposal = accept_model_run(actor=b.migrationsverket(), run=done)
        assert proposal.origin == Proposal.Origin.COMPUTED
        assert proposal.get_origin_display() == "Jämkas egen beräkning, inte Migrationsverkets"
        assert proposal.digest == done.input_digest
        assert Position.objects.of_round(round).proposed_numbers() == numbers(done)
        assert list(problems()) == []

    def test_meets_every_lanstal(self) -> None:
        round = b.plan()
        sums = Counter[str]()
        for (code, _group), amount in numbers(run(round)).items():
            sums[code[:2]] += amount
        assert sums == dict(round.totals.get().counties.values_list("county_id", "amount"))

    def test_is_1000_promille_and_gives_nobody_less_than_one(self) -> None:
        found = numbers(run(b.plan("andelstal")))
        assert sum(found.values()) == 100_000
        assert min(found.values()) >= 100

    def test_uses_the_whole_cap(self) -> None:
        round = b.plan("fordelningstal")
        assert sum(numbers(run(round)).values()) == round.totals.get().national

    def test_shares_each_lan_over_two_target_groups(self) -> None:
        round = b.plan(groups=(("folkbokforda", "Folkbokförda"), ("abo_kvot", "ABO och kvot")))
        found = numbers(run(round, group_totals={"folkbokforda": 1640, "abo_kvot": 6560}))
        groups, counties = Counter[str](), Counter[str]()
        for (code, group), amount in found.items():
            groups[group] += amount
            counties[code[:2]] += amount
        assert groups == {"folkbokforda": 1640, "abo_kvot": 6560}
        assert counties == dict(round.totals.get().counties.values_list("county_id", "amount"))


class TestWhatIsKept:
    def test_is_enough_to_repeat_it(self) -> None:
        round = b.plan()
        first, second = run(round), run(round, parameters=changed(round))
        assert len(first.input_digest) == 64
        assert (first.input_digest, first.result) == (second.input_digest, second.result)
        other = run(round, parameters=changed(round, w_am="0.5"))
        assert other.input_digest != first.input_digest
        assert numbers(other) != numbers(first)

    def test_the_digest_covers_the_figures_it_was_made_from(self) -> None:
        round = b.plan()
        before = run(round)
        Observation.objects.filter(
            indicator="befolkning", year=default_parameters(round).population_year, municipality="0580"
        ).update(value=1)
        after = run(round)
        assert after.input_digest != before.input_digest
        assert numbers(after)["0580", "samtliga"] < numbers(before)["0580", "samtliga"]

    def test_every_parameter_is_there_as_it_was(self) -> None:
        done = run(b.plan())
        assert Parameters.from_json(json.loads(json.dumps(done.parameters))).to_json() == done.parameters
        assert done.parameters["w_am"] == "0.6"

    def test_the_stand_in_for_the_labour_market_is_named(self) -> None:
        assert run(b.plan()).inputs["stand_in"] == "skattekraft"
        assert run(b.plan("andelstal")).inputs["stand_in"] == ""  # no labour market there

    def test_where_a_number_came_from_is_exact(self) -> None:
        row = next(row for row in run(b.plan()).result["rows"] if row["kommunkod"] == "0580")
        assert row["amount"] > 0
        assert {"population_share", "labour_factor", "past_reception", "raw", "quota"} <= row.keys()


class TestIsRefusedInWords:
    @pytest.mark.parametrize(
        "change",
        [
            {"w_am": "2"},
            {"w_am": "mycket"},
            {"w_h": "-1"},
            {"method": "lottning"},
            {"cap": "0", "floor": "1"},
            {"windows": {}},
            {"decimals": None},
            {"vikt": 1},
        ],
        ids=str,
    )
    def test_with_parameters_that_mean_nothing(self, change: dict[str, Any]) -> None:
        round = b.plan()
        with pytest.raises(Refused, match="Parametrarna kan inte användas"):
            request_model_run(actor=b.migrationsverket(), round=round, parameters=changed(round, **change))
        assert not ModelRun.objects.exists()

    def test_with_the_parameters_of_another_round(self) -> None:
        kommuntal, cap = b.plan(), b.plan("fordelningstal")
        with pytest.raises(Refused, match="annan omgång"):
            request_model_run(actor=b.migrationsverket(), round=kommuntal, parameters=changed(cap))

    def test_where_floors_take_more_than_there_is(self) -> None:
        round = b.plan()
        done = run(round, parameters=changed(round, floor="1000"))
        assert done.job is not None
        assert done.job.status == Job.Status.FAILED
        assert done.job.message.startswith("Modellen kunde inte räkna")
        with pytest.raises(Refused, match="inte klar"):
            accept_model_run(actor=b.migrationsverket(), run=done)

    def test_without_totals_or_the_sum_of_each_target_group(self) -> None:
        bare = plan_round(actor=b.migrationsverket(), process="kommuntal", year=2030, in_force_from=date(2030, 1, 1))
        with pytest.raises(Refused, match="saknar totaler"):
            request_model_run(actor=b.migrationsverket(), round=bare)
        two = b.plan(groups=(("folkbokforda", "Folkbokförda"), ("abo_kvot", "ABO och kvot")))
        for totals in [None, {"folkbokforda": 8200}, {"folkbokforda": 1, "abo_kvot": 2}]:
            with pytest.raises(Refused, match="rikets tal för varje målgrupp"):
                request_model_run(actor=b.migrationsverket(), round=two, group_totals=totals)

    def test_to_anyone_but_migrationsverket(self) -> None:
        round = b.plan()
        for other in [b.lansstyrelse("05"), b.kommun("0580"), b.migrationsverket("lasare")]:
            with pytest.raises(NotAllowed):
                request_model_run(actor=other, round=round)
        done = run(round)
        with pytest.raises(NotAllowed):
            accept_model_run(actor=b.lansstyrelse("05"), run=done)

    def test_a_second_time(self) -> None:
        done = run(b.plan())
        accept_model_run(actor=b.migrationsverket(), run=done)
        with pytest.raises(Refused, match="redan antagen"):
            accept_model_run(actor=b.migrationsverket(), run=done)


def test_a_worker_that_was_given_up_for_lost_and_comes_late_changes_nothing() -> None:
    round = b.plan()
    asked = request_model_run(actor=b.migrationsverket(), round=round)
    late = jobs.claim(asked.job_id)  # type: ignore[arg-type]
    assert late is not None

    def meanwhile(progress: int, message: str) -> None:
        """Another takes the job up, on figures that have been put right since, while the late one is about to save."""
        if progress == 90:
            Job.objects.filter(pk=late.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
            Observation.objects.filter(indicator="befolkning", municipality="0580").update(value=1)
            jobs.run(late.pk)

    jobs.HANDLERS[late.kind](late, meanwhile)
    done = ModelRun.objects.get(pk=asked.pk)
    assert numbers(done) == numbers(run(round))
    jobs.finish(late, Job.Status.FAILED, message="För sent")
    job = Job.objects.get(pk=late.pk)
    assert (job.status, job.attempts) == (Job.Status.DONE, 2)
