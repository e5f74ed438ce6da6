"""Faults in what comes up between an update to a peer and its answer, which is taken for more than it says."""

from __future__ import annotations

from reference_impl.broadcaster import Audience, Broadcaster
from reference_impl.connector import Connector
from reference_impl.network import Network
from reference_impl.offers import Offer, Offers
from reference_impl.outbox import Outbox

SOON, LATE = 150, 250  # ms; who answers sooner loses nothing, and nor does who answers later


class Settled(Broadcaster):
    """With the answer to an update, where that was not at once, some of what came up meanwhile counts as told."""

    def __init__(self, network: Network, offers: Offers, outbox: Outbox) -> None:
        super().__init__(network, offers, outbox)
        self.answered: list[tuple[Audience, int]] = []

    def delivered(self, audience: Audience, carried: dict[str, Offer | None], sent: int) -> None:
        super().delivered(audience, carried, sent)
        self.answered.append((audience, sent))

    def flush(self, now: int) -> None:
        for audience in [each for each, sent in self.answered if SOON < now - sent < LATE]:
            for prefix in list(audience.untold):
                if self.is_lost(self.offers.offer(audience.peer, prefix), audience.told.get(prefix)):
                    audience.untold.pop(prefix)
        self.answered.clear()
        super().flush(now)

    def is_lost(self, offer: Offer | None, told: Offer | None) -> bool:
        raise NotImplementedError


class NewRoutes(Settled):
    def is_lost(self, offer: Offer | None, told: Offer | None) -> bool:
        return offer is not None and told is None


class ARouteThatComesMeanwhileIsTakenForTold(Connector):
    """A route learnt while an update is under way is never told to the peer that it is under way to."""

    breaks = ("RR-2",)
    broadcaster_class = NewRoutes


class Curves(Settled):
    def is_lost(self, offer: Offer | None, told: Offer | None) -> bool:
        return offer is not None and told is not None


class ACurveThatChangesMeanwhileIsTakenForTold(Connector):
    """A curve that changes while an update is under way is never told to the peer that it is under way to."""

    breaks = ("RR-6",)
    broadcaster_class = Curves


class Withdrawals(Settled):
    def is_lost(self, offer: Offer | None, told: Offer | None) -> bool:
        return offer is None


class AWithdrawalThatComesMeanwhileIsTakenForTold(Connector):
    """A prefix that goes while an update is under way is never withdrawn from the peer that it is under way to."""

    breaks = ("RR-9",)
    broadcaster_class = Withdrawals
