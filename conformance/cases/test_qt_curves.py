"""Quotes over routes with a curve: they follow it, nobody is asked, and what was told is not taken back."""

from __future__ import annotations

from conformance import Violation, given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.curves import BENT, CURVES, asks_nobody, follows_the_curve, is_no_worse_than_told, places
from conformance.harness.peer import Peer
from conformance.harness.replies import DOUBLE, scaled

Points = list[list[int]]
AMOUNT = 10_000_019


@requirement("QT-17")
@rows(*CURVES)
def test_quotes_follow_the_curve_and_nobody_is_asked(row: Points, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """By either amount, at points, beside and between them; Bob would say twice as much, if he were asked."""
    bob.replies(prefix.far, scaled(destination=DOUBLE))
    with given("RR-1"):
        points = places(bob, row)
        bob.broadcasts(bob.route(prefix.far, points=points))
        alice.follows(bob, prefix.later)
    follows_the_curve(alice, bob, prefix.far, points, by_source=True)
    follows_the_curve(alice, bob, prefix.far, points, by_source=False)
    asks_nobody(bob, prefix.far)


@requirement("QT-17")
def test_a_new_curve_is_followed_at_once(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """A better one, and a worse one."""
    for points in (places(bob, BENT), places(bob, [[0, 0], [24, 96]]), places(bob, [[0, 0], [24, 6]])):
        with given("RR-1", "RR-5", "RR-30"):
            bob.broadcasts(bob.route(prefix.far, points=points))
            alice.follows(bob, prefix.later)
        follows_the_curve(alice, bob, prefix.far, points, by_source=True)
        asks_nobody(bob, prefix.far)


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


@requirement("QT-17")
def test_a_route_that_gets_a_curve_is_asked_about_no_more(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """It had none, and Bob was asked."""
    with given("RR-22"):
        bob.broadcasts(bob.route(prefix.far, points=None))
        alice.asks_through(bob, prefix.far + "carl", source_amount=AMOUNT)
    with given("RR-1", "RR-5", "RR-30"):
        bob.broadcasts(prefix.far)
        alice.follows(bob, prefix.later)
    before = len(bob.asked_for(prefix.far))
    answer = alice.is_quoted(prefix.far + "carl", source_amount=AMOUNT)
    if len(bob.asked_for(prefix.far)) > before:
        raise Violation(f"no request to {bob}, whose route has a curve now", answer.said, answer.seqs)
