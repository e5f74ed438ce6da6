"""Curves of very many points: whoever takes them may make them simpler, and promises no more by that."""

from conformance import requirement
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.world import World
from conformance.oracle.curves import Curve
from conformance.oracle.joins import Join
from conformance.oracle.rates import own_rate
from schemas.topology import Topology

MANY, STEP = 2500, 1000  # points, and base units between two of them


@requirement("LC-9")
def test_a_curve_of_thousands_of_points_promises_no_more(
    alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology, world: World
) -> None:
    """It bends up all along. Whether so long a curve is taken is RS-7's; what is told of it is judged."""
    points = [[n * STEP, n * STEP // 2 + n * n * STEP // (4 * MANY)] for n in range(MANY)]
    bob.broadcasts(bob.route(prefix.far, points=points))
    world.settle(bob, alice)
    if alice.mailbox.told(prefix.far):
        own = own_rate(topology, alice.ledger.prefix, bob.ledger.prefix)
        alice.is_promised_no_more(prefix.far, Join(own, Curve.of(points)))
