"""How a number came about, in sentences that can be read aloud in a kommunstyrelse."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allocation.amounts import show
from allocation.engine.explaining.quantities import Quantity
from allocation.engine.explanation import Claimant, Explanation
from allocation.engine.model.swedish import past_reception
from allocation.explanation_labels import GROUPS
from allocation.written import brief, rounded


@dataclass(frozen=True)
class Words:
    explanation: Explanation
    names: Mapping[str, str]  # of the kommuner and the län, by code
    stand_in: str  # the indicator that stands in for the labour market
    split: Mapping[str, int]  # target group → its part of the number

    def sentences(self) -> list[str]:
        """In the order in which the number comes about; a step that changes nothing is left out."""
        tellers = (
            self._in_advance,
            self._population,
            self._labour_market,
            self._past_reception,
            self._self_settled,
            self._bounds,
            self._county,
            self._rounding,
            self._target_groups,
            self._omitted,
        )
        return [" ".join(said) for teller in tellers if (said := list(teller()))]

    @property
    def name(self) -> str:
        return self.names[self.explanation.code]

    @property
    def index(self) -> str:
        """ "skattekraft 2024": what the labour market is measured by."""
        return str(self.explanation.row.result.table.sources.get("arbetsmarknad", ""))

    @property
    def decimals(self) -> int:
        return self.explanation.row.result.parameters.decimals

    @property
    def unit(self) -> str:
        return "‰" if self.explanation.row.result.parameters.model.unit == "promille" else _("personer")

    def amount(self, value: Fraction, *, more: int = 1) -> str:
        """With a decimal more than the number itself has: 112,5 personer."""
        return f"{rounded(value, self.decimals + more)} {self.unit}"

    def changes(self, value: Fraction) -> str:
        if not value:
            return _("Talet ändras inte av det.")
        words = _("Det höjer talet med %(n)s.") if value > 0 else _("Det sänker talet med %(n)s.")
        return words % {"n": self.amount(abs(value))}

    def _in_advance(self) -> Iterator[str]:
        steps = self.explanation.steps
        if floor := steps["floor_in_advance"]:
            yield _("Varje kommun får först %(n)s; resten fördelas.") % {"n": self.amount(floor, more=0)}
        if carried := steps.get("carried_over"):
            yield _("%(n)s av föregående års tal är inte mottagna och följer med till i år.") % {
                "n": self.amount(carried, more=0)
            }

    def _population(self) -> Iterator[str]:
        share = self.explanation["population_share"]
        parameters = self.explanation.row.result.parameters
        shared = self.explanation["pool"].terms["D"]
        yield _(
            "%(kommun)s hade %(people)s av rikets %(everybody)s invånare den 31 december %(year)s, %(share)s %%."
        ) % {
            "kommun": self.name,
            "people": show(int(share.terms["pop"])),
            "everybody": show(int(share.terms["Σpop"])),
            "year": parameters.population_year,
            "share": rounded(100 * share.value, 3),
        }
        yield _("Det ger %(n)s av %(total)s %(unit)s.") % {
            "n": rounded(self.explanation.steps["population"], self.decimals + 1),
            "total": brief(shared),
            "unit": self.unit,
        }

    def _labour_market(self) -> Iterator[str]:
        factor = self.explanation.get("labour_factor")
        if factor is None:
            return
        off = 100 * (factor.value - 1)
        better = _("Arbetsmarknaden, mätt som %(index)s, är %(off)s %% starkare än i riket.")
        worse = _("Arbetsmarknaden, mätt som %(index)s, är %(off)s %% svagare än i riket.")
        yield (better if off >= 0 else worse) % {"index": self.index, "off": rounded(abs(off), 1)}
        if self.stand_in:
            yield _("Uppgiften står in för arbetsmarknadsindex, som inte är fritt att sprida.")
        weight = rounded(100 * self.explanation["capacity_share"].terms["w_am"], 0)
        yield _("Arbetsmarknaden väger %(weight)s %% i modellen.") % {"weight": weight}
        yield self.changes(self.explanation.steps["labour_market"])

    def _past_reception(self) -> Iterator[str]:
        own = self.explanation.get("past_reception")
        if own is None:
            return
        expected = self.explanation["capacity_share"].value * self.explanation["pool"].terms["ΣH"]
        yield _("Kommunen tog emot %(own)s (%(groups)s).") % {
            "own": self._people(own.value),
            "groups": self._groups(own),
        }
        yield _("Hade mottagandet följt kommunens andel av förutsättningarna hade det varit %(n)s.") % {
            "n": self._people(expected)
        }
        yield self.changes(self.explanation.steps["past_reception"])

    def _groups(self, received: Quantity) -> str:
        """ "73 ensamkommande barn 2018, 415 nyanlända 2018", with a weight that is not 1."""
        said = []
        for group, weight in past_reception(self.explanation.row.result.parameters).items():
            years = str(group.first) if group.first == group.last else f"{group.first}–{group.last}"
            words = f"{brief(received.terms[f'm_{group.group}'])} {GROUPS.get(group.group, group.group)} {years}"
            said.append(
                words if weight == 1 else _("%(words)s med vikten %(v)s") % {"words": words, "v": brief(weight)}
            )
        return ", ".join(said)

    def _people(self, value: Fraction) -> str:
        written = rounded(value, 0 if value.denominator == 1 else 1)
        return ngettext("%(n)s person", "%(n)s personer", 1 if value == 1 else 2) % {"n": written}

    def _self_settled(self) -> Iterator[str]:
        if forecast := self.explanation.get("self_settled"):
            yield _("Enligt prognosen bosätter sig %(n)s själva i kommunen.") % {"n": self._people(forecast.value)}
            yield self.changes(self.explanation.steps["self_settled"])

    def _bounds(self) -> Iterator[str]:
        change, modelled = self.explanation.steps["floors_and_caps"], self.explanation["modelled"].value
        if not change:
            return
        raw = self.explanation.get("raw")
        held = raw.formula.strip("{}") if raw else ""
        if modelled < 0:
            yield _(
                "Det tidigare mottagandet är större än andelen, så modellen ger kommunen inget; de andra delar på det."
            )
        elif held in ("floor", "cap"):
            words = _("Kommunen får lägst %(n)s.") if held == "floor" else _("Kommunen får högst %(n)s.")
            yield words % {"n": self.amount(raw.value if raw else change, more=0)}
        else:
            yield _("Andra kommuner hålls vid sitt lägsta eller högsta tal, och de övriga delar på skillnaden.")
        yield self.changes(change)

    def _county(self) -> Iterator[str]:
        where = self.explanation.order.where
        if where not in self.explanation.row.result.table.members:
            return
        lanstal = Fraction(self.explanation.row.result.county_sums[where], self.explanation.row.result.parameters.scale)
        if self.explanation.row.weighed_by == "capacity":
            yield _(
                "Det tidigare mottagandet lämnar ingen andel i länet. Länstalet %(n)s fördelas efter förutsättningar."
            ) % {"n": brief(lanstal)}
        elif factor := self.explanation.get("factor"):
            yield _("%(county)s har länstalet %(lanstal)s, och modellen ger länets kommuner %(sum)s tillsammans.") % {
                "county": self.names[where],
                "lanstal": brief(lanstal),
                "sum": self.amount(factor.terms["Σx"]),
            }
            yield _("Alla i länet räknas om med faktorn %(factor)s.") % {"factor": rounded(factor.value, 4)}
        yield self.changes(self.explanation.steps["county_total"])

    def _rounding(self) -> Iterator[str]:
        explanation, order = self.explanation, self.explanation.order
        total = {"n": f"{rounded(explanation.number, self.decimals)} {self.unit}"}
        if order.own is None or not order.seats or "remainder" not in {each.name for each in explanation.quantities}:
            yield _("Avrundat blir talet %(n)s.") % total
            return
        quota, whole = explanation["quota"].value, explanation["whole_part"].value
        yield _("Kvoten är %(quota)s: en hel del, %(whole)s, och en rest, %(rest)s.") % {
            "quota": self.amount(quota, more=3),
            "whole": rounded(whole, self.decimals),
            "rest": self._claim(order.own),
        }
        yield self._seats()
        yield (_("Talet blir %(n)s.") if order.own.gets_one else _("Resten räcker inte, och talet blir %(n)s.")) % total
        if order.last_in and order.first_out:
            yield _("Sist att avrundas uppåt är %(last)s (%(rest)s); närmast därefter kommer %(next)s (%(after)s).") % {
                "last": self.names[order.last_in.code],
                "rest": self._claim(order.last_in),
                "next": self.names[order.first_out.code],
                "after": self._claim(order.first_out),
            }
        if order.tie:
            yield _("%(names)s har exakt lika stor rest. Folkmängden avgör; lagen säger inget om det.") % {
                "names": ", ".join(self.names[str(code)] for code in order.tie.units)
            }

    def _seats(self) -> str:
        order = self.explanation.order
        place = order.own.place if order.own else 0
        left = rounded(Fraction(order.seats, self.explanation.row.result.parameters.scale), self.decimals)
        return _(
            "När alla har fått sin hela del återstår %(left)s %(unit)s, som går till de %(seats)s största resterna; "
            "%(kommun)s har plats %(place)s av %(all)s."
        ) % {
            "left": left,
            "unit": self.unit,
            "seats": order.seats,
            "kommun": self.name,
            "place": place,
            "all": len(order.claimants),
        }

    def _claim(self, claimant: Claimant) -> str:
        return rounded(claimant.claim, self.decimals + 3)

    def _target_groups(self) -> Iterator[str]:
        if self.split:
            parts = ", ".join(f"{group} {show(amount, self.decimals)}" for group, amount in self.split.items())
            yield _("Talet delas sedan på målgrupper så att både länets och gruppernas summor håller: %(parts)s.") % {
                "parts": parts
            }

    def _omitted(self) -> Iterator[str]:
        omitted = self.explanation.row.result.parameters.omitted_criteria
        if "arbetsmarknad" in omitted:
            yield _("Arbetsmarknaden har ingen vikt i beräkningen.")
        if groups := ", ".join(str(GROUPS.get(name, name)) for name in omitted if name != "arbetsmarknad"):
            yield _("Utelämnat för att uppgifter saknas: tidigare mottagande av %(groups)s.") % {"groups": groups}
