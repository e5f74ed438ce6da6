"""What a route is worth: the curve says it, so that nobody needs to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

from reference_impl.curves import Curve, Number
from reference_impl.hops import Hops
from reference_impl.routes import Route
from schemas.topology import Ledger


class LiquidityHops(Hops):
    """Amounts over learnt routes that have curves."""

    def given(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[int, Route] | None:
        """The most that a source amount brings, as it can be paid: whole on each ledger, rounded down (QT-14)."""
        best = self.by_source(source, routes, amount)
        if best is None:
            return None
        route, left = best
        value = route.curve.value(min(left, route.curve.last[0]))
        return None if value is None else (floor(value), route)

    def price(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[int, Route] | None:
        """The least that a destination amount costs, likewise, rounded up."""
        prices = [
            (ceil(cost), route)
            for route in routes
            if (needed := route.curve.lowest_input(amount)) is not None
            and (cost := self.cost(source, route, ceil(needed))) is not None
        ]
        return min(prices, key=lambda price: price[0], default=None)

    def worth(self, source: Ledger, route: Route, amount: int) -> Number | None:
        """What a source amount is worth by the joined curve, exactly; above its end the end counts (LC-5)."""
        rate = self.rates.between(source.prefix, route.peer.ledger.prefix)
        carried = None if rate is None else rate.forward(amount)
        return None if carried is None else route.curve.value(min(carried, route.curve.last[0]))

    def curve(self, source: Ledger, routes: Sequence[Route]) -> Curve | None:
        """The best of the routes as one curve from the source ledger; None where nothing is left of them."""
        joined = [curve for route in routes if (curve := self.offers.joined(source, route)) is not None]
        return self.offers.best(joined) if joined else None
