"""Ways to a destination that can be reckoned without asking: what they give, what they cost, their curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Protocol

from reference_impl.liquidity.hops import LiquidityHops
from reference_impl.rates import Rate
from reference_impl.rounding import WholePoint, whole_points
from reference_impl.routes import Route
from schemas.topology import Ledger

Reckoned = tuple[int, Fraction]  # an amount in base units, and the message window (s) of the way it takes


class Way(Protocol):
    """None stands for an amount that the way does not carry."""

    @property
    def prefix(self) -> str:
        """Of the destinations that it leads to."""

    def given(self, amount: int) -> Reckoned | None:
        """What a source amount brings, rounded down (QT-14)."""

    def price(self, amount: int) -> Reckoned | None:
        """What a destination amount costs, rounded up."""

    def points(self) -> tuple[Sequence[WholePoint], Fraction] | None:
        """The curve in whole points that promise no more, and the window."""


@dataclass(frozen=True)
class OwnWay:
    """To another ledger of the connector's own, by the own rate alone (QT-9)."""

    rate: Rate
    prefix: str
    window: Fraction

    def given(self, amount: int) -> Reckoned | None:
        worth = self.rate.forward(amount)
        return None if worth is None else (floor(worth), self.window)

    def price(self, amount: int) -> Reckoned | None:
        cost = self.rate.backward(amount)
        return None if cost is None else (ceil(cost), self.window)

    def points(self) -> tuple[Sequence[WholePoint], Fraction] | None:
        points = self.rate.points
        return None if points is None else (points, self.window)


@dataclass(frozen=True)
class LearntWay:
    """Over routes with curves, which are the answer (QT-17); the own window comes on top of the route's (QT-15)."""

    hops: LiquidityHops
    source: Ledger
    routes: Sequence[Route]

    @property
    def prefix(self) -> str:
        return self.routes[0].prefix

    def given(self, amount: int) -> Reckoned | None:
        found = self.hops.given(self.source, self.routes, amount)
        return None if found is None else (found[0], self.window(found[1]))

    def price(self, amount: int) -> Reckoned | None:
        found = self.hops.price(self.source, self.routes, amount)
        return None if found is None else (found[0], self.window(found[1]))

    def points(self) -> tuple[Sequence[WholePoint], Fraction] | None:
        curve = self.hops.curve(self.source, self.routes)
        return None if curve is None else (whole_points(curve), self.window(*self.routes))

    def window(self, *routes: Route) -> Fraction:
        return self.hops.offers.window(list(routes))
