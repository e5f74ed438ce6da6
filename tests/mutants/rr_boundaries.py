"""Connectors that refuse, or overlook, what lies at the very limit of what is valid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from reference_impl.connector import Connector
from reference_impl.network import Peer
from reference_impl.routes import Route, RoutingTable
from schemas.topology import Ledger


class Short(RoutingTable):
    def is_to_a_prefix(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        return super().is_to_a_prefix(peer, announced) and len(announced["destination_ledger"]) <= 1000


class TheLongestPrefixesAreNotTaken(Connector):
    """A prefix of more than 1,000 characters is passed over."""

    breaks = ("RR-1",)
    table_class = Short


class NoTilde(RoutingTable):
    def is_to_a_prefix(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        return super().is_to_a_prefix(peer, announced) and "_~." not in announced["destination_ledger"]


class ATildeIsNoCharacterOfAPrefix(Connector):
    """A segment that ends in a tilde is passed over."""

    breaks = ("RR-1",)
    table_class = NoTilde


class WithLetters(RoutingTable):
    def is_to_a_prefix(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        segments = announced["destination_ledger"].split(".")[:-1]
        return super().is_to_a_prefix(peer, announced) and all(re.search("[a-zA-Z0-9]", each) for each in segments)


class ASegmentNeedsALetterOrADigit(Connector):
    """A segment of a hyphen, an underscore or a tilde alone is passed over."""

    breaks = ("RR-1",)
    table_class = WithLetters


class WideSteps(RoutingTable):
    def curve_holds(self, points: list[Any]) -> bool:
        return super().curve_holds(points) and not any(y == b - 2 and x == a - 1 for (x, y), (a, b) in pairwise(points))


class StepsOfOneAreTooSmall(Connector):
    """A curve two of whose points lie next to each other is refused."""

    breaks = ("RR-1",)
    table_class = WideSteps


class Strict(RoutingTable):
    def curve_holds(self, points: list[Any]) -> bool:
        (x, y), (a, b) = points[-2:] if len(points) > 1 else ([0, 0], [9, 9])
        return super().curve_holds(points) and (b > y or a - x > 1)


class AShortLastStepHasToRise(Connector):
    """A curve whose y stays over the last unit of x is refused."""

    breaks = ("RR-1",)
    table_class = Strict


class FirstRises(RoutingTable):
    def curve_holds(self, points: list[Any]) -> bool:
        return super().curve_holds(points) and points[1:2] != [[1, 0]]


class TheFirstUnitHasToBuySomething(Connector):
    """A curve that gives nothing for one is refused."""

    breaks = ("RR-1",)
    table_class = FirstRises


class InOrder(Connector):
    def take_update(self, ledger: Ledger, sender: str, id: Any, update: Any, now: int) -> None:
        if isinstance(update, dict) and update and next(iter(update)) == "new_routes":
            return
        super().take_update(ledger, sender, id, update, now)


class MembersHaveAnOrder(InOrder):
    """An update that begins with its routes is passed over."""

    breaks = ("RR-1",)


class NoMoment(RoutingTable):
    def refresh(self, peer: Peer, hold_down_time: int, now: int) -> None:
        if hold_down_time > 1:
            super().refresh(peer, hold_down_time, now)


class AMillisecondIsNoTime(Connector):
    """A hold_down_time of one is overlooked: the earlier one goes on."""

    breaks = ("RR-11",)
    table_class = NoMoment


class CurvesOnly(RoutingTable):
    def take(self, route: Route) -> set[str]:
        earlier = self._by_peer.get(route.peer, {}).get(route.prefix)
        return set() if earlier is not None and earlier.curve == route.curve else super().take(route)


class AnotherWindowIsNoNews(Connector):
    """A route that comes again with the same curve is not looked at, though its window is longer now."""

    breaks = ("RR-21",)
    table_class = CurvesOnly
