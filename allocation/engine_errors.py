"""The engine's refusals in Swedish: what is wrong, where, and what to do about it."""

import re
from collections.abc import Hashable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allocation.engine.errors import OTHER, EngineError

NOT_EXACT = gettext_lazy(
    "%(what)s är %(value)s, ett flyttal som inte är exakt. Ange ett heltal, bråk eller decimaltal."
)
# code → what is wrong, and what to do. The names are those of the error's values (engine/errors.py).
WORDS = {
    OTHER: gettext_lazy("underlaget kan inte användas (%(reason)s). Rätta det och beräkna igen."),
    "missing": gettext_lazy("%(what)s saknas. Komplettera underlaget och beräkna igen."),
    "negative": gettext_lazy("%(what)s är negativt (%(value)s). Ange 0 eller mer."),
    "nan": gettext_lazy("%(what)s är inget tal (NaN). Rätta underlaget och beräkna igen."),
    "infinite": gettext_lazy("%(what)s är oändligt. Rätta underlaget och beräkna igen."),
    "float": NOT_EXACT,
    "not_a_number": gettext_lazy("%(what)s är inget tal (%(value)s). Rätta underlaget och beräkna igen."),
    "not_whole": gettext_lazy("%(what)s är inget heltal (%(value)s). Ange ett heltal."),
    "out_of_range": gettext_lazy("%(what)s är %(value)s. Ange ett värde från %(least)s till %(most)s."),
    "no_units": gettext_lazy("det finns ingen att fördela på. Ange minst en kommun."),
    "no_scenarios": gettext_lazy("det finns inget att beräkna. Ange minst ett scenario."),
    "unit_twice": gettext_lazy("förekommer två gånger. Ta bort den ena raden."),
    "units_mismatch": gettext_lazy("%(weights)s vikter men %(units)s kommuner. Ange en vikt för varje kommun."),
    "bounds_mismatch": gettext_lazy(
        "%(values)s värden (%(bound)s) men %(units)s kommuner. Ange ett för alla, eller ett för varje kommun."
    ),
    "scenarios_mismatch": gettext_lazy(
        "%(weights)s rader med vikter men %(totals)s totaler. Ange en total för alla, eller en för varje scenario."
    ),
    "unknown_method": gettext_lazy("%(method)s är ingen metod. Välj en av %(methods)s."),
    "order_twice": gettext_lazy("ordningen vid lika tal nämner någon två gånger. Nämn var och en en gång."),
    "order_unknown": gettext_lazy("står i ordningen vid lika tal men inte i underlaget. Ta bort den ur ordningen."),
    "key_sum": gettext_lazy("nyckelns andelar summerar till %(found)s, inte till %(whole)s. Rätta andelarna."),
    "floor_above_cap": gettext_lazy("golvet %(floor)s är högre än taket %(cap)s. Sänk golvet eller höj taket."),
    "floors_above_total": gettext_lazy(
        "golven är tillsammans %(floors)s, mer än totalen %(total)s. Sänk golven eller höj totalen."
    ),
    "caps_below_total": gettext_lazy(
        "taken rymmer tillsammans %(caps)s, mindre än totalen %(total)s. Höj taken eller sänk totalen."
    ),
    "no_weight": gettext_lazy(
        "alla vikter är 0, så %(lacking)s av %(total)s kan inte fördelas. Ange en vikt för minst en kommun."
    ),
    "groups_sum": gettext_lazy(
        "målgruppernas tal är tillsammans %(groups)s, kommunernas %(numbers)s. De ska vara lika: rätta det ena."
    ),
    "tie": gettext_lazy(
        "%(units)s har lika rätt till %(seats)s av det som återstår, och ingen ordning skiljer dem åt. "
        "Ange en ordning vid lika tal."
    ),
}
# What the engine calls a value → what a handläggare calls it. A parameter's own name stays.
THINGS = {
    "the value": gettext_lazy("värdet"),
    "the weight": gettext_lazy("vikten"),
    "the total": gettext_lazy("totalen"),
    "the floor": gettext_lazy("golvet"),
    "the cap": gettext_lazy("taket"),
    "the share": gettext_lazy("andelen"),
    "the number": gettext_lazy("talet"),
    "the group's total": gettext_lazy("målgruppens tal"),
    "the länstal": gettext_lazy("länstalet"),
    "the population": gettext_lazy("folkmängden"),
    "the labour-market index": gettext_lazy("arbetsmarknadsindexet"),
    "the forecast of self-settled": gettext_lazy("prognosen för egenbosatta"),
    "the number received": gettext_lazy("antalet mottagna"),
    "the andelstal": gettext_lazy("andelstalet"),
    "the sum of andelstal": gettext_lazy("summan av andelstalen"),
    "the number of anvisningar": gettext_lazy("antalet anvisningar"),
    "the leg": gettext_lazy("ändringen i omfördelningen"),
    "the number of years": gettext_lazy("antalet år"),
    "the number of children": gettext_lazy("antalet barn"),
    "the probability of anknytning": gettext_lazy("sannolikheten för anknytning"),
    "the weight of anknytning": gettext_lazy("vikten för anknytning"),
    "the seed": gettext_lazy("slumpfröet"),
    "the wish": gettext_lazy("önskemålet"),
}
RECEPTION = re.compile(r"the reception of (?P<group>.+) in (?P<year>\d+)")
PARAMETERS = re.compile(r"parameters (?P<version>.+)")
PLACES = {"riket": gettext_lazy("riket"), "lan": gettext_lazy("länen")}


def in_words(error: EngineError, names: Mapping[str, str] | None = None) -> str:
    """One or two sentences. `names`: kommunkod or länskod → its name, said beside the code."""
    values = {name: _value(name, value) for name, value in error.values.items()}
    if "tied" in error.values:
        values["units"] = ", ".join(_place(unit, names) for unit in error.values["tied"])
    where = (*error.around, *(() if error.where is None else (error.where,)))
    sentence = ": ".join([*(_place(each, names) for each in where), WORDS[error.code] % values])
    return sentence[0].upper() + sentence[1:]


def _value(name: str, value: object) -> object:
    return _thing(str(value)) if name == "what" else value


def _thing(what: str) -> str:
    reception = RECEPTION.fullmatch(what)
    if reception:
        return _("mottagandet av %(group)s år %(year)s") % reception.groupdict()
    return str(THINGS.get(what, what))


def _place(place: Hashable, names: Mapping[str, str] | None) -> str:
    code = str(place)
    parameters = PARAMETERS.fullmatch(code)
    if parameters:
        return _("parametrarna %(version)s") % parameters.groupdict()
    name = (names or {}).get(code)
    return f"{code} {name}" if name else str(PLACES.get(code, code))
