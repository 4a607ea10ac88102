"""Every text that the pages say, as makemessages would find it, and its translations. Without gettext."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.architecture import repository

CATALOGUE = repository.ROOT / "frontend" / "locale" / "en" / "LC_MESSAGES" / "django.po"
OUTSIDE = ("tests/", "node_modules/")
# A function under its own name or as _: what makemessages looks for. None: the one argument is the text.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
Text = str | tuple[str, ...]


def sources() -> Iterator[Path]:
    for path in repository.files(".py", ".html"):
        if not repository.name(path).startswith(OUTSIDE):
            yield path


def texts_of(path: Path) -> Iterator[Text]:
    """The msgid, or singular and plural. A context, which is not part of the text, is left out."""
    code = repository.text(path)
    if path.suffix == ".html":
        code = "\n".join(line.lstrip() for line in templatize(code).splitlines())
    for _line, text, _comments, _context in extract("python", BytesIO(code.encode()), KEYWORDS):
        yield text if isinstance(text, str) else tuple(text)


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file)


def compiled() -> Catalog:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        return read_mo(file)
