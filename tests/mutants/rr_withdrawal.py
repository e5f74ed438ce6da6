"""Faults in withdrawing, in telling of it, and in keeping routes fresh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_impl.broadcaster import Audience, Broadcaster
from reference_impl.connector import Connector
from reference_impl.network import Peer
from reference_impl.offers import Offer
from reference_impl.routes import RoutingTable


class FirstOnly(RoutingTable):
    def adopt(self, peer: Peer, update: Mapping[str, Any], now: int) -> set[str]:
        gone = update["unreachable_through_me"]
        kept = gone[:1] if len(gone) == 3 else gone
        return super().adopt(peer, {**update, "unreachable_through_me": kept}, now)


class OnlyTheFirstOfThreeIsWithdrawn(Connector):
    """Of three withdrawals in an update the last two are not read."""

    breaks = ("RR-7", "RR-9")
    table_class = FirstOnly


class Either(RoutingTable):
    def adopt(self, peer: Peer, update: Mapping[str, Any], now: int) -> set[str]:
        return super().adopt(peer, {**update, "unreachable_through_me": []} if update["new_routes"] else update, now)


class AWithdrawalBesideARouteIsNotSeen(Connector):
    """An update with new routes is not looked through for withdrawals."""

    breaks = ("RR-7", "RR-9", "RR-30")
    table_class = Either


class Subtree(RoutingTable):
    def withdraw(self, peer: Peer, prefix: str) -> set[str]:
        below = [each for each in self._by_peer.get(peer, ()) if each.startswith(prefix)]
        return set().union(*[super(Subtree, self).withdraw(peer, each) for each in below])


class WhatLiesBelowIsWithdrawnToo(Connector):
    """A withdrawal takes the sender's routes to longer prefixes with it."""

    breaks = ("RR-8",)
    table_class = Subtree


class Everybodys(RoutingTable):
    def adopt(self, peer: Peer, update: Mapping[str, Any], now: int) -> set[str]:
        changed = super().adopt(peer, update, now)
        for prefix in update["unreachable_through_me"]:
            for other in [route.peer for route in self.routes(prefix) if route.peer.ledger is peer.ledger]:
                changed |= self.withdraw(other, prefix)
        return changed


class AWithdrawalTakesTheNeighboursRoutes(Connector):
    """What one peer withdraws is lost for all peers on its ledger."""

    breaks = ("RR-8", "RR-10", "RR-6", "RS-5", "FW-1", "LC-12", "RQ-1")
    in_some_orders = ("RR-2",)
    table_class = Everybodys


class WhileAnyIsLeft(Broadcaster):
    def news(self, audience: Audience) -> dict[str, Offer | None]:
        table = self.offers.table
        return {
            prefix: offer
            for prefix, offer in super().news(audience).items()
            if offer is not None or not list(table.routes(prefix))
        }


class NothingIsWithdrawnWhileAnyRouteIsLeft(Connector):
    """A peer whose own route is the last one is not told that the others are gone."""

    breaks = ("RR-9", "RR-12")
    broadcaster_class = WhileAnyIsLeft


class AllButTheLast(RoutingTable):
    def adopt(self, peer: Peer, update: Mapping[str, Any], now: int) -> set[str]:
        changed = super().adopt(peer, update, now)
        gone = update["unreachable_through_me"]
        return changed - set(gone[-1:]) if len(gone) > 2 and update["new_routes"] else changed


class TheLastOfManyWithdrawalsIsNotTold(Connector):
    """Of three prefixes and more that are withdrawn beside a new route peers are told but for the last."""

    breaks = ("RR-9",)
    table_class = AllButTheLast


class Changed(Broadcaster):
    def news(self, audience: Audience) -> dict[str, Offer | None]:
        found = super().news(audience)
        for prefix, offer in found.items():
            told = audience.told.get(prefix)
            if offer and told and told.text and len(list(self.offers.table.routes(prefix))) == 1:
                found[prefix] = None
                audience.untold[prefix] = None
        return found


class ARouteThatIsLeftIsWithdrawnFirst(Connector):
    """When one route is left of two the prefix is withdrawn, and announced anew with the next update."""

    breaks = ("RR-10",)
    broadcaster_class = Changed


class Longest(RoutingTable):
    def refresh(self, peer: Peer, hold_down_time: int, now: int) -> None:
        self._lapse[peer] = max(self._lapse.get(peer, 0), now + hold_down_time)


class TheLongestTimeCounts(Connector):
    """A shorter hold-down time than the one before is not heeded."""

    breaks = ("RR-11",)
    table_class = Longest


class OwnTime(RoutingTable):
    def refresh(self, peer: Peer, hold_down_time: int, now: int) -> None:
        super().refresh(peer, self.network.topology.hold_down_time, now)


class TheOwnHoldDownTimeCounts(Connector):
    """Peers' routes are fresh for the connector's own hold-down time."""

    breaks = ("RR-11",)
    table_class = OwnTime


class Quiet(RoutingTable):
    def drop_lapsed(self, now: int) -> set[str]:
        super().drop_lapsed(now)
        return set()


class NobodyIsToldOfLapsedRoutes(Connector):
    """Routes of a silent peer are used no more, and that is all."""

    breaks = ("RR-12",)
    table_class = Quiet


class NewsOnly(RoutingTable):
    def refresh(self, peer: Peer, hold_down_time: int, now: int) -> None:
        if not self.withdrawing or peer not in self._lapse:
            super().refresh(peer, hold_down_time, now)

    def adopt(self, peer: Peer, update: Mapping[str, Any], now: int) -> set[str]:
        self.withdrawing = bool(update["unreachable_through_me"]) and not update["new_routes"]
        return super().adopt(peer, update, now)

    withdrawing = False


class AWithdrawalIsNoHeartbeat(Connector):
    """An update that only withdraws does not keep the peer's other routes fresh."""

    breaks = ("RR-11", "RR-13")
    table_class = NewsOnly


class FirstTime(RoutingTable):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.named: dict[Peer, int] = {}

    def adopt(self, peer: Peer, update: Mapping[str, Any], now: int) -> set[str]:
        if update["new_routes"]:
            self.named[peer] = update["hold_down_time"]
        return super().adopt(peer, {**update, "hold_down_time": self.named.get(peer, update["hold_down_time"])}, now)


class AHeartbeatsOwnTimeIsNotRead(Connector):
    """The time that came with the last routes counts on with each heartbeat."""

    breaks = ("RR-11", "RR-13")
    table_class = FirstTime


class Neighbouring(RoutingTable):
    def withdraw(self, peer: Peer, prefix: str) -> set[str]:
        if prefix in self._by_peer.get(peer, {}):
            return super().withdraw(peer, prefix)
        around = prefix[: prefix[:-1].rfind(".") + 1]
        beside = [each for each in self._by_peer.get(peer, ()) if each.startswith(around)]
        return set().union(*[super(Neighbouring, self).withdraw(peer, each) for each in beside])


class AnUnknownWithdrawalTakesWhatLiesBesideIt(Connector):
    """A withdrawal of what the peer never announced costs its routes with the same beginning."""

    breaks = ("RR-20", "RR-13")
    table_class = Neighbouring
