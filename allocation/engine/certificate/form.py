"""Is it a certificate at all: every field there, of the right kind, and nothing said twice."""

from collections.abc import Iterator, Mapping
from typing import Any

VERSION = 1
NUMBERS = ("now", "proposed", "lot", "viable", "floor")


def faults(certificate: Mapping[str, Any]) -> Iterator[str]:
    """The first thing that makes the rest unreadable, in words."""
    if certificate["version"] != VERSION:
        yield f"the certificate is of version {certificate['version']}, not {VERSION}"
        return
    names = [pool["name"] for pool in certificate["pools"]]
    if not names or len(set(names)) != len(names) or set(names) != certificate["numbers"].keys():
        yield "the pools are missing, named twice, or not those of the numbers"
        return
    for pool in certificate["pools"]:
        codes = [each["kommunkod"] for each in pool["kommuner"]]
        if len(set(codes)) != len(codes) or set(codes) != certificate["numbers"][pool["name"]].keys():
            yield f"{pool['name']}: the kommuner are not those of the pool"
        grouped = [code for group in pool["groups"] for code in group]
        if len(set(grouped)) != len(grouped) or not set(grouped) <= set(codes):
            yield f"{pool['name']}: a group names a kommun twice, or one that is not there"
        yield from (f"{pool['name']} {each['kommunkod']}: {word}" for each in pool["kommuner"] for word in _wrong(each))
    for part in certificate["parts"]:
        if type(part["changed"]) is not int or type(part["proven"]) is not bool:
            yield "a part does not say how many are changed, or whether it is proven"


def _wrong(kommun: Mapping[str, Any]) -> Iterator[str]:
    for name in NUMBERS:
        if not _is_number(kommun[name]):
            yield f"{name} is not a whole number from 0"
    if kommun["cap"] is not None and not _is_number(kommun["cap"]):
        yield "cap is not a whole number from 0"
    if type(kommun["locked"]) is not bool:
        yield "locked is neither true nor false"
    if (wish := kommun["wish"]) is not None and not _is_wish(wish):
        yield "the wish is neither an interval nor a direction"


def _is_wish(wish: Mapping[str, Any]) -> bool:
    ends = [end for end in (wish["least"], wish["most"]) if end is not None]
    if wish["direction"] is not None:
        return wish["direction"] in ("fewer", "more") and not ends
    return bool(ends) and all(map(_is_number, ends)) and ends == sorted(ends)


def _is_number(value: object) -> bool:
    return type(value) is int and value >= 0
