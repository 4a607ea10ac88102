"""A published key (Königsteiner Schlüssel, andelstal) applied to a total. A key that does not sum is refused."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from allocation.engine.apportionment import Apportionment, apportion
from allocation.engine.errors import InvalidInput
from allocation.engine.exact import Number, exact, text


def apportion_by_key(key: Mapping[str, Number], total: int, *, whole: Number = 100, **options: Any) -> Apportionment:
    """`key` is in per cent with `whole` 100, in ‰ with 1000; `options` as for `apportion`."""
    shares = {unit: exact(share, unit, "the share") for unit, share in key.items()}
    found = sum(shares.values(), Fraction(0))
    if found != exact(whole):
        raise InvalidInput.because("key_sum", found=text(found), whole=whole)
    return apportion(list(shares.values()), total, units=list(shares), **options)
