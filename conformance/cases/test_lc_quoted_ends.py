"""Where a curve begins and ends, seen in quotes: what is outside of it is refused."""

from __future__ import annotations

import math

from conformance import given, requirement
from conformance.harness.cast import Prefixes
from conformance.harness.curves import Points, places
from conformance.harness.peer import Peer
from conformance.oracle.rates import own_rate

LATE: Points = [[6, 3], [12, 20], [24, 24]]


@requirement("LC-3", profile="liquidity-routing")
def test_below_the_first_point_nothing_is_quoted(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """A unit of each ledger below it, half of it, and next to nothing."""
    points = places(bob, LATE)
    own = own_rate(alice.world.topology, alice.ledger.prefix, bob.ledger.prefix)
    begins_with(alice, bob, prefix, points)
    beside = math.floor(own.inverse(points[0][0] - 1)) - 1
    for amount in (beside, beside // 2, 1):
        if amount > 0:
            alice.is_refused(prefix.far + "carl", source_amount=amount)


@requirement("LC-4", profile="liquidity-routing")
def test_more_than_the_last_points_output_is_not_quoted(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """One unit more, twice as much, and all that a packet can name."""
    points = places(bob, LATE)
    begins_with(alice, bob, prefix, points)
    last = points[-1][1]
    for amount in (last + 1, 2 * last, 2**64 - 1):
        alice.is_refused(prefix.far + "carl", destination_amount=amount)


def begins_with(asker: Peer, announcer: Peer, prefix: Prefixes, points: Points) -> None:
    """The route is there, and quoted within its curve."""
    with given("RR-1", "QT-17"):
        announcer.broadcasts(announcer.route(prefix.far, points=points))
        asker.follows(announcer, prefix.later)
        asker.is_quoted(prefix.far + "carl", destination_amount=points[1][1])
