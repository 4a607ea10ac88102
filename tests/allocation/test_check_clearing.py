"""manage.py check_clearing: an intyg as a file, tried by somebody else."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from allocation.engine.clearing.wishes import Pool, Position, Wish
from allocation.engine.redistribution import clear


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    pool = Pool("tal", (Position("0580", 30, wish=Wish(20, 20)), Position("0581", 10, wish=Wish(15, 15))))
    file = tmp_path / "intyg.json"
    file.write_text(json.dumps(clear([pool]).certificate), encoding="utf-8")
    return file


def test_an_intyg_that_holds_is_said_to(certificate: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_clearing", str(certificate))
    assert "Intyget håller" in capsys.readouterr().out


def test_one_digit_changed_is_found(certificate: Path) -> None:
    certificate.write_text(certificate.read_text().replace('"0581": 15', '"0581": 16'), encoding="utf-8")
    with pytest.raises(CommandError, match="Intyget håller inte:\ntal: the sum is off by 1"):
        call_command("check_clearing", str(certificate))


@pytest.mark.parametrize("content", ["{", None])
def test_what_is_no_json_is_said_to_be_none(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "intyg.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match="kan inte läsas som JSON"):
        call_command("check_clearing", str(file))
