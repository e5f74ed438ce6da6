"""A model of the routing table: who told the connector what, until when it counts, and to whom it may be told.

Pure: the table is a value, an update gives the next one. Times are ms of one clock, passed in. Configured routes
(RR-29) are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from conformance.oracle.addresses import longest, scheme
from conformance.oracle.curves import Curve
from conformance.oracle.shortest import shortest
from schemas.topology import Topology


@dataclass(frozen=True)
class Route:
    """A route a peer announced: `sender` on `ledger` reaches `prefix` by `curve`; `window` in seconds.

    `paths`: the ledgers in between, one list for each alternative. `silent`: it came without curve, and `curve` is what
    the peer answers by when it is asked.
    """

    sender: str
    ledger: str
    prefix: str
    curve: Curve
    window: Fraction
    paths: tuple[tuple[str, ...], ...] = ((),)
    silent: bool = False


@dataclass(frozen=True)
class Heard:
    """A peer's last valid update: when it came, and its hold-down time (ms)."""

    at: int
    hold_down_time: int


@dataclass(frozen=True)
class Table:
    """What valid updates brought so far: routes by (sender, prefix), and each sender's last update."""

    routes: Mapping[tuple[str, str], Route] = field(default_factory=dict)
    heard: Mapping[str, Heard] = field(default_factory=dict)

    def updated(
        self, sender: str, at: int, hold_down_time: int, new: Iterable[Route] = (), withdrawn: Iterable[str] = ()
    ) -> Table:
        """The table after a valid update of one peer (RR-5, RR-7, RR-8, RR-13; RR-14: others' routes are ignored).

        A prefix both withdrawn and announced is open (RR-24); here the announcement wins. What lapsed before is gone
        for good.
        """
        gone = {(sender, prefix) for prefix in withdrawn}
        lapsed = self.lapsed(sender, at)
        routes = {
            key: route for key, route in self.routes.items() if key not in gone and not (lapsed and key[0] == sender)
        }
        routes |= {(sender, route.prefix): route for route in new if route.sender == sender}
        return Table(routes, {**self.heard, sender: Heard(at, hold_down_time)})

    def expires_at(self, sender: str) -> int | None:
        """When the peer's routes lapse, all alike (RR-11); a target gets one interval more. None: never heard."""
        heard = self.heard.get(sender)
        return None if heard is None else heard.at + heard.hold_down_time

    def lapsed(self, sender: str, now: int) -> bool:
        """Whether the peer's hold-down time is over."""
        expires = self.expires_at(sender)
        return expires is not None and now >= expires

    def alive(self, now: int) -> Table:
        """The table without routes of peers whose hold-down time is over."""
        return replace(self, routes={k: route for k, route in self.routes.items() if not self.lapsed(k[0], now)})


def usable(topology: Topology, table: Table, source: str, address: str, now: int) -> tuple[Route, ...]:
    """The learnt routes by which a payment from ledger `source` may go to the address; own ledgers need none.

    Longest prefix first of all (QT-10, QT-11), own ledgers' prefixes among them (RR-19), out of the routes that lie
    over a ledger traded to from `source`; of these the shortest (LC-7).
    """
    routes = [route for route in table.alive(now).routes.values() if topology.pair(source, route.ledger) is not None]
    own = {ledger.prefix for ledger in topology.ledgers}
    prefix = longest({route.prefix for route in routes} | own, address)
    return shortest(route for route in routes if route.prefix == prefix) if prefix not in own else ()


def offers(topology: Topology, table: Table, ledger: str, peer: str, now: int) -> dict[str, tuple[Route, ...]]:
    """What a peer on a ledger must be told of: prefix -> the learnt routes behind it, none for an own ledger alone.

    Not the ledger itself, nor the peer's own routes (RB-7); only routes over another ledger, traded to from this one
    (RR-2; RB-17 leaves open whether a route goes back to the ledger it came over); every own ledger traded to (RB-5);
    no `peer.` prefix (RB-8). A route to the exact prefix of an own ledger stands with it: whether it counts is open
    under gratuity quoting (RR-19).
    """
    found: dict[str, tuple[Route, ...]] = {
        pair.destination: () for pair in topology.pairs if pair.source == ledger and scheme(pair.destination) != "peer"
    }
    for route in table.alive(now).routes.values():
        over_another = route.ledger != ledger and topology.pair(ledger, route.ledger) is not None
        if over_another and route.sender != peer and route.prefix != ledger and scheme(route.prefix) != "peer":
            found[route.prefix] = (*found.get(route.prefix, ()), route)
    return found


def withdrawals(before: Iterable[str], after: Iterable[str]) -> set[str]:
    """The prefixes to tell a peer as unreachable: it was told of them and is offered them no more (RR-9, RR-10)."""
    return set(before) - set(after)
