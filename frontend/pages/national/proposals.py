"""A proposal from a file: read, shown row by row, and only then accepted."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from allocation.errors import Refused
from allocation.models import StagedProposal
from allocation.services.proposals import accept_staged, stage_file
from frontend.access import MIGRATIONSVERKET_OFFICER, access
from frontend.pages.national.forms import AcceptForm, UploadForm
from frontend.pages.national.reads import around, round_or_404, round_url
from frontend.pages.national.vector import vector_of
from frontend.pages.submit import Request, form_page


@access(MIGRATIONSVERKET_OFFICER)
def upload(request: Request, process: str, ar: int, revidering: int) -> HttpResponse:
    round = round_or_404(process, ar, revidering)
    form = UploadForm(request.POST or None, request.FILES or None)

    def act(form: UploadForm) -> str:
        fil = form.cleaned_data["fil"]
        staged = stage_file(actor=request.actor, round=round, file_name=fil.name, content=fil.read())
        return round_url("omgang-granska", round, staged.pk)

    context = {
        **around(round, _("Läs in förslag")),
        "groups": round.target_groups.all(),
        "totals": round.totals.last(),
    }
    done = _("Filen är läst. Inget är sparat i omgången än.")
    return form_page(request, form, act, done=done, template="frontend/national/upload.html", context=context)


@access(MIGRATIONSVERKET_OFFICER)
def preview(request: Request, process: str, ar: int, revidering: int, forslag: UUID) -> HttpResponse:
    round = round_or_404(process, ar, revidering)
    staged = StagedProposal.objects.filter(round=round, pk=forslag).first()
    if staged is None and request.method != "POST":
        messages.info(request, _("Förhandsgranskningen finns inte längre. Förslaget kan redan vara antaget."))
        return redirect(round_url("omgang", round))

    def act(form: AcceptForm) -> str:
        if staged is None:
            raise Refused(_("Förhandsgranskningen finns inte längre. Läs in filen igen."))
        accept_staged(actor=request.actor, staged=staged)
        return round_url("omgang", round)

    context = {
        **around(round, _("Granska förslaget")),
        "staged": staged,
        "vector": vector_of(round, staged.rows) if staged else None,
    }
    done = _("Förslaget är antaget. Länsstyrelserna kan öppna dialogen.")
    form = AcceptForm(request.POST or None)
    return form_page(request, form, act, done=done, template="frontend/national/preview.html", context=context)
