"""What people do in the check, as forms on pages."""

import re
from datetime import datetime, timedelta

from frontend.demo.check.town import Town
from frontend.demo.visitor import Page, Visitor

LATER = (datetime.now() + timedelta(days=10)).strftime("%Y-%m-%dT16:00")
TODAY = datetime.now().strftime("%Y-%m-%d")


def lan(county: str, year: int, process: str, act: str = "") -> str:
    return f"/lan/{county}/{year}/{process}/{act}"


def open_dialogue(town: Town, county: str, year: int, process: str) -> Page:
    return town.officer(county).fill(lan(county, year, process, "dialog"), {"deadline": LATER})


def close_dialogue(town: Town, county: str, year: int, process: str) -> Page:
    return town.officer(county).fill(lan(county, year, process, "dialog"), {}, action="/dialog/avsluta")


def propose_transfer(window: Visitor, path: str, legs: dict[str, str], text: str, *, carry_over: bool = False) -> str:
    """The address of the omfördelning. `legs` as people write them: {"1080": "-1", "1082": "+1"}."""
    fields = {f"andring_{code}": change for code, change in legs.items()}
    fields |= {"form": "agreement", "reason": "housing", "text": text}
    if carry_over:
        fields["carry_over"] = "on"
    return window.fill(path, fields).address


def approve(town: Town, transfer: str, codes: list[str]) -> None:
    for code in codes:
        town.kommun(code).fill(transfer, {"kommun": code}, action="/godkann")


def answer(town: Town, code: str, year: int, process: str, answer: str, text: str = "", wish: str = "") -> Page:
    """Written, checked, sent; the receipt."""
    window = town.kommun(code)
    path = f"/kommun/{code}/{year}/{process}/svar"
    fields = {"answer": answer, "text": text, "granska": "granska"}
    page = window.get(path)
    form = page.form("answer", "text")
    if wish:
        fields |= {name: wish for name in form.names if name.startswith("hogst_")}
    check = window.send(page, form, fields)
    return window.send(check, check.form("nyckel", action="/granska"), {})


def receipt_in(page: Page) -> str:
    found = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", page.html)
    return found.group() if found else ""


def prepare(town: Town, county: str, year: int, process: str, legal_basis: str) -> Page:
    fields = {"diarienummer": f"{county}-{year}-1", "legal_basis": legal_basis}
    return town.officer(county).fill(lan(county, year, process, "bered"), fields)


def decide(town: Town, county: str, year: int, process: str) -> Page:
    fields = {"decided_on": TODAY, "confirmed": "on"}
    return town.decider(county).fill(lan(county, year, process, "besluta"), fields)


def conclude(town: Town, counties: list[str], year: int, process: str, legal_basis: str) -> None:
    for county in counties:
        prepare(town, county, year, process, legal_basis)
        decide(town, county, year, process)
