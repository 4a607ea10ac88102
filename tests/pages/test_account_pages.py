"""In and out, for whom one acts, and what one is told where one may not go."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.utils import timezone

from accounts.demo import DEMO_PASSWORD, DEMO_USERS
from accounts.models import Mandate, Membership, Role, User
from accounts.services import create_demo_users, organisation_of
from tests.support import builders as b
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db

PASSWORD = "ett-langt-losenord-2026"


@pytest.fixture
def officer() -> User:
    person = b.user(b.KOMMUN, "0581")
    person.set_password(PASSWORD)
    person.save()
    return person


def test_one_logs_in_goes_to_ones_tasks_and_logs_out(officer: User) -> None:
    somebody = Visitor()
    inside = somebody.send("/logga-in", username=officer.username, password=PASSWORD)
    assert inside.path == "/att-gora"
    assert "Norrköpings kommun" in inside.soup.get_text()

    somebody.client.post("/logga-ut")
    assert somebody.get("/att-gora").path.startswith("/logga-in")


def test_who_asked_for_a_page_comes_to_it_after_logging_in(officer: User) -> None:
    asked = Visitor().send("/organisation", username=officer.username, password=PASSWORD)
    assert asked.path == "/organisation"


def test_a_wrong_password_is_said_in_words_and_nothing_is_told_of_the_account(officer: User) -> None:
    for username in (officer.username, "finns-inte"):
        refused = Visitor().send("/logga-in", username=username, password="fel")
        assert "Användarnamnet och lösenordet hör inte ihop" in refused.text
        assert refused.soup.select_one("[name=username]")["value"] == username  # type: ignore[index]


def test_who_guesses_is_locked_out_and_told_to_wait(officer: User) -> None:
    guesser = Visitor()
    for _ in range(5):
        last = guesser.client.post("/logga-in", {"username": officer.username, "password": "gissning"})
    assert "Vänta en kvart" in last.content.decode()
    locked = guesser.client.post("/logga-in", {"username": officer.username, "password": PASSWORD})
    assert "Vänta en kvart" in locked.content.decode()


def test_an_account_without_organisation_is_told_what_to_do() -> None:
    person = User.objects.create_user("ensam", password=PASSWORD)
    assert (
        "hör inte till någon organisation"
        in Visitor().send("/logga-in", username=person.username, password=PASSWORD).text
    )


def test_the_demo_lets_one_in_as_any_role_with_one_click() -> None:
    create_demo_users(DEMO_USERS)
    with override_settings(DEMO=True):
        somebody = Visitor()
        page = somebody.get("/logga-in")
        assert len(page.soup.select("#demo tbody tr")) == len(DEMO_USERS)
        form = page.soup.select_one("#demo form:has([value=migrationsverket-beslut])")
        assert form
        fields = {str(tag["name"]): str(tag["value"]) for tag in form.select("input[name]")}
        inside = somebody.client.post("/logga-in", fields, follow=True).content.decode()
        assert "Beslutsfattare" in inside


def test_outside_the_demo_the_login_page_offers_nobody() -> None:
    create_demo_users(DEMO_USERS)
    page = Visitor().get("/logga-in")
    assert DEMO_PASSWORD not in page.answer.content.decode()
    assert not page.soup.select("#demo")


def test_one_who_works_for_two_organisations_chooses_which(officer: User) -> None:
    mjolby = organisation_of(b.KOMMUN, "0586")
    Membership.objects.create(user=officer, organisation=mjolby, role=Role.LASARE)
    somebody = Visitor(officer)
    switched = somebody.send("/organisation", organisation=mjolby.pk)
    assert "Du arbetar nu för Mjölby kommun" in switched.soup.get_text()
    assert somebody.get("/organisation").heading == "Mjölby kommun"


def test_nobody_can_choose_an_organisation_that_is_not_theirs(officer: User) -> None:
    somebody = Visitor(officer)
    answer = somebody.client.post("/organisation", {"organisation": organisation_of(b.MIGRATIONSVERKET, "").pk})
    assert answer.status_code == 422
    assert somebody.get("/organisation").heading == "Norrköpings kommun"


def test_an_organisation_sees_its_people_their_roles_and_who_answers_for_whom(officer: User) -> None:
    b.user(b.KOMMUN, "0581", Role.BESLUTSFATTARE, Role.ADMINISTRATOR)
    today = timezone.localdate()
    Mandate.objects.create(
        organisation=organisation_of(b.KOMMUN, "0581"), municipality_id="0582", process="andelstal", valid_from=today
    )
    Mandate.objects.create(
        organisation=organisation_of(b.KOMMUN, "0581"),
        municipality_id="0583",
        valid_from=today - timedelta(days=9),
        valid_until=today - timedelta(days=1),
    )
    page = Visitor(officer).get("/organisation")
    assert "Administratör, Beslutsfattare" in page.text
    assert page.row("Norrköpings kommun")[1:3] == ["Söderköping", "Andelstal, ensamkommande barn"]
    assert "Motala" not in page.text  # that fullmakt has ended


def test_a_page_that_is_not_open_says_for_whom_one_works_and_where_to_go(officer: User) -> None:
    page = Visitor(officer).get("/omgangar")
    assert page.status == 403
    assert "Du arbetar för Norrköpings kommun (Handläggare)" in page.text
    assert "/att-gora" in page.links()


def test_a_page_that_does_not_exist_says_what_may_be_wrong_with_the_address() -> None:
    page = Visitor().get("/kommun/9999/1999/finns-inte")
    assert page.status == 404
    assert "Kontrollera länskod, kommunkod och år" in page.text


def test_the_page_of_our_own_faults_leans_on_nothing() -> None:
    said = render_to_string("500.html")  # as Django renders it: without a request
    assert "Felet är vårt" in said
    assert "<script" not in said


def test_a_form_that_is_too_old_says_that_nothing_was_saved(officer: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/logga-in", {"username": officer.username, "password": PASSWORD})
    assert answer.status_code == 403
    assert "Ingenting sparades" in answer.content.decode()
