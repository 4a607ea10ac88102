"""The three processes as data. What the law or practice changes is changed here, under a new rules version.

Citations: docs/policy/lag-2016-38.md 7 §, docs/policy/lma-1994-137.md 3 §,
docs/policy/forordning-2022-1008.md 3 §.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

RULES_VERSION = "2026-1"


class Process(models.TextChoices):
    KOMMUNTAL = "kommuntal", _("Kommuntal, nyanlända")
    ANDELSTAL = "andelstal", _("Andelstal, ensamkommande barn")
    FORDELNINGSTAL = "fordelningstal", _("Fördelningstal, massflyktsdirektivet")


class TotalKind(models.TextChoices):
    EXACT = "exact", _("summan ska stämma")
    CAP = "cap", _("summan får inte överstiga")


@dataclass(frozen=True)
class ProcessRules:
    decimals: int  # a setting of the round; this is the default
    unit: str
    total_kind: TotalKind
    statutory_total: int | None  # in integer units; None: each year's legal act gives it
    decided_by_lansstyrelsen: bool  # else handed over, and fastställt by Migrationsverket
    adjustment_allowed: bool  # länsstyrelsens eget avsteg, without a kommun's approval
    correction_allowed: bool  # a single kommun, for barnets bästa
    least_proposed: int  # in integer units

    @property
    def has_county_totals(self) -> bool:
        """Each year's legal act gives every län its länstal (docs/policy/forordning-2016-40.md 1 §)."""
        return self.total_kind == TotalKind.EXACT and self.statutory_total is None


RULES: dict[str, ProcessRules] = {
    # docs/policy/lag-2016-38.md 7 §: länsstyrelsen decides; docs/policy/forordning-2016-40.md 2 §: the total.
    Process.KOMMUNTAL: ProcessRules(0, "personer", TotalKind.EXACT, None, True, True, False, 0),
    # The total is 1000 ‰ by definition. Least proposed 1,00 ‰: Migrationsverket's own description of the model.
    Process.ANDELSTAL: ProcessRules(2, "promille", TotalKind.EXACT, 1000, False, False, False, 1),
    # docs/policy/forordning-2022-1008.md 3 § (the cap), 4 § (barnets bästa).
    Process.FORDELNINGSTAL: ProcessRules(0, "personer", TotalKind.CAP, None, False, False, True, 0),
}


def rules_for(process: str) -> ProcessRules:
    return RULES[process]
