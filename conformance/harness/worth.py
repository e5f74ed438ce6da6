"""What a route is worth to a peer on another ledger, by the oracle; and amounts of which a rate leaves something."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from conformance.oracle.curves import Curve
from conformance.oracle.joins import Join
from conformance.oracle.rates import NotTraded, own_rate
from schemas.topology import Ledger, Topology

if TYPE_CHECKING:
    from conformance.harness.peer import Peer
    from conformance.profiles.routes import Points

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


def enough(topology: Topology, source: Ledger, via: Ledger | None) -> int:
    """A source amount in base units of which the own rate leaves something on ledger `via`: AMOUNT where it can be."""
    try:
        own = None if via is None or via is source else own_rate(topology, source.prefix, via.prefix)
    except NotTraded:
        own = None
    return AMOUNT if own is None or own.value(AMOUNT) >= 1 else math.ceil(own.inverse(LEFT))
