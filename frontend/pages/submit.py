"""The one way of a form: what was entered is kept, what is refused is said in words, what is done is done once.

    form = DeadlineForm(request.POST or None)
    return form_page(request, form, act, done=_("Dialogen är öppen."), template="…", context={…})

`act` is called with the cleaned form, calls a service and returns the address to go to.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.actors import Actor
from journal.errors import NotAllowed, Refused

CARRIED_OUT = "carried_out"  # in the session: the newest forms that were carried out, and where each led
KEPT = 30


class Request(HttpRequest):
    """What every view gets: the middleware has put the actor there."""

    actor: Actor


def new_key() -> str:
    return uuid.uuid4().hex


class OnceForm(forms.Form):
    """A form that is carried out once, however many times it is sent (a double click, back and again)."""

    nyckel = forms.CharField(widget=forms.HiddenInput, max_length=32, initial=new_key)


Act = Callable[[Any], str]


def form_page(
    request: Request,
    form: OnceForm,
    act: Act,
    *,
    done: str | Promise,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Show the form; or carry it out and go on; or show it again with what was wrong and what was entered."""
    status = 200
    if form.is_bound and form.is_valid():
        try:
            address = carry_out(request, form, act, done)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 403 if isinstance(refusal, NotAllowed) else 409
        else:
            return redirect(address)
    elif form.is_bound:
        status = 422
    return render(request, template, {**context, "form": form}, status=status)


def carry_out(request: Request, form: OnceForm, act: Act, done: str | Promise) -> str:
    """The first time acts; a repetition only leads to where the first one led. Refused: nothing is saved."""
    key = form.cleaned_data["nyckel"]
    with transaction.atomic():
        carried_out = locked_session(request).get(CARRIED_OUT, {})
        if key in carried_out:
            messages.info(request, _("Det var redan gjort. Ingenting gjordes två gånger."))
            return str(carried_out[key])
        address = act(form)
        newest = [*carried_out.items(), (key, address)][-KEPT:]
        request.session[CARRIED_OUT] = dict(newest)
        request.session.save()
    messages.success(request, str(done))
    return address


def locked_session(request: HttpRequest) -> dict[str, Any]:
    """The session as it is now in the database: a second, simultaneous sending waits here for the first."""
    sessions = type(request.session).get_model_class().objects  # type: ignore[attr-defined]
    row = sessions.select_for_update().filter(pk=request.session.session_key).first()
    return row.get_decoded() if row else {}
