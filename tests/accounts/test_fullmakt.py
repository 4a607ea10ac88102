"""Fullmakt: an organisation may answer for another kommun, in all processes or in some, and for as long as it holds."""

from datetime import date, timedelta

import pytest

from accounts.models import Mandate
from accounts.services import organisation_of
from allocation.models import Transfer
from frontend.access import MUNICIPALITY_WRITER, TRANSFER_READER, TRANSFER_WRITER
from tests.support import builders as b

pytestmark = pytest.mark.django_db

GIVER, HOLDER = "0580", "0584"


def give(process: str = "", until: date | None = None) -> None:
    Mandate.objects.create(
        organisation=organisation_of(b.KOMMUN, HOLDER),
        municipality_id=GIVER,
        process=process,
        valid_from=date.today() - timedelta(days=30),
        valid_until=until,
    )


@pytest.fixture
def transfer() -> Transfer:
    return b.propose(b.frame_of(b.proposed_round("andelstal")), {GIVER: 5, "0581": -5})


def opens(transfer: Transfer) -> list[bool]:
    return [rule.allows(b.kommun(HOLDER), pk=transfer.pk) for rule in (TRANSFER_READER, TRANSFER_WRITER)]


@pytest.mark.parametrize("process", ["", "andelstal"])
def test_it_opens_the_omfordelningar_of_its_process(transfer: Transfer, process: str) -> None:
    assert opens(transfer) == [False, False]
    give(process)
    assert opens(transfer) == [True, True]


def test_it_opens_no_other_process(transfer: Transfer) -> None:
    give("kommuntal")
    assert opens(transfer) == [False, False]


def test_it_ends_on_its_last_day(transfer: Transfer) -> None:
    give(until=date.today() - timedelta(days=1))
    assert opens(transfer) == [False, False]


def test_it_opens_the_forms_of_its_process_alone() -> None:
    give("kommuntal")
    holder = b.kommun(HOLDER)
    assert MUNICIPALITY_WRITER.allows(holder, kod=GIVER, ar=2026, process="kommuntal")
    assert not MUNICIPALITY_WRITER.allows(holder, kod=GIVER, ar=2026, process="andelstal")
