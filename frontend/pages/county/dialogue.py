"""The dialogue of a frame: opened, extended, closed; and länsstyrelsens reply to what a kommun has said."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from allocation.models import FrameState
from allocation.overview import frame_table
from dialogue import overview, services
from dialogue.models import Response
from frontend.access import COUNTY_OFFICER, COUNTY_READER, access
from frontend.pages.county.actions import around, county_url
from frontend.pages.county.forms import CloseForm, DeadlineForm, ReplyForm, suggested_deadline
from frontend.pages.county.reads import frame_or_404, wish_text
from frontend.pages.submit import Request, form_page


@access(COUNTY_OFFICER)
def manage(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    """Open the dialogue with a deadline; once open, move the deadline."""
    frame = frame_or_404(kod, ar, process)
    is_open = frame.state == FrameState.DIALOGUE
    deadline = overview.deadline(frame)
    form = DeadlineForm(request.POST or None, initial={"deadline": deadline or suggested_deadline()})
    service = services.extend_deadline if is_open else services.open_dialogue

    def act(form: DeadlineForm) -> str:
        service(actor=request.actor, frame=frame, deadline=form.cleaned_data["deadline"])
        return county_url(frame)

    municipalities = list(frame.county.municipalities.all())
    answers = overview.answers(frame)
    unanswered = [municipality.name for municipality in municipalities if municipality.code not in answers]
    context = {
        **around(frame, _("Dialogen med kommunerna") if is_open else _("Öppna dialogen med kommunerna")),
        "is_open": is_open,
        "deadline": deadline,
        "answered": len(municipalities) - len(unanswered),
        "expected": len(municipalities),
        "unanswered": unanswered,
        "close_form": CloseForm(auto_id="avsluta-%s"),
    }
    done = _("Svarstiden är ändrad.") if is_open else _("Dialogen är öppen. Kommunerna kan svara.")
    return form_page(request, form, act, done=done, template="frontend/county/dialog.html", context=context)


@access(COUNTY_OFFICER)
def close(request: Request, kod: str, ar: int, process: str) -> HttpResponse:
    frame = frame_or_404(kod, ar, process)
    if request.method != "POST":
        return redirect("dialog", kod=kod, ar=ar, process=process)

    def act(form: CloseForm) -> str:
        services.close_dialogue(actor=request.actor, frame=frame)
        return county_url(frame)

    form, context = CloseForm(request.POST), around(frame, _("Avsluta dialogen"))
    done = _("Dialogen är avslutad. Svar som kommer in senare tas emot och märks som försenade.")
    return form_page(request, form, act, done=done, template="frontend/county/close.html", context=context)


@access(COUNTY_READER)
def response(request: Request, kod: str, ar: int, process: str, pk: int) -> HttpResponse:
    """What a kommun has answered, and länsstyrelsens reply to it."""
    frame = frame_or_404(kod, ar, process)
    seen = (
        Response.objects.visible_to(request.actor)
        .submitted()
        .filter(frame__county=kod, frame__round__year=ar, frame__round__process=process)
    )
    whole = seen.select_related("municipality", "frame__round").prefetch_related("replies", "wishes__target_group")
    answer = get_object_or_404(whole, pk=pk)
    form = ReplyForm(request.POST or None)
    may_reply = request.actor.is_of_county(kod) and COUNTY_OFFICER.allows(request.actor, kod=kod)

    def act(form: ReplyForm) -> str:
        services.reply(actor=request.actor, response=answer, **_content(form))
        return county_url(frame)

    context = {
        **around(answer.frame, _("Svar från %(kommun)s") % {"kommun": answer.municipality.name}),
        "answer": answer,
        "row": next(row for row in frame_table(answer.frame).rows if row.municipality == answer.municipality),
        "wishes": [(wish.target_group, wish_text(wish, frame.round.decimals)) for wish in answer.wishes.all()],
        "replies": answer.replies.all(),
        "may_reply": may_reply,
    }
    done = _("Svaret är skickat till %(kommun)s.") % {"kommun": answer.municipality.name}
    return form_page(request, form, act, done=done, template="frontend/county/response.html", context=context)


def _content(form: ReplyForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("handling", "text")}
