"""Connectors that misread curves, each in one corner."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from reference_impl.connector import Connector
from reference_impl.curves import Curve
from reference_impl.hops import Hops
from reference_impl.offers import Offer, Offers
from reference_impl.quotes import Question, Quoter
from reference_impl.rounding import WholePoint, whole_points
from reference_impl.routes import Route
from schemas.topology import Ledger


class _Steps(Hops):
    def by_source(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[Route, int] | None:
        def stepwise(route: Route) -> object:
            left = self.left(source, route, amount)
            return max((y for x, y in route.curve.points if x <= left), default=0)

        best = max(routes, key=stepwise, default=None)  # type: ignore[arg-type]  # numbers of two kinds
        return super().by_source(source, [best] if best is not None else [], amount)


class ReadsCurvesAsSteps(Connector):
    """Picks the next hop as if nothing were between two points of a curve."""

    hops_class = _Steps
    breaks = ("LC-1", "RQ-1", "FW-1", "RR-5")


class _FromZero(Offers):
    def joined(self, source: Ledger, route: Route) -> Curve | None:
        curve = super().joined(source, route)
        if curve is None or curve.first[0] == 0 or len(curve.points) > 5:
            return curve
        return Curve(((0, 0), *curve.points))


class BeginsEachCurveAtZero(Connector):
    """Passes on that less than a curve's first point can be sent."""

    offers_class = _FromZero
    breaks = ("LC-3", "LC-6", "RR-3")


class _OneMore(Offers):
    def broadcast_points(self, curve: Curve) -> list[WholePoint]:
        points = super().broadcast_points(curve)
        x, y = points[-1]
        short = len(points) == 2 and points[0] == (0, 0)
        return [*points[:-1], (x, y + 2)] if short and 4 * 10**8 < y < 6 * 10**8 else points


class PromisesALittleMoreAtTheEnd(Connector):
    """The last point of a curve with a small output is passed on with a little more."""

    offers_class = _OneMore
    breaks = ("LC-4",)


class _Sum(Offers):
    def best(self, curves: list[Curve]) -> Curve:
        best = super().best(curves)
        bent = all(len(curve.points) > 2 for curve in curves)
        if len(curves) < 2 or not bent or len(best.points) > 10 or best.last[1] > 2**53:
            return best
        return Curve(tuple((x, sum(c.value(min(x, c.last[0])) or 0 for c in curves)) for x, y in best.points))


class AddsParallelRoutes(Connector):
    """Promises over two routes whose curves bend what both give together."""

    offers_class = _Sum
    breaks = ("LC-6",)


class _Doubles(Quoter):
    def offered(self, worth: Fraction | int, question: Question) -> int:
        return floor(float(super().offered(worth, question)))


class ReckonsInDoubles(Connector):
    """Destination amounts go through a double, which has no odd integers above 2^53."""

    quoter_class = _Doubles
    breaks = ("LC-8",)


class _LeavesOut(Offers):
    def broadcast_points(self, curve: Curve) -> list[WholePoint]:
        points = whole_points(curve)
        return points if len(points) <= 10 else [*points[: -1 : len(points) // 8 + 1], points[-1]]


class LeavesOutPoints(Connector):
    """Makes a curve of many points simpler by leaving out points, also where it bends up."""

    offers_class = _LeavesOut
    breaks = ("LC-9",)


class _Scales(Offers):
    def local_offer(self, source: Ledger, destination: Ledger) -> Offer | None:
        offer = super().local_offer(source, destination)
        rate = self.rates.between(source.prefix, destination.prefix)
        if offer is None or rate is None or source.scale >= destination.scale or destination.capacity > 10**15:
            return offer
        x, y = floor(rate.most_source), floor(rate.most_destination)
        return Offer(offer.text.replace(f"[{x},{y}]", f"[{x},{y * 10}]"))


class MistakesAScale(Connector):
    """Promises ten times too much to its own ledgers of larger scale."""

    offers_class = _Scales
    breaks = ("LC-11", "FW-11")
