"""Connectors that leave out one rule of an update, at one place: the last route, a late point, one member."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from reference_impl.connector import Connector
from reference_impl.messages import Form, MessageRules
from reference_impl.network import Peer
from reference_impl.routes import RoutingTable
from schemas.topology import Ledger


class LaterRoutes(MessageRules):
    """Judges the first route; of the others `mended` is judged, which hides a fault of theirs."""

    def mended(self, route: dict[str, Any]) -> Any:
        return route

    def holds_routes(self, value: list[Any]) -> bool:
        later = [self.mended(route) if isinstance(route, dict) else route for route in value[1:]]
        return super().holds_routes([*value[:1], *later])


class Mending(Connector):
    """Uses what its rules have mended."""

    rules: LaterRoutes

    def take_update(self, ledger: Ledger, sender: str, id: Any, update: Any, now: int) -> None:
        if self.rules.problem("update", update) is None:
            later = [self.rules.mended(route) for route in update["new_routes"][1:]]
            update = {**update, "new_routes": [*update["new_routes"][:1], *later]}
        super().take_update(ledger, sender, id, update, now)


class WithWindow(LaterRoutes):
    def mended(self, route: dict[str, Any]) -> Any:
        return {"min_message_window": 1, **route}


class ALaterRouteNeedsNoWindow(Mending):
    """A route after the first may lack its min_message_window."""

    breaks = ("RR-16",)
    rules_class = WithWindow


class FirstTwo(LaterRoutes):
    def mended(self, route: dict[str, Any]) -> Any:
        points = route.get("points")
        if not isinstance(points, list) or not all(isinstance(point, list) for point in points):
            return route
        return {**route, "points": [point[:2] for point in points]}


class ALaterPointMayHaveAThirdNumber(Mending):
    """In routes after the first, numbers behind the first two of a point are overlooked."""

    breaks = ("RR-16",)
    rules_class = FirstTwo


class Unlisted(LaterRoutes):
    def mended(self, route: dict[str, Any]) -> Any:
        return {
            name: value[0] if name.startswith("destination_") and isinstance(value, list) and value else value
            for name, value in route.items()
        }


class AnAddressInALaterRouteMayStandInAList(Mending):
    """In routes after the first, a list of one stands for its only entry."""

    breaks = ("RR-16",)
    rules_class = Unlisted


class TenPoints(MessageRules):
    def holds_numbers(self, value: list[list[Any]]) -> bool:
        return super().holds_numbers(value[:10])

    def holds_nothing_negative(self, value: list[list[Any]]) -> bool:
        return super().holds_nothing_negative(value[:10])


class TenPointsCount(RoutingTable):
    def curve_holds(self, points: list[Any]) -> bool:
        return super().curve_holds(points[:10] if not all(type(y) is int for _, y in points) else points)

    def route(self, peer: Peer, announced: Any) -> Any:
        points = [point for point in announced["points"] if type(point[1]) in (int, Decimal) and point[1] >= 0]
        return super().route(peer, {**announced, "points": points})


class OnlyTenPointsAreChecked(Connector):
    """Of a curve with more points the eleventh and later ones may be anything."""

    breaks = ("RR-16",)
    rules_class = TenPoints
    table_class = TenPointsCount


class AlmostZero(MessageRules):
    def is_not_negative(self, value: int | Decimal) -> bool:
        return Decimal(value) > Decimal("-0.005")


class AWindowIsRoundedBeforeItIsJudged(Connector):
    """A window of less than half a hundredth below zero is taken for zero."""

    breaks = ("RR-16",)
    rules_class = AlmostZero


WORDS = Form(
    {**MessageRules.forms["route"].members, "destination_account": ("is_word",)},
    required=MessageRules.forms["route"].required,
)
WITH_WORDS = {**MessageRules.forms, "route": WORDS}


class Words(MessageRules):
    forms = WITH_WORDS

    def is_word(self, value: Any) -> bool:
        return isinstance(value, str) and re.fullmatch(r"[\w.~-]+", value) is not None


class ADestinationAccountMayHaveAnyLetter(Connector):
    """Its pattern takes letters and digits of all scripts."""

    breaks = ("RR-16",)
    rules_class = Words


class WithdrawnWords(MessageRules):
    def holds_addresses(self, value: list[Any]) -> bool:
        return all(isinstance(each, str) and re.fullmatch(r"[\w.~-]+", each) for each in value)


class AWithdrawnLedgerMayHaveAnyLetter(Connector):
    """The pattern of withdrawn ledgers takes letters and digits of all scripts."""

    breaks = ("RR-16",)
    rules_class = WithdrawnWords


class WithdrawsFirst(Connector):
    def take_update(self, ledger: Ledger, sender: str, id: Any, update: Any, now: int) -> None:
        peer = self.network.peer(ledger, sender)
        gone = update.get("unreachable_through_me") if isinstance(update, dict) else None
        if peer is not None and isinstance(gone, list) and self.rules.holds_addresses(gone[:1]):
            for prefix in gone[:1]:
                self.broadcaster.changed(self.table.withdraw(peer, prefix))
        super().take_update(ledger, sender, id, update, now)


class WithdrawalsCountBeforeTheRestIsRead(WithdrawsFirst):
    """The first withdrawal of an update takes effect, whatever comes after it."""

    breaks = ("RR-16", "RR-18b", "RR-26")


class Nulls(LaterRoutes):
    def mended(self, route: dict[str, Any]) -> Any:
        known = self.forms["route"].members
        return {name: value for name, value in route.items() if name in known or value is not None}


class ALaterRouteMayHaveUnknownMembersThatAreNull(Mending):
    """In routes after the first, a member that the schema does not know is overlooked where it is null."""

    breaks = ("RR-26",)
    rules_class = Nulls
