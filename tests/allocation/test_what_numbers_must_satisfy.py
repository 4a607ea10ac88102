"""What a proposal and a decision must satisfy, each seen to fail when it does not."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Role
from allocation.models import Entry, Form, Frame, Kind, PublishedNumber, Reason, Round, TargetGroup, Transaction
from allocation.services.adjustments import post_adjustment
from allocation.services.decisions import confirm, decide, prepare, prepare_confirmation
from allocation.services.rounds import set_totals
from journal.errors import Refused
from tests.support import builders as b

pytestmark = pytest.mark.django_db

TWO_GROUPS = (("folkbokforda", "Folkbokförda"), ("abo_kvot", "Anläggningsboende och kvot"))
Numbers = dict[tuple[str, str], int]


def moved(numbers: Numbers, giver: str, receiver: str, units: int) -> Numbers:
    group = next(group for _code, group in numbers)
    return {
        **numbers,
        (giver, group): numbers[giver, group] - units,
        (receiver, group): numbers[receiver, group] + units,
    }


def law(round: Round, **changes: int) -> None:
    """A new legal act: the länstal as they are but for the changes (lan_05=…)."""
    counties = dict(round.totals.last().counties.values_list("county_id", "amount"))  # type: ignore[union-attr]
    counties |= {name.removeprefix("lan_"): amount for name, amount in changes.items()}
    set_totals(
        actor=b.migrationsverket(),
        round=round,
        national=sum(counties.values()),
        counties=counties,
        statutory=True,
        legal_basis="SFS 2026:1",
    )


class TestAProposal:
    def test_keeps_every_lanstal_though_the_nation_sums(self) -> None:
        round = b.plan()
        with pytest.raises(Refused, match="Län 05 summerar till 429 men länstalet är 430; skillnaden är −1"):
            b.receive(round, moved(b.even_numbers(round), "0580", "0680", 1))

    def test_of_andelstal_is_1000_promille_and_a_hundredth_is_missed(self) -> None:
        round = b.plan("andelstal")
        numbers = b.even_numbers(round)
        with pytest.raises(Refused, match="999,99 men ska vara 1\xa0000,00; skillnaden är −0,01"):
            b.receive(round, {**numbers, ("0580", "samtliga"): numbers["0580", "samtliga"] - 1})

    def test_of_andelstal_gives_nobody_less_than_one_promille(self) -> None:
        round = b.plan("andelstal")
        numbers = b.even_numbers(round)
        with pytest.raises(Refused, match=r"minst 1,00 ‰\. Under det: 0580"):
            b.receive(round, moved(numbers, "0580", "0581", numbers["0580", "samtliga"] - 99))
        b.receive(round, moved(numbers, "0580", "0581", numbers["0580", "samtliga"] - 100))

    def test_of_fordelningstal_may_stay_below_the_cap_and_not_pass_it(self) -> None:
        round = b.plan("fordelningstal")
        numbers = b.even_numbers(round)
        with pytest.raises(Refused, match="över taket"):
            b.receive(round, {**numbers, ("0580", "samtliga"): numbers["0580", "samtliga"] + 1})
        b.receive(round, {**numbers, ("0580", "samtliga"): numbers["0580", "samtliga"] - 1})


class TestADecision:
    @pytest.mark.parametrize("lacking", ["diarienummer", "legal_basis"])
    def test_has_its_diarienummer_and_its_legal_basis(self, lacking: str) -> None:
        given = {"diarienummer": "05-1-2026", "legal_basis": "SFS 2016:38 7 §", lacking: " "}
        with pytest.raises(Refused, match="Ange"):
            prepare(actor=b.lansstyrelse("05"), frame=b.frame_of(b.proposed_round()), **given)

    def test_names_its_day_its_decider_and_its_foredragande(self) -> None:
        decision = b.decide_frame(b.frame_of(b.proposed_round()))
        assert decision.decided_on == date.today()
        assert decision.actor_name != decision.preparation.actor_name
        assert {decision.organisation_name, decision.preparation.organisation_name} == {
            b.lansstyrelse("05").organisation_name
        }

    def test_publishes_nothing_that_does_not_sum_to_the_lanstal(self) -> None:
        round = b.proposed_round()
        frame = b.frame_of(round)
        preparation = prepare(actor=b.lansstyrelse("05"), frame=frame, diarienummer="1", legal_basis="SFS 2016:38")
        law(round, lan_05=429)
        with pytest.raises(Refused, match="Summan är 430 men länstalet 429"):
            decide(actor=b.lansstyrelse("05", Role.BESLUTSFATTARE), preparation=preparation, decided_on=date.today())
        assert not PublishedNumber.objects.exists()

    def test_of_fordelningstal_publishes_nothing_above_the_cap(self) -> None:
        round = b.proposed_round("fordelningstal")
        for frame in Frame.objects.filter(round=round).select_related("round", "county"):
            b.decide_frame(frame)
        basis: dict[str, Any] = {"round": round, "diarienummer": "1", "legal_basis": "SFS 2022:1008"}
        preparation = prepare_confirmation(actor=b.migrationsverket(), **basis)
        lower: dict[str, Any] = {"national": 2799, "counties": None, "statutory": True, "legal_basis": "SFS 2026:1"}
        set_totals(actor=b.migrationsverket(), round=round, **lower)
        with pytest.raises(Refused, match="är 2\xa0800 men ska vara 2\xa0799"):
            prepare_confirmation(actor=b.migrationsverket(), **basis)
        with pytest.raises(Refused, match="är 2\xa0800 men ska vara 2\xa0799"):
            confirm(actor=b.migrationsverket(Role.BESLUTSFATTARE), preparation=preparation, decided_on=date.today())
        assert not PublishedNumber.objects.exists()


def test_each_target_group_keeps_its_own_sum() -> None:
    frame = b.frame_of(b.proposed_round(groups=TWO_GROUPS))
    first, second = frame.round.target_groups.all()
    before = [sum(frame.positions.filter(target_group=g).values_list("amount", flat=True)) for g in (first, second)]
    post_adjustment(
        actor=b.lansstyrelse("05"),
        frame=frame,
        target_group=second,
        legs={"0580": 3, "0581": -3},
        form="own",
        reason="housing",
        text="Bostadsbrist.",
    )
    after = [sum(frame.positions.filter(target_group=g).values_list("amount", flat=True)) for g in (first, second)]
    assert after == before
    changed = frame.positions.get(municipality="0580", target_group=second)
    untouched = frame.positions.get(municipality="0580", target_group=first)
    assert changed.entries.count() - untouched.entries.count() == 1


def across(frame: Frame, giver: TargetGroup, receiver: TargetGroup) -> None:
    """Past the services, which post within one group by construction."""
    key = uuid.uuid4()
    for group, change in [(receiver, 1), (giver, -1)]:
        position = frame.positions.get(municipality="0580", target_group=group)
        Entry.objects.create(transaction_id=key, position=position, amount=change)
    header: dict[str, Any] = {"form": Form.OWN, "reason": Reason.HOUSING, "text": "x", "kind": Kind.ADJUSTMENT}
    Transaction.objects.create(id=key, frame=frame, target_group=giver, at=timezone.now(), event_number=1, **header)


def test_no_person_passes_from_one_target_group_to_another() -> None:
    frame = b.frame_of(b.proposed_round(groups=TWO_GROUPS))
    with pytest.raises(IntegrityError, match="one target group"), transaction.atomic():
        across(frame, *frame.round.target_groups.all())
