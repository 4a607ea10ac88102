"""What the länsstyrelse takes of a clearing, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allocation.models import Form, Reason
from frontend.pages.county.clearing.reads import Preview
from frontend.pages.transfers.forms import Motivation


class TakeForm(Motivation):
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    chosen = forms.TypedMultipleChoiceField(
        label=_("Omfördelningar att föreslå"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Välj minst en omfördelning."),
            "invalid_choice": _("Välj bland de omfördelningar som står här."),
        },
    )

    def __init__(self, *args: Any, preview: Preview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preview = preview
        every = [(each.index, each.title) for each in preview.suggestions]
        self.fields["chosen"].choices = every  # type: ignore[attr-defined]
        self.fields["chosen"].initial = [index for index, _title in every]
        self.fields["digest"].initial = preview.digest
        self.fields["form"].initial, self.fields["reason"].initial = Form.DIALOGUE, Reason.HOUSING

    @property
    def chosen_indexes(self) -> list[int]:
        """What is ticked: everything at first, and what was ticked when the form is shown again."""
        ticked = {str(index) for index in self["chosen"].value() or []}
        return [each.index for each in self.preview.suggestions if str(each.index) in ticked]

    def show_again(self) -> None:
        """What was entered stands, beside the preview that the page now shows. Ticks belong to the preview in which
        they were made: in another one there are none, and each omfördelning is chosen by somebody who has seen it."""
        if self.data["digest"] != self.preview.digest:
            self.data = {**dict(self.data.items()), "chosen": [], "digest": self.preview.digest}
