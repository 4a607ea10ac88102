"""What is written in a draft, as it is sent; and the motivering with which the draft is proposed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from allocation import amounts
from allocation.amounts import quoted
from allocation.errors import Refused
from frontend.formatting import plain
from frontend.pages.transfers.forms import CarryOver, Motivation

NUMBER, SEEN = "tal_", "sett_"
VERSION = re.compile(r"[0-9]{1,9}")


class ProposeForm(Motivation, CarryOver):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def show_again(self, version: int) -> None:
        """What was entered stands, beside this version of the draft: it is the one that the page now shows."""
        self.data = {**dict(self.data.items()), "version": str(version)}


@dataclass(frozen=True)
class Written:
    """The fields of a draft. A refusal names the kommun whose field it is."""

    asked: Mapping[str, str]
    names: Mapping[str, str]  # kommunkod → kommun
    decimals: int

    @property
    def typed(self) -> dict[str, str]:
        """Kommunkod → what stands in its field."""
        return {name.removeprefix(NUMBER): self.asked[name] for name in self.asked if name.startswith(NUMBER)}

    @property
    def numbers(self) -> dict[str, tuple[int, int]]:
        """Kommunkod → the number that was on the screen, the number written. An empty field writes nothing."""
        return {code: (self._seen(code), self._read(code, text)) for code, text in self.typed.items() if text.strip()}

    @property
    def version(self) -> int:
        text = self.asked.get("version", "")
        if not VERSION.fullmatch(text):
            raise Refused(_("Det framgår inte vilken version av utkastet du såg. Läs in sidan på nytt."))
        return int(text)

    @property
    def step(self) -> tuple[str, int] | None:
        """− or + of a kommun, in integer units as the button says them."""
        code, _colon, by = self.asked.get("steg", "").partition(":")
        return (code, self._read(code, by, is_units=True)) if code else None

    def _seen(self, code: str) -> int:
        text = self.asked.get(SEEN + code, "")
        if not text.strip():
            raise Refused(
                _("%(kommun)s: det framgår inte vilket tal du såg när du skrev. Läs in sidan på nytt.")
                % {"kommun": self._name(code)}
            )
        return self._read(code, text)

    def _read(self, code: str, text: str, *, is_units: bool = False) -> int:
        try:
            return amounts.read(text) if is_units else amounts.read(plain(text), self.decimals)
        except Refused as refusal:
            words = _("%(kommun)s: %(why)s") % {"kommun": self._name(code), "why": refusal}
            raise Refused(words) from refusal

    def _name(self, code: str) -> str:
        return self.names.get(code, quoted(code))
