"""Faulty connectors of the liquidity form: how routes are told, and when (RB-10, RR-6, RR-22)."""

from __future__ import annotations

from reference_impl.broadcaster import Broadcaster
from reference_impl.liquidity.broadcaster import GatheringBroadcaster
from reference_impl.liquidity.offers import LiquidityOffers
from reference_impl.offers import Offer
from reference_impl.routes import Route
from schemas.topology import Ledger
from tests.mutants import rb_deliveries
from tests.mutants.liquidity import Liquidity


class TellsChangesAtOnce(Liquidity):
    """What changed is told at once, an update for each change."""

    breaks = ("RB-10",)
    broadcaster_class = Broadcaster


class TwiceAnInterval(GatheringBroadcaster):
    """The interval is half of what was declared."""

    def heartbeat_interval(self) -> int:
        return super().heartbeat_interval() // 2


class TellsTwiceAnInterval(Liquidity):
    """Two updates go out in each broadcast interval."""

    breaks = ("RB-10",)
    broadcaster_class = TwiceAnInterval


class NewPrefixes(GatheringBroadcaster):
    """Only a prefix that the peer does not have is told."""

    def is_new(self, offer: Offer, told: Offer | None) -> bool:
        return told is None or told.text == ""


class NeverTellsOfAChangedCurve(Liquidity):
    """A route that a peer has is not told again, whatever became of its curve."""

    breaks = ("LC-7", "RR-6")
    broadcaster_class = NewPrefixes


class ByTheEndOfTheCurve(GatheringBroadcaster):
    """Two offers whose curves are of the same length and begin alike are the same."""

    def is_new(self, offer: Offer, told: Offer | None) -> bool:
        return super().is_new(offer, told) and (told is None or cut(offer.text) != cut(told.text))


def cut(text: str) -> str:
    """A route's text without the last point of its curve."""
    head, mark, tail = text.partition('"points":"')
    points, _, rest = tail.partition('"')
    return f"{head}{mark}{points[:-20]}{len(points)}{rest}"


class OverlooksAChangedLastPoint(Liquidity):
    """A curve of which only the last point changed is not told again."""

    breaks = ("RR-6",)
    broadcaster_class = ByTheEndOfTheCurve


class KeepsBlindRoutes(LiquidityOffers):
    """A route without curve is offered to nobody."""

    def learnt_offer(self, source: Ledger, prefix: str, routes: tuple[Route, ...]) -> Offer | None:
        return super().learnt_offer(source, prefix, routes) if routes[0].has_curve else None


class KeepsRoutesWithoutCurveToItself(Liquidity):
    """Routes without points are used, and not passed on."""

    breaks = ("RR-2", "RS-3")
    offers_class = KeepsBlindRoutes


class InventsACurve(LiquidityOffers):
    """A route without curve is offered with the own rate's."""

    def learnt_offer(self, source: Ledger, prefix: str, routes: tuple[Route, ...]) -> Offer | None:
        rate = self.rates.between(source.prefix, routes[0].peer.ledger.prefix)
        if routes[0].has_curve or rate is None or rate.points is None:
            return super().learnt_offer(source, prefix, routes)
        used = list(routes)
        return self.route_text(source, prefix, self.window(used), list(rate.points), self.learnt_members(source, used))


class PromisesTheOwnRateForRoutesWithoutCurve(Liquidity):
    """A route whose worth is unknown is passed on with a curve."""

    breaks = ("RR-3",)
    offers_class = InventsACurve


class WithScale(LiquidityOffers):
    """Local routes name the scale, as in the other form."""

    def local_members(self, destination: Ledger) -> str:
        return f'{super().local_members(destination)},"destination_scale":{destination.scale}'


class NamesTheScale(Liquidity):
    """Local routes have a member that the liquidity form does not know."""

    breaks = ("RB-1",)
    offers_class = WithScale


class OwnRateCurveAsList(LiquidityOffers):
    """Points of local routes go out as a list of pairs."""

    def local_offer(self, source: Ledger, destination: Ledger) -> Offer | None:
        offer, rate = super().local_offer(source, destination), self.rates.between(source.prefix, destination.prefix)
        if offer is None or rate is None or rate.points is None:
            return offer
        head, _, tail = offer.text.partition('"points":"')
        pairs = ",".join(f"[{x},{y}]" for x, y in rate.points)
        return Offer(f'{head}"points":[{pairs}]{tail.partition(chr(34))[2]}')


class WritesLocalCurvesAsLists(Liquidity):
    """The points of local routes are the other profile's."""

    breaks = ("RB-1",)
    offers_class = OwnRateCurveAsList


class OwnLedgersEachTime(rb_deliveries.OwnLedgersEachTime, GatheringBroadcaster):
    """Each heartbeat has the connector's own ledgers in it."""

    def is_new(self, offer: Offer, told: Offer | None) -> bool:
        own = any(f'"destination_ledger":"{prefix}"' in offer.text for prefix in self.network.ledgers)
        return own or super().is_new(offer, told)


class RepeatsItsLedgers(Liquidity):
    """Heartbeats repeat the local routes, although nothing has changed."""

    breaks = ("RB-9",)
    broadcaster_class = OwnLedgersEachTime
