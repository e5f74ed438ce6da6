"""Which way a payment goes: the route with the longest prefix, and of parallel ones the best for the amount."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from reference_impl.addresses import prefixes
from reference_impl.curves import Curve, Number
from reference_impl.offers import Offers
from reference_impl.rates import OwnRates
from reference_impl.routes import Route
from schemas.topology import Ledger

WHATEVER = Curve(((0, 0), (1, 10**30)))  # a curve that rules no amount out: the next hop says what it gives


class Hops:
    """Routes looked up for an address, and chosen among by their curves."""

    def __init__(self, offers: Offers, rates: OwnRates) -> None:
        self.offers = offers
        self.rates = rates

    def find(self, source: Ledger, address: str) -> Ledger | Sequence[Route]:
        """The connector's own ledger that the address is on, or the learnt routes to its longest prefix; none: empty.

        A prefix counts only where a payment from the source ledger can be forwarded there. The empty prefix, of a
        default route, comes last.
        """
        for prefix in (*prefixes(address), ""):
            if prefix == source.prefix:
                return ()
            if self.offers.is_local(source, prefix):
                return self.offers.network.ledgers[prefix]
            routes = list(self.offers.usable(source, prefix)) or self.configured(source, prefix)
            if routes:
                return routes
        return ()

    def configured(self, source: Ledger, prefix: str) -> list[Route]:
        """The configured routes to exactly that prefix, which nobody takes back (RR-29).

        As nothing is known of their curves, they are used where nobody announced one, and offered to nobody.
        """
        peers = self.offers.network.configured.get(prefix, ())
        routes = [Route(peer, prefix, WHATEVER, Fraction(0), has_curve=False) for peer in peers]
        return [route for route in routes if self.offers.may_use(source, route)]

    def by_source(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[Route, int] | None:
        """The route that gives most for a source amount, and the amount on its ledger; None: none takes so little.

        Above what a curve goes to, its last point counts (LC-5).
        """
        best: tuple[Number, Route, int] | None = None
        for route in routes:
            left = self.left(source, route, amount)
            given = route.curve.value(min(left, route.curve.last[0])) if left else None
            if given is not None and (best is None or given > best[0]):
                best = given, route, left
        return None if best is None else best[1:]

    def by_destination(self, source: Ledger, routes: Sequence[Route], amount: int) -> Route | None:
        """The route that costs least for a destination amount; None: none gives so much."""
        best: tuple[Fraction, Route] | None = None
        for route in routes:
            needed = route.curve.lowest_input(amount)
            cost = None if needed is None else self.cost(source, route, needed)
            if cost is not None and (best is None or cost < best[0]):
                best = cost, route
        return None if best is None else best[1]

    def left(self, source: Ledger, route: Route, amount: int) -> int:
        """What the own rate leaves of a source amount on the route's ledger, rounded down; 0 above the capacity."""
        rate = self.rates.between(source.prefix, route.peer.ledger.prefix)
        worth = None if rate is None else rate.forward(amount)
        return 0 if worth is None else floor(worth)

    def cost(self, source: Ledger, route: Route, amount: Number) -> Fraction | None:
        """What an amount on the route's ledger costs by the own rate, exactly; None above the capacity."""
        rate = self.rates.between(source.prefix, route.peer.ledger.prefix)
        return None if rate is None else rate.backward(amount)
