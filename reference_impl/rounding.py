"""Curves as they are broadcast: few whole points that at no whole input promise more than the exact curve."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from heapq import heapify, heappop, heappush
from math import ceil, floor

from reference_impl.curves import KNOWN, Curve, Point

MOST_POINTS = 10  # as connectors of the day broadcast

MOST_KEPT = 100  # points of a received curve; more would let one peer use up everybody's time
MOST_WEIGHED = 2000  # points among which the ones to keep are chosen with care

WholePoint = tuple[int, int]


def whole_points(curve: Curve) -> list[WholePoint]:
    """Whole points, no more than the curve has, for a curve that begins and ends at whole inputs.

    A turn of the curve moves to the next whole input and the whole output below, which costs less than one unit on
    each side; of several turns before the same whole input only the exact values around them are left.
    """
    points: list[WholePoint] = []
    turns = curve.points
    index = 0
    while index < len(turns):
        x, y = ceil(turns[index][0]), floor(turns[index][1])
        beyond = index + 1
        while beyond < len(turns) and turns[beyond][0] <= x:
            beyond += 1
        if beyond > index + 1:
            if not points or points[-1][0] < x - 1:
                points.append((x - 1, _below(curve, x - 1)))
            y = _below(curve, x)
        points.append((x, y))
        index = beyond
    return points


@lru_cache(maxsize=KNOWN)
def broadcast_points(curve: Curve) -> tuple[WholePoint, ...]:
    """The points with which a curve is broadcast: whole ones, no more than `MOST_POINTS`."""
    return tuple(simplified(whole_points(curve)))


def simplified(points: list[WholePoint], limit: int = MOST_POINTS) -> list[WholePoint]:
    """At most `limit` of whole points, at no input above the given ones; the steps that lose least come first."""
    chain = _Chain(points)
    while (cheapest := chain.cheapest_step()) is not None and (len(chain) > limit or cheapest == 0):
        chain.take_step()
    return chain.points()


def thinned(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """A curve of very many points made shorter, at no input above them; from its first to its last point."""
    if len(points) <= MOST_KEPT:
        return points
    some = _stepped(points, MOST_WEIGHED)
    whole = [(x, y) for x, y in some if isinstance(x, int) and isinstance(y, int)]
    return tuple(simplified(whole, MOST_KEPT) if len(whole) == len(some) else _stepped(some, MOST_KEPT))


def _stepped(points: Sequence[Point], limit: int) -> Sequence[Point]:
    """Each n-th point with the output of the one before it: quickly found, and never above the curve between them."""
    if len(points) <= limit:
        return points
    step = -(-len(points) // (limit - 2))
    found = [points[0]]
    output = points[0][1]
    for index in [*range(step, len(points) - 2, step), len(points) - 2]:
        found.append((points[index][0], output))
        output = points[index][1]
    return [*found, points[-1]]


def _below(curve: Curve, x: int) -> int:
    value = curve.value(x)
    return floor(value if value is not None else curve.first[1])


def _turn(a: WholePoint, b: WholePoint, c: WholePoint) -> int:
    """Negative where b lies above the line from a to c, 0 on it, positive below."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])


def _gap(a: WholePoint, b: WholePoint, c: WholePoint) -> int:
    """How far b lies above the line from a to c, rounded up."""
    return -(_turn(a, b, c) // (c[0] - a[0]))


class _Chain:
    """Points in a row with the cheapest step to fewer of them at hand.

    Two kinds of step never raise the curve: leaving out a point at which it bends down; and, between two points at
    which it bends up, going on in the direction from before the first to meet the one behind the second.
    """

    def __init__(self, points: list[WholePoint]) -> None:
        self._at = list(points)
        self._next = [*range(1, len(points)), -1]
        self._before = [*range(-1, len(points) - 1)]
        self._version = [0] * len(points)
        self._length = len(points)
        self._steps = [step for index in range(len(points)) if (step := self._step(index)) is not None]
        heapify(self._steps)

    def __len__(self) -> int:
        return self._length

    def points(self) -> list[WholePoint]:
        found, index = [], 0
        while index >= 0:
            found.append(self._at[index])
            index = self._next[index]
        return found

    def cheapest_step(self) -> int | None:
        """What the cheapest step loses, in units of output; None where there is none."""
        while self._steps and self._version[self._steps[0][1]] != self._steps[0][2]:
            heappop(self._steps)
        return self._steps[0][0] if self._steps else None

    def take_step(self) -> None:
        _, index, _ = heappop(self._steps)
        before, after = self._before[index], self._next[index]
        if _turn(self._at[before], self._at[index], self._at[after]) > 0:
            self._at[index] = self._meeting(index)
            gone = after
        else:
            gone, index = index, before
        self._leave_out(gone)
        second = self._before[index]
        first = self._before[second] if second >= 0 else -1
        for near in (first, second, index, self._next[index]):
            self._renew(near)

    def _leave_out(self, index: int) -> None:
        before, after = self._before[index], self._next[index]
        self._next[before], self._before[after] = after, before
        self._version[index] = -1
        self._length -= 1

    def _renew(self, index: int) -> None:
        if index < 0:
            return
        self._version[index] += 1
        step = self._step(index)
        if step is not None:
            heappush(self._steps, step)

    def _step(self, index: int) -> tuple[int, int, int] | None:
        """(loss, point, its version) of the step at a point, where there is one."""
        before, after = self._before[index], self._next[index]
        if before < 0 or after < 0:
            return None
        a, b, c = self._at[before], self._at[index], self._at[after]
        if _turn(a, b, c) <= 0:
            return _gap(a, b, c), index, self._version[index]
        beyond = self._next[after]
        if beyond < 0 or _turn(b, c, self._at[beyond]) <= 0:
            return None
        d, meeting = self._at[beyond], self._meeting(index)
        loss = max(_gap(a, b, meeting), _gap(meeting, c, d), -(-_turn(b, meeting, c) // (c[0] - b[0])))
        return loss, index, self._version[index]

    def _meeting(self, index: int) -> WholePoint:
        """Where the line into this point meets the line out of the next one, rounded to the right and down."""
        a, b = self._at[self._before[index]], self._at[index]
        c = self._at[self._next[index]]
        d = self._at[self._next[self._next[index]]]
        dx, dy = b[0] - a[0], b[1] - a[1]
        ex, ey = d[0] - c[0], d[1] - c[1]
        along = (c[0] - b[0]) * ey - (c[1] - b[1]) * ex
        whole = dx * ey - dy * ex  # positive, as the curve bends up
        return b[0] - (-along * dx) // whole, b[1] + along * dy // whole
