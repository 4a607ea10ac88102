"""How the value of a parameter is read. What cannot be one is refused by the parameter's name, never guessed at."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from allocation.engine.errors import InvalidInput
from allocation.engine.exact import parse, whole

FIRST_YEAR, LAST_YEAR = 1900, 2199  # beyond these a year is taken for a mistake; assumed
MOST_DECIMALS = 6


def number(value: Any, name: str) -> Fraction:
    """A Fraction that is not below zero has been read already: most of a sweep's parameters have."""
    return value if type(value) is Fraction and value.numerator >= 0 else parse(value, name)


def between(value: Any, name: str, least: int, most: int) -> int:
    found = whole(value, what=name)
    if not least <= found <= most:
        raise InvalidInput.because("out_of_range", what=name, value=found, least=least, most=most)
    return found


def year(value: Any, name: str) -> int:
    return between(value, name, FIRST_YEAR, LAST_YEAR)


def decimals(value: Any, name: str) -> int:
    return between(value, name, 0, MOST_DECIMALS)


def flag(value: Any, name: str) -> bool:
    """True or False alone: the text "no" would be taken for a yes."""
    if not isinstance(value, bool):
        raise InvalidInput(f"is neither true nor false ({value!r})", name)
    return value


def word(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise InvalidInput(f"is not text ({value!r})", name)
    return value


def words(value: Any, name: str) -> tuple[str, ...]:
    if not isinstance(value, (tuple, list)):
        raise InvalidInput(f"is not a list ({value!r})", name)
    return tuple(word(each, name) for each in value)


def numbers(value: Any, name: str) -> dict[str, Fraction]:
    return {group: number(given, f"{name} of {group}") for group, given in _by_group(value, name)}


def windows(value: Any, name: str) -> dict[str, tuple[int, int]]:
    return {group: _window(given, f"{name} of {group}") for group, given in _by_group(value, name)}


def remarks(value: Any, name: str) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise InvalidInput(f"does not give a text per parameter ({value!r})", name)
    return {parameter: word(remark, f"{name} of {parameter}") for parameter, remark in value.items()}


def _window(value: Any, name: str) -> tuple[int, int]:
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise InvalidInput(f"is not a first and a last year ({value!r})", name)
    return year(value[0], name), year(value[1], name)


def _by_group(value: Any, name: str) -> list[tuple[str, Any]]:
    """In order of the groups' names."""
    if not isinstance(value, Mapping):
        raise InvalidInput(f"does not give a value per group ({value!r})", name)
    for group in value:
        word(group, f"{name}: the group {group!r}")
    return sorted(value.items(), key=lambda pair: pair[0])
