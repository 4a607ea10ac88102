"""Omgångar: a round as Migrationsverket plans it, receives or computes its proposal, fastställer and revises it."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from allocation.models import Frame, ModelRun, Proposal, Round, StagedProposal, Totals
from allocation.overview import national_sum
from allocation.processes import Process
from journal import jobs
from journal.models import Event
from municipalities.models import County, StatutoryNumber
from tests.support import builders as b
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.django_db

KOMMUNTAL = "/omgangar/kommuntal/2026/0"


@pytest.fixture
def officer() -> Visitor:
    return Visitor(b.user(b.MIGRATIONSVERKET))


@pytest.fixture
def decider() -> Visitor:
    return Visitor(b.user(b.MIGRATIONSVERKET, "", Role.BESLUTSFATTARE))


def url(round: Round, page: str = "") -> str:
    return f"/omgangar/{round.process}/{round.year}/{round.revision}{page}"


def csv_of(round: Round, **changes: int) -> SimpleUploadedFile:
    """The numbers that keep every total, but for `changes`: k0581=5."""
    several = round.target_groups.count() > 1
    lines = ["kommunkod;tal;malgrupp" if several else "kommunkod;tal"]
    for (code, group), amount in b.even_numbers(round).items():
        number = amount + changes.get(f"k{code}", 0)
        written = f"{number / 10**round.decimals:.{round.decimals}f}".replace(".", ",") if round.decimals else number
        lines.append(f"{code};{written};{group}" if several else f"{code};{written}")
    return SimpleUploadedFile("forslag.csv", "\n".join(lines).encode(), content_type="text/csv")


def hand_over_all(round: Round, but: str = "") -> None:
    for frame in Frame.objects.filter(round=round).exclude(county=but).select_related("round", "county"):
        b.decide_frame(frame)


# The round and its totals


def test_a_round_is_planned_and_waits_for_its_totals(officer: Visitor) -> None:
    made = officer.send("/omgangar/ny", process="kommuntal", year="2026", in_force_from="2026-01-01")
    assert made.path == KOMMUNTAL
    assert "Förslag inväntas" in made.text
    assert "Inga totaler är införda" in made.text
    assert f"{KOMMUNTAL}/forslag" not in made.links()  # a sum cannot be tried against nothing
    assert officer.get("/omgangar").row("Kommuntal 2026")[1] == "Förslag inväntas"


def test_target_groups_are_a_setting_of_the_round(officer: Visitor) -> None:
    said = "folkbokforda: Folkbokförda skyddsbehövande\nabo_kvot: Anläggningsboende och kvotflyktingar"
    officer.send("/omgangar/ny", process="kommuntal", year="2025", in_force_from="2025-01-01", target_groups=said)
    assert list(Round.objects.get().target_groups.values_list("code", flat=True)) == ["folkbokforda", "abo_kvot"]

    wrong = officer.send(
        "/omgangar/ny", process="kommuntal", year="2026", in_force_from="2026-01-01", target_groups="bara ett namn"
    )
    assert wrong.status == 422
    assert "saknar kolon" in wrong.text


def test_a_round_that_exists_is_refused_in_words_and_nothing_entered_is_lost(officer: Visitor) -> None:
    b.plan()
    page = officer.send("/omgangar/ny", process="kommuntal", year="2026", in_force_from="2026-01-01", remark="Obs.")
    assert page.status == 409
    assert "Omgången finns redan" in page.text
    assert "Obs." in page.soup.select_one("[name=remark]").get_text()  # type: ignore[union-attr]


def test_lanstal_are_pasted_from_a_spreadsheet(officer: Visitor) -> None:
    round = b.plan(statutory=False)
    names = dict(County.objects.values_list("code", "name"))
    lanstal = StatutoryNumber.objects.lanstal(2026)
    pasted = "\n".join(f"{names[code]}\t{persons}" for code, persons in lanstal.items())
    filled = {"national": "8 200", "status": "statutory", "legal_basis": "SFS 2025:894", "pasted": pasted}
    page = officer.send(url(round, "/tal-ramar"), **filled)
    assert "SFS 2025:894" in page.section("#totaler")
    newest = Totals.objects.last()
    assert newest is not None
    assert newest.statutory
    assert dict(newest.counties.values_list("county_id", "amount")) == lanstal


def test_what_is_pasted_wrong_is_named_line_by_line(officer: Visitor) -> None:
    round = b.plan()
    page = officer.send(url(round, "/tal-ramar"), pasted="05;430\nAtlantis;3\n06;många\n05;1")
    assert page.status == 422
    for words in ("Rad 2: länet ”Atlantis” finns inte", "Rad 3: ”många” är inte ett tal", "Rad 4: länet finns redan"):
        assert words in page.text


def test_lanstal_that_do_not_give_the_nation_are_refused_with_the_difference(officer: Visitor) -> None:
    page = officer.send(url(b.plan(), "/tal-ramar"), national="8 201")
    assert page.status == 409
    assert "Länstalen summerar till 8 200 men riket till 8 201" in page.text


def test_a_cap_has_no_lanstal_and_1000_promille_is_not_asked_for(officer: Visitor) -> None:
    capped = b.plan(Process.FORDELNINGSTAL)
    page = officer.send(url(capped, "/tal-ramar"), national="3 000", status="preliminary")
    assert "preliminärt" in page.section("#totaler")
    assert officer.get(url(b.plan(Process.ANDELSTAL), "/tal-ramar")).status == 404


def test_samrad_is_kept_with_the_round(officer: Visitor) -> None:
    round = b.plan()
    page = officer.send(
        url(round, "/samrad"),
        held_on="2025-09-02",
        participants="Arbetsförmedlingen, SKR",
        outcome="Inga invändningar.",
    )
    assert "Arbetsförmedlingen, SKR" in page.text
    assert "Inga invändningar." in page.text


# A proposal from a file


def test_a_file_is_read_looked_through_and_only_then_accepted(officer: Visitor) -> None:
    round = b.plan()
    preview = officer.send(url(round, "/forslag"), fil=csv_of(round))
    assert "Inget är sparat i omgången än" in preview.text
    assert preview.row("Norrköping")[4] == "33"
    assert Proposal.objects.count() == 0

    accepted = officer.send(preview.path, "Anta som Migrationsverkets förslag")
    assert accepted.path == KOMMUNTAL
    assert "8 200 av 8 200 personer" in accepted.text
    assert Proposal.objects.get().origin == Proposal.Origin.IMPORTED
    assert not StagedProposal.objects.exists()


def test_a_workbook_is_read_as_well_as_a_csv(officer: Visitor) -> None:
    round = b.plan(Process.ANDELSTAL)
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Kommunkod", "Andelstal"])
        for row, ((code, _group), units) in enumerate(b.even_numbers(round).items(), start=1):
            sheet.write_row(row, 0, [code, units / 100])
    preview = officer.send(url(round, "/forslag"), fil=SimpleUploadedFile("forslag.xlsx", content.getvalue()))
    officer.send(preview.path, "Anta som Migrationsverkets förslag")
    assert national_sum(round) == 100_000


def test_errors_are_listed_by_row_and_column_and_nothing_can_be_accepted(officer: Visitor) -> None:
    round = b.plan()
    wrong = SimpleUploadedFile("fel.csv", "kommunkod;tal\n0581;många\n9999;3\n0580;-1".encode())
    preview = officer.send(url(round, "/forslag"), fil=wrong)
    rows = [[cell.get_text() for cell in row.find_all(["td", "th"])] for row in preview.soup.select("#fel tbody tr")]
    assert [row[:2] for row in rows] == [["2", "tal"], ["3", "kommunkod"], ["4", "tal"]]
    assert "”många” är inte ett tal" in rows[0][2]
    assert not preview.soup.select("main form[method=post]")


def test_a_wrong_sum_is_refused_with_the_difference(officer: Visitor) -> None:
    round = b.plan()
    preview = officer.send(url(round, "/forslag"), fil=csv_of(round, k0581=5))
    assert "summerar till 8 205 men ska vara 8 200; skillnaden är +5" in preview.text
    assert "Län 05 summerar till 435 men länstalet är 430" in preview.text


def test_a_second_version_shows_what_it_changes(officer: Visitor) -> None:
    round = b.proposed_round()
    preview = officer.send(url(round, "/forslag"), fil=csv_of(round, k0581=5, k0580=-5))
    assert "2 Ändrade mot det nuvarande förslaget" in preview.text
    assert preview.row("Norrköping")[-3:] == ["33", "38", "+5"]
    assert "ska godkännas på nytt" in preview.text


def test_a_preview_that_is_gone_says_so(officer: Visitor) -> None:
    round = b.plan()
    preview = officer.send(url(round, "/forslag"), fil=csv_of(round))
    officer.send(preview.path, "Anta som Migrationsverkets förslag")
    assert "finns inte längre" in officer.get(preview.path).text


# A calculation of our own


def test_a_calculation_is_asked_for_followed_looked_through_and_accepted_as_ours(officer: Visitor) -> None:
    round = b.plan()
    asked = officer.send(url(round, "/modell"), version="prov-1", w_am="0,5")
    run = ModelRun.objects.get()
    assert run.parameters["w_am"] == "0.5"
    assert asked.soup.select_one("jamka-job")
    status = officer.client.get(f"/jobb/{run.job_id}").json()
    assert (status["status"], status["next"]) == ("waiting", asked.path)

    jobs.run(run.job_id)  # type: ignore[arg-type]
    done = officer.get(asked.path)
    assert "Jämkas egen beräkning, inte Migrationsverkets" in done.text
    assert "skattekraft står in för arbetsmarknadsindex" in done.text
    accepted = officer.send(asked.path, "Anta som förslag")
    assert "Jämkas egen beräkning, inte Migrationsverkets" in accepted.text
    assert national_sum(round) == 8_200
    assert "antagen som förslag" in officer.get(asked.path).text
    assert officer.get("/omgangar").row("Kommuntal 2026")[-1] == "Jämkas egen beräkning"


def test_the_form_says_that_the_weights_are_our_assumptions(officer: Visitor) -> None:
    page = officer.get(url(b.plan(), "/modell"))
    assert "Alla vikter här är våra antaganden" in page.text
    assert "asylsökande" in page.text  # left out, for want of figures: said
    assert not officer.get(url(b.plan(Process.ANDELSTAL), "/modell")).soup.select("[name=w_am]")


def test_the_totals_of_target_groups_must_give_the_nations(officer: Visitor) -> None:
    round = b.plan(groups=(("a", "Folkbokförda"), ("b", "Övriga")))
    refused = officer.send(url(round, "/modell"), riket_a="8 000", riket_b="100")
    assert refused.status == 409
    assert "tillsammans ska de vara 8200" in refused.text


def test_a_calculation_that_fails_says_why_and_keeps_the_way_back(officer: Visitor) -> None:
    round = b.plan(Process.ANDELSTAL)
    asked = officer.send(url(round, "/modell"), floor="5")
    jobs.run(ModelRun.objects.get().job_id)  # type: ignore[arg-type]
    failed = officer.get(asked.path)
    assert "Beräkningen kunde inte göras" in failed.text
    assert url(round, "/modell") in failed.links()


def test_a_job_is_told_of_to_its_own_organisation_only(officer: Visitor) -> None:
    officer.send(url(b.plan(), "/modell"))
    address = f"/jobb/{ModelRun.objects.get().job_id}"
    assert officer.get(address).status == 200
    assert Visitor(b.user(b.LANSSTYRELSE, "05")).get(address).status == 404


# 21 län


def test_the_round_shows_where_every_lan_stands(officer: Visitor) -> None:
    round = b.proposed_round()
    b.decide_frame(b.frame_of(round, "09"))
    page = officer.get(url(round))
    assert page.row("Gotlands län")[1] == "Beslutat"
    assert page.row("Östergötlands län")[3:] == ["430", "430", "430 ✓ stämmer"]
    assert page.row("Riket")[1] == "1 av 21 beslutade"
    assert officer.get("/omgangar").row("Kommuntal 2026")[1:4] == ["1 av 21 beslutade", "1 av 21", "8 200"]


def test_another_lansstyrelse_sees_the_status_and_no_way_into_other_lan() -> None:
    round = b.proposed_round()
    page = Visitor(b.user(b.LANSSTYRELSE, "05")).get(url(round))
    assert [link for link in page.links() if link.startswith("/lan/")] == [
        "/lan/05/2026?process=kommuntal&revidering=0"
    ]
    assert not page.soup.select("main .actions a")


def test_the_lists_cost_the_same_for_one_round_as_for_many(officer: Visitor) -> None:
    costs = []
    for process in (Process.KOMMUNTAL, Process.ANDELSTAL):
        b.proposed_round(process)
        officer.get("/omgangar")
        with CaptureQueriesContext(connection) as queries:
            officer.get("/omgangar")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_lan_is_sent_back_with_reasons_and_no_number_changes(officer: Visitor) -> None:
    round = b.proposed_round(Process.ANDELSTAL)
    b.decide_frame(b.frame_of(round))
    before = national_sum(round)
    assert url(round, "/atersand/05") in officer.get(url(round)).links()
    page = officer.send(url(round, "/atersand/05"), text="Motivering saknas för en omfördelning.")
    assert page.row("Östergötlands län")[1] == "Återsänt av Migrationsverket"
    assert national_sum(round) == before
    refused = officer.send(url(round, "/atersand/05"), text="En gång till.")
    assert "det går inte nu" in refused.text


def test_fastställande_is_prepared_by_one_and_decided_by_another(officer: Visitor, decider: Visitor) -> None:
    round = b.proposed_round(Process.ANDELSTAL)
    hand_over_all(round, but="05")
    blocked = officer.get(url(round, "/bered"))
    assert "20 av 21 län är överlämnade. Saknas: Östergötlands län." in blocked.text
    assert "Inget underlag att besluta om" in decider.get(url(round, "/faststall")).text

    b.decide_frame(b.frame_of(round))
    filled = {"diarienummer": "1.2.3-2025-1", "legal_basis": "3 § lag 1994:137"}
    prepared = officer.send(url(round, "/bered"), **filled)
    assert "Fastställandet är berett" in prepared.text
    done = decider.send(url(round, "/faststall"), decided_on=timezone.localdate().isoformat(), confirmed="on")
    assert "fastställda och publicerade" in done.text
    assert "21 av 21" in done.text


def test_who_prepared_cannot_decide() -> None:
    round = b.proposed_round(Process.ANDELSTAL)
    hand_over_all(round)
    both = Visitor(b.user(b.MIGRATIONSVERKET, "", Role.HANDLAGGARE, Role.BESLUTSFATTARE))
    both.send(url(round, "/bered"), diarienummer="1", legal_basis="3 § lag 1994:137")
    page = both.get(url(round, "/faststall"))
    assert "Du har själv berett det här" in page.text
    assert not page.soup.select("[name=decided_on]")


def test_kommuntal_is_never_fastställt(officer: Visitor, decider: Visitor) -> None:
    round = b.proposed_round()
    assert officer.get(url(round, "/bered")).status == 404
    assert decider.get(url(round, "/faststall")).status == 404


def test_one_number_is_changed_for_barnets_bästa_under_the_cap(officer: Visitor) -> None:
    round = b.proposed_round(Process.FORDELNINGSTAL)
    amount = b.even_numbers(round)["0581", "samtliga"]
    page = officer.send(f"{url(round)}/ratta?kommun=0581", amount=str(amount - 2), text="Skäl som inte pekar ut någon.")
    assert page.path == url(round)
    assert national_sum(round) == 2_798
    refused = officer.send(f"{url(round)}/ratta?kommun=0581", amount=str(amount + 1), text="Över taket.")
    assert "över taket" in refused.text
    assert officer.get(f"{KOMMUNTAL}/ratta").status == 404


# Revidering


def test_a_revidering_stands_beside_what_it_replaces(officer: Visitor) -> None:
    first = b.proposed_round()
    b.decide_all(first)
    made = officer.send(
        url(first, "/revidera"), in_force_from="2026-07-01", remark="Gäller den som anvisas från den 1 juli."
    )
    assert made.path == "/omgangar/kommuntal/2026/1"
    second = Round.objects.get(revision=1)
    lanstal = {code: persons * 2 for code, persons in StatutoryNumber.objects.lanstal(2026).items()}
    officer.send(
        url(second, "/tal-ramar"),
        national="16400",
        status="statutory",
        legal_basis="SFS 2026:1",
        **{f"lan_{code}": str(persons) for code, persons in lanstal.items()},
    )
    preview = officer.send(url(second, "/forslag"), fil=csv_of(second))
    officer.send(preview.path, "Anta som Migrationsverkets förslag")

    page = officer.get(url(second, "/jamfor"))
    assert page.heading == "290 kommuner får högre tal, 0 lägre"
    assert page.row("Norrköping")[3:] == ["33", "66", "+33"]
    assert page.row("Riket")[3:] == ["8 200", "16 400", "+8 200"]
    assert "SFS 2026:1" in page.text
    lines = officer.client.get(url(second, "/jamfor.csv")).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "kommunkod;kommun;län;Kommuntal 2026;Kommuntal 2026, revidering 1;skillnad"
    assert "0581;Norrköping;Östergötlands län;33;66;33" in lines
    assert officer.get(url(first)).row("Norrbottens län")[1] == "Beslutat"  # the old one is read as it was


def test_nothing_is_revised_before_the_first_decision(officer: Visitor) -> None:
    round = b.proposed_round()
    page = officer.send(url(round, "/revidera"), in_force_from="2026-07-01")
    assert page.status == 409
    assert "är inte beslutad i något län" in page.text


def test_the_year_is_closed_when_all_is_decided(officer: Visitor) -> None:
    round = b.proposed_round()
    b.decide_all(round)
    page = officer.send(url(round, "/stang"), on=date.today().isoformat())
    assert "Stängd" in page.text
    assert Event.objects.filter(kind="round_closed").exists()


def test_a_form_sent_twice_is_carried_out_once(officer: Visitor) -> None:
    round = b.plan()
    form: Page = officer.get(url(round, "/samrad"))
    key = form.soup.select_one("[name=nyckel]")["value"]  # type: ignore[index]
    sent = {"nyckel": key, "held_on": "2025-09-02", "participants": "SKR", "outcome": "Inget."}
    for _ in range(2):
        answer = officer.client.post(url(round, "/samrad"), sent, follow=True)
    assert round.consultations.count() == 1
    assert "Ingenting gjordes två gånger" in answer.content.decode()
