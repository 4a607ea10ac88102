"""Other countries' models, as data of the same machinery: which measures weigh how much, and what is set off.

Each follows a published description and no more; the inputs are the caller's, and none of this is any authority's own
calculation. Whole numbers come by largest remainder unless the caller says otherwise: no description says how.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from allocation.engine.apportionment import Apportionment, apportion
from allocation.engine.errors import InvalidInput
from allocation.engine.exact import Number, exact, whole
from allocation.engine.model.columns import Columns
from allocation.engine.model.criteria import Composition, SetOff, Term, Weighed

Measures = Mapping[str, Mapping[str, Number | None]]  # measure → unit → number


@dataclass(frozen=True)
class NationalModel:
    name: str
    source: str
    remark: str
    weights: Mapping[tuple[str, ...], Fraction]  # the measures that are multiplied → weight of the product's share
    set_off: Mapping[str, Fraction] = field(default_factory=dict)  # measure → persons for each one in it

    @property
    def composition(self) -> Composition:
        return Composition(
            tuple(Term("_by_".join(names), Product(names), weight) for names, weight in self.weights.items()),
            tuple(SetOff(name, Product((name,)), weight) for name, weight in self.set_off.items()),
        )

    @property
    def measures(self) -> tuple[str, ...]:
        names = (name for product in (*self.weights, *((each,) for each in self.set_off)) for name in product)
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True)
class Product:
    """Reads the product of some measures of one unit."""

    names: tuple[str, ...]

    def __call__(self, row: tuple[str, Mapping[str, Number | None]]) -> Fraction:
        unit, known = row
        product = Fraction(1)
        for name in self.names:
            product *= exact(known.get(name), unit, name.replace("_", " "))
        return product


NATIONAL_MODELS = {
    "denmark": NationalModel(
        name="Kommunekvoter (Danmark)",
        source="Bekendtgørelse nr. 550 af 3. maj 2022 om boligplacering af flygtninge, § 4, stk. 2–5",
        remark=(
            "A kommune's share is its share of the population less what its share of immigrants and refugees is above "
            "that: 2 b − i. The newly family-reunified are added to the landstal and set off where they are. A number "
            "below 0 is 0; that the others carry it in proportion to their own numbers is our assumption. Voluntary "
            "agreements come after."
        ),
        weights={("population",): Fraction(2), ("immigrants_and_refugees",): Fraction(-1)},
        set_off={"family_reunified": Fraction(1)},
    ),
    "germany": NationalModel(
        name="Königsteiner Schlüssel (Deutschland)",
        source="Gemeinsame Wissenschaftskonferenz: two thirds tax revenue, one third population, of two years before",
        remark="Which tax revenue counts (after the Länder have equalised it) is the caller's to know.",
        weights={("population",): Fraction(1, 3), ("tax_revenue",): Fraction(2, 3)},
    ),
    "netherlands": NationalModel(
        name="Spreidingswet (Nederland)",
        source="Spreidingswet: population corrected by a socio-economic score",
        remark="How a score becomes a factor is not reproduced here: the factor of each gemeente is an input.",
        weights={("population", "socio_economic_factor"): Fraction(1)},
    ),
}


@dataclass(frozen=True)
class NationalResult:
    model: NationalModel
    weighed: Weighed
    apportionment: Apportionment

    @cached_property
    def amounts(self) -> dict[str, int]:
        return {str(unit): amount for unit, amount in self.apportionment.by_unit.items()}

    @cached_property
    def shares(self) -> dict[str, Fraction]:
        """The key itself: Σ weight · share, before anything is set off."""
        return {unit: self.weighed.capacity_share(i) for i, unit in enumerate(self.amounts)}

    @cached_property
    def steps(self) -> dict[str, dict[str, Fraction]]:
        """Each number as a sum, in the order in which it comes about."""
        return {unit: self._steps(i, amount) for i, (unit, amount) in enumerate(self.amounts.items())}

    def _steps(self, i: int, amount: int) -> dict[str, Fraction]:
        quota = self.apportionment.quotas[i]
        return {
            **self.weighed.parts(i),
            "negative_to_zero": quota - self.weighed.modelled_share(i),
            "rounding": amount - quota,
        }


def run_national_model(model: NationalModel, measures: Measures, total: int, **options: Any) -> NationalResult:
    """`total` shared out by a model; `measures` has each of its `measures` for the same units.

    `options` as for `apportion`.
    """
    for name in model.measures:
        if name not in measures:
            raise InvalidInput.because("missing", model.name, what=name.replace("_", " "))
    units = list(dict.fromkeys(unit for name in model.measures for unit in measures[name]))
    rows = [(unit, {name: measures[name].get(unit) for name in model.measures}) for unit in units]
    weighed = Weighed(model.composition, Columns(units, rows), whole(total, what="the total"))
    weights = [Fraction(weight, weighed.denominator) for weight in weighed.weights]
    return NationalResult(model, weighed, apportion(weights, total, units=units, **options))
