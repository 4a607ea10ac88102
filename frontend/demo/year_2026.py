"""2026 in the middle of the autumn: real länstal (SFS 2025:894), cap (SFS 2025:896) and 1000 ‰; numbers per kommun by
Jämka's own model; län in different stages. What people say and agree here is made up, and every page says so."""

from datetime import date

from django.utils import timezone

from allocation.models import Reason, Round
from allocation.processes import Process
from allocation.services.proposals import accept_model_run
from allocation.services.rounds import plan_round, record_consultation, set_totals
from allocation.services.runs import request_model_run
from dialogue.models import Reply, Response
from frontend.demo import acts, cast
from journal import jobs
from municipalities.models import County, StatutoryNumber

YEAR = 2026
Answer = Response.Answer
DECIDED = ["09", "10", "13"]  # Gotland, Blekinge, Halland
CLOSED = ["08", "25"]  # Kalmar, Norrbotten
NOT_OPENED = ["07", "23"]  # Kronoberg, Jämtland
SOON, LATER = 5, 12  # days to the deadline


def load() -> None:
    if Round.objects.filter(year=YEAR).exists():
        return
    rounds = {process: propose_numbers(process) for process in Process.values}
    for round in rounds.values():
        open_up(round)
    kommuntal(rounds[Process.KOMMUNTAL])
    andelstal(rounds[Process.ANDELSTAL])
    fordelningstal(rounds[Process.FORDELNINGSTAL])


def remark() -> str:
    today = timezone.localdate().isoformat()
    return (
        f"Demonstration. Sista svarsdag räknas från den dag då demon lästes in ({today}). Svar, omfördelningar och "
        "beslut är påhittade. Talen per kommun är Jämkas egen beräkning, inte Migrationsverkets."
    )


def propose_numbers(process: str) -> Round:
    officer = cast.migrationsverket()
    round = plan_round(
        actor=officer,
        process=process,
        year=YEAR,
        in_force_from=date(YEAR, 1, 1),
        decide_by=acts.in_days(20).date() if process == Process.KOMMUNTAL else None,
        remark=remark(),
    )
    national = StatutoryNumber.objects.national(process, YEAR)
    if national is not None:  # andelstal: 1000 ‰ without a legal act of the year
        set_totals(
            actor=officer,
            round=round,
            national=national.persons,
            counties=StatutoryNumber.objects.lanstal(YEAR) if process == Process.KOMMUNTAL else None,
            statutory=True,
            legal_basis=national.legal_basis,
        )
    record_consultation(
        actor=officer,
        round=round,
        held_on=timezone.localdate(),
        participants="Arbetsförmedlingen, SKR, länsstyrelserna (påhittat i demon)",
        outcome="Underlag och antaganden redovisades; inga invändningar (påhittat i demon).",
    )
    run = request_model_run(actor=officer, round=round)
    jobs.run(run.job_id)  # type: ignore[arg-type]
    run.refresh_from_db()
    accept_model_run(actor=officer, run=run)
    return round


def open_up(round: Round) -> None:
    """Gotland has no dialogue; some län have not begun; the rest have different deadlines."""
    counties = [c for c in County.objects.values_list("code", flat=True) if c not in ("09", *NOT_OPENED)]
    acts.open_dialogues(round, [c for c in counties if c == "05"], SOON)
    acts.open_dialogues(round, [c for c in counties if c != "05"], LATER)


def kommuntal(round: Round) -> None:
    ostergotland_answers(round)
    acts.agree(
        round, {"0581": -5, "0580": 5}, "Norrköping har haft ett högt mottagande; Linköping har lediga lägenheter."
    )
    acts.agree(round, {"0581": -3, "0586": 3}, "Arbetstillfällen och lediga lägenheter i Mjölby.", carry_over=True)
    waiting = acts.propose(round, {"0562": -2, "0513": 2}, Reason.HOUSING, "Finspång bygger om sitt boende under året.")
    acts.approve(waiting, ["0562"])
    acts.close_dialogues(round, [c for c in DECIDED if c != "09"] + CLOSED)
    acts.conclude(round, DECIDED, legal_basis="2016:38 7 §")


def ostergotland_answers(round: Round) -> None:
    for code in ["0509", "0561", "0583", "0582", "0584"]:
        acts.answer(round, code, Answer.NO_OBJECTION)
    fewer = acts.answer(
        round,
        "0581",
        Answer.WANTS_FEWER,
        "Kommunen har haft ett högt mottagande de senaste åren och ser en brist på större lägenheter.",
        (None, 101),
    )
    acts.reply_to(
        fewer, Reply.Handling.WHOLE, "Åtta personer omfördelas till Linköping och Mjölby enligt överenskommelse."
    )
    more = acts.answer(
        round, "0580", Answer.WANTS_MORE, "Kommunen kan ta emot fler i nyproducerade bostäder.", (None, 176)
    )
    acts.reply_to(more, Reply.Handling.PART, "Fem personer omfördelas från Norrköping; fler har inte efterfrågats.")
    acts.answer(
        round, "0562", Answer.CONTRIBUTION, "Kommunen bygger om sitt boende och önskar ett lägre tal i år.", (14, 16)
    )


def andelstal(round: Round) -> None:
    for code in ["0509", "0561", "0583"]:
        acts.answer(round, code, Answer.NO_OBJECTION)
    acts.agree(
        round,
        {"0862": -100, "0880": 100},
        "Kalmar har ett HVB med lediga platser; Emmaboda saknar eget boende.",
        reason=Reason.EKB_CAPACITY,
    )
    acts.close_dialogues(round, CLOSED)
    acts.conclude(round, ["09", *CLOSED], legal_basis="1994:137 3 §")


def fordelningstal(round: Round) -> None:
    for code in ["0509", "0580", "0581"]:
        acts.answer(round, code, Answer.NO_OBJECTION)
    acts.close_dialogues(round, ["25"])
    acts.conclude(round, ["09", "25"], legal_basis="1994:137 3 §")
