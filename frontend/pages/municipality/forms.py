"""Kommunens svar. What it says of a wish is read in the round's unit, with a Swedish comma."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allocation.models import TargetGroup
from dialogue.models import Response, Wish
from dialogue.services import MAX_TEXT
from frontend.pages.fields import AmountField, DateInput, LongText
from frontend.pages.submit import OnceForm

SAVE = "spara"  # the button that only saves; the other asks for a complete answer


@dataclass(frozen=True)
class WishRow:
    group: TargetGroup
    least: forms.BoundField
    most: forms.BoundField


class AnswerForm(OnceForm):
    """A draft may lack anything; what is to be checked and sent says at least what the answer is."""

    answer = forms.ChoiceField(
        label=_("Kommunens svar"),
        choices=Response.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj vad kommunen svarar.")},
    )
    text = forms.CharField(
        label=_("Text till länsstyrelsen"),
        required=False,
        widget=LongText(rows=8),
        max_length=MAX_TEXT,
        help_text=_("Skriv varför. Skriv inga uppgifter om enskilda personer."),
    )
    anchoring = forms.ChoiceField(
        label=_("Förankrat hos"), choices=Response.Anchoring.choices, initial=Response.Anchoring.OFFICER
    )
    anchored_on = forms.DateField(label=_("Datum för förankringen"), required=False, widget=DateInput())
    reserved = forms.BooleanField(label=_("Med förbehåll för beslut i nämnd eller kommunstyrelse"), required=False)
    reservation_until = forms.DateField(label=_("Beslutet väntas den"), required=False, widget=DateInput())

    def __init__(self, *args: Any, groups: list[TargetGroup], decimals: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        self.fields["answer"].required = not self.is_to_be_saved
        for group in groups:
            self.fields[least_name(group)] = AmountField(label=_("Lägst"), decimals=decimals, required=False)
            self.fields[most_name(group)] = AmountField(label=_("Högst"), decimals=decimals, required=False)

    @classmethod
    def initial_of(cls, draft: Response) -> dict[str, Any]:
        content = ("answer", "text", "anchoring", "anchored_on", "reservation_until")
        wishes = [_initial_wish(wish) for wish in draft.wishes.select_related("target_group")]
        return {
            **{name: getattr(draft, name) for name in content},
            "reserved": draft.reservation_until is not None,
            **{name: units for wish in wishes for name, units in wish.items()},
        }

    @property
    def is_to_be_saved(self) -> bool:
        return SAVE in self.data

    def wish_rows(self) -> Iterator[WishRow]:
        for group in self.groups:
            yield WishRow(group, self[least_name(group)], self[most_name(group)])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("reserved") and not said.get("reservation_until") and "reservation_until" not in self.errors:
            self.add_error("reservation_until", _("Ange när beslutet väntas."))
        for group in self.groups:
            least, most = said.get(least_name(group)), said.get(most_name(group))
            if least is not None and most is not None and least > most:
                self.add_error(most_name(group), _("Det högsta talet är lägre än det lägsta."))
        return said

    def content(self) -> dict[str, Any]:
        """What `save_draft` asks for."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in ("answer", "text", "anchoring", "anchored_on")},
            "reservation_until": said["reservation_until"] if said["reserved"] else None,
            "wishes": {group.code: (said[least_name(group)], said[most_name(group)]) for group in self.groups},
        }


def least_name(group: TargetGroup) -> str:
    return f"lagst_{group.code}"


def most_name(group: TargetGroup) -> str:
    return f"hogst_{group.code}"


def _initial_wish(wish: Wish) -> dict[str, int | None]:
    return {least_name(wish.target_group): wish.least, most_name(wish.target_group): wish.most}


class SubmitForm(OnceForm):
    """Nothing to fill in: what has been checked is sent."""
