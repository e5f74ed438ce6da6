"""Remote quoting: errors of the next hop, well made and badly. Side by side, as a target may wait long for better."""

from __future__ import annotations

from collections.abc import Iterator

from conformance import given, requirement, rows
from conformance.generate import Fixture, fixtures
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.replies import erring_with
from conformance.harness.world import World

AMOUNT = 10_000_019


@requirement("RQ-4")
@rows(*fixtures("error", "RQ-4"))
def test_an_error_of_the_next_hop_gives_an_error(
    row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """Whatever its data is: where it breaks the schema, the asker waits no longer than for a hop that is silent."""
    yield world.now()
    far = bob.way_to(prefix.far)
    bob.replies(far, erring_with(row.message))
    with given("RR-1"):
        answer = alice.asks_through(bob, far + "carl", source_amount=AMOUNT)
    alice.got_error(answer)
