"""What a round must sum to, and the samråd about its proposal."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from allocation.models import Round
from allocation.processes import TotalKind
from allocation.services.rounds import record_consultation, set_totals
from frontend.access import MIGRATIONSVERKET_OFFICER, access
from frontend.pages.national.forms import ConsultationForm, TotalsForm
from frontend.pages.national.reads import around, round_or_404, round_url
from frontend.pages.submit import Request, form_page
from municipalities.models import County


@access(MIGRATIONSVERKET_OFFICER)
def set_page(request: Request, process: str, ar: int, revidering: int) -> HttpResponse:
    round = round_or_404(process, ar, revidering)
    if round.rules.statutory_total is not None:  # 1000 ‰ is what it is
        raise Http404
    totals = round.totals.last()
    before = dict(totals.counties.values_list("county_id", "amount")) if totals else {}
    form = TotalsForm(
        request.POST or None,
        round=round,
        counties=counties_of(round),
        before=before,
        initial=TotalsForm.initial_of(totals, before),
    )

    def act(form: TotalsForm) -> str:
        set_totals(actor=request.actor, round=round, **form.content())
        return round_url("omgang", round)

    heading = _("Ange tak") if round.total_kind == TotalKind.CAP else _("Ange länstal")
    context = {**around(round, heading), "totals": totals}
    done = _("Totalerna är införda.")
    return form_page(request, form, act, done=done, template="frontend/national/totals.html", context=context)


def counties_of(round: Round) -> list[County]:
    """Those that have länstal in law: only kommuntal's."""
    return list(County.objects.order_by("code")) if round.total_kind == TotalKind.EXACT else []


@access(MIGRATIONSVERKET_OFFICER)
def consultation(request: Request, process: str, ar: int, revidering: int) -> HttpResponse:
    round = round_or_404(process, ar, revidering)

    def act(form: ConsultationForm) -> str:
        record_consultation(actor=request.actor, round=round, **form.content())
        return round_url("omgang", round)

    context = {**around(round, _("Anteckna samråd")), "consultations": round.consultations.all()}
    form = ConsultationForm(request.POST or None)
    done = _("Samrådet är antecknat.")
    return form_page(request, form, act, done=done, template="frontend/national/consultation.html", context=context)
