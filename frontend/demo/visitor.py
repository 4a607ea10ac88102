"""Somebody at a browser without JavaScript: reads pages, fills in the forms that are there, and sends them."""

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

Value = str | list[str]
File = tuple[str, bytes]  # name, content


@dataclass
class Form:
    action: str
    method: str = "get"
    fields: dict[str, Value] = field(default_factory=dict)  # as the page shows them
    names: set[str] = field(default_factory=set)  # every field, also empty ones and buttons

    def has(self, *names: str) -> bool:
        return set(names) <= self.names


@dataclass
class Page:
    address: str
    status: int
    html: str

    @property
    def forms(self) -> list[Form]:
        reader = _FormReader()
        reader.feed(self.html)
        return reader.forms

    def form(self, *names: str, action: str = "") -> Form:
        """The form with these fields, sent to an address that ends so."""
        for form in self.forms:
            target = urllib.parse.urljoin(self.address, form.action).split("?")[0]
            if form.method == "post" and form.has(*names) and target.endswith(action):
                return form
        raise AssertionError(f"{self.address} ({self.status}) has no form with {names} {action}")


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.select = ""
        self.textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self.inside)
        if self.inside is None:
            return
        name = given.get("name", "")
        if name:
            self.inside.names.add(name)
        if tag == "input":
            self.read_input(self.inside, name, given)
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.inside.fields):
            self.inside.fields[self.select] = given.get("value", "")
        elif tag == "textarea":
            self.textarea = name
            self.inside.fields[name] = ""

    @staticmethod
    def read_input(form: Form, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in ("radio", "checkbox"):
            if "checked" in given:
                form.fields[name] = given.get("value", "on")
        elif kind not in ("submit", "file", "button") and name:
            form.fields[name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.inside is not None and self.textarea:
            self.inside.fields[self.textarea] = str(self.inside.fields[self.textarea]) + data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = None


class Visitor:
    """One window with its own cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def get(self, path: str) -> Page:
        return self._open(urllib.request.Request(self._full(path), headers={"Accept-Language": "sv"}))  # noqa: S310

    def send(self, page: Page, form: Form, values: dict[str, Any], files: dict[str, File] | None = None) -> Page:
        """The page that follows. A refusal is an error here, with the page's own words."""
        fields: dict[str, Any] = {**form.fields, **values}
        for name in [name for name, value in fields.items() if value is None]:
            del fields[name]
        target = urllib.parse.urljoin(page.address, form.action or page.address)
        if files:
            kind, body = _multipart(fields, files)
        else:
            kind = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(fields, doseq=True).encode()
        headers = {"Content-Type": kind, "Referer": page.address, "Accept-Language": "sv"}
        answer = self._open(urllib.request.Request(target, data=body, headers=headers, method="POST"))  # noqa: S310
        if answer.status >= 400:
            raise AssertionError(f"{target}: {answer.status}: {complaint(answer.html)}")
        return answer

    def fill(
        self, path: str, values: dict[str, Any], *, files: dict[str, File] | None = None, action: str = ""
    ) -> Page:
        """Open the page, fill in the form that has these fields, send it."""
        page = self.get(path)
        wanted = [name for name, value in values.items() if value is not None]
        return self.send(page, page.form(*wanted, *(files or {}), action=action), values, files)

    def _full(self, path: str) -> str:
        return urllib.parse.urljoin(self.address, path)

    def _open(self, request: urllib.request.Request) -> Page:
        try:
            with self.opener.open(request, timeout=60) as answer:
                return Page(answer.geturl(), answer.status, answer.read().decode())
        except urllib.error.HTTPError as refusal:
            return Page(refusal.geturl(), refusal.code, refusal.read().decode(errors="replace"))


def complaint(html: str) -> str:
    """What the page's error summary says."""
    text = _TextOf("alert")
    text.feed(html)
    return " ".join(text.words.split()) or html[:300]


class _TextOf(HTMLParser):
    """The text of the elements with a role."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.role, self.words, self.depth = role, "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("input", "br", "img", "path", "use", "meta", "link") and (
            self.depth or dict(attrs).get("role") == self.role
        ):
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth = max(0, self.depth - 1)

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.words += f" {data}"


def _multipart(fields: dict[str, Any], files: dict[str, File]) -> tuple[str, bytes]:
    boundary = uuid.uuid4().hex
    parts = []
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            parts.append(f'Content-Disposition: form-data; name="{name}"\r\n\r\n{one}\r\n'.encode())
    for name, (file_name, content) in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    start = f"--{boundary}\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", b"".join(
        start + p for p in parts
    ) + f"--{boundary}--\r\n".encode()
