"""Exact numbers in and out: no float ever enters a calculation."""

import math
from collections.abc import Hashable, Iterable
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational

from allocation.engine.errors import InvalidInput

Number = int | Fraction | Decimal


def exact(value: object, unit: Hashable | None = None, what: str = "the value") -> Fraction:
    """The value as a Fraction, not below zero; an InvalidInput with the unit's name otherwise."""
    number = _fraction(value, unit, what)
    if number.numerator < 0:
        raise InvalidInput.because("negative", unit, what=what, value=value)
    return number


def whole(value: object, unit: Hashable | None = None, what: str = "the value") -> int:
    """The value as an int, not below zero. 3, Decimal("3.0") and Fraction(6, 2) are whole; 2.5 is not."""
    if type(value) is int and value >= 0:
        return value
    number = exact(value, unit, what)
    if number.denominator != 1:
        raise InvalidInput.because("not_whole", unit, what=what, value=value)
    return number.numerator


def parse(value: object, what: str = "the value", unit: Hashable | None = None) -> Fraction:
    """As `exact`, and text too: "0.45" or "9/20", the forms that `text` writes."""
    if isinstance(value, str):
        try:
            value = Fraction(value)
        except (ValueError, ZeroDivisionError):
            raise InvalidInput.because("not_a_number", unit, what=what, value=repr(value)) from None
    return exact(value, unit, what)


def text(number: Fraction | int, places: int = 12) -> str:
    """One text for one number: a decimal where it ends within `places`, a ratio otherwise."""
    numerator, denominator = number.numerator, number.denominator
    scaled, beyond = divmod(abs(numerator) * 10**places, denominator)
    if beyond:
        return f"{numerator}/{denominator}"
    whole_part, decimals = divmod(scaled, 10**places)
    tail = f"{decimals:0{places}d}".rstrip("0") if decimals else ""
    return ("-" if numerator < 0 else "") + str(whole_part) + (f".{tail}" if tail else "")


def over_common_denominator(numbers: Iterable[Fraction | int]) -> tuple[list[int], int]:
    """Numerators over one denominator, so that comparing and summing is integer work."""
    numbers = list(numbers)
    denominator = math.lcm(*(number.denominator for number in numbers))
    return [number.numerator * (denominator // number.denominator) for number in numbers], denominator


def _fraction(value: object, unit: Hashable | None, what: str) -> Fraction:
    if value is None:
        raise InvalidInput.because("missing", unit, what=what)
    if isinstance(value, bool):
        raise InvalidInput.because("not_a_number", unit, what=what, value=value)
    if isinstance(value, Integral):
        return Fraction(int(value))  # NumPy's integers too, without their overflow
    if isinstance(value, Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    if value.is_nan() if isinstance(value, Decimal) else isinstance(value, float) and math.isnan(value):
        raise InvalidInput.because("nan", unit, what=what)  # a signalling NaN too, which math refuses to look at
    if isinstance(value, (Decimal, float)) and math.isinf(value):
        raise InvalidInput.because("infinite", unit, what=what)
    if isinstance(value, Decimal):
        return Fraction(value)
    if isinstance(value, float):
        raise InvalidInput.because("float", unit, what=what, value=value)
    raise InvalidInput.because("not_a_number", unit, what=what, value=repr(value))
