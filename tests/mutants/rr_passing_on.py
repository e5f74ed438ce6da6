"""Faults in what is passed on: curves, changes of curves, windows."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from reference_impl.broadcaster import UNSURE, Audience, Broadcaster
from reference_impl.connector import Connector
from reference_impl.curves import Curve
from reference_impl.offers import Offer, Offers
from reference_impl.rounding import WholePoint
from reference_impl.routes import Route
from schemas.topology import Ledger


class FromZero(Offers):
    def broadcast_points(self, curve: Curve) -> list[WholePoint]:
        points = super().broadcast_points(curve)
        return points if points[0][0] == 0 else [(0, points[0][1]), *points[1:]]


class CurvesAreDrawnOnToZero(Connector):
    """A curve that begins above zero is passed on as if the least amount gave as much at zero."""

    breaks = ("RR-3", "LC-3", "LC-6")
    offers_class = FromZero


class RoundedUp(Offers):
    def learnt_offer(self, source: Ledger, prefix: str, routes: tuple[Route, ...]) -> Offer | None:
        self.alone = len(routes) == 1
        return super().learnt_offer(source, prefix, routes)

    def broadcast_points(self, curve: Curve) -> list[WholePoint]:
        *points, (x, y) = super().broadcast_points(curve)
        return [*points, (x, y + 1 if len(points) == 3 and self.alone and y > 3 * 10**12 else y)]


class TheLastOfFourPointsIsRoundedUp(Connector):
    """The most that can be delivered is promised with a unit more, in long curves of four points over one route."""

    breaks = ("RR-3",)
    offers_class = RoundedUp


class NoSpread(Offers):
    def joined(self, source: Ledger, route: Route) -> Curve | None:
        rate = self.rates.between(source.prefix, route.peer.ledger.prefix)
        topology = self.network.topology
        if rate is None or route.peer.ledger is not topology.ledgers[0] or source is not topology.ledgers[-1]:
            return super().joined(source, route)
        return route.curve.behind(rate.per_unit / (1 - topology.spread), rate.most_source)


class TheSpreadIsLeftOutOfSomeJoins(Connector):
    """Curves of routes over the first ledger are joined with the bare rate for the peers of the last."""

    breaks = ("RR-3", "LC-6")
    offers_class = NoSpread


class Careful(Offers):
    def broadcast_points(self, curve: Curve) -> list[WholePoint]:
        points = super().broadcast_points(curve)
        return [(x, y * 99 // 100) for x, y in points] if len(points) > 8 else points


class APercentIsKeptBack(Connector):
    """Curves of nine points and more promise a percent less than the join."""

    breaks = ("RR-4",)
    offers_class = Careful


class Straight(Offers):
    def broadcast_points(self, curve: Curve) -> list[WholePoint]:
        points = super().broadcast_points(curve)
        ends = [points[0], points[-1]]
        (x0, y0), (x1, y1) = ends[0], ends[-1]
        below = all((y1 - y0) * (x - x0) <= (y - y0) * (x1 - x0) for x, y in points)
        return ends if below and len(points) > 2 else points


class CurvesThatBendDownAreDrawnStraight(Connector):
    """Of a curve above the line between its ends only the ends are passed on; another with the same ends is no news."""

    breaks = ("LC-12", "RR-4", "RR-6")
    offers_class = Straight


class Once(Broadcaster):
    def news(self, audience: Audience) -> dict[str, Offer | None]:
        found = super().news(audience)
        return {prefix: offer for prefix, offer in found.items() if offer is None or not self.stays(audience, prefix)}

    def stays(self, audience: Audience, prefix: str) -> bool:
        told = audience.told.get(prefix)
        return told is not None and told is not UNSURE and len(list(self.offers.table.routes(prefix))) == 1


class ACurveIsToldOnce(Connector):
    """A prefix with one route is not told again when its curve changes."""

    breaks = ("RR-6",)
    broadcaster_class = Once


class Received(Offers):
    def window(self, routes: list[Route]) -> Fraction:
        return max(route.window for route in routes)


class TheOwnWindowIsForgotten(Connector):
    """The window is passed on as it came."""

    breaks = ("RR-21",)
    offers_class = Received


class Shortest(Offers):
    def window(self, routes: list[Route]) -> Fraction:
        return min(route.window for route in routes) + self.network.topology.message_window


class AJoinedCurveHasTheShortestWindow(Connector):
    """Of several routes in a curve the shortest window is passed on."""

    breaks = ("RR-21",)
    offers_class = Shortest


class Stopping(Offers):
    """Knows the prefixes to which the best of two curves goes on level before it rises again."""

    falling: frozenset[str] = frozenset()

    def learnt_offer(self, source: Ledger, prefix: str, routes: tuple[Route, ...]) -> Offer | None:
        offer = super().learnt_offer(source, prefix, routes)
        joined = [curve for route in routes if (curve := self.joined(source, route)) is not None]
        points = self.best(joined).points if len(joined) == 2 else ()
        if any(a[1] == b[1] for a, b in pairwise(points[1:-1])):
            self.falling |= {prefix}
        return offer

    def forget(self, prefix: str) -> None:
        super().forget(prefix)
        self.falling -= {prefix}


class NoRound(Broadcaster):
    def news(self, audience: Audience) -> dict[str, Offer | None]:
        for prefix in audience.untold:
            self.offers.offer(audience.peer, prefix)
        return {} if isinstance(self.offers, Stopping) and self.offers.falling else super().news(audience)


class ALevelBestStopsAllNews(Connector):
    """As long as the best of two curves goes on level before it rises again, nobody is told anything new."""

    breaks = ("RR-2", "LC-12", "RR-6")
    offers_class = Stopping
    broadcaster_class = NoRound
