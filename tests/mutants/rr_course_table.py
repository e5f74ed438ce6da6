"""Faults of the table that show in a course of announcements: repetition, the second and the third of a kind."""

from __future__ import annotations

from typing import Any

from reference_impl.connector import Connector
from reference_impl.network import Peer
from reference_impl.routes import Route, RoutingTable


class TwoAPrefix(RoutingTable):
    def take(self, route: Route) -> set[str]:
        changed = super().take(route)
        known = sorted(self.routes(route.prefix), key=lambda each: each.curve.last[1])
        for worst in known[:-2]:
            self.withdraw(worst.peer, worst.prefix)
        return changed


class ForgetsTheThirdBest(Connector):
    """Of three routes to a prefix the two best ones are kept."""

    breaks = ("RR-8", "RR-10", "RR-1", "RR-2", "RR-6", "LC-12", "RQ-1", "QT-10")
    table_class = TwoAPrefix


class NotTheSecond(RoutingTable):
    def withdraw(self, peer: Peer, prefix: str) -> set[str]:
        others = [route.peer for route in self.routes(prefix)]
        if len(others) > 2 and others[1] is peer:
            return set()
        return super().withdraw(peer, prefix)


class TheSecondOfThreeCannotWithdraw(Connector):
    """Of three peers with a route to a prefix the second one's withdrawal is not read."""

    breaks = ("RR-7", "RR-9", "RR-6", "RR-3")
    table_class = NotTheSecond


class NoLoss(RoutingTable):
    def withdraw(self, peer: Peer, prefix: str) -> set[str]:
        mine = self._by_peer.get(peer, {}).get(prefix)
        changed = super().withdraw(peer, prefix)
        worse = mine is not None and any(
            route.curve.last[1] > mine.curve.last[1]
            for route in self.routes(prefix)
            if route.peer.ledger is peer.ledger
        )
        return set() if worse else changed


class TheOneLeftIsNotToldWhereItEndsHigher(Connector):
    """A route that was better for small amounts only goes, and nobody is told of the other one's curve."""

    breaks = ("RR-6",)
    table_class = NoLoss


class SameLine(RoutingTable):
    def take(self, route: Route) -> set[str]:
        earlier = self._by_peer.get(route.peer, {}).get(route.prefix)
        changed = super().take(route)
        end, y = route.curve.last
        return set() if earlier is not None and earlier.curve.value(end) == y else changed


class ACurveThatEndsEarlierIsNotTold(Connector):
    """The same line up to an earlier end counts as the same curve."""

    breaks = ("RR-6",)
    table_class = SameLine


class LeavesBelow(RoutingTable):
    def withdraw(self, peer: Peer, prefix: str) -> set[str]:
        changed = super().withdraw(peer, prefix)
        longer = [each for each in self._by_prefix if each != prefix and each.startswith(prefix)]
        return set() if len(longer) == 1 and not list(self.routes(prefix)) else changed


class AWithdrawalAboveAnotherRouteIsNotTold(Connector):
    """A prefix that is gone is not told gone while a route to one below it stands."""

    breaks = ("RR-9", "RR-12")
    table_class = LeavesBelow


class ThirdChange(RoutingTable):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.changes: dict[str, int] = {}

    def take(self, route: Route) -> set[str]:
        changed = super().take(route)
        for prefix in changed:
            self.changes[prefix] = self.changes.get(prefix, 0) + 1
        alone = len(list(self.routes(route.prefix))) == 1
        return set() if self.changes.get(route.prefix) == 3 and alone else changed


class TheThirdCurveIsNotTold(Connector):
    """The second change of a peer's curve is told, the third is not."""

    breaks = ("RB-13", "RR-6")
    table_class = ThirdChange


class GivenUp(RoutingTable):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.gone: dict[str, int] = {}

    def withdraw(self, peer: Peer, prefix: str) -> set[str]:
        changed = super().withdraw(peer, prefix)
        if changed and not list(self.routes(prefix)):
            self.gone[prefix] = self.gone.get(prefix, 0) + 1
        return set() if self.gone.get(prefix) == 2 else changed


class TheSecondLossIsNotTold(Connector):
    """A prefix that is gone for the second time is not withdrawn."""

    breaks = ("RR-9",)
    table_class = GivenUp


class FirstWindow(RoutingTable):
    def take(self, route: Route) -> set[str]:
        earlier = next(iter(self.routes(route.prefix)), None)
        if earlier is not None and earlier.peer is not route.peer:
            route = Route(route.peer, route.prefix, route.curve, earlier.window)
        return super().take(route)


class TheWindowOfTheFirstRouteCountsForAll(Connector):
    """Further routes to a prefix are taken with the window of the first one."""

    breaks = ("RR-21",)
    table_class = FirstWindow
