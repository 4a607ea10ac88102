"""Who acts: a person, for one organisation, in the roles held there."""

from datetime import date

import pytest

from accounts.actors import ANONYMOUS, actor_for
from accounts.models import Mandate, Membership, Organisation, Role
from accounts.services import create_organisations, organisation_of
from allocation.permissions import may_speak_for
from municipalities.models import Municipality
from tests.support import builders as b

pytestmark = pytest.mark.django_db

JANUARY, JUNE = date(2026, 1, 1), date(2026, 6, 30)


class TestAPerson:
    def test_acts_in_the_roles_held_in_that_organisation(self) -> None:
        both = b.lansstyrelse("05", Role.HANDLAGGARE, Role.BESLUTSFATTARE)
        assert both.roles == {"handlaggare", "beslutsfattare"}
        assert both.has_role(Role.BESLUTSFATTARE)
        assert not both.has_role(Role.LASARE, Role.ADMINISTRATOR)
        assert both.organisation_name == "Länsstyrelsen i Östergötlands län"
        assert both.is_of_county("05")
        assert not both.is_of_county("06")

    def test_has_other_roles_in_another_organisation_and_none_in_a_third(self) -> None:
        person = b.user(b.LANSSTYRELSE, "05", Role.HANDLAGGARE)
        Membership.objects.create(user=person, organisation=organisation_of(b.LANSSTYRELSE, "06"), role=Role.LASARE)
        assert actor_for(person, organisation_of(b.LANSSTYRELSE, "05")).roles == {"handlaggare"}
        assert actor_for(person, organisation_of(b.LANSSTYRELSE, "06")).roles == {"lasare"}
        assert actor_for(person, organisation_of(b.LANSSTYRELSE, "08")) == ANONYMOUS

    def test_who_has_left_is_nobody(self) -> None:
        person = b.user(b.KOMMUN, "0580")
        person.is_active = False
        person.save()
        assert actor_for(person, organisation_of(b.KOMMUN, "0580")) == ANONYMOUS

    def test_is_samordnare_only_at_a_lansstyrelse(self) -> None:
        assert b.lansstyrelse("06", Role.SAMORDNARE).is_samordnare
        assert not b.kommun("0580", Role.SAMORDNARE).is_samordnare
        assert not b.migrationsverket(Role.SAMORDNARE).is_samordnare

    def test_who_is_nobody_may_nothing(self) -> None:
        assert ANONYMOUS.is_anonymous
        assert ANONYMOUS.kind == ""
        assert not ANONYMOUS.is_of_county("")
        assert not ANONYMOUS.may_answer_for("0580")


class TestFullmakt:
    def give(self, process: str = "", until: date | None = JUNE, holder: str = b.KOMMUN, area: str = "0586") -> None:
        Mandate.objects.create(
            organisation=organisation_of(holder, area),
            municipality=Municipality.objects.get(pk="0580"),
            process=process,
            valid_from=JANUARY,
            valid_until=until,
        )

    def answers(self, day: date, process: str = "kommuntal") -> bool:
        person, mjolby = b.user(b.KOMMUN, "0586"), organisation_of(b.KOMMUN, "0586")
        return may_speak_for(actor_for(person, mjolby, on=day), "0580", process)

    def test_is_needed_to_speak_for_another_kommun(self) -> None:
        assert not self.answers(JANUARY)
        assert may_speak_for(b.kommun("0580"), "0580", "kommuntal")

    def test_holds_from_its_first_day_to_its_last(self) -> None:
        self.give()
        days = [date(2025, 12, 31), JANUARY, JUNE, date(2026, 7, 1)]
        assert [self.answers(day) for day in days] == [False, True, True, False]

    def test_without_an_end_holds_on(self) -> None:
        self.give(until=None)
        assert self.answers(date(2036, 1, 1))

    def test_for_one_process_is_for_no_other(self) -> None:
        self.give(process="andelstal")
        assert [self.answers(JUNE, process) for process in ["kommuntal", "andelstal", "fordelningstal"]] == [
            False,
            True,
            False,
        ]

    def test_gives_a_reader_no_say(self) -> None:
        self.give()
        reader = b.user(b.KOMMUN, "0586", Role.LASARE)
        assert not may_speak_for(actor_for(reader, organisation_of(b.KOMMUN, "0586"), on=JUNE), "0580", "kommuntal")

    def test_makes_no_kommun_of_a_lansstyrelse(self) -> None:
        self.give(holder=b.LANSSTYRELSE, area="05", until=None)
        assert not b.lansstyrelse("05").may_answer_for("0580")


class TestOrganisations:
    def test_are_the_21_lansstyrelser_the_290_kommuner_and_migrationsverket(self) -> None:
        create_organisations()  # a second time: nothing new
        kinds = Organisation.objects.values_list("kind", flat=True)
        assert sorted(kinds) == ["kommun"] * 290 + ["lansstyrelse"] * 21 + ["migrationsverket"]

    @pytest.mark.parametrize(
        ("code", "name"),
        [
            ("0581", "Norrköpings kommun"),
            ("2480", "Umeå kommun"),
            ("1490", "Borås kommun"),
            ("0980", "Region Gotland"),
            ("0880", "Kalmar kommun"),
            ("2080", "Falu kommun"),
            ("1421", "Orust kommun"),
            ("0139", "Upplands-Bro kommun"),
        ],
    )
    def test_have_the_names_they_go_by(self, code: str, name: str) -> None:
        assert organisation_of(b.KOMMUN, code).name == name

    def test_keep_a_name_that_was_changed(self) -> None:
        Organisation.objects.filter(municipality="0180").update(name="Stockholms stad")
        create_organisations()
        assert organisation_of(b.KOMMUN, "0180").name == "Stockholms stad"
