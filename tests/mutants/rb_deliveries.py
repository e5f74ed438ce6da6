"""Faulty connectors: when they broadcast, to whom, and what comes of a failed delivery (RB-6, RB-9, RB-12 to RB-15)."""

from __future__ import annotations

from reference_impl.broadcaster import Audience, Broadcaster
from reference_impl.connector import Connector
from reference_impl.network import Network, Peer
from reference_impl.offers import Offer, Offers
from reference_impl.outbox import Outbox
from reference_impl.routes import Route


class ShortHold(Broadcaster):
    """Says with each heartbeat that it holds for half an interval."""

    def update_text(self, carried: dict[str, Offer | None]) -> bytes:
        text, topology = super().update_text(carried), self.network.topology
        said = f'"hold_down_time":{topology.hold_down_time}'.encode()
        return text if carried else text.replace(said, f'"hold_down_time":{topology.broadcast_interval // 2}'.encode())


class PromisesMoreHeartbeatsThanItSends(Connector):
    """Heartbeats announce a shorter hold-down time than the interval in which they come."""

    breaks = ("RB-6", "RS-4")
    broadcaster_class = ShortHold


class OwnLedgersEachTime(Broadcaster):
    """Each heartbeat has the connector's own ledgers in it."""

    def beat(self, now: int) -> None:
        before = self.next_heartbeat
        super().beat(now)
        for audience in self.audiences if self.next_heartbeat != before else []:
            audience.untold.update(dict.fromkeys(self.network.ledgers))

    def is_new(self, offer: Offer, told: Offer | None) -> bool:
        return "destination_scale" in offer.text or super().is_new(offer, told)


class RepeatsItsLedgers(Connector):
    """Heartbeats repeat the local routes, although nothing has changed."""

    breaks = ("RB-9",)
    broadcaster_class = OwnLedgersEachTime


class WithdrawsOnce(Broadcaster):
    """A withdrawal that could not be delivered is forgotten."""

    def missed(self, audience: Audience, carried: dict[str, Offer | None]) -> None:
        for prefix in [prefix for prefix, offer in carried.items() if offer is None]:
            audience.told.pop(prefix, None)
        super().missed(audience, {prefix: offer for prefix, offer in carried.items() if offer is not None})


class ForgetsAMissedWithdrawal(Connector):
    """A peer that missed a withdrawal is never told again."""

    breaks = ("RB-12",)
    broadcaster_class = WithdrawsOnce


class TellsOnce(Broadcaster):
    """A route that could not be delivered counts as told."""

    def missed(self, audience: Audience, carried: dict[str, Offer | None]) -> None:
        super().missed(audience, carried)
        for prefix, offer in carried.items():
            if offer is not None:
                audience.told[prefix] = offer


class ForgetsAMissedRoute(Connector):
    """A peer that missed a route is not told of it before a hold-down time is over."""

    breaks = ("RB-12",)
    broadcaster_class = TellsOnce


class NeverStartsOver(Broadcaster):
    """What was told before stays told, however long the peer could not be reached."""

    def has_lost_all(self, audience: Audience, now: int) -> bool:
        return audience.reached is None and not audience.all_untold


class TellsALateReturnerOnlyNews(Connector):
    """After more than a hold-down time without an update a peer gets increments only."""

    breaks = ("RB-12",)
    broadcaster_class = NeverStartsOver


class AfterAnother(Broadcaster):
    """The third ledger's peers are told when those of the first have answered; of what has lapsed at once."""

    lapsed: frozenset[str] = frozenset()

    def tell(self, audience: Audience, now: int) -> None:
        first, _, third = (ledger.prefix for ledger in self.network.topology.ledgers[:3])
        slow = any(each.in_flight and each.peer.ledger.prefix == first for each in self.audiences)
        if slow and audience.peer.ledger.prefix == third:
            held = {prefix: None for prefix in audience.untold if prefix not in self.lapsed}
            if len(held) < len(audience.untold):
                audience.untold = {prefix: None for prefix in audience.untold if prefix in self.lapsed}
                super().tell(audience, now)
                audience.untold = {**held, **audience.untold}
            self._concerned[audience] = None
            return
        super().tell(audience, now)

    def delivery_timeout(self) -> int:
        return self.network.topology.hold_down_time + self.network.topology.broadcast_interval


class WaitsForASlowPeer(Connector):
    """A peer that hangs keeps updates from a peer on another ledger, but for what has lapsed."""

    breaks = ("RB-13", "RS-6")
    broadcaster_class = AfterAnother
    broadcaster: AfterAnother

    def pass_time(self, now: int) -> None:
        lapsed = self.table.drop_lapsed(now)
        self.broadcaster.lapsed |= lapsed
        self.broadcaster.changed(lapsed)
        super().pass_time(now)


class WholeLedger(Broadcaster):
    """While the peers of a ledger all fail, nobody else is told of anything new."""

    def __init__(self, network: Network, offers: Offers, outbox: Outbox) -> None:
        super().__init__(network, offers, outbox)
        self.failing: set[Peer] = set()

    def missed(self, audience: Audience, carried: dict[str, Offer | None]) -> None:
        super().missed(audience, carried)
        self.failing.add(audience.peer)

    def delivered(self, audience: Audience, carried: dict[str, Offer | None], sent: int) -> None:
        super().delivered(audience, carried, sent)
        self.failing.discard(audience.peer)
        self._concerned.update(dict.fromkeys(each for each in self.audiences if each.untold))

    def news(self, audience: Audience) -> dict[str, Offer | None]:
        good = {each.peer.ledger.prefix for each in self.audiences if each.peer not in self.failing}
        bad = {peer.ledger.prefix for peer in self.failing} - good - {audience.peer.ledger.prefix}
        return {} if bad else super().news(audience)


class WaitsForALedger(Connector):
    """A ledger on which nobody answers well keeps the news from all others."""

    breaks = ("RB-13",)
    broadcaster_class = WholeLedger


class Unforgiving(Broadcaster):
    """Takes a failed delivery for the end of the peer."""

    def missed(self, audience: Audience, carried: dict[str, Offer | None]) -> None:
        super().missed(audience, carried)
        for prefix in self.lost(audience.peer):
            self.changed(self.offers.table.withdraw(audience.peer, prefix))

    def lost(self, peer: Peer) -> list[str]:
        table = self.offers.table
        return [prefix for prefix in list(table.prefixes()) if any(each.peer is peer for each in table.routes(prefix))]


class DropsRoutesOfAPeerThatFails(Connector):
    """A failed delivery costs the peer's routes for good."""

    breaks = ("RB-14", "RB-14b")
    broadcaster_class = Unforgiving


class KeepsOne(Unforgiving):
    """One route is left to it."""

    def lost(self, peer: Peer) -> list[str]:
        return super().lost(peer)[1:]


class DropsAllRoutesButOne(Connector):
    """A failed delivery costs all routes of the peer but the first."""

    breaks = ("RB-14",)
    broadcaster_class = KeepsOne


class Careful(Unforgiving):
    """Puts the routes of a peer that fails aside until it answers again."""

    def __init__(self, network: Network, offers: Offers, outbox: Outbox) -> None:
        super().__init__(network, offers, outbox)
        self.aside: dict[Peer, list[Route]] = {}

    def missed(self, audience: Audience, carried: dict[str, Offer | None]) -> None:
        table, peer = self.offers.table, audience.peer
        routes = [route for prefix in self.lost(peer) for route in table.routes(prefix) if route.peer is peer]
        self.aside.setdefault(peer, []).extend(routes)
        super().missed(audience, carried)

    def delivered(self, audience: Audience, carried: dict[str, Offer | None], sent: int) -> None:
        super().delivered(audience, carried, sent)
        for route in self.aside.pop(audience.peer, []):
            self.changed(self.offers.table.take(route))


class AvoidsAPeerThatFails(Connector):
    """The routes of a peer that cannot be reached are not used until it can."""

    breaks = ("RB-14b",)
    broadcaster_class = Careful


class AudienceOfItself(Broadcaster):
    """One audience more: the connector itself."""

    def __init__(self, network: Network, offers: Offers, outbox: Outbox) -> None:
        super().__init__(network, offers, outbox)
        first = network.topology.ledgers[0]
        self.audiences.append(self.audience_class(Peer(first, first.account)))


class BroadcastsToItself(Connector):
    """The connector sends its updates to itself, too."""

    breaks = ("RB-15",)
    broadcaster_class = AudienceOfItself


class AllButTheLast(Broadcaster):
    """The last account of the second ledger is overlooked."""

    def __init__(self, network: Network, offers: Offers, outbox: Outbox) -> None:
        super().__init__(network, offers, outbox)
        last = network.topology.ledgers[1].peers[-1]
        self.audiences = [each for each in self.audiences if each.peer.account != last]


class OverlooksADeclaredPeer(Connector):
    """One declared peer of several on a ledger gets no updates."""

    breaks = ("RB-15",)
    broadcaster_class = AllButTheLast
