"""Quotes over routes with a curve: they follow it, nobody is asked, and what was told is not taken back."""

from __future__ import annotations

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.curves import follows_the_curve, is_no_worse_than_told, places
from conformance.harness.peer import Peer
from conformance.harness.replies import DOUBLE, scaled

Points = list[list[int]]
PARTS = 24
BENT: Points = [[0, 0], [3, 9], [8, 9], [9, 20], [20, 31], [24, 32]]
CURVES: tuple[tuple[str, Points], ...] = (
    ("bent", BENT),
    ("beginning_late", [[6, 3], [12, 20], [24, 24]]),
    ("beginning_with_something", [[6, 12], [24, 24]]),
    ("level_in_the_middle", [[0, 0], [6, 12], [18, 12], [24, 36]]),
    ("steep", [[0, 0], [1, 240], [24, 241]]),
)


@requirement("QT-17")
@rows(*CURVES)
def test_quotes_follow_the_curve_and_nobody_is_asked(row: Points, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """By source amount, at points, beside and between them; Bob would say twice as much, if he were asked."""
    bob.replies(prefix.far, scaled(destination=DOUBLE))
    with given("RR-1"):
        points = places(bob, row)
        bob.broadcasts(bob.route(prefix.far, points=points))
        alice.follows(bob, prefix.later)
    follows_the_curve(alice, bob, prefix.far, points, by_source=True)


@requirement("LC-2")
@rows(*CURVES)
def test_by_destination_the_lowest_input_is_named(row: Points, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """At points, beside and between them; where the curve is level, its beginning."""
    with given("RR-1"):
        points = places(bob, row)
        bob.broadcasts(bob.route(prefix.far, points=points))
        alice.follows(bob, prefix.later)
    follows_the_curve(alice, bob, prefix.far, points, by_source=False)


@requirement("QT-17")
def test_a_new_curve_is_followed_at_once(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """A better one, and a worse one."""
    for points in (places(bob, BENT), places(bob, [[0, 0], [24, 96]]), places(bob, [[0, 0], [24, 6]])):
        with given("RR-1", "RR-5", "RR-30"):
            bob.broadcasts(bob.route(prefix.far, points=points))
            alice.follows(bob, prefix.later)
        follows_the_curve(alice, bob, prefix.far, points, by_source=True)


@requirement("QT-26")
@rows(*CURVES, ("of_many_points", [[k, k * (48 - k)] for k in range(25)]))
def test_a_quote_is_no_worse_than_what_was_told(row: Points, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """At the points of the curve that was told, and between them."""
    points = places(bob, row)
    with given("RR-2"):
        bob.broadcasts(bob.route(prefix.far, points=points))
        alice.is_told(prefix.far)
    is_no_worse_than_told(alice, prefix.far, prefix.far + "carl", bob)


@requirement("QT-26")
def test_a_quote_to_an_own_ledger_is_no_worse_than_what_was_told(alice: Peer, bob: Peer) -> None:
    """Both ways."""
    for asker, other in ((alice, bob), (bob, alice)):
        with given("RB-5"):
            asker.is_told(other.ledger.prefix)
        is_no_worse_than_told(asker, other.ledger.prefix, other.account, other)
