"""What to show of the published numbers. A GET form: its address is the permalink."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allocation.processes import Process
from allocation.published import PublishedRound
from frontend.pages.public.numbers import Selection
from municipalities.models import County


class SelectionForm(forms.Form):
    process = forms.ChoiceField(label=gettext_lazy("Tal"))
    ar = forms.TypedChoiceField(label=gettext_lazy("År"), coerce=int)
    lan = forms.ChoiceField(label=gettext_lazy("Län"), required=False)
    revidering = forms.TypedChoiceField(label=gettext_lazy("Omgång"), coerce=int, required=False, empty_value=None)
    sok = forms.CharField(label=gettext_lazy("Sök kommun"), required=False, max_length=60)

    def __init__(self, query: QueryDict, rounds: Sequence[PublishedRound]) -> None:
        """`rounds` are what there is to choose among, newest year first; the newest kommuntal is shown first."""
        newest = next((r for r in rounds if r.process == Process.KOMMUNTAL), rounds[0])
        given = {name: query.get(name) for name in self.base_fields if name in query}
        super().__init__({"process": newest.process, "ar": newest.year, **given})
        self._choices("process", [(process.value, process.label.split(",")[0]) for process in Process])
        self._choices("ar", [(year, str(year)) for year in dict.fromkeys(r.year for r in rounds)])
        self._choices("lan", [("", _("Hela landet")), *County.objects.order_by("sort_key").values_list("code", "name")])
        chosen = (self["process"].value(), str(self["ar"].value()))
        revisions = sorted({r.revision for r in rounds if (r.process, str(r.year)) == chosen})
        self._choices("revidering", [("", _("Den senast publicerade")), *((n, revision_name(n)) for n in revisions)])
        self.fields["sok"].widget.attrs.update({"type": "search", "autocomplete": "off"})
        if len(revisions) < 2 and not given.get("revidering"):
            del self.fields["revidering"]

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def selection(self) -> Selection:
        """Of a form that is valid."""
        chosen = self.cleaned_data
        return Selection(chosen["process"], chosen["ar"], chosen["lan"], chosen.get("revidering"), chosen["sok"])


def revision_name(revision: int) -> str:
    return _("Revidering %(n)s") % {"n": revision} if revision else _("Årets första tal")
