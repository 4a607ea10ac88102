"""Every benchmark once and small: it runs, its answers are right, a wrong one would fail it. No time is asserted."""

import json
from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from bench import __main__, recompute, report
from bench.growth import exponent
from bench.harness import TINY, Contender, Measured, Work, Wrong, measure

# The job needs a database, which the suite has.
WITHOUT_DATABASE = [name for name in __main__.WORKS if name != "recompute"]


def sum_of(name: str, amounts: Iterable[int], total: int = 10) -> Work:
    def check(numbers: Iterable[int]) -> None:
        if sum(numbers) != total:
            raise Wrong(f"not {total}")

    return Work(name, Contender("ours", lambda: amounts), (), check)


@pytest.mark.parametrize("name", WITHOUT_DATABASE)
def test_every_work_is_done_rightly_by_all_who_are_exact(name: str) -> None:
    for work in import_module(f"bench.{name}").works(TINY):
        measured = measure(work, TINY)
        assert measured.ours.best > 0
        assert len(measured.peers) == len(work.peers)
        assert (measured.growth.keys() == set(TINY.units)) if work.grown else not measured.growth


@pytest.mark.django_db
def test_the_job_stores_the_models_numbers() -> None:
    assert measure(recompute.recomputed(), TINY).ours.agrees


@pytest.mark.parametrize("name", WITHOUT_DATABASE)
def test_no_work_accepts_another_answer(name: str) -> None:
    for work in import_module(f"bench.{name}").works(TINY):
        numbers = [int(number) for number in work.ours.numbers(work.ours.run())]
        numbers[0], numbers[1] = numbers[0] + 2, numbers[1] - 1
        with pytest.raises(Wrong):
            work.check(numbers)


def test_a_fast_wrong_answer_fails() -> None:
    with pytest.raises(Wrong, match="not 10"):
        measure(sum_of("a", [3, 8]), TINY)


def test_an_exact_peer_with_another_answer_fails_and_one_in_floats_is_told() -> None:
    work = sum_of("a", [3, 7])
    with pytest.raises(Wrong, match="a: other has another answer"):
        measure(replace(work, peers=(Contender("other", lambda: [4, 6]),)), TINY)
    floats = replace(work, peers=(Contender("other", lambda: [4, 6], exact=False),))
    assert not measure(floats, TINY).peers[0].agrees
    assert "other (other answer)" in report.table([measure(floats, TINY)])


def test_growth_is_the_power_of_the_number_of_units() -> None:
    assert exponent({10: 1.0, 100: 100.0, 1000: 10_000.0}) == pytest.approx(2)
    assert exponent({10: 1.0}) is None


def test_the_table_and_the_json_say_the_same(tmp_path: Path) -> None:
    measured: list[Measured] = [measure(replace(sum_of("a", [3, 7]), aim=1e-12), TINY)]
    assert "MISSED" in report.table(measured)
    written = json.loads(report.write(measured, tmp_path).read_text(encoding="utf-8"))
    assert written["works"][0]["ours"]["best"] == measured[0].ours.best
    assert written["machine"]["cores"] > 0
    assert written["machine"]["packages"].keys() == set(report.PACKAGES)


def test_a_wrong_answer_ends_the_run_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def given(amounts: list[int]) -> int:
        monkeypatch.setattr(__main__, "works", lambda scale, only: [sum_of("a", amounts)])
        monkeypatch.setattr("sys.argv", ["bench", "--folder", str(tmp_path)])
        return __main__.main()

    assert given([3, 7]) == 0
    assert given([3, 8]) == 1
    assert "A wrong answer: not 10" in capsys.readouterr().err
