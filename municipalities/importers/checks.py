"""What must hold within a file and between files. A check looks at a table among the others and names what is wrong."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from municipalities.importers.readers import Missing
from municipalities.importers.table import Problem, Table

Tables = Mapping[str, Table]  # by file name
Check = Callable[[Table, Tables], Iterator[Problem]]


def codes_of(column: str, file_name: str) -> Check:
    """Every code in the column is one of the other file's."""

    def check(table: Table, tables: Tables) -> Iterator[Problem]:
        known = set(tables[file_name].column("code"))
        for row in table.rows:
            if row[column] not in known:
                message = _("koden %(code)s finns inte i %(file)s") % {"code": row[column], "file": file_name}
                yield Problem(table.file_name, row.number, column, message)

    return check


def all_codes_of(column: str, file_name: str, *, per: tuple[str, ...] = ()) -> Check:
    """Nobody is left out: each of the other file's codes is there, for every year, say."""

    def check(table: Table, tables: Tables) -> Iterator[Problem]:
        present: defaultdict[tuple[Any, ...], set[str]] = defaultdict(set)
        for row in table.rows:
            present[tuple(row[name] for name in per)].add(row[column])
        for group, codes in present.items():
            for place in tables[file_name].rows:
                if place["code"] not in codes:
                    words = [*map(str, group), place["code"], place["name"]]
                    yield Problem(table.file_name, None, column, _("raden saknas: %(row)s") % {"row": " ".join(words)})

    return check


def parts_add_up(parts: tuple[str, ...], total: str) -> Check:
    def check(table: Table, tables: Tables) -> Iterator[Problem]:
        for row in table.rows:
            numbers = [row[part] for part in parts]
            if any(isinstance(value, Missing) for value in [*numbers, row[total]]):
                continue
            if sum(numbers) != row[total]:
                message = _("är %(total)s, men delarna har summan %(sum)s")
                yield Problem(table.file_name, row.number, total, message % {"total": row[total], "sum": sum(numbers)})

    return check


def codes_of_level(table: Table, tables: Tables) -> Iterator[Problem]:
    """A figure of the report is about the nation, a län, a kommun or a socio-economic class of kommuner."""
    known = {
        "nation": {"00"},
        "county": set(tables["counties.csv"].column("code")),
        "municipality": set(tables["kommuner.csv"].column("code")),
        "class": {"low", "relatively_low", "relatively_high", "high"},
    }
    for row in table.rows:
        if row["code"] not in known[row["level"]]:
            message = _("koden %(code)s finns inte på nivån %(level)s") % {"code": row["code"], "level": row["level"]}
            yield Problem(table.file_name, row.number, "code", message)


def kommun_in_its_lan(table: Table, tables: Tables) -> Iterator[Problem]:
    """A kommunkod begins with the länskod."""
    for row in table.rows:
        if not row["code"].startswith(row["county_code"]):
            message = _("länskoden är inte början av kommunkoden %(code)s") % {"code": row["code"]}
            yield Problem(table.file_name, row.number, "county_code", message)


def lanstal_add_up(revisions: Mapping[str, int]) -> Check:
    """Σ länstal = the national total, for every vector (docs/policy/forordning-2016-40.md 2 §)."""

    def check(table: Table, tables: Tables) -> Iterator[Problem]:
        totals = {
            (row["year"], row["revision"]): row["total"]
            for row in tables["totals.csv"].rows
            if row["process"] == "kommuntal"
        }
        sums: defaultdict[tuple[int, int], int] = defaultdict(int)
        for row in table.rows:
            sums[row["year"], revisions[row["round"]]] += row["persons"]
        for (year, revision), total in sums.items():
            if totals.get((year, revision)) != total:
                message = _("länstalen för %(year)d, revidering %(revision)d, har summan %(sum)d; totalen är %(total)s")
                words = {"year": year, "revision": revision, "sum": total, "total": totals.get((year, revision), "–")}
                yield Problem(table.file_name, None, "persons", message % words)

    return check
