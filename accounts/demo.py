"""The demo's users: roles, not persons. Known to the loader that makes them and to the login page that offers them."""

from dataclasses import dataclass

from accounts.models import Organisation, Role

DEMO_PASSWORD = "demo-jamka-2026"  # noqa: S105 — printed on the demo's login page; exists nowhere else

LANSSTYRELSE, KOMMUN, MIGRATIONSVERKET = Organisation.Kind


@dataclass(frozen=True)
class DemoUser:
    username: str
    kind: str
    area: str  # länskod, kommunkod, or "" for Migrationsverket
    roles: tuple[str, ...]


DEMO_USERS = (
    DemoUser("ostergotland", LANSSTYRELSE, "05", (Role.HANDLAGGARE,)),
    DemoUser("ostergotland-beslut", LANSSTYRELSE, "05", (Role.BESLUTSFATTARE,)),
    DemoUser("ostergotland-lasare", LANSSTYRELSE, "05", (Role.LASARE,)),
    DemoUser("kalmar", LANSSTYRELSE, "08", (Role.HANDLAGGARE,)),
    DemoUser("kalmar-beslut", LANSSTYRELSE, "08", (Role.BESLUTSFATTARE,)),
    DemoUser("samordnare", LANSSTYRELSE, "06", (Role.SAMORDNARE,)),
    DemoUser("norrkoping", KOMMUN, "0581", (Role.HANDLAGGARE,)),
    DemoUser("norrkoping-lasare", KOMMUN, "0581", (Role.LASARE,)),
    DemoUser("norrkoping-admin", KOMMUN, "0581", (Role.ADMINISTRATOR,)),
    DemoUser("linkoping", KOMMUN, "0580", (Role.HANDLAGGARE,)),
    DemoUser("mjolby", KOMMUN, "0586", (Role.HANDLAGGARE,)),
    DemoUser("finspang", KOMMUN, "0562", (Role.HANDLAGGARE,)),
    DemoUser("migrationsverket", MIGRATIONSVERKET, "", (Role.HANDLAGGARE,)),
    DemoUser("migrationsverket-beslut", MIGRATIONSVERKET, "", (Role.BESLUTSFATTARE,)),
)

# Fullmakt: a kommun that also answers for its neighbours, as where they share a nämnd: (who answers, for whom).
DEMO_MANDATES = (("0586", "0512"), ("0586", "0560"))
