"""Numbers and dates as they are written in Swedish: 1 234,5 · −3 · 10 % · 2026-11-15; in English 1,234.5 and 10%.

The separators are in `frontend/formats`. Integer units: allocation/amounts.py.
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _

from allocation import amounts
from allocation.amounts import MINUS

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NO_BREAK_SPACE = "\u00a0"
UNCHANGED = "\u00b7"  # a middle dot: nothing moved
MISSING = "\u2013"
ENGLISH_THOUSANDS = re.compile(rf"[+\-{MINUS}]?\d{{1,3}}(,\d{{3}})+(\.\d*)?")

Number = int | float | Decimal


def number(value: Number, decimals: int = 0) -> str:
    """1234.5 with one decimal: "1 234,5"."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = MINUS if rounded < 0 else ""
    whole, _point, fraction = f"{abs(rounded):,}".partition(".")
    whole = whole.replace(",", get_format("THOUSAND_SEPARATOR"))
    return sign + (f"{whole}{get_format('DECIMAL_SEPARATOR')}{fraction}" if fraction else whole)


def plain(text: str) -> str:
    """What was written in a field, for `amounts.read`: a reader of English writes 1,234 for a Swedish 1 234."""
    in_thousands = get_format("THOUSAND_SEPARATOR") == "," and ENGLISH_THOUSANDS.fullmatch(text.strip())
    return text.replace(",", "") if in_thousands else text


def signed(text: str) -> str:
    """A number already written, with its plus; zero as it stands."""
    is_zero = not any(digit in text for digit in "123456789")
    return text if text.startswith(MINUS) or is_zero else f"+{text}"


def change(units: int, decimals: int = 0) -> str:
    """+3, −3, and a dot where nothing has changed."""
    return amounts.show(units, decimals, signed=True) if units else UNCHANGED


def percent(share: Number, decimals: int = 0) -> str:
    """A share as per cent: 0.103 is "10 %"."""
    return _("{number} %").format(number=number(Decimal(str(share)) * 100, decimals)).replace(" ", NO_BREAK_SPACE)


def day(value: date) -> str:
    if isinstance(value, datetime):
        value = _local(value).date()
    return value.isoformat()


def moment(value: datetime) -> str:
    return date_format(_local(value), "DATETIME_FORMAT").replace(" ", NO_BREAK_SPACE)


def _local(value: datetime) -> datetime:
    return timezone.localtime(value, STOCKHOLM) if timezone.is_aware(value) else value
