"""Slow and obvious ways to the same numbers, written without a look at the engine."""

from collections.abc import Sequence
from fractions import Fraction


def shares_by_breakpoints(
    weights: Sequence[int], total: int, floors: Sequence[int], caps: Sequence[int]
) -> list[Fraction]:
    """Tries every piece of the piecewise linear Σ clamp(λ w, floor, cap) until λ lies in it."""

    def at(factor: Fraction) -> list[Fraction]:
        return [min(Fraction(c), max(Fraction(f), factor * w)) for w, f, c in zip(weights, floors, caps, strict=True)]

    points = {Fraction(bound, w) for w, f, c in zip(weights, floors, caps, strict=True) if w for bound in (f, c)}
    below = Fraction(0)
    for above in sorted(points):
        low, high = sum(at(below)), sum(at(above))
        if low <= total <= high:
            part = Fraction(total - low, high - low) if high > low else Fraction(0)
            return at(below + part * (above - below))
        below = above
    raise AssertionError("no λ reaches the total")


def largest_remainder(weights: Sequence[int], total: int, floors: Sequence[int], caps: Sequence[int]) -> list[int]:
    """Hamilton by hand; among equal remainders the first unit."""
    quotas = shares_by_breakpoints(weights, total, floors, caps)
    amounts = [int(quota) for quota in quotas]
    order = sorted(range(len(quotas)), key=lambda i: (amounts[i] - quotas[i], i))
    for i in order[: total - sum(amounts)]:
        amounts[i] += 1
    return amounts


def _signpost_squared(method: str, n: int) -> Fraction:
    return {
        "adams": Fraction(n**2),
        "jefferson": Fraction((n + 1) ** 2),
        "webster": Fraction(2 * n + 1, 2) ** 2,
        "huntington_hill": Fraction(n * (n + 1)),
        "dean": (Fraction(2 * n * (n + 1), 2 * n + 1)) ** 2,
    }[method]


def seat_by_seat(
    method: str, weights: Sequence[int], total: int, floors: Sequence[int], caps: Sequence[int]
) -> list[int]:
    """A divisor method, one seat at a time; among equal claims the first unit."""
    amounts = list(floors)
    while sum(amounts) < total:
        best, winner = None, -1
        for i, weight in enumerate(weights):
            if not weight or amounts[i] >= caps[i]:
                continue
            signpost = _signpost_squared(method, amounts[i])
            claim = (1, Fraction(weight)) if signpost == 0 else (0, weight**2 / signpost)
            if best is None or claim > best:
                best, winner = claim, i
        amounts[winner] += 1
    return amounts


def unjust_pair(method: str, weights: Sequence[int], amounts: Sequence[int]) -> tuple[int, int] | None:
    """Two units between which a seat should move (Balinski & Young's min–max inequality), where no bound is set."""

    def claim(weight: int, seats: int) -> tuple[int, Fraction]:
        signpost = _signpost_squared(method, seats)
        return (1, Fraction(weight)) if signpost == 0 else (0, weight**2 / signpost)

    lasts = ((claim(w, n - 1), i) for i, (w, n) in enumerate(zip(weights, amounts, strict=True)) if n)
    nexts = ((claim(w, n), i) for i, (w, n) in enumerate(zip(weights, amounts, strict=True)) if w)
    (weakest, loser), (strongest, gainer) = min(lasts), max(nexts)
    return (loser, gainer) if strongest > weakest else None
