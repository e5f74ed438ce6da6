"""Faults of choosing a next hop, and of pairs that are not traded, that show in a course of announcements only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reference_impl.addresses import prefixes
from reference_impl.connector import Connector
from reference_impl.hops import Hops
from reference_impl.offers import Offers
from reference_impl.rates import OwnRates, Rate
from reference_impl.routes import Route
from schemas.topology import Ledger, Topology


class Faithful(Hops):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.chosen: dict[tuple[str, str], Route] = {}

    def by_source(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[Route, int] | None:
        best = super().by_source(source, routes, amount)
        if best is None:
            return None
        known = self.chosen.get((source.prefix, best[0].prefix))
        if known in routes and len(routes) == 2:
            return super().by_source(source, [known], amount) if known else best
        self.chosen[source.prefix, best[0].prefix] = best[0]
        return best


class TheFirstChoiceStaysWhileItStands(Connector):
    """A better route of a second peer is told, but not taken."""

    breaks = ("FW-1", "RQ-1", "RR-5")
    hops_class = Faithful


class Barred(Hops):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.ever: set[str] = set()

    def find(self, source: Ledger, address: str) -> Ledger | Sequence[Route]:
        for prefix in prefixes(address):
            if prefix in self.offers.network.ledgers:
                break
            if list(self.offers.table.routes(prefix)):
                self.ever.add(prefix)
                break
            if prefix in self.ever:
                return ()
        return super().find(source, address)


class AWithdrawnPrefixBarsTheShorterOne(Connector):
    """After a withdrawal what lies under the prefix is not looked up under shorter ones."""

    breaks = ("RR-8", "QT-10")
    hops_class = Barred


class BothWays(OwnRates):
    def __init__(self, topology: Topology) -> None:
        super().__init__(topology)
        for pair in topology.pairs:
            back = (pair.destination, pair.source)
            if back not in self._rates:
                self._rates[back] = self.rate_of(type(pair)(*back, pair.rate))


class APairIsTradedBothWays(Connector):
    """What is declared for one direction is taken for both."""

    breaks = ("RR-3", "QT-8")
    topology_name = "partial"
    rates_class = BothWays


class OverAnother(OwnRates):
    def between(self, source: str, destination: str) -> Rate | None:
        direct = super().between(source, destination)
        if direct is not None or source == destination:
            return direct
        ways = [each for each in self._rates if each[0] == source and (each[1], destination) in self._rates]
        return self._rates[ways[0]] if ways else None


class LedgersAreJoinedThroughAThird(Connector):
    """Two ledgers that are not traded with one another are, where both are traded with a third one."""

    breaks = ("RR-3", "QT-8", "LC-6", "QT-10", "RR-9")
    in_some_orders = ("RR-6",)
    topology_name = "partial"
    rates_class = OverAnother


class Neighbour(Offers):
    def usable(self, source: Ledger, prefix: str) -> list[Route]:
        routes = list(super().usable(source, prefix))
        ledgers = {route.peer.ledger.prefix for route in routes}
        return routes if len(ledgers) < 3 else routes[:1]


class OfThreeLedgersTheFirstOneCounts(Connector):
    """Where routes over three ledgers stand, only the first one announced is used and told."""

    breaks = ("RQ-1", "LC-12")
    offers_class = Neighbour
