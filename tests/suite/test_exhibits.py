"""What a violation shows besides words: the member that was judged, and the promise against what it is held to."""

from __future__ import annotations

from fractions import Fraction

import pytest

from conformance.bindings import open_binding
from conformance.engine import Outcome, Run, run_all
from conformance.harness.exhibits import of_news, of_promise, of_schema
from conformance.harness.mailbox import Told
from conformance.oracle.curves import Curve
from conformance.oracle.joins import Join
from conformance.oracle.promises import overpromise, underpromise
from conformance.oracle.rates import OwnRate
from conformance.registry import discover
from schemas import topology as topologies

DEFAULT = topologies.load("default")
OWN = OwnRate(Fraction(1), 1000, 1000)
TOLD = Told("g.far.", {"points": []}, 7, 0, 1000)


def broken(mutant: str, part: str) -> list[Outcome]:
    """What is broken when the cases of that name are played against a faulty connector in memory."""
    address = f"memory:tests.mutants.{mutant}"
    run = Run(DEFAULT, lambda world: open_binding(address, DEFAULT, world.reception))
    try:
        run.wait_until_ready()
        cases = [case for case in discover() if part in case.id and DEFAULT.profile in case.profiles]
        return [outcome for outcome in run_all(run, cases) if outcome.broken]
    finally:
        run.close()


def test_a_promise_that_is_too_high_shows_curve_routes_and_point() -> None:
    outcome = broken("lc_curves:PromisesALittleMoreAtTheEnd", "LC-4/no_more_than")[0]
    curve = outcome.curve
    assert curve is not None
    assert curve.bound == "most"
    assert Fraction(curve.said) > Fraction(curve.due)
    assert curve.seq in outcome.judged
    assert curve.promised[0][0] <= curve.at <= curve.promised[-1][0]
    assert [field.path[0] for field in outcome.fields] == ["new_routes"]


def test_a_quote_outside_its_bounds_shows_the_amount() -> None:
    outcome = next(each for each in broken("qt_answers:QuotesZero", "QT-9/") if each.fields)
    assert [(field.path, field.observed) for field in outcome.fields] == [(("destination_amount",), '"0"')]
    assert outcome.fields[0].seq in outcome.judged


@pytest.mark.parametrize("at_most", [True, False])
def test_the_routes_are_drawn_as_the_oracle_reckons_them(at_most: bool) -> None:
    routes = [Join(OWN, Curve(((0, 0), (400, 200), (1000, 900)))), Join(OWN, Curve(((100, 150), (500, 260))))]
    promised = Curve(((0, 0), (1000, 2000))) if at_most else Curve(((0, 0), (1000, 10)))
    finding = (overpromise if at_most else underpromise)(promised, routes)
    assert finding is not None
    drawn = of_promise(TOLD, promised, routes, finding, at_most)
    for route, line in zip(routes, drawn.routes, strict=True):
        value = route.best if at_most else route.least
        assert all(Fraction(y) == value(int(x)) for x, y in line)
        assert [x for x, _ in line] == [str(x) for x in sorted(int(x) for x, _ in line)]
    assert (drawn.at, Fraction(drawn.said), Fraction(drawn.due)) == (finding.x, finding.promised, finding.bound)


@pytest.mark.parametrize(
    ("problem", "path"),
    [
        ("new_routes[0].points: [] is too short", ("new_routes", 0, "points")),
        ("value: 7 is not of type 'object'", ()),
        ("[3].id: 7 is not of type 'string'", (3, "id")),
    ],
)
def test_a_sentence_of_the_schema_names_its_member(problem: str, path: tuple[str | int, ...]) -> None:
    assert [field.path for field in of_schema(1, problem)] == [path]


@pytest.mark.parametrize("problem", ["a route to peer.x.", "in the route to g.x.: x goes from 3 to 2", "status 500"])
def test_any_other_sentence_names_none(problem: str) -> None:
    assert of_schema(1, problem) == ()


def test_a_route_that_may_not_be_told_is_shown_where_it_stands() -> None:
    route = {"destination_ledger": "g.x.", "points": [[0, 0]]}
    told, gone = Told("g.x.", route, 7, 0, 1000, place=2), Told("g.x.", None, 7, 0, 1000, place=1)
    assert [field.path for field in of_news(told, "none")] == [("new_routes", 2)]
    assert [(field.path, field.observed) for field in of_news(gone, "none")] == [
        (("unreachable_through_me", 1), '"g.x."')
    ]
