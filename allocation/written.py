"""Exact numbers as people read them: rounded for the eye, never on the way. Separators: frontend/formats."""

from fractions import Fraction

from allocation.amounts import show

DIGITS = 6  # that a reader needs of a number he does not know the size of
MOST = 9  # decimals


def rounded(value: Fraction, decimals: int, *, signed: bool = False) -> str:
    """Half away from zero: 112,54."""
    scaled = 2 * abs(value.numerator) * 10**decimals + value.denominator
    units = scaled // (2 * value.denominator)
    return show(-units if value < 0 else units, decimals, signed=signed)


def brief(value: Fraction) -> str:
    """Whole where it is whole, with the decimals it has where they are few, else six digits: 0,0137272."""
    for decimals in range(DIGITS - 1):
        if (value * 10**decimals).denominator == 1:
            return rounded(value, decimals)
    before = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    zeros = 0 if before else len(str(int(1 / abs(value)))) - 1
    return rounded(value, min(MOST, max(1, DIGITS - before + zeros)))


def ratio(value: Fraction) -> tuple[str, str] | None:
    """Exactly, above and below the line: 72 229 and 5 226 163. None for a whole number."""
    return None if value.denominator == 1 else (show(value.numerator), show(value.denominator))
