"""Own rates on whole amounts, rounded against the asker as far as all that is asked of quotes lets it.

An exact value that is whole is given. Else a base unit of each ledger may be lost, but at most one unit of the answer:
asking for what a quote by destination named has to give that amount but for one unit. More source never gives less.
"""

from __future__ import annotations

import math
from fractions import Fraction


def output_of(rate: Fraction, x: int, pessimistic: bool) -> int:
    """The amount on the far side for x on this side."""
    exact = rate * x
    if not pessimistic or exact.denominator == 1:
        return math.floor(exact)
    last_whole = rate.numerator * (x // rate.denominator)
    return max(last_whole, math.floor(exact) - 1, math.ceil(rate * (x - 1) - 1))


def input_for(rate: Fraction, y: int, pessimistic: bool) -> int:
    """The amount on this side for y on the far side."""
    exact = y / rate
    if not pessimistic or exact.denominator == 1:
        return math.ceil(exact)
    next_whole = rate.denominator * -(-y // rate.numerator)
    return min(next_whole, math.floor((y + 1) / rate + 1))
