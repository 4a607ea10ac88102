"""Forms of an omfördelning: the same for länsstyrelse and kommun, for a new one and for a changed one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allocation.models import Form, Reason, TransferVersion
from frontend.pages.fields import AmountField, DateInput, LongText
from frontend.pages.submit import OnceForm
from municipalities.models import Municipality

# Länsstyrelsens own assessment is an avsteg, never an omfördelning.
TRANSFER_FORMS = [(f.value, f.label) for f in (Form.AGREEMENT, Form.DIALOGUE, Form.WRITTEN)]
REASONS = [(r.value, r.label) for r in Reason if r != Reason.PROPOSAL]


@dataclass(frozen=True)
class Standing:
    """A kommun as it stands in one target group, before a move."""

    municipality: Municipality
    amount: int
    pending: int = 0
    wish: str = ""  # the kommun's önskemål, in words


@dataclass(frozen=True)
class LegRow:
    standing: Standing
    field: forms.BoundField


class LegsForm(OnceForm):
    """One signed number per kommun; the empty ones take no part."""

    def __init__(self, *args: Any, standings: list[Standing], decimals: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standings, self.decimals = standings, decimals
        for standing in standings:
            self.fields[leg_name(standing.municipality.code)] = AmountField(
                label=_("Ändring för %(kommun)s") % {"kommun": standing.municipality.name},
                decimals=decimals,
                signed=True,
                required=False,
            )

    def leg_rows(self) -> Iterator[LegRow]:
        for standing in self.standings:
            yield LegRow(standing, self[leg_name(standing.municipality.code)])

    @property
    def balance(self) -> int:
        """What has been entered so far, summed; shown also before (and without) any script."""
        return sum(self.entered().values()) if self.is_bound else 0

    @property
    def legs(self) -> dict[str, int]:
        return {code: units for code, units in self.entered().items() if units}

    def entered(self) -> dict[str, int]:
        data = getattr(self, "cleaned_data", {})
        codes = (standing.municipality.code for standing in self.standings)
        return {code: data.get(leg_name(code)) or 0 for code in codes}


def leg_name(code: str) -> str:
    return f"andring_{code}"


def initial_legs(legs: dict[str, int]) -> dict[str, int]:
    return {leg_name(code): units for code, units in legs.items()}


class Motivation(OnceForm):
    """Form, reason and motivering. A deviation is never without them (report 4.3.1)."""

    form = forms.ChoiceField(label=_("Hur den kom till"), choices=TRANSFER_FORMS)
    reason = forms.ChoiceField(label=_("Skäl"), choices=REASONS)
    text = forms.CharField(
        label=_("Motivering"),
        widget=LongText(),
        max_length=4000,
        help_text=_("Följer med till beslutet. Skriv inga uppgifter om enskilda personer."),
    )


class CarryOver(forms.Form):
    """What becomes of an agreement at a revidering."""

    carry_over = forms.BooleanField(
        label=_("Ska gälla även om talen revideras under året"),
        required=False,
        help_text=_("Annars förfaller omfördelningen när en revidering börjar gälla."),
    )


class MotivatedForm(LegsForm, Motivation):
    """A move with its motivering."""


class TransferForm(MotivatedForm, CarryOver):
    @classmethod
    def initial_of(cls, version: TransferVersion) -> dict[str, Any]:
        return {
            **initial_legs({leg.municipality_id: leg.amount for leg in version.legs.all()}),
            "form": version.form,
            "reason": version.reason,
            "text": version.text,
            "carry_over": version.carry_over,
        }

    def content(self) -> dict[str, Any]:
        """What `propose_transfer` and `change_transfer` ask for."""
        chosen = {name: self.cleaned_data[name] for name in ("form", "reason", "text", "carry_over")}
        return {"legs": self.legs, **chosen}


class AnswerForm(OnceForm):
    """A kommun answers exactly the version that it has read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    kommun = forms.CharField(widget=forms.HiddenInput, max_length=4)


class ApprovalForm(AnswerForm):
    reservation_until = forms.DateField(
        label=_("Med förbehåll för beslut i nämnd eller KS, väntas den"), required=False, widget=DateInput()
    )
    text = forms.CharField(label=_("Kommentar"), required=False, widget=LongText(rows=2), max_length=2000)


class RefusalForm(AnswerForm):
    text = forms.CharField(label=_("Varför kommunen avböjer"), widget=LongText(rows=3), max_length=2000)


class WithdrawalForm(OnceForm):
    text = forms.CharField(
        label=_("Varför omfördelningen återkallas"), required=False, widget=LongText(rows=2), max_length=2000
    )


class DeclineForm(OnceForm):
    text = forms.CharField(label=_("Varför länsstyrelsen avstyrker"), widget=LongText(rows=3), max_length=2000)


class EndorseForm(OnceForm):
    """Nothing to fill in: a confirmation."""
