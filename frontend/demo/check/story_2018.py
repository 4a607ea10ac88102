"""The real kommuntal of 2018: handed in as a file, one omfördelning, decided, pulled."""

import csv
import io

from frontend.demo.check import acts, national
from frontend.demo.check.tally import Tally
from frontend.demo.check.town import Town, sums_by_county
from municipalities.importers.reference import REFERENCE
from municipalities.models import StatutoryNumber

TITLE = "2018: kommuntal som de var, från fil till publicerat tal"
YEAR, PROCESS, LAW = 2018, "kommuntal", "2016:38 7 §"
KARLSKRONA, KARLSHAMN, LUDVIKA = "1080", "1082", "2085"


def play(town: Town, tally: Tally) -> None:
    lanstal = StatutoryNumber.objects.lanstal(YEAR)
    national.plan(town, PROCESS, YEAR, in_force_from="2018-01-01")
    national.set_totals(town, PROCESS, YEAR, 0, 15_200, lanstal, legal_basis="förordning 2016:40, 2018")

    wrong = national.upload(town, PROCESS, YEAR, 0, "fel.csv", file_of_2018(one_more=True))
    tally.check("en fil som inte summerar avvisas med skillnaden", "+1" in wrong.html and "15" in wrong.html)
    national.accept(town, national.upload(town, PROCESS, YEAR, 0, "kommuntal_2018.csv", file_of_2018()))

    acts.open_dialogue(town, "10", YEAR, PROCESS)
    transfer = acts.propose_transfer(
        town.officer("10"),
        acts.lan("10", YEAR, PROCESS, "omfordelning"),
        {KARLSKRONA: "-1", KARLSHAMN: "1"},
        "Lediga bostäder i Karlshamn.",
    )
    acts.approve(town, transfer, [KARLSKRONA, KARLSHAMN])
    acts.close_dialogue(town, "10", YEAR, PROCESS)
    acts.conclude(town, ["10"], YEAR, PROCESS, LAW)

    blekinge = town.tal(process=PROCESS, ar=YEAR, lan="10")
    found = {row["kommunkod"]: (row["forslag"], row["tal"]) for row in blekinge}
    tally.equal("Karlskrona, förslag och beslutat", found.get(KARLSKRONA), (61, 60))
    tally.equal("Blekinge summerar till länstalet", sum(row["tal"] for row in blekinge), lanstal["10"])
    tally.equal("bara Blekinge är publicerat", len(town.tal(process=PROCESS, ar=YEAR)), len(blekinge))

    acts.conclude(town, sorted(set(lanstal) - {"10"}), YEAR, PROCESS, LAW)
    rows = town.tal(process=PROCESS, ar=YEAR)
    tally.equal("290 tal publicerade", len(rows), 290)
    tally.equal("riket", sum(row["tal"] for row in rows), 15_200)
    tally.check("varje län summerar till sitt länstal", sums_by_county(rows) == lanstal, sums_by_county(rows))
    tally.equal("Ludvika", {row["tal"] for row in rows if row["kommunkod"] == LUDVIKA}, {0})


def file_of_2018(*, one_more: bool = False) -> bytes:
    """The real figures in the shape of Migrationsverket's file."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["kommunkod", "kommuntal"])
    with (REFERENCE / "kommuntal_2018.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            extra = int(one_more and row["code"] == KARLSKRONA)
            writer.writerow([row["code"], int(row["kommuntal"]) + extra])
    return out.getvalue().encode()
