"""Promises against joins: the first integer out of bounds is found, wherever it is, as by looking at each integer."""

from fractions import Fraction

from hypothesis import example, given, settings
from hypothesis import strategies as st

from conformance.oracle.curves import Curve
from conformance.oracle.joins import Join, best_of, least_of
from conformance.oracle.promises import overpromise, readable, underpromise
from conformance.oracle.rates import OwnRate

PLAIN = OwnRate(Fraction(1), 1000, 1000)
UP = OwnRate(Fraction(100), 1000, 100_000)  # scale 2 to 4


@st.composite
def curves(draw: st.DrawFn) -> Curve:
    xs = sorted(draw(st.sets(st.integers(0, 40), min_size=1, max_size=5)))
    ys = sorted(draw(st.lists(st.integers(0, 40), min_size=len(xs), max_size=len(xs))))
    return Curve(tuple(zip(xs, ys, strict=True)))


SLOPES = [Fraction(*each) for each in [(1, 1), (1, 10), (10, 1), (3, 7), (7, 3), (499, 500), (499, 5000), (1, 3)]]
own_rates = st.builds(OwnRate, st.sampled_from(SLOPES), st.integers(1, 60), st.integers(1, 60))
routes = st.builds(Join, own_rates, st.none() | curves())


def naive_best(route: Join, x: int) -> Fraction:
    """RR-3 by the words: g(f(x)), f held at the capacity, g at its last point."""
    between = route.own.slope * min(x, route.own.capacity)
    if route.curve is None:
        return between
    if between < route.curve.first[0]:
        return Fraction(0)
    return route.curve.value_at(min(between, Fraction(route.curve.last[0]))) or Fraction(0)


def naive_least(route: Join, x: int) -> Fraction:
    """RR-4 by the words, where the join is defined at x: g(f(x-1)-1)-1, or f(x-1)-1; never below 0."""
    if x == 0 or (route.exact(x) is None and not _below(route, x)):
        return Fraction(0)
    between = route.own.slope * (x - 1) - 1
    if route.curve is None:
        return max(Fraction(0), between)
    return max(Fraction(0), (route.curve.value_at(between) or 0) - Fraction(1))


def _below(route: Join, x: int) -> bool:
    between = route.own.value_at(x)
    return between is not None and route.curve is not None and between < route.curve.first[0]


def naive_promise(promised: Curve, x: int) -> Fraction:
    return promised.value_at(min(x, promised.last[0])) or Fraction(0)


@given(routes, st.integers(0, 700))
def test_bounds_at_each_input_are_the_naive_ones(route: Join, x: int) -> None:
    assert route.best(x) == naive_best(route, x)
    assert route.least(x) == naive_least(route, x)


@given(routes, st.integers(0, 700))
def test_the_bounds_enclose_the_exact_join(route: Join, x: int) -> None:
    exact = route.exact(x)
    if exact is not None:
        assert route.least(x) <= exact == route.best(x)
    else:
        assert route.least(x) == 0


@settings(max_examples=300, deadline=None)
@given(curves(), st.lists(routes, max_size=3))
@example(Curve(((0, 0), (40, 40))), [])
def test_the_first_overpromise_is_that_of_a_search_over_all_integers(promised: Curve, some: list[Join]) -> None:
    domain = range(promised.first[0], promised.last[0] + 1)
    first = next((x for x in domain if naive_promise(promised, x) > best_of(some, x)), None)
    found = overpromise(promised, some)
    assert (found.x if found else None) == first
    if found:
        assert found.promised == promised.value_at(found.x)
        assert found.promised > found.bound == best_of(some, found.x)


@settings(max_examples=300, deadline=None)
@given(curves(), st.lists(routes, max_size=3))
def test_the_first_underpromise_is_that_of_a_search_over_all_integers(promised: Curve, some: list[Join]) -> None:
    first = next((x for x in range(700) if naive_promise(promised, x) < least_of(some, x)), None)
    found = underpromise(promised, some)
    assert (found.x if found else None) == first
    if found:
        assert found.promised < found.bound == least_of(some, found.x)


@settings(deadline=None)
@given(st.lists(routes, min_size=1, max_size=3))
def test_what_each_integer_gives_rounded_down_is_neither_too_much_nor_too_little(some: list[Join]) -> None:
    """The join of the best route at each integer, floored: the most pedantic honest connector passes both bounds."""
    end = max(int(route.owed_end) for route in some)
    values = [int(max((route.exact(x) or Fraction(0) for route in some), default=Fraction(0))) for x in range(end + 1)]
    highest = 0
    honest = []
    for x, y in enumerate(values):
        highest = max(highest, y)
        honest.append((x, highest))
    promised = Curve(tuple(honest))
    assert underpromise(promised, some) is None
    assert overpromise(promised, some) is None


def test_scale_2_to_4_by_hand() -> None:
    # f(x) = 100 x, no curve: own route [[0,0],[1000,100000]] promises exactly the join.
    assert overpromise(Curve(((0, 0), (1000, 100_000))), [Join(UP)]) is None
    assert underpromise(Curve(((0, 0), (1000, 100_000))), [Join(UP)]) is None
    # One more at the top: 100001/1000 x > 100 x from x = 1 on.
    found = overpromise(Curve(((0, 0), (1000, 100_001))), [Join(UP)])
    assert found is not None
    assert (found.x, found.promised, found.bound) == (1, Fraction(100_001, 1000), Fraction(100))
    assert found.sentence == "an input of 1 is promised 100 1/1000, but the routes give 100 at most"
    # The allowance: f(x-1)-1 = 100 x - 101. At x = 2 the curve through (2, 98) is just below: 99 are due.
    found = underpromise(Curve(((0, 0), (2, 98), (1000, 99_899))), [Join(UP)])
    assert found is not None
    assert (found.x, found.promised, found.bound) == (2, Fraction(98), Fraction(99))


def test_a_convex_curve_made_simpler_by_leaving_out_a_point_promises_too_much() -> None:
    # g bends upwards at 100 (slope 1/2, then 2). The chord from 0 to (200, 250) is above it: 5/4 x > x/2 from x = 1 on.
    bent = Join(PLAIN, Curve(((0, 0), (100, 50), (200, 250))))
    found = overpromise(Curve(((0, 0), (200, 250))), [bent])
    assert found is not None
    assert (found.x, found.promised, found.bound) == (1, Fraction(5, 4), Fraction(1, 2))
    # Held at 50: nothing too much, but too little from where g(f(x-1)-1)-1 passes 50: at 102 g(100)-1 = 49, at 103
    # g(101)-1 = 51.
    found = underpromise(Curve(((0, 0), (100, 50), (200, 50))), [bent])
    assert found is not None
    assert (found.x, found.promised) == (103, Fraction(50))


def test_a_gap_of_single_integers_between_breakpoints_is_found() -> None:
    # f(x) = x / 3: between the points 0 and 3 of the promise the integers 1, 2 are just above x / 3.
    third = Join(OwnRate(Fraction(1, 3), 1000, 1000))
    assert overpromise(Curve(((0, 0), (2, 0), (3, 1))), [third]) is None
    found = overpromise(Curve(((0, 0), (2, 1), (3, 1))), [third])
    assert found is not None
    assert found.x == 1


def test_below_the_received_minimum_nothing_may_be_promised() -> None:
    least_10 = Join(PLAIN, Curve(((10, 10), (100, 100))))
    found = overpromise(Curve(((0, 0), (100, 100))), [least_10])
    assert found is not None
    assert (found.x, found.bound) == (1, Fraction(0))
    assert overpromise(Curve(((10, 10), (100, 100))), [least_10]) is None
    assert overpromise(Curve(((10, 10), (150, 100))), [least_10]) is None  # beyond: the last point (LC-5)
    assert overpromise(Curve(((10, 10), (101, 101))), [least_10]) is not None  # more than its last y (LC-4)


def test_the_best_of_two_routes_bounds_and_their_mixture_does_not() -> None:
    # Cheap up to 100, then dry; the other gives half without end. Their sum is nobody's promise.
    cheap = Join(PLAIN, Curve(((0, 0), (100, 100))))
    deep = Join(PLAIN, Curve(((0, 0), (1000, 500))))
    envelope = Curve(((0, 0), (100, 100), (200, 100), (1000, 500)))
    assert overpromise(envelope, [cheap, deep]) is None
    assert underpromise(envelope, [cheap, deep]) is None
    mixed = overpromise(Curve(((0, 0), (100, 100), (300, 200))), [cheap, deep])
    assert mixed is not None
    assert mixed.x == 101
    single = underpromise(Curve(((0, 0), (1000, 500))), [cheap, deep])
    assert single is not None
    assert single.x == 7  # x - 3 are due: 3 at 6, which is 6/2; 4 at 7, which is more than 7/2


def test_amounts_near_2_to_the_64_are_decided_at_once() -> None:
    wide = OwnRate(Fraction(998, 1000), 2**64 - 1, 2**64 - 1)
    honest = Curve(((0, 0), (2**64 - 1, (2**64 - 1) * 998 // 1000)))
    assert overpromise(honest, [Join(wide)]) is None
    assert underpromise(honest, [Join(wide)]) is None
    found = overpromise(Curve(((0, 0), (2**64 - 1, (2**64 - 1) * 998 // 1000 + 1))), [Join(wide)])
    assert found is not None


def test_inputs_by_output_within_the_allowance() -> None:
    route = Join(UP, Curve(((0, 0), (100_000, 50_000))))
    # g(f(x)) = 50 x. For 500: x = 10; at worst g(f(x-1)-1)-1 = 500: g at 1002, f(x-1) = 1003, x = 11.03.
    assert route.lowest_input(500) == 10
    assert route.highest_input(500) == Fraction(1103, 100)
    assert route.lowest_input(50_001) is None
    assert route.highest_input(50_000) is None
    assert Join(UP).lowest_input(500) == 5
    assert Join(UP).highest_input(500) == Fraction(601, 100)  # f(x-1)-1 = 500


def test_fractions_are_written_for_people() -> None:
    assert [readable(Fraction(*each)) for each in ((4, 2), (3, 4), (7, 2))] == ["2", "3/4", "3 1/2"]
