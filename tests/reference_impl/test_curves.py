"""Curve algebra against brute force over small whole numbers."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reference_impl.curves import Curve, Number, Point, best_of, is_function
from reference_impl.rounding import _stepped, simplified, thinned, whole_points

RATES = st.sampled_from([Fraction(1), Fraction(499, 500), Fraction(1, 7), Fraction(37, 3), Fraction(3, 2)])
MOST = 60


@st.composite
def curves(draw: st.DrawFn, most: int = 50, points: int = 9) -> Curve:
    xs = sorted(draw(st.sets(st.integers(0, most), min_size=1, max_size=points)))
    ys = sorted(draw(st.lists(st.integers(0, most), min_size=len(xs), max_size=len(xs))))
    return Curve(tuple(zip(xs, ys, strict=True)))


def plainly(points: Sequence[Point], x: Number) -> Any:
    """Linear interpolation, written down again; None outside."""
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= x <= x1:
            return y0 + Fraction((x - x0) * (y1 - y0), x1 - x0)
    return points[0][1] if x == points[0][0] else None


@given(curves(), st.fractions(-1, 60, max_denominator=6))
def test_value_is_linear_between_points_and_nothing_outside(curve: Curve, x: Fraction) -> None:
    assert curve.value(x) == plainly(curve.points, x)


@given(curves(), st.integers(0, 60))
def test_lowest_input_is_the_lowest_that_gives_as_much(curve: Curve, y: int) -> None:
    x = curve.lowest_input(y)
    if x is None:
        assert y > curve.last[1]
        return
    assert plainly(curve.points, x) >= y
    lower = x - Fraction(1, 10**6)
    assert lower < curve.first[0] or plainly(curve.points, lower) < y


@given(curves(), RATES)
@settings(max_examples=300)
def test_a_join_in_whole_points_is_below_the_exact_one_and_within_the_allowance(curve: Curve, rate: Fraction) -> None:
    joined = curve.behind(rate, MOST)
    whole = [x for x in range(MOST + 1) if curve.value(x * rate) is not None]
    if joined is None:
        assert not whole
        return
    points = simplified(whole_points(joined))
    assert is_function(points)
    assert (points[0][0], points[-1][0]) == (whole[0], whole[-1])
    for x in whole:
        promised = plainly(points, x)
        assert promised <= curve.value(x * rate)
        least = curve.value((x - 1) * rate - 1)
        assert least is None or promised >= least - 1


@given(st.lists(st.tuples(curves(points=5), RATES), min_size=2, max_size=4))
@settings(max_examples=300)
def test_the_best_of_several_is_the_highest_at_each_whole_input(parts: Any) -> None:
    joined = [each for curve, rate in parts if (each := curve.behind(rate, MOST)) is not None]
    if not joined:
        return
    best = best_of(joined)
    begin, end = min(curve.first[0] for curve in joined), max(curve.last[0] for curve in joined)
    assert (best.first[0], best.last[0]) == (begin, end)
    points = whole_points(best)
    for x in range(int(begin), int(end) + 1):
        most = max(plainly(each.points, min(x, each.last[0])) for each in joined if each.first[0] <= x)
        assert best.value(x) == most
        assert plainly(points, x) <= most


@given(curves(most=2000, points=60), st.integers(2, 12))
def test_simplified_curves_never_promise_more(curve: Curve, limit: int) -> None:
    points = whole_points(curve)
    fewer = simplified(points, limit)
    assert is_function(fewer)
    assert len(fewer) <= max(limit, 3)
    assert (fewer[0], fewer[-1]) == (points[0], points[-1])
    assert all(plainly(fewer, x) <= plainly(points, x) for x in range(points[0][0], points[-1][0] + 1))


def test_a_convex_curve_of_many_points_keeps_close_to_itself() -> None:
    points = [(x, x * x // 100) for x in range(0, 20_000, 100)]
    fewer = simplified(points)
    assert len(fewer) == 10
    assert all(plainly(fewer, x) >= y - 30_000 for x, y in points)


def test_beyond_its_last_point_a_curve_counts_as_that_point() -> None:
    best = best_of([Curve(((0, 0), (10, 20))), Curve(((15, 15), (50, 50)))])
    assert best.points == ((0, 0), (10, 20), (20, 20), (50, 50))


@given(curves(most=10**6, points=300), st.sampled_from([1, Fraction(1, 2)]))
@settings(max_examples=30, deadline=None)
def test_thinned_curves_never_promise_more(curve: Curve, unit: Fraction) -> None:
    points = tuple((x * unit, y) for x, y in curve.points)
    for fewer in (thinned(points), tuple(_stepped(points, 7))):
        assert is_function(fewer)
        assert (fewer[0], fewer[-1]) == (points[0], points[-1])
        for x in {x for x, _ in (*points, *fewer)}:
            assert plainly(fewer, x) <= plainly(points, x)


def test_a_curve_of_very_many_points_keeps_a_hundred() -> None:
    assert len(thinned(tuple((x, x) for x in range(0, 10**6, 3)))) <= 100
