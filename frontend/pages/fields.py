"""Form fields that read what people here write."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from allocation import amounts
from frontend.formatting import plain
from journal.errors import Refused


class AmountField(forms.CharField):
    """An amount as written ("1 234", "12,34", "−3"), read into the round's integer units."""

    def __init__(self, *, decimals: int = 0, signed: bool = False, **kwargs: Any) -> None:
        self.decimals, self.signed = decimals, signed
        super().__init__(**{"max_length": 20, "empty_value": None, **kwargs})

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if text is None:
            return None
        try:
            units = amounts.read(plain(text), self.decimals)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if units < 0 and not self.signed:
            raise forms.ValidationError(_("Talet kan inte vara lägre än noll."))
        return units

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return amounts.show(value, self.decimals, signed=self.signed)
        return value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # The keypads of telephones lack a minus in "numeric" and "decimal".
        mode = "text" if self.signed else "decimal" if self.decimals else "numeric"
        return {**super().widget_attrs(widget), "inputmode": mode, "autocomplete": "off"}


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class LongText(forms.Textarea):
    def __init__(self, rows: int = 5) -> None:
        super().__init__({"rows": rows})
