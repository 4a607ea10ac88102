"""The quantities that one number comes out of, in order: each with its formula, the values in it and what it rests on.

    b = pop / Σpop                     s = b · ((1 − w_am) + w_am · a)         R = D + w_h · ΣH + w_sb · ΣF
    a = i · Σpop / Σ(pop · i)          H = Σ v · received                      x = s · R − w_h · H − w_sb · F

All that is in the unit of the process is in whole ones (persons, ‰), whatever the decimals of the round.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from allocation.engine.apportionment import LARGEST_REMAINDER
from allocation.engine.exact import text
from allocation.engine.model.readers import self_settled
from allocation.engine.model.result import Row
from allocation.engine.model.swedish import past_reception

ASSUMPTION = "assumption"
ASSUMED = (ASSUMPTION,)
LANSTAL_BASIS = "docs/policy/forordning-2016-39.md 4 §"
PERSONS = "personer"


@dataclass(frozen=True)
class Quantity:
    name: str
    symbol: str
    formula: str  # with the names of `terms` in braces; empty for what is given
    terms: Mapping[str, Fraction]
    value: Fraction
    unit: str  # personer, promille, or nothing for a ratio
    basis: tuple[str, ...]  # paragraphs in docs/policy, and `ASSUMPTION` where a part of it is Jämka's own

    @property
    def symbols(self) -> str:
        return self.formula.format(**{name: name for name in self.terms})

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "symbol": self.symbol,
            "formula": self.symbols,
            "terms": {name: text(value) for name, value in self.terms.items()},
            "value": text(self.value),
            "decimal": f"{decimal(self.value, 12)}",
            "unit": self.unit,
            "basis": list(self.basis),
        }


def decimal(value: Fraction, places: int) -> str:
    """Rounded half away from zero, for the eye: the exact value stands beside it."""
    scaled = (2 * abs(value.numerator) * 10**places + value.denominator) // (2 * value.denominator)
    whole, rest = divmod(scaled, 10**places)
    return f"{'-' if value < 0 else ''}{whole}.{rest:0{places}d}"


class Derivation:
    """Of one row. Σ over the kommuner of the run; L, λ and the remainder within the group that shares one total."""

    def __init__(self, row: Row) -> None:
        self.row, self.result = row, row.result
        self.parameters, self.weighed = row.result.parameters, row.result.weighed
        self.unit, self.scale = self.parameters.model.unit, self.parameters.scale
        self.law = self.parameters.model.criteria

    def quantities(self) -> tuple[Quantity, ...]:
        parts = (self._capacity, self._set_off, self._modelled, self._shared_out, self._rounded)
        return tuple(quantity for part in parts for quantity in part())

    def whole(self, units: Fraction | int) -> Fraction:
        return Fraction(units) / self.scale

    def _capacity(self) -> Iterator[Quantity]:
        share, w_am = self.row.share, self.parameters.w_am
        people, everybody = Fraction(share.values.population), Fraction(self.weighed.measures[0].total)
        terms = {"pop": people, "Σpop": everybody}
        yield Quantity("population_share", "b", "{pop} / {Σpop}", terms, share.population_share, "", self.law)
        if not w_am:
            yield Quantity(
                "capacity_share", "s", "{b}", {"b": share.population_share}, share.capacity_share, "", self.law
            )
            return
        weighted = self.weighed.measures[1]
        yield Quantity(
            "labour_factor",
            "a",
            "{i} · {Σpop} / {Σ(pop·i)}",
            {
                "i": share.values.labour_market,
                "Σpop": everybody,
                "Σ(pop·i)": Fraction(weighted.total, weighted.denominator),
            },
            share.labour_factor,
            "",
            (*self.law, ASSUMPTION),
        )
        terms = {"b": share.population_share, "w_am": w_am, "a": share.labour_factor}
        formula = "{b} · ((1 − {w_am}) + {w_am} · {a})"
        yield Quantity("capacity_share", "s", formula, terms, share.capacity_share, "", (*self.law, ASSUMPTION))

    def _set_off(self) -> Iterator[Quantity]:
        if self.parameters.w_h:
            terms: dict[str, Fraction] = {}
            for group, weight in past_reception(self.parameters).items():
                terms[f"v_{group.group}"] = weight
                terms[f"m_{group.group}"] = self.result.table.column(group)[self.row.i]
            names = list(terms)
            formula = " + ".join(f"{{{v}}} · {{{m}}}" for v, m in zip(names[::2], names[1::2], strict=True)) or "0"
            own = self.row.share.values.past_reception
            yield Quantity("past_reception", "H", formula, terms, own, PERSONS, (*self.law, ASSUMPTION))
        if self.parameters.w_sb:
            yield Quantity("self_settled", "F", "", {}, self.row.share.values.self_settled, PERSONS, ASSUMED)

    def _modelled(self) -> Iterator[Quantity]:
        values, shared = self.row.share.values, self.whole(self.weighed.units)
        own: dict[str, Fraction] = {}
        parts, pool = ["{s} · {R}"], {"D": shared}
        pooled = ["{D}"]
        if w_h := self.parameters.w_h:
            parts.append("{w_h} · {H}")
            pooled.append("{w_h} · {ΣH}")
            own |= {"w_h": w_h, "H": values.past_reception}
            pool |= {"w_h": w_h, "ΣH": self._all_past_reception()}
        if w_sb := self.parameters.w_sb:
            parts.append("{w_sb} · {F}")
            pooled.append("{w_sb} · {ΣF}")
            own |= {"w_sb": w_sb, "F": values.self_settled}
            column = self.result.table.column(self_settled)
            pool |= {"w_sb": w_sb, "ΣF": Fraction(column.total, column.denominator)}
        total = shared + self._all_set_off()
        yield Quantity("pool", "R", " + ".join(pooled), pool, total, self.unit, ASSUMED)
        terms = {"s": self.row.share.capacity_share, "R": total, **own}
        modelled = self.whole(self.row.share.modelled)
        yield Quantity("modelled", "x", " − ".join(parts), terms, modelled, self.unit, (*self.law, ASSUMPTION))

    def _all_past_reception(self) -> Fraction:
        columns = [(v, self.result.table.column(group)) for group, v in past_reception(self.parameters).items()]
        return sum((v * Fraction(column.total, column.denominator) for v, column in columns), Fraction(0))

    def _all_set_off(self) -> Fraction:
        pairs = zip(self.weighed.composition.set_off, self.weighed.columns, strict=True)
        return sum((each.weight * Fraction(column.total, column.denominator) for each, column in pairs), Fraction(0))

    def _shared_out(self) -> Iterator[Quantity]:
        row, step = self.row, self.row.rounding
        x, raw, quota = (self.whole(each) for each in (row.share.modelled, row.raw - row.base, step.quota))
        if row.base:
            yield Quantity("advance", "f", "", {}, self.whole(row.base), self.unit, ASSUMED)
        in_county = row.group.where in self.result.table.members
        if in_county or step.bound:
            yield self._clamped("raw", "r", raw, self._held_in_country(raw, x), ("x", x), "λ₀", ASSUMED)
        basis = (LANSTAL_BASIS, ASSUMPTION) if in_county else ASSUMED
        weight = ("s", row.share.capacity_share) if row.weighed_by == "capacity" else ("x", x)
        if step.bound is None and step.quota:
            yield self._factor(weight[0], basis)
        yield self._clamped("quota", "q", quota, step.bound, weight, "λ", basis)

    def _factor(self, weight: str, basis: tuple[str, ...]) -> Quantity:
        """λ: what bounds leave of the group's total, over the x (or s) of those that share it."""
        rounded = zip(self.row.group.members, self.row.group.rounded.steps, strict=True)
        free = [(i, step.quota) for i, step in rounded if step.bound is None]
        left = self.whole(sum((quota for _, quota in free), Fraction(0)))
        if weight == "s":
            mass = sum((self.weighed.capacity_share(i) for i, _ in free), Fraction(0))
        else:
            mass = self.whole(Fraction(sum(self.weighed.weights[i] for i, _ in free), self.weighed.denominator))
        terms = {"L": left, f"Σ{weight}": mass}
        return Quantity("factor", "λ", f"{{L}} / {{Σ{weight}}}", terms, left / mass, "", basis)

    def _held_in_country(self, raw: Fraction, x: Fraction) -> str | None:
        values = self.row.share.values
        floor = 0 if self.result.advance.floors is not None else values.floor - self.row.base
        if raw > x and raw == self.whole(floor):
            return "floor"
        return "cap" if values.cap is not None and raw < x and raw == self.whole(values.cap - self.row.base) else None

    def _clamped(
        self,
        name: str,
        symbol: str,
        value: Fraction,
        held: str | None,
        weight: tuple[str, Fraction],
        factor: str,
        basis: tuple[str, ...],
    ) -> Quantity:
        """clamp(λ · x, floor, cap), as it came out. A negative x is none at all."""
        x, share = weight
        if share <= 0 and not value:
            formula, terms = f"max(0, {{{x}}})", {x: share}
        elif held:
            formula, terms = f"{{{held}}}", {held: value}
        elif share == value and factor == "λ₀":
            formula, terms = f"{{{x}}}", {x: share}
        else:
            formula, terms = f"{{{factor}}} · {{{x}}}", {factor: value / share, x: share}
        return Quantity(name, symbol, formula, terms, value, self.unit, ASSUMED if held else basis)

    def _rounded(self) -> Iterator[Quantity]:
        row, step = self.row, self.row.rounding
        whole, quota = self.whole(step.base), self.whole(step.quota)
        yield Quantity("whole_part", "g", "", {}, whole, self.unit, ASSUMED)
        if step.claim is not None:
            yield self._claim(step.claim, quota, whole)
        terms = {"f": self.whole(row.base)} if row.base else {}
        terms |= {"g": whole}
        if step.amount > step.base:
            terms["u"] = self.whole(step.amount - step.base)
        formula = " + ".join(f"{{{each}}}" for each in terms)
        yield Quantity("amount", "n", formula, terms, self.whole(row.amount), self.unit, ASSUMED)

    def _claim(self, claim: Fraction, quota: Fraction, whole: Fraction) -> Quantity:
        if self.parameters.method == LARGEST_REMAINDER:
            terms = {"q": quota, "g": whole}
            return Quantity("remainder", "ρ", "{q} − {g}", terms, quota - whole, self.unit, ASSUMED)
        return Quantity("claim", "ρ", "", {}, claim, "", ASSUMED)
