"""A proposal as a file: read as Migrationsverket may have written it, taken whole or not at all."""

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from allocation.importers.workbook import MAX_UNPACKED
from allocation.models import Position, Proposal, Round, StagedProposal, Transaction
from allocation.services.proposals import accept_staged, stage_file
from allocation.services.rounds import plan_round, set_totals
from journal.errors import NotAllowed, Refused
from municipalities.models import County, Municipality
from tests.architecture.repository import ROOT
from tests.support import builders as b

pytestmark = pytest.mark.django_db

Row = list[Any]
HEADINGS: Row = ["Kommunkod", "Kommun", "Antal"]


@pytest.fixture
def round() -> Round:
    return b.plan()


def stage(round: Round, content: bytes, name: str = "forslag.csv") -> StagedProposal:
    return stage_file(actor=b.migrationsverket(), round=round, file_name=name, content=content)


def listing(round: Round) -> list[Row]:
    """Kommunkod, kommun and number of every kommun, as they should be."""
    names = dict(Municipality.objects.values_list("code", "name"))
    return [[code, names[code], amount] for (code, _group), amount in b.even_numbers(round).items()]


def as_csv(rows: Iterable[Row], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue().encode(encoding)


def as_xlsx(rows: Iterable[Row]) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as workbook:
        sheet = workbook.add_worksheet("Förslag")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return written.getvalue()


def accepted(round: Round, content: bytes, name: str = "forslag.csv") -> dict[tuple[str, str], int]:
    staged = stage(round, content, name)
    assert staged.errors == []
    accept_staged(actor=b.migrationsverket(), staged=staged)
    return Position.objects.of_round(round).proposed_numbers()


def complaints(round: Round, content: bytes, name: str = "forslag.csv") -> list[tuple[int | None, str]]:
    """(row, words) of what is wrong; and nothing has come of it."""
    staged = stage(round, content, name)
    assert staged.errors, "nothing was found wrong"
    with pytest.raises(Refused, match="har fel"):
        accept_staged(actor=b.migrationsverket(), staged=staged)
    assert not Proposal.objects.exists()
    assert not Transaction.objects.exists()
    return [(error["row"], error["message"]) for error in staged.errors]


class TestIsReadAsItWasWritten:
    @pytest.mark.parametrize("delimiter", [";", ",", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    def test_csv(self, round: Round, delimiter: str, encoding: str) -> None:
        """Names alone, so that a wrong encoding would not go unseen."""
        rows = [["Kommun", "Antal"], *[[name, amount] for _code, name, amount in listing(round)]]
        assert accepted(round, as_csv(rows, delimiter, encoding)) == b.even_numbers(round)

    def test_xlsx_with_numbers_for_codes(self, round: Round) -> None:
        """Excel takes 0114 for 114."""
        rows = [HEADINGS, *[[int(code), name, amount] for code, name, amount in listing(round)]]
        assert accepted(round, as_xlsx(rows), "forslag.xlsx") == b.even_numbers(round)

    def test_names_in_any_case_without_codes(self, round: Round) -> None:
        rows = [["kommun", "tal"], *[[name.upper(), amount] for _code, name, amount in listing(round)]]
        assert accepted(round, as_csv(rows)) == b.even_numbers(round)

    def test_with_a_title_above_and_sums_between_and_below(self, round: Round) -> None:
        total = round.totals.get()
        of_county = dict(total.counties.values_list("county_id", "amount"))
        rows: list[Row] = [["Förslag till kommuntal 2026"], [], HEADINGS]
        for county in County.objects.order_by("code"):
            rows.append([int(county.code), county.name, of_county[county.code]])
            rows += [row for row in listing(round) if row[0][:2] == county.code]
            rows.append(["", "Summa", of_county[county.code]])
        rows += [["", "", ""], ["Totalt", "", total.national], ["", "Riket", total.national]]
        assert accepted(round, as_csv(rows)) == b.even_numbers(round)
        assert Position.objects.of_round(round).count() == 290

    def test_persons_with_blanks_for_thousands(self) -> None:
        """A year in which one kommun has more than a thousand."""
        round = plan_with({"0180": 1234567})
        rows = [["0180", "Stockholm", "1 234\u00a0567"], *[row for row in zeros() if row[0] != "0180"]]
        assert accepted(round, as_csv([HEADINGS, *rows]))["0180", "samtliga"] == 1234567

    def test_promille_as_swedes_write_them(self) -> None:
        round = b.plan("andelstal")
        rows = [[code, name, f"{amount // 100},{amount % 100:02d}"] for code, name, amount in listing(round)]
        assert accepted(round, as_csv([HEADINGS, *rows])) == b.even_numbers(round)

    def test_promille_as_a_sheet_calculates_them(self) -> None:
        """Ten times 0.344 is 3.4399999999999995 there."""
        round = b.plan("andelstal")
        rows = [[code, name, sum([amount / 1000] * 10)] for code, name, amount in listing(round)]
        assert any(len(str(amount)) > 10 for _code, _name, amount in rows)
        assert accepted(round, as_xlsx([HEADINGS, *rows]), "forslag.xlsx") == b.even_numbers(round)

    def test_target_groups_by_code_or_name(self) -> None:
        groups = (("folkbokforda", "Folkbokförda"), ("abo_kvot", "ABO och kvot"))
        round = b.plan(groups=groups)
        written = {"folkbokforda": "Folkbokförda", "abo_kvot": "abo_kvot"}
        rows = [[code, written[group], amount] for (code, group), amount in b.even_numbers(round).items()]
        assert accepted(round, as_csv([["kommunkod", "målgrupp", "antal"], *rows])) == b.even_numbers(round)

    def test_the_numbers_of_2018(self) -> None:
        """The real kommuntal of that year, which sum to each länstal."""
        real = ROOT / "municipalities" / "reference" / "kommuntal_2018.csv"
        with real.open(encoding="utf-8", newline="") as file:
            rows = [[row["code"], row["kommuntal"]] for row in csv.DictReader(file)]
        numbers = accepted(b.plan(year=2018), as_csv([["kommunkod", "kommuntal"], *rows]))
        assert sum(numbers.values()) == 15_200
        assert numbers["1080", "samtliga"] == 61  # Karlskrona
        assert numbers["2085", "samtliga"] == 0  # Ludvika


def zeros() -> list[Row]:
    return [[code, name, 0] for code, name in Municipality.objects.order_by("code").values_list("code", "name")]


def plan_with(numbers: dict[str, int]) -> Round:
    """A round of which these kommuner have everything."""
    round = plan_round(actor=b.migrationsverket(), process="kommuntal", year=2030, in_force_from=date(2030, 1, 1))
    counties = dict.fromkeys(County.objects.values_list("code", flat=True), 0)
    for code, amount in numbers.items():
        counties[code[:2]] += amount
    set_totals(
        actor=b.migrationsverket(), round=round, national=sum(numbers.values()), counties=counties, statutory=False
    )
    return round


class TestIsRefusedWholeRowByRow:
    @pytest.mark.parametrize(
        ("row", "words"),
        [
            (["0580", "Linköping", 40], "Linköping finns redan på rad"),
            (["9999", "", 40], "Kommunkoden ”9999” finns inte"),
            (["", "Lindköping", 40], "Kommunen ”Lindköping” finns inte"),
            (["0581", "Linköping", 40], "0581 är Norrköping, men raden gäller Linköping"),
        ],
        ids=["twice", "unknown code", "unknown name", "code and name of two kommuner"],
    )
    def test_a_row_that_is_not_a_kommun_of_its_own(self, round: Round, row: Row, words: str) -> None:
        found = complaints(round, as_csv([HEADINGS, *listing(round), row]))
        assert [(number, words in message) for number, message in found] == [(292, True)]

    @pytest.mark.parametrize(
        ("written", "words"),
        [
            ("-5", "Linköping är negativt"),
            ("fem", "”fem” är inte ett tal"),
            ("12,5", "”12,5” är inte ett heltal"),
            ("", "Tal saknas för Linköping"),
            ("NaN", "inte ett tal"),
            ("1e5000", "inte ett tal"),
            ("1000000000", "orimligt stort"),
        ],
    )
    def test_a_number_that_is_none(self, round: Round, written: str, words: str) -> None:
        rows = [row if row[0] != "0580" else ["0580", "Linköping", written] for row in listing(round)]
        (number, message), *others = complaints(round, as_csv([HEADINGS, *rows]))
        assert words in message
        assert number == 2 + [row[0] for row in rows].index("0580")
        assert others == []

    def test_too_many_decimals(self) -> None:
        round = b.plan("andelstal")
        rows = [[code, name, "3,448"] for code, name, _amount in listing(round)]
        assert "fler än 2 decimaler" in complaints(round, as_csv([HEADINGS, *rows]))[0][1]

    def test_every_fault_is_told_at_once(self, round: Round) -> None:
        first, second, *rest = listing(round)
        found = complaints(round, as_csv([HEADINGS, [*first[:2], "x"], [*second[:2], "-1"], *rest]))
        assert [number for number, _message in found] == [2, 3]

    def test_a_missing_kommun_is_not_zero(self, round: Round) -> None:
        rows = [row for row in listing(round) if row[1] not in {"Ydre", "Kinda"}]
        (number, message), *_others = complaints(round, as_csv([HEADINGS, *rows]))
        assert number is None
        assert "Kommuner saknas" in message
        assert "Ydre" in message
        assert "Kinda" in message

    def test_a_target_group_of_another_round(self, round: Round) -> None:
        rows = [[code, "abo_kvot", amount] for code, _name, amount in listing(round)]
        found = complaints(round, as_csv([["kommunkod", "målgrupp", "antal"], *rows]))
        assert "”abo_kvot” hör inte till omgången. Tillåtna: samtliga" in found[0][1]

    def test_a_target_group_left_out_where_there_are_two(self) -> None:
        round = b.plan(groups=(("folkbokforda", "Folkbokförda"), ("abo_kvot", "ABO och kvot")))
        rows = [[code, 1] for code, _name, _amount in listing(round)]
        assert "hör inte till omgången" in complaints(round, as_csv([["kommunkod", "antal"], *rows]))[0][1]


class TestMustSum:
    def changed(self, round: Round, changes: dict[str, int]) -> bytes:
        rows = [[code, name, amount + changes.get(code, 0)] for code, name, amount in listing(round)]
        return as_csv([HEADINGS, *rows])

    def test_to_the_nation_and_to_each_lan_or_the_difference_is_told(self, round: Round) -> None:
        words = [message for _row, message in complaints(round, self.changed(round, {"0580": 3}))]
        assert any("summerar till 8\u00a0203 men ska vara 8\u00a0200; skillnaden är +3" in message for message in words)
        assert any("Län 05 summerar till" in message and "skillnaden är +3" in message for message in words)

    def test_to_each_lan_although_the_nation_is_right(self, round: Round) -> None:
        words = [message for _row, message in complaints(round, self.changed(round, {"0580": 3, "0880": -3}))]
        assert [message[:6] for message in words] == ["Län 05", "Län 08"]
        assert "skillnaden är −3" in words[1]

    def test_to_no_more_than_the_cap(self) -> None:
        round = b.plan("fordelningstal")
        below, above = self.changed(round, {"0580": -3}), self.changed(round, {"0580": 3})
        assert "över taket" in complaints(round, above)[0][1]
        assert accepted(round, below)["0580", "samtliga"] == b.even_numbers(round)["0580", "samtliga"] - 3

    def test_to_1000_promille_with_at_least_one_for_each(self) -> None:
        round = b.plan("andelstal")
        short = {"0580": 1 - b.even_numbers(round)["0580", "samtliga"]}
        rows = [[code, name, f"{(n + short.get(code, 0)) / 100:.2f}"] for code, name, n in listing(round)]
        words = " ".join(message for _row, message in complaints(round, as_csv([HEADINGS, *rows])))
        assert "minst 1,00 ‰. Under det: 0580" in words
        assert "men ska vara 1\u00a0000,00" in words

    def test_to_the_totals_as_they_are_when_it_is_accepted(self, round: Round) -> None:
        """The länstal were decided between the preview and the acceptance."""
        staged = stage(round, as_csv([HEADINGS, *listing(round)]))
        counties = dict(round.totals.get().counties.values_list("county_id", "amount"))
        counties["05"] += 1
        set_totals(
            actor=b.migrationsverket(),
            round=round,
            national=sum(counties.values()),
            counties=counties,
            statutory=True,
            legal_basis="SFS 2025:1",
        )
        with pytest.raises(Refused, match="Län 05 summerar"):
            accept_staged(actor=b.migrationsverket(), staged=staged)
        assert not Proposal.objects.exists()


def bomb() -> bytes:
    """Small in the mail, large when unpacked."""
    written = io.BytesIO(as_xlsx([HEADINGS]))
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/more.xml", "w") as member:
        for _ in range(MAX_UNPACKED // 1_000_000 + 1):
            member.write(b" " * 1_000_000)
    return written.getvalue()


def with_a_stray_cell() -> bytes:
    """The last cell of a sheet: a reader that makes room for all before it takes 500 GB."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write(1_048_575, 16_383, "x")
    return written.getvalue()


def another_zip() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: b"", "Rubrikraden hittades inte"),
        (lambda: b"\n \n", "Rubrikraden hittades inte"),
        (lambda: "Hej! Här kommer förslaget.".encode(), "Rubrikraden hittades inte"),
        (lambda: b"%PDF-1.7\n\x00\x01", "varken CSV eller XLSX"),
        (lambda: "Kommunkod;Antal".encode("utf-16"), "varken CSV eller XLSX"),
        (lambda: b'Kommunkod;Antal\n0580;"' + b"1" * 200_000, "Kontrollera citattecknen"),
        (lambda: b"PK\x03\x04 broken", "Excel-arbetsbok"),
        (lambda: as_xlsx([HEADINGS])[:-200], "Excel-arbetsbok"),
        (another_zip, "Excel-arbetsbok"),
        (bomb, "orimligt stor"),
        (with_a_stray_cell, "långt utanför tabellen"),
        (lambda: as_csv([HEADINGS, *[["0580", "Linköping", 1]] * 5_001]), "fler än 5000 rader"),
        (lambda: b"x" * 5_000_001, "större än 5 MB"),
    ],
    ids=[
        "empty", "blank", "a letter", "PDF", "UTF-16", "a quotation without end", "broken zip", "cut off",
        "a Word document", "zip bomb", "a stray cell", "too many rows", "too large",
    ],
)  # fmt: skip
def test_a_file_of_the_wrong_kind_is_refused_in_words(round: Round, content: Any, words: str) -> None:
    assert words in complaints(round, content())[0][1]


class TestAPreview:
    def test_shows_each_number_beside_the_one_before(self, round: Round) -> None:
        accepted(round, as_csv([HEADINGS, *listing(round)]))
        before = b.even_numbers(round)["0580", "samtliga"]
        moved = {"0580": 2, "0581": -2}
        rows = [[code, name, amount + moved.get(code, 0)] for code, name, amount in listing(round)]
        staged = stage(round, as_csv([HEADINGS, *rows]))
        shown = next(row for row in staged.rows if row["kommunkod"] == "0580")
        assert (shown["kommun"], shown["before"], shown["amount"]) == ("Linköping", before, before + 2)
        assert Proposal.objects.count() == 1

    def test_is_accepted_once_and_by_migrationsverket_alone(self, round: Round) -> None:
        content = as_csv([HEADINGS, *listing(round)])
        for other in [b.lansstyrelse("05"), b.kommun("0580"), b.migrationsverket("beslutsfattare")]:
            with pytest.raises(NotAllowed):
                stage_file(actor=other, round=round, file_name="forslag.csv", content=content)
        staged = stage(round, content)
        with pytest.raises(NotAllowed):
            accept_staged(actor=b.lansstyrelse("05"), staged=staged)
        again = StagedProposal.objects.get(pk=staged.pk)
        accept_staged(actor=b.migrationsverket(), staged=staged)
        with pytest.raises(Refused, match="redan mottagen"):
            accept_staged(actor=b.migrationsverket(), staged=again)
