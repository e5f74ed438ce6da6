"""Connectors that pass on curves of some shape wrongly."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import floor

from reference_impl.connector import Connector
from reference_impl.curves import Curve
from reference_impl.offers import Offer, Offers
from reference_impl.rounding import WholePoint, simplified, whole_points
from reference_impl.routes import Route
from schemas.topology import Ledger

DOUBLE = 2**53


class _LosesABend(Offers):
    def joined(self, source: Ledger, route: Route) -> Curve | None:
        curve = super().joined(source, route)
        if curve is None or not 8 <= len(curve.points) <= 10:
            return curve
        slopes = [Fraction(b[1] - a[1]) / Fraction(b[0] - a[0]) for a, b in pairwise(curve.points)]
        up = [index + 1 for index, (a, b) in enumerate(pairwise(slopes)) if b > a]
        return Curve(tuple(point for index, point in enumerate(curve.points) if index not in up[-1:]))


class TheLastBendUpIsLost(Connector):
    """The join of a curve of eight to ten points lacks the last point at which it bends up."""

    offers_class = _LosesABend
    breaks = ("RR-3",)


class _Unbounded(Offers):
    def joined(self, source: Ledger, route: Route) -> Curve | None:
        rate = self.rates.between(source.prefix, route.peer.ledger.prefix)
        if rate is None or len(route.curve.points) != 4:
            return super().joined(source, route)
        return route.curve.behind(rate.per_unit, Fraction(route.curve.last[0]) / rate.per_unit)


class TheCapacityIsForgotten(Connector):
    """A curve of four points that goes beyond what the connector takes is passed on to its end."""

    offers_class = _Unbounded
    breaks = ("RR-3",)


class _NoEnd(Offers):
    def broadcast_points(self, curve: Curve) -> list[WholePoint]:
        points = super().broadcast_points(curve)
        return points[:-1] if 6 <= len(points) <= 10 and len(curve.points) <= 10 and points[-1][1] < 10**10 else points


class TheLastSectionIsDropped(Connector):
    """Of curves of six points and more, with small outputs, the last section is not passed on."""

    offers_class = _NoEnd
    breaks = ("RR-4",)


class _SimplerUp(Offers):
    def broadcast_points(self, curve: Curve) -> list[WholePoint]:
        points = whole_points(curve)
        if len(points) <= 10:
            return super().broadcast_points(curve)
        first, *inner, last = simplified(points)
        return [first, *((x, min(y + 1, last[1])) for x, y in inner), last]


class ASimplerCurveIsRoundedUp(Connector):
    """Where a curve is made simpler, its points are rounded to the output above."""

    offers_class = _SimplerUp
    breaks = ("LC-9",)


class _EachThird(Offers):
    def joined(self, source: Ledger, route: Route) -> Curve | None:
        curve = super().joined(source, route)
        if curve is None or len(curve.points) < 90:
            return curve
        return Curve((*curve.points[:-1:3], curve.last))


class LeavesOutPointsOfVeryLongCurves(Connector):
    """Of a curve of ninety points and more each third one is read."""

    offers_class = _EachThird
    breaks = ("LC-9",)


class _WiderPoint(Offers):
    def joined(self, source: Ledger, route: Route) -> Curve | None:
        curve = super().joined(source, route)
        if curve is None or len(curve.points) > 1:
            return curve
        x, y = curve.first
        return Curve(((x, y), (x + 1, y + 1)))


class APointIsMadeALine(Connector):
    """A curve of one point is passed on with the next input, and a base unit more for it."""

    offers_class = _WiderPoint
    breaks = ("LC-3",)


class _PointsInDoubles(Offers):
    def broadcast_points(self, curve: Curve) -> list[WholePoint]:
        return [(x, max(y, int(float(y + 1)))) if y > DOUBLE else (x, y) for x, y in super().broadcast_points(curve)]


class OutputsOfCurvesAreDoubles(Connector):
    """Outputs above 2^53 in curves are passed on as the double beside them."""

    offers_class = _PointsInDoubles
    breaks = ("LC-8b",)


class _OwnInDoubles(Offers):
    def local_offer(self, source: Ledger, destination: Ledger) -> Offer | None:
        offer = super().local_offer(source, destination)
        rate = self.rates.between(source.prefix, destination.prefix)
        if offer is None or rate is None or rate.points is None or rate.points[-1][1] < DOUBLE:
            return offer
        x, y = rate.points[-1]
        return Offer(offer.text.replace(f"[{x},{y}]", f"[{x},{int(float(y))}]"))


class OwnRatesEndInDoubles(Connector):
    """The last output of a route between own ledgers is a double, which may be above 64 bits."""

    offers_class = _OwnInDoubles
    topology_name = "wide"
    breaks = ("LC-8b", "FW-11")


class _FallingUp(Offers):
    def learnt_offer(self, source: Ledger, prefix: str, routes: tuple[Route, ...]) -> Offer | None:
        falls = source.scale > routes[0].peer.ledger.scale
        self.up = falls and len(routes) == 1 and 3 < len(routes[0].curve.points) <= 10
        return super().learnt_offer(source, prefix, routes)

    def broadcast_points(self, curve: Curve) -> list[WholePoint]:
        points = super().broadcast_points(curve)
        if not self.up or points[-1][1] > DOUBLE:
            return points
        return [points[0], *((floor(x), y + 1) for x, y in points[1:])]


class OutputsAreRoundedUpWhereScalesFall(Connector):
    """From a ledger of a larger scale to one of a smaller one, the outputs of curves of some points are rounded up."""

    offers_class = _FallingUp
    breaks = ("RR-3",)


class _InputsDown(Offers):
    def joined(self, source: Ledger, route: Route) -> Curve | None:
        curve = super().joined(source, route)
        if curve is None or len(curve.points) != 5 or any(b - a < 3 for (a, _), (b, _) in pairwise(curve.points)):
            return curve
        (x, y), *rest = curve.points
        inner = [(floor(a), c) for a, c in rest[:-1]]
        return Curve(((x, y), *inner, rest[-1])) if inner and inner[0][0] > x else curve


class InputsAreRoundedDown(Connector):
    """In curves of five points the inputs between the ends are rounded down."""

    offers_class = _InputsDown
    breaks = ("RR-3", "LC-6")
