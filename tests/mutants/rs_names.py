"""Connectors that stumble over names which a language treats specially."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reference_impl.connector import Connector
from reference_impl.hops import Hops
from reference_impl.network import Peer
from reference_impl.offers import Offers
from reference_impl.quotes import Question, Quoter
from reference_impl.routes import Route, RoutingTable
from schemas.topology import Ledger


class _NoProto(RoutingTable):
    def take(self, route: Route) -> set[str]:
        return set() if ".__proto__." in route.prefix else super().take(route)


class LosesRoutesToProto(Connector):
    """A route with the segment __proto__ is lost."""

    table_class = _NoProto
    breaks = ("RS-3",)


class _KnownMembers(Offers):
    def may_offer(self, peer: Peer, prefix: str) -> bool:
        return ".constructor." not in prefix and super().may_offer(peer, prefix)


class KeepsConstructorsToItself(Connector):
    """A route with the segment constructor is used, and passed on to nobody."""

    offers_class = _KnownMembers
    breaks = ("RS-3",)


class _Undefined(Quoter):
    def addresses(self, question: Question, route: Route) -> dict[str, str]:
        found = super().addresses(question, route)
        return {name: address.replace(".undefined", "") for name, address in found.items()}


class DropsUndefinedSegments(Connector):
    """The next hop is asked about the address without its segments `undefined`."""

    quoter_class = _Undefined
    breaks = ("RS-3",)


class _Inherited(Hops):
    def find(self, source: Ledger, address: str) -> Ledger | Sequence[Route]:
        found = super().find(source, address)
        if isinstance(found, Ledger) or found or ".valueOf." not in f"{address}.":
            return found
        for prefix in self.offers.table.prefixes():
            if routes := list(self.offers.usable(source, prefix)):
                return routes
        return ()


class ValueOfIsAlwaysThere(Connector):
    """An address with the segment valueOf has a route, though nobody announced one."""

    hops_class = _Inherited
    breaks = ("RS-3",)


class _Stuck(RoutingTable):
    def withdraw(self, peer: Peer, prefix: str) -> set[str]:
        return set() if prefix.endswith(".1e3.") else super().withdraw(peer, prefix)


class ANumberWithAnExponentStays(Connector):
    """A route to a segment that reads as a number with an exponent can't be withdrawn."""

    table_class = _Stuck
    breaks = ("RS-3",)


class _Polluted(RoutingTable):
    """`__proto__` as a whole prefix is inherited by all that is not there."""

    inherited: Route | None = None

    def adopt(self, peer: Peer, update: Mapping[str, Any], now: int) -> set[str]:
        for announced in update["new_routes"]:
            if announced["destination_ledger"] == "__proto__":
                self.inherited = self.route(peer, announced)
        return super().adopt(peer, update, now)


class _Inherits(Hops):
    def find(self, source: Ledger, address: str) -> Ledger | Sequence[Route]:
        found, table = super().find(source, address), self.offers.table
        if isinstance(found, Ledger) or found or not isinstance(table, _Polluted) or table.inherited is None:
            return found
        return [table.inherited] if self.offers.may_use(source, table.inherited) else ()


class AWholeProtoIsInherited(Connector):
    """A route to the bare name __proto__ is one to everything, from then on."""

    table_class = _Polluted
    hops_class = _Inherits
    breaks = ("RS-3b",)


class _Wiped(RoutingTable):
    def withdraw(self, peer: Peer, prefix: str) -> set[str]:
        if prefix != "constructor":
            return super().withdraw(peer, prefix)
        gone = [(other, each) for other, routes in self._by_peer.items() for each in routes]
        return {each for other, each in gone if RoutingTable.withdraw(self, other, each)}


class WithdrawingAConstructorWithdrawsAll(Connector):
    """The bare name `constructor`, withdrawn, takes all routes of all peers with it."""

    table_class = _Wiped
    breaks = ("RS-3b",)
