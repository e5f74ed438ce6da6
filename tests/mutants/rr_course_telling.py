"""Faults of telling that show in a course of announcements only: whom, when, and what comes while an update is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reference_impl.broadcaster import Audience, Broadcaster
from reference_impl.connector import Connector
from reference_impl.curves import Curve, best_of
from reference_impl.network import Peer
from reference_impl.offers import Offer, Offers
from reference_impl.routes import Route
from schemas.topology import Ledger

News = dict[str, Offer | None]


def learnt(prefix: str) -> bool:
    """Whether the prefix is no ledger of the topology's own."""
    return prefix.startswith("g.")


class FirstPeerOnly(Broadcaster):
    def news(self, audience: Audience) -> News:
        second = audience.peer.ledger.peers.index(audience.peer.account) == 1
        return {
            prefix: offer
            for prefix, offer in super().news(audience).items()
            if not (second and offer and audience.told.get(prefix) and learnt(prefix))
        }


class TheSecondPeerOfALedgerIsToldOfNoChange(Connector):
    """Of the peers on a ledger the second one hears the first curve to each prefix, and no other."""

    breaks = ("RR-6", "LC-12")
    broadcaster_class = FirstPeerOnly


class KnownOnce(Broadcaster):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.ever: dict[tuple[Audience, str], str] = {}

    def news(self, audience: Audience) -> News:
        found = super().news(audience)
        for prefix, offer in list(found.items()):
            if offer and audience.told.get(prefix) is None and self.ever.get((audience, prefix)) == offer.text:
                del found[prefix]
            elif offer:
                self.ever[audience, prefix] = offer.text
        return found


class TheSameRouteIsNotToldAgainAfterItsWithdrawal(Connector):
    """What a peer was told before, and that it is gone, is not told a second time with the same curve."""

    breaks = ("RR-2",)
    broadcaster_class = KnownOnce


class NoneWhileSending(Broadcaster):
    def lost(self, audience: Audience, prefix: str) -> bool:
        return self.offers.offer(audience.peer, prefix) is None

    def changed(self, prefixes: Iterable[str]) -> None:
        named = [prefix for prefix in prefixes if learnt(prefix)]
        before = {audience: dict(audience.untold) for audience in self.audiences if audience.in_flight}
        super().changed(named)
        for audience, untold in before.items():
            for prefix in named:
                if prefix not in untold and self.lost(audience, prefix):
                    audience.untold.pop(prefix, None)


class SameWhileSending(NoneWhileSending):
    def lost(self, audience: Audience, prefix: str) -> bool:
        return audience.told.get(prefix) is not None and self.offers.offer(audience.peer, prefix) is not None


class AChangeWhileAnUpdateIsSentIsLost(Connector):
    """A curve that changes before the peer has answered the update under way is not told to it."""

    breaks = ("RR-6", "RR-2", "RB-13")
    broadcaster_class = SameWhileSending


class NewWhileSending(NoneWhileSending):
    def lost(self, audience: Audience, prefix: str) -> bool:
        return audience.told.get(prefix) is None and self.offers.offer(audience.peer, prefix) is not None


class ARouteWhileAnUpdateIsSentIsLost(Connector):
    """A route that comes before the peer has answered the update under way is not told to it."""

    breaks = ("LC-12", "RR-2", "RR-6", "RS-6")
    in_some_orders = ("RB-12", "RB-13", "RS-3")
    broadcaster_class = NewWhileSending


class GoneLast(Broadcaster):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.seen_gone: dict[Audience, set[str]] = {audience: set() for audience in self.audiences}

    def changed(self, prefixes: Iterable[str]) -> None:
        named = list(prefixes)
        super().changed(named)
        for audience in self.audiences:
            gone = {prefix for prefix in named if self.offers.offer(audience.peer, prefix) is None}
            self.seen_gone[audience] |= gone if audience.in_flight else set()

    def delivered(self, audience: Audience, carried: News, sent: int) -> None:
        super().delivered(audience, carried, sent)
        self.seen_gone[audience] -= set(carried)

    def news(self, audience: Audience) -> News:
        found = super().news(audience)
        waited = self.seen_gone[audience] & set(found)
        self.seen_gone[audience] -= waited
        return {**found, **dict.fromkeys(waited)}


class AWithdrawalOvertakesTheAnnouncementAfterIt(Connector):
    """Withdrawn and announced again while an update was sent: the withdrawal is told, the route is not."""

    breaks = ("RR-2",)
    in_some_orders = ("RR-30",)
    broadcaster_class = GoneLast


class InBetween(Broadcaster):
    def news(self, audience: Audience) -> News:
        found = super().news(audience)
        for prefix, offer in found.items():
            told = audience.told.get(prefix)
            if offer and told and len(list(self.offers.table.routes(prefix))) == 2 and len(offer.text) < len(told.text):
                found[prefix] = None
                audience.untold[prefix] = None
        return found


class AJoinedRouteIsWithdrawnBeforeItIsReplaced(Connector):
    """Where the curve of two routes becomes simpler, the old one is withdrawn first, and the new one told behind it."""

    breaks = ("RR-10",)
    broadcaster_class = InBetween


class Later(Broadcaster):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.until: dict[tuple[Audience, str], int] = {}
        self.now = 0

    def flush(self, now: int) -> None:
        self.now = now
        super().flush(now)

    def news(self, audience: Audience) -> News:
        found = super().news(audience)
        for prefix, offer in list(found.items()):
            if offer and audience.told.get(prefix) and audience.told[prefix].text and learnt(prefix):
                due = self.until.setdefault((audience, prefix), self.now + self.network.topology.patience + 500)
                if self.now < due:
                    del found[prefix]
                    audience.untold[prefix] = None
                else:
                    del self.until[audience, prefix]
        return found


class ChangesAreToldLate(Connector):
    """Another curve is told half a second after the patience is over."""

    breaks = ("RR-6", "LC-12")
    in_some_orders = ("LC-8b",)
    broadcaster_class = Later


class OwnBack(Offers):
    def may_join(self, peer: Peer, route: Route) -> bool:
        several = len(list(self.table.routes(route.prefix))) > 2
        return several or super().may_join(peer, route)

    def may_use(self, source: Ledger, route: Route) -> bool:
        return len(list(self.table.routes(route.prefix))) > 2 or super().may_use(source, route)

    def joined(self, source: Ledger, route: Route) -> Curve | None:
        return route.curve if source is route.peer.ledger else super().joined(source, route)


class OfThreeRoutesOnesOwnIsOfferedBack(Connector):
    """Where three routes to a prefix stand, a peer's own is part of what it is offered."""

    breaks = ("RB-7",)
    offers_class = OwnBack


class Stale(Offers):
    def forget(self, prefix: str) -> None:
        if len(list(self.table.routes(prefix))) != 2:
            super().forget(prefix)

    def offer(self, peer: Peer, prefix: str) -> Offer | None:
        routes = [route for route in self.usable(peer.ledger, prefix) if self.may_join(peer, route)]
        if len(routes) != 2 or prefix in self.network.ledgers:
            return super().offer(peer, prefix)
        known = self._learnt.setdefault(prefix, {})
        of_these = (peer.ledger.prefix, *(route.peer.account for route in routes))
        if of_these not in known:
            known[of_these] = self.learnt_offer(peer.ledger, prefix, tuple(routes))
        return known[of_these]


class TheJoinOfTwoRoutesIsKeptWhenOneIsReplaced(Connector):
    """What two peers' routes gave together is remembered by their names."""

    breaks = ("RR-2", "RR-6")
    offers_class = Stale


class HighestEnd(Offers):
    def best(self, curves: list[Curve]) -> Curve:
        return max(curves, key=lambda curve: curve.last[1])


class OfParallelRoutesTheOneThatEndsHighestIsTold(Connector):
    """Where curves cross, only one of them is passed on."""

    breaks = ("LC-12", "LC-8b", "RR-6")
    offers_class = HighestEnd


class FirstTwo(Offers):
    def best(self, curves: list[Curve]) -> Curve:
        return best_of(curves[:2])


class AThirdRouteIsNotJoined(Connector):
    """Two routes are joined, a third one adds nothing to what is told."""

    breaks = ("LC-12", "RR-6")
    offers_class = FirstTwo
