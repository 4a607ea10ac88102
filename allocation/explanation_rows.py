"""The tables of an explanation, as written: the same rows on the page and on the command line."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from allocation.engine.explaining.by_one import Boundary
from allocation.engine.explaining.levers import Lever
from allocation.engine.explaining.quantities import Quantity
from allocation.explanation_labels import GROUPS, QUANTITIES, STEPS, WEIGHTS, lever_label, written_basis
from allocation.explanations import Account
from allocation.written import brief, ratio, rounded


@dataclass(frozen=True)
class StepRow:
    name: str
    label: str
    value: Fraction
    written: str
    exact: tuple[str, str] | None  # above and below the line
    basis: str


@dataclass(frozen=True)
class CalculationRow:
    name: str
    label: str
    symbol: str
    formula: str
    values: str  # the formula with its values put in
    written: str
    exact: tuple[str, str] | None
    unit: str
    basis: str


@dataclass(frozen=True)
class OrderRow:
    place: int
    code: str
    name: str
    claim: str
    gets_one: bool
    own: bool
    first_out: bool  # the cut is just above
    outcome: str


@dataclass(frozen=True)
class WeightRow:
    label: str
    written: str
    basis: str  # the paragraphs that name the criterion; the weight itself is assumed


@dataclass(frozen=True)
class ChangeRow:
    label: str
    now: str
    more: str  # "144 795 (+337)"
    fewer: str
    more_number: str
    fewer_number: str


def step_rows(account: Account) -> list[StepRow]:
    """A step that is nothing is left out; the rest sum to the number exactly."""
    explanation, decimals = account.explanation, account.words.decimals
    return [
        StepRow(
            name,
            str(STEPS[name]),
            value,
            rounded(value, decimals + 2, signed=name not in ("population", "floor_in_advance")),
            ratio(value),
            ", ".join(written_basis(explanation.bases[name])),
        )
        for name, value in explanation.steps.items()
        if value
    ]


def calculation_rows(account: Account) -> list[CalculationRow]:
    return [_calculation_row(quantity) for quantity in account.explanation.quantities]


def _calculation_row(quantity: Quantity) -> CalculationRow:
    return CalculationRow(
        quantity.name,
        str(QUANTITIES[quantity.name]),
        quantity.symbol,
        quantity.symbols,
        quantity.formula.format(**{name: brief(value) for name, value in quantity.terms.items()}),
        brief(quantity.value),
        ratio(quantity.value),
        "‰" if quantity.unit == "promille" else _("personer") if quantity.unit else "",
        ", ".join(written_basis(quantity.basis)),
    )


def order_rows(account: Account) -> list[OrderRow]:
    """Those about the cut, and about the kommun itself."""
    order, words = account.explanation.order, account.words
    return [
        OrderRow(
            each.place,
            each.code,
            account.names[each.code],
            rounded(each.claim, words.decimals + 5),
            each.gets_one,
            each.code == account.explanation.code,
            each == order.first_out,
            _("avrundas uppåt") if each.gets_one else _("avrundas nedåt"),
        )
        for each in order.shown
    ]


def weight_rows(account: Account) -> list[WeightRow]:
    parameters = account.explanation.row.result.parameters
    described = parameters.described()
    own = {f"v_{group}": weight for group, weight in parameters.v.items()}
    values = {name: getattr(parameters, name) for name in WEIGHTS} | own
    labels = {**WEIGHTS, **{f"v_{group}": _received(group) for group in parameters.v}}
    return [
        WeightRow(
            str(labels[name]),
            _("inget") if value is None else brief(value),
            ", ".join(written_basis(described[name.partition("_")[0] if name in own else name]["basis"])),
        )
        for name, value in values.items()
    ]


def _received(group: str) -> str:
    return _("Vikt för mottagna %(group)s") % {"group": GROUPS.get(group, group)}


def change_rows(account: Account) -> list[ChangeRow]:
    index, decimals = account.words.index, account.words.decimals

    def number(boundary: Boundary | None) -> str:
        return rounded(boundary.number, decimals) if boundary else ""

    return [
        ChangeRow(
            lever_label(each.lever, index),
            brief(each.lever.now),
            _reached(each.lever, each.more),
            _reached(each.lever, each.fewer),
            number(each.more),
            number(each.fewer),
        )
        for each in account.changes
    ]


def _reached(lever: Lever, boundary: Boundary | None) -> str:
    if boundary is None:
        return _("inget rimligt värde")
    change = boundary.value - lever.now
    sign = "+" if change > 0 else "−"
    return f"{brief(boundary.value)} ({sign}{brief(abs(change))})"
