"""What a transfer must, may and must not lead to: how much is paid on, and which packet's amount it is enough for.

Amounts are base units: of the source ledger for what came in, of the destination ledger for what a packet asks for. No
row on transfers knows a gratuity of its own: a transfer that a quote named is enough, so what quotes may take off is
granted here too (requirements, Terms: Declared, Allowance).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from conformance.oracle.curves import Curve
from conformance.oracle.hops import clearly_best_by_destination, clearly_best_by_source, join_of
from conformance.oracle.quotes import Bounds, local_by_source
from conformance.oracle.rates import own_rate
from conformance.oracle.routing import Route
from schemas.topology import Topology


def paid_on(topology: Topology, source: str, via: str, amount: int) -> Bounds:
    """The amount of the transfer to the next connector on ledger `via` (FW-2). Raises NotTraded."""
    return local_by_source(topology, source, via, amount)


def surely_enough_for(topology: Topology, source: str, destination: str, amount: int) -> int:
    """The largest packet's amount, on an own ledger, for which the source amount has to do (FW-1); 0: for none."""
    bounds = local_by_source(topology, source, destination, amount)
    return 0 if bounds.may_refuse or bounds.must_refuse or bounds.worst is None else bounds.worst


def surely_too_much_for(topology: Topology, source: str, destination: str, amount: int) -> int:
    """The smallest packet's amount for which the source amount is too little beyond all allowance (FW-4).

    Granted: a base unit more of each ledger, and the declared slippage.
    """
    own = own_rate(topology, source, destination)
    return math.floor(own.value((amount + 1) * (1 + topology.slippage)) + 1) + 1


def promised(curve: Curve, extra: tuple[int, ...] = ()) -> list[tuple[int, int]]:
    """Payments (source amount, packet's amount) within a curve that was told: its points, and places between (FW-11).

    The most that each source amount is said to reach, rounded down; places where that is nothing are left out.
    """
    cuts = sorted({*curve.breakpoints, *extra})
    places = {*cuts, *((a + b) // 2 for a, b in pairwise(cuts)), *(x + 1 for x in cuts)}
    values = [(x, curve.value_at(x)) for x in sorted(places)]
    return [(x, math.floor(y)) for x, y in values if y is not None and y >= 1 and x >= 1]


def clear_hop(topology: Topology, source: str, routes: Sequence[Route], amount: int) -> tuple[Route, int] | None:
    """The hop that is best beyond doubt for the amount, and a packet's amount for which it is; None: it is open.

    By source amount it gives most, by destination amount it costs least: whichever a connector looks at, it is that
    one, and where the others' curves say anything, it is that they don't suffice.
    """
    best = clearly_best_by_source(topology, source, routes, amount)
    deliver = 0 if best is None else math.floor(join_of(topology, source, best).least(amount))
    if best is None or deliver < 1:
        return None
    same = clearly_best_by_destination(topology, source, routes, deliver)
    return (best, deliver) if same == best else None
