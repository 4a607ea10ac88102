"""A round is planned once, sums to what the law says, and is revised only when every län has decided it."""

from datetime import date

import pytest

from allocation.models import Round
from allocation.services.revisions import plan_revision
from allocation.services.rounds import plan_round, set_totals
from journal.errors import NotAllowed, Refused
from tests.support import builders as b

pytestmark = pytest.mark.django_db

JULY = date(2026, 7, 1)


def revise(process: str = "kommuntal", in_force_from: date = JULY) -> Round:
    return plan_revision(actor=b.migrationsverket(), process=process, year=2026, in_force_from=in_force_from)


def test_a_round_is_planned_once_by_migrationsverket() -> None:
    with pytest.raises(NotAllowed):
        plan_round(actor=b.lansstyrelse("05"), process="kommuntal", year=2026, in_force_from=JULY)
    b.plan()
    with pytest.raises(Refused, match="finns redan"):
        b.plan()


@pytest.mark.parametrize("groups", [(), (("a", "A"), ("a", "B"))])
def test_its_target_groups_are_one_or_more_and_all_different(groups: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(Refused, match=r"(?i)målgrupp"):
        b.plan(groups=groups)


@pytest.mark.parametrize("revision", [1, 3])
def test_no_revision_is_planned_before_the_first_decision(revision: int) -> None:
    b.proposed_round()
    with pytest.raises(Refused, match="inte beslutad i något län"):
        revise()
    with pytest.raises(Refused, match=r"inte beslutad i något län|ingen omgång att revidera"):
        b.plan(revision=revision, in_force_from=JULY)


def test_a_revision_follows_the_round_it_replaces() -> None:
    with pytest.raises(Refused, match="ingen omgång att revidera"):
        revise()
    b.decide_all(b.proposed_round())
    with pytest.raises(Refused, match="senare dag"):
        revise(in_force_from=date(2026, 1, 1))
    assert revise().revision == 1


def test_totals_are_what_the_law_says_and_never_below_zero() -> None:
    kommuntal, cap = b.plan(), b.plan("fordelningstal")
    counties = dict(kommuntal.totals.get().counties.values_list("county_id", "amount"))
    moved = {**counties, "05": -5, "06": counties["05"] + counties["06"] + 5}
    officer = b.migrationsverket()
    for round, lanstal in [(kommuntal, moved), (cap, None)]:
        national = sum(moved.values()) if lanstal else -1
        with pytest.raises(Refused, match="under noll"):
            set_totals(actor=officer, round=round, national=national, counties=lanstal, statutory=False)
