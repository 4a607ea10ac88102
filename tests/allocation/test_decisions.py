"""A decision is prepared by one and taken by another, of the numbers and the motivering that were prepared; and the
one change that balances nothing."""

from datetime import date
from typing import Any

import pytest

from accounts.models import Role
from allocation.models import (
    Frame,
    Round,
)
from allocation.services.adjustments import correct_number, reverse_adjustment
from allocation.services.decisions import decide, obstacles, prepare, prepare_confirmation
from journal.errors import NotAllowed, Refused
from municipalities.models import Municipality
from tests.support import builders as b

pytestmark = pytest.mark.django_db


@pytest.fixture
def round() -> Round:
    return b.proposed_round()


@pytest.fixture
def frame(round: Round) -> Frame:
    return b.frame_of(round)


class TestADecision:
    def test_is_not_made_by_the_one_who_prepared_it(self, frame: Frame) -> None:
        both = b.lansstyrelse("05", Role.HANDLAGGARE, Role.BESLUTSFATTARE)
        preparation = prepare(actor=both, frame=frame, diarienummer="1-2026", legal_basis="SFS 2016:38 7 §")
        with pytest.raises(NotAllowed, match="inte själv"):
            decide(actor=both, preparation=preparation, decided_on=date.today())
        decide(actor=b.lansstyrelse("05", Role.BESLUTSFATTARE), preparation=preparation, decided_on=date.today())

    def test_holds_for_the_numbers_that_were_prepared(self, frame: Frame) -> None:
        preparation = prepare(
            actor=b.lansstyrelse("05"), frame=frame, diarienummer="1-2026", legal_basis="SFS 2016:38 7 §"
        )
        b.adjust(frame, {"0580": 2, "0581": -2})
        with pytest.raises(Refused, match="Bered det på nytt"):
            decide(actor=b.lansstyrelse("05", Role.BESLUTSFATTARE), preparation=preparation, decided_on=date.today())

    def test_holds_for_the_motivering_that_was_prepared(self, frame: Frame) -> None:
        first = b.adjust(frame, {"0580": 2, "0581": -2}, text="Bostadsbrist.")
        preparation = prepare(
            actor=b.lansstyrelse("05"), frame=frame, diarienummer="1-2026", legal_basis="SFS 2016:38 7 §"
        )
        reverse_adjustment(actor=b.lansstyrelse("05"), transaction=first, text="Ångras.")
        b.adjust(frame, {"0580": 2, "0581": -2}, text="Någonting helt annat.")
        with pytest.raises(Refused, match="Bered det på nytt"):
            decide(actor=b.lansstyrelse("05", Role.BESLUTSFATTARE), preparation=preparation, decided_on=date.today())

    def test_waits_for_statutory_totals_open_omfordelningar_and_the_dialogue(self) -> None:
        round = b.plan(statutory=False)
        b.receive(round)
        frame = b.frame_of(round)
        b.open_talk(frame)
        b.propose(frame, {"0580": 1, "0581": -1})
        words = " ".join(obstacles(b.frame_of(round)))
        assert "preliminära" in words
        assert "Dialogen pågår" in words
        assert "inte godkänd" in words

    def test_of_andelstal_waits_for_every_lan(self) -> None:
        round = b.proposed_round("andelstal")
        b.decide_frame(b.frame_of(round))
        with pytest.raises(Refused, match="1 av 21 län är överlämnade"):
            prepare_confirmation(
                actor=b.migrationsverket(), round=round, diarienummer="1", legal_basis="SFS 1994:137 3 §"
            )

    def test_from_another_lan_is_refused(self, frame: Frame) -> None:
        with pytest.raises(NotAllowed):
            prepare(actor=b.lansstyrelse("06"), frame=frame, diarienummer="1", legal_basis="x")
        preparation = prepare(actor=b.lansstyrelse("05"), frame=frame, diarienummer="1", legal_basis="x")
        with pytest.raises(NotAllowed):
            decide(actor=b.lansstyrelse("06", Role.BESLUTSFATTARE), preparation=preparation, decided_on=date.today())


class TestAChangeForBarnetsBasta:
    def test_is_migrationsverkets_alone_and_stays_under_the_cap(self) -> None:
        round = b.plan("fordelningstal")
        b.receive(round, {key: max(0, n - 1) for key, n in b.even_numbers(round).items()})
        frame = b.frame_of(round)
        change: dict[str, Any] = {
            "frame": frame,
            "municipality": Municipality.objects.get(pk="0580"),
            "target_group": b.group_of(round),
            "legal_basis": "2022:1008 4 §",
            "text": "Syskon finns i kommunen.",
        }
        with pytest.raises(NotAllowed):
            correct_number(actor=b.lansstyrelse("05"), amount=12, **change)
        elsewhere = {**change, "target_group": b.group_of(b.plan("fordelningstal", 2025))}
        with pytest.raises(Refused, match="hör inte till länets omgång"):
            correct_number(actor=b.migrationsverket(), amount=12, **elsewhere)
        with pytest.raises(Refused, match="över taket"):
            correct_number(actor=b.migrationsverket(), amount=4000, **change)
        correct_number(actor=b.migrationsverket(), amount=12, **change)
        assert b.amount(frame, "0580") == 12

    def test_does_not_exist_for_kommuntal(self, frame: Frame) -> None:
        with pytest.raises(Refused, match="Bara ett fördelningstal"):
            correct_number(
                actor=b.migrationsverket(),
                frame=frame,
                municipality=Municipality.objects.get(pk="0580"),
                target_group=b.group_of(frame.round),
                amount=12,
                legal_basis="2022:1008 4 §",
                text="x",
            )
