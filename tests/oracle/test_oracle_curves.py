"""Curves: values between points, the lowest input of an output, ends, plateaus, one point; against plain search."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from conformance.oracle.curves import Curve


@st.composite
def curves(draw: st.DrawFn) -> Curve:
    xs = sorted(draw(st.sets(st.integers(0, 40), min_size=1, max_size=5)))
    ys = sorted(draw(st.lists(st.integers(0, 40), min_size=len(xs), max_size=len(xs))))
    return Curve(tuple(zip(xs, ys, strict=True)))


# A start at (10, 5): a jump there; then 5 -> 25 over 10 (slope 2), flat to 30, then slope 1/3.
BENT = Curve(((10, 5), (20, 25), (30, 25), (60, 35)))


def test_values_by_hand() -> None:
    assert BENT.value_at(9) is None
    assert BENT.value_at(10) == 5
    assert BENT.value_at(13) == 11  # 5 + 3 * 2
    assert BENT.value_at(Fraction(41, 4)) == Fraction(11, 2)  # 5 + 1/4 * 2
    assert BENT.value_at(25) == 25
    assert BENT.value_at(31) == Fraction(76, 3)  # 25 + 1/3
    assert BENT.value_at(60) == 35
    assert BENT.value_at(61) is None
    assert BENT.clamped_at(61) == 35
    assert BENT.clamped_at(9) is None


def test_lowest_inputs_by_hand() -> None:
    assert BENT.lowest_input(5) == 10
    assert BENT.lowest_input(0) == 10
    assert BENT.lowest_input(6) == Fraction(21, 2)
    assert BENT.lowest_input(25) == 20  # the start of the plateau, not its end
    assert BENT.lowest_input(26) == 33
    assert BENT.lowest_input(36) is None


def test_a_curve_of_one_point() -> None:
    point = Curve(((7, 3),))
    assert [point.value_at(x) for x in (6, 7, 8)] == [None, 3, None]
    assert [point.clamped_at(x) for x in (6, 7, 8)] == [None, 3, 3]
    assert [point.lowest_input(y) for y in (2, 3, 4)] == [7, 7, None]
    assert point.first == point.last == (7, 3)


def test_large_numbers_stay_exact() -> None:
    large = Curve(((0, 0), (2**64 - 1, 2**64 - 2)))
    assert large.value_at(2**63) == Fraction(2**63 * (2**64 - 2), 2**64 - 1)


@given(curves(), st.integers(0, 45))
def test_values_lie_on_the_line_through_the_points_around(curve: Curve, x: int) -> None:
    value = curve.value_at(x)
    inside = curve.first[0] <= x <= curve.last[0]
    assert (value is not None) == inside
    if value is None:
        return
    x0, y0 = max(point for point in curve.points if point[0] <= x)
    x1, y1 = min(point for point in curve.points if point[0] >= x)
    assert (value - y0) * (x1 - x0) == (y1 - y0) * (x - x0)
    assert y0 <= value <= y1
    assert x not in curve.breakpoints or value == dict(curve.points)[x]


@given(curves(), st.integers(0, 45))
def test_the_lowest_input_gives_the_output_and_nothing_below_does(curve: Curve, y: int) -> None:
    lowest = curve.lowest_input(y)
    if lowest is None:
        assert y > curve.last[1]
        return
    value = curve.value_at(lowest)
    assert value is not None
    assert value == max(y, curve.first[1])
    below = curve.value_at(lowest - Fraction(1, 1000))
    assert below is None or below < y
