"""Länets tal as a test reads it: what stands under a heading, which buttons there are; and a kommun that answers."""

from allocation.models import Frame
from dialogue.models import Response
from dialogue.services import save_draft, submit_response
from municipalities.models import Municipality
from tests.support import builders as b
from tests.support.visitor import Page


def heard(frame: Frame, code: str, answer: str = Response.Answer.CONTRIBUTION, **said: object) -> Response:
    """A kommun's svar, submitted."""
    municipality = Municipality.objects.get(pk=code)
    draft = save_draft(actor=b.kommun(code), frame=frame, municipality=municipality, answer=answer, **said)  # type: ignore[arg-type]
    return submit_response(actor=b.kommun(code), response=draft)


def cell(page: Page, kommun: str, heading: str) -> str:
    """What stands under a heading in a kommun's row."""
    headings = [th.get_text(" ", strip=True) for th in page.soup.select("#lanets-tal thead tr:last-child th")]
    return page.row(kommun)[headings.index(heading)]


def headings(page: Page) -> list[str]:
    return [th.get_text(" ", strip=True) for th in page.soup.select("#lanets-tal thead tr:last-child th")]


def buttons(page: Page) -> list[str]:
    return [a.get_text(" ", strip=True) for a in page.soup.select(".sum-banner a")]
