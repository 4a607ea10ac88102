"""Våra tal: what a kommun reads of its three numbers, each by its own name."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from allocation.models import Form, Frame, Reason, Round
from allocation.processes import Process
from allocation.services.adjustments import post_adjustment
from allocation.services.proposals import accept_model_run
from allocation.services.rounds import plan_round, set_totals
from allocation.services.runs import request_model_run
from journal import jobs
from municipalities.models import Observation, StatutoryNumber
from tests.support import builders as b
from tests.support.municipality_page import LINKOPING, MJOLBY, NORRKOPING, PAGE, card, propose
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db

ANSWER = f"{PAGE}/kommuntal/svar"


@pytest.fixture
def round() -> Round:
    return b.proposed_round()


@pytest.fixture
def frame(round: Round) -> Frame:
    """In dialogue; Norrköping's proposal is 33 of the länstal 430."""
    frame = b.frame_of(round)
    b.open_talk(frame)
    return b.frame_of(round)


@pytest.fixture
def norrkoping() -> Visitor:
    return Visitor(b.user(b.KOMMUN, NORRKOPING))


def published_2018() -> Round:
    """The real year: its länstal and its kommuntal."""
    officer, lanstal = b.migrationsverket(), StatutoryNumber.objects.lanstal(2018)
    round = plan_round(actor=officer, process=Process.KOMMUNTAL, year=2018, in_force_from=date(2018, 1, 1))
    set_totals(
        actor=officer,
        round=round,
        national=sum(lanstal.values()),
        counties=lanstal,
        statutory=True,
        legal_basis="SFS 2016:40",
    )
    numbers = Observation.objects.values_by_code("kommuntal", 2018)
    b.receive(round, {(code, "samtliga"): int(value) for code, value in numbers.items() if value is not None})
    return round


def test_a_proposal_is_called_a_proposal_and_what_has_not_come_is_awaited(frame: Frame, norrkoping: Visitor) -> None:
    page = norrkoping.get(f"/kommun/{NORRKOPING}")
    assert page.path == PAGE
    assert page.heading == "Norrköpings tal för 2026"
    assert "33 personer, förslag" in card(page, "Kommuntal")
    assert "Ej svarat. Svara senast" in card(page, "Kommuntal")
    assert "ingen omgång" in card(page, "Andelstal")
    b.plan(Process.FORDELNINGSTAL)
    assert "förslaget har inte kommit" in card(norrkoping.get(PAGE), "Fördelningstal")
    assert "senast" in page.soup.select_one("header .lead").get_text()  # type: ignore[union-attr]


def test_agreed_pending_and_own_deviation_each_stand_by_their_own_name(frame: Frame, norrkoping: Visitor) -> None:
    b.agree(frame, {NORRKOPING: -4, LINKOPING: 4})
    propose(frame, {NORRKOPING: -2, MJOLBY: 2})
    post_adjustment(
        actor=b.lansstyrelse("05"),
        frame=frame,
        target_group=b.group_of(frame.round),
        legs={NORRKOPING: 1, MJOLBY: -1},
        form=Form.OWN,
        reason=Reason.HOUSEHOLDS,
        text="Stora hushåll.",
    )
    said = card(norrkoping.get(PAGE), "Kommuntal")
    assert "33 personer, förslag" in said  # nothing is decided: the proposal leads
    assert "Överenskommet 29 , −4 genom omfördelning" in said
    assert "Ej godkänt −2 , föreslagen omfördelning" in said
    assert "Förslag till beslut 30 , avsteg +1" in said


def test_a_decided_number_leads_with_what_the_proposal_was(frame: Frame, norrkoping: Visitor) -> None:
    b.agree(frame, {NORRKOPING: -4, LINKOPING: 4})
    b.decide_frame(frame)
    page = norrkoping.get(PAGE)
    assert "29 personer, beslutat" in card(page, "Kommuntal")
    assert "Förslaget var 33" in card(page, "Kommuntal")
    assert f"Beslutat av länsstyrelsen {timezone.localdate()}" in card(page, "Kommuntal")
    assert f"{ANSWER}" not in page.links()  # nothing more to answer


def test_a_handed_over_number_is_not_yet_fastställt(norrkoping: Visitor) -> None:
    frame = b.frame_of(b.proposed_round(Process.ANDELSTAL))
    b.decide_frame(frame)
    assert "‰, överlämnat, ej fastställt" in card(norrkoping.get(PAGE), "Andelstal")


def test_every_target_group_has_its_number(norrkoping: Visitor) -> None:
    groups = (("folkbokforda", "Folkbokförda skyddsbehövande"), ("abo_kvot", "Anläggningsboende och kvotflyktingar"))
    b.proposed_round(groups=groups)
    said = card(norrkoping.get(PAGE), "Kommuntal")
    assert "Folkbokförda skyddsbehövande: 16" in said
    assert "Anläggningsboende och kvotflyktingar: 16" in said


def test_preliminary_totals_are_said(norrkoping: Visitor) -> None:
    b.proposed_round(statutory=False)
    assert "Preliminärt" in card(norrkoping.get(PAGE), "Kommuntal")


def test_an_imported_number_is_never_explained_as_ours(frame: Frame, norrkoping: Visitor) -> None:
    said = norrkoping.get(PAGE).section("#tillkomst-kommuntal")
    assert "Migrationsverkets vikter är inte offentliga" in said
    assert "Jämkas egen beräkning" not in said


def test_a_computed_number_is_shown_step_by_step_and_as_ours(norrkoping: Visitor) -> None:
    round = b.plan()
    run = request_model_run(actor=b.migrationsverket(), round=round)
    jobs.run(run.job_id)  # type: ignore[arg-type]
    run.refresh_from_db()
    accept_model_run(actor=b.migrationsverket(), run=run)
    page = norrkoping.get(PAGE)
    said = page.section("#tillkomst-kommuntal")
    assert "Jämkas egen beräkning, inte Migrationsverkets" in said
    assert "skattekraft står in för arbetsmarknadsindex" in said
    steps = page.soup.select("#steg-kommuntal tbody td.numeric")
    shown = sum(float(step.get_text().replace("−", "-").replace(",", ".")) for step in steps)
    result = next(r for r in run.result["rows"] if r["kommunkod"] == NORRKOPING)
    assert shown == pytest.approx(result["amount"], abs=0.02)  # each step is rounded to two decimals
    assert page.row("Beräknat tal")[1] == str(result["amount"])
    assert len(page.soup.select("svg.waterfall rect")) == len(steps) + 1


def test_the_history_says_what_changed_the_number_and_why(frame: Frame, norrkoping: Visitor) -> None:
    b.agree(frame, {NORRKOPING: -4, LINKOPING: 4}, text="Linköping har lägenheter.")
    rows = norrkoping.get(PAGE).soup.select("#historik-kommuntal tbody tr")
    assert [row.find("th").get_text() for row in rows] == ["Förslag", "Omfördelning"]  # type: ignore[union-attr]
    assert "Linköping har lägenheter." in rows[1].get_text()


def test_a_revidering_leaves_the_earlier_decided_number_to_be_read(norrkoping: Visitor) -> None:
    b.decide_all(b.proposed_round())
    b.plan(revision=1, in_force_from=timezone.localdate() + timedelta(days=30))
    page = norrkoping.get(PAGE)
    assert "förslaget har inte kommit" in card(page, "Kommuntal")
    assert page.row("2026")[1] == "33"


def test_a_year_that_is_over_stands_beside_its_outcome(norrkoping: Visitor) -> None:
    year, other = f"/kommun/{NORRKOPING}/2018", f"/kommun/{NORRKOPING}/2026"
    b.decide_all(published_2018())
    b.plan()
    page = norrkoping.get(year)
    assert "26 personer, beslutat" in card(page, "Kommuntal")
    assert "av kommuntalet 26" in page.text
    assert "96,0 % Riket" in page.text
    assert "/utfall/2018" in page.links()
    assert "Riket" not in norrkoping.get(other).text
    assert norrkoping.get(other).row("2018")[1] == "26"


def test_borås_takes_no_s_and_a_strangers_page_is_closed(round: Round) -> None:
    assert Visitor(b.user(b.KOMMUN, "1490")).get("/kommun/1490/2026").heading == "Borås tal för 2026"
    assert Visitor(b.user(b.KOMMUN, "1490")).get(PAGE).status == 403


def test_a_year_without_a_round_is_not_a_page(frame: Frame, norrkoping: Visitor) -> None:
    assert norrkoping.get(f"/kommun/{NORRKOPING}/2031").status == 404


def test_the_page_costs_as_many_queries_in_a_large_lan_as_in_a_small(round: Round) -> None:
    costs = []
    for code in ("1480", "0880"):  # of 49 kommuner, and of 12
        visitor = Visitor(b.user(b.KOMMUN, code))
        visitor.get(f"/kommun/{code}/2026")
        with CaptureQueriesContext(connection) as queries:
            visitor.get(f"/kommun/{code}/2026")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 40
