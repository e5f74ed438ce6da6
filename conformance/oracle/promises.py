"""Whether a broadcast curve promises too much or too little, decided for every integer input, not for samples."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from conformance.oracle.curves import Curve
from conformance.oracle.joins import Join, best_of, least_of

Line = Callable[[int], Fraction]


@dataclass(frozen=True)
class Finding:
    """The first integer input x at which a promise is outside its bound, in base units, with a sentence for people."""

    x: int
    promised: Fraction
    bound: Fraction
    sentence: str


def overpromise(promised: Curve, routes: Sequence[Join]) -> Finding | None:
    """The first integer x at which the curve promises more than the best single route gives (RR-3, LC-6, LC-9).

    Between its points the curve is linear (LC-1); outside them it promises nothing (LC-3, LC-5).
    """
    return _overpromise(promised, tuple(routes))


@lru_cache(maxsize=4096)
def _overpromise(promised: Curve, routes: tuple[Join, ...]) -> Finding | None:
    lo, hi = promised.first[0], promised.last[0]
    cuts = [Fraction(x) for x in promised.breakpoints] + [cut for route in routes for cut in route.best_cuts]
    for start, end in _pieces(lo, hi, cuts):
        found: tuple[int, int] | None = (start, end)
        for excess in [_excess(promised, route) for route in routes] or [_whole_promise(promised)]:
            found = _common(found, _positive(excess, start, end))
        if found is not None:
            x = found[0]
            said, bound = _promise(promised, x), best_of(routes, x)
            text = f"an input of {x} is promised {readable(said)}, but the routes give {readable(bound)} at most"
            return Finding(x, said, bound, text)
    return None


def underpromise(promised: Curve, routes: Sequence[Join]) -> Finding | None:
    """The first integer x at which the curve is worse than the best route by more than the allowance (RR-4, LC-12).

    Where the exact join is not defined nothing is owed. An input above the promised curve's last x counts as that last
    point (LC-5 is open, and to call it nothing would ask for a last x that is exact); below its first x it promises
    nothing.
    """
    return _underpromise(promised, tuple(routes)) if routes else None


@lru_cache(maxsize=4096)
def _underpromise(promised: Curve, routes: tuple[Join, ...]) -> Finding | None:
    hi = math.floor(max(route.owed_end for route in routes))
    cuts = [Fraction(x) for x in promised.breakpoints] + [cut for route in routes for cut in route.least_cuts]
    for start, end in _pieces(0, hi, cuts):
        ranges = [_positive(_shortfall(promised, route), start, end) for route in routes if _owes(route, start)]
        firsts = [found[0] for found in ranges if found is not None]
        if firsts:
            x = min(firsts)
            said, bound = _promise(promised, x), least_of(routes, x)
            text = (
                f"an input of {x} is promised {readable(said)}, but {readable(bound)} are due, the allowance taken off"
            )
            return Finding(x, said, bound, text)
    return None


def readable(value: Fraction) -> str:
    """The exact value for a sentence: 12, 3/4, 12 3/4."""
    whole, rest = divmod(value, 1)
    if rest == 0:
        return str(whole)
    return str(rest) if whole == 0 else f"{whole} {rest}"


def _promise(promised: Curve, x: int) -> Fraction:
    return promised.clamped_at(x) or Fraction(0)


def _whole_promise(promised: Curve) -> Line:
    return lambda x: _promise(promised, x)


def _excess(promised: Curve, route: Join) -> Line:
    return lambda x: _promise(promised, x) - route.best(x)


def _shortfall(promised: Curve, route: Join) -> Line:
    return lambda x: (route.owed(x) or Fraction(0)) - _promise(promised, x)


def _owes(route: Join, x: int) -> bool:
    return route.owed(x) is not None


def _pieces(lo: int, hi: int, cuts: Iterable[Fraction]) -> Iterator[tuple[int, int]]:
    """The integers from lo to hi in order, as ranges that no cut touches, and each cut that is an integer by itself."""
    if lo > hi:
        return
    edges = sorted({cut for cut in cuts if lo < cut < hi} | {Fraction(lo), Fraction(hi)})
    for left, right in pairwise(edges):
        if left.denominator == 1:
            yield left.numerator, left.numerator
        start, end = math.floor(left) + 1, math.ceil(right) - 1
        if start <= end:
            yield start, end
    yield hi, hi


def _positive(line: Line, start: int, end: int) -> tuple[int, int] | None:
    """The first and last integer from start to end at which a straight line is above 0; None: nowhere."""
    at_start = line(start)
    at_end = at_start if end == start else line(end)
    if at_start <= 0 and at_end <= 0:
        return None
    if at_start > 0 and at_end > 0:
        return start, end
    crossing = start + at_start * (end - start) / (at_start - at_end)
    if at_start > 0:
        return start, math.ceil(crossing) - 1
    return math.floor(crossing) + 1, end


def _common(one: tuple[int, int] | None, other: tuple[int, int] | None) -> tuple[int, int] | None:
    if one is None or other is None:
        return None
    start, end = max(one[0], other[0]), min(one[1], other[1])
    return (start, end) if start <= end else None
