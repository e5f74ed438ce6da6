"""Routes received and passed on: to the peers of the other ledgers, again when the curve changes, in due time."""

from decimal import Decimal
from fractions import Fraction

from conformance import Violation, given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.routing import promise_in, window_in
from conformance.harness.world import World
from conformance.oracle.curves import Curve
from conformance.oracle.holds import least_window
from conformance.oracle.joins import Join
from conformance.oracle.promises import overpromise
from conformance.oracle.rates import own_rate
from schemas.topology import Topology


@requirement("RR-2")
def test_a_route_is_passed_on_to_each_peer_on_the_other_ledgers(bob: Peer, prefix: Prefixes, world: World) -> None:
    """Several peers on one ledger too, and those on a ledger with a token."""
    bob.broadcasts(prefix.new)
    for peer in world.watchers(bob):
        peer.is_told(prefix.new)


@requirement("RR-2")
def test_a_route_from_the_other_side_is_passed_on(alice: Peer, prefix: Prefixes, world: World) -> None:
    """Routes of the first ledger's peers go to the others as well."""
    alice.broadcasts(prefix.new)
    for peer in world.watchers(alice):
        peer.is_told(prefix.new)


@requirement("RR-2")
def test_a_route_that_two_peers_have_is_passed_on_to_one_of_them(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Alice has a route of her own to the prefix, and is told of Bob's all the same."""
    alice.broadcasts(prefix.new)
    bob.broadcasts(prefix.new)
    alice.is_told(prefix.new)
    bob.is_told(prefix.new)


@requirement("RR-2")
def test_each_of_many_routes_in_one_update_is_passed_on(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """One hundred at once."""
    many = [prefix[f"many{number}"] for number in range(100)]
    bob.broadcasts(*many)
    for each in many:
        alice.is_told(each)


@requirement("RR-2", alone=True)
@rows(("a_fortieth", 40), ("a_thirtieth", 30), ("a_seventieth", 70))
def test_what_comes_of_two_crossing_curves_stops_no_other_route(
    row: int, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes
) -> None:
    """Where one curve is level the other crosses it, so the best of both goes on level for a while.

    A joined curve that falls there, by a rounding error, is an error to some; others are still told of other routes.
    """
    end = bob.ledger.capacity // row
    ben.broadcasts(prefix.before)
    alice.is_told(prefix.before)
    ben.broadcasts(ben.route(prefix.crossed, points=[[0, 0], [10 * end, 10 * end]]))
    bob.broadcasts(bob.route(prefix.crossed, points=[[0, 0], [end, 6 * end], [10 * end, 6 * end]]))
    ben.broadcasts(prefix.other)
    alice.is_told(prefix.other)


@requirement("RR-6")
@rows(("a_worse_one", Fraction(1, 2)), ("a_better_one", Fraction(2)))
def test_a_changed_curve_is_told_again(row: Fraction, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The curve last told fits the new one, and the old one no more."""
    end = bob.ledger.capacity // 4
    with given("RR-1", "RR-2"):
        bob.broadcasts(bob.route(prefix.new, points=[[0, 0], [end, end]]))
        first = alice.is_told(prefix.new)
    bob.broadcasts(bob.route(prefix.new, points=[[0, 0], [end, int(end * row)]]))
    alice.is_told(prefix.new, where=lambda told: told.seq > first.seq and told.route != first.route)


@requirement("RR-6")
def test_the_route_that_is_left_is_told(alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Bob's better route is withdrawn, Ben's is left: Alice is told of its curve (RR-10)."""
    end = bob.ledger.capacity // 4
    with given("RR-1", "RR-2"):
        ben.broadcasts(ben.route(prefix.new, points=[[0, 0], [end, end // 2]]))
        alice.is_told(prefix.new)
    with given("RR-2", "RR-6", "LC-12"):
        bob.broadcasts(bob.route(prefix.new, points=[[0, 0], [end, end]]))
        both = alice.is_told(prefix.new, where=lambda told: promise_in(told).last[1] > end * 3 // 4)
    bob.withdraws(prefix.new)
    alice.is_told(prefix.new, where=lambda told: told.seq > both.seq and promise_in(told).last[1] <= end // 2)


@requirement("RR-21")
@rows(("none", 0), ("half_a_second", Decimal("0.5")), ("a_second", 1), ("more", Decimal("3.25")))
def test_the_own_window_comes_on_top(
    row: Decimal | int, bob: Peer, prefix: Prefixes, world: World, topology: Topology
) -> None:
    """The window passed on is at least the received one plus the connector's own."""
    bob.broadcasts(bob.route(prefix.new, min_message_window=row))
    for peer in world.hearers(bob):
        with given("RR-2"):
            told = peer.is_told(prefix.new)
        least = least_window(topology, [Fraction(row)])
        if window_in(told) < least:
            observed = f"{(told.route or {}).get('min_message_window')} s to {peer}"
            raise Violation(f"a min_message_window of {least} s or more", observed, [told.seq])


@requirement("RR-21")
@rows(("the_first_has_the_longer_window", (3, 1)), ("the_second_has_the_longer_window", (1, 3)))
def test_a_joined_curve_has_the_window_of_each_route_in_it(
    row: tuple[int, int], alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """Bob is better for small amounts, Ben for large ones; what the curve told owes to a route, its window owes too."""
    end = bob.ledger.capacity // 40 * 10
    curves = [[[0, 0], [end // 2, end], [end, end]], [[0, 0], [end, end // 4 * 5]]]
    with given("RR-2", "RR-6", "LC-12"):
        bob.broadcasts(bob.route(prefix.new, points=curves[0], min_message_window=row[0]))
        first = alice.is_told(prefix.new)
        ben.broadcasts(ben.route(prefix.new, points=curves[1], min_message_window=row[1]))
        told = alice.is_told(prefix.new, where=lambda told: told.seq > first.seq)
    own, promised = own_rate(topology, alice.ledger.prefix, bob.ledger.prefix), promise_in(told)
    above = [overpromise(promised, [Join(own, Curve.of(points))]) is not None for points in curves]
    within = [Fraction(window) for window, other in zip(row, reversed(above), strict=True) if other]
    least = least_window(topology, within or [Fraction(min(row))])
    if window_in(told) < least:
        raise Violation(f"a min_message_window of {least} s or more", f"{window_in(told)} s", [told.seq])
