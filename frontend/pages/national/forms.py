"""Migrationsverkets forms: the round, its totals, the samråd, a proposal's file, a correction."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from allocation import amounts
from allocation.errors import Refused
from allocation.importers.tables import MAX_BYTES
from allocation.models import Round, TargetGroup, Totals
from allocation.processes import Process
from frontend.pages.fields import AmountField, DateInput, LongText
from frontend.pages.submit import OnceForm
from municipalities.models import County, Municipality


class TargetGroupsField(forms.CharField):
    """One a line, "kod: namn" -> ((code, name), …)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=LongText(rows=3), **kwargs)

    def clean(self, value: Any) -> tuple[tuple[str, str], ...]:
        return tuple(_target_group(line) for line in str(super().clean(value)).splitlines() if line.strip())


def _target_group(line: str) -> tuple[str, str]:
    code, colon, name = (part.strip() for part in line.partition(":"))
    if not colon or not name:
        raise forms.ValidationError(
            gettext("Skriv ”kod: namn” på varje rad; ”%(line)s” saknar kolon.") % {"line": line}
        )
    try:
        validate_slug(code)
    except forms.ValidationError as error:
        raise forms.ValidationError(
            gettext("Koden ”%(code)s” får ha bokstäver a–z, siffror, bindestreck och understreck.") % {"code": code}
        ) from error
    return code, name


def target_groups_text(groups: Any) -> str:
    return "\n".join(f"{group.code}: {group.name}" for group in groups)


class RoundForm(OnceForm):
    """What a new round and a revidering have in common."""

    in_force_from = forms.DateField(label=_("Gäller från"), widget=DateInput())
    decide_by = forms.DateField(
        label=_("Beslut senast"),
        required=False,
        widget=DateInput(),
        help_text=_("Visas som sista dag, till exempel 15 november för kommuntal."),
    )
    target_groups = TargetGroupsField(
        label=_("Målgrupper"),
        initial="samtliga: Samtliga",
        help_text=_(
            "En per rad: kod, kolon, namn. Till exempel ”folkbokforda: Folkbokförda skyddsbehövande” och "
            "”abo_kvot: Anläggningsboende och kvotflyktingar”."
        ),
    )
    remark = forms.CharField(
        label=_("Anmärkning"),
        required=False,
        widget=LongText(rows=2),
        help_text=_(
            "Står på varje sida i omgången: rättsakt, vilka den gäller, vad som händer med tidigare anvisningar."
        ),
    )
    synthetic = forms.BooleanField(
        label=_("Påhittade tal, för att pröva systemet"), required=False, help_text=_("Sägs på varje sida i omgången.")
    )

    def content(self) -> dict[str, Any]:
        names = ("in_force_from", "decide_by", "target_groups", "remark", "synthetic")
        return {name: self.cleaned_data[name] for name in names}


class PlanForm(RoundForm):
    process = forms.ChoiceField(label=_("Process"), choices=Process.choices)
    year = forms.IntegerField(label=_("År"), min_value=2016, max_value=2100)
    decimals = forms.IntegerField(
        label=_("Decimaler i andelstal"),
        required=False,
        min_value=0,
        max_value=4,
        help_text=_("Gäller bara andelstal. Tomt: två."),
    )

    def content(self) -> dict[str, Any]:
        said = self.cleaned_data
        decimals = said["decimals"] if said["process"] == Process.ANDELSTAL else None
        return {**super().content(), "process": said["process"], "year": said["year"], "decimals": decimals}


class CloseForm(OnceForm):
    on = forms.DateField(label=_("Stängs den"), widget=DateInput(), initial=timezone.localdate)


PRELIMINARY, STATUTORY = "preliminary", "statutory"


@dataclass(frozen=True)
class CountyRow:
    county: County
    before: int | None
    field: forms.BoundField


class TotalsForm(OnceForm):
    """The nation's total and, for kommuntal, one länstal a län: written in the table or pasted as lines."""

    national = AmountField(label=_("Rikets tal"))
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[(PRELIMINARY, _("Preliminärt: rättsakten är inte beslutad")), (STATUTORY, _("Beslutat i rättsakt"))],
        widget=forms.RadioSelect,
        initial=PRELIMINARY,
    )
    legal_basis = forms.CharField(
        label=_("Rättsakt"),
        required=False,
        max_length=40,
        help_text=_("SFS-nummer, till exempel SFS 2025:894. Krävs för beslutade tal."),
    )
    remark = forms.CharField(label=_("Anmärkning"), required=False, max_length=300)
    pasted = forms.CharField(
        label=_("Eller klistra in länstalen"),
        required=False,
        widget=LongText(rows=6),
        max_length=4000,
        help_text=_("En rad per län: länskod eller länets namn, tabb eller semikolon, tal. Ersätter tabellen."),
    )

    def __init__(self, *args: Any, round: Round, counties: list[County], before: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round, self.counties, self.before = round, counties, before
        self.fields["national"].label = _("Tak för riket") if round.total_kind == "cap" else _("Rikets tal")
        for county in counties:
            self.fields[county_name(county)] = AmountField(label=county.name, required=False)
        if not counties:
            del self.fields["pasted"]

    @classmethod
    def initial_of(cls, totals: Totals | None, before: dict[str, int]) -> dict[str, Any]:
        if totals is None:
            return {}
        return {
            "national": totals.national,
            "status": STATUTORY if totals.statutory else PRELIMINARY,
            "legal_basis": totals.legal_basis,
            "remark": totals.remark,
            **{f"lan_{code}": units for code, units in before.items()},
        }

    def county_rows(self) -> Iterator[CountyRow]:
        for county in self.counties:
            yield CountyRow(county, self.before.get(county.pk), self[county_name(county)])

    def clean_pasted(self) -> dict[str, int]:
        return read_county_lines(self.cleaned_data["pasted"], self.counties)

    def content(self) -> dict[str, Any]:
        said = self.cleaned_data
        written = {c.pk: said[county_name(c)] for c in self.counties if said[county_name(c)] is not None}
        return {
            "national": said["national"],
            "counties": (said["pasted"] or written) if self.counties else None,
            "statutory": said["status"] == STATUTORY,
            "legal_basis": said["legal_basis"],
            "remark": said["remark"],
        }


def county_name(county: County) -> str:
    return f"lan_{county.pk}"


def read_county_lines(text: str, counties: list[County]) -> dict[str, int]:
    """ "05;430" or "Östergötlands län\\t430", line by line; what cannot be read is named with its line."""
    known = {c.pk: c.pk for c in counties} | {c.name.casefold(): c.pk for c in counties}
    known |= {c.name.removesuffix(" län").casefold(): c.pk for c in counties}
    found: dict[str, int] = {}
    wrong: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        place, _separator, written = (part.strip() for part in line.replace("\t", ";").rpartition(";"))
        code = known.get(place.casefold()) or known.get(place.zfill(2))
        try:
            units = amounts.read(written)
        except Refused as refusal:
            wrong.append(gettext("Rad %(n)s: %(why)s") % {"n": number, "why": refusal})
            continue
        if code is None:
            wrong.append(gettext("Rad %(n)s: länet ”%(place)s” finns inte.") % {"n": number, "place": place})
        elif code in found:
            wrong.append(gettext("Rad %(n)s: länet finns redan på en tidigare rad.") % {"n": number})
        else:
            found[code] = units
    if wrong:
        raise forms.ValidationError([forms.ValidationError(message) for message in wrong])
    return found


class ConsultationForm(OnceForm):
    held_on = forms.DateField(label=_("Hölls den"), widget=DateInput(), initial=timezone.localdate)
    participants = forms.CharField(
        label=_("Deltagare"),
        widget=LongText(rows=2),
        help_text=_("Myndigheter och organisationer, till exempel Arbetsförmedlingen, SKR, länsstyrelserna."),
    )
    outcome = forms.CharField(label=_("Vad samrådet kom fram till"), widget=LongText(rows=5))
    memo = forms.CharField(
        label=_("PM eller hänvisning till det"), required=False, widget=LongText(rows=4), max_length=20_000
    )

    def content(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("held_on", "participants", "outcome", "memo")}


class UploadForm(OnceForm):
    fil = forms.FileField(
        label=_("Fil med förslaget"),
        max_length=200,
        help_text=_("Excel (XLSX) eller CSV, högst 5 MB."),
        widget=forms.FileInput({"accept": ".csv,.xlsx,text/csv"}),
    )

    def clean_fil(self) -> Any:
        fil = self.cleaned_data["fil"]
        if fil.size > MAX_BYTES:
            raise forms.ValidationError(
                gettext("Filen är större än 5 MB. Ta bort blad och bilder som inte hör till förslaget.")
            )
        return fil


class AcceptForm(OnceForm):
    """Nothing to fill in: what has been looked through is accepted."""


class SendBackForm(OnceForm):
    text = forms.CharField(
        label=_("Varför talen återsänds"),
        widget=LongText(rows=5),
        max_length=4000,
        help_text=_("Länsstyrelsen ser texten. Ingenting som är överenskommet ändras av återsändandet."),
    )


class CorrectionForm(OnceForm):
    """Barnets bästa (docs/policy/forordning-2022-1008.md 4 §)."""

    municipality = forms.ModelChoiceField(
        Municipality.objects.order_by("sort_key"), label=_("Kommun"), empty_label=_("Välj kommun")
    )
    target_group = forms.ModelChoiceField(TargetGroup.objects.none(), label=_("Målgrupp"), empty_label=None)
    amount = AmountField(label=_("Nytt fördelningstal"))
    legal_basis = forms.CharField(label=_("Rättslig grund"), max_length=60, initial="förordning 2022:1008 4 §")
    text = forms.CharField(
        label=_("Motivering"),
        widget=LongText(rows=5),
        max_length=4000,
        help_text=_("Skriv inga uppgifter som kan peka ut ett barn."),
    )

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = round.target_groups.all()
        self.fields["target_group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["target_group"].initial = groups.first()

    def content(self) -> dict[str, Any]:
        names = ("municipality", "target_group", "amount", "legal_basis", "text")
        return {name: self.cleaned_data[name] for name in names}
