"""Years that are decided, made once for each folder of tests whose conftest asks. Only through the services."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from allocation.models import Round
from allocation.processes import Process
from allocation.services.revisions import plan_revision
from allocation.services.rounds import set_totals
from municipalities.models import Observation, StatutoryNumber
from tests.support import builders as b

TWO_GROUPS = (("folkbokforda", "Folkbokförda"), ("abo_kvot", "Anläggningsboende och kvotflyktingar"))
MOVED = 5  # persons, from Linköping to Mjölby in the kommuntal of 2026


@pytest.fixture(scope="package")
def decided(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """2017 decided, then revised (30 600 → 23 600, here in two target groups), and the revision decided by Blekinge.
    2018 as it was. 2026: kommuntal decided by three län, one of them after an omfördelning; andelstal fastställda."""
    with django_db_blocker.unblock(), transaction.atomic():
        b.decide_all(b.proposed_round(Process.KOMMUNTAL, 2017))
        b.decide_frame(b.frame_of(revision_of_2017(), "10"))
        b.decide_all(kommuntal_2018())
        kommuntal = b.proposed_round(Process.KOMMUNTAL, 2026)
        b.agree(b.frame_of(kommuntal, "05"), {"0580": -MOVED, "0586": MOVED})
        for county in ("05", "08", "10"):
            b.decide_frame(b.frame_of(kommuntal, county))
        b.decide_all(b.proposed_round(Process.ANDELSTAL, 2026))
        yield
        transaction.set_rollback(True)


def revision_of_2017() -> Round:
    """The real länstal of the revision; the target groups are ours."""
    national = StatutoryNumber.objects.national(Process.KOMMUNTAL, 2017, 1)
    assert national is not None
    officer = b.migrationsverket()
    round = plan_revision(
        actor=officer,
        process=Process.KOMMUNTAL,
        year=2017,
        in_force_from=date(2017, 3, 1),
        target_groups=TWO_GROUPS,
        synthetic=True,
    )
    set_totals(
        actor=officer,
        round=round,
        national=national.persons,
        counties=StatutoryNumber.objects.lanstal(2017, 1),
        statutory=True,
        legal_basis=national.legal_basis,
    )
    b.receive(round)
    return round


def kommuntal_2018() -> Round:
    """The real kommuntal as the proposal."""
    round = b.plan(Process.KOMMUNTAL, 2018)
    numbers = Observation.objects.values_by_code("kommuntal", 2018)
    b.receive(round, {(code, "samtliga"): int(number or 0) for code, number in numbers.items()})
    return round
