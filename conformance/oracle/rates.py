"""The connector's own rate between two of its ledgers, as the topology declares it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from schemas.topology import Topology


class NotTraded(LookupError):
    """The topology names no such pair of ledgers."""


@dataclass(frozen=True)
class OwnRate:
    """f(x) = slope * x: base units of the destination ledger for x base units of the source ledger.

    `capacity` is the source ledger's, in its base units, `destination_capacity` the other's.
    """

    slope: Fraction
    capacity: int
    destination_capacity: int

    def value(self, x: Fraction | int) -> Fraction:
        """f(x) exactly, whatever the capacity."""
        return self.slope * x

    def value_at(self, x: Fraction | int) -> Fraction | None:
        """f(x) where both ledgers can hold it, else None."""
        return self.value(x) if 0 <= x <= self.domain_end else None

    def inverse(self, y: Fraction | int) -> Fraction:
        """The x with f(x) = y, whatever the capacity."""
        return y / self.slope

    @cached_property
    def domain_end(self) -> Fraction:
        """The largest x that fits the capacity of both ledgers: up to there a promise is owed."""
        return min(Fraction(self.capacity), self.inverse(self.destination_capacity))


@lru_cache(maxsize=1024)
def own_rate(topology: Topology, source: str, destination: str) -> OwnRate:
    """The own rate between two ledger prefixes, spread in it, slippage and gratuity not (requirements, Terms; LC-11).

    Raises NotTraded.
    """
    pair = topology.pair(source, destination)
    if pair is None or pair.rate == 0:
        raise NotTraded(f"{source} to {destination} is not traded in topology {topology.name}")
    here, there = topology.ledger(source), topology.ledger(destination)
    units = Fraction(10) ** (there.scale - here.scale)
    return OwnRate(pair.rate * (1 - topology.spread) * units, here.capacity, there.capacity)
