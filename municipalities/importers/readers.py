"""What a cell may hold. A reader takes the text of a cell and returns its value, or says in Swedish what is wrong."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

Reader = Callable[[str], Any]


@dataclass(frozen=True)
class Missing:
    """There is no value, and this is why. Never a zero."""

    reason: str


# The marks of official statistics. "-" is not among them: SCB writes it for zero, Kolada for missing.
MISSING = {
    "": Missing("Uppgift saknas i källan"),
    "..": Missing("Uppgiften är inte tillgänglig, är för osäker eller omfattas av sekretess"),
    ".": Missing("Uppgiften kan inte förekomma"),
}


def text(cell: str) -> str:
    if not cell:
        raise ValueError(_("cellen är tom"))
    return cell


def optional_text(cell: str) -> str:
    return cell


def whole(cell: str) -> int:
    if not re.fullmatch(r"[0-9]+", cell):
        raise ValueError(_("”%(cell)s” är inte ett heltal") % {"cell": cell})
    return int(cell)


def number(cell: str) -> Decimal:
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell):
        raise ValueError(_("”%(cell)s” är inte ett tal (decimaltecknet är punkt)") % {"cell": cell})
    return Decimal(cell)


def code(digits: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if not re.fullmatch(rf"[0-9]{{{digits}}}", cell):
            raise ValueError(_("”%(cell)s” är inte en kod med %(digits)d siffror") % {"cell": cell, "digits": digits})
        return cell

    return read


def one_of(*words: str) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if cell not in words:
            raise ValueError(
                _("”%(cell)s” är inte något av %(words)s") % {"cell": cell, "words": ", ".join(words)},
            )
        return cell

    return read


def or_missing(read: Reader) -> Reader:
    """The reader of an observation: a value, or one of the marks for a missing one."""
    return lambda cell: MISSING[cell] if cell in MISSING else read(cell)
