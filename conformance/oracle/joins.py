"""What a route is worth from another ledger: own rate joined with the curve received, exactly, and its bounds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from conformance.oracle.curves import Curve
from conformance.oracle.rates import OwnRate

ZERO = Fraction(0)


@dataclass(frozen=True)
class Join:
    """Own rate f and the curve g received for the prefix; no curve: a route to the connector's own ledger (RB-5)."""

    own: OwnRate
    curve: Curve | None = None

    def exact(self, x: Fraction | int) -> Fraction | None:
        """g(f(x)), None where one of the two is not defined (requirements, Terms: Join)."""
        between = self.own.value_at(x)
        if between is None or self.curve is None:
            return between
        return self.curve.value_at(between)

    def best(self, x: int) -> Fraction:
        """The most that may be promised at input x (RR-3): g(f(x)).

        Below g's first x nothing (LC-3). Above g's last x, and above the source ledger's capacity, LC-5 is open: the
        last value bounds. The destination ledger's capacity is no bound here: the topology calls it what is taken, not
        given.
        """
        between = self.own.value(min(x, self.own.capacity))
        if self.curve is None:
            return between
        return self.curve.clamped_at(between) or ZERO

    def least(self, x: int) -> Fraction:
        """The least that is no worse than the allowance at input x (RR-4): g(f(x-1)-1)-1, own rate alone f(x-1)-1.

        0 where that is less, and wherever the exact join is not defined at x, or g not at f(x-1)-1: nothing is owed.
        """
        return max(ZERO, self.owed(x) or ZERO)

    def owed(self, x: int) -> Fraction | None:
        """As `least`, but negative values as they are and None where nothing is owed: straight between `least_cuts`."""
        if x < 1 or x > self.owed_end:
            return None
        between = self.own.value(x - 1) - 1
        if self.curve is None:
            return between
        value = self.curve.value_at(between)
        return None if value is None else value - 1

    @cached_property
    def owed_end(self) -> Fraction:
        """The largest x at which the exact join is defined."""
        if self.curve is None:
            return self.own.domain_end
        return min(self.own.domain_end, self.own.inverse(self.curve.last[0]))

    @cached_property
    def owes_anything(self) -> bool:
        """Whether at some integer input more than nothing is owed; `owed` never falls, so the last one decides."""
        return self.least(math.floor(self.owed_end)) > 0

    @cached_property
    def best_cuts(self) -> tuple[Fraction, ...]:
        """The x between which `best` is one straight line; at a cut itself it may jump."""
        inner = self.curve.breakpoints if self.curve else ()
        return (Fraction(self.own.capacity), *(self.own.inverse(x) for x in inner))

    @cached_property
    def least_cuts(self) -> tuple[Fraction, ...]:
        """The x between which `owed` is one straight line, or None throughout."""
        inner = self.curve.breakpoints if self.curve else ()
        return (Fraction(1), self.owed_end, *(self.own.inverse(x + 1) + 1 for x in inner))

    def lowest_input(self, y: int) -> Fraction | None:
        """The lowest x with g(f(x)) at y or more (LC-2); None above what can be delivered, or sent."""
        between = Fraction(y) if self.curve is None else self.curve.lowest_input(y)
        if between is None or self.own.inverse(between) > self.own.domain_end:
            return None
        return self.own.inverse(between)

    def highest_input(self, y: int) -> Fraction | None:
        """The worst x within the allowance for output y, a base unit of each ledger on top; None: it can't be had."""
        between = Fraction(y + 1) if self.curve is None else self.curve.lowest_input(y + 1)
        if between is None:
            return None
        x = self.own.inverse(between + 1) + 1 if self.curve else self.own.inverse(between) + 1
        return None if x > self.owed_end else x


def best_of(routes: Sequence[Join], x: int) -> Fraction:
    """The most that may be promised at x by parallel routes: what the best single one gives (LC-6). No route: 0."""
    return max((route.best(x) for route in routes), default=ZERO)


def least_of(routes: Sequence[Join], x: int) -> Fraction:
    """The least that is no worse than the best single route by more than the allowance (LC-12). No route: 0."""
    return max((route.least(x) for route in routes), default=ZERO)
