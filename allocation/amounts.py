"""Integer units as people write them: 1234 with two decimals is 12,34, in English 12.34."""

import re
from decimal import Decimal

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from allocation.errors import Refused

MINUS = "−"
TOO_LARGE = 100_000_000  # whole units: what the database holds, with a decimal to spare
BLANKS = str.maketrans({" ": None, "\u00a0": None, "\u202f": None})
WRITTEN = re.compile(r"([+-]?)([0-9]+)(?:[.,]([0-9]*))?")  # as in frontend/assets/elements/amounts.ts
QUOTED = 30  # characters of what was written that a refusal repeats


def show(amount: int, decimals: int = 0, *, signed: bool = False) -> str:
    whole, rest = divmod(abs(amount), 10**decimals)
    text = f"{whole:,}".replace(",", get_format("THOUSAND_SEPARATOR"))
    if decimals:
        text += f"{get_format('DECIMAL_SEPARATOR')}{rest:0{decimals}d}"
    sign = MINUS if amount < 0 else "+" if signed and amount > 0 else ""
    return sign + text


def decimal_string(amount: int, decimals: int) -> str:
    """For machines: "12.34"."""
    return f"{Decimal(amount).scaleb(-decimals):.{decimals}f}"


def quoted(text: str) -> str:
    """What somebody wrote, to be repeated in a refusal: no longer than can be read."""
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"


def read(text: str, decimals: int = 0) -> int:
    """Integer units from what a person or a file writes: ASCII digits with a sign or none, blanks as thousands, one
    comma or point. Raises Refused: "1e3" and "3_0" are no numbers here."""
    parts = WRITTEN.fullmatch(text.strip().translate(BLANKS).replace(MINUS, "-"))
    if parts is None:
        raise Refused(_("”%(text)s” är inte ett tal.") % {"text": quoted(text)})
    sign, whole, fraction = parts[1], parts[2].lstrip("0"), (parts[3] or "").rstrip("0")
    if len(whole) >= len(str(TOO_LARGE)):
        raise Refused(_("”%(text)s” är ett orimligt stort tal.") % {"text": quoted(text)})
    if len(fraction) > decimals:
        if decimals == 0:
            raise Refused(_("”%(text)s” är inte ett heltal.") % {"text": quoted(text)})
        raise Refused(_("”%(text)s” har fler än %(n)s decimaler.") % {"text": quoted(text), "n": decimals})
    units = int(f"0{whole}{fraction.ljust(decimals, '0')}")
    return -units if sign == "-" else units
