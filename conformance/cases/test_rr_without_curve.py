"""Routes without curve: adopted, passed on as what they are, and asked about."""

from __future__ import annotations

from conformance import Violation, given, requirement, rows
from conformance.generate import Fixture, fixtures, names, recast
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer

AMOUNT = 10_000_019
EITHER = ("source_amount", "destination_amount")


@requirement("RR-22")
@rows(*fixtures("routing_update", "RR-22", valid=True))
def test_the_next_connector_is_asked(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The reference updates; by source amount."""
    bob.delivered(bob.post_update(recast(row.message, names(prefix.stem, alice, bob))))
    alice.got_quote(alice.asks_through(bob, prefix.one + "carl", source_amount=AMOUNT))


@requirement("RR-22")
@rows(*EITHER)
def test_from_every_ledger_the_next_connector_is_asked(
    row: str, alice: Peer, bob: Peer, carol: Peer, prefix: Prefixes
) -> None:
    """By either amount; of two askers each has its own question asked."""
    bob.broadcasts(bob.route(prefix.far, points=None))
    for asker in (alice, carol):
        asker.got_quote(asker.asks_through(bob, f"{prefix.far}{asker.account}", **{row: 10 * AMOUNT}))


@requirement("RR-22")
def test_a_route_that_loses_its_curve_is_asked_about(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """It had one, and was quoted by it."""
    with given("RR-1", "QT-17"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far, via=bob)
    bob.broadcasts(bob.route(prefix.far, points=None))
    alice.got_quote(alice.asks_through(bob, prefix.far + "carl", source_amount=AMOUNT))


@requirement("RR-2")
@rows(*fixtures("routing_update", "RR-22", valid=True))
def test_a_route_without_curve_is_passed_on(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Whoever holds it knows that he has to ask."""
    bob.delivered(bob.post_update(recast(row.message, names(prefix.stem, alice, bob))))
    alice.is_told(prefix.one)


@requirement("RR-3", profile="liquidity-routing")
def test_of_a_route_without_curve_no_curve_is_promised(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Nobody has said one; to be asked is no promise."""
    bob.broadcasts(bob.route(prefix.far, points=None))
    with given("RR-2", "RR-22"):
        told = alice.is_told(prefix.far)
    points = (told.route or {}).get("points")
    if points:
        raise Violation(f"no curve of a route to {prefix.far}, which has none", f"{points}", [told.seq])


@requirement("RR-9", profile="liquidity-routing")
def test_when_a_route_without_curve_goes_peers_are_told(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """As of any other."""
    bob.broadcasts(bob.route(prefix.far, points=None))
    with given("RR-2", "RR-22"):
        alice.is_told(prefix.far)
    bob.withdraws(prefix.far)
    alice.is_told_gone(prefix.far)
    with given("RR-7"):
        alice.has_no_route_to(prefix.far)


@requirement("RR-22b")
@rows(*fixtures("routing_update", "RR-22b"))
def test_what_points_of_no_bytes_are(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> str:
    """A curve without points, or no curve: whether it is taken, and as which."""
    bob.sends_odd_update(recast(row.message, names(prefix.stem, alice, bob)))
    alice.world.settle(bob)
    answer = alice.asks(prefix.one + "carl", source_amount=AMOUNT)
    asked = "the next connector is asked" if bob.asked_for(prefix.one) else "nobody is asked"
    return f"{asked}; the answer is {answer.said}"
