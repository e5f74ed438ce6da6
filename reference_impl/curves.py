"""Exact piecewise-linear liquidity curves: read at an input or for an output, joined with a rate, the best of several.

Numbers are integers or fractions, never floats. A curve is defined from its first point to its last, and nowhere else.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise
from math import ceil, floor

KNOWN = 1000  # curves of which is kept what was reckoned: peers announce the same ones for many prefixes

Number = int | Fraction
Point = tuple[Number, Number]


@dataclass(frozen=True)
class Curve:
    """Points [source amount, destination amount]; x strictly increasing, y never decreasing (see `is_function`)."""

    points: tuple[Point, ...]

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(self.points)

    @cached_property
    def _xs(self) -> list[Number]:
        return [x for x, _ in self.points]

    @cached_property
    def _ys(self) -> list[Number]:
        return [y for _, y in self.points]

    @property
    def first(self) -> Point:
        """The least that can be sent."""
        return self.points[0]

    @property
    def last(self) -> Point:
        """The most that can be sent."""
        return self.points[-1]

    def value(self, x: Number) -> Number | None:
        """The output for an input; None outside of the curve."""
        if not self.first[0] <= x <= self.last[0]:
            return None
        index = bisect_left(self._xs, x)
        if self._xs[index] == x:
            return self._ys[index]
        return _between(self.points[index - 1], self.points[index], x)

    def lowest_input(self, y: Number) -> Number | None:
        """The lowest input that gives at least that output; None where even the last point gives less."""
        if y > self.last[1]:
            return None
        index = bisect_left(self._ys, y)
        if index == 0 or self._ys[index] == y:
            return self._xs[index]
        (x0, y0), (x1, y1) = self.points[index - 1], self.points[index]
        return x0 + Fraction((y - y0) * (x1 - x0), y1 - y0)

    def behind(self, rate: Fraction, most: Number) -> Curve | None:
        """The join g(f(x)) with f(x) = x * rate on 0..most, cut to whole inputs; None where no whole input is left."""
        return _behind(self, rate, most)

    def cut(self, low: int, high: int) -> Curve:
        """The curve from one input to another; both lie on it."""
        inner = [point for point in self.points if low < point[0] < high]
        ends = [(x, self.value(x)) for x in dict.fromkeys((low, high))]
        points = [(x, y) for x, y in ends[:1] + inner + ends[1:] if y is not None]
        return Curve(tuple(points))


@lru_cache(maxsize=KNOWN)
def _behind(curve: Curve, rate: Fraction, most: Number) -> Curve | None:
    points = tuple((x / rate, y) for x, y in curve.points)
    low, high = ceil(points[0][0]), floor(min(points[-1][0], most))
    return None if low > high else Curve(points).cut(low, high)


def is_function(points: Sequence[Point]) -> bool:
    """Whether x strictly increases and y never decreases (IL-RFC 8, LiquidityCurve)."""
    return all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(points))


def best_of(curves: Sequence[Curve]) -> Curve:
    """The most that one of the curves, which all begin and end at whole inputs, gives at each whole input.

    Beyond its last point a curve that ends before others counts as that point: what is sent on top is kept.
    """
    if len(curves) == 1:
        return curves[0]
    high = max(curve.last[0] for curve in curves)
    curves = [each if each.last[0] == high else Curve((*each.points, (high, each.last[1]))) for each in curves]
    points: list[Point] = []
    for left, right in pairwise([*_inputs(curves), high]):
        points.append((left, _highest(curves, left)))
        points.extend(_crossings(curves, left, right))
    points.append((high, _highest(curves, high)))
    return Curve(tuple(_bends(points)))


def _between(a: Point, b: Point, x: Number) -> Number:
    rise = (x - a[0]) * (b[1] - a[1])
    return a[1] + Fraction(rise, b[0] - a[0])


def _highest(curves: Iterable[Curve], x: Number) -> Number:
    return max(value for curve in curves if (value := curve.value(x)) is not None)


def _inputs(curves: Sequence[Curve]) -> list[Number]:
    """Where the best may turn or jump, the very end apart: each point, and the input before one where a curve begins.

    Between a whole input and the next, over which the best jumps, no turn counts: no whole input would show it.
    """
    low = min(curve.first[0] for curve in curves)
    high = max(curve.last[0] for curve in curves)
    jumps = {curve.first[0] - 1 for curve in curves if curve.first[0] > low}
    turns = {x for curve in curves for x, _ in curve.points if floor(x) == x or floor(x) not in jumps}
    return sorted((turns | jumps) - {high})


def _crossings(curves: Sequence[Curve], left: Number, right: Number) -> list[Point]:
    """Where, strictly between two inputs with no point of a curve between them, another curve becomes the best."""
    if floor(left) + 1 >= right:
        return []  # no whole input between them
    spanning = [
        (a, b) for curve in curves if (a := curve.value(left)) is not None and (b := curve.value(right)) is not None
    ]
    return _turns((left, right), spanning, Fraction(0), Fraction(1)) if len(spanning) > 1 else []


def _turns(
    ends: tuple[Number, Number], lines: list[tuple[Number, Number]], begin: Fraction, end: Fraction
) -> list[Point]:
    """The turns of the upper hull of lines, given by their values at both ends, between two shares of the way."""

    at_begin = max(lines, key=lambda line: (_height(line, begin), line[1] - line[0]))
    at_end = max(lines, key=lambda line: (_height(line, end), line[0] - line[1]))
    steeper = (at_end[1] - at_end[0]) - (at_begin[1] - at_begin[0])
    if steeper == 0:
        return []
    share = Fraction(at_begin[0] - at_end[0]) / steeper
    if not begin < share < end:
        return []
    x = ends[0] + (ends[1] - ends[0]) * share
    top = max(_height(line, share) for line in lines)
    if top == _height(at_begin, share):
        return [(x, top)]
    return [*_turns(ends, lines, begin, share), (x, top), *_turns(ends, lines, share, end)]


def _height(line: tuple[Number, Number], share: Fraction) -> Number:
    return line[0] + (line[1] - line[0]) * share


def _bends(points: list[Point]) -> list[Point]:
    """The points without those that lie on the line between their neighbours."""
    kept: list[Point] = []
    for x, y in points:
        while len(kept) > 1 and (kept[-1][1] - kept[-2][1]) * (x - kept[-1][0]) == (y - kept[-1][1]) * (
            kept[-1][0] - kept[-2][0]
        ):
            kept.pop()
        kept.append((x, y))
    return kept
