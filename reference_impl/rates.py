"""The connector's own rate between two of its ledgers, exact: spread included, slippage and gratuity not."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import floor

from reference_impl.curves import Curve
from schemas.topology import Pair, Topology


@dataclass(frozen=True)
class Rate:
    """One direction between two ledgers: destination base units for one of the source, and the most that is taken."""

    per_unit: Fraction
    most_source: Fraction
    most_destination: Fraction

    def forward(self, amount: int) -> Fraction | None:
        """What a source amount is worth; None above the capacity."""
        return amount * self.per_unit if 0 <= amount <= self.most_source else None

    def backward(self, amount: Fraction | int) -> Fraction | None:
        """What a destination amount costs; None above the capacity."""
        return amount / self.per_unit if 0 <= amount <= self.most_destination else None

    @cached_property
    def points(self) -> tuple[tuple[int, int], ...] | None:
        """The rate as a curve with whole points that promises no more; None where it can promise nothing."""
        x = floor(self.most_source)
        y = floor(x * self.per_unit)
        return ((0, 0), (x, y)) if y > 0 else None

    def join(self, curve: Curve) -> Curve | None:
        """The curve as seen from the source ledger; None where nothing is left of it."""
        return curve.behind(self.per_unit, self.most_source)


class OwnRates:
    """The rates of all declared pairs."""

    def __init__(self, topology: Topology) -> None:
        self._topology = topology
        self._rates = {(pair.source, pair.destination): self.rate_of(pair) for pair in topology.pairs if pair.rate > 0}

    def between(self, source: str, destination: str) -> Rate | None:
        """The rate from one ledger prefix to another; None where the pair isn't traded."""
        return self._rates.get((source, destination))

    def rate_of(self, pair: Pair) -> Rate:
        """Rate x (1 - spread), moved by the difference of the two ledgers' scales (LC-11)."""
        source, destination = self._topology.ledger(pair.source), self._topology.ledger(pair.destination)
        shift = Fraction(10) ** (destination.scale - source.scale)
        per_unit = pair.rate * (1 - self._topology.spread) * shift
        most_source = min(Fraction(source.capacity), destination.capacity / per_unit)
        return Rate(per_unit, most_source, most_source * per_unit)
