"""How a stored number came about, in Swedish and as data; and the comparison that stands beside what is not ours."""

import json
import re
from fractions import Fraction

import pytest

from allocation.explanation_rows import calculation_rows, change_rows, order_rows, step_rows
from allocation.explanations import Account, account_of, newest_proposal, origin_of
from allocation.models import ModelRun, Proposal, Round
from allocation.services.comparison import comparison_of, comparison_parameters, request_comparison
from allocation.services.proposals import accept_model_run
from allocation.services.runs import request_model_run
from allocation.written import brief, ratio, rounded
from journal.errors import NotAllowed, Refused
from municipalities.models import Municipality, Observation
from tests.support import builders as b
from tests.support.published import kommuntal_2018
from tests.support.runs import carried_out, compared, computed_proposal

pytestmark = pytest.mark.django_db

NORRKOPING = "0581"


def norrkoping() -> Municipality:
    return Municipality.objects.get(pk=NORRKOPING)


def account(proposal: Proposal, code: str = NORRKOPING) -> Account:
    assert proposal.model_run is not None
    return account_of(ModelRun.objects.get(pk=proposal.model_run.pk), code)


class TestInWords:
    def test_a_kommuntal_is_told_step_by_step(self) -> None:
        people, work, past, lanstal, rounding, omitted = account(computed_proposal()).words.sentences()
        assert people == (
            "Norrköping hade 144\u00a0458 av rikets 10\u00a0452\u00a0326 invånare den 31 december 2021, 1,382 %. "
            "Det ger 113,3 av 8\u00a0200 personer."
        )
        assert work.startswith("Arbetsmarknaden, mätt som skattekraft 2022, är 8,0 % svagare än i riket.")
        assert "står in för arbetsmarknadsindex" in work
        assert work.endswith("Arbetsmarknaden väger 60 % i modellen. Det sänker talet med 5,5 personer.")
        assert past.startswith("Kommunen tog emot 488 personer (73 ensamkommande barn 2018, 415 nyanlända 2018).")
        assert past.endswith("hade det varit 581,6 personer. Det höjer talet med 4,7 personer.")
        assert "Östergötlands län har länstalet 430" in lanstal
        assert "faktorn 1,2028. Det höjer talet med 22,8 personer." in lanstal
        assert rounding.startswith("Kvoten är 135,364 personer: en hel del, 135, och en rest, 0,364.")
        assert "går till de 6 största resterna; Norrköping har plats 8 av 13" in rounding
        assert "Resten räcker inte, och talet blir 135 personer." in rounding
        assert "Sist att avrundas uppåt är Boxholm (0,631); närmast därefter kommer Vadstena (0,519)." in rounding
        assert omitted == "Utelämnat för att uppgifter saknas: tidigare mottagande av asylsökande."

    def test_the_changes_told_are_those_of_the_steps(self) -> None:
        """What the sentences say that each step does sums to the number, within their rounding."""
        told = account(computed_proposal())
        said = " ".join(told.words.sentences())
        start = re.search(r"Det ger ([\d,]+) av", said)
        assert start is not None
        changes = re.findall(r"Det (höjer|sänker) talet med ([\d,]+) personer", said)
        signed = [(1 if way == "höjer" else -1) * Fraction(n.replace(",", ".")) for way, n in changes]
        quota = told.explanation["quota"].value
        assert abs(Fraction(start[1].replace(",", ".")) + sum(signed) - quota) <= Fraction(2, 10)

    def test_an_andelstal_is_told_in_promille_without_a_labour_market(self) -> None:
        said = " ".join(account(computed_proposal("andelstal")).words.sentences())
        assert "Det ger 13,821 av 1\u00a0000 ‰." in said
        assert "Andra kommuner hålls vid sitt lägsta eller högsta tal" in said
        assert "Talet blir 13,94 ‰." in said
        assert "Arbetsmarknaden" not in said

    def test_a_kommun_at_the_floor_is_told_so(self) -> None:
        proposal = computed_proposal("andelstal")
        assert proposal.model_run is not None
        held = next(row for row in proposal.model_run.result["rows"] if row["bound"] == "floor")
        said = " ".join(account(proposal, held["kommunkod"]).words.sentences())
        assert "Kommunen får lägst 1,00 ‰." in said
        assert "Avrundat blir talet 1,00 ‰." in said

    def test_target_groups_are_told_with_their_parts(self) -> None:
        groups = (("folkbokforda", "Folkbokförda"), ("abo_kvot", "ABO och kvot"))
        round = b.plan(groups=groups)
        totals = {"folkbokforda": 1640, "abo_kvot": 6560}
        run = carried_out(request_model_run(actor=b.migrationsverket(), round=round, group_totals=totals))
        told = account_of(run, NORRKOPING)
        assert sum(told.split.values()) == 135
        assert any("Talet delas sedan på målgrupper" in said for said in told.words.sentences())


class TestAsData:
    def test_the_rows_hold_the_same_numbers_exactly(self) -> None:
        told = account(computed_proposal())
        steps = {row.name: row for row in step_rows(told)}
        assert sum(row.value for row in steps.values()) == 135
        assert steps["population"].exact == ("592\u00a0277\u00a0800", "5\u00a0226\u00a0163")
        assert steps["county_total"].basis == "förordning 2016:39 4 §"
        assert steps["labour_market"].basis == "lag 2016:38 7 §, antagande"
        capacity = next(row for row in calculation_rows(told) if row.symbol == "s")
        assert (capacity.formula, capacity.values) == (
            "b · ((1 − w_am) + w_am · a)",
            "0,0138207 · ((1 − 0,6) + 0,6 · 0,919571)",
        )
        assert [(row.place, row.name) for row in order_rows(told) if row.own] == [(8, "Norrköping")]
        assert [row.name for row in order_rows(told) if row.first_out] == ["Vadstena"]

    def test_what_would_have_changed_it_by_one_is_told_for_every_input(self) -> None:
        rows = {row.label: row for row in change_rows(account(computed_proposal()))}
        people = rows["Kommunens folkmängd"]
        assert (people.now, people.more, people.more_number) == ("144\u00a0458", "144\u00a0795 (+337)", "136")
        assert (people.fewer, people.fewer_number) == ("143\u00a0536 (−922)", "134")
        assert {"Mottagna nyanlända 2018", "Mottagna ensamkommande barn 2018", "Länstalet"} <= rows.keys()
        gotland = {row.label: row for row in change_rows(account(newest(), "0980"))}
        assert gotland["Kommunens folkmängd"].more == "inget rimligt värde"
        assert gotland["Länstalet"].more == "52 (+1)"

    def test_the_json_is_complete_and_exact(self) -> None:
        proposal = computed_proposal()
        said = json.loads(json.dumps(origin_of(proposal, norrkoping()).as_json()))
        assert said["origin"] == "Jämkas egen beräkning, inte Migrationsverkets"
        explained = said["explanation"]
        assert sum(Fraction(step["value"]) for step in explained["steps"]) == 135 == said["proposed"]
        assert explained["input_digest"] == proposal.digest
        assert len(explained["changes_by_one"]) == 7
        assert explained["sentences"] == account(proposal).words.sentences()


def newest() -> Proposal:
    proposal = newest_proposal(Round.objects.get())
    assert proposal is not None
    return proposal


class TestWhatHasChangedSince:
    def test_is_said_instead_of_explaining_from_other_figures(self) -> None:
        proposal = computed_proposal()
        Observation.objects.filter(indicator="befolkning", year=2021, municipality="0180").update(value=1)
        told = origin_of(proposal, norrkoping())
        assert told.account is None
        assert "Underlaget har ändrats sedan beräkningen gjordes" in told.obstacle
        assert told.calculated == 135  # the stored number stands

    def test_also_where_the_model_could_not_run_on_them_at_all(self) -> None:
        proposal = computed_proposal()
        Observation.objects.filter(indicator="befolkning", year=2021, municipality="0180").update(
            value=None, missing_reason="sekretess"
        )
        assert "Underlaget har ändrats" in origin_of(proposal, norrkoping()).obstacle

    def test_a_stored_number_that_the_model_no_longer_gives_is_not_explained(self) -> None:
        proposal = computed_proposal()
        run = ModelRun.objects.get()
        run.result["rows"][0]["amount"] += 1
        run.save()
        proposal.refresh_from_db()
        assert "Modellen har ändrats" in origin_of(newest(), norrkoping()).obstacle


class TestAComparison:
    def test_of_2018_leaves_out_what_was_not_known_and_says_so(self) -> None:
        """No reception before 2018 is held: population of 2017 and the stand-in for the labour market remain."""
        round = kommuntal_2018()
        chosen = comparison_parameters(round)
        assert (chosen.population_year, chosen.w_h, dict(chosen.windows)) == (2017, 0, {})
        run = compared(round)
        assert run.inputs["stand_in"] == "skattekraft"
        assert run.result["omitted_criteria"] == ["nyanlanda", "ensamkommande", "asylsokande"]
        assert sum(row["amount"] for row in run.result["rows"]) == 15_200

    def test_stands_beside_the_proposal_with_the_difference_and_never_explains_it(self) -> None:
        round = kommuntal_2018()
        compared(round)
        origin = origin_of(newest(), norrkoping())
        assert (origin.proposed, origin.calculated, origin.difference) == (26, 177, 151)
        said = origin.as_json()
        assert (said["origin"], said["explanation"]) == ("Migrationsverkets förslag", None)
        assert said["comparison"]["title"] == "Jämkas jämförelseberäkning, inte Migrationsverkets"
        assert said["comparison"]["explanation"]["sentences"]

    def test_shares_out_what_the_proposal_does_also_under_a_cap(self) -> None:
        round = b.plan("fordelningstal")
        numbers = b.even_numbers(round)
        fewer = {cell: max(0, amount - 1) for cell, amount in numbers.items()}
        b.receive(round, fewer)
        run = compared(round)
        assert sum(row["amount"] for row in run.result["rows"]) == sum(fewer.values()) < sum(numbers.values())

    def test_goes_with_the_version_of_the_proposal_that_it_was_made_for(self) -> None:
        round = b.proposed_round()
        run = compared(round)
        assert comparison_of(newest()) == run
        b.receive(round)
        assert comparison_of(newest()) is None

    def test_is_not_shown_before_it_is_finished(self) -> None:
        round = b.proposed_round()
        request_comparison(actor=b.migrationsverket(), round=round)
        assert origin_of(newest(), norrkoping()).run is None

    def test_never_becomes_a_proposal(self) -> None:
        run = compared(b.proposed_round())
        with pytest.raises(Refused, match="kan inte antas som förslag"):
            accept_model_run(actor=b.migrationsverket(), run=run)

    def test_is_asked_for_by_migrationsverket_where_there_is_something_to_compare_with(self) -> None:
        with pytest.raises(NotAllowed):
            request_comparison(actor=b.lansstyrelse("05"), round=b.proposed_round())
        for round in (b.plan("andelstal"), computed_proposal("fordelningstal").round):
            with pytest.raises(Refused, match="inget förslag från Migrationsverket"):
                request_comparison(actor=b.migrationsverket(), round=round)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(1, 3), "0,333333"),
        (Fraction(-5, 3), "−1,66667"),
        (Fraction(1, 7200), "0,000138889"),
        (Fraction(144458), "144\u00a0458"),
        (Fraction(104108, 10), "10\u00a0410,8"),
    ],
)
def test_an_unknown_size_is_written_with_six_digits_and_a_short_number_whole(value: Fraction, written: str) -> None:
    assert brief(value) == written


def test_a_number_is_rounded_half_away_from_zero_and_a_fraction_is_written_above_and_below_the_line() -> None:
    assert [rounded(Fraction(n, 8), 2) for n in (1, -1)] == ["0,13", "−0,13"]
    assert ratio(Fraction(-72229, 5226163)) == ("−72\u00a0229", "5\u00a0226\u00a0163")
    assert ratio(Fraction(6, 3)) is None
