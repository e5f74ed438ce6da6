"""Quotes: which of the known prefixes an address lies under."""

from __future__ import annotations

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer


@requirement("QT-10")
@rows(("short_one_first", True), ("long_one_first", False))
def test_the_longest_prefix_wins(row: bool, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Whatever the order in which the routes came, and though the short one's rate is the better one."""
    inner = prefix.wide + "inner."
    wide = bob.route(prefix.wide, points=[[0, 0], [bob.ledger.capacity, 10 * bob.ledger.capacity]])
    for peer, route in ((bob, wide), (ben, ben.route(inner))) if row else ((ben, ben.route(inner)), (bob, wide)):
        peer.broadcasts(route)
        alice.follows(peer, prefix[peer.account.rpartition(".")[2]])
    alice.has_route_to(inner, via=ben)
    alice.has_route_to(prefix.wide + "innermost.", via=bob)


@requirement("QT-10")
@rows(("by_source", "source_amount"), ("by_destination", "destination_amount"))
def test_the_longest_of_three_prefixes_wins(row: str, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Ben's prefix lies between two of Bob's."""
    middle, inner = prefix.wide + "middle.", prefix.wide + "middle.inner."
    bob.broadcasts(inner, prefix.wide)
    ben.broadcasts(middle)
    alice.follows(ben, prefix.later)
    alice.follows(bob, prefix.latest)
    alice.asks_through(bob, inner + "carl", **{row: 10_000_000})
    alice.asks_through(ben, middle + "carl.smith", **{row: 10_000_000})
    alice.asks_through(bob, prefix.wide + "carl", **{row: 10_000_000})


@requirement("QT-10")
def test_a_prefix_below_the_senders_own_account_is_longer_than_the_ledgers(alice: Peer, spare: Peer) -> None:
    """A ledger nested below the announcing peer's account, beside the connector's own rate to the ledger around it."""
    nested = spare.account + ".waygate."
    with given("RR-1"):
        spare.broadcasts(nested)
    alice.has_route_to(nested, via=spare)


@requirement("QT-11")
@rows("lower_case", "upper_case")
def test_addresses_are_case_sensitive(row: str, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """One route, and an address that differs from its prefix in case only."""
    known, other = (prefix.Ring, prefix.ring) if row == "lower_case" else (prefix.ring, prefix.RING)
    with given("RR-1"):
        bob.broadcasts(known)
        alice.has_route_to(known)
    alice.has_no_way_to(other + "carl")


@requirement("QT-11")
def test_the_case_of_two_routes_tells_them_apart(alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Bob's and Ben's prefixes differ in case only."""
    with given("RR-1"):
        bob.broadcasts(prefix.Ring)
        alice.asks_through(bob, prefix.Ring + "carl")
        ben.broadcasts(prefix.ring)
    alice.has_route_to(prefix.ring, via=ben)
    alice.has_route_to(prefix.Ring, via=bob)


@requirement("QT-11")
@rows("rings.", "rin.", "ring-a.", "ring~.", "r.ing.")
def test_a_prefix_matches_whole_segments_only(row: str, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """One route, and an address in whose place of the last segment a longer or shorter one stands."""
    with given("RR-1"):
        bob.broadcasts(prefix.ring)
        alice.has_route_to(prefix.ring)
    alice.has_no_way_to(prefix.stem + row + "carl")


@requirement("QT-11")
@rows("upper_case", "longer_segment", "shorter_segment")
def test_the_own_ledgers_prefix_matches_exactly(row: str, alice: Peer, bob: Peer) -> None:
    """An address that is nearly on Bob's ledger."""
    prefix = bob.ledger.prefix
    near = {"upper_case": prefix.upper(), "longer_segment": prefix[:-1] + "x.", "shorter_segment": prefix[:-2] + "."}
    alice.has_no_way_to(near[row] + "carl")


@requirement("QT-11b")
def test_a_prefix_without_final_period_matches_whole_segments_only(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Whether it is taken or not, an address in a longer segment has no route."""
    bob.broadcasts(prefix.ring.removesuffix("."))
    alice.follows(bob, prefix.later)
    alice.has_no_way_to(prefix.rings + "carl")
