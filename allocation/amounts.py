"""Integer units as people write them: 1234 with two decimals is 12,34, in English 12.34."""

from decimal import Decimal, InvalidOperation

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from allocation.errors import Refused

MINUS = "−"
TOO_LARGE = 100_000_000  # whole units: what the database holds, with a decimal to spare
BLANKS = str.maketrans({" ": None, "\u00a0": None, "\u202f": None})


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


def read(text: str, decimals: int = 0) -> int:
    """Integer units from what a person or a file writes; comma or point, blanks as thousands. Raises Refused."""
    cleaned = str(text).translate(BLANKS).replace(MINUS, "-").replace(",", ".")
    try:
        number = Decimal(cleaned)
    except InvalidOperation as error:
        raise Refused(_("”%(text)s” är inte ett tal.") % {"text": text}) from error
    if not number.is_finite():
        raise Refused(_("”%(text)s” är inte ett tal.") % {"text": text})
    if abs(number) >= TOO_LARGE:
        raise Refused(_("”%(text)s” är ett orimligt stort tal.") % {"text": text})
    units = number.scaleb(decimals)
    if units != units.to_integral_value():
        if decimals == 0:
            raise Refused(_("”%(text)s” är inte ett heltal.") % {"text": text})
        raise Refused(_("”%(text)s” har fler än %(n)s decimaler.") % {"text": text, "n": decimals})
    return int(units)
