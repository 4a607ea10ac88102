"""Query parameters as data: the same table reads them, refuses them in words, and documents them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter

from allocation.api.problems import InvalidParameter


@dataclass(frozen=True)
class Parameter:
    name: str
    about: str
    read: Callable[[str], Any]  # the value, or ValueError
    allowed: Callable[[], str]  # in words; asked for only when something was refused
    schema: dict[str, Any] = field(default_factory=dict)
    default: Any = None

    @property
    def documentation(self) -> OpenApiParameter:
        schema = self.schema if self.default is None else self.schema | {"default": self.default}
        return OpenApiParameter(self.name, schema, description=self.about)


def choice(
    name: str, about: str, values: Sequence[str], *, more: Callable[[], Iterable[str]] | None = None
) -> Parameter:
    """One of `values`, or of `more` that only the database knows."""

    def all_values() -> list[str]:
        return list(dict.fromkeys([*values, *(more() if more else ())]))

    def read(text: str) -> str:
        if text not in values and text not in all_values():
            raise ValueError
        return text

    schema = {"type": "string", "examples" if more else "enum": list(values)}
    return Parameter(name, about, read, lambda: ", ".join(all_values()), schema)


def code(name: str, about: str, model: type[Model], example: str, allowed: str) -> Parameter:
    """The key of something that exists."""

    def read(text: str) -> str:
        if not model._default_manager.filter(pk=text).exists():
            raise ValueError
        return text

    schema = {"type": "string", "pattern": rf"^\d{{{len(example)}}}$", "examples": [example]}
    return Parameter(name, about, read, lambda: allowed, schema)


def whole(name: str, about: str, least: int, most: int, *, default: int | None = None) -> Parameter:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise ValueError
        return int(text)

    schema = {"type": "integer", "minimum": least, "maximum": most}
    return Parameter(name, about, read, lambda: f"heltal från {least} till {most}", schema, default)


def read_parameters(query: QueryDict, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The value of every parameter (its default if absent). A misspelt filter would silently give too much: refused."""
    known = {parameter.name: parameter for parameter in parameters}
    for name, values in query.lists():
        if name not in known:
            allowed = ", ".join(known) or "inga"
            raise InvalidParameter(f"Parametern ”{name}” finns inte här. Tillåtna parametrar: {allowed}.")
        if len(values) > 1:
            raise InvalidParameter(f"Parametern ”{name}” anges flera gånger. Ange ett värde åt gången.")
    return {name: _value(parameter, query.get(name)) for name, parameter in known.items()}


def _value(parameter: Parameter, text: str | None) -> Any:
    if text is None:
        return parameter.default
    try:
        return parameter.read(text)
    except ValueError:
        raise InvalidParameter(
            f"Parametern ”{parameter.name}” kan inte ha värdet ”{text}”. Tillåtet: {parameter.allowed()}."
        ) from None
