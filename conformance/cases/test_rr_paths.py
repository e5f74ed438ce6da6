"""Paths of routes: nobody is offered a way that comes back to him, and no path has a loop."""

from __future__ import annotations

from conformance import given, requirement, rows
from conformance.generate import Fixture, fixtures, names, recast
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer


@requirement("RR-23")
@rows(*fixtures("routing_update", "RR-23"))
def test_a_route_over_a_peers_ledger_is_not_offered_to_it(
    row: Fixture, alice: Peer, bob: Peer, carol: Peer, prefix: Prefixes
) -> None:
    """All of its paths name Alice's ledger; Carol, on another one, is told of it."""
    bob.delivered(bob.post_update(recast(row.message, names(prefix.stem, alice, bob))))
    with given("RR-2"):
        carol.is_told(prefix.one)
    alice.is_never_told(prefix.one, after=bob)


@requirement("RR-2", profile="liquidity-routing")
def test_a_route_with_one_path_that_avoids_a_peers_ledger_is_offered_to_it(
    alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """The other path goes over Alice's."""
    paths = [[alice.ledger.prefix, "g.mid."], ["g.mid."]]
    bob.broadcasts(bob.route(prefix.far, paths=paths))
    alice.is_told(prefix.far)


@requirement("RR-23", profile="liquidity-routing")
def test_a_route_that_comes_to_lead_over_a_peers_ledger_is_offered_no_more(
    alice: Peer, bob: Peer, carol: Peer, prefix: Prefixes
) -> None:
    """It was offered; the new one's only path names Alice's ledger."""
    bob.broadcasts(prefix.far)
    with given("RR-2"):
        alice.is_told(prefix.far)
    bob.broadcasts(bob.route(prefix.far, paths=[[alice.ledger.prefix]]))
    alice.is_told_gone(prefix.far)


@requirement("RR-23", profile="liquidity-routing")
@rows("without_curve", "longer_prefix")
def test_whatever_else_the_route_is_it_is_not_offered(
    row: str, alice: Peer, bob: Peer, carol: Peer, prefix: Prefixes
) -> None:
    """A route that has no curve; one below a prefix that is offered."""
    paths = [["g.one.", alice.ledger.prefix, "g.two."]]
    if row == "without_curve":
        announced, other = bob.route(prefix.far, points=None, paths=paths), prefix.other
    else:
        announced, other = bob.route(prefix.far + "below.", paths=paths), prefix.far
    bob.broadcasts(announced, other)
    with given("RR-2"):
        carol.is_told(announced.prefix)
        alice.is_told(other)
    alice.is_never_told(announced.prefix, after=bob)
