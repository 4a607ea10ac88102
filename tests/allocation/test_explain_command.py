"""manage.py explain: how a number came about, on the command line."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.support import builders as b
from tests.support.published import kommuntal_2018
from tests.support.runs import compared, computed_proposal

pytestmark = pytest.mark.django_db


def explained(code: str = "0581", year: int = 2026, **options: Any) -> str:
    out = StringIO()
    call_command("explain", code, year=year, stdout=out, **options)
    return out.getvalue().replace("\u00a0", " ")


def test_a_calculated_number_is_told_in_words_as_a_table_and_with_what_would_have_changed_it() -> None:
    computed_proposal()
    said = explained()
    assert said.startswith(
        "Norrköping (0581), Kommuntal 2026\nJämkas egen beräkning, inte Migrationsverkets: 135 personer"
    )
    assert "Norrköping hade 144 458 av rikets 10 452 326 invånare" in said
    table = {line.split("  ")[0]: line.split() for line in said.splitlines()}
    assert table["Anpassning till länstalet"][3:5] == ["+22,82", "förordning"]
    assert table["b ="][-5:] == ["0,0138207", "Andel", "av", "rikets", "befolkning"]
    assert table["Länstalet"][1:] == ["430", "431", "(+1)", "427", "(−3)"]


def test_an_imported_number_is_migrationsverkets_and_our_comparison_stands_under_its_own_heading() -> None:
    compared(kommuntal_2018())
    said = explained(year=2018)
    theirs, ours = said.split("Jämkas jämförelseberäkning, inte Migrationsverkets\n")
    assert "Migrationsverkets förslag: 26 personer" in theirs
    assert "Deras vikter är inte offentliga" in theirs
    assert "invånare" not in theirs  # nothing is explained of a number that is not ours
    assert "Jämförelsen ger 177, förslaget är 26: skillnaden är +151." in ours
    assert "Utelämnat för att uppgifter saknas: tidigare mottagande av nyanlända" in ours


def test_without_a_comparison_that_is_said() -> None:
    b.proposed_round()
    assert "Det finns ingen jämförelseberäkning för omgången." in explained()


def test_as_json_it_is_data_alone() -> None:
    computed_proposal("andelstal")
    said = json.loads(explained(process="andelstal", json=True))
    assert (said["kommun"], said["proposed"], said["explanation"]["number"]) == ("Norrköping", 1394, "13.94")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"code": "0999"}, "Kommun 0999 finns inte. Ange en kommunkod med fyra siffror."),
        ({"year": 2031}, "Det finns ingen omgång kommuntal 2031."),
        ({"revision": 3}, "Det finns ingen omgång kommuntal 2026, revidering 3."),
        ({"process": "andelstal"}, "Andelstal 2026 har inget förslag än."),
    ],
    ids=str,
)
def test_what_is_not_there_is_refused_in_words(arguments: dict[str, Any], words: str) -> None:
    b.proposed_round()
    b.plan("andelstal")
    with pytest.raises(CommandError, match=words):
        explained(**arguments)
