"""Years that are decided, made once for each file of tests that reads them. Only through the services."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from allocation.models import Round
from allocation.processes import Process
from municipalities.models import Observation
from tests.support import builders as b

TWO_GROUPS = (("folkbokforda", "Folkbokförda"), ("abo_kvot", "Anläggningsboende och kvotflyktingar"))
MOVED = 5  # persons, from Linköping to Mjölby in the kommuntal of 2026


@pytest.fixture(scope="module")
def decided(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """2018 as it was. 2026: kommuntal decided by three län of 21, one of them after an omfördelning; andelstal
    fastställda. 2027: a kommuntal in two target groups, revised, and the revision decided by one län so far."""
    with django_db_blocker.unblock(), transaction.atomic():
        publish()
        yield
        transaction.set_rollback(True)


def publish() -> None:
    b.decide_all(kommuntal_2018())
    kommuntal = b.proposed_round(Process.KOMMUNTAL, 2026)
    b.agree(b.frame_of(kommuntal, "05"), {"0580": -MOVED, "0586": MOVED})
    for county in ("05", "08", "10"):
        b.decide_frame(b.frame_of(kommuntal, county))
    b.decide_all(b.proposed_round(Process.ANDELSTAL, 2026))


def kommuntal_2018() -> Round:
    """The real kommuntal as the proposal."""
    round = b.plan(Process.KOMMUNTAL, 2018, in_force_from=date(2018, 1, 1))
    numbers = Observation.objects.values_by_code("kommuntal", 2018)
    b.receive(round, {(code, "samtliga"): int(number or 0) for code, number in numbers.items()})
    return round
