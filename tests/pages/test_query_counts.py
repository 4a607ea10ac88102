"""Länets tal is read in the same number of queries, whatever the number of kommuner and of what they have done."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allocation.models import Frame
from allocation.processes import Process
from dialogue.models import Reply, Response
from dialogue.services import reply, save_draft, submit_response
from municipalities.models import Municipality
from tests.support import builders as b
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db

LARGEST, SMALLER = "14", "10"  # Västra Götaland has 49 kommuner, Blekinge five
MOST = 15  # with four for who is signed in, and for whom


@pytest.fixture
def frames() -> list[Frame]:
    """All three processes, talked over in both län."""
    return [talked_over(process, county) for process in Process.values for county in (LARGEST, SMALLER)]


def talked_over(process: str, county: str) -> Frame:
    round = Frame.objects.filter(round__process=process).first()
    frame = b.frame_of(round.round if round else b.proposed_round(process), county)
    b.open_talk(frame)
    return b.frame_of(frame.round, county)


def kommuner(frame: Frame) -> list[Municipality]:
    return list(frame.county.municipalities.all())


def busy(frame: Frame, answering: int, moving: int) -> None:
    """So many kommuner answer, with önskemål and a reply; so many omfördelningar are agreed, and proposed."""
    for municipality in kommuner(frame)[:answering]:
        draft = save_draft(
            actor=b.kommun(municipality.code),
            frame=frame,
            municipality=municipality,
            answer=Response.Answer.CONTRIBUTION,
            text="Bostadsbrist.",
            wishes={"samtliga": (1, 2)},
        )
        response = submit_response(actor=b.kommun(municipality.code), response=draft)
        reply(actor=b.lansstyrelse(frame.county_id), response=response, handling=Reply.Handling.PART, text="Delvis.")
    for giver, receiver in zip(kommuner(frame)[:moving], kommuner(frame)[1:], strict=False):
        b.agree(frame, {giver.code: -1, receiver.code: 1})
        b.propose(frame, {giver.code: -1, receiver.code: 1})
        if frame.round.adjustment_allowed:
            b.adjust(frame, {giver.code: -1, receiver.code: 1})


def queries(county: str, query: str = "") -> int:
    visitor = Visitor(b.user(b.LANSSTYRELSE, county))
    with CaptureQueriesContext(connection) as captured:
        assert visitor.get(f"/lan/{county}/2026{query}").status == 200
    return len(captured)


def test_lanets_tal_costs_the_same_for_five_kommuner_and_for_forty_nine(frames: list[Frame]) -> None:
    for frame in frames:
        busy(frame, answering=3, moving=2)
    assert queries(LARGEST) == queries(SMALLER) <= MOST


def test_lanets_tal_costs_the_same_however_much_has_happened(frames: list[Frame]) -> None:
    largest = [frame for frame in frames if frame.county_id == LARGEST]
    for frame in largest:
        busy(frame, answering=2, moving=1)
    before = {process: queries(LARGEST, f"?process={process}") for process in Process.values}
    for frame in largest:
        busy(frame, answering=12, moving=6)
    after = {process: queries(LARGEST, f"?process={process}") for process in Process.values}
    assert after == before
    assert max(after.values()) <= MOST
