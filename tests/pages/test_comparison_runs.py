"""Migrationsverket asks for a comparison run: ours, beside its own proposal."""

import pytest

from allocation.models import ModelRun
from journal import jobs
from tests.support import builders as b
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db

MODEL = "/omgangar/{}/2026/0/modell"


@pytest.fixture
def officer() -> Visitor:
    return Visitor(b.user(b.MIGRATIONSVERKET))


def test_beside_an_imported_proposal_a_comparison_is_asked_for_and_cannot_be_accepted(officer: Visitor) -> None:
    round = b.proposed_round()
    asked = officer.send(MODEL.format("kommuntal"), "jamforelse", w_am="0,5")
    run = ModelRun.objects.get()
    assert (run.compared_with, run.parameters["w_am"]) == (round.proposals.get(), "0.5")
    jobs.run(run.job_id)  # type: ignore[arg-type]
    done = officer.get(asked.path)
    assert "Jämkas jämförelseberäkning, inte Migrationsverkets." in done.text
    assert "Anta som förslag" not in done.text


def test_without_one_there_is_nothing_to_compare_with(officer: Visitor) -> None:
    b.plan()
    page = officer.get(MODEL.format("kommuntal"))
    assert page.status == 200
    assert not page.soup.select("[name=jamforelse]")
