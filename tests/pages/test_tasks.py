"""Att göra: what waits for each role, and until when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Mandate, Role
from accounts.services import organisation_of
from allocation.models import Frame, Round
from allocation.processes import Process
from allocation.services.decisions import prepare
from dialogue.models import Deadline, Response
from dialogue.services import close_dialogue, save_draft, submit_response
from municipalities.models import Municipality
from tests.support import builders as b
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.django_db

NORRKOPING, LINKOPING, MJOLBY, YDRE = "0581", "0580", "0586", "0512"


@pytest.fixture
def round() -> Round:
    return b.proposed_round()


@pytest.fixture
def frame(round: Round) -> Frame:
    b.open_talk(b.frame_of(round))
    return b.frame_of(round)


def tasks(kind: str, area: str = "", *roles: str) -> list[str]:
    page = Visitor(b.user(kind, area, *roles)).get("/att-gora")
    return [task.get_text(" ", strip=True) for task in page.soup.select(".task__title")]


def page_of(kind: str, area: str = "", *roles: str) -> Page:
    return Visitor(b.user(kind, area, *roles)).get("/att-gora")


def answer(frame: Frame, code: str, answer: str) -> Response:
    municipality = Municipality.objects.get(pk=code)
    draft = save_draft(actor=b.kommun(code), frame=frame, municipality=municipality, answer=answer)
    return submit_response(actor=b.kommun(code), response=draft)


def pass_the_deadline(frame: Frame) -> None:
    Deadline.objects.create(
        frame=frame, at=timezone.now() - timedelta(hours=1), set_at=timezone.now(), actor_name="", event_number=1
    )


def test_lansstyrelsen_is_led_from_proposal_to_beslut(round: Round) -> None:
    frame = b.frame_of(round)
    assert tasks(b.LANSSTYRELSE, "05") == ["Öppna dialogen med kommunerna"]
    b.open_talk(frame)
    assert tasks(b.LANSSTYRELSE, "05") == ["13 kommuner har inte svarat"]
    answer(frame, NORRKOPING, Response.Answer.WANTS_FEWER)
    b.propose(frame, {NORRKOPING: -5, LINKOPING: 5})
    assert tasks(b.LANSSTYRELSE, "05") == [
        "12 kommuner har inte svarat",
        "Besvara en kommuns synpunkt",
        "Godkännande saknas: Norrköping → Linköping",
    ]


def test_a_kommuns_own_omfordelning_waits_for_tillstyrkan(frame: Frame) -> None:
    transfer = b.propose(frame, {NORRKOPING: -5, LINKOPING: 5}, by=b.kommun(NORRKOPING))
    b.approve(transfer, NORRKOPING, LINKOPING)
    assert "Tillstyrk omfördelningen Norrköping → Linköping" in tasks(b.LANSSTYRELSE, "05")


def test_when_the_deadline_has_passed_the_dialogue_is_to_be_closed(frame: Frame) -> None:
    pass_the_deadline(frame)
    page = page_of(b.LANSSTYRELSE, "05")
    assert "Avsluta dialogen" in page.text
    assert "gick ut" in page.text
    close_dialogue(actor=b.lansstyrelse("05"), frame=frame)
    assert tasks(b.LANSSTYRELSE, "05") == ["Bered beslutet"]


def test_what_is_prepared_waits_for_the_beslutsfattare_and_again_for_the_handlaggare_if_numbers_move(
    frame: Frame,
) -> None:
    close_dialogue(actor=b.lansstyrelse("05"), frame=frame)
    prepare(actor=b.lansstyrelse("05"), frame=frame, diarienummer="851-1-2026", legal_basis="7 § lag 2016:38")
    assert tasks(b.LANSSTYRELSE, "05", Role.BESLUTSFATTARE) == ["Besluta om kommuntal 2026"]
    assert tasks(b.LANSSTYRELSE, "05") == []
    b.adjust(frame, {NORRKOPING: -1, LINKOPING: 1})
    assert tasks(b.LANSSTYRELSE, "05", Role.BESLUTSFATTARE) == []
    assert tasks(b.LANSSTYRELSE, "05") == ["Talen har ändrats: bered på nytt"]


def test_a_lan_with_one_kommun_prepares_at_once(round: Round) -> None:
    assert tasks(b.LANSSTYRELSE, "09") == ["Bered beslutet"]


def test_a_kommun_has_its_svar_to_give_and_its_godkannanden(frame: Frame) -> None:
    b.propose(frame, {NORRKOPING: -5, LINKOPING: 5})
    assert tasks(b.KOMMUN, NORRKOPING) == [
        "Lämna svar om kommuntal 2026",
        "Godkänn eller avböj omfördelningen Norrköping → Linköping",
    ]
    answer(frame, NORRKOPING, Response.Answer.NO_OBJECTION)
    assert tasks(b.KOMMUN, NORRKOPING) == ["Godkänn eller avböj omfördelningen Norrköping → Linköping"]
    assert tasks(b.KOMMUN, NORRKOPING, Role.LASARE) == []


def test_a_draft_is_a_reminder_to_its_own_organisation_only(frame: Frame) -> None:
    municipality = Municipality.objects.get(pk=NORRKOPING)
    save_draft(actor=b.kommun(NORRKOPING), frame=frame, municipality=municipality, answer=Response.Answer.NO_OBJECTION)
    assert "ett utkast är sparat men inte lämnat" in page_of(b.KOMMUN, NORRKOPING).text
    assert "utkast" not in page_of(b.LANSSTYRELSE, "05").text


def test_whoever_answers_for_a_neighbour_has_its_tasks_too(frame: Frame) -> None:
    Mandate.objects.create(
        organisation=organisation_of(b.KOMMUN, MJOLBY),
        municipality_id=YDRE,
        valid_from=timezone.localdate(),
    )
    page = page_of(b.KOMMUN, MJOLBY)
    assert "Mjölby" in page.text
    assert "Ydre" in page.text


def test_migrationsverket_is_led_from_plan_to_fastställande() -> None:
    round = b.plan(Process.ANDELSTAL)
    assert tasks(b.MIGRATIONSVERKET) == ["Lämna förslag till andelstal 2026"]
    b.receive(round)
    assert tasks(b.MIGRATIONSVERKET) == []
    frames = list(Frame.objects.filter(round=round).select_related("round", "county"))
    b.decide_frame(frames[0])
    assert tasks(b.MIGRATIONSVERKET) == ["1 av 21 län har överlämnat andelstal 2026"]
    for frame in frames[1:]:
        b.decide_frame(frame)
    assert tasks(b.MIGRATIONSVERKET) == ["Bered fastställandet av andelstal 2026"]


def test_preliminary_totals_are_a_task_for_migrationsverket() -> None:
    b.proposed_round(statutory=False)
    assert tasks(b.MIGRATIONSVERKET) == ["För in de beslutade talen för kommuntal 2026"]


def test_when_nothing_waits_the_page_says_so_and_leads_on(round: Round) -> None:
    page = page_of(b.LANSSTYRELSE, "05", Role.LASARE)
    assert "Inget väntar på dig" in page.text
    assert "/lan/05/2026" in page.links()
    assert "/omgangar" in page_of(b.LANSSTYRELSE, "06", Role.SAMORDNARE).links()
