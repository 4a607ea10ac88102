"""Reading a kommun's page as a test does: what its three cards say; and what länsstyrelsen has proposed to it."""

import re

from allocation.models import Form, Frame, Reason, Transfer
from allocation.services.transfers import propose_transfer
from tests.support import builders as b
from tests.support.visitor import Page

NORRKOPING, LINKOPING, MJOLBY = "0581", "0580", "0586"
PAGE = f"/kommun/{NORRKOPING}/2026"


def card(page: Page, process: str) -> str:
    cards = [article for article in page.soup.select("article.number-card") if process in article.get_text()]
    return re.sub(r"\s+", " ", cards[0].get_text(" ").replace("\u00a0", " "))


def propose(frame: Frame, legs: dict[str, int]) -> Transfer:
    return propose_transfer(
        actor=b.lansstyrelse("05"),
        frame=frame,
        target_group=b.group_of(frame.round),
        legs=legs,
        form=Form.AGREEMENT,
        reason=Reason.HOUSING,
        text="Lediga bostäder.",
    )
