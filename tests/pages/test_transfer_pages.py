"""An omfördelning between kommuner, on its own page: approved, refused, changed, withdrawn, tillstyrkt."""

from datetime import timedelta

import pytest
from django.utils import timezone

from allocation.models import Approval, Frame, Transfer, TransferState
from tests.support import builders as b
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db

NORRKOPING, LINKOPING, KINDA = "0581", "0580", "0513"


@pytest.fixture
def frame() -> Frame:
    frame = b.frame_of(b.proposed_round())
    b.open_talk(frame)
    return b.frame_of(frame.round)


@pytest.fixture
def transfer(frame: Frame) -> Transfer:
    return b.propose(frame, {NORRKOPING: -5, LINKOPING: 5}, text="Lediga lägenheter.")


@pytest.fixture
def officer() -> Visitor:
    return Visitor(b.user(b.LANSSTYRELSE, "05"))


@pytest.fixture
def norrkoping() -> Visitor:
    return Visitor(b.user(b.KOMMUN, NORRKOPING))


@pytest.fixture
def linkoping() -> Visitor:
    return Visitor(b.user(b.KOMMUN, LINKOPING))


def page_of(transfer: Transfer) -> str:
    return f"/omfordelning/{transfer.pk}"


def state_of(transfer: Transfer) -> str:
    return Transfer.objects.with_state().get(pk=transfer.pk).state


def test_the_page_says_what_it_does_to_each_number_and_who_has_approved(transfer: Transfer, officer: Visitor) -> None:
    b.approve(transfer, LINKOPING)
    page = officer.get(page_of(transfer))
    assert page.heading == "Norrköping → Linköping"
    assert page.row("Norrköping")[:4] == ["Norrköping", "33", "−5", "28"]
    assert "Inväntas" in page.row("Norrköping")[4]
    assert "Godkänt" in page.row("Linköping")[4]
    assert "Lediga lägenheter." in page.text


def test_each_kommun_approves_for_itself_and_the_last_approval_counts(
    frame: Frame, transfer: Transfer, norrkoping: Visitor, linkoping: Visitor
) -> None:
    norrkoping.send(page_of(transfer), button="Godkänn")
    assert b.amount(frame, NORRKOPING) == 33
    page = linkoping.send(page_of(transfer), button="Godkänn")
    assert "Godkännandet är registrerat." in page.text
    assert "Ingår i talen." in page.text
    assert b.amount(frame, NORRKOPING) == 28
    assert page.row("Norrköping")[:4] == ["Norrköping", "33", "−5", "28"]  # before and after, still


def test_an_approval_may_have_a_reservation(transfer: Transfer, norrkoping: Visitor) -> None:
    until = timezone.localdate() + timedelta(days=10)
    page = norrkoping.send(page_of(transfer), button="Godkänn", reservation_until=until.isoformat())
    assert f"med förbehåll, beslut väntas {until}" in page.row("Norrköping")[4]


def test_an_approval_is_of_the_version_that_was_read(
    frame: Frame, transfer: Transfer, officer: Visitor, norrkoping: Visitor
) -> None:
    read = norrkoping.get(page_of(transfer))
    officer.send(f"{page_of(transfer)}/andra", andring_0581="-8", andring_0580="8")
    form = read.soup.select_one("form[action$=godkann]")
    assert form
    fields = {str(tag["name"]): str(tag.get("value", "")) for tag in form.select("input[name]")}
    answer = norrkoping.client.post(f"{page_of(transfer)}/godkann", fields)
    assert answer.status_code == 409
    assert "Omfördelningen har ändrats sedan sidan öppnades" in answer.content.decode()
    assert not Approval.objects.exists()


def test_a_refusal_says_why_and_the_proposer_may_change_it(
    frame: Frame, transfer: Transfer, officer: Visitor, linkoping: Visitor
) -> None:
    page = linkoping.send(page_of(transfer), button="Avböj omfördelningen")
    assert page.status == 422  # without a reason
    assert "Varför kommunen avböjer" in page.section(".error-summary")
    linkoping.send(page_of(transfer), button="Avböj omfördelningen", text="Fem är för många.")
    assert state_of(transfer) == TransferState.REFUSED
    page = officer.send(f"{page_of(transfer)}/andra", andring_0581="-3", andring_0580="3")
    assert page.row("Linköping")[2] == "+3"
    assert "Version 1" in page.text
    assert "Fem är för många." in page.text
    assert state_of(transfer) == TransferState.PROPOSED


def test_what_the_kommuner_proposed_is_tillstyrkt_by_lansstyrelsen(
    frame: Frame, officer: Visitor, norrkoping: Visitor
) -> None:
    transfer = b.propose(frame, {NORRKOPING: -5, LINKOPING: 5}, by=b.kommun(NORRKOPING))
    b.approve(transfer, NORRKOPING, LINKOPING)
    assert b.amount(frame, NORRKOPING) == 33
    assert "Tillstyrk omfördelningen" not in norrkoping.get(page_of(transfer)).text
    page = officer.send(page_of(transfer), button="Tillstyrk omfördelningen")
    assert "tillstyrkt och överenskommen" in page.text
    assert b.amount(frame, NORRKOPING) == 28


def test_what_lansstyrelsen_avstyrker_is_told_to_the_kommuner_and_holds_no_decision_up(
    frame: Frame, officer: Visitor, norrkoping: Visitor
) -> None:
    transfer = b.propose(frame, {NORRKOPING: -5, LINKOPING: 5}, by=b.kommun(NORRKOPING))
    b.approve(transfer, NORRKOPING)
    assert "Avstyrk" not in norrkoping.get(page_of(transfer)).text
    officer.send(page_of(transfer), button="Avstyrk", text="Linköping har inga lediga bostäder.")
    assert state_of(transfer) == TransferState.REFUSED
    assert "Linköping har inga lediga bostäder." in norrkoping.get(page_of(transfer)).text
    b.decide_frame(frame)
    assert b.amount(frame, NORRKOPING) == 33


def test_the_proposer_withdraws_and_nothing_is_counted(frame: Frame, transfer: Transfer, officer: Visitor) -> None:
    b.approve(transfer, LINKOPING)
    page = officer.send(page_of(transfer), button="Återkalla", text="Nya uppgifter.")
    assert "Ingår inte i talen." in page.text
    assert b.amount(frame, NORRKOPING) == 33
    assert not page.soup.select("main form[method=post]")


def test_persons_that_have_moved_on_are_pointed_out(frame: Frame, transfer: Transfer, officer: Visitor) -> None:
    b.adjust(frame, {NORRKOPING: -30, KINDA: 30})
    assert officer.get(page_of(transfer)).row("Norrköping")[3] == "räcker inte"


def test_a_kommun_answers_only_for_itself(transfer: Transfer, norrkoping: Visitor) -> None:
    page = norrkoping.get(page_of(transfer))
    assert "Svara för Norrköping" in page.text
    assert "Svara för Linköping" not in page.text
    form = page.soup.select_one("form[action$=godkann]")
    assert form
    fields = {str(tag["name"]): str(tag.get("value", "")) for tag in form.select("input[name]")}
    answer = norrkoping.client.post(f"{page_of(transfer)}/godkann", {**fields, "kommun": LINKOPING})
    assert answer.status_code == 403
    assert not Approval.objects.exists()


def test_an_address_of_an_act_opened_by_itself_leads_to_the_page(transfer: Transfer, norrkoping: Visitor) -> None:
    for act in ("godkann", "avboj"):
        assert norrkoping.get(f"{page_of(transfer)}/{act}").path == page_of(transfer)
