"""The organisations that exist by law, and accounts for people in them."""

from collections.abc import Iterable

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.demo import DEMO_PASSWORD, DemoUser
from accounts.models import Membership, Organisation, Role, User
from municipalities.models import County, Municipality

Kind = Organisation.Kind
# Names that do not follow the rule "consonant takes s".
OWN_NAME = {"0980": "Region Gotland", "0880": "Kalmar kommun", "1421": "Orust kommun", "2080": "Falu kommun"}


def municipality_organisation_name(municipality: Municipality) -> str:
    """ "Norrköpings kommun", but "Umeå kommun" and "Borås kommun": a vowel, s, x or z takes no s."""
    if municipality.code in OWN_NAME:
        return OWN_NAME[municipality.code]
    ends_bare = municipality.name[-1].lower() in "aeiouyåäösxz"
    return f"{municipality.name}{'' if ends_bare else 's'} kommun"


@transaction.atomic
def create_organisations() -> None:
    """21 länsstyrelser, 290 kommuner, Migrationsverket. Idempotent."""
    wanted = [Organisation(kind=Kind.MIGRATIONSVERKET, name="Migrationsverket")]
    wanted += [
        Organisation(kind=Kind.LANSSTYRELSE, name=f"Länsstyrelsen i {county.name}", county=county)
        for county in County.objects.all()
    ]
    wanted += [
        Organisation(kind=Kind.KOMMUN, name=municipality_organisation_name(m), municipality=m)
        for m in Municipality.objects.all()
    ]
    present = {area_of(o) for o in Organisation.objects.all()}
    Organisation.objects.bulk_create(o for o in wanted if area_of(o) not in present)


def area_of(organisation: Organisation) -> tuple[str, str | None, str | None]:
    return organisation.kind, organisation.county_id, organisation.municipality_id


def organisation_of(kind: str, area: str) -> Organisation:
    """`area`: länskod, kommunkod, or "" for Migrationsverket."""
    place = {Kind.LANSSTYRELSE: {"county_id": area}, Kind.KOMMUN: {"municipality_id": area}}.get(Kind(kind), {})
    return Organisation.objects.get(kind=kind, **place)


@transaction.atomic
def create_demo_users(users: Iterable[DemoUser]) -> None:
    """Roles, not persons. Their password stands on the demo's login page, so they exist in a demo only."""
    password = make_password(DEMO_PASSWORD)  # one hash for all: hashing is slow on purpose
    for demo in users:
        organisation = organisation_of(demo.kind, demo.area)
        roles = ", ".join(str(Role(role).label) for role in demo.roles)
        user, _created = User.objects.get_or_create(
            username=demo.username, defaults={"password": password, "first_name": f"{roles}, {organisation}"[:150]}
        )
        for role in demo.roles:
            Membership.objects.get_or_create(user=user, organisation=organisation, role=role)
