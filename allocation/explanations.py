"""How a number that is stored came about: the run is repeated from what is held, and explained only if it is the same.

A run keeps its parameters, its result and a digest of its inputs, not the inputs themselves. If those have been put
right since, another number would be explained than the one that stands: then that is said instead.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allocation.engine.errors import EngineError
from allocation.engine.explaining.by_one import Sensitivity, changes_by_one
from allocation.engine.explanation import Explanation, explain
from allocation.engine.formula import run_model
from allocation.engine.model.parameters import Parameters
from allocation.engine.model.result import ModelResult
from allocation.errors import Refused
from allocation.explanation_words import Words
from allocation.models import ModelRun, Position, Proposal, Round
from allocation.services.comparison import comparison_of
from allocation.services.runs import gather_inputs, totals_of
from municipalities.models import County, Municipality

COMPARISON = gettext_lazy("Jämkas jämförelseberäkning, inte Migrationsverkets")


@dataclass(frozen=True)
class Account:
    """One calculated number, exactly and in words."""

    run: ModelRun
    explanation: Explanation
    names: dict[str, str]  # of the kommuner and the län, by code
    split: dict[str, int]  # target group → its part of the number, where there are several

    @cached_property
    def changes(self) -> list[Sensitivity]:
        result = self.explanation.row.result
        return changes_by_one(
            result.parameters, result.table, result.total, result.given_county_totals, code=self.explanation.code
        )

    @cached_property
    def words(self) -> Words:
        return Words(self.explanation, self.names, str(self.run.inputs.get("stand_in", "")), self.split)

    def as_json(self) -> dict[str, Any]:
        return {
            **self.explanation.as_json(),
            "kommun": self.names[self.explanation.code],
            "run": str(self.run.pk),
            "stand_in": self.run.inputs.get("stand_in", ""),
            "sentences": self.words.sentences(),
            "changes_by_one": [each.as_json() for each in self.changes],
        }


@dataclass(frozen=True)
class Origin:
    """Where a kommun's proposed number comes from, and our account of it or of the comparison beside it."""

    proposal: Proposal
    municipality: Municipality
    proposed: int  # all target groups, in integer units
    run: ModelRun | None  # ours: the proposal itself, or the comparison
    account: Account | None
    obstacle: str = ""  # why there is no account though there is a run

    @property
    def is_imported(self) -> bool:
        return self.proposal.origin == Proposal.Origin.IMPORTED

    @property
    def calculated(self) -> int | None:
        return calculated(self.run, self.municipality.pk) if self.run else None

    @property
    def difference(self) -> int | None:
        """Ours less Migrationsverket's."""
        return None if self.calculated is None else self.calculated - self.proposed

    def as_json(self) -> dict[str, Any]:
        account = self.account.as_json() if self.account else None
        said = {
            "kommunkod": self.municipality.pk,
            "kommun": self.municipality.name,
            "process": self.proposal.round.process,
            "year": self.proposal.round.year,
            "revision": self.proposal.round.revision,
            "decimals": self.proposal.round.decimals,
            "proposed": self.proposed,
            "origin": self.proposal.get_origin_display(),
            "obstacle": self.obstacle,
        }
        if not self.is_imported:
            return {**said, "explanation": account}
        beside = {
            "title": str(COMPARISON),
            "amount": self.calculated,
            "difference": self.difference,
            "explanation": account,
        }
        return {**said, "explanation": None, "comparison": beside if self.run else None}


def origin_of(proposal: Proposal, municipality: Municipality) -> Origin:
    run = proposal.model_run or comparison_of(proposal)
    numbers = Position.objects.of_round(proposal.round).filter(municipality=municipality).proposed_numbers()
    account, obstacle = None, ""
    if run is not None:
        try:
            account = account_of(run, municipality.pk)
        except Refused as refusal:
            obstacle = str(refusal)
    return Origin(proposal, municipality, sum(numbers.values()), run, account, obstacle)


def account_of(run: ModelRun, code: str) -> Account:
    """Refused, in words, where the run cannot be repeated or does not hold the kommun."""
    result = repeated(run)
    if code not in result.amounts:
        raise Refused(_("Kommun %(code)s ingår inte i beräkningen.") % {"code": code})
    names = dict(Municipality.objects.values_list("code", "name")) | dict(County.objects.values_list("code", "name"))
    groups = {row["malgrupp"]: row["amount"] for row in run.result["numbers"] if row["kommunkod"] == code}
    titles = dict(run.round.target_groups.values_list("code", "name"))
    split = {titles.get(group, group): amount for group, amount in groups.items()} if len(groups) > 1 else {}
    return Account(run, explain(result, code), names, split)


def repeated(run: ModelRun) -> ModelResult:
    """The run once more, if it is still the same."""
    if run.finished_at is None:
        raise Refused(_("Beräkningen är inte klar."))
    changed = Refused(
        _(
            "Underlaget har ändrats sedan beräkningen gjordes, så den kan inte visas steg för steg ur de uppgifter som "
            "finns nu. De sparade stegen gäller."
        )
    )
    parameters = Parameters.from_json(run.parameters)
    try:
        inputs, _sources = gather_inputs(parameters)
        total, counties = totals_of(run)
        result = run_model(parameters, inputs, total, counties)
    except (EngineError, Refused) as error:  # it was possible then
        raise changed from error
    if result.digest != run.input_digest:
        raise changed
    if any(result.amounts[row["kommunkod"]] != row["amount"] for row in run.result["rows"]):
        raise Refused(_("Modellen har ändrats sedan beräkningen gjordes. De sparade stegen gäller."))
    return result


def calculated(run: ModelRun, code: str) -> int | None:
    """The stored number, all target groups together."""
    rows = run.result.get("rows", [])
    return next((int(row["amount"]) for row in rows if row["kommunkod"] == code), None)


def newest_proposal(round: Round) -> Proposal | None:
    return round.proposals.select_related("model_run", "round").order_by("version").last()
