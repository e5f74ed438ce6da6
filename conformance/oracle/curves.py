"""Liquidity curves, exact: a destination amount for each source amount, straight lines between points."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from conformance.oracle.points import broken_rule, read_points, to_integers


class CurveError(ValueError):
    """Points that make no curve; the text says which rule they break."""


@dataclass(frozen=True)
class Curve:
    """Points (x, y), base units of the source and of the destination ledger (ILQP ASN.1, LiquidityCurve).

    x strictly increases, y never decreases, all are integers from 0, at least one. Raises CurveError.
    """

    points: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        broken = broken_rule(self.points)
        if broken is not None:
            raise CurveError(broken.sentence)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(self.points)

    @staticmethod
    def of(points: object) -> Curve:
        """The curve of JSON points. Raises CurveError."""
        try:
            return Curve(read_points(points))
        except ValueError as error:
            raise CurveError(str(error)) from None

    @staticmethod
    def at_least(points: object) -> Curve:
        """What JSON points promise at the least, also where they lie between integers (RB-3). Raises CurveError."""
        return Curve.of(to_integers(points, down=True))

    @staticmethod
    def at_most(points: object) -> Curve:
        """What they promise at the most. Raises CurveError."""
        return Curve.of(to_integers(points, down=False))

    @property
    def first(self) -> tuple[int, int]:
        """The least that can be sent, and what it gives (LC-3)."""
        return self.points[0]

    @property
    def last(self) -> tuple[int, int]:
        """The most that can be sent, and what it gives (LC-4)."""
        return self.points[-1]

    @cached_property
    def breakpoints(self) -> tuple[int, ...]:
        """The x of each point: between two neighbours the curve is one straight line."""
        return tuple(x for x, _ in self.points)

    def value_at(self, x: Fraction | int) -> Fraction | None:
        """The output for x (LC-1), None below the first x (LC-3) and above the last (LC-5)."""
        above, below = x.numerator, x.denominator
        if not self.first[0] * below <= above <= self.last[0] * below:
            return None
        at = bisect_left(self.breakpoints, -(-above // below))  # the first point at x or behind it
        x1, y1 = self.points[at]
        if above == x1 * below:
            return Fraction(y1)
        x0, y0 = self.points[at - 1]
        width = (x1 - x0) * below
        return Fraction(y0 * width + (y1 - y0) * (above - x0 * below), width)

    def clamped_at(self, x: Fraction | int) -> Fraction | None:
        """The output for x where an input above the last x counts as the last point (LC-5, a reading of that day)."""
        return Fraction(self.last[1]) if x > self.last[0] else self.value_at(x)

    def lowest_input(self, y: Fraction | int) -> Fraction | None:
        """The lowest x that gives y or more (LC-2), None where y is above the last (LC-4).

        For a y below the first point's that is the first x: less can't be sent. What a quote says there is open (LC-3).
        """
        if y <= self.first[1]:
            return Fraction(self.first[0])
        for (x0, y0), (x1, y1) in pairwise(self.points):
            if y0 < y <= y1:
                return x0 + Fraction(x1 - x0, y1 - y0) * (y - y0)
        return None
