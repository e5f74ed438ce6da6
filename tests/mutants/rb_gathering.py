"""Connectors of liquidity routing that do not gather changes, or lose some of those they gather."""

from __future__ import annotations

from reference_impl.broadcaster import Audience, Broadcaster
from reference_impl.liquidity.broadcaster import GatheringBroadcaster
from reference_impl.liquidity.connector import LiquidityConnector
from reference_impl.offers import Offer


class HastyBroadcaster(GatheringBroadcaster):
    def may_tell(self, audience: Audience, now: int) -> bool:
        return Broadcaster.may_tell(self, audience, now)


class TellsAtOnceConnector(LiquidityConnector):
    """Each change is told at once."""

    topology_name = "liquidity"
    breaks = ("RB-10",)
    broadcaster_class = HastyBroadcaster


class QuarterBroadcaster(GatheringBroadcaster):
    def heartbeat_interval(self) -> int:
        return super().heartbeat_interval() // 4


class FourToAnIntervalConnector(LiquidityConnector):
    """Changes are gathered, but for a quarter of the interval only."""

    topology_name = "liquidity"
    breaks = ("RB-10",)
    broadcaster_class = QuarterBroadcaster


class ChangesOnlyBroadcaster(GatheringBroadcaster):
    def is_new(self, offer: Offer, told: Offer | None) -> bool:
        return told is None


class ToldOnceConnector(LiquidityConnector):
    """A curve that changed is not told again."""

    topology_name = "liquidity"
    breaks = ("LC-7", "RB-12", "RR-6")
    broadcaster_class = ChangesOnlyBroadcaster
