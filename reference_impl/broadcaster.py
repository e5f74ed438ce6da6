"""Route broadcasts sent: each peer is told at once what changed for it, and gets a heartbeat in each interval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from reference_impl.network import Network, Peer
from reference_impl.offers import Offer, Offers
from reference_impl.outbox import ROUTES, Outbox

UNSURE = Offer("")  # an update with the prefix in it may have come through or not
MOST_AT_ONCE = 1000  # prefixes in one update


@dataclass(eq=False)
class Audience:
    """What a peer was told, and what it has still to be told. Times in ms."""

    peer: Peer
    told: dict[str, Offer] = field(default_factory=dict)
    untold: dict[str, None] = field(default_factory=dict)
    in_flight: bool = False
    heartbeat_due: bool = False
    all_untold: bool = False
    reached: int | None = None  # when the last update that it answered was sent


class Broadcaster:
    """One audience a peer; one update in flight to each, so that none waits for another and order is kept."""

    audience_class: type[Audience] = Audience

    def __init__(self, network: Network, offers: Offers, outbox: Outbox) -> None:
        self.network = network
        self.offers = offers
        self.outbox = outbox
        self.audiences = [self.audience_class(peer) for peer in network.peers.values()]
        self.next_heartbeat: int | None = None
        self._concerned: dict[Audience, None] = {}

    def begin(self, now: int) -> None:
        """The first updates are due; before, nothing is sent."""
        self.next_heartbeat = now

    def changed(self, prefixes: Iterable[str]) -> None:
        """Routes to these prefixes changed: those to whom that makes a difference are told with the next flush."""
        for prefix in prefixes:
            self.offers.forget(prefix)
            for audience in self.audiences:
                audience.untold[prefix] = None
                self._concerned[audience] = None

    def beat(self, now: int) -> None:
        """Has an update sent to everybody, where the interval is over."""
        if self.next_heartbeat is None or now < self.next_heartbeat:
            return
        self.next_heartbeat = max(self.next_heartbeat, now) + self.heartbeat_interval()
        for audience in self.audiences:
            audience.heartbeat_due = True
            self._concerned[audience] = None

    def heartbeat_interval(self) -> int:
        """In ms; shorter than the hold-down time (RB-6)."""
        return self.network.topology.broadcast_interval

    def delivery_timeout(self) -> int:
        """After this, in ms, an update counts as failed; the next one still comes before the hold-down time is over."""
        topology = self.network.topology
        return max(topology.hold_down_time - topology.broadcast_interval, 1)

    def flush(self, now: int) -> None:
        """Sends what is due to all who may be told now."""
        if self.next_heartbeat is None:
            return
        concerned, self._concerned = self._concerned, {}
        for audience in concerned:
            if self.may_tell(audience, now):
                self.tell(audience, now)

    def may_tell(self, audience: Audience, now: int) -> bool:
        """Whether an update may go to the peer at this moment."""
        return not audience.in_flight

    def tell(self, audience: Audience, now: int) -> None:
        """One update, where there is something to tell or a heartbeat is due."""
        if self.has_lost_all(audience, now):
            self.start_over(audience)
        carried = self.news(audience)
        if not carried and not audience.heartbeat_due:
            return
        audience.heartbeat_due = False
        audience.in_flight = True
        peer = audience.peer
        key = self.outbox.message_text(peer.ledger, peer.account, self.update_text(carried), ROUTES)

        def answered(status: int | None, at: int) -> None:
            audience.in_flight = False
            if self.was_delivered(status):
                self.delivered(audience, carried, now)
            else:
                self.missed(audience, carried)

        self.outbox.expect(key, now + self.delivery_timeout(), answered)

    def has_lost_all(self, audience: Audience, now: int) -> bool:
        """Whether the peer has let all routes lapse by now, as no update reached it (RB-12)."""
        if audience.all_untold:
            return False
        return audience.reached is None or now - audience.reached > self.network.topology.hold_down_time

    def start_over(self, audience: Audience) -> None:
        """All routes are to be told, and what is gone withdrawn."""
        audience.all_untold = True
        there: dict[str, None] = dict.fromkeys([*self.network.ledgers, *self.offers.table.prefixes()])
        audience.untold = {**there, **dict.fromkeys(audience.told), **audience.untold}
        audience.told = dict.fromkeys(audience.told, UNSURE)

    def news(self, audience: Audience) -> dict[str, Offer | None]:
        """What of the untold is new to the peer: offers, and None for withdrawals. Takes it off the untold."""
        found: dict[str, Offer | None] = {}
        looked_at = 0
        for prefix in audience.untold:
            looked_at += 1
            offer, told = self.offers.offer(audience.peer, prefix), audience.told.get(prefix)
            if offer is None and told is not None:
                found[prefix] = None
            elif offer is not None and self.is_new(offer, told):
                found[prefix] = offer
            if len(found) == MOST_AT_ONCE:
                break
        audience.untold = dict(islice(audience.untold.items(), looked_at, None))
        return found

    def is_new(self, offer: Offer, told: Offer | None) -> bool:
        """Whether the offer differs from what the peer was told (RR-6, RB-9)."""
        return offer != told

    def update_text(self, carried: dict[str, Offer | None]) -> bytes:
        """The update as a message's data."""
        routes = ",".join([offer.text for offer in carried.values() if offer is not None])
        gone = ",".join([f'"{prefix}"' for prefix, offer in carried.items() if offer is None])
        hold_down_time = self.network.topology.hold_down_time
        return (
            f'{{"method":"broadcast_routes","data":{{"hold_down_time":{hold_down_time},'
            f'"unreachable_through_me":[{gone}],"new_routes":[{routes}]}}}}'
        ).encode("ascii")

    def was_delivered(self, status: int | None) -> bool:
        return status == 200

    def delivered(self, audience: Audience, carried: dict[str, Offer | None], sent: int) -> None:
        """The peer knows now; what came up meanwhile goes out with the next flush."""
        audience.reached = sent
        audience.all_untold = False
        for prefix, offer in carried.items():
            if offer is None:
                audience.told.pop(prefix, None)
            else:
                audience.told[prefix] = offer
        if audience.untold or audience.heartbeat_due:
            self._concerned[audience] = None

    def missed(self, audience: Audience, carried: dict[str, Offer | None]) -> None:
        """The peer may know or not: all of it is told again, before what is new, with the next heartbeat or change."""
        audience.told.update(dict.fromkeys(carried, UNSURE))
        audience.untold = {**dict.fromkeys(carried), **audience.untold}
        if audience.heartbeat_due:
            self._concerned[audience] = None
