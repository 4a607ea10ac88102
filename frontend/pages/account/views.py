"""In and out, and for whom one acts."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.demo import DEMO_PASSWORD, DEMO_USERS
from accounts.middleware import SESSION_KEY
from accounts.models import Mandate, Membership, Organisation, User
from allocation.processes import Process
from frontend.access import EVERYONE, SIGNED_IN, access
from frontend.pages.account.forms import LoginForm, OrganisationForm
from frontend.pages.submit import Request


@dataclass(frozen=True)
class Member:
    """A person in an organisation, with all the roles held there."""

    user: User
    organisation: Organisation
    roles: list[str]


def members_of(memberships: Iterable[Membership]) -> list[Member]:
    """One a person and organisation; `memberships` come in that order."""
    people = groupby(memberships, key=lambda m: (m.user, m.organisation))
    return [Member(user, org, [m.get_role_display() for m in held]) for (user, org), held in people]


def demo_members() -> list[Member]:
    """The demo's users that exist, in the order in which the demo introduces them."""
    order = {demo.username: place for place, demo in enumerate(DEMO_USERS)}
    memberships = Membership.objects.filter(user__username__in=order).select_related("user", "organisation")
    found = members_of(memberships.order_by("user_id", "organisation_id", "role"))
    return sorted(found, key=lambda member: order[member.user.username])


class SignIn(LoginView):
    template_name = "frontend/account/login.html"
    authentication_form = LoginForm
    next_page = "att-gora"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        demo = {"demo_members": demo_members(), "demo_password": DEMO_PASSWORD} if settings.DEMO else {}
        return super().get_context_data(**kwargs, **demo)


login = access(EVERYONE)(SignIn.as_view())  # type: ignore[arg-type]
logout = access(EVERYONE)(LogoutView.as_view())


@access(SIGNED_IN)
def organisation(request: Request) -> HttpResponse:
    """Who belongs to one's organisation, in what roles; POST: act for another one of one's own."""
    user = cast(User, request.user)
    form = OrganisationForm(request.POST or None, user=user, initial={"organisation": request.actor.organisation_id})
    if form.is_valid():
        chosen = form.cleaned_data["organisation"]
        request.session[SESSION_KEY] = chosen.pk
        messages.success(request, _("Du arbetar nu för %(organisation)s.") % {"organisation": chosen})
        return redirect("att-gora")
    own = get_object_or_404(Organisation, pk=request.actor.organisation_id)
    memberships = own.memberships.select_related("user", "organisation")
    context = {
        "organisation": own,
        "members": members_of(memberships.order_by("user__last_name", "user__username", "role")),
        "mandates": mandates_held_by(own),
        "given": mandates_given_by(own),
        "form": form,
        "several": form.organisations.count() > 1,
    }
    return render(request, "frontend/account/organisation.html", context, status=422 if form.is_bound else 200)


@dataclass(frozen=True)
class MandateRow:
    mandate: Mandate
    process: str


def mandates_held_by(own: Organisation) -> list[MandateRow]:
    return _rows(own.mandates.valid(timezone.localdate()).select_related("municipality"))


def mandates_given_by(own: Organisation) -> list[MandateRow]:
    """Who else may answer for this kommun."""
    if own.municipality is None:
        return []
    return _rows(own.municipality.mandates.valid(timezone.localdate()).select_related("organisation"))


def _rows(mandates: Iterable[Mandate]) -> list[MandateRow]:
    return [MandateRow(m, str(Process(m.process).label if m.process else _("Alla tre processerna"))) for m in mandates]
