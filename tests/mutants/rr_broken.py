"""Faults in refusing what is no valid update, and in the order of updates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_impl.connector import Connector
from reference_impl.curves import is_function
from reference_impl.messages import MessageRules
from reference_impl.network import Peer
from reference_impl.routes import RoutingTable
from schemas.topology import Ledger


class NoMinimum(MessageRules):
    def is_at_least_one(self, value: int) -> bool:
        return True


class AHoldDownTimeOfZeroWillDo(Connector):
    """hold_down_time has no least value."""

    breaks = ("RR-16",)
    rules_class = NoMinimum


class Lines(MessageRules):
    def holds_addresses(self, value: list[Any]) -> bool:
        return all(isinstance(each, str) and self.is_address(each.removesuffix("\n")) for each in value)


class AFinalNewlineIsOverlooked(Connector):
    """The pattern of withdrawn ledgers ends where a line may end."""

    breaks = ("RR-16",)
    rules_class = Lines


class Labelled(MessageRules):
    def is_number(self, value: Any) -> bool:
        return super().is_number(value) or value is True


class TrueIsANumber(Connector):
    """`true` stands for one."""

    breaks = ("RR-16",)
    rules_class = Labelled


class Half(Connector):
    def salvage(self, update: Any) -> Any:
        routes = update.get("new_routes") if isinstance(update, dict) else None
        if not isinstance(routes, list):
            return update
        good = [route for route in routes if self.rules.problem("route", route) is None]
        return {**update, "new_routes": good}

    def take_update(self, ledger: Ledger, sender: str, id: Any, update: Any, now: int) -> None:
        super().take_update(ledger, sender, id, self.salvage(update), now)


class WhatIsGoodInABrokenUpdateIsUsed(Half):
    """Broken routes are left out, the others of the update are taken."""

    breaks = ("RR-16", "RR-17", "RR-26")


class Silent(Connector):
    def take_update(self, ledger: Ledger, sender: str, id: Any, update: Any, now: int) -> None:
        peer = self.network.peer(ledger, sender)
        if peer is not None and self.rules.problem("update", update) is None and self.table.curves_hold(update):
            self.broadcaster.changed(self.table.adopt(peer, update, now))


class ABrokenUpdateIsNotAnswered(Silent):
    """Its sender never hears of it."""

    breaks = ("RR-17",)


class WithoutId(Connector):
    def take_update(self, ledger: Ledger, sender: str, id: Any, update: Any, now: int) -> None:
        super().take_update(ledger, sender, None, update, now)


class TheErrorHasNoId(WithoutId):
    """The answer to a broken update leaves out the id that it had."""

    breaks = ("RR-17",)


class Open(MessageRules):
    def problem(self, form: str, value: Any) -> tuple[str, str] | None:
        if form == "update" and isinstance(value, dict):
            value = {name: member for name, member in value.items() if name in self.forms["update"].members}
        return super().problem(form, value)


class UnknownMembersWillDo(Connector):
    """An update may have members that the schema does not know."""

    breaks = ("RR-26",)
    rules_class = Open


class Sorted(RoutingTable):
    def curve_holds(self, points: list[Any]) -> bool:
        return is_function(sorted(points))

    def route(self, peer: Peer, announced: Mapping[str, Any]) -> Any:
        return super().route(peer, {**announced, "points": sorted(announced["points"])})


class PointsAreSorted(Connector):
    """Points in the wrong order are put into the right one."""

    breaks = ("RR-18",)
    table_class = Sorted


class EndsOnly(RoutingTable):
    def curve_holds(self, points: list[Any]) -> bool:
        return is_function([points[0], points[-1]])

    def route(self, peer: Peer, announced: Mapping[str, Any]) -> Any:
        points = announced["points"]
        kept = points if is_function(points) else [points[0], points[-1]]
        return super().route(peer, {**announced, "points": kept})


class OnlyTheEndsOfACurveAreChecked(Connector):
    """A curve that falls and rises again is taken for the line between its ends."""

    breaks = ("RR-18",)
    table_class = EndsOnly


class UpToTheFault(RoutingTable):
    def curves_hold(self, update: Mapping[str, Any]) -> bool:
        return True

    def adopt(self, peer: Peer, update: Mapping[str, Any], now: int) -> set[str]:
        routes = update["new_routes"]
        good = next((n for n, route in enumerate(routes) if not self.curve_holds(route["points"])), len(routes))
        return super().adopt(peer, {**update, "new_routes": routes[:good]}, now)


class RoutesCountUpToTheFirstBadCurve(Connector):
    """What stands before a curve that is no function counts, and what stands behind it does not."""

    breaks = ("RR-18b",)
    table_class = UpToTheFault


class Queueing(Connector):
    """Puts long updates aside until the next call."""

    def __init__(self, topology: dict[str, Any]) -> None:
        super().__init__(topology)
        self.aside: list[tuple[Any, ...]] = []

    def take_update(self, ledger: Ledger, sender: str, id: Any, update: Any, now: int) -> None:
        later, self.aside = self.aside, []
        routes = update.get("new_routes") if isinstance(update, dict) else None
        if isinstance(routes, list) and len(routes) > 200:
            self.aside = [(ledger, sender, id, update, now)]
        else:
            super().take_update(ledger, sender, id, update, now)
        for each in later:
            super().take_update(*each)


class ALongUpdateIsOvertaken(Queueing):
    """An update of more than two hundred routes takes effect after the one that follows it."""

    breaks = ("RR-30",)
