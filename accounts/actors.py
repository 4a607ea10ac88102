"""The one who acts: a person, for one organisation, in certain roles. What services and permissions are asked with."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from accounts.models import Mandate, Membership, Organisation, Role, User


@dataclass(frozen=True)
class Actor:
    """Codes rather than objects, so that a permission never costs a query.

    `answers_for` holds (kommunkod, process) for which the organisation may speak; process "" means every process.
    """

    user_id: int | None = None
    name: str = ""
    organisation_id: int | None = None
    organisation_name: str = ""
    kind: str = ""  # Organisation.Kind, or "" for an anonymous visitor
    county_code: str = ""  # the länsstyrelse's län
    roles: frozenset[str] = frozenset()
    answers_for: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    municipality_code: str = ""  # the kommun itself, apart from those that it has fullmakt for

    @property
    def is_anonymous(self) -> bool:
        return self.user_id is None

    @property
    def is_migrationsverket(self) -> bool:
        return self.kind == Organisation.Kind.MIGRATIONSVERKET

    @property
    def is_lansstyrelse(self) -> bool:
        return self.kind == Organisation.Kind.LANSSTYRELSE

    @property
    def is_kommun(self) -> bool:
        return self.kind == Organisation.Kind.KOMMUN

    @property
    def is_samordnare(self) -> bool:
        return self.is_lansstyrelse and Role.SAMORDNARE in self.roles

    def has_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    def is_of_county(self, county_code: str) -> bool:
        return self.is_lansstyrelse and self.county_code == county_code

    def may_answer_for(self, municipality_code: str, process: str = "") -> bool:
        """Without a process: for the kommun at all."""
        if not process:
            return any(code == municipality_code for code, _ in self.answers_for)
        return not self.answers_for.isdisjoint({(municipality_code, ""), (municipality_code, process)})

    @property
    def municipality_codes(self) -> list[str]:
        """Those that may be answered for, one's own first."""
        return sorted({code for code, _ in self.answers_for}, key=lambda code: (code != self.municipality_code, code))


ANONYMOUS = Actor()


def actor_for(user: User, organisation: Organisation, *, on: date | None = None) -> Actor:
    """The actor that `user` is when acting for `organisation`; anonymous if the user is not of it."""
    roles = frozenset(Membership.objects.filter(user=user, organisation=organisation).values_list("role", flat=True))
    if not roles or not user.is_active:
        return ANONYMOUS
    return Actor(
        user_id=user.pk,
        name=user.full_name,
        organisation_id=organisation.pk,
        organisation_name=organisation.name,
        kind=organisation.kind,
        county_code=organisation.county_id or "",
        municipality_code=organisation.municipality_id or "",
        roles=roles,
        answers_for=_answers_for(organisation, on or timezone.localdate()),
    )


def _answers_for(organisation: Organisation, on: date) -> frozenset[tuple[str, str]]:
    own: Iterable[tuple[str, str]] = (
        [(organisation.municipality_id, "")] if organisation.municipality_id is not None else []
    )
    if organisation.kind != Organisation.Kind.KOMMUN:
        return frozenset(own)
    mandates = Mandate.objects.valid(on).filter(organisation=organisation).values_list("municipality_id", "process")
    return frozenset([*own, *mandates])
