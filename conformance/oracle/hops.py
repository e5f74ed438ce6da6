"""Which peer the curves pick as the next hop for an amount, where that is beyond doubt (RQ-1)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from conformance.oracle.curves import Curve
from conformance.oracle.joins import Join
from conformance.oracle.rates import own_rate
from conformance.oracle.routing import Route
from schemas.topology import Topology


def join_of(topology: Topology, source: str, route: Route) -> Join:
    """What a learnt route is worth from ledger `source`. Raises NotTraded."""
    return _join(topology, source, route.ledger, route.curve)


@lru_cache(maxsize=4096)
def _join(topology: Topology, source: str, ledger: str, curve: Curve | None) -> Join:
    """Over a ledger, by a curve: few of them, which many routes have."""
    return Join(own_rate(topology, source, ledger), curve)


def clearly_best_by_source(topology: Topology, source: str, routes: Iterable[Route], amount: int) -> Route | None:
    """The route that gives more for the source amount than all others, by more than the allowance; None: open.

    Its own worst value (RR-4) is above the best of each other (RR-3). A single route is the best where it gives
    anything.
    """
    known = [(route, join_of(topology, source, route)) for route in routes]
    for route, join in known:
        others = [other.best(amount) for rival, other in known if rival != route]
        if not others and join.best(amount) > 0:
            return route
        if others and join.least(amount) > max(others):
            return route
    return None


def clearly_best_by_destination(topology: Topology, source: str, routes: Iterable[Route], amount: int) -> Route | None:
    """The route that asks less for the destination amount than all others by more than the allowance; None: open.

    A route whose worst value no longer fits its curve or the capacity is not beyond doubt, nor one whose first point
    gives more than the amount: what can be sent there is open (LC-3b), so it may be passed over.
    """
    known = [(route, join_of(topology, source, route)) for route in routes]
    for route, join in known:
        below = join.curve is not None and amount < join.curve.first[1]
        worst = None if below else join.highest_input(amount)
        others = [other.lowest_input(amount) for rival, other in known if rival != route]
        if worst is not None and all(other is None or worst < other for other in others):
            return route
    return None
