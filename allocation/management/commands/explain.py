"""manage.py explain 0580 --process kommuntal --year 2026: how a kommun's number came about, exactly and in words."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from allocation.amounts import show
from allocation.explanation_rows import calculation_rows, change_rows, order_rows, step_rows
from allocation.explanations import COMPARISON, Account, Origin, newest_proposal, origin_of
from allocation.models import Proposal, Round
from allocation.processes import Process
from municipalities.models import Municipality


class Command(BaseCommand):
    help = "Visar hur en kommuns tal har kommit till, bråk för bråk, och vad som hade ändrat det med en."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kommunkod", help="till exempel 0580")
        parser.add_argument("--process", choices=Process.values, default=Process.KOMMUNTAL)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--revision", type=int, help="utan: den senaste")
        parser.add_argument("--json", action="store_true", help="allt som data")

    def handle(self, *args: Any, kommunkod: str, process: str, year: int, **options: Any) -> None:
        with translation.override("sv"):
            origin = origin_of(proposal_of(process, year, options["revision"]), municipality_of(kommunkod))
            if options["json"]:
                self.stdout.write(json.dumps(origin.as_json(), ensure_ascii=False, indent=2))
            else:
                self.stdout.write("\n".join(told(origin)))


def municipality_of(code: str) -> Municipality:
    found = Municipality.objects.select_related("county").filter(pk=code).first()
    if found is None:
        raise CommandError(_("Kommun %(code)s finns inte. Ange en kommunkod med fyra siffror.") % {"code": code})
    return found


def proposal_of(process: str, year: int, revision: int | None) -> Proposal:
    rounds = Round.objects.filter(process=process, year=year).order_by("-revision")
    round = rounds.first() if revision is None else rounds.filter(revision=revision).first()
    if round is None:
        which = "" if revision is None else _(", revidering %(n)s") % {"n": revision}
        raise CommandError(
            _("Det finns ingen omgång %(process)s %(year)s%(which)s.")
            % {"process": process, "year": year, "which": which}
        )
    proposal = newest_proposal(round)
    if proposal is None:
        raise CommandError(_("%(round)s har inget förslag än.") % {"round": round})
    return proposal


def told(origin: Origin) -> Iterator[str]:
    round = origin.proposal.round
    yield f"{origin.municipality.name} ({origin.municipality.pk}), {round}"
    yield f"{origin.proposal.get_origin_display()}: {show(origin.proposed, round.decimals)} {round.unit_label}"
    if origin.is_imported:
        yield _(
            "Talet är Migrationsverkets. Deras vikter är inte offentliga, så talet kan inte räknas fram steg för steg."
        )
        if origin.run is None:
            yield _("Det finns ingen jämförelseberäkning för omgången.")
            return
        yield from heading(str(COMPARISON))
        yield _("Jämförelsen ger %(ours)s, förslaget är %(theirs)s: skillnaden är %(difference)s.") % {
            "ours": show(origin.calculated or 0, round.decimals),
            "theirs": show(origin.proposed, round.decimals),
            "difference": show(origin.difference or 0, round.decimals, signed=True),
        }
    if origin.obstacle:
        yield origin.obstacle
    if origin.account:
        yield from account_told(origin.account)


def account_told(account: Account) -> Iterator[str]:
    yield from heading(_("I ord"))
    yield from account.words.sentences()
    yield from heading(_("Talet som summa av sina steg"))
    yield from table([(row.label, row.written, row.basis, "/".join(row.exact or ())) for row in step_rows(account)])
    yield from heading(_("Beräkningen"))
    yield from table(
        [(f"{row.symbol} =", row.formula, row.values, row.written, row.label) for row in calculation_rows(account)]
    )
    if order := order_rows(account):
        yield from heading(_("Ordningen mellan resterna"))
        yield from table([(str(row.place), row.name, row.claim, row.outcome) for row in order])
    yield from heading(_("Vad hade ändrat talet med en?"))
    yield from table([(row.label, row.now, row.more, row.fewer) for row in change_rows(account)])


def heading(words: str) -> list[str]:
    return ["", words, "-" * len(words)]


def table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
