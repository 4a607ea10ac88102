"""What the engine refuses, and why. Every error names the unit: a kommun must never get a silent number."""

from collections.abc import Hashable, Sequence


class EngineError(ValueError):
    """Anything that keeps a number from being calculated."""


class InvalidInput(EngineError):
    """A value that is not a number the engine can use."""

    def __init__(self, reason: str, unit: Hashable | None = None) -> None:
        self.unit, self.reason = unit, reason
        super().__init__(reason if unit is None else f"{unit}: {reason}")


class ImpossibleTotal(EngineError):
    """Floors above the total, caps below it, or nobody to give to."""

    def __init__(self, reason: str, where: Hashable | None = None) -> None:
        self.where, self.reason = where, reason
        super().__init__(reason if where is None else f"{where}: {reason}")


class UnresolvedTie(EngineError):
    """Equal claims to fewer seats than units, and no order of units that decides between them."""

    def __init__(self, units: Sequence[Hashable], seats: int) -> None:
        self.units, self.seats = tuple(units), seats
        names = ", ".join(str(unit) for unit in units)
        super().__init__(f"{names} tie for {seats} seat(s) and no tie_break orders them")
