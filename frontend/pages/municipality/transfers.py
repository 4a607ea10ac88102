"""A kommun proposes an omfördelning to one or more named kommuner of its län."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from allocation.models import Frame, TargetGroup
from allocation.services.transfers import propose_transfer
from frontend.access import MUNICIPALITY_WRITER, access
from frontend.pages.county.reads import group_of, standings
from frontend.pages.municipality.answers import crumbs, place
from frontend.pages.submit import Request, form_page
from frontend.pages.transfers.forms import Standing, TransferForm
from municipalities.models import Municipality


@access(MUNICIPALITY_WRITER)
def propose(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    municipality, frame = place(kod, ar, process)
    if not frame.has_dialogue:
        raise Http404
    group = group_of(frame, request.GET.get("malgrupp", ""))
    form = TransferForm(
        request.POST or None, standings=own_first(municipality, frame, group), decimals=frame.round.decimals
    )

    def act(form: TransferForm) -> str:
        transfer = propose_transfer(actor=request.actor, frame=frame, target_group=group, **form.content())
        return reverse("omfordelning", args=[transfer.pk])

    done = _("Omfördelningen är föreslagen. Alla vars tal ändras ska godkänna den, också ni; därefter länsstyrelsen.")
    context = {**crumbs(frame, municipality), "group": group, "groups": frame.round.target_groups.all()}
    return form_page(request, form, act, done=done, template="frontend/municipality/propose.html", context=context)


def own_first(municipality: Municipality, frame: Frame, group: TargetGroup) -> list[Standing]:
    """What the neighbours wish, and what is not yet agreed between them, is theirs and länsstyrelsens."""
    own, others = [], []
    for standing in standings(frame, group):
        if standing.municipality == municipality:
            own.append(standing)
        else:
            others.append(replace(standing, wish="", pending=0))
    return own + others
