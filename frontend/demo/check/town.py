"""The people of the check, each with a window of their own, and the machine that pulls the numbers."""

import json
import urllib.parse
import urllib.request
from typing import Any

from accounts.demo import DEMO_PASSWORD
from frontend.demo.visitor import Visitor


class Town:
    def __init__(self, address: str) -> None:
        self.address = address
        self.windows: dict[str, Visitor] = {}

    def as_user(self, username: str) -> Visitor:
        if username not in self.windows:
            window = Visitor(self.address)
            window.fill("/logga-in", {"username": username, "password": DEMO_PASSWORD})
            self.windows[username] = window
        return self.windows[username]

    @property
    def nobody(self) -> Visitor:
        return Visitor(self.address)

    @property
    def migrationsverket(self) -> Visitor:
        return self.as_user("migrationsverket")

    @property
    def migrationsverket_decider(self) -> Visitor:
        return self.as_user("migrationsverket-beslut")

    def officer(self, county: str) -> Visitor:
        return self.as_user(f"lan-{county}")

    def decider(self, county: str) -> Visitor:
        return self.as_user(f"lan-{county}-beslut")

    def kommun(self, code: str) -> Visitor:
        return self.as_user(f"kommun-{code}")

    def tal(self, **query: object) -> list[dict[str, Any]]:
        """All rows, page after page, as a machine pulls them."""
        url: str | None = f"{self.address}/api/v1/tal?" + urllib.parse.urlencode({"limit": 200, **query})
        rows: list[dict[str, Any]] = []
        while url:
            with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310
                page = json.load(answer)
            rows += page["resultat"]
            url = page["nasta"]
        return rows


def sums_by_county(rows: list[dict[str, Any]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in rows:
        sums[row["lanskod"]] = sums.get(row["lanskod"], 0) + row["tal"]
    return sums
