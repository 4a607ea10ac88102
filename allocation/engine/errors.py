"""What the engine refuses, and why. Every error names the unit: a kommun must never get a silent number.

An error has a stable `code` and the `values` in it, so that it can be told in another language
(`allocation/engine_errors.py`); `str()` is English.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Self

OTHER = "other"
# code: the reason in English, with the names of its values
REASONS: Mapping[str, str] = {
    OTHER: "{reason}",
    # a value that is no number the engine can use
    "missing": "{what} is missing",
    "negative": "{what} is negative ({value})",
    "nan": "{what} is NaN",
    "infinite": "{what} is infinite",
    "float": "{what} is a float ({value}), which is not exact; give a Decimal or a Fraction",
    "not_a_number": "{what} is not a number ({value})",
    "not_whole": "{what} is not a whole number ({value})",
    "out_of_range": "{what} is {value}, outside {least} to {most}",
    # rows and columns that do not fit each other
    "no_units": "there are no units to apportion among",
    "no_scenarios": "there are no scenarios",
    "unit_twice": "the unit is given twice",
    "units_mismatch": "{weights} weights but {units} units",
    "bounds_mismatch": "{units} units but {values} values of {bound}",
    "scenarios_mismatch": "{weights} rows of weights but {totals} totals",
    "unknown_method": "{method} is not a method; choose one of {methods}",
    "order_twice": "tie_break names a unit twice",
    "order_unknown": "tie_break names a unit that is not apportioned to",
    "key_sum": "the key sums to {found}, not to {whole}",
    # demands that nothing can meet
    "floor_above_cap": "the floor {floor} is above the cap {cap}",
    "floors_above_total": "the floors sum to {floors}, more than the total {total}",
    "caps_below_total": "the caps leave room for {caps}, less than the total {total}",
    "no_weight": "every weight is zero, so {lacking} of {total} go to nobody",
    "groups_sum": "the groups sum to {groups}, the numbers to {numbers}",
    "tie": "{units} tie for {seats} seat(s) and no tie_break orders them",
}


class EngineError(ValueError):
    """Anything that keeps a number from being calculated: a reason, and where (a unit, a län, a scenario)."""

    def __init__(self, reason: str, where: Hashable | None = None) -> None:
        self._tell(OTHER, {"reason": reason}, where)

    @classmethod
    def because(cls, code: str, where: Hashable | None = None, **values: Any) -> Self:
        """With one of the codes of REASONS, and its values."""
        error = cls.__new__(cls)
        error._tell(code, values, where)
        return error

    def within(self, where: Hashable) -> Self:
        """The same error, told of the län or the scenario that it came about in."""
        error = type(self).__new__(type(self))
        error._tell(self.code, self.values, self.where, (where, *self.around))
        return error

    def _tell(
        self, code: str, values: Mapping[str, Any], where: Hashable | None, around: tuple[Hashable, ...] = ()
    ) -> None:
        self.code, self.values, self.where, self.around = code, values, where, around
        self.reason = REASONS[code].format(**values)
        places = [*around, *([] if where is None else [where])]
        super().__init__(": ".join([*map(str, places), self.reason]))


class InvalidInput(EngineError):
    """A value that is not a number the engine can use."""

    @property
    def unit(self) -> Hashable | None:
        return self.where


class ImpossibleTotal(EngineError):
    """Floors above the total, caps below it, or nobody to give to."""


class UnresolvedTie(EngineError):
    """Equal claims to fewer seats than units, and no order of units that decides between them."""

    def __init__(self, units: Sequence[Hashable], seats: int) -> None:
        self._tell("tie", {"units": ", ".join(map(str, units)), "seats": seats, "tied": tuple(units)}, None)

    @property
    def units(self) -> tuple[Hashable, ...]:
        tied: tuple[Hashable, ...] = self.values["tied"]
        return tied

    @property
    def seats(self) -> int:
        seats: int = self.values["seats"]
        return seats
