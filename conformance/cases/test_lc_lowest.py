"""By destination amount, where several inputs give it: the lowest."""

from __future__ import annotations

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.curves import CURVES, Points, follows_the_curve, places
from conformance.harness.peer import Peer


@requirement("LC-2")
@rows(*CURVES)
def test_by_destination_the_lowest_input_is_named(row: Points, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """At points, beside and between them; where the curve is level, its beginning."""
    with given("RR-1"):
        points = places(bob, row)
        bob.broadcasts(bob.route(prefix.far, points=points))
        alice.follows(bob, prefix.later)
    follows_the_curve(alice, bob, prefix.far, points, by_source=False)
