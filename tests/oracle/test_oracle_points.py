"""The rules of a list of points: each is named when it is broken, and whole numbers written otherwise are integers."""

from decimal import Decimal

import pytest

from conformance.oracle.curves import Curve, CurveError
from conformance.oracle.points import Rule, broken_rule, integer

BROKEN = [
    ("[[0,0]]", Rule.LIST, None),
    ({"0": 0}, Rule.LIST, None),
    (None, Rule.LIST, None),
    ([], Rule.NOT_EMPTY, None),
    ([[0, 0], [1]], Rule.PAIR, 1),
    ([[0, 0, 0]], Rule.PAIR, 0),
    ([7], Rule.PAIR, 0),
    ([["0", 0]], Rule.INTEGER, 0),
    ([[0, True]], Rule.INTEGER, 0),
    ([[0, 0], [1, Decimal("0.5")]], Rule.INTEGER, 1),
    ([[0, Decimal("NaN")]], Rule.INTEGER, 0),
    ([[0, Decimal("Infinity")]], Rule.INTEGER, 0),
    ([[0, Decimal("1e999999999")]], Rule.INTEGER, 0),
    ([[0, -1]], Rule.NOT_NEGATIVE, 0),
    ([[0, 0], [0, 0]], Rule.X_INCREASES, 1),
    ([[5, 0], [4, 9]], Rule.X_INCREASES, 1),
    ([[0, 10**5000], [1, 0]], Rule.Y_NEVER_DECREASES, 1),
    ([[0, 5], [9, 5], [10, 4]], Rule.Y_NEVER_DECREASES, 2),
]


@pytest.mark.parametrize(("points", "rule", "index"), BROKEN)
def test_the_broken_rule_is_named(points: object, rule: Rule, index: int | None) -> None:
    broken = broken_rule(points)
    assert broken is not None
    assert (broken.rule, broken.index) == (rule, index)
    assert len(broken.sentence) < 1200
    with pytest.raises(CurveError):
        Curve.of(points)


@pytest.mark.parametrize("points", [[[0, 0]], [[5, 7]], [[0, 0], [1, 0]], [[0, 3], [2**64 - 1, 2**64 - 1]]])
def test_points_that_make_a_curve(points: list[list[int]]) -> None:
    assert broken_rule(points) is None
    assert Curve.of(points).points == tuple((x, y) for x, y in points)


@pytest.mark.parametrize(("value", "whole"), [(Decimal("1.0"), 1), (Decimal("1e3"), 1000), (2.0, 2), (2**64, 2**64)])
def test_whole_numbers_written_otherwise_are_integers(value: object, whole: int) -> None:
    assert integer(value) == whole
    assert Curve.of([[0, 0], [value, value]]).last == (whole, whole)


def test_every_rule_stands_in_a_requirement_and_is_broken_by_a_row_here() -> None:
    assert {rule for _, rule, _ in BROKEN} == set(Rule)
    assert {rule.requirement for rule in Rule} == {"RB-1", "RB-3", "RB-4"}


HALF, NEARLY = Decimal("0.5"), Decimal("9.9")


@pytest.mark.parametrize(
    ("points", "least", "most"),
    [
        ([[0, 0], [10, 20]], [(0, 0), (10, 20)], [(0, 0), (10, 20)]),
        ([[HALF, 0], [NEARLY, NEARLY]], [(1, 0), (10, 9)], [(0, 0), (9, 10)]),
        ([[0, 0], [HALF, 7], [1, 8]], [(0, 0), (1, 7)], [(0, 7), (1, 8)]),
        (
            [[0, 0], [Decimal("5.1"), 5], [Decimal("5.2"), 90], [8, 99]],
            [(0, 0), (6, 5), (8, 99)],
            [(0, 0), (5, 90), (8, 99)],
        ),
        ([[Decimal("1e-30"), 0], [5, 5]], [(1, 0), (5, 5)], [(0, 0), (5, 5)]),
    ],
)
def test_points_between_integers_promise_something_at_the_least_and_at_the_most(
    points: object, least: list[tuple[int, int]], most: list[tuple[int, int]]
) -> None:
    """So that they break one rule, and not all that is asked of the curve besides."""
    assert Curve.at_least(points).points == tuple(least)
    assert Curve.at_most(points).points == tuple(most)


NO_CURVES = [points for points, _, _ in BROKEN if points != [[0, 0], [1, HALF]]]


@pytest.mark.parametrize("points", [*NO_CURVES, [[1, 0], [HALF, 5]], [[HALF, 0], [HALF, 5]], [[0, 9], [HALF, 7]]])
def test_what_breaks_another_rule_is_no_curve_either_way(points: object) -> None:
    """x that falls, or stays, is not mended."""
    with pytest.raises(CurveError):
        Curve.at_least(points)
    with pytest.raises(CurveError):
        Curve.at_most(points)
