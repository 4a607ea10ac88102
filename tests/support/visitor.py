"""A person with a plain browser: no script. Reads a page, fills in the form that stands there, sends it."""

import re
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.test import Client

from accounts.models import User


@dataclass(frozen=True)
class Page:
    """What came back, as it reads."""

    answer: Any
    path: str

    @property
    def status(self) -> int:
        return int(self.answer.status_code)

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.answer.content, "html.parser")

    @property
    def text(self) -> str:
        """The words of the page proper, each blank a plain one."""
        return plain(self.soup.find("main") or self.soup)

    @property
    def heading(self) -> str:
        return plain(self.soup.find("h1"))

    def links(self) -> set[str]:
        return {str(link["href"]) for link in self.soup.select("main a[href]")}

    def row(self, words: str) -> list[str]:
        """The cells of the first table row that begins with these words."""
        for row in self.soup.select("main tr"):
            cells = [plain(cell) for cell in row.find_all(["th", "td"])]
            if cells and cells[0].startswith(words):
                return cells
        raise AssertionError(f"no row begins with {words!r}")

    def value(self, name: str) -> str:
        """What stands in the field of this name: what a browser would send."""
        for form in self.soup.select("main form[method=post]"):
            if name in _names(form):
                return str(_values(form)[name])
        raise AssertionError(f"no field {name!r}")

    def section(self, selector: str) -> str:
        found = self.soup.select_one(selector)
        assert found, f"{selector} is not on the page"
        return plain(found)


class Visitor:
    def __init__(self, person: User | None = None) -> None:
        self.client = Client()
        if person:
            self.client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    def get(self, path: str) -> Page:
        answer = self.client.get(path, follow=True)
        return Page(answer, _last(path, answer))

    def send(self, path: str, button: str = "", **filled: Any) -> Page:
        """Open the page, fill in the form that has these fields (or this button), and send it. What is not filled in
        is sent as it stands."""
        page = self.get(path)
        assert page.status == 200, f"{path}: {page.status}"
        form = _form(page, set(filled), button)
        pressed = {button: ""} if button in _names(form) else {}
        data = {**_values(form), **filled, **pressed}
        action = str(form.get("action") or page.path)
        answer = self.client.post(action, data, follow=True)
        return Page(answer, _last(action, answer))


def plain(tag: Tag | None) -> str:
    assert tag is not None
    return re.sub(r"\s+", " ", tag.get_text(" ").replace("\u00a0", " ")).strip()


def _form(page: Page, fields: set[str], button: str) -> Tag:
    for form in page.soup.select("main form[method=post]"):
        names = _names(form)
        words = [plain(tag) for tag in form.find_all("button")]
        if fields <= names and (not button or button in names or any(button in word for word in words)):
            return form
    raise AssertionError(f"no form with {sorted(fields)} {button} on {page.path}: {page.text[:500]}")


def _names(form: Tag) -> set[str]:
    return {str(tag["name"]) for tag in form.select("[name]")}


def _values(form: Tag) -> dict[str, Any]:
    """What a browser would send of the form as it stands."""
    values: dict[str, Any] = {}
    for tag in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(tag["name"]), tag.get("type")
        if tag.name == "textarea":
            values[name] = tag.get_text().removeprefix("\n")
        elif tag.name == "select":
            chosen = tag.select_one("option[selected]") or tag.select_one("option")
            values[name] = str(chosen["value"]) if chosen else ""
        elif kind in ("radio", "checkbox"):
            if tag.has_attr("checked"):
                values[name] = str(tag.get("value", "on"))
        elif kind != "file":
            values[name] = str(tag.get("value", ""))
    return values


def _last(path: str, answer: Any) -> str:
    return str(answer.redirect_chain[-1][0] if answer.redirect_chain else path)
