"""Faults in taking routes, and in replacing them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_impl.connector import Connector
from reference_impl.hops import Hops
from reference_impl.network import Peer
from reference_impl.offers import Offers
from reference_impl.routes import Route, RoutingTable
from schemas.topology import Ledger


class ZeroIsMissing(RoutingTable):
    def is_quick_enough(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        return bool(announced["min_message_window"])


class AWindowOfZeroIsTakenForNone(Connector):
    """A route whose min_message_window is 0 is passed over, as if it had no window."""

    breaks = ("RR-1", "RR-2")
    table_class = ZeroIsMissing


class OnlyDestinationLess(RoutingTable):
    def is_quick_enough(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        return "destination_account" not in announced


class ForeignRoutesWithAnAccountAreIgnored(Connector):
    """A learnt route that has the optional destination_account is passed over."""

    breaks = ("RR-1", "RR-2")
    table_class = OnlyDestinationLess


class BetterStays(RoutingTable):
    def take(self, route: Route) -> set[str]:
        earlier = self._by_peer.get(route.peer, {}).get(route.prefix)
        return set() if earlier and earlier.curve.last[1] > route.curve.last[1] else super().take(route)


class AWorseCurveDoesNotReplaceABetterOne(Connector):
    """A peer that takes back some of what it promised is not heard."""

    breaks = ("RR-5", "RR-6", "RQ-1")
    table_class = BetterStays


class FirstStays(RoutingTable):
    def take(self, route: Route) -> set[str]:
        return set() if route.prefix in self._by_peer.get(route.peer, {}) else super().take(route)


class TheFirstRouteToAPrefixStays(Connector):
    """A route that is known is not looked at again."""

    breaks = ("FW-1", "RQ-1", "RR-4", "RR-5", "RR-6", "RR-21")
    table_class = FirstStays


class Counting(RoutingTable):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.counts: dict[tuple[Peer, str], int] = {}

    def take(self, route: Route) -> set[str]:
        self.counts[route.peer, route.prefix] = self.counts.get((route.peer, route.prefix), 0) + 1
        return super().take(route)

    def withdraw(self, peer: Peer, prefix: str) -> set[str]:
        self.counts[peer, prefix] = self.counts.get((peer, prefix), 1) - 1
        return super().withdraw(peer, prefix) if self.counts[peer, prefix] <= 0 else set()


class RoutesAreCounted(Connector):
    """A route announced twice has to be withdrawn twice."""

    breaks = ("RR-20", "RR-5", "FW-1", "RR-6", "RR-7", "RR-9")
    table_class = Counting


class BestOfAll(Hops):
    def find(self, source: Ledger, address: str) -> Any:
        found = super().find(source, address)
        if isinstance(found, Ledger):
            return list(self.offers.usable(source, found.prefix)) or found
        return found


class ALearntRouteDisplacesTheOwnLedger(Connector):
    """A route of a peer to one of the connector's own ledgers is preferred to its own rate."""

    breaks = ("RR-19",)
    hops_class = BestOfAll


class OthersOnly(Offers):
    def may_offer(self, peer: Peer, prefix: str) -> bool:
        return super().may_offer(peer, prefix) and all(route.peer is not peer for route in self.table.routes(prefix))


class WhoHasARouteIsToldOfNoOther(Connector):
    """A peer that announced a prefix is offered no other peer's route to it."""

    breaks = ("RR-2", "RR-10")
    offers_class = OthersOnly
