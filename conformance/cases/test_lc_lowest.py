"""By destination amount, where several inputs give it: the lowest."""

from __future__ import annotations

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.curves import Points, names_the_lowest
from conformance.harness.peer import Peer


@requirement("LC-2")
@rows(
    ("one_level_part", [[0, 0], [8, 8], [16, 8], [24, 16]]),
    ("level_at_the_end", [[0, 0], [8, 8], [24, 8]]),
    ("level_after_the_first_point", [[4, 8], [16, 8], [24, 16]]),
    ("two_level_parts", [[0, 0], [4, 4], [8, 4], [12, 8], [20, 8], [24, 10]]),
)
def test_of_several_inputs_the_lowest_is_named(row: Points, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """For the output of a level part it is where that begins."""
    points = [[x * bob.ledger.capacity // 48, y * 10_000] for x, y in row]
    with given("RR-1", "RR-30"):
        bob.broadcasts(bob.route(prefix.far, points=points))
        alice.follows(bob, prefix.later)
    names_the_lowest(alice, bob, prefix.far, points)
