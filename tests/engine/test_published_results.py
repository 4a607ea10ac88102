"""Results that others have published: ours are the same, to the last seat and the fifth decimal."""

from decimal import Decimal
from fractions import Fraction

import pytest

from allocation.engine.apportioning.keys import apportion_by_key
from allocation.engine.apportionment import METHODS, apportion
from allocation.engine.errors import InvalidInput

SIXTEEN_LANDER = [
    *(430739, 143607, 242942, 1297940, 102419, 348216, 202850, 348082),
    *(2678956, 328753, 812721, 216593, 520990, 1120018, 1051198, 144464),
]
VECTORS = [
    # Balinski & Young 1975, The Quota Method of Apportionment, American Mathematical Monthly 82(7).
    (
        [5117, 4400, 162, 161, 160],
        {
            "largest_remainder": [51, 44, 2, 2, 1],
            "jefferson": [52, 45, 1, 1, 1],
            "webster": [51, 43, 2, 2, 2],
            "huntington_hill": [51, 43, 2, 2, 2],
            "adams": [51, 43, 2, 2, 2],
            "dean": [51, 43, 2, 2, 2],
        },
    ),
    # The same paper: six methods, five different answers.
    (
        [9061, 7179, 5259, 3319, 1182],
        {
            "largest_remainder": [9, 7, 5, 4, 1],
            "jefferson": [10, 7, 5, 3, 1],
            "webster": [9, 8, 5, 3, 1],
            "huntington_hill": [9, 7, 6, 3, 1],
            "adams": [9, 7, 5, 3, 2],
            "dean": [9, 7, 5, 4, 1],
        },
    ),
    # US Census Bureau, methods of apportionment.
    (
        [2560, 3315, 995, 5012],
        {
            "largest_remainder": [4, 6, 2, 8],
            "jefferson": [4, 6, 1, 9],
            "webster": [4, 6, 2, 8],
            "huntington_hill": [4, 6, 2, 8],
            "adams": [4, 6, 2, 8],
            "dean": [4, 6, 2, 8],
        },
    ),
    # Wikipedia: Hare-Niemeyer-Verfahren; Largest remainder method; Hare-Niemeyer-Verfahren.
    ([216, 310, 22, 32], {"largest_remainder": [23, 32, 2, 3]}),
    ([47000, 16000, 15800, 12000, 6100, 3100], {"largest_remainder": [5, 2, 1, 1, 1, 0]}),
    ([720257, 323524, 257466, 213138, 144392, 88315], {"largest_remainder": [13, 6, 5, 4, 2, 1]}),
    # wahlrecht.de: d'Hondt against Sainte-Laguë.
    ([4160, 3380, 2460], {"jefferson": [4, 4, 2], "webster": [4, 3, 3]}),
    # Wikipedia: Adams-Verfahren. A unit with next to no weight gets its first seat.
    (
        [450, 350, 199, 1],
        {"adams": [22, 17, 10, 1], "huntington_hill": [22, 17, 10, 1], "dean": [22, 17, 10, 1]},
    ),
    # wahlrecht.de: the methods side by side.
    (
        [43, 33, 12, 8, 4],
        {
            "largest_remainder": [4, 3, 1, 1, 1],
            "adams": [4, 3, 1, 1, 1],
            "huntington_hill": [4, 3, 1, 1, 1],
            "dean": [4, 3, 1, 1, 1],
            "webster": [5, 3, 1, 1, 0],
            "jefferson": [5, 4, 1, 0, 0],
        },
    ),
    # Bundestag: 598 seats over six parties, 146 over sixteen Länder.
    ([11828277, 9990488, 6316080, 5155933, 4643272, 2830238], {"webster": [173, 146, 93, 76, 68, 42]}),
    (
        SIXTEEN_LANDER,
        {"webster": [6, 2, 4, 19, 2, 5, 3, 5, 39, 5, 12, 3, 8, 16, 15, 2]},
    ),
    # Austria, European Parliament 2019.
    ([1305956, 903151, 650114, 532193, 319024], {"jefferson": [7, 5, 3, 2, 1]}),
    # The Alabama paradox: with one seat more the smallest unit loses one.
    ([6, 6, 2], {"largest_remainder": [4, 4, 2]}),
    ([6, 6, 2], {"largest_remainder": [5, 5, 1]}),
    # Kiesraad: every quota is whole.
    ([480, 160, 160, 160, 80, 80, 80], {"largest_remainder": [6, 2, 2, 2, 1, 1, 1]}),
]
RESULTS = [(method, weights, expected) for weights, results in VECTORS for method, expected in results.items()]


@pytest.mark.parametrize(("method", "weights", "expected"), RESULTS)
def test_every_published_vector_is_reproduced(method: str, weights: list[int], expected: list[int]) -> None:
    assert list(apportion(weights, sum(expected), method=method).amounts) == expected


def test_all_38_published_results_are_here() -> None:
    assert len(RESULTS) == 38


# Valmyndigheten: fixed seats of landstingsval 2010. Entitled voters, first round, remainder, seats.
DALARNA = [
    ("Falun", 43794, 14, "0.74452", 15),
    ("Borlänge", 37565, 12, "0.64734", 13),
    ("Avesta/Hedemora/Säter", 38613, 13, "0.00018", 13),
    ("Ludvika/Smedjebacken", 29309, 9, "0.86772", 10),
    ("Gagnef/Leksand/Malung-Sälen/Rättvik/Vansbro", 42865, 14, "0.43174", 14),
    ("Mora/Orsa/Älvdalen", 27648, 9, "0.3085", 9),
]
KALMAR = [
    ("Västervik", 29418, 9, "0.39957", 9),
    ("Hultsfred/Vimmerby", 23552, 7, "0.52528", 8),
    ("Högsby/Mönsterås/Oskarshamn", 36110, 11, "0.53779", 12),
    ("Emmaboda/Nybro/Torsås", 28986, 9, "0.26154", 9),
    ("Kalmar", 49868, 15, "0.93371", 16),
    ("Borgholm/Mörbylånga", 19849, 6, "0.34211", 6),
]
SKANE = [
    ("Nordvästkretsen", 206072, 28, "0.61874", 29),
    ("Nordostkretsen", 137033, 19, "0.03078", 19),
    ("Mellankretsen", 214128, 29, "0.73753", 30),
    ("Sydvästkretsen I", 231331, 32, "0.12664", 32),
    ("Sydvästkretsen II", 101152, 14, "0.04772", 14),
    ("Sydostkretsen", 75164, 10, "0.43858", 10),
]


@pytest.mark.parametrize("table", [DALARNA, KALMAR, SKANE], ids=["Dalarna", "Kalmar", "Skåne"])
def test_the_seats_of_2010_come_out_with_every_remainder(table: list[tuple[str, int, int, str, int]]) -> None:
    districts, voters, first_round, remainders, seats = zip(*table, strict=True)
    steps = apportion(voters, sum(seats), units=districts).steps
    assert tuple(step.amount for step in steps) == seats
    assert tuple(step.base for step in steps) == first_round
    assert [_five_decimals(step.quota - step.base) for step in steps] == [Decimal(rest) for rest in remainders]


def _five_decimals(remainder: Fraction) -> Decimal:
    return Decimal(round(remainder * 100_000)) / 100_000


# Königsteiner Schlüssel, per cent. 2014 as printed does not sum to 100.
LANDER = ["BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"]
KEYS = {
    2016: "12.96662 15.53327 5.08324 3.03655 0.95331 2.55752 7.39885 2.01240 "
    "9.33138 21.14424 4.83089 1.21111 5.05577 2.79941 3.39074 2.69470",
    2015: "12.86456 15.51873 5.04927 3.06053 0.95688 2.52968 7.35890 2.02906 "
    "9.32104 21.21010 4.83710 1.22173 5.08386 2.83068 3.40337 2.72451",
    2014: "12.97496 15.33048 5.04557 3.06053 0.94097 2.52738 7.31557 2.04165 "
    "9.35696 21.24052 4.83472 1.21566 5.10067 2.85771 3.38791 2.74835",
}


def konigstein(year: int) -> dict[str, Decimal]:
    return dict(zip(LANDER, map(Decimal, KEYS[year].split()), strict=True))


@pytest.mark.parametrize("year", [2015, 2016])
def test_the_konigstein_key_shares_out_exactly_its_own_percentages(year: int) -> None:
    key = konigstein(year)
    shared = apportion_by_key(key, 10_000_000)
    assert shared.by_unit == {land: int(share * 100_000) for land, share in key.items()}


def test_the_konigstein_key_rounds_a_thousand_persons_without_losing_one() -> None:
    shared = apportion_by_key(konigstein(2016), 1000)
    assert sum(shared.amounts) == 1000
    assert shared.by_unit["NW"] == 211  # 211.4424 rounded down
    assert shared.by_unit["HB"] == 10  # 9.5331 rounded up


def test_the_konigstein_key_of_2014_is_refused_because_its_column_does_not_sum() -> None:
    with pytest.raises(InvalidInput, match=r"sums to 99\.97961, not to 100"):
        apportion_by_key(konigstein(2014), 1000)


# Kommuntal 2017 of the fourteen kommuner of Fyrbodal: none below ten. What the five at ten would have had without that
# floor is not published; 3 stands for it.
FYRBODAL_AT_THE_FLOOR = ["Bengtsfors", "Färgelanda", "Mellerud", "Vänersborg", "Åmål"]
FYRBODAL_ABOVE = {
    "Dals-Ed": 12,
    "Lysekil": 25,
    "Munkedal": 13,
    "Orust": 78,
    "Sotenäs": 53,
    "Strömstad": 71,
    "Tanum": 59,
    "Trollhättan": 104,
    "Uddevalla": 129,
}


@pytest.mark.parametrize("method", METHODS)
def test_fyrbodals_floor_of_ten_is_paid_by_those_above_it_in_proportion(method: str) -> None:
    weights = {**FYRBODAL_ABOVE, **dict.fromkeys(FYRBODAL_AT_THE_FLOOR, 3)}
    shared = apportion(list(weights.values()), 594, method=method, floor=10, units=list(weights))
    assert shared.by_unit == {**FYRBODAL_ABOVE, **dict.fromkeys(FYRBODAL_AT_THE_FLOOR, 10)}
    assert {step.unit for step in shared.steps if step.bound == "floor"} == set(FYRBODAL_AT_THE_FLOOR)
    assert shared.factor == 1
