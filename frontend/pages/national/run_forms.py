"""What a model run is governed by, as a form: starts from Jämka's assumed values; every one may be tried."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from allocation.engine.model.parameters import FLOOR_MODES, Parameters
from allocation.explanation_labels import GROUPS
from allocation.models import TargetGroup
from frontend.pages.fields import AmountField
from frontend.pages.submit import OnceForm

FLOOR_MODE_NAMES: dict[str, str | Promise] = {
    "maximum": _("Ingen får mindre än det lägsta talet"),
    "additive": _("Alla får det lägsta talet, och resten fördelas"),
}


class WeightField(forms.DecimalField):
    """ "0,6", kept as the decimal string that the engine reads exactly."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_digits=12, decimal_places=6, localize=True, **kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> str | None:
        number = super().clean(value)
        return None if number is None else format(number.normalize(), "f")


class ModelForm(OnceForm):
    version = forms.CharField(
        label=_("Namn på parametrarna"), max_length=60, help_text=_("Står på varje sida som visar resultatet.")
    )
    w_am = WeightField(
        label=_("Arbetsmarknadens vikt"),
        max_value=1,
        help_text=_("Från 0 (bara folkmängd) till 1 (bara arbetsmarknad i förhållande till folkmängd)."),
    )
    w_h = WeightField(
        label=_("Avräkning för tidigare mottagande"),
        help_text=_("Enheter per mottagen person: hur mycket tidigare mottagande jämnas ut."),
    )
    w_sb = WeightField(
        label=_("Avräkning för egenbosatta"), help_text=_("Enheter per person i prognosen. Ingen prognos är inläst: 0.")
    )
    floor = WeightField(label=_("Lägsta tal för en kommun"))
    floor_mode = forms.ChoiceField(
        label=_("Hur det lägsta talet räknas"), choices=[(mode, FLOOR_MODE_NAMES[mode]) for mode in FLOOR_MODES]
    )
    cap = WeightField(label=_("Högsta tal för en kommun"), required=False)

    def __init__(
        self, *args: Any, defaults: Parameters, groups: list[TargetGroup], decimals: int, **kwargs: Any
    ) -> None:
        kwargs["initial"] = initial_of(defaults)
        super().__init__(*args, **kwargs)
        self.defaults, self.groups = defaults, groups
        if not defaults.model.labour_market:  # not a criterion of the process
            del self.fields["w_am"]
        for name in defaults.v:
            self.fields[weight_name(name)] = WeightField(
                label=gettext("Vikt för mottagna %(group)s") % {"group": GROUPS.get(name, name)}
            )
        for group in self.several_groups:
            self.fields[total_name(group)] = AmountField(
                label=gettext("Rikets tal, %(group)s") % {"group": group}, decimals=decimals
            )

    @property
    def several_groups(self) -> list[TargetGroup]:
        return self.groups if len(self.groups) > 1 else []

    def weights(self) -> list[forms.BoundField]:
        return [self[weight_name(group)] for group in self.defaults.v]

    def group_totals_fields(self) -> list[forms.BoundField]:
        return [self[total_name(group)] for group in self.several_groups]

    def content(self) -> dict[str, Any]:
        """What `request_model_run` asks for."""
        said = self.cleaned_data
        names = ("version", "w_am", "w_h", "w_sb", "floor", "floor_mode", "cap")
        chosen = {name: said[name] for name in names if name in said}
        parameters = {
            **self.defaults.to_json(),
            **chosen,
            "v": {group: said[weight_name(group)] for group in self.defaults.v},
        }
        totals = {group.code: said[total_name(group)] for group in self.several_groups}
        return {"parameters": parameters, "group_totals": totals or None}


def initial_of(defaults: Parameters) -> dict[str, Any]:
    values = defaults.to_json()
    return {
        **{name: _decimal(values[name]) for name in ("w_am", "w_h", "w_sb", "floor", "cap")},
        **{weight_name(group): _decimal(value) for group, value in values["v"].items()},
        **{name: values[name] for name in ("version", "floor_mode")},
    }


def weight_name(group: str) -> str:
    return f"v_{group}"


def total_name(group: TargetGroup) -> str:
    return f"riket_{group.code}"


def _decimal(written: str | None) -> Decimal | None:
    """The engine writes a decimal where it ends, else a ratio; shown with six decimals then."""
    if written is None:
        return None
    exact = Fraction(written)
    return round(Decimal(exact.numerator) / exact.denominator, 6).normalize()
