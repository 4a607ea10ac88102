"""A year with all three processes and two revisions within it, as 2024: 2 800 → 18 800 → 21 700. The totals are real;
länstal, target groups and numbers per kommun are synthetic, and marked so."""

import json
from decimal import Decimal
from fractions import Fraction

from allocation.engine.certificate import check
from frontend.demo import synthetic_2024 as synthetic
from frontend.demo.check import acts, national
from frontend.demo.check.tally import Tally
from frontend.demo.check.town import Town, sums_by_county
from municipalities.models import StatutoryNumber

TITLE = "2024: tre processer, och två revideringar av kommuntalen inom året"
YEAR = synthetic.YEAR
KOMMUNTAL, ANDELSTAL, FORDELNINGSTAL = "kommuntal", "andelstal", "fordelningstal"
LAW, LMA = "2016:38 7 §", "1994:137 3 §"
COUNTY, LINKOPING, NORRKOPING, MJOLBY = "05", "0580", "0581", "0586"


def play(town: Town, tally: Tally) -> None:
    receive_proposals(town, tally)
    talk(town, tally)
    explain(town, tally)
    calculate(town, tally)
    redistribute(town, tally)
    decide_kommuntal(town, tally)
    confirm(town, tally, ANDELSTAL)
    confirm(town, tally, FORDELNINGSTAL)
    revise(town, tally, 1)
    revise(town, tally, 2)
    look_back(town, tally)


def receive_proposals(town: Town, tally: Tally) -> None:
    receive_kommuntal(town, tally, 0)
    national.plan(town, ANDELSTAL, YEAR, in_force_from="2024-01-01")
    national.plan(town, FORDELNINGSTAL, YEAR, in_force_from="2024-01-01")
    cap = StatutoryNumber.objects.national(FORDELNINGSTAL, YEAR)
    assert cap is not None
    national.set_totals(town, FORDELNINGSTAL, YEAR, 0, cap.persons, None, legal_basis=cap.legal_basis)
    for process in (ANDELSTAL, FORDELNINGSTAL):
        words = national.run_model(town, process, YEAR)
        tally.check(f"{process}: modellkörningen gjordes av arbetaren och är märkt som Jämkas egen", "Jämkas" in words)


def receive_kommuntal(town: Town, tally: Tally, revision: int) -> None:
    total, lanstal = synthetic.national_total(revision), synthetic.lanstal(revision)
    if revision == 0:
        national.plan(town, KOMMUNTAL, YEAR, in_force_from="2024-01-01", groups=synthetic.GROUPS, synthetic=True)
    else:
        national.revise(town, KOMMUNTAL, YEAR, revision - 1, str(synthetic.IN_FORCE[revision]), synthetic=True)
    national.set_totals(town, KOMMUNTAL, YEAR, revision, total, lanstal, legal_basis=synthetic.legal_basis(revision))
    file = synthetic.as_csv(synthetic.numbers(revision))
    national.accept(town, national.upload(town, KOMMUNTAL, YEAR, revision, f"kommuntal_{revision}.csv", file))
    page = town.officer(COUNTY).get(f"/lan/{COUNTY}/{YEAR}?process={KOMMUNTAL}")
    tally.check(f"revidering {revision}: sidan säger att uppgifterna är syntetiska", "yntetisk" in page.html)


def talk(town: Town, tally: Tally) -> None:
    for process in (KOMMUNTAL, ANDELSTAL, FORDELNINGSTAL):
        acts.open_dialogue(town, COUNTY, YEAR, process)
    receipt = acts.answer(town, LINKOPING, YEAR, KOMMUNTAL, "no_objection")
    tally.check("Linköping svarar och får ett kvittensnummer", bool(acts.receipt_in(receipt)))
    acts.answer(town, NORRKOPING, YEAR, KOMMUNTAL, "wants_fewer", text="Brist på större lägenheter.", wish="5")
    page = town.officer(COUNTY).get(f"/lan/{COUNTY}/{YEAR}?process={KOMMUNTAL}")
    tally.check("länsstyrelsen ser Norrköpings svar", "Vill omfördela" in page.html)
    stranger = town.kommun("0680").get(f"/kommun/{NORRKOPING}/{YEAR}")
    tally.equal("en kommun i ett annat län kommer inte in på Norrköpings sida", stranger.status, 403)
    tally.check("en besökare utan konto får logga in", "/logga-in" in town.nobody.get(f"/lan/{COUNTY}/{YEAR}").address)


def explain(town: Town, tally: Tally) -> None:
    """The andelstal are Jämka's own calculation; the kommuntal came in a file and are not explained as calculated."""
    told = json.loads(town.kommun(LINKOPING).get(f"/kommun/{LINKOPING}/{YEAR}/{ANDELSTAL}/tillkomst.json").html)
    steps = [Fraction(step["value"]) for step in told["explanation"]["steps"]]
    number = Fraction(told["proposed"], 10 ** told["decimals"])
    tally.check("andelstalet är på bråket när summan av sina steg", sum(steps) == number)
    handed_in = json.loads(town.kommun(LINKOPING).get(f"/kommun/{LINKOPING}/{YEAR}/{KOMMUNTAL}/tillkomst.json").html)
    tally.equal("ett inläst kommuntal förklaras inte som beräknat", handed_in["explanation"], None)


def calculate(town: Town, tally: Tally) -> None:
    """Norrköping has asked for fewer; Mjölby can receive."""
    acts.answer(town, MJOLBY, YEAR, KOMMUNTAL, "wants_more", text="Vi har lediga lägenheter.", wish="20")
    officer = town.officer(COUNTY)
    page = officer.get(acts.lan(COUNTY, YEAR, KOMMUNTAL, "berakna"))
    tally.check("ett förslag beräknas ur önskemålen", "Norrköping → Mjölby" in page.html)
    certificate = json.loads(officer.get(acts.lan(COUNTY, YEAR, KOMMUNTAL, "berakna/intyg.json")).html)
    tally.equal("intyget håller för en kontroll som inte känner beräkningen", check(certificate), [])
    moved = officer.fill(acts.lan(COUNTY, YEAR, KOMMUNTAL, "utkast"), {"steg": f"{NORRKOPING}:-1"})
    tally.check("utkastet säger vad som fattas", "Det saknas 1" in moved.html)
    undone = officer.fill(acts.lan(COUNTY, YEAR, KOMMUNTAL, "utkast"), {"gor": "angra"})
    tally.check("och stämmer igen när det är ångrat", "Summan stämmer" in undone.html)


def redistribute(town: Town, tally: Tally) -> None:
    propose = town.officer(COUNTY)
    carried = acts.propose_transfer(
        propose,
        acts.lan(COUNTY, YEAR, KOMMUNTAL, "omfordelning"),
        {NORRKOPING: "-1", LINKOPING: "1"},
        "Lediga bostäder i Linköping.",
        carry_over=True,
    )
    acts.approve(town, carried, [NORRKOPING, LINKOPING])
    own = acts.propose_transfer(
        town.kommun(MJOLBY),
        f"/kommun/{MJOLBY}/{YEAR}/{ANDELSTAL}/omfordelning",
        {NORRKOPING: "-0,50", MJOLBY: "0,50"},
        "Mjölby har plats på sitt HVB.",
    )
    acts.approve(town, own, [NORRKOPING, MJOLBY])
    page = propose.get(own)
    propose.send(page, page.form("nyckel", action="/tillstyrk"), {})
    tally.check("kommunernas egen omfördelning tillstyrks", "Överenskommen" in propose.get(own).html)
    refused = town.officer("06").get(acts.lan(COUNTY, YEAR, KOMMUNTAL, "omfordelning"))
    tally.equal("ett annat läns handläggare kommer inte åt omfördelningen", refused.status, 403)
    for process in (KOMMUNTAL, ANDELSTAL, FORDELNINGSTAL):
        acts.close_dialogue(town, COUNTY, YEAR, process)


def decide_kommuntal(town: Town, tally: Tally) -> None:
    counties = sorted(synthetic.lanstal(0))
    acts.conclude(town, counties[:14], YEAR, KOMMUNTAL, LAW)
    page = town.nobody.get("/tal?process=kommuntal&ar=2024")
    tally.check("14 av 21 beslutade, län för län", "14 av 21" in page.html)
    acts.conclude(town, counties[14:], YEAR, KOMMUNTAL, LAW)
    check_published(town, tally, 0)


def check_published(town: Town, tally: Tally, revision: int) -> list[dict[str, object]]:
    rows = town.tal(process=KOMMUNTAL, ar=YEAR)
    tally.equal("kommuntal: tal per kommun och målgrupp", len(rows), 580)
    tally.equal("alla rader har revidering", {row["revidering"] for row in rows}, {revision})
    tally.equal("riket", sum(row["tal"] for row in rows), synthetic.national_total(revision))
    tally.check("varje län summerar till sitt länstal", sums_by_county(rows) == synthetic.lanstal(revision))
    return rows


def confirm(town: Town, tally: Tally, process: str) -> None:
    counties = sorted(synthetic.lanstal(0))
    acts.conclude(town, counties, YEAR, process, LMA)
    tally.equal(f"{process}: inget publicerat före fastställandet", town.tal(process=process, ar=YEAR), [])
    national.send_back(town, process, YEAR, "06", "Kontrollera ett tal.")
    acts.conclude(town, ["06"], YEAR, process, LMA)
    national.confirm(town, process, YEAR, LMA)
    rows = town.tal(process=process, ar=YEAR)
    tally.equal(f"{process}: 290 tal fastställda", len(rows), 290)
    total = sum(Decimal(row["tal"]) for row in rows)
    if process == ANDELSTAL:
        tally.equal("andelstal, promille", total, Decimal("1000.00"))
        moved = {r["kommunkod"]: Decimal(r["tal"]) - Decimal(r["forslag"]) for r in rows if r["tal"] != r["forslag"]}
        tally.equal("omfördelade andelar", moved, {NORRKOPING: Decimal("-0.50"), MJOLBY: Decimal("0.50")})
    else:
        tally.check(f"fördelningstal högst taket 5 500: {total}", total <= 5500)


def revise(town: Town, tally: Tally, revision: int) -> None:
    receive_kommuntal(town, tally, revision)
    before = {row["revidering"] for row in town.tal(process=KOMMUNTAL, ar=YEAR)}
    tally.equal("tills länen beslutat gäller de förra talen", before, {revision - 1})
    acts.conclude(town, sorted(synthetic.lanstal(revision)), YEAR, KOMMUNTAL, LAW)
    rows = check_published(town, tally, revision)
    moved = {r["kommunkod"]: r["tal"] - r["forslag"] for r in rows if r["tal"] != r["forslag"]}  # type: ignore[operator]
    tally.equal("överenskommelsen som gäller även vid revidering är förd vidare", moved, {NORRKOPING: -1, LINKOPING: 1})


def look_back(town: Town, tally: Tally) -> None:
    first = town.tal(process=KOMMUNTAL, ar=YEAR, revidering=0)
    tally.equal("den första omgången är kvar att läsa", sum(row["tal"] for row in first), 2_800)
    board = town.migrationsverket.get("/omgangar")
    tally.check("omgångarna säger vad som ersatts", "ersatt av revidering" in board.html.lower())
