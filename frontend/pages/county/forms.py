"""Länsstyrelsens forms: the dialogue, avsteg and its återföring, the reply to a kommun, beredning and beslut."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allocation.models import Form
from dialogue.models import Reply
from frontend.pages.fields import DateInput, LongText, MomentInput
from frontend.pages.submit import OnceForm
from frontend.pages.transfers.forms import MotivatedForm

# An agreement between kommuner is an omfördelning; an avsteg is länsstyrelsens own (report 4.3.1).
ADJUSTMENT_FORMS = [(f.value, f.label) for f in (Form.OWN, Form.DIALOGUE, Form.WRITTEN)]

USUAL_TIME_TO_ANSWER = timedelta(weeks=4)  # assumed; only what the form suggests


def suggested_deadline() -> datetime:
    day = timezone.localdate() + USUAL_TIME_TO_ANSWER
    return timezone.make_aware(datetime.combine(day, time(16)))


class DeadlineForm(OnceForm):
    deadline = forms.DateTimeField(
        label=_("Sista svarsdag och klockslag"),
        widget=MomentInput(),
        help_text=_("Svensk tid. Ett svar som kommer senare tas emot och märks som försenat."),
    )


class CloseForm(OnceForm):
    """Nothing to fill in: a confirmation."""


class AdjustmentForm(MotivatedForm):
    form = forms.ChoiceField(label=_("Hur avsteget kom till"), choices=ADJUSTMENT_FORMS)


class ReversalForm(OnceForm):
    text = forms.CharField(label=_("Motivering"), widget=LongText(rows=3), max_length=2000)
    confirmed = forms.BooleanField(label=_("Jag har läst vad som återförs"))


class ReplyForm(OnceForm):
    handling = forms.ChoiceField(
        label=_("Hur synpunkten tas om hand"), choices=Reply.Handling.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Motivering till kommunen"),
        widget=LongText(),
        max_length=4000,
        help_text=_("Kommunen ser texten så snart den är skickad."),
    )


class PrepareForm(OnceForm):
    diarienummer = forms.CharField(
        label=_("Diarienummer"), max_length=60, help_text=_("Ur er egen diarieföring. Jämka skapar inga diarienummer.")
    )
    legal_basis = forms.CharField(
        label=_("Rättslig grund"), max_length=60, help_text=_("Lagrum eller SFS-nummer, till exempel 7 § lag 2016:38.")
    )
    text = forms.CharField(label=_("Skäl för beslutet"), required=False, widget=LongText(rows=8), max_length=10_000)


class DecideForm(OnceForm):
    preparation = forms.IntegerField(widget=forms.HiddenInput)  # exactly the one that was read
    decided_on = forms.DateField(label=_("Beslutsdatum"), widget=DateInput(), initial=timezone.localdate)
    confirmed = forms.BooleanField(label=_("Jag har tagit del av underlaget"))
