"""The own rate, within what packets can carry."""

from __future__ import annotations

from fractions import Fraction

from reference_impl.rates import OwnRates, Rate
from schemas.topology import Pair

LARGEST_AMOUNT = 2**64 - 1


class LiquidityRates(OwnRates):
    """Amounts and points have 64 bits, whatever capacity is declared."""

    def rate_of(self, pair: Pair) -> Rate:
        rate = super().rate_of(pair)
        most = min(rate.most_source, Fraction(LARGEST_AMOUNT), LARGEST_AMOUNT / rate.per_unit)
        return Rate(rate.per_unit, most, most * rate.per_unit)
