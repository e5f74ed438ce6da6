"""Faults with configured routes: peers take them back, silence or a failed delivery does, or their form is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_impl.broadcaster import Audience, Broadcaster
from reference_impl.connector import Connector
from reference_impl.network import Peer
from reference_impl.offers import Offer, Offers
from reference_impl.routes import RoutingTable
from schemas.topology import Ledger


class TakenBack(RoutingTable):
    def withdraw(self, peer: Peer, prefix: str) -> set[str]:
        self.network.configured.pop(prefix, None)
        return super().withdraw(peer, prefix)


class APeerWithdrawsAConfiguredRoute(Connector):
    """A withdrawal takes the configured route to the prefix with it."""

    breaks = ("RR-29",)
    table_class = TakenBack


class Bumped(RoutingTable):
    def drop_lapsed(self, now: int) -> set[str]:
        for peer in [peer for peer, lapse in self._lapse.items() if lapse <= now]:
            for prefix, peers in list(self.network.configured.items()):
                self.network.configured[prefix] = [each for each in peers if each is not peer]
        return super().drop_lapsed(now)


class AHeartbeatGivesAConfiguredRouteAnEnd(Connector):
    """What is configured lapses with what its peer announced."""

    breaks = ("RR-29",)
    table_class = Bumped


class Once(Broadcaster):
    def missed(self, audience: Audience, carried: dict[str, Offer | None]) -> None:
        super().missed(audience, carried)
        for prefix, peers in list(self.network.configured.items()):
            self.network.configured[prefix] = [each for each in peers if each is not audience.peer]


class AFailedDeliveryCostsConfiguredRoutes(Connector):
    """A peer that could not be reached is taken out of the configuration."""

    breaks = ("RR-29",)
    broadcaster_class = Once


class Replacing(RoutingTable):
    def adopt(self, peer: Peer, update: Mapping[str, Any], now: int) -> set[str]:
        for route in update["new_routes"]:
            self.network.configured.pop(route["destination_ledger"], None)
        return super().adopt(peer, update, now)


class AnAnnouncedRouteReplacesTheConfiguredOne(Connector):
    """Announced by its peer, and gone again: nothing is left."""

    breaks = ("RR-29",)
    table_class = Replacing


class DefaultTold(Broadcaster):
    def update_text(self, carried: dict[str, Offer | None]) -> bytes:
        text = super().update_text(carried)
        first = next((offer.text for prefix, offer in carried.items() if offer and prefix.startswith("g.")), None)
        if "" not in self.network.configured or first is None:
            return text
        start = first.index('"destination_ledger":"') + len('"destination_ledger":"')
        default = first[:start] + first[first.index('"', start) :]
        return text.replace(b'"new_routes":[', b'"new_routes":[' + default.encode("ascii") + b",")


class TheDefaultRouteIsBroadcastUnderNoName(Connector):
    """The route to everything stands in updates with an empty `destination_ledger`."""

    breaks = ("RB-1",)
    topology_name = "default-route"
    broadcaster_class = DefaultTold


class WithPrecision(Offers):
    def local_offer(self, source: Ledger, destination: Ledger) -> Offer | None:
        offer = super().local_offer(source, destination)
        digits = destination.precision and destination.precision - 1
        return offer and Offer(f'{offer.text[:-1]},"destination_precision":{digits}}}') if digits else offer


class ThePrecisionIsOneTooSmall(Connector):
    """`destination_precision` of an own ledger is not the declared one."""

    breaks = ("RB-16",)
    offers_class = WithPrecision
