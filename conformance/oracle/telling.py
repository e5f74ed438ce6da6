"""What a peer may hold, and must hold, of a prefix as routes come and go; and who may be asked for a quote.

Pure: a table of `routing` in, what is due out. It says only what the documents require: where they leave it open
whether a peer is told, or what of, it says so (RB-17, RR-19).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from conformance.oracle.addresses import longest, scheme
from conformance.oracle.curves import Curve
from conformance.oracle.hops import clearly_best_by_destination, clearly_best_by_source, join_of
from conformance.oracle.joins import Join
from conformance.oracle.promises import Finding, overpromise, underpromise
from conformance.oracle.rates import OwnRate
from conformance.oracle.routing import Route, Table, usable
from conformance.oracle.shortest import is_comparable, is_open, is_shadowed, leads_over, shortest
from schemas.topology import Topology


class Due(Enum):
    """What a peer must have been told of a prefix, last of all."""

    ROUTE = "a route"
    NOTHING = "no route"
    OPEN = "either"


@dataclass(frozen=True)
class Outlook:
    """What one peer on `ledger` may be told of one prefix: `owed` are the routes of which it has to be told the best.

    `idle` owe nothing, by the allowance, and may stand behind what it is told all the same. `beside` lie over its own
    ledger, so that they may stand behind what it is told, or not (RB-17). `own` is the peer's own route, which may not
    (RB-7).
    """

    ledger: str
    due: Due
    owed: tuple[Route, ...]
    beside: tuple[Route, ...]
    own: Route | None
    idle: tuple[Route, ...] = ()


class Flaw(Enum):
    """How a curve told differs from what is due: the sentence names the input."""

    TOO_MUCH = "more than the routes give"
    OWN_BACK = "more than the routes give without the peer's own"
    TOO_LITTLE = "less than the routes give, beyond the allowance"


def outlook(topology: Topology, table: Table, ledger: str, peer: str, prefix: str, now: int) -> Outlook:
    """What is due to a peer for exactly this prefix, from the table at that moment (ms)."""
    routes = [route for route in table.alive(now).routes.values() if route.prefix == prefix]
    own = next((route for route in routes if route.sender == peer), None)
    others = [route for route in routes if route.sender != peer]
    allowed = [
        route for route in others if topology.pair(ledger, route.ledger) is not None and not leads_over(route, ledger)
    ]
    traded = shortest(allowed)
    beside = tuple(route for route in others if route.ledger == ledger)
    rest = [route for route in routes if route not in allowed]
    if prefix == ledger or scheme(prefix) == "peer" or not is_comparable(routes) or is_shadowed(traded, rest):
        return Outlook(ledger, Due.OPEN, (), beside, own)
    owed = tuple(route for route in traded if route.silent or join_of(topology, ledger, route).owes_anything)
    due = Due.ROUTE if owed else Due.OPEN if beside or traded else Due.NOTHING
    idle = tuple(route for route in traded if route not in owed) if owed else ()
    return Outlook(ledger, due, owed or tuple(traded), beside, own, idle)


def flaw(topology: Topology, look: Outlook, told: Curve) -> tuple[Flaw, Finding] | None:
    """What is wrong with a curve told (RR-3, RR-4; of several routes LC-6, LC-12; RB-7), and where; None: nothing.

    Where routes over the peer's own ledger may stand behind it, only too little can be wrong.
    """
    if not look.beside:
        finding = overpromise(told, _joins(topology, look))
        if finding is not None:
            return (Flaw.OWN_BACK if is_own_back(topology, look, told) else Flaw.TOO_MUCH), finding
    finding = underpromise(told, [join_of(topology, look.ledger, route) for route in look.owed])
    return None if finding is None else (Flaw.TOO_LITTLE, finding)


def is_own_back(topology: Topology, look: Outlook, told: Curve) -> bool:
    """Whether the peer's own route, offered back to it, would explain a curve that the others do not (RB-7)."""
    if look.own is None:
        return False
    return overpromise(told, [*_joins(topology, look), _offered_back(topology, look.own)]) is None


def least_window_of(topology: Topology, look: Outlook, told: Curve) -> Fraction:
    """The least window (s) of a curve told: own and that of each route that it surely is made of (RR-21).

    A route surely has a part in it where the others alone could not keep the promise; if none has, the least counts.
    """
    routes = [*look.owed, *look.idle, *look.beside]
    if look.beside:
        return topology.message_window + min(route.window for route in routes)
    joins = {route: join_of(topology, look.ledger, route) for route in routes}
    parts = [route for route in routes if overpromise(told, [joins[other] for other in routes if other != route])]
    return topology.message_window + (
        max(route.window for route in parts) if parts else min(route.window for route in routes)
    )


@dataclass(frozen=True)
class Hops:
    """Who may be asked for a quote: one of `routes`; `surely` the one that has to be, where the curves leave no doubt.

    No routes: nobody, and the answer is an error. `may_refuse`: one of them may not carry the amount.
    """

    routes: tuple[Route, ...]
    surely: Route | None
    may_refuse: bool


def hops(
    topology: Topology, table: Table, source: str, address: str, amount: int, now: int, by_source: bool = True
) -> Hops | None:
    """The next hops for an amount (base units of ledger `source`, or by destination) to an address; None: open.

    It is open where the longest prefix of all is one that the connector does not trade to from this ledger: whether a
    shorter one serves instead no document says. So it is where the routes' paths leave it open (LC-7b).
    """
    if is_open(topology, table, source, address, now):
        return None
    routes = usable(topology, table, source, address, now)
    everywhere = longest({route.prefix for route in table.alive(now).routes.values()}, address)
    if everywhere is not None and (not routes or routes[0].prefix != everywhere):
        over = {route.ledger for route in table.alive(now).routes.values() if route.prefix == everywhere}
        if routes or source in over:
            return None
    best = clearly_best_by_source if by_source else clearly_best_by_destination
    surely = best(topology, source, routes, amount)
    joins = [join_of(topology, source, route) for route in routes if surely in (None, route)]
    carried = all(_carries(join, amount) if by_source else _delivers(join, amount) for join in joins)
    return Hops(routes, surely, not (routes and carried))


def _delivers(join: Join, amount: int) -> bool:
    """Whether the amount can be had at the allowance's worst; below a first point's output that is open (LC-3b)."""
    reached = join.curve is None or amount >= join.curve.first[1]
    return reached and join.highest_input(amount) is not None


def _carries(join: Join, amount: int) -> bool:
    """Whether at the allowance's worst the own rate leaves something to ask the next hop for (RQ-8b), and it gives."""
    return join.own.value(amount - 1) - 1 >= 1 and join.least(amount) > 0


def _joins(topology: Topology, look: Outlook) -> list[Join]:
    """All that may stand behind what the peer is told, but for routes over its own ledger."""
    return [join_of(topology, look.ledger, route) for route in (*look.owed, *look.idle)]


def _offered_back(topology: Topology, own: Route) -> Join:
    """The peer's own route as it would look to itself: nothing taken off."""
    capacity = topology.ledger(own.ledger).capacity
    return Join(OwnRate(Fraction(1), capacity, capacity), own.curve)
