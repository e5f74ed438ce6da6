"""The next hop that is asked all along two curves."""

from __future__ import annotations

from itertools import pairwise

from conformance import requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.drawing import CROSSING, PARTS, Points, along, announce_both
from conformance.harness.peer import Peer
from conformance.harness.world import World
from conformance.oracle.hops import clearly_best_by_destination


@requirement("RQ-1", "LC-7")
@rows(*CROSSING)
def test_by_destination_the_best_hop_is_picked_all_along_two_curves(
    row: tuple[Points, Points], alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, world: World
) -> None:
    """At amounts between all points; where a level part begins, its end does not count."""
    routes = [along(peer, points) for peer, points in zip((bob, ben), row, strict=True)]
    most = max(route.curve.last[1] for route in routes)
    amounts = [most * part // (2 * PARTS) for part in range(1, 2 * PARTS, 4)]
    level = [y - 2 for route in routes for (_, y), (_, same) in pairwise(route.curve.points) if y == same]
    announce_both(alice, (bob, ben), routes, prefix, [*amounts, *level])
    for amount in (*amounts, *level):
        best = clearly_best_by_destination(world.topology, alice.ledger.prefix, routes, amount)
        if best is not None:
            alice.asks_best(world.peers[best.sender], prefix[amount] + "carl", destination_amount=amount)
