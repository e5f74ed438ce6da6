"""Curves: what a route is worth over an own leg, and one curve of few whole points for several routes.

Amounts are base units. A curve between two of the connector's ledgers is its rate alone.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

Points = tuple[tuple[int, int], ...]
TOO_MANY = 150  # candidates, above which a curve is cut down without looking for the best way


@dataclass(frozen=True)
class Way:
    """An own leg of `rate` up to the input `end`, then the route's curve; no curve: an own ledger."""

    rate: Fraction
    end: Fraction
    curve: Points | None = None

    @property
    def last(self) -> Fraction:
        """The largest input that the leg and the curve take."""
        return self.end if self.curve is None else min(self.end, self.curve[-1][0] / self.rate)

    @property
    def first(self) -> Fraction:
        """The least input of which something can be sent."""
        return Fraction(0) if self.curve is None else self.curve[0][0] / self.rate

    def value(self, x: int) -> Fraction | None:
        """The exact output; beyond the end that of the end, None below the first point."""
        between = self.rate * min(Fraction(x), self.end)
        return between if self.curve is None else at(self.curve, between)

    def worst(self, x: int) -> Fraction | None:
        """The output after a base unit is lost on each ledger; None where nothing is owed."""
        between = self.rate * (min(x, math.floor(self.last)) - 1) - 1
        if self.curve is None:
            return between
        value = at(self.curve, between)
        return None if value is None else value - 1

    def cuts(self) -> list[Fraction]:
        """The inputs around which one of the two bends."""
        inner = [] if self.curve is None else [Fraction(x) for x, _ in self.curve]
        bends = [x / self.rate for x in inner] + [(x + 1) / self.rate + 1 for x in inner]
        return [*bends, self.last, self.end, self.first, Fraction(1)]

    def input_for(self, y: int) -> Fraction | None:
        """The lowest input for an output, None where it can't be had."""
        between = Fraction(y) if self.curve is None else inverse(self.curve, y)
        if between is None or between / self.rate > self.end:
            return None
        return between / self.rate


def at(curve: Points, x: Fraction) -> Fraction | None:
    """The curve's y; above its end the last one, below its beginning None."""
    if x < curve[0][0]:
        return None
    if x >= curve[-1][0]:
        return Fraction(curve[-1][1])
    behind = bisect_right(curve, x, key=itemgetter(0))
    (x0, y0), (x1, y1) = curve[behind - 1 : behind + 1]
    return y0 + Fraction(y1 - y0) * (x - x0) / (x1 - x0)


def inverse(curve: Points, y: int) -> Fraction | None:
    """The lowest x that gives y; None outside of the curve's y."""
    if not curve[0][1] <= y <= curve[-1][1]:
        return None
    if y == curve[0][1]:
        return Fraction(curve[0][0])
    (x0, y0), (x1, y1) = next((one, other) for one, other in pairwise(curve) if y <= other[1])
    return x0 + Fraction(y - y0) * (x1 - x0) / (y1 - y0)


@lru_cache(maxsize=20_000)
def told_curve(ways: tuple[Way, ...], pessimistic: bool, most: int | None) -> Points:
    """The curve to tell of these parallel ways: nowhere above the best one, nowhere more than the allowance below.

    Above `most` points (where the ways themselves have more) only the first half of that holds.
    """
    inputs = _inputs(ways)
    high = {x: _best([way.value(x) for way in ways]) for x in inputs}
    low = {x: _best([way.worst(x) for way in ways]) for x in inputs}
    known = [x for x in inputs if high[x] is not None and (low[x] is not None or not pessimistic)]
    if not known:
        return _least(ways)
    chosen = {x: math.ceil(max(low[x] or 0, 0)) if pessimistic else math.floor(high[x] or 0) for x in known}
    points = list(chosen.items())
    if pessimistic and len(points) <= TOO_MANY:
        points = _thinned(points, low, high)
    many = sum(1 if way.curve is None else len(way.curve) for way in ways) > 10
    return tuple(_cut_down(points, most) if most is not None and many and len(points) > most else points)


def _least(ways: Sequence[Way]) -> Points:
    """Where nothing is owed: one point, the most that the best way gives."""
    way = max(ways, key=lambda each: each.value(math.ceil(each.last)) or 0)
    x = math.ceil(max(way.first, way.last))
    return ((x, math.floor(way.value(x) or 0)),)


def _best(values: Sequence[Fraction | None]) -> Fraction | None:
    return max((value for value in values if value is not None), default=None)


def _inputs(ways: Sequence[Way]) -> list[int]:
    """Whole inputs between which the best and the worst value are straight for all whole inputs."""
    end = max(math.floor(way.last) for way in ways)
    found = {
        math.floor(cut) + step for way in ways for cut in way.cuts() for step in (-1, 0, 1, 2) if cut <= end + 2
    } | {end}
    found = {x for x in found if 0 <= x <= end}
    for one in range(len(ways)):
        for other in range(one):
            for kind in (Way.value, Way.worst):
                found |= set(_crossings(sorted(found), ways[one], ways[other], kind))
    return sorted(found)


def _crossings(inputs: list[int], one: Way, other: Way, kind: object) -> list[int]:
    read = Way.value if kind is Way.value else Way.worst
    found = []
    for a, b in pairwise(inputs):
        values = [read(way, x) for x in (a, b) for way in (one, other)]
        if b - a < 2 or any(value is None for value in values):
            continue
        before, after = (values[0] or 0) - (values[1] or 0), (values[2] or 0) - (values[3] or 0)
        if before * after < 0:
            x = math.floor(a + (b - a) * Fraction(before) / (before - after))
            found += [each for each in (x, x + 1) if a < each < b]
    return found


def _thinned(
    points: list[tuple[int, int]], low: dict[int, Fraction | None], high: dict[int, Fraction | None]
) -> list[tuple[int, int]]:
    """From each point on to the farthest that a straight line reaches within the bounds."""
    kept, start = [points[0]], 0
    while start < len(points) - 1:
        reach = start + 1
        for end in range(start + 2, len(points)):
            (x0, y0), (x1, y1) = points[start], points[end]
            inner = ((x, y0 + Fraction(y1 - y0) * (x - x0) / (x1 - x0)) for x, _ in points[start + 1 : end])
            if all((low[x] or 0) <= y <= (high[x] or 0) for x, y in inner):
                reach = end
        kept.append(points[reach])
        start = reach
    return kept


def _cut_down(points: list[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """Fewer points, each with the output of the one before it: a growing curve is never above that."""
    count = most - 2
    kept = [points[round(index * (len(points) - 1) / count)] for index in range(count + 1)]
    late = [kept[0]] + [(x1, y0) for (_, y0), (x1, _) in pairwise(kept)]
    end = kept[-1]
    if end[0] - 1 > late[-2][0]:
        late[-1] = (end[0] - 1, late[-1][1])
        late.append(end)
    return late
