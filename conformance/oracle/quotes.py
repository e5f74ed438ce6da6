"""What amounts a quote may name, with the exact value and the allowance around it.

A request names one amount, the answer the other one too: the destination amount where the source amount was asked about
("by source"), else the source amount ("by destination"). All amounts are base units of their ledger.

The readings. Exact value, by source: f(x) * (1 - slippage) * (1 - gratuity); by destination: the x with f(x) = y, times
(1 + slippage) * (1 + gratuity); f has the spread in it (requirements, Terms: Declared; protocol 4, Slippage). At best:
the whole number next to the bare f(x) in the asker's favour, slippage and gratuity left off, as they only ever lower
what is offered and no row asks for them. At worst: one base unit on each ledger, then slippage and gratuity, and one
unit more for rounding these where they are not 0 (Terms: Allowance). A gratuity that is not declared leaves the bound
in the connector's favour open (Terms: Declared). A slippage that the request names may be obeyed or not (protocol 4;
QT-25): the bounds hold for both, and no exact value is asked for where they differ.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from conformance.oracle.joins import Join
from conformance.oracle.rates import OwnRate, own_rate
from schemas.topology import Topology

LIQUIDITY = "liquidity-routing"


class Side(Enum):
    """Which amount the bounds are about; it says what the asker would rather have."""

    DESTINATION = "destination"  # the more the better
    SOURCE = "source"  # the less the better


@dataclass(frozen=True)
class Bounds:
    """The amounts that may be named, ends included.

    `exact` is what SHOULD be named (QT-9), None where the exact value is not whole, or not certain.
    `best` is the end in the asker's favour, `worst` the other (None: open). Amounts are 1 or more (QT-1); no row says
    so of packets, so there what may be refused as nothing may be named as 0.
    """

    side: Side
    best: int
    worst: int | None
    exact: int | None
    may_refuse: bool
    must_refuse: bool
    may_be_zero: bool = False

    def too_good(self, amount: int) -> bool:
        """Whether the amount offers the asker more than the connector's rate gives (QT-9, QT-18, RQ-2)."""
        return amount > self.best if self.side is Side.DESTINATION else amount < self.best

    def too_bad(self, amount: int) -> bool:
        """Whether the amount is worse for the asker than the allowance grants."""
        if self.worst is None:
            return False
        return amount < self.worst if self.side is Side.DESTINATION else amount > self.worst

    def allows(self, amount: int) -> bool:
        """Whether an answer may name the amount."""
        if amount == 0 and self.may_be_zero:
            return True
        return amount > 0 and not self.must_refuse and not self.too_good(amount) and not self.too_bad(amount)

    def sentence(self) -> str:
        """The bounds in words, for evidence."""
        if self.must_refuse:
            return f"no {self.side.value} amount may be named: an error"
        if self.worst is None:
            word = "at most" if self.side is Side.DESTINATION else "at least"
            return f"the {self.side.value} amount is {word} {self.best}"
        low, high = sorted((self.best, self.worst))
        return (
            f"the {self.side.value} amount is {low}"
            if low == high
            else f"the {self.side.value} amount is {low} to {high}"
        )


def local_by_source(
    topology: Topology, source: str, destination: str, amount: int, slippage: Fraction | None = None
) -> Bounds:
    """The destination amount for a source amount between two own ledgers (QT-3, QT-9). Raises NotTraded.

    A source amount that does not fit both capacities may be refused, and nothing is owed for it (LC-5, LC-8).
    """
    own = own_rate(topology, source, destination)
    value = own.value(amount)
    kept = [_kept(topology, each) for each in _slippages(topology, slippage)]
    least = min(kept) * own.value(amount - 1) - 1 - (0 if min(kept) == 1 else 1)
    fits = amount <= own.domain_end
    return _bounds(
        Side.DESTINATION, value, least if fits else Fraction(0), [value * each for each in kept], fits, topology
    )


def local_by_destination(
    topology: Topology, source: str, destination: str, amount: int, slippage: Fraction | None = None
) -> Bounds:
    """The source amount for a destination amount between two own ledgers (QT-4, QT-9). Raises NotTraded."""
    return _reversed_leg(topology, own_rate(topology, source, destination), amount, slippage)


def remote_ask_by_source(
    topology: Topology, source: str, via: str, amount: int, slippage: Fraction | None = None
) -> Bounds:
    """The source amount that the request to the next hop on ledger `via` carries: what the own leg leaves (RQ-2).

    Raises NotTraded. `may_refuse`: there need be no request where that is nothing (RQ-8).
    """
    return local_by_source(topology, source, via, amount, slippage)


def remote_ask_by_destination(amount: int) -> Bounds:
    """The destination amount that the request to the next hop carries: the amount asked for (RQ-2)."""
    return Bounds(Side.DESTINATION, amount, amount, amount, may_refuse=False, must_refuse=False)


def remote_answer_by_source(topology: Topology, said: int, slippage: Fraction | None = None) -> Bounds:
    """The destination amount of the answer, where the next hop named `said` for what it was asked (QT-18, RQ-3).

    The own leg is in the amount asked (`remote_ask_by_source`) and judged there; the answer is never better than
    `said`, and worse by a base unit of the destination ledger, slippage and gratuity.
    """
    kept = [_kept(topology, each) for each in _slippages(topology, slippage)]
    least = min(kept) * said - 1 - (0 if min(kept) == 1 else 1)
    return _bounds(Side.DESTINATION, Fraction(said), least, [said * each for each in kept], True, topology)


def remote_answer_by_destination(
    topology: Topology, source: str, via: str, said: int, slippage: Fraction | None = None
) -> Bounds:
    """The source amount of the answer, where the next hop wants `said` on ledger `via` (QT-18, RQ-3). NotTraded."""
    return _reversed_leg(topology, own_rate(topology, source, via), said, slippage)


def by_curve_by_source(join: Join, amount: int) -> Bounds:
    """The destination amount for a source amount, over a route with a curve (QT-17): the join within the allowance.

    Where the join is not defined nothing is owed; above its end it may count as its end (LC-5).
    """
    best, least = math.ceil(join.best(amount)), math.ceil(join.least(amount))
    return _of_a_curve(Side.DESTINATION, best, max(least, 1), least < 1)


def by_curve_by_destination(join: Join, amount: int) -> Bounds:
    """The source amount for a destination amount over a route with a curve (QT-17). What it can't give is refused."""
    lowest, highest = join.lowest_input(amount), join.highest_input(amount)
    if lowest is None:
        return Bounds(Side.SOURCE, 0, 0, None, may_refuse=True, must_refuse=True)
    worst = None if highest is None else math.floor(highest)
    return _of_a_curve(Side.SOURCE, math.floor(lowest), worst, highest is None)


def _of_a_curve(side: Side, best: int, worst: int | None, may_refuse: bool) -> Bounds:
    may_refuse = may_refuse or best < 1
    refused = best < 1 and side is Side.DESTINATION
    return Bounds(side, max(best, 0 if refused else 1), worst, None, may_refuse, refused, may_be_zero=may_refuse)


def there_and_back(topology: Topology, amount: int, slippage: Fraction | None = None) -> int:
    """QT-12: the least that asking by source amount gives for the source amount that a quote for `amount` named.

    One base unit and the slippage off. An undeclared gratuity leaves it open: 1.
    """
    if topology.gratuity is None:
        return 1
    kept = min(_kept(topology, each) for each in _slippages(topology, slippage))
    return max(1, math.ceil(kept * amount - 1))


def _reversed_leg(topology: Topology, own: OwnRate, amount: int, slippage: Fraction | None) -> Bounds:
    """The source amount for `amount` at the leg's far end; refused, perhaps, where the worst of it no longer fits."""
    value = own.inverse(amount)
    added = [(1 + each) * (1 + (topology.gratuity or 0)) for each in _slippages(topology, slippage)]
    worst = max(added) * (own.inverse(amount + 1) + 1) + (0 if max(added) == 1 else 1)
    return _bounds(Side.SOURCE, value, worst, [value * each for each in added], worst <= own.domain_end, topology)


def _bounds(
    side: Side, value: Fraction, worst: Fraction, exact: list[Fraction], fits: bool, topology: Topology
) -> Bounds:
    """Bounds from the bare value, the worst one (not rounded), and the exact ones for each slippage that may count."""
    best = math.ceil(value) if side is Side.DESTINATION else math.floor(value)
    inner = math.ceil(worst) if side is Side.DESTINATION else math.floor(worst)
    certain = topology.gratuity is not None and fits and len(set(exact)) == 1 and exact[0].denominator == 1
    nothing = inner <= 0 if side is Side.DESTINATION else best <= 0
    must_refuse = best <= 0 and side is Side.DESTINATION
    open_end = 1 if side is Side.DESTINATION else None
    closed = topology.gratuity is not None and (fits or side is Side.DESTINATION)
    return Bounds(
        side=side,
        best=max(best, 0 if must_refuse else 1),
        worst=max(inner, 1) if closed else open_end,
        exact=exact[0].numerator if certain and exact[0] > 0 else None,
        may_refuse=nothing or not fits,
        must_refuse=must_refuse,
        may_be_zero=nothing and topology.profile == LIQUIDITY,
    )


def _slippages(topology: Topology, asked: Fraction | None) -> tuple[Fraction, ...]:
    """The slippages that may count: the declared one, and the one the request names."""
    return (topology.slippage,) if asked is None else (topology.slippage, asked)


def _kept(topology: Topology, slippage: Fraction) -> Fraction:
    """The part of a destination amount that slippage and gratuity leave; a slippage of 1 and more leaves nothing."""
    return max(Fraction(0), 1 - slippage) * max(Fraction(0), 1 - (topology.gratuity or 0))
