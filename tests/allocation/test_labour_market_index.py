"""The stand-in for the labour-market index stands in until a real one is imported, and not a day longer."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from allocation.models import ModelRun
from allocation.services.runs import request_model_run
from journal import jobs
from municipalities.models import Municipality, Observation
from tests.support import builders as b

pytestmark = pytest.mark.django_db


def index_file(folder: Path, *, without: str = "", value: str = "1.5") -> Path:
    """Made up: Linköping's labour market is far better than all others'."""
    codes = [c for c in Municipality.objects.values_list("code", flat=True) if c != without]
    rows = [f"{code},2024,{'9' if code == '0580' else value}" for code in codes]
    path = folder / "index.csv"
    path.write_text("\n".join(["code,year,value", *rows]), encoding="utf-8")
    return path


def load(path: Path) -> None:
    call_command("import_labour_market_index", path, publisher="Påhittad", citation="Källa: påhittad", verbosity=0)


def linkoping() -> tuple[int, str, str]:
    round = b.plan(year=2026) if not ModelRun.objects.exists() else ModelRun.objects.all()[0].round
    asked = request_model_run(actor=b.migrationsverket(), round=round)
    jobs.run(asked.job_id)  # type: ignore[arg-type]
    run = ModelRun.objects.get(pk=asked.pk)
    amount = next(row["amount"] for row in run.result["numbers"] if row["kommunkod"] == "0580")
    return amount, run.inputs["stand_in"], run.inputs["sources"]["arbetsmarknad"]


def test_an_imported_index_replaces_the_stand_in(tmp_path: Path) -> None:
    before, stand_in, _source = linkoping()
    assert stand_in == "skattekraft"
    load(index_file(tmp_path))
    after, stand_in, source = linkoping()
    assert (stand_in, source) == ("", "arbetsmarknadsindex 2024")
    assert after > before


@pytest.mark.parametrize(
    ("fault", "words"), [({"without": "0581"}, "raden saknas: 2024 0581 Norrköping"), ({"value": "x"}, "rad 2, kolumn")]
)
def test_a_file_with_a_fault_is_refused_with_its_place_and_nothing_is_saved(
    tmp_path: Path, fault: dict[str, str], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        load(index_file(tmp_path, **fault))
    assert not Observation.objects.filter(indicator="arbetsmarknadsindex").exists()
