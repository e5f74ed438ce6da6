"""What a peer is offered for a prefix: the own rate, or the own rate joined with the best of what other peers offer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from reference_impl.addresses import UNSHARED
from reference_impl.curves import Curve, best_of
from reference_impl.network import Network, Peer
from reference_impl.rates import OwnRates
from reference_impl.rounding import WholePoint, broadcast_points
from reference_impl.routes import Route, RoutingTable
from schemas.topology import Ledger

PLACES = 9  # decimals of a window; rounded up, it is still at least the sum


@dataclass(frozen=True)
class Offer:
    """A route as it is broadcast over a ledger, in JSON; two offers with the same text are the same."""

    text: str


class Offers:
    """Offers, reckoned when first asked for and kept until a route to their prefix changes."""

    def __init__(self, network: Network, rates: OwnRates, table: RoutingTable) -> None:
        self.network = network
        self.rates = rates
        self.table = table
        self._learnt: dict[str, dict[tuple[object, ...], Offer | None]] = {}
        self._usable: dict[str, dict[str, tuple[Route, ...]]] = {}
        self._local: dict[tuple[str, str], Offer | None] = {}

    def forget(self, prefix: str) -> None:
        """A route to the prefix changed."""
        self._learnt.pop(prefix, None)
        self._usable.pop(prefix, None)

    def offer(self, peer: Peer, prefix: str) -> Offer | None:
        """What the peer is offered for the prefix; None: nothing."""
        if not self.may_offer(peer, prefix):
            return None
        if self.is_local(peer.ledger, prefix):
            key = (peer.ledger.prefix, prefix)
            if key not in self._local:
                self._local[key] = self.local_offer(peer.ledger, self.network.ledgers[prefix])
            return self._local[key]
        usable = self._usable.setdefault(prefix, {})
        if peer.ledger.prefix not in usable:
            usable[peer.ledger.prefix] = tuple(self.usable(peer.ledger, prefix))
        routes = tuple([route for route in usable[peer.ledger.prefix] if self.may_join(peer, route)])
        if not routes:
            return None
        known = self._learnt.setdefault(prefix, {})
        of_these = (peer.ledger.prefix, *routes)
        if of_these not in known:
            known[of_these] = self.learnt_offer(peer.ledger, prefix, routes)
        return known[of_these]

    def is_local(self, source: Ledger, prefix: str) -> bool:
        """Whether the prefix is a ledger to which the connector trades itself: no learnt route displaces it (RR-19)."""
        return prefix in self.network.ledgers and self.rates.between(source.prefix, prefix) is not None

    def usable(self, source: Ledger, prefix: str) -> Iterable[Route]:
        """The routes to the prefix over which a payment from the ledger can be forwarded."""
        return [route for route in self.table.routes(prefix) if self.may_use(source, route)]

    def may_use(self, source: Ledger, route: Route) -> bool:
        """Over another ledger than the source, to which the connector trades."""
        return self.rates.between(source.prefix, route.peer.ledger.prefix) is not None

    def may_offer(self, peer: Peer, prefix: str) -> bool:
        """RB-7: no route to the ledger it is told on; RB-8: none that means nothing to others."""
        return prefix != peer.ledger.prefix and not prefix.startswith(UNSHARED)

    def may_join(self, peer: Peer, route: Route) -> bool:
        """RB-7: a peer's own route is no part of what it is offered."""
        return route.peer is not peer

    def local_offer(self, source: Ledger, destination: Ledger) -> Offer | None:
        """The route to another of the connector's own ledgers."""
        rate = self.rates.between(source.prefix, destination.prefix)
        if rate is None or rate.points is None:
            return None
        window, members = self.network.topology.message_window, self.local_members(destination)
        return self.route_text(source, destination.prefix, window, list(rate.points), members)

    def learnt_offer(self, source: Ledger, prefix: str, routes: tuple[Route, ...]) -> Offer | None:
        """The route joined of the own rate and the best of the learnt ones; None where it can promise nothing."""
        joined = [(route, curve) for route in routes if (curve := self.joined(source, route)) is not None]
        points = self.broadcast_points(self.best([curve for _, curve in joined])) if joined else []
        if not points or points[-1][1] == 0:
            return None
        used = [route for route, _ in joined]
        return self.route_text(source, prefix, self.window(used), points, self.learnt_members(source, used))

    def local_members(self, destination: Ledger) -> str:
        """What a route to an own ledger says besides, as JSON."""
        return f',"destination_account":"{destination.account}","destination_scale":{destination.scale}'

    def learnt_members(self, source: Ledger, routes: list[Route]) -> str:
        """What a route joined of learnt ones says besides, as JSON."""
        return ""

    def joined(self, source: Ledger, route: Route) -> Curve | None:
        """The route's curve as seen from the source ledger (RR-3, RR-4)."""
        rate = self.rates.between(source.prefix, route.peer.ledger.prefix)
        return None if rate is None else rate.join(route.curve)

    def best(self, curves: list[Curve]) -> Curve:
        """Parallel routes: the most that a single one of them gives (LC-6, LC-12)."""
        return best_of(curves)

    def broadcast_points(self, curve: Curve) -> list[WholePoint]:
        """Whole points that never promise more (RB-3, RR-3), at most ten (LC-9)."""
        return list(broadcast_points(curve))

    def window(self, routes: list[Route]) -> Fraction:
        """RR-21: the longest of the joined routes' windows and the own one, in seconds."""
        return max(route.window for route in routes) + self.network.topology.message_window

    def route_text(
        self, source: Ledger, prefix: str, window: Fraction, points: list[WholePoint], members: str
    ) -> Offer:
        """The route's JSON; all texts in it are addresses, which need no escapes."""
        curve = ",".join(f"[{x},{y}]" for x, y in points)
        return Offer(
            f'{{"source_ledger":"{source.prefix}","destination_ledger":"{prefix}","source_account":"{source.account}",'
            f'"min_message_window":{decimal(window, PLACES)},"points":[{curve}]{members}}}'
        )


def decimal(value: Fraction, places: int) -> str:
    """A fraction as a decimal without exponent, rounded up to that many places."""
    digits = str(-(-value.numerator * 10**places // value.denominator)).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".")
