"""Talets tillkomst: what a kommun reads of how a number came about, and what stands apart because it is not ours."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from municipalities.models import Observation
from tests.support import builders as b
from tests.support.municipality_page import NORRKOPING, PAGE
from tests.support.published import kommuntal_2018
from tests.support.runs import compared, computed_proposal
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db

ORIGIN = f"{PAGE}/kommuntal/tillkomst"
PAGE_2018 = f"/kommun/{NORRKOPING}/2018"
OURS = "Jämkas jämförelseberäkning, inte Migrationsverkets"


@pytest.fixture
def norrkoping() -> Visitor:
    return Visitor(b.user(b.KOMMUN, NORRKOPING))


def test_a_calculated_number_has_a_page_of_its_own_in_words_and_fraction_by_fraction(norrkoping: Visitor) -> None:
    computed_proposal()
    assert ORIGIN in norrkoping.get(PAGE).links()
    page = norrkoping.get(ORIGIN)
    assert page.heading == "Så har Norrköpings kommuntal för 2026 kommit till"
    assert "Jämkas egen beräkning, inte Migrationsverkets" in page.text
    assert "Norrköping hade 144 458 av rikets 10 452 326 invånare" in page.section("#i-ord")
    assert page.soup.select_one("#i-ord svg.waterfall")
    share = page.row("Andel av rikets förutsättningar s")
    assert share[2:] == [
        "0,0131537",
        "42 971 647 978 978 256 / 3 266 885 145 382 022 615",
        "lag 2016:38 7 §, antagande",
    ]
    assert "De 6 största av 13 rester avrundas uppåt." in page.section("#ordning")


def test_what_would_have_changed_it_by_one_is_a_table(norrkoping: Visitor) -> None:
    computed_proposal()
    page = norrkoping.get(ORIGIN)
    assert page.row("Kommunens folkmängd") == [
        "Kommunens folkmängd",
        "144 458",
        "144 795 (+337)",
        "136",
        "143 536 (−922)",
        "134",
    ]


def test_the_same_is_had_as_json(norrkoping: Visitor) -> None:
    computed_proposal()
    (address,) = [link for link in norrkoping.get(ORIGIN).links() if "tillkomst.json" in link]
    answer = norrkoping.get(address).answer
    assert answer["Content-Disposition"] == f'attachment; filename="kommuntal-2026-{NORRKOPING}-tillkomst.json"'
    assert json.loads(answer.content)["explanation"]["number"] == "135"


def test_an_imported_number_is_never_explained_and_our_comparison_stands_apart_under_its_own_title(
    norrkoping: Visitor,
) -> None:
    compared(kommuntal_2018())
    said = norrkoping.get(PAGE_2018).section("#tillkomst-kommuntal")
    assert "Migrationsverkets vikter är inte offentliga" in said
    assert said.index("Migrationsverkets vikter är inte offentliga") < said.index(OURS)
    assert "26 Migrationsverkets förslag 177 Jämkas jämförelse +151 Skillnad" in said
    assert "utelämnar tidigare mottagande av nyanlända, ensamkommande barn, asylsökande" in said
    assert "skattekraft 2022 står in för arbetsmarknadsindex" in said
    assert not norrkoping.get(PAGE_2018).soup.select("svg.waterfall")
    page = norrkoping.get(f"{PAGE_2018}/kommuntal/tillkomst")
    assert page.heading == "Norrköpings kommuntal för 2018"
    assert page.soup.select_one(".comparison #i-ord")
    apart = page.section(".comparison")
    assert apart.startswith(OURS)
    assert "invånare" in apart
    assert "invånare" not in page.text.replace(apart, "")


def test_a_comparison_that_is_not_made_is_not_shown(norrkoping: Visitor) -> None:
    b.proposed_round()
    assert OURS not in norrkoping.get(PAGE).text
    page = norrkoping.get(ORIGIN)
    assert "Ingen jämförelseberäkning är gjord" in page.text
    assert not page.soup.select("svg.waterfall, table")


def test_a_comparison_with_an_earlier_version_of_the_proposal_is_not_shown_beside_a_later(norrkoping: Visitor) -> None:
    round = b.proposed_round()
    compared(round)
    assert OURS in norrkoping.get(PAGE).text
    b.receive(round)
    assert OURS not in norrkoping.get(PAGE).text
    assert OURS not in norrkoping.get(ORIGIN).text


def test_a_proposal_that_has_not_come_is_awaited(norrkoping: Visitor) -> None:
    b.plan()
    assert "Förslaget har inte kommit" in norrkoping.get(ORIGIN).text
    assert norrkoping.get(f"{ORIGIN}.json").status == 404


def test_figures_that_have_been_put_right_since_are_said_and_the_stored_steps_stand(norrkoping: Visitor) -> None:
    computed_proposal()
    Observation.objects.filter(indicator="befolkning", year=2021, municipality="0180").update(value=1)
    page = norrkoping.get(ORIGIN)
    assert "Underlaget har ändrats sedan beräkningen gjordes" in page.text
    assert "Andel av rikets befolkning 113,33 personer" in page.section("#i-ord")
    assert not page.soup.select("#andrat-med-en")


def test_the_kommuns_page_costs_the_same_however_many_comparisons_there_are(norrkoping: Visitor) -> None:
    costs = []
    rounds = [b.proposed_round(process) for process in ("kommuntal", "andelstal", "fordelningstal")]
    for number, round in enumerate([None, *rounds]):
        if round:
            compared(round)
        norrkoping.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            norrkoping.get(PAGE)
        costs.append(len(queries))
        assert norrkoping.get(PAGE).text.count(OURS) == number
    assert len(set(costs)) == 1
