"""What a länsstyrelse does from länets tal: the dialogue, svar, avsteg, beredning, beslut."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Role
from allocation.models import Frame, FrameState, Kind, Round, Transaction, Transfer
from allocation.processes import Process
from allocation.services.decisions import prepare, send_back
from dialogue.models import Reply, Response
from dialogue.overview import deadline
from dialogue.services import close_dialogue, save_draft
from journal.chain import current_head
from municipalities.models import Municipality
from tests.support import builders as b
from tests.support.county_page import buttons, cell, heard
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.django_db

NORRKOPING, LINKOPING, MJOLBY, KINDA = "0581", "0580", "0586", "0513"
LAN = "/lan/05/2026"
KOMMUNTAL = f"{LAN}/kommuntal"


@pytest.fixture
def round() -> Round:
    return b.proposed_round()


@pytest.fixture
def frame(round: Round) -> Frame:
    """In dialogue: 430 persons shared equally among 13 kommuner, 34 or 33 each."""
    b.open_talk(b.frame_of(round))
    return b.frame_of(round)


@pytest.fixture
def officer() -> Visitor:
    return Visitor(b.user(b.LANSSTYRELSE, "05"))


@pytest.fixture
def decider() -> Visitor:
    return Visitor(b.user(b.LANSSTYRELSE, "05", Role.BESLUTSFATTARE))


# Dialogue


def test_the_dialogue_is_opened_extended_and_closed(round: Round, officer: Visitor) -> None:
    until = timezone.localtime() + timedelta(days=20)
    page = officer.send(f"{KOMMUNTAL}/dialog", deadline=f"{until:%Y-%m-%dT%H:%M}")
    assert page.path.startswith(LAN)
    assert "Dialogen är öppen. Kommunerna kan svara." in page.text
    later = until + timedelta(days=5)
    officer.send(f"{KOMMUNTAL}/dialog", deadline=f"{later:%Y-%m-%dT%H:%M}")
    assert deadline(b.frame_of(round)) == later.replace(second=0, microsecond=0)
    assert "Dialogen är avslutad." in officer.send(f"{KOMMUNTAL}/dialog", button="Avsluta dialogen").text
    assert b.frame_of(round).state == FrameState.DIALOGUE_CLOSED


def test_a_deadline_in_the_past_is_refused_and_what_was_entered_stands(round: Round, officer: Visitor) -> None:
    page = officer.send(f"{KOMMUNTAL}/dialog", deadline="2020-01-01T12:00")
    assert page.status == 409
    assert "Sista svarstid måste ligga framåt i tiden." in page.section(".error-summary")
    assert page.soup.select_one("[name=deadline]")["value"] == "2020-01-01T12:00"  # type: ignore[index]
    assert b.frame_of(round).state == FrameState.PROPOSED


def test_a_kommun_is_answered_with_reasons(frame: Frame, officer: Visitor) -> None:
    response = heard(frame, NORRKOPING, wishes={"samtliga": (25, 25)}, text="Bostadsbrist.")
    address = f"{KOMMUNTAL}/svar/{response.pk}"
    page = officer.get(address)
    assert "Bostadsbrist." in page.text
    assert "25 personer" in page.text
    assert "Något behöver rättas" in officer.send(address, handling=Reply.Handling.PART, text="").text
    after = officer.send(address, handling=Reply.Handling.PART, text="Fyra personer omfördelas till Linköping.")
    assert "Svaret är skickat till Norrköping." in after.text
    assert cell(after, "Norrköping", "Kommunens svar") == "Ingår delvis"


def test_nobody_reads_a_draft_before_it_is_sent(frame: Frame, officer: Visitor) -> None:
    draft = save_draft(
        actor=b.kommun(NORRKOPING),
        frame=frame,
        municipality=Municipality.objects.get(pk=NORRKOPING),
        answer=Response.Answer.CONTRIBUTION,
        text="Inte färdigt.",
    )
    assert officer.get(f"{KOMMUNTAL}/svar/{draft.pk}").status == 404
    assert cell(officer.get(LAN), "Norrköping", "Kommunens svar") == "Ej svarat"


# Moving numbers


def test_a_new_omfordelning_waits_for_the_kommuner(frame: Frame, officer: Visitor) -> None:
    page = officer.send(
        f"{KOMMUNTAL}/omfordelning",
        andring_0581="−5",
        andring_0580="+5",
        form="agreement",
        reason="housing",
        text="Lediga lägenheter i Linköping.",
    )
    assert page.heading == "Norrköping → Linköping"
    assert "Räknas in när alla vars tal ändras har godkänt." in page.text
    assert b.amount(frame, NORRKOPING) == 33
    assert cell(officer.get(LAN), "Norrköping", "Ej godkänt") == "−5"


def test_what_does_not_sum_to_zero_is_refused_with_the_difference_and_nothing_is_lost(
    frame: Frame, officer: Visitor
) -> None:
    page = officer.send(f"{KOMMUNTAL}/omfordelning", andring_0581="-5", andring_0580="4", text="Lediga lägenheter.")
    assert page.status == 409
    assert "Summan av ändringarna ska vara noll men är −1." in page.section(".error-summary")
    assert page.soup.select_one("[name=andring_0581]")["value"] == "-5"  # type: ignore[index]
    assert "Lediga lägenheter." in page.soup.select_one("[name=text]").get_text()  # type: ignore[union-attr]
    assert not Transfer.objects.exists()


def test_what_is_not_a_number_is_pointed_out_where_it_stands(frame: Frame, officer: Visitor) -> None:
    page = officer.send(f"{KOMMUNTAL}/omfordelning", andring_0581="fem", text="Lediga lägenheter.")
    assert page.status == 422
    link = page.soup.select_one(".error-summary a[href='#id_andring_0581']")
    assert link
    assert "Norrköping" in link.get_text()
    assert page.soup.select_one("#id_andring_0581")


def test_andelstal_are_moved_in_hundredths_with_a_decimal_comma(officer: Visitor) -> None:
    frame = b.frame_of(b.proposed_round(Process.ANDELSTAL))
    before = b.amount(frame, NORRKOPING)
    officer.send(f"{LAN}/andelstal/omfordelning", andring_0581="-0,25", andring_0580="0,25", text="HVB i Linköping.")
    b.approve(Transfer.objects.get(), NORRKOPING, LINKOPING)
    assert b.amount(frame, NORRKOPING) == before - 25


def test_an_avsteg_counts_at_once_and_its_aterforing_too(frame: Frame, officer: Visitor) -> None:
    sent = {"andring_0581": "-2", "andring_0513": "2", "form": "own", "reason": "households"}
    assert "Något behöver rättas" in officer.send(f"{KOMMUNTAL}/avsteg", **sent, text="").text
    page = officer.send(f"{KOMMUNTAL}/avsteg", **sent, text="Större hushåll.")
    assert cell(page, "Norrköping", "Eget avsteg") == "−2"
    assert b.amount(frame, NORRKOPING) == 31
    posted = Transaction.objects.get(kind=Kind.ADJUSTMENT)
    assert f"{KOMMUNTAL}/aterfor/{posted.pk}" in page.links()
    address = f"{KOMMUNTAL}/aterfor/{posted.pk}"
    assert "Något behöver rättas" in officer.send(address, text="Fel kommun.").text  # not confirmed
    assert "Avsteget är återfört." in officer.send(address, text="Fel kommun.", confirmed="on").text
    assert b.amount(frame, NORRKOPING) == 33


def test_an_avsteg_is_for_kommuntal_only(officer: Visitor) -> None:
    b.proposed_round(Process.ANDELSTAL)
    assert officer.get(f"{LAN}/andelstal/avsteg").status == 404
    assert "Gör avsteg" not in buttons(officer.get(f"{LAN}?process=andelstal"))


def test_an_agreed_omfordelning_is_taken_back_by_the_same_kommuner(frame: Frame, officer: Visitor) -> None:
    transfer = b.agree(frame, {NORRKOPING: -4, LINKOPING: 4})
    address = f"{KOMMUNTAL}/aterfor/{b.posted(transfer).pk}"
    assert address in officer.get(f"/omfordelning/{transfer.pk}").links()
    page = officer.send(address, text="Lägenheterna blev inte färdiga.", confirmed="on")
    assert page.heading == "Linköping → Norrköping"
    assert b.amount(frame, NORRKOPING) == 29  # not yet
    b.approve(Transfer.objects.latest("pk"), NORRKOPING, LINKOPING)
    assert b.amount(frame, NORRKOPING) == 33
    assert "återförd" in officer.get(f"/omfordelning/{transfer.pk}").text


# Beslut


def prepared_by_officer(officer: Visitor, process: str = "kommuntal") -> Page:
    return officer.send(
        f"{LAN}/{process}/bered", diarienummer="851-1-2026", legal_basis="7 § lag 2016:38", text="Efter dialog."
    )


def test_prepared_by_one_decided_by_another_and_published(frame: Frame, officer: Visitor, decider: Visitor) -> None:
    b.agree(frame, {NORRKOPING: -4, LINKOPING: 4}, text="Lediga lägenheter.")
    close_dialogue(actor=b.lansstyrelse("05"), frame=frame)
    summary = officer.get(f"{KOMMUNTAL}/bered")
    assert summary.row("Norrköping") == ["Norrköping", "33", "29", "−4 (−12 %)"]
    assert "Lediga lägenheter." in summary.text
    assert "Överenskommelse mellan kommuner" in summary.text
    assert "Beslutet är berett." in prepared_by_officer(officer).text
    asked = decider.get(f"{KOMMUNTAL}/besluta")
    assert "851-1-2026" in asked.text
    assert asked.row("Norrköping") == ["Norrköping", "33", "29", "−4 (−12 %)"]
    page = decider.send(f"{KOMMUNTAL}/besluta", confirmed="on")
    assert "Beslutet är fattat och talen är publicerade." in page.text
    assert cell(page, "Norrköping", "Beslutat").startswith("29")
    assert "851-1-2026" in page.text
    assert str(current_head()) in page.text  # whoever keeps the decision can later find a cut tail
    assert frame.round.published.get(municipality=NORRKOPING).amount == 29


def test_whoever_prepared_does_not_decide(frame: Frame) -> None:
    both = Visitor(b.user(b.LANSSTYRELSE, "05", Role.HANDLAGGARE, Role.BESLUTSFATTARE))
    close_dialogue(actor=b.lansstyrelse("05"), frame=frame)
    prepared_by_officer(both)
    page = both.get(f"{KOMMUNTAL}/besluta")
    assert "En annan person beslutar." in page.text
    sent = {"nyckel": "a", "preparation": frame.preparations.get().pk, "decided_on": timezone.localdate()}
    answer = both.client.post(f"{KOMMUNTAL}/besluta", {**sent, "confirmed": "on"})
    assert answer.status_code == 403
    assert "Den som har berett beslutet kan inte själv fatta det." in answer.content.decode()
    assert b.frame_of(frame.round).state == FrameState.PREPARED


def test_what_was_prepared_before_the_numbers_moved_is_not_decided(
    frame: Frame, officer: Visitor, decider: Visitor
) -> None:
    close_dialogue(actor=b.lansstyrelse("05"), frame=frame)
    prepared_by_officer(officer)
    read = decider.get(f"{KOMMUNTAL}/besluta")
    b.adjust(frame, {NORRKOPING: -1, KINDA: 1})
    fields = {str(tag["name"]): str(tag.get("value", "")) for tag in read.soup.select("main form input[name]")}
    answer = decider.client.post(f"{KOMMUNTAL}/besluta", {**fields, "confirmed": "on"})
    assert answer.status_code == 409
    assert "Talen har ändrats" in answer.content.decode()
    assert "Inget underlag att besluta om" in decider.get(f"{KOMMUNTAL}/besluta").text


def test_obstacles_are_said_before_and_refused_after(frame: Frame, officer: Visitor) -> None:
    assert "Det här återstår först." in officer.get(f"{KOMMUNTAL}/bered").text
    page = prepared_by_officer(officer)
    assert page.status == 409
    assert page.soup.select_one("[name=diarienummer]")["value"] == "851-1-2026"  # type: ignore[index]


def test_andelstal_are_handed_over_and_may_come_back(officer: Visitor, decider: Visitor) -> None:
    frame = b.frame_of(b.proposed_round(Process.ANDELSTAL))
    prepare(actor=b.lansstyrelse("05"), frame=frame, diarienummer="851-2-2026", legal_basis="3 § LMA")
    page = decider.send(f"{LAN}/andelstal/besluta", confirmed="on")
    assert "Talen är överlämnade." in page.text
    assert cell(page, "Norrköping", "Överlämnat").startswith("3,45")
    send_back(actor=b.migrationsverket(), frame=frame, text="Motiveringen saknas.")
    page = officer.get(f"{LAN}?process=andelstal")
    assert "Migrationsverket har återsänt talen." in page.text
    assert "Motiveringen saknas." in page.text
    assert "Bered överlämnande" in buttons(page)
