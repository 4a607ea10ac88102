"""SYNTHETIC. The totals of 2024 are real (2 800, 18 800, 21 700); no länstal or target-group totals of that year, no
numbers per kommun, could be read. What stands in for them here is population alone, and is marked as synthetic in the
database and on every page that shows it."""

import csv
import io
from datetime import date

from allocation.engine.apportionment import apportion
from municipalities.models import Municipality, Observation, StatutoryNumber

YEAR = 2024
GROUPS = (("folkbokforda", "Folkbokförda skyddsbehövande"), ("abo_kvot", "Anläggningsboende och kvotflyktingar"))
IN_FORCE = (date(2024, 1, 1), date(2024, 7, 1), date(2024, 11, 1))
SHARE_OF_FIRST_GROUP = (1, 4)  # synthetic: one in five folkbokförd


def national_total(revision: int) -> int:
    """Real: the report 2.2.1; SFS 2024:480; SFS 2024:934."""
    number = StatutoryNumber.objects.national("kommuntal", YEAR, revision)
    assert number is not None
    return number.persons


def legal_basis(revision: int) -> str:
    number = StatutoryNumber.objects.national("kommuntal", YEAR, revision)
    assert number is not None
    return number.legal_basis or "förordning 2016:40"


def population() -> dict[str, int]:
    values = Observation.objects.values_by_code("befolkning", 2021)
    return {code: int(value) for code, value in values.items() if value is not None}


def shared_by_population(total: int, people: dict[str, int]) -> dict[str, int]:
    codes = sorted(people)
    shared = apportion([people[c] for c in codes], total, tie_break=codes, units=codes)
    return dict(zip(codes, shared.amounts, strict=True))


def lanstal(revision: int) -> dict[str, int]:
    counties: dict[str, int] = {}
    for code, people in population().items():
        counties[code[:2]] = counties.get(code[:2], 0) + people
    return shared_by_population(national_total(revision), counties)


def numbers(revision: int) -> dict[tuple[str, str], int]:
    """(kommunkod, target group) -> persons; each län sums to its synthetic länstal."""
    people, found = population(), {}
    (first, _), (second, _) = GROUPS
    for county, total in lanstal(revision).items():
        members = {code: n for code, n in people.items() if code[:2] == county}
        part = total * SHARE_OF_FIRST_GROUP[0] // sum(SHARE_OF_FIRST_GROUP)
        for group, amount in ((first, part), (second, total - part)):
            found.update({(code, group): n for code, n in shared_by_population(amount, members).items()})
    return found


def as_csv(vector: dict[tuple[str, str], int]) -> bytes:
    """As Migrationsverket would send it."""
    names = dict(Municipality.objects.values_list("code", "name"))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["kommunkod", "kommun", "målgrupp", "tal"])
    writer.writerows([code, names[code], group, n] for (code, group), n in sorted(vector.items()))
    return out.getvalue().encode("utf-8-sig")
