"""A number split over target groups so that both margins hold: each unit's number and each group's total.

One group after the other takes its largest-remainder share of what is left. A group's quota is never above what a unit
has left, so neither is its amount, and the last group takes exactly the rest. The same function splits a national total
over län and then each län's total over its kommuner.
"""

from collections.abc import Hashable, Mapping, Sequence

from allocation.engine.apportionment import apportion
from allocation.engine.errors import ImpossibleTotal
from allocation.engine.exact import whole


def split_by_target_group(
    amounts: Mapping[str, int], group_totals: Mapping[str, int], *, tie_break: Sequence[Hashable] | None = None
) -> dict[str, dict[str, int]]:
    """unit → group → amount. The group totals must sum to the units' numbers."""
    left = {unit: whole(amount, unit, "the number") for unit, amount in amounts.items()}
    totals = {group: whole(total, group, "the group's total") for group, total in group_totals.items()}
    if sum(left.values()) != sum(totals.values()):
        raise ImpossibleTotal.because("groups_sum", groups=sum(totals.values()), numbers=sum(left.values()))
    split: dict[str, dict[str, int]] = {unit: {} for unit in left}
    for group, total in totals.items():
        if total:
            shared = apportion(list(left.values()), total, tie_break=tie_break, units=list(left)).amounts
        else:
            shared = (0,) * len(left)
        for unit, amount in zip(split, shared, strict=True):
            split[unit][group] = amount
            left[unit] -= amount
    return split
