"""Windows of routes: what a later announcement says of them counts, also where it says nothing else new."""

from fractions import Fraction

from conformance import Violation, given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.routing import is_promised_above, window_in
from conformance.oracle.curves import Curve
from conformance.oracle.holds import least_window
from conformance.oracle.joins import Join
from conformance.oracle.rates import own_rate
from schemas.topology import Topology


@requirement("RR-21")
@rows(("a_second_more", 2), ("four_seconds_more", 5))
def test_a_longer_window_alone_replaces_the_shorter_one(
    row: int, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """Bob says it again with a longer window; when Ben's better route has come and gone, Alice is told of Bob's."""
    end = bob.ledger.capacity // 4
    worse = [[0, 0], [end, end // 2]]
    bobs = Join(own_rate(topology, alice.ledger.prefix, bob.ledger.prefix), Curve.of(worse))
    with given("RR-1", "RR-2", "RR-5", "RR-6", "RR-7", "RR-10"):
        bob.broadcasts(bob.route(prefix.new, points=worse))
        alice.is_told(prefix.new)
        bob.broadcasts(bob.route(prefix.new, points=worse, min_message_window=row))
        ben.broadcasts(ben.route(prefix.new, points=[[0, 0], [end, end]]))
        better = alice.is_told(prefix.new, where=lambda told: is_promised_above(told, bobs))
        ben.withdraws(prefix.new)
        last = alice.is_told(prefix.new, where=lambda told: told.seq > better.seq and not is_promised_above(told, bobs))
    least = least_window(topology, [Fraction(row)])
    if window_in(last) < least:
        raise Violation(f"a min_message_window of {least} s or more", f"{window_in(last)} s", [last.seq])
