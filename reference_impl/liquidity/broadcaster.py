"""Route broadcasts gathered: what changed waits for the next interval, and is told in one update (RB-10)."""

from __future__ import annotations

from reference_impl.broadcaster import Audience, Broadcaster
from reference_impl.network import Network
from reference_impl.offers import Offers
from reference_impl.outbox import Outbox


class GatheringBroadcaster(Broadcaster):
    """At most one update an interval and peer: the heartbeat carries the news."""

    def __init__(self, network: Network, offers: Offers, outbox: Outbox) -> None:
        super().__init__(network, offers, outbox)
        self._earliest: dict[Audience, int] = {}

    def may_tell(self, audience: Audience, now: int) -> bool:
        """Once the interval is over since the peer's last update, however late that one was."""
        return super().may_tell(audience, now) and audience.heartbeat_due and now >= self._earliest.get(audience, now)

    def tell(self, audience: Audience, now: int) -> None:
        self._earliest[audience] = now + self.heartbeat_interval()
        super().tell(audience, now)
