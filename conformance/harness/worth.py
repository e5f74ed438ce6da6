"""What a route is worth to a peer on another ledger, by the oracle; and amounts of which a rate leaves something."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from conformance.harness.needs import only_where
from conformance.oracle.curves import Curve
from conformance.oracle.joins import Join
from conformance.oracle.rates import own_rate

if TYPE_CHECKING:
    from conformance.harness.peer import Peer
    from conformance.profiles.routes import Points
    from schemas.topology import Ledger, Topology

AMOUNT = 10_000  # base units: an amount that most ledgers' scale and spread leave something of
LARGEST = 2**53
LEFT = 100  # base units that are left of an amount that was made larger for the ledger it goes to


def join_for(listener: Peer, announcer: Peer, points: Points) -> Join:
    """What the announcer's curve is worth from the listener's ledger. Raises NotTraded."""
    topology = listener.world.topology
    return Join(own_rate(topology, listener.ledger.prefix, announcer.ledger.prefix), Curve.of(points))


def is_plain(join: Join) -> bool:
    """Whether all numbers of the exact join are ones that JSON promises to keep (requirements, Terms: Plain values)."""
    return max(join.owed_end, join.best(math.floor(join.owed_end))) <= LARGEST


def is_owed(listener: Peer, announcer: Peer, points: Points) -> bool:
    """Whether of a route with that curve anything has to be promised: else it need not be passed on at all."""
    return join_for(listener, announcer, points).owes_anything


def enough(asker: Peer, via: Peer | None) -> int:
    """A source amount of which the own rate leaves something on the ledger of `via`: AMOUNT where that will do."""
    if via is None or asker.world.topology.pair(asker.ledger.prefix, via.ledger.prefix) is None:
        return AMOUNT
    own = own_rate(asker.world.topology, asker.ledger.prefix, via.ledger.prefix)
    return AMOUNT if own.value(AMOUNT) >= 1 else math.ceil(own.inverse(LEFT))


def ample(asker: Peer, other: Peer) -> int:
    """A source amount of which much is left on the other's ledger, and no more than both ledgers take."""
    own = own_rate(asker.world.topology, asker.ledger.prefix, other.ledger.prefix)
    return min(max(1000 * AMOUNT, math.ceil(own.inverse(1000 * LEFT))), math.floor(own.domain_end / 2))


def part(topology: Topology, source: Ledger, via: Ledger, parts: int = 1000) -> int:
    """A source amount that fits both capacities many times, and of which enough is left to tell amounts apart.

    NotApplicable where the two ledgers' scales are too far apart for one.
    """
    own = own_rate(topology, source.prefix, via.prefix)
    amount = max(math.floor(own.domain_end / parts), math.ceil(own.inverse(LEFT)) + 1, 2)
    only_where(
        amount <= own.domain_end, f"no amount of {source.prefix} is worth enough and not too much for {via.prefix}"
    )
    return amount
