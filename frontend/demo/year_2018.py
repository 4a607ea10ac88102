"""2018 as it was: Migrationsverket's own kommuntal, decided, and the year closed. Our comparison run stands beside."""

from datetime import date

from allocation.models import Proposal, Round
from allocation.processes import Process
from allocation.services.comparison import request_comparison
from allocation.services.proposals import accept_numbers
from allocation.services.rounds import close_round, plan_round, set_totals
from frontend.demo import acts, cast
from journal import jobs
from municipalities.models import County, Observation, StatutoryNumber

REMARK = (
    "Kommuntalen är Migrationsverkets, lästa ur uppföljningen av 2018. Beslutsdagarna är inte kända: "
    "den 15 november 2017 är satt här som antagande."
)


def load() -> None:
    officer = cast.migrationsverket()
    if Round.objects.filter(process=Process.KOMMUNTAL, year=2018).exists():
        return
    round = plan_round(
        actor=officer,
        process=Process.KOMMUNTAL,
        year=2018,
        in_force_from=date(2018, 1, 1),
        decide_by=date(2017, 11, 15),
        remark=REMARK,
    )
    lanstal = StatutoryNumber.objects.lanstal(2018)
    set_totals(
        actor=officer,
        round=round,
        national=sum(lanstal.values()),
        counties=lanstal,
        statutory=True,
        legal_basis="förordning 2016:40, lydelse för 2018",
        remark="Länstalen är lästa ur Migrationsverkets uppföljning; ändringsförordningen är inte läst.",
    )
    numbers = Observation.objects.values_by_code("kommuntal", 2018)
    accept_numbers(
        actor=officer,
        round=round,
        numbers={(code, "samtliga"): int(value) for code, value in numbers.items() if value is not None},
        origin=Proposal.Origin.IMPORTED,
        file_name="kommuntal_2018.csv",
    )
    comparison = request_comparison(actor=officer, round=round)
    jobs.run(comparison.job_id)  # type: ignore[arg-type]
    counties = list(County.objects.values_list("code", flat=True))
    acts.conclude(round, counties, legal_basis="2016:38 7 §", on=date(2017, 11, 15))
    close_round(actor=officer, round=round, on=date(2019, 3, 31))
