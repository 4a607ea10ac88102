"""Other countries' models beside the Swedish one: as far as what is published lets them be checked, and no further."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from allocation.engine.errors import InvalidInput, UnresolvedTie
from allocation.engine.formula import run_model
from allocation.engine.model.national_models import NATIONAL_MODELS, Measures, NationalModel, run_national_model
from tests.engine.swedish_inputs import BY_HAND, THREE

# Land: Königsteiner Schlüssel 2016 and share of the population on 31 December 2014, per cent (GWK; Destatis).
KOENIGSTEIN_2016 = {
    "Baden-Württemberg": ("12.96662", "13.20"),
    "Bayern": ("15.53327", "15.63"),
    "Berlin": ("5.08324", "4.27"),
    "Brandenburg": ("3.03655", "3.02"),
    "Bremen": ("0.95331", "0.82"),
    "Hamburg": ("2.55752", "2.17"),
    "Hessen": ("7.39885", "7.51"),
    "Mecklenburg-Vorpommern": ("2.01240", "1.97"),
    "Niedersachsen": ("9.33138", "9.64"),
    "Nordrhein-Westfalen": ("21.14424", "21.72"),
    "Rheinland-Pfalz": ("4.83089", "5.06"),
    "Saarland": ("1.21111", "1.22"),
    "Sachsen": ("5.05577", "4.99"),
    "Sachsen-Anhalt": ("2.79941", "2.75"),
    "Schleswig-Holstein": ("3.39074", "3.49"),
    "Thüringen": ("2.69470", "2.66"),
}
DENMARK, GERMANY, NETHERLANDS = (NATIONAL_MODELS[country] for country in ("denmark", "germany", "netherlands"))
KEY = {land: Fraction(key) for land, (key, _) in KOENIGSTEIN_2016.items()}
PEOPLE = {land: Fraction(people) for land, (_, people) in KOENIGSTEIN_2016.items()}


class TestGermany:
    def test_the_tax_shares_that_the_published_key_implies_are_possible_ones(self) -> None:
        """key = ⅔ tax + ⅓ people. They sum to 100 as nearly as the population does, which is published rounded."""
        tax = {land: (3 * KEY[land] - PEOPLE[land]) / 2 for land in KEY}
        assert min(tax.values()) > 0
        assert sum(PEOPLE.values()) == Fraction("100.12")
        assert sum(tax.values()) == Fraction("99.94")
        # The city states have more tax than people for it; no other Land in the west does by much.
        assert {land for land in KEY if tax[land] > PEOPLE[land] * Fraction("1.2")} == {"Berlin", "Bremen", "Hamburg"}

    def test_the_model_gives_the_published_key_back_from_them(self) -> None:
        """To half a hundredth of a percentage point: the population's own rounding, no more."""
        tax = {land: (3 * KEY[land] - PEOPLE[land]) / 2 for land in KEY}
        result = run_national_model(GERMANY, {"population": PEOPLE, "tax_revenue": tax}, 100_000)
        assert sum(result.shares.values()) == 1
        assert all(abs(100 * share - KEY[land]) < Fraction("0.005") for land, share in result.shares.items())
        assert sum(result.amounts.values()) == 100_000
        assert all(sum(steps.values()) == result.amounts[land] for land, steps in result.steps.items())

    def test_two_thirds_and_one_third_by_hand(self) -> None:
        """Half the people and a quarter of the tax: ⅓ · ½ + ⅔ · ¼ = ⅓."""
        result = run_national_model(GERMANY, {"population": {"A": 5, "B": 5}, "tax_revenue": {"A": 1, "B": 3}}, 300)
        assert result.amounts == {"A": 100, "B": 200}
        assert result.steps["A"] == {"population": 150, "tax_revenue": -50, "negative_to_zero": 0, "rounding": 0}


class TestDenmark:
    MEASURES: Measures = {
        "population": {"A": 500, "B": 300, "C": 200},
        "immigrants_and_refugees": {"A": 30, "B": 30, "C": 40},
        "family_reunified": {"A": 10, "B": 2, "C": 8},
    }

    def test_by_hand_with_a_negative_number_that_becomes_none(self) -> None:
        """a = 2b − i = .7 .3 0; L + Σ = 120; F = 84 36 0; P = 74 34 −8, so 108 are to be 100."""
        result = run_national_model(DENMARK, self.MEASURES, 100)
        assert list(result.shares.values()) == [Fraction(7, 10), Fraction(3, 10), 0]
        assert [result.weighed.modelled_share(i) for i in range(3)] == [74, 34, -8]
        assert result.apportionment.quotas == (Fraction(7400, 108), Fraction(3400, 108), 0)
        assert result.amounts == {"A": 69, "B": 31, "C": 0}
        assert result.steps["C"] == {
            "population": 20,
            "immigrants_and_refugees": -20,
            "family_reunified": -8,
            "negative_to_zero": 8,
            "rounding": 0,
        }

    def test_a_share_of_immigrants_twice_that_of_the_people_leaves_less_than_nothing(self) -> None:
        more: Measures = {**self.MEASURES, "immigrants_and_refugees": {"A": 20, "B": 20, "C": 60}}
        result = run_national_model(DENMARK, more, 100)
        assert result.shares["C"] == Fraction(-2, 10)
        assert result.amounts["C"] == 0
        assert all(sum(steps.values()) == result.amounts[unit] for unit, steps in result.steps.items())

    def test_numbers_agreed_within_a_region_are_shared_out_as_they_are(self) -> None:
        """KKR Nordjylland 2015. The inputs are not published with them, so the numbers are no check of the formula."""
        agreed = {"Morsø": 71, "Thisted": 128, "Brønderslev": 114, "Frederikshavn": 204, "Vesthimmerland": 108}
        agreed |= {"Læsø": 8, "Rebild": 98, "Mariagerfjord": 134, "Jammerbugt": 111, "Aalborg": 587, "Hjørring": 200}
        measures: dict[str, Any] = {
            "population": agreed,
            "immigrants_and_refugees": agreed,
            "family_reunified": dict.fromkeys(agreed, 0),
        }
        assert run_national_model(DENMARK, measures, 1763).amounts == agreed


def test_the_netherlands_correct_the_population_by_a_factor_that_is_given() -> None:
    measures: Measures = {
        "population": {"A": 600, "B": 400},
        "socio_economic_factor": {"A": Decimal("0.5"), "B": Decimal("1")},
    }
    result = run_national_model(NETHERLANDS, measures, 70)
    assert result.amounts == {"A": 30, "B": 40}


def test_sweden_as_data_of_the_same_kind_gives_what_the_swedish_model_gives() -> None:
    """Written out as another country's: w_am .6, w_h .5, w_sb .5."""
    sweden = NationalModel(
        name="Fördelningsmodellen",
        source="Jämkas antagande",
        remark="",
        weights={("population",): Fraction(2, 5), ("population", "labour_market"): Fraction(3, 5)},
        set_off={"received": Fraction(1, 2), "self_settled": Fraction(1, 2)},
    )
    measures: Measures = {
        "population": {"0101": 5000, "0102": 3000, "0301": 2000},
        "labour_market": {"0101": 1, "0102": 1, "0301": 2},
        "received": {"0101": 20, "0102": 0, "0301": 20},
        "self_settled": {"0101": 10, "0102": 0, "0301": 0},
    }
    ours, theirs = run_model(BY_HAND, THREE, 100), run_national_model(sweden, measures, 100)
    assert ours.amounts == theirs.amounts
    assert [list(row.share.parts.values()) for row in ours.rows] == [
        list(steps.values())[:4] for steps in theirs.steps.values()
    ]


@pytest.mark.parametrize("key", NATIONAL_MODELS)
def test_every_model_says_where_it_is_from_and_what_is_assumed(key: str) -> None:
    model = NATIONAL_MODELS[key]
    assert model.source
    assert model.remark
    assert sum(model.weights.values()) == 1


@pytest.mark.parametrize(
    ("measures", "reason"),
    [
        ({"population": {"A": 1}}, "Königsteiner Schlüssel .*: tax revenue is missing"),
        ({"population": {"A": 1}, "tax_revenue": {"B": 1}}, "B: population is missing"),
        ({"population": {"A": 1}, "tax_revenue": {"A": -1}}, "A: tax revenue is negative"),
        ({"population": {"A": 1}, "tax_revenue": {"A": 0}}, "tax revenue is 0 everywhere"),
        ({"population": {"A": 0.5}, "tax_revenue": {"A": 1}}, "A: population is a float"),
    ],
)
def test_what_a_model_lacks_is_refused_by_name(measures: Any, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        run_national_model(GERMANY, measures, 10)


def test_weights_that_do_not_sum_to_one_are_no_model() -> None:
    lacking = NationalModel("Lacking", "", "", {("population",): Fraction(9, 10)})
    with pytest.raises(InvalidInput, match=r"the weights of the measures sum to 0\.9, not to 1"):
        run_national_model(lacking, {"population": {"A": 1}}, 10)


def test_a_tie_is_never_broken_in_silence() -> None:
    alike: Measures = {"population": {"A": 1, "B": 1}, "tax_revenue": {"A": 1, "B": 1}}
    with pytest.raises(UnresolvedTie, match="A, B"):
        run_national_model(GERMANY, alike, 3)
    assert run_national_model(GERMANY, alike, 3, tie_break=["B", "A"]).amounts == {"A": 1, "B": 2}
