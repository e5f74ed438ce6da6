"""Connectors that combine parallel routes wrongly, each in one corner."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from reference_impl.connector import Connector
from reference_impl.curves import Curve, Number, Point, best_of
from reference_impl.hops import Hops
from reference_impl.offers import Offers
from reference_impl.routes import Route
from schemas.topology import Ledger


class _FirstTwo(Offers):
    def best(self, curves: list[Curve]) -> Curve:
        return super().best(curves[:2])


class LooksAtTwoRoutesOnly(Connector):
    """Of three parallel routes the one announced last counts for nothing."""

    offers_class = _FirstTwo
    breaks = ("LC-12", "RR-6")


class _CrossingsUp(Offers):
    def best(self, curves: list[Curve]) -> Curve:
        known = {point for curve in curves for point in curve.points}
        points = super().best(curves).points
        small = points[-1][1] < 2**53 and len(points) <= 10
        return Curve(tuple(_up(point) if small and point not in known else point for point in points))


def _up(point: Point) -> Point:
    """The crossing at the whole input before it, with the whole output above it."""
    return (floor(point[0]), ceil(point[1])) if floor(point[0]) != point[0] else point


class CrossingsAreRoundedUp(Connector):
    """Where two routes cross between two inputs, the input before is promised what the crossing gives."""

    offers_class = _CrossingsUp
    breaks = ("LC-6",)


class _NoJumps(Offers):
    def best(self, curves: list[Curve]) -> Curve:
        points = super().best(curves).points
        kept = [a for a, b in pairwise(points) if b[0] - a[0] != 1 or a is points[0]]
        return Curve((*kept, points[-1])) if len(curves) > 1 else Curve(points)


class ALateBeginningIsReachedInALine(Connector):
    """The promise rises towards the least amount of a route that begins late, instead of jumping there."""

    offers_class = _NoJumps
    breaks = ("LC-6", "LC-3")


class _OneEarly(Offers):
    def best(self, curves: list[Curve]) -> Curve:
        low = min(curve.first[0] for curve in curves)
        return super().best([_early(curve) if curve.first[0] > low else curve for curve in curves])


def _early(curve: Curve) -> Curve:
    return Curve(((curve.first[0] - 1, curve.first[1]), *curve.points))


class ALateBeginningComesOneUnitEarly(Connector):
    """A route that begins later than another is promised from one base unit before its least amount."""

    offers_class = _OneEarly
    breaks = ("LC-6", "LC-3")


class _DrawnOn(Offers):
    def best(self, curves: list[Curve]) -> Curve:
        high = max(curve.last[0] for curve in curves)
        return super().best([_longer(curve, high) for curve in curves])


def _longer(curve: Curve, high: Number) -> Curve:
    if len(curve.points) < 2 or curve.last[0] == high:
        return curve
    (x0, y0), (x1, y1) = curve.points[-2:]
    return Curve((*curve.points[:-1], (high, y1 + Fraction(y1 - y0) / Fraction(x1 - x0) * (high - x1))))


class AnEarlyEndIsDrawnOn(Connector):
    """A route that ends before others goes on in its last direction."""

    offers_class = _DrawnOn
    breaks = ("LC-6",)


class _FirstEnd(Offers):
    def best(self, curves: list[Curve]) -> Curve:
        best, end = super().best(curves), min(curve.last[0] for curve in curves)
        return best if end < best.first[0] else best.cut(ceil(best.first[0]), floor(end))


class EndsWithTheFirstRouteThatEnds(Connector):
    """Of parallel routes nothing is passed on beyond the end of the shortest curve."""

    offers_class = _FirstEnd
    breaks = ("LC-12", "RR-6")


class _SameLine(Offers):
    def best(self, curves: list[Curve]) -> Curve:
        same = len({curve.points for curve in curves}) < len(curves)
        return Curve((curves[0].first, curves[0].last)) if same and curves[0].first[0] == 0 else super().best(curves)


class TheSameCurveTwiceBecomesALine(Connector):
    """Two routes with one curve are passed on as the line between its ends."""

    offers_class = _SameLine
    breaks = ("LC-12",)


class _LevelEnd(Hops):
    def by_destination(self, source: Ledger, routes: Sequence[Route], amount: int) -> Route | None:
        def cost(route: Route) -> Fraction:
            level = [x for x, y in route.curve.points if amount <= y < amount + 4]
            needed = max(level) if level else route.curve.lowest_input(amount)
            known = None if needed is None else self.cost(source, route, needed)
            return Fraction(2**80) if known is None else known

        best = super().by_destination(source, routes, amount)
        return None if best is None else min(routes, key=cost)


class ALevelPartCostsWhatItsEndCosts(Connector):
    """By destination amount, what is just reached where a level part begins counts with the input of its end."""

    hops_class = _LevelEnd
    breaks = ("RQ-1",)


class _FromZero(Hops):
    def by_source(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[Route, int] | None:
        found = super().by_source(source, routes, amount)
        for route in routes:
            left, (x, y) = self.left(source, route, amount), route.curve.first
            if found and 0 < left < x:
                given = found[0].curve.value(min(found[1], found[0].curve.last[0])) or 0
                found = (route, left) if Fraction(y * left) / x > given else found
        return found


class ACurveCountsBelowItsFirstPoint(Connector):
    """The next hop is picked as if a curve that begins late rose to its first point from zero."""

    hops_class = _FromZero
    breaks = ("LC-1", "RQ-1")


class _ThirdUp(Offers):
    def best(self, curves: list[Curve]) -> Curve:
        third = [Curve(tuple((x, y + 1) for x, y in curve.points)) for curve in curves[2:]]
        bent = all(len(curve.points) > 2 for curve in curves)
        return best_of([*curves[:2], *third]) if bent else super().best(curves)


class TheThirdRouteGivesAUnitMore(Connector):
    """Of three parallel routes whose curves bend the last is taken to give a base unit more."""

    offers_class = _ThirdUp
    breaks = ("LC-6",)
