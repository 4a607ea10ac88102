"""Numbers and dates as they are written in Swedish: 1 234,5 · −3 · 2026-11-15. Integer units: allocation/amounts.py."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

from allocation import amounts
from allocation.amounts import MINUS

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NO_BREAK_SPACE = "\u00a0"
UNCHANGED = "\u00b7"  # a middle dot: nothing moved
MISSING = "\u2013"

Number = int | float | Decimal


def number(value: Number, decimals: int = 0) -> str:
    """1234.5 with one decimal: "1 234,5"."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = MINUS if rounded < 0 else ""
    return sign + f"{abs(rounded):,}".replace(",", NO_BREAK_SPACE).replace(".", ",")


def signed(text: str) -> str:
    """A number already written, with its plus; zero as it stands."""
    is_zero = not any(digit in text for digit in "123456789")
    return text if text.startswith(MINUS) or is_zero else f"+{text}"


def change(units: int, decimals: int = 0) -> str:
    """+3, −3, and a dot where nothing has changed."""
    return amounts.show(units, decimals, signed=True) if units else UNCHANGED


def percent(share: Number, decimals: int = 0) -> str:
    """A share as per cent: 0.103 is "10 %"."""
    return f"{number(Decimal(str(share)) * 100, decimals)}{NO_BREAK_SPACE}%"


def day(value: date) -> str:
    if isinstance(value, datetime):
        value = _local(value).date()
    return value.isoformat()


def moment(value: datetime) -> str:
    return f"{_local(value):%Y-%m-%d kl. %H.%M}".replace(" ", NO_BREAK_SPACE)


def _local(value: datetime) -> datetime:
    return timezone.localtime(value, STOCKHOLM) if timezone.is_aware(value) else value
