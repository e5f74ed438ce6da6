"""The curve algebra against plain search: small whole numbers, each integer input looked at, nothing clever."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conformance.oracle.curves import Curve
from conformance.oracle.hops import clearly_best_by_destination, clearly_best_by_source
from conformance.oracle.joins import Join, best_of, least_of
from conformance.oracle.promises import overpromise, underpromise
from conformance.oracle.rates import OwnRate
from conformance.oracle.routing import Route
from schemas import topology as topologies

often = settings(max_examples=200, deadline=None, derandomize=True)
END = 64  # inputs: more than any capacity here
SLOPES = [Fraction(*each) for each in [(1, 1), (1, 7), (9, 1), (3, 7), (7, 3), (499, 500), (1, 40), (40, 1)]]


@st.composite
def curves(draw: st.DrawFn, most: int = 30, points: int = 10) -> Curve:
    """Of one point, with jumps, level parts, steep and flat ones; up to ten points."""
    xs = sorted(draw(st.sets(st.integers(0, most), min_size=1, max_size=points)))
    ys = sorted(draw(st.lists(st.integers(0, most), min_size=len(xs), max_size=len(xs))))
    return Curve(tuple(zip(xs, ys, strict=True)))


rates = st.builds(OwnRate, st.sampled_from(SLOPES), st.integers(1, 60), st.integers(1, 60))
joins = st.builds(Join, rates, curves() | st.none())


def read(points: Sequence[tuple[int, int]], x: Fraction | int) -> Fraction | None:
    """The curve at x: the nearest point at or below it, the nearest at or above it, and the line between them."""
    below = [point for point in points if point[0] <= x]
    above = [point for point in points if point[0] >= x]
    if not below or not above:
        return None
    (x0, y0), (x1, y1) = below[-1], above[0]
    return Fraction(y0) if x0 == x1 else y0 * (x1 - x) / Fraction(x1 - x0) + y1 * (x - x0) / Fraction(x1 - x0)


def exact(join: Join, x: int) -> Fraction | None:
    """g(f(x)), where both are defined: x within both ledgers' capacity, f(x) within the curve."""
    left = join.own.slope * x
    if x > join.own.capacity or left > join.own.destination_capacity:
        return None
    return left if join.curve is None else read(join.curve.points, left)


def most(join: Join, x: int) -> Fraction:
    """RR-3: the exact value; what is sent beyond the capacity or the last point counts as sent up to there."""
    left = join.own.slope * min(x, join.own.capacity)
    if join.curve is None:
        return left
    return read(join.curve.points, min(left, Fraction(join.curve.last[0]))) or Fraction(0)


def due(join: Join, x: int) -> Fraction:
    """RR-4: a unit less on each ledger, where the exact join does not end before; never less than nothing."""
    left = join.own.slope * x
    ended = x > join.own.capacity or left > join.own.destination_capacity
    if x == 0 or ended or (join.curve is not None and left > join.curve.last[0]):
        return Fraction(0)
    worse = join.own.slope * (x - 1) - 1
    if join.curve is None:
        return max(Fraction(0), worse)
    value = read(join.curve.points, worse)
    return Fraction(0) if value is None else max(Fraction(0), value - 1)


@often
@given(joins)
def test_exact_best_and_least_are_those_of_the_words_at_every_input(join: Join) -> None:
    for x in range(END):
        assert (join.exact(x), join.best(x), join.least(x)) == (exact(join, x), most(join, x), due(join, x))
    assert join.owes_anything == any(due(join, x) > 0 for x in range(END))
    assert math.floor(join.owed_end) < END


@often
@given(st.lists(joins, max_size=3), st.integers(0, END))
def test_parallel_routes_give_what_the_best_single_one_gives(some: list[Join], x: int) -> None:
    assert best_of(some, x) == max([Fraction(0), *(most(join, x) for join in some)])
    assert least_of(some, x) == max([Fraction(0), *(due(join, x) for join in some)])


@often
@given(joins, st.integers(1, 40))
def test_inputs_for_an_output_are_the_first_that_give_it(join: Join, y: int) -> None:
    enough = [x for x in range(END) if (value := exact(join, x)) is not None and value >= y]
    lowest, last = join.lowest_input(y), math.floor(join.own.domain_end)
    found = None if lowest is None or math.ceil(lowest) > last else math.ceil(lowest)
    if found is not None and join.curve is not None and join.own.slope * found > join.curve.last[0]:
        found = None  # the curve ends before the next whole input
    assert found == min(enough, default=None)
    surely = [x for x in range(END) if due(join, x) >= y]
    highest = join.highest_input(y)
    sure = None if highest is None or math.ceil(highest) > join.owed_end else math.ceil(highest)
    assert sure == min(surely, default=None)


@often
@given(curves(most=60), st.lists(joins, max_size=3))
def test_the_first_promise_too_high_is_the_first_of_all_inputs(promised: Curve, some: list[Join]) -> None:
    inputs = range(promised.first[0], promised.last[0] + 1)
    wrong = [
        x for x in inputs if (read(promised.points, x) or 0) > max([Fraction(0), *(most(join, x) for join in some)])
    ]
    found = overpromise(promised, some)
    assert (found.x if found else None) == min(wrong, default=None)


@often
@given(curves(most=60), st.lists(joins, min_size=1, max_size=3))
def test_the_first_promise_too_low_is_the_first_of_all_inputs(promised: Curve, some: list[Join]) -> None:
    def said(x: int) -> Fraction:
        return read(promised.points, min(x, promised.last[0])) or Fraction(0)

    wrong = [x for x in range(END) if said(x) < max(due(join, x) for join in some)]
    found = underpromise(promised, some)
    assert (found.x if found else None) == min(wrong, default=None)


@often
@given(rates, curves())
def test_a_connector_that_rounds_each_point_for_itself_is_not_blamed(own: OwnRate, curve: Curve) -> None:
    """Inputs up, outputs down, cut to the capacity: what most would do; with a unit of margin on each side, too."""
    join = Join(own, curve)
    xs = [x for x in range(END) if exact(join, x) is not None]
    turns = [(math.ceil(own.inverse(x)), y) for x, y in curve.points]
    assume(len(xs) > 0 and len({x for x, _ in turns}) == len(turns))
    assume(all(x < xs[-1] or own.inverse(end) >= xs[-1] for (x, _), end in zip(turns, curve.breakpoints, strict=True)))
    inner = [point for point in turns if xs[0] < point[0] < xs[-1]]
    ends = [(x, math.floor(exact(join, x) or 0)) for x in dict.fromkeys((xs[0], xs[-1]))]
    honest = Curve((ends[0], *inner, *ends[1:]))
    careful = Curve(tuple((x + 1, max(0, y - 1)) for x, y in honest.points))
    assert overpromise(honest, [join]) is None
    assert underpromise(honest, [join]) is None
    assert overpromise(careful, [join]) is None or careful.last[0] > own.capacity


@often
@given(st.lists(curves(), min_size=2, max_size=3), st.integers(1, 40))
def test_a_clearly_best_hop_is_better_in_every_reading(some: list[Curve], amount: int) -> None:
    plain = topologies.load("plain")
    routes = [Route(f"{n}", "test1.west.", "g.far.", curve, Fraction(1)) for n, curve in enumerate(some)]
    worth = {route.sender: Join(OwnRate(Fraction(1), 10**12, 10**12), route.curve) for route in routes}
    best = clearly_best_by_source(plain, "test1.east.", routes, amount)
    for route in routes:
        others = [most(worth[rival.sender], amount) for rival in routes if rival != route]
        clear = due(worth[route.sender], amount) > max(others, default=Fraction(-1))
        assert (route == best) == clear or routes.count(route) > 1
    cheapest = clearly_best_by_destination(plain, "test1.east.", routes, amount)
    if cheapest is not None:
        sure = min(x for x in range(END) if due(worth[cheapest.sender], x) >= amount)
        for rival in (route for route in routes if route != cheapest):
            assert all((exact(worth[rival.sender], x) or 0) < amount for x in range(sure))
