"""The model: worked by hand in the small, and every sum kept with all 290 kommuner."""

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.engine.apportionment import METHODS, apportion
from allocation.engine.errors import EngineError, ImpossibleTotal, InvalidInput, UnresolvedTie
from allocation.engine.formula import run_model
from allocation.engine.model.inputs import Inputs, MunicipalityInput, input_digest
from allocation.engine.model.parameters import Parameters
from allocation.engine.model.remainders import largest_remainder
from allocation.engine.model.table import Table
from tests.engine.swedish_inputs import BY_HAND, THREE, by_hand, kommun, parameters


def test_three_kommuner_worked_by_hand() -> None:
    """b = .5 .3 .2; a = 5/6 5/6 5/3; s = .45 .27 .28; R = 100 + 20 + 5; x = 41.25 33.75 25."""
    result = run_model(BY_HAND, THREE, 100)
    assert [row.share.capacity_share for row in result.rows] == [
        Fraction(45, 100),
        Fraction(27, 100),
        Fraction(28, 100),
    ]
    assert [row.quota for row in result.rows] == [Fraction(165, 4), Fraction(135, 4), 25]
    assert result.amounts == {"0101": 41, "0102": 34, "0301": 25}
    assert result.by_code["0101"].steps == {
        "floor_in_advance": 0,
        "population": 50,
        "labour_market": -5,
        "past_reception": -1,
        "self_settled": Fraction(-11, 4),
        "floors_and_caps": 0,
        "county_total": 0,
        "rounding": Fraction(-1, 4),
    }
    assert (result.by_code["0102"].rounding.place, result.by_code["0102"].contenders, result.rows[0].seats) == (1, 2, 1)


def test_within_given_lanstal_the_national_shares_are_adapted_and_the_step_says_how_much() -> None:
    result = run_model(BY_HAND, THREE, 100, {"01": 60, "03": 40})
    assert result.amounts == {"0101": 33, "0102": 27, "0301": 40}
    assert [row.steps["county_total"] for row in result.rows] == [Fraction(-33, 4), Fraction(-27, 4), 15]


def test_lanstal_can_be_calculated_first() -> None:
    result = run_model(by_hand(via_county=True), THREE, 100)
    assert result.county_totals == {"01": 75, "03": 25}
    assert result.county_sums == {"01": 75, "03": 25}
    assert result.digest == input_digest(by_hand(via_county=True), THREE, 100)


def test_a_tie_between_lan_goes_by_population_or_by_code_as_the_parameters_say() -> None:
    """Half the index and twice the people: 2½ persons each."""
    given = Inputs([kommun("0101", 500, index=2), kommun("0301", 1000, index=1)], 2021)
    chosen = parameters(w_am=1, w_h=0, via_county=True)
    assert run_model(chosen, given, 5).county_totals == {"01": 2, "03": 3}
    by_code = run_model(replace(chosen, tie_break=("kommunkod",)), given, 5)
    assert by_code.county_totals == {"01": 3, "03": 2}
    assert [(where, tie.winners) for where, tie in by_code.ties] == [("lan", ("01",))]


def test_a_lanstal_calculated_first_leaves_room_for_the_floors_and_caps_of_its_kommuner() -> None:
    """Adams favours the small län so much that 20 kommuner with a floor of 1 would get 17; Jefferson the large one."""
    others = [kommun(f"{county}01", 1000 + county) for county in range(11, 20)]
    tiny = [kommun(f"01{i:02d}", 10) for i in range(20)]
    for mode in ("maximum", "additive"):
        floored = parameters(w_h=0, method="adams", floor=1, floor_mode=mode, via_county=True)
        assert run_model(floored, Inputs([*tiny, *others], 2021), 31).county_sums["01"] == 20
    capped = parameters(w_h=0, method="jefferson", via_county=True)
    large = kommun("0101", 30_000, cap=20)
    assert run_model(capped, Inputs([large, *others], 2021), 37).county_sums["01"] == 20


def test_better_labour_market_gives_more_and_more_past_reception_gives_less() -> None:
    before = run_model(BY_HAND, THREE, 1000)
    better = replace(THREE.municipalities[0], labour_market=2)
    burdened = replace(THREE.municipalities[0], received={"nyanlanda": {2018: 90}, "ensamkommande": {2018: 0}})
    for changed, sign in ((better, 1), (burdened, -1)):
        after = run_model(BY_HAND, replace(THREE, municipalities=[changed, *THREE.municipalities[1:]]), 1000)
        assert sign * (after.amounts["0101"] - before.amounts["0101"]) > 0


def test_a_negative_share_becomes_nothing_and_the_others_carry_it() -> None:
    heavy = Inputs([kommun("0101", 5000, received=400), kommun("0102", 3000), kommun("0301", 2000)], 2021)
    result = run_model(by_hand(w_sb=0), heavy, 10)
    row = result.by_code["0101"]
    assert row.share.modelled < 0
    assert row.amount == 0
    assert row.steps["floors_and_caps"] == -row.share.modelled
    assert result.amounts == {"0101": 0, "0102": 6, "0301": 4}


def test_a_lan_without_any_share_goes_by_capacity_and_every_row_says_so() -> None:
    """Gotland in the extreme: one kommun, much past reception, and a länstal that must be shared out all the same."""
    given = Inputs([kommun("0901", 2000, received=500), kommun("0101", 8000)], 2021)
    result = run_model(by_hand(w_sb=0), given, 100, {"01": 70, "09": 30})
    assert result.amounts == {"0101": 70, "0901": 30}
    assert [row.weighed_by for row in result.rows] == ["model", "capacity"]


def test_own_floor_and_cap_of_a_kommun_hold() -> None:
    bounded = Inputs([*THREE.municipalities[:2], replace(THREE.municipalities[2], cap=10)], 2021)
    result = run_model(BY_HAND, bounded, 100)
    assert result.amounts == {"0101": 50, "0102": 40, "0301": 10}
    assert result.by_code["0301"].rounding.bound == "cap"
    assert result.by_code["0301"].steps["floors_and_caps"] == -15


def test_additive_floors_are_given_in_advance_and_only_the_rest_is_shared() -> None:
    given = Inputs([kommun("0101", 9000), kommun("0102", 1000)], 2021)
    least = parameters("andelstal", w_h=0, floor=100)
    assert run_model(least, given, 100_000).amounts == {"0101": 90_000, "0102": 10_000}
    added = run_model(replace(least, floor_mode="additive"), given, 100_000)
    assert added.amounts == {"0101": 82_000, "0102": 18_000}
    assert added.by_code["0102"].steps["floor_in_advance"] == 10_000


def test_decimals_of_the_andelstal_do_not_change_the_proportions(sweden: Inputs) -> None:
    coarse = run_model(parameters("andelstal", decimals=1), sweden, 10_000)
    fine = run_model(parameters("andelstal", decimals=2), sweden, 100_000)
    assert [10 * row.quota for row in coarse.rows] == [row.quota for row in fine.rows]


def test_a_tie_goes_to_the_larger_population_then_to_the_lower_code_and_is_recorded() -> None:
    twins = Inputs([kommun("0102", 500), kommun("0101", 500)], 2021)
    result = run_model(parameters(), twins, 5)
    assert result.amounts == {"0101": 3, "0102": 2}
    ((where, tie),) = result.ties
    assert (where, tie.units, tie.winners) == ("riket", ("0101", "0102"), ("0101",))
    larger = Inputs([kommun("0102", 1000, index=1), kommun("0101", 500, index=2)], 2021)
    assert run_model(parameters(w_am=1), larger, 5).amounts == {"0101": 2, "0102": 3}


@pytest.mark.parametrize("changes", [{}, {"floor": 26}, {"method": "webster"}], ids=str)
def test_the_weight_in_the_rounding_is_the_share_without_what_is_below_zero(changes: dict[str, Any]) -> None:
    result = run_model(by_hand(**changes), THREE, 100)
    assert [row.rounding.weight for row in result.rows] == [row.share.modelled for row in result.rows]


def test_without_a_tie_break_the_model_refuses_to_choose() -> None:
    with pytest.raises(UnresolvedTie, match="0101, 0102"):
        run_model(parameters(tie_break=()), Inputs([kommun("0101", 500), kommun("0102", 500)], 2021), 5)


KOMMUNTAL, ANDELSTAL, FORDELNINGSTAL = ("kommuntal", 8_200), ("andelstal", 100_000), ("fordelningstal", 2_800)


@pytest.mark.parametrize(("process", "total"), [KOMMUNTAL, ANDELSTAL, FORDELNINGSTAL])
def test_290_kommuner_sum_to_the_total_and_every_number_is_the_sum_of_its_steps(
    sweden: Inputs, process: str, total: int
) -> None:
    result = run_model(parameters(process), sweden, total)
    assert len(result.rows) == 290
    assert sum(result.amounts.values()) == total
    assert all(sum(row.steps.values()) == row.amount for row in result.rows)
    assert sum(row.share.population_share for row in result.rows) == 1
    assert sum(row.share.capacity_share for row in result.rows) == 1
    assert sum(row.share.population_share * row.share.labour_factor for row in result.rows) == 1


@pytest.mark.parametrize("method", ["largest_remainder", "webster"])
@pytest.mark.parametrize("w_h", ["0.05", "2"])
def test_the_kommuner_of_every_lan_sum_to_the_lanstal_of_2026(
    sweden: Inputs, lanstal_2026: dict[str, int], method: str, w_h: str
) -> None:
    """Also with so much weight on the past that nothing would be left for Gotland."""
    result = run_model(parameters(method=method, w_h=w_h), sweden, 8_200, lanstal_2026)
    assert result.county_sums == lanstal_2026
    assert result.amounts["0980"] == lanstal_2026["09"]
    assert result.by_code["0980"].weighed_by == ("model" if w_h == "0.05" else "capacity")
    assert all(sum(row.steps.values()) == row.amount for row in result.rows)


@pytest.mark.parametrize("floor_mode", ["maximum", "additive"])
def test_every_andelstal_is_at_least_one_promille_and_they_sum_to_a_thousand(sweden: Inputs, floor_mode: str) -> None:
    result = run_model(parameters("andelstal", floor_mode=floor_mode), sweden, 100_000)
    assert min(result.amounts.values()) >= 100
    assert sum(result.amounts.values()) == 100_000


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_the_parameters_the_model_sums_to_the_total_and_to_each_lanstal(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 8))
    small = st.integers(0, 60)
    municipalities = [
        kommun(
            f"{data.draw(st.integers(1, 3)):02d}{i:02d}",
            data.draw(st.integers(1, 5000)),
            index=data.draw(st.integers(1, 9)),
            received=data.draw(small),
            self_settled=data.draw(small),
        )
        for i in range(size)
    ]
    given = Inputs(municipalities, 2021)
    weight = st.decimals(0, 1, places=2)
    chosen = parameters(
        w_am=data.draw(weight),
        w_h=data.draw(weight),
        w_sb=data.draw(weight),
        floor=data.draw(st.integers(0, 2)),
        floor_mode=data.draw(st.sampled_from(["maximum", "additive"])),
        via_county=data.draw(st.booleans()),
        method=data.draw(st.sampled_from(METHODS)),
    )
    lanstal = {each.county: data.draw(st.integers(20, 200)) for each in given.municipalities}
    total = sum(lanstal.values())
    result = run_model(chosen, given, total)
    adapted = run_model(chosen, given, total, lanstal)
    assert sum(result.amounts.values()) == total
    assert adapted.county_sums == lanstal
    for row in (*result.rows, *adapted.rows):
        assert row.amount >= chosen.floor
        assert sum(row.steps.values()) == row.amount


def test_a_table_that_is_run_again_gives_what_its_inputs_give() -> None:
    table = Table(THREE)
    for chosen in (parameters(w_h=0), by_hand(), parameters(w_am=0, w_h=1), by_hand(floor=3)):
        assert run_model(chosen, table, 105).as_json() == run_model(chosen, THREE, 105).as_json()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=7).filter(any), st.integers(0, 40), st.permutations(range(7)))
def test_the_way_without_bounds_is_apportion_step_by_step(weights: list[int], total: int, ranks: list[int]) -> None:
    units = [f"{i:04d}" for i in range(len(weights))]
    order = sorted(units, key=lambda unit: ranks[int(unit)])
    ours = largest_remainder(units, weights, total, ranks)
    theirs = apportion(weights, total, tie_break=order, units=units)
    assert tuple(ours.amounts) == theirs.amounts
    assert ours.steps == theirs.steps
    assert (ours.ties, ours.seats) == (theirs.ties, theirs.seats)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"population": None}, "the population is missing"),
        ({"labour_market": None}, "the labour-market index is missing"),
        ({"received": {"nyanlanda": {2018: 1}}}, "the reception of ensamkommande in 2018 is missing"),
        ({"received": {"nyanlanda": {2018: None}, "ensamkommande": {2018: 1}}}, "of nyanlanda in 2018 is missing"),
        ({"population": -5}, "the population is negative"),
        ({"labour_market": float("nan")}, "the labour-market index is NaN"),
    ],
)
def test_a_missing_or_impossible_value_is_refused_with_the_kommun_named(changes: dict[str, Any], reason: str) -> None:
    given = Inputs([kommun("0101", 500), replace(kommun("0102", 500), **changes)], 2021)
    with pytest.raises(InvalidInput, match=reason) as caught:
        run_model(parameters(), given, 100)
    assert caught.value.unit == "0102"


def test_what_the_process_does_not_weigh_may_be_missing() -> None:
    given = Inputs([replace(each, labour_market=None) for each in THREE.municipalities], 2021)
    assert sum(run_model(parameters("andelstal", floor=0), given, 100_000).amounts.values()) == 100_000
    assert run_model(parameters(w_am=0), given, 100).rows[0].share.labour_factor == 1


@pytest.mark.parametrize(
    ("total", "lanstal", "reason"),
    [
        (100, {"01": 60, "03": 41}, "the länstal sum to 101, not to the total 100"),
        (100, {"01": 100}, "03: the län has no länstal"),
        (100, {"01": 60, "03": 40, "04": 0}, "04: a länstal for a län without kommuner"),
        (100, {"01": 110, "03": -10}, "03: the länstal is negative"),
        (-1, None, "the total is negative"),
    ],
)
def test_totals_that_do_not_hold_are_refused(total: int, lanstal: dict[str, int] | None, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        run_model(BY_HAND, THREE, total, lanstal)


def test_impossible_demands_say_where() -> None:
    with pytest.raises(ImpossibleTotal, match="03: the floors sum to 50, more than the total 40"):
        run_model(by_hand(floor=Fraction(50)), THREE, 200, {"01": 160, "03": 40})
    with pytest.raises(ImpossibleTotal, match="riket: the caps leave room for 90, less than the total 100"):
        run_model(by_hand(cap=Fraction(30)), THREE, 100)
    crossed = Inputs([*THREE.municipalities[:2], replace(THREE.municipalities[2], floor=5, cap=3)], 2021)
    with pytest.raises(ImpossibleTotal, match=r"^0301: the floor 5 is above the cap 3"):
        run_model(BY_HAND, crossed, 100)


def test_andelstal_always_share_out_a_thousand_promille() -> None:
    with pytest.raises(InvalidInput, match="always sums to 1000 promille: 100000 units, not 99999"):
        run_model(parameters("andelstal"), THREE, 99_999)


def test_a_floor_finer_than_the_decimals_is_refused() -> None:
    with pytest.raises(EngineError, match=r"0\.005 does not fit 2 decimals"):
        run_model(parameters("andelstal", floor="0.005"), THREE, 100_000)


def test_the_population_must_be_of_the_year_that_the_parameters_say() -> None:
    with pytest.raises(InvalidInput, match="population of 2017, the parameters ask for 2021"):
        run_model(BY_HAND, replace(THREE, population_year=2017), 100)


def test_a_kommun_given_twice_is_refused() -> None:
    with pytest.raises(InvalidInput, match="0101: the kommun is given twice"):
        Inputs([kommun("0101", 1), kommun("0101", 2)], 2021)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"code": None}, "^kommunkod is missing"),
        ({"code": ""}, "^kommunkod is empty"),
        ({"code": 101}, r"^kommunkod is not text \(101\)"),
        ({"county": None}, "^0101: länskod is missing"),
        ({"county": " "}, "^0101: länskod is empty"),
        ({"county": 1}, r"^0101: länskod is not text \(1\)"),
        ({"received": None}, r"^0101: received gives no years per group \(None\)"),
        ({"received": {"nyanlanda": 5}}, r"^0101: received of nyanlanda gives no number per year \(5\)"),
        ({"received": {"nyanlanda": {"2018": 5}}}, "^0101: a year of received of nyanlanda is not a number"),
    ],
)
def test_a_kommun_without_codes_or_years_that_are_such_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        replace(kommun("0101", 5), **changes)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ({"code": "0101", "population": 5}, "^0101: county is missing"),
        ({"code": "0101", "county": "01", "population": 5, "cap": "x"}, "^0101: cap is not a number"),
        (
            {"code": "0101", "county": "01", "population": 5, "received": {"nyanlanda": {"2018": "-1"}}},
            "^0101: the reception of nyanlanda in 2018 is negative",
        ),
        (
            {"code": "0101", "county": "01", "population": 5, "received": {"nyanlanda": {"i fjol": "1"}}},
            "^0101: a year of received of nyanlanda is not a number",
        ),
    ],
)
def test_a_kommun_that_is_written_wrong_is_refused_by_its_code(written: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        MunicipalityInput.from_json(written)


def test_inputs_that_hold_something_else_are_refused() -> None:
    nobody: list[Any] = [kommun("0101", 5), None]
    with pytest.raises(InvalidInput, match=r"number 1 of the kommuner is none \(None\)"):
        Inputs(nobody, 2021)
    with pytest.raises(InvalidInput, match="municipalities is missing"):
        Inputs.from_json({"population_year": 2021})
    with pytest.raises(InvalidInput, match=r"has no fields by name \(None\)"):
        Inputs.from_json({"municipalities": [None], "population_year": 2021})


def test_past_reception_is_counted_over_its_window_and_by_its_weight() -> None:
    years = {2016: 100, 2017: 10, 2018: 1}
    given = Inputs([MunicipalityInput("0101", "01", 10, 1, {"nyanlanda": years})], 2021)
    chosen = by_hand(v={"nyanlanda": "0.5"}, windows={"nyanlanda": (2017, 2018)}, w_sb=0)
    assert run_model(chosen, given, 5).rows[0].share.values.past_reception == Fraction(11, 2)


def test_parameters_inputs_and_result_survive_json(sweden: Inputs) -> None:
    chosen = parameters("andelstal", cap="50.25", remarks={"w_h": "prövas"})
    assert Parameters.from_json(json.loads(json.dumps(chosen.to_json()))) == chosen
    again = Inputs.from_json(json.loads(json.dumps(sweden.to_json())))
    assert again.to_json() == sweden.to_json()
    result = run_model(BY_HAND, THREE, 100)
    row = json.loads(json.dumps(result.as_json()))["rows"][0]
    assert (row["kommunkod"], row["amount"], row["quota"], row["claim"]) == ("0101", 41, "41.25", "0.25")
    assert sum(map(Fraction, row["steps"].values())) == 41
    with pytest.raises(InvalidInput, match="w_x: is not a parameter"):
        Parameters.from_json({**chosen.to_json(), "w_x": "1"})


def test_the_digest_follows_every_input_and_only_the_inputs() -> None:
    digest = run_model(BY_HAND, THREE, 100, {"01": 60, "03": 40}).digest
    assert digest == input_digest(BY_HAND, Inputs(THREE.municipalities[::-1], 2021), 100, {"03": 40, "01": 60})
    changed = Inputs([replace(THREE.municipalities[0], population=5001), *THREE.municipalities[1:]], 2021)
    others = {
        input_digest(BY_HAND, changed, 100, {"01": 60, "03": 40}),
        input_digest(by_hand(w_h="0.51"), THREE, 100, {"01": 60, "03": 40}),
        input_digest(BY_HAND, THREE, 100, {"01": 61, "03": 39}),
        input_digest(BY_HAND, THREE, 100),
    }
    assert len(others) == 4
    assert digest not in others
