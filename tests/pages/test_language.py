"""The page also speaks English: every text has its English, and Swedish is what one gets without asking."""

import ast
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import zip_longest

import pytest
from babel.messages import Message
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.models import User
from allocation.processes import Process
from frontend import formatting
from frontend.pages.fields import AmountField
from tests.architecture import repository
from tests.pages.test_permission_matrix import pages, path_of
from tests.support import builders as b
from tests.support import texts, world
from tests.support.published import kommuntal_2018
from tests.support.visitor import Visitor

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|<[^>]+>")
MESSAGES = [message for message in texts.catalogue() if message.id]


def forms(text: str | Sequence[str] | None) -> list[str]:
    """One, or singular and plural."""
    return [text] if isinstance(text, str) else list(text or ())


# The catalogue


def test_every_text_of_pages_and_refusals_is_in_the_catalogue_and_no_other() -> None:
    said = {text: repository.name(path) for path in texts.sources() for text in texts.texts_of(path)}
    known = {message.id for message in MESSAGES}
    assert {text: path for text, path in said.items() if text not in known} == {}, "run makemessages, and translate"
    assert known - set(said) == set(), "no page says this any longer: run makemessages"
    assert len(said) > 1000  # the extraction itself has not gone blind


def test_a_text_goes_under_a_name_that_makemessages_looks_for() -> None:
    renamed = []
    for path in texts.sources():
        for node in ast.walk(ast.parse(repository.text(path))) if path.suffix == ".py" else ():
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                renamed += [
                    f"{repository.name(path)}: {name.asname}" for name in node.names if name.asname not in (None, "_")
                ]
    assert renamed == []


def test_a_translation_is_whole_and_keeps_what_is_filled_in() -> None:
    wrong = [message.id for message in MESSAGES if message.fuzzy or not is_faithful(message)]
    assert wrong == []


def is_faithful(message: Message) -> bool:
    pairs = list(zip_longest(forms(message.id), forms(message.string), fillvalue=""))
    return all(after.strip() and frame_of(before) == frame_of(after) for before, after in pairs)


def frame_of(text: str) -> tuple[list[str], str, str]:
    """What is filled in, the markup, and the blanks at the ends."""
    return sorted(PLACEHOLDER.findall(text)), text[: -len(text.lstrip())], text[len(text.rstrip()) :]


def test_the_compiled_catalogue_is_the_written_one() -> None:
    assert not texts.catalogue().obsolete
    compiled = {(message.context, *forms(message.id)): forms(message.string) for message in texts.compiled()}
    written = {(message.context, *forms(message.id)): forms(message.string) for message in MESSAGES}
    assert {key: english for key, english in compiled.items() if any(key)} == written, "run compilemessages"


# The pages


class Reader(Visitor):
    """Reads English: chosen by the buttons at the foot of a page."""

    def __init__(self, person: User | None = None, language: str = "en") -> None:
        super().__init__(person)
        foot = self.get("/om").soup.select_one("form.languages")
        assert foot
        assert foot.select_one(f"button[name=language][value={language}]")
        self.client.post(str(foot["action"]), {"language": language, "next": "/om"})


@pytest.fixture
def year(db: None) -> None:
    """2018 decided and received; 2026 in the middle of the autumn, with Kalmar decided."""
    b.decide_all(kommuntal_2018())
    kommuntal = b.proposed_round(Process.KOMMUNTAL, 2026)
    b.decide_frame(b.frame_of(kommuntal, "08"))
    talk = b.frame_of(kommuntal, "05")
    b.open_talk(talk)
    b.agree(talk, {"0580": -5, "0586": 5})


PAGES = [
    ((b.LANSSTYRELSE, "05"), "/lan/05/2026", "Östergötlands län 2026", "The sum agrees with the länstal"),
    ((b.KOMMUN, "0580"), "/kommun/0580/2026", "Linköping’s numbers for 2026", "−5 by redistribution"),
    ((b.MIGRATIONSVERKET, ""), "/omgangar", "Rounds", "Kommuntal 2026"),
    (None, "/tal?process=kommuntal&ar=2018", "Kommuntal 2018", "15,200 persons in 290 municipalities."),
    (None, "/utfall/2018", "14,588 of 15,200 were received under the kommuntal of 2018, 96.0%", "Fulfilment"),
]


@pytest.mark.usefixtures("year")
def test_who_has_chosen_english_reads_the_pages_in_english() -> None:
    for who, path, heading, words in PAGES:
        page = Reader(b.user(*who) if who else None).get(path)
        assert page.status == 200
        assert page.soup.html["lang"] == "en"  # type: ignore[index]
        assert page.heading == heading
        assert words in page.text


@pytest.mark.usefixtures("year")
def test_a_picture_is_drawn_in_each_language() -> None:
    english, swedish = (Reader(language=code).client.get("/utfall/2018/karta.svg") for code in ("en", "sv"))
    assert "at least 100%" in english.content.decode()
    assert "minst 100 %" in swedish.content.decode()
    assert "Cookie" in english["Vary"]  # a cache keeps them apart


@pytest.mark.django_db
def test_no_page_keeps_a_swedish_text_that_has_its_english() -> None:
    built = world.build()
    differing = {message.id for message in MESSAGES if message.id != message.string}
    left = set()
    for kind, area in ((b.KOMMUN, "0580"), (b.LANSSTYRELSE, "05"), (b.MIGRATIONSVERKET, "")):
        reader = Reader(b.user(kind, area))
        for page in pages():
            if not page.route.startswith(("api/", "stilguide")):
                left |= {(page.route, text) for text in seen(reader, path_of(page, built)) & differing}
    assert left == set()


def seen(reader: Reader, path: str) -> set[str]:
    """Every piece of text on the page, without what stands in files; none of what is not a page."""
    answer = reader.client.get(path)
    if "text/html" not in answer.get("Content-Type", ""):
        return set()
    page = BeautifulSoup(answer.content, "html.parser")
    for name in page.find_all("code"):
        name.decompose()
    return {" ".join(text.split()) for text in page.stripped_strings}


@pytest.mark.django_db
def test_swedish_is_what_one_gets_whatever_the_browser_asks_for() -> None:
    visitor = Visitor()
    visitor.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en-GB,en;q=0.9"
    page = visitor.get("/om")
    assert page.soup.html["lang"] == "sv"  # type: ignore[index]
    assert page.answer["Content-Language"] == "sv"
    assert Reader(language="sv").get("/om").heading == page.heading
    visitor.client.cookies["django_language"] = "xx"
    assert visitor.get("/om").heading == page.heading


@pytest.mark.django_db
def test_what_machines_read_is_the_same_for_who_reads_english() -> None:
    assert Reader().client.get("/api/v1/tal").content == Visitor().client.get("/api/v1/tal").content
    assert Reader().client.get("/api/v1/tal")["Content-Language"] == "sv"


def test_an_english_page_writes_english_numbers_and_the_same_dates() -> None:
    with translation.override("en"):
        assert formatting.number(1234567.85, 1) == "1,234,567.9"
        assert formatting.percent(0.103, 1) == "10.3%"
        assert formatting.change(-123450, 2) == "−1,234.50"
        assert formatting.moment(datetime(2026, 7, 1, 14, 0, tzinfo=UTC)) == "2026-07-01\u00a016:00"


@pytest.mark.parametrize(
    ("language", "written", "units"),
    [
        ("en", "1,234", 123400),
        ("en", "−1,234.5", -123450),
        ("en", "12.34", 1234),
        ("en", "4,30", 430),
        ("sv", "1 234,50", 123450),
        ("sv", "12.34", 1234),
    ],
)
def test_a_field_reads_what_a_reader_of_its_language_writes(language: str, written: str, units: int) -> None:
    field = AmountField(decimals=2, signed=True)
    with translation.override(language):
        assert field.clean(written) == units
        assert field.clean(field.prepare_value(units)) == units


def test_a_swedish_decimal_is_never_taken_for_an_english_thousand() -> None:
    with translation.override("sv"), pytest.raises(ValidationError):
        AmountField(decimals=2).clean("1,234")
