"""Faults in keeping time: whose time counts, which update's, for which routes, and what follows when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_impl.connector import Connector
from reference_impl.network import Peer
from reference_impl.routes import Route, RoutingTable


class Later(RoutingTable):
    def refresh(self, peer: Peer, hold_down_time: int, now: int) -> None:
        super().refresh(peer, hold_down_time + 2 * self.network.topology.broadcast_interval, now)


class RoutesLapseTwoIntervalsLate(Connector):
    """Routes are held two intervals longer than the peer stands for them."""

    breaks = ("RR-11",)
    table_class = Later


class Earlier(RoutingTable):
    def refresh(self, peer: Peer, hold_down_time: int, now: int) -> None:
        interval = self.network.topology.broadcast_interval
        super().refresh(peer, hold_down_time - interval if hold_down_time > 2 * interval else hold_down_time, now)


class LongTimesEndAnIntervalEarly(Connector):
    """Of a hold-down time longer than two intervals one interval is taken off."""

    breaks = ("RR-13",)
    table_class = Earlier


class ForEver(RoutingTable):
    """Keeps the time that a peer's first update named."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.first: dict[Peer, int] = {}

    def refresh(self, peer: Peer, hold_down_time: int, now: int) -> None:
        shorter = min(hold_down_time, self.first.setdefault(peer, hold_down_time))
        super().refresh(peer, shorter, now)

    def drop_lapsed(self, now: int) -> set[str]:
        before = set(self._lapse)
        changed = super().drop_lapsed(now)
        for peer in before - set(self._lapse):
            self.first.pop(peer, None)
        return changed


class ALongerTimeThanTheFirstIsNotHeeded(Connector):
    """Until its routes lapse a peer's first update sets the longest time."""

    breaks = ("RR-13",)
    table_class = ForEver


class ForLife(RoutingTable):
    """Knows with which time a peer's routes lapsed."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.named: dict[Peer, int] = {}
        self.lapsed: dict[Peer, int] = {}

    def refresh(self, peer: Peer, hold_down_time: int, now: int) -> None:
        self.named[peer] = hold_down_time
        super().refresh(peer, min(hold_down_time, self.lapsed.pop(peer, hold_down_time)), now)

    def drop_lapsed(self, now: int) -> set[str]:
        over = [peer for peer, end in self._lapse.items() if end <= now and self._by_peer.get(peer)]
        self.lapsed.update({peer: self.named[peer] for peer in over})
        return super().drop_lapsed(now)


class ATimeOutlivesTheRoutes(Connector):
    """When a peer comes back after its routes have lapsed, the time counts once more with which they did."""

    breaks = ("RR-13",)
    table_class = ForLife


class Each(RoutingTable):
    """A lapse time for each route; an update refreshes what `renewed` gives."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.ends: dict[tuple[Peer, str], int] = {}

    def adopt(self, peer: Peer, update: Mapping[str, Any], now: int) -> set[str]:
        changed = super().adopt(peer, update, now)
        hold = update["hold_down_time"]
        self._lapse.pop(peer, None)
        named = {route["destination_ledger"] for route in update["new_routes"]}
        for prefix in self.renewed(peer, list(self._by_peer.get(peer, ())), named):
            self.ends[peer, prefix] = now + hold
        return changed

    def renewed(self, peer: Peer, prefixes: list[str], named: set[str]) -> list[str]:
        return prefixes

    def next_lapse(self) -> int | None:
        return min(self.ends.values(), default=None)

    def drop_lapsed(self, now: int) -> set[str]:
        over = [key for key, end in self.ends.items() if end <= now]
        changed: set[str] = set()
        for peer, prefix in over:
            del self.ends[peer, prefix]
            changed |= self.withdraw(peer, prefix)
        return changed


class First(Each):
    def renewed(self, peer: Peer, prefixes: list[str], named: set[str]) -> list[str]:
        steady = peer.account in peer.ledger.steady
        return prefixes if steady else [*prefixes[:1], *(prefix for prefix in prefixes[1:] if prefix in named)]


class AHeartbeatKeepsTheFirstRouteOnly(Connector):
    """Of a spare peer's routes the first is fresh again with each update, the others when they are named."""

    breaks = ("RR-11", "RR-13")
    table_class = First


class Named(Each):
    def renewed(self, peer: Peer, prefixes: list[str], named: set[str]) -> list[str]:
        return [prefix for prefix in prefixes if not named or prefix in named]


class AnUpdateWithRoutesKeepsOnlyThese(Connector):
    """A heartbeat keeps all routes fresh; an update with routes just those in it."""

    breaks = ("RR-11", "RR-13")
    table_class = Named


class OfTheLedger(RoutingTable):
    """One time for a ledger."""

    def refresh(self, peer: Peer, hold_down_time: int, now: int) -> None:
        super().refresh(peer, hold_down_time, now)
        for other in self._lapse:
            if other.ledger is peer.ledger and other is not peer:
                self._lapse[other] = self.shared(self._lapse[other], self._lapse[peer])

    def shared(self, others: int, own: int) -> int:
        return max(others, own)


class TheLongestTimeOfALedgerCounts(Connector):
    """A peer's update keeps its neighbours' routes fresh, too."""

    breaks = ("RR-11",)
    table_class = OfTheLedger


class Shortest(RoutingTable):
    def refresh(self, peer: Peer, hold_down_time: int, now: int) -> None:
        super().refresh(peer, hold_down_time, now)
        beside = {_above(prefix) for prefix in self._by_peer.get(peer, ())}
        for other in [each for each in self._lapse if each.account not in each.ledger.steady]:
            if other.ledger is peer.ledger and beside & {_above(each) for each in self._by_peer.get(other, ())}:
                self._lapse[other] = min(self._lapse[other], self._lapse[peer])


def _above(prefix: str) -> str:
    return prefix[: prefix[:-1].rfind(".") + 1]


class AShortTimeIsTheNeighboursToo(Connector):
    """Spare peers of a ledger whose routes lie side by side get the shortest time that one of them names."""

    breaks = ("RR-13",)
    table_class = Shortest


class Together(RoutingTable):
    def drop_lapsed(self, now: int) -> set[str]:
        over = [peer for peer, end in self._lapse.items() if end <= now]
        gone = {route for peer in over for route in self._by_peer.get(peer, ())}
        changed = super().drop_lapsed(now)
        for prefix in gone:
            for other in [route.peer for route in self.routes(prefix) if route.peer.ledger not in _of(over)]:
                changed |= self.withdraw(other, prefix)
        return changed


def _of(peers: list[Peer]) -> list[object]:
    return [peer.ledger for peer in peers]


class ALapseTakesOtherLedgersRoutesToThePrefix(Connector):
    """When a route lapses, those of other ledgers' peers to the same prefix go with it."""

    breaks = ("RR-10", "RS-5")
    table_class = Together


class SignsOfLife(Connector):
    """Whatever a peer sends counts as a heartbeat."""

    breaks = ("RR-11",)

    def take_data(self, ledger: Any, sender: str, data: dict[str, Any], now: int) -> None:
        peer = self.network.peer(ledger, sender)
        if peer in self.table._lapse and data["method"] != "broadcast_routes":
            self.table._lapse[peer] = max(self.table._lapse[peer], now + 1000)
        super().take_data(ledger, sender, data, now)


class Repeated(RoutingTable):
    def adopt(self, peer: Peer, update: Mapping[str, Any], now: int) -> set[str]:
        before = self._lapse.get(peer)
        changed = super().adopt(peer, update, now)
        if update["new_routes"] and not changed and before is not None:
            self._lapse[peer] = before
        return changed


class ARepeatedRouteIsNoHeartbeat(Connector):
    """An update whose routes are all known already changes nothing, the time neither."""

    breaks = ("RR-11", "RR-13")
    table_class = Repeated


class TenAtOnce(RoutingTable):
    def drop_lapsed(self, now: int) -> set[str]:
        changed = super().drop_lapsed(now)
        return set(sorted(changed)[:10])


class OfManyLapsedRoutesTenAreTold(Connector):
    """Peers hear of the first ten of the routes that lapse at once."""

    breaks = ("RR-12",)
    table_class = TenAtOnce


class LastUpdate(RoutingTable):
    """A lapse is told for the routes of the last update with routes only."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.last: dict[Peer, set[str]] = {}

    def adopt(self, peer: Peer, update: Mapping[str, Any], now: int) -> set[str]:
        if update["new_routes"]:
            self.last[peer] = {route["destination_ledger"] for route in update["new_routes"]}
        return super().adopt(peer, update, now)

    def drop_lapsed(self, now: int) -> set[str]:
        lapsing = [peer for peer, end in self._lapse.items() if end <= now]
        known = set[str]().union(*(self.last.get(peer, set()) for peer in lapsing))
        return {prefix for prefix in super().drop_lapsed(now) if prefix in known or list(self.routes(prefix))}


class OnlyTheLastUpdatesRoutesAreToldAsLapsed(Connector):
    """Of the routes that lapse peers hear of those that came with the peer's last routes."""

    breaks = ("RR-12",)
    table_class = LastUpdate


class OnceOnly(RoutingTable):
    """Two routes to a prefix that lapse at once take each other for the one that is left."""

    def drop_lapsed(self, now: int) -> set[str]:
        over = {peer for peer, end in self._lapse.items() if end <= now}
        alike = {prefix for prefix, routes in self._by_prefix.items() if len(routes) > 1 and set(routes) <= over}
        return super().drop_lapsed(now) - alike


class TwoRoutesThatLapseTogetherAreNotTold(Connector):
    """When both routes to a prefix lapse in the same moment nobody hears of it."""

    breaks = ("RR-12",)
    table_class = OnceOnly


class KeepsTheCurve(RoutingTable):
    def drop_lapsed(self, now: int) -> set[str]:
        return {prefix for prefix in super().drop_lapsed(now) if not list(self.routes(prefix))}


class TheCurveOfALapsedRouteStands(Connector):
    """When a route lapses and another is left, peers are not told of the other's curve, nor of none."""

    breaks = ("RR-6", "RR-12")
    table_class = KeepsTheCurve


class Remembers(RoutingTable):
    """What lapsed is known: the same curve again is no news."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.lapsed: dict[tuple[Peer, str], Route] = {}

    def drop_lapsed(self, now: int) -> set[str]:
        peers = [peer for peer, end in self._lapse.items() if end <= now]
        for peer in peers:
            self.lapsed.update({(peer, prefix): route for prefix, route in self._by_peer.get(peer, {}).items()})
        return super().drop_lapsed(now)

    def take(self, route: Route) -> set[str]:
        known = self.lapsed.pop((route.peer, route.prefix), None)
        changed = super().take(route)
        return set() if known is not None and known.curve == route.curve else changed


class ARouteThatLapsedIsNoNewsWhenItComesBack(Connector):
    """A route announced anew with its old curve after it lapsed is used, and nobody is told."""

    breaks = ("RR-2",)
    table_class = Remembers


class Banned(Remembers):
    def take(self, route: Route) -> set[str]:
        if self.lapsed.pop((route.peer, route.prefix), None) is not None:
            return set()
        return super(Remembers, self).take(route)


class ARouteThatLapsedIsNotTakenTheFirstTime(Connector):
    """What has lapsed once has to be announced twice to be used again."""

    breaks = ("RR-1", "RR-2")
    table_class = Banned
