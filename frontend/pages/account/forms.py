from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User


class LoginForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("Användarnamnet och lösenordet hör inte ihop. Kontrollera stavning och stora bokstäver."),
        "inactive": _("Kontot är stängt. Vänd dig till administratören i din organisation."),
        "no_organisation": _("Kontot hör inte till någon organisation. Be din administratör att lägga till det."),
    }

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if not user.memberships.exists():
            raise forms.ValidationError(self.error_messages["no_organisation"], code="no_organisation")


class OrganisationForm(forms.Form):
    """For whom one acts, among those that one belongs to."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Jag arbetar för"), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = Organisation.objects.filter(memberships__user=user).distinct()
        self.fields["organisation"].queryset = self.organisations  # type: ignore[attr-defined]
