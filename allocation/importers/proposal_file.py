"""A proposal as Migrationsverket would send it: kommun, number, target group. Read whole, judged row by row."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from allocation.amounts import read
from allocation.errors import Refused
from allocation.importers.tables import Row, read_table
from allocation.models import Round
from municipalities.models import County, Municipality

COLUMNS = {
    "code": ("kommunkod", "kod"),
    "name": ("kommun", "kommunnamn"),
    "amount": ("tal", "antal", "kommuntal", "andelstal", "fördelningstal", "fordelningstal", "promille"),
    "group": ("malgrupp", "målgrupp"),
}
HEADING = {name: headings[0] for name, headings in COLUMNS.items()}
SUMMARY_ROWS = {"totalt", "summa", "delsumma", "riket"}


@dataclass(frozen=True)
class RowError:
    row: int | None  # None: the file as a whole
    column: str
    message: str


@dataclass(frozen=True)
class Reading:
    rows: list[dict[str, Any]]  # {row, kommunkod, kommun, malgrupp, amount}
    errors: list[RowError]

    @property
    def numbers(self) -> dict[tuple[str, str], int]:
        return {(r["kommunkod"], r["malgrupp"]): r["amount"] for r in self.rows}

    def errors_as_data(self) -> list[dict[str, Any]]:
        return [asdict(error) for error in self.errors]


def read_proposal(round: Round, file_name: str, content: bytes) -> Reading:
    """Everything the file says for `round`, and everything that is wrong with it. Saves nothing."""
    reader = _Reader(round)
    try:
        table = read_table(file_name, content, COLUMNS, {"amount"})
    except Refused as refusal:
        return Reading([], [RowError(None, "", str(refusal))])
    reader.read(table)
    return Reading(reader.rows, reader.errors + list(reader.missing()))


class _Reader:
    def __init__(self, round: Round) -> None:
        self.decimals = round.decimals
        self.groups = {g.code: g.name for g in round.target_groups.all()}
        self.municipalities = {m.code: m for m in Municipality.objects.all()}
        self.by_name = {m.name.casefold(): m for m in self.municipalities.values()}
        self.counties = {key.casefold() for county in County.objects.all() for key in (county.code, county.name)}
        self.rows: list[dict[str, Any]] = []
        self.errors: list[RowError] = []
        self.seen: dict[tuple[str, str], int] = {}

    def read(self, table: Iterable[Row]) -> None:
        for row in table:
            if self.is_summary(row):
                continue
            try:
                self.rows.append(self.one(row))
            except _Wrong as wrong:
                self.errors.append(RowError(row.number, wrong.column, wrong.message))

    def is_summary(self, row: Row) -> bool:
        """A län's or the nation's sum row: no kommun. Never stored; sums are our own."""
        code, name = row.cells.get("code", "").casefold(), row.cells.get("name", "").casefold()
        if len(code) > 2 and code.isdigit():  # a kommunkod; a länskod has two digits, or one
            return False
        return not (code or name) or bool({name, code, code.zfill(2)} & (SUMMARY_ROWS | self.counties))

    def one(self, row: Row) -> dict[str, Any]:
        municipality, group = self.municipality(row), self.group(row)
        key = (municipality.code, group)
        if key in self.seen:
            raise _Wrong(
                "code",
                _("%(kommun)s finns redan på rad %(row)s.") % {"kommun": municipality.name, "row": self.seen[key]},
            )
        self.seen[key] = row.number
        return {
            "row": row.number,
            "kommunkod": municipality.code,
            "kommun": municipality.name,
            "malgrupp": group,
            "amount": self.amount(row, municipality),
        }

    def municipality(self, row: Row) -> Municipality:
        code, name = row.cells.get("code", ""), row.cells.get("name", "")
        if code:
            found = self.municipalities.get(code.zfill(4))
            if found is None:
                raise _Wrong("code", _("Kommunkoden ”%(code)s” finns inte.") % {"code": code})
            if self.by_name.get(name.casefold(), found) != found:  # the columns have slid apart
                raise _Wrong(
                    "code",
                    _("Kommunkoden %(code)s är %(kommun)s, men raden gäller %(name)s.")
                    % {"code": found.code, "kommun": found.name, "name": name},
                )
            return found
        found = self.by_name.get(name.casefold())
        if found is None:
            raise _Wrong("name", _("Kommunen ”%(name)s” finns inte. Ange kommunkod.") % {"name": name})
        return found

    def group(self, row: Row) -> str:
        written = row.cells.get("group", "")
        if not written and len(self.groups) == 1:
            return next(iter(self.groups))
        for code, name in self.groups.items():
            if written.casefold() in (code, name.casefold()):
                return code
        raise _Wrong(
            "group",
            _("Målgruppen ”%(group)s” hör inte till omgången. Tillåtna: %(allowed)s.")
            % {"group": written, "allowed": ", ".join(self.groups)},
        )

    def amount(self, row: Row, municipality: Municipality) -> int:
        written = row.cells.get("amount", "")
        if not written:
            raise _Wrong("amount", _("Tal saknas för %(kommun)s. Skriv 0 om talet är noll.") % {"kommun": municipality})
        try:
            amount = read(written, self.decimals)
        except Refused as refusal:
            raise _Wrong("amount", str(refusal)) from refusal
        if amount < 0:
            raise _Wrong("amount", _("Talet för %(kommun)s är negativt.") % {"kommun": municipality})
        return amount

    def missing(self) -> Iterable[RowError]:
        """Every kommun has a number for every target group; one that is left out is not silently zero."""
        bad = {error.row for error in self.errors}
        for group, group_name in self.groups.items():
            names = [m.name for m in self.municipalities.values() if (m.code, group) not in self.seen]
            if names and not bad:
                shown = ", ".join(names[:5]) + (_(" och %(n)s till") % {"n": len(names) - 5} if len(names) > 5 else "")
                yield RowError(
                    None,
                    HEADING["code"],
                    _("Kommuner saknas för målgruppen %(group)s: %(names)s.") % {"group": group_name, "names": shown},
                )


class _Wrong(Exception):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = HEADING[column]
        self.message = message
