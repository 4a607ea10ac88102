"""Who plays in the demo: every organisation has its roles, so that any of them can be tried."""

from accounts.actors import Actor, actor_for
from accounts.demo import DEMO_MANDATES, DEMO_USERS, KOMMUN, LANSSTYRELSE, DemoUser
from accounts.models import Mandate, Organisation, Role, User
from accounts.services import create_demo_users, organisation_of
from municipalities.models import County, Municipality


def everybody() -> list[DemoUser]:
    """The ones that the login page introduces, and "lan-05", "lan-05-beslut", "kommun-0580" for every other."""
    counties = County.objects.values_list("code", flat=True)
    municipalities = Municipality.objects.values_list("code", flat=True)
    return [
        *DEMO_USERS,
        *(DemoUser(f"lan-{code}", LANSSTYRELSE, code, (Role.HANDLAGGARE,)) for code in counties),
        *(DemoUser(f"lan-{code}-beslut", LANSSTYRELSE, code, (Role.BESLUTSFATTARE,)) for code in counties),
        *(DemoUser(f"kommun-{code}", KOMMUN, code, (Role.HANDLAGGARE,)) for code in municipalities),
    ]


def hire() -> None:
    create_demo_users(everybody())
    for holder, answers_for in DEMO_MANDATES:
        Mandate.objects.get_or_create(
            organisation=organisation_of(KOMMUN, holder),
            municipality_id=answers_for,
            process="",
            defaults={"valid_from": "2020-01-01"},
        )


def actor(username: str) -> Actor:
    user = User.objects.get(username=username)
    return actor_for(user, Organisation.objects.get(memberships__user=user))


def migrationsverket() -> Actor:
    return actor("migrationsverket")


def migrationsverket_decider() -> Actor:
    return actor("migrationsverket-beslut")


def officer(county: str) -> Actor:
    return actor(f"lan-{county}")


def decider(county: str) -> Actor:
    return actor(f"lan-{county}-beslut")


def kommun(code: str) -> Actor:
    return actor(f"kommun-{code}")
