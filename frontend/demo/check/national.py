"""What Migrationsverket does in the check, as forms on pages."""

import time
from collections.abc import Sequence

from frontend.demo.check.acts import TODAY
from frontend.demo.check.town import Town
from frontend.demo.visitor import Page

PATIENCE = 60  # seconds that a model run may take


def omgang(process: str, year: int, revision: int, act: str = "") -> str:
    return f"/omgangar/{process}/{year}/{revision}" + (f"/{act}" if act else "")


def plan(
    town: Town,
    process: str,
    year: int,
    *,
    in_force_from: str,
    groups: Sequence[tuple[str, str]] = (("samtliga", "Samtliga"),),
    synthetic: bool = False,
) -> Page:
    fields = {
        "process": process,
        "year": year,
        "in_force_from": in_force_from,
        "target_groups": "\n".join(f"{code}: {name}" for code, name in groups),
    }
    return town.migrationsverket.fill("/omgangar/ny", fields | marked(synthetic))


def revise(town: Town, process: str, year: int, revision: int, in_force_from: str, *, synthetic: bool) -> Page:
    """`revision`: the one that is replaced."""
    path = omgang(process, year, revision, "revidera")
    return town.migrationsverket.fill(path, {"in_force_from": in_force_from} | marked(synthetic))


def marked(synthetic: bool) -> dict[str, str]:
    return {"synthetic": "on", "remark": "Länstal och målgrupper är syntetiska."} if synthetic else {}


def set_totals(
    town: Town, process: str, year: int, revision: int, total: int, counties: dict[str, int] | None, *, legal_basis: str
) -> Page:
    fields = {"national": total, "status": "statutory", "legal_basis": legal_basis}
    fields |= {f"lan_{code}": amount for code, amount in (counties or {}).items()}
    return town.migrationsverket.fill(omgang(process, year, revision, "tal-ramar"), fields)


def upload(town: Town, process: str, year: int, revision: int, name: str, content: bytes) -> Page:
    """The preview."""
    path = omgang(process, year, revision, "forslag")
    return town.migrationsverket.fill(path, {}, files={"fil": (name, content)})


def accept(town: Town, preview: Page) -> Page:
    return town.migrationsverket.send(preview, preview.form("nyckel", action="/granska"), {})


def run_model(town: Town, process: str, year: int) -> str:
    """Ordered, awaited, accepted; the text of the page that shows the result."""
    window = town.migrationsverket
    form_page = window.get(omgang(process, year, 0, "modell"))
    page = window.send(form_page, form_page.form("version"), {})
    deadline = time.monotonic() + PATIENCE
    while not any(form.has("nyckel") for form in page.forms) and time.monotonic() < deadline:
        time.sleep(0.5)
        page = window.get(page.address)
    window.send(page, page.form("nyckel"), {})
    return page.html


def send_back(town: Town, process: str, year: int, county: str, text: str) -> Page:
    return town.migrationsverket.fill(omgang(process, year, 0, f"atersand/{county}"), {"text": text})


def confirm(town: Town, process: str, year: int, legal_basis: str) -> Page:
    fields = {"diarienummer": f"MV-{year}-1", "legal_basis": legal_basis}
    town.migrationsverket.fill(omgang(process, year, 0, "bered"), fields)
    path = omgang(process, year, 0, "faststall")
    return town.migrationsverket_decider.fill(path, {"decided_on": TODAY, "confirmed": "on"})
