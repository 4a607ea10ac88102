"""Every refusal of the engine reads as Swedish: what is wrong, where, and what to do."""

import ast
import re
from collections.abc import Iterator
from string import Formatter

import pytest

from allocation.engine.apportioning.batch import apportion_many
from allocation.engine.apportionment import apportion
from allocation.engine.errors import OTHER, REASONS, EngineError, ImpossibleTotal, InvalidInput, UnresolvedTie
from allocation.engine_errors import RECEPTION, THINGS, WORDS, in_words
from tests.architecture.repository import ROOT

NAMES = {"0580": "Linköping", "0581": "Norrköping"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call in the engine, with the name of what is called."""
    for path in sorted((ROOT / "allocation" / "engine").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func).split(".")[-1], node


def test_every_code_that_is_raised_is_known_and_every_known_code_has_words() -> None:
    raised = {ast.literal_eval(call.args[0]) for name, call in calls() if name == "because" and call.args}
    assert raised | {OTHER, "tie"} == set(REASONS) == set(WORDS)


@pytest.mark.parametrize("code", WORDS)
def test_the_words_use_the_values_that_the_reason_has(code: str) -> None:
    values = {field for _, field, _, _ in Formatter().parse(REASONS[code]) if field}
    assert set(re.findall(r"%\((\w+)\)s", str(WORDS[code]))) == values
    assert str(WORDS[code]).endswith(".")


def test_whatever_the_engine_reads_has_a_name_in_swedish() -> None:
    read = {"exact", "whole", "parse", "unreceived"}
    things = {
        text.value
        for name, call in calls()
        if name in read
        for text in [*call.args, *(keyword.value for keyword in call.keywords)]
        if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value.startswith("the ")
    }
    assert {thing for thing in things if not RECEPTION.fullmatch(thing)} <= set(THINGS)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            InvalidInput.because("missing", "0580", what="the population"),
            "0580 Linköping: folkmängden saknas. Komplettera underlaget och beräkna igen.",
        ),
        (
            InvalidInput.because("negative", "0114", what="the reception of nyanlanda in 2018", value=-3),
            "0114: mottagandet av nyanlanda år 2018 är negativt (-3). Ange 0 eller mer.",
        ),
        (
            ImpossibleTotal.because("floors_above_total", floors=50, total=40).within("05"),
            "05: golven är tillsammans 50, mer än totalen 40. Sänk golven eller höj totalen.",
        ),
        (
            UnresolvedTie(["0580", "0581"], 1),
            "0580 Linköping, 0581 Norrköping har lika rätt till 1 av det som återstår, "
            "och ingen ordning skiljer dem åt. Ange en ordning vid lika tal.",
        ),
        (
            InvalidInput.because("not_a_number", "parameters kommuntal-2026", what="w_h", value="'x'"),
            "Parametrarna kommuntal-2026: w_h är inget tal ('x'). Rätta underlaget och beräkna igen.",
        ),
        (
            ImpossibleTotal("the sums differ", "riket"),
            "Riket: underlaget kan inte användas (the sums differ). Rätta det och beräkna igen.",
        ),
    ],
)
def test_a_refusal_says_what_where_and_what_to_do(error: EngineError, words: str) -> None:
    assert in_words(error, NAMES) == words


def test_a_refusal_of_a_real_calculation_names_the_kommun() -> None:
    with pytest.raises(InvalidInput) as caught:
        apportion([12, None], 5, units=["0580", "0581"])  # type: ignore[list-item]
    assert in_words(caught.value, NAMES).startswith("0581 Norrköping: vikten saknas.")
    with pytest.raises(UnresolvedTie) as tied:
        apportion_many([[2, 1], [1, 1]], 1, units=["0580", "0581"])
    assert in_words(tied.value).startswith("Scenario 1: 0580, 0581 har lika rätt")
