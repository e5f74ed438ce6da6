"""Curves drawn in parts of a length, and announced by several peers for several prefixes."""

from __future__ import annotations

from fractions import Fraction

from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.oracle.curves import Curve
from conformance.oracle.routing import Route

Points = list[list[int]]
PARTS = 24  # in which the curves are drawn
BENT: Points = [[0, 0], [3, 9], [8, 9], [9, 20], [20, 31], [24, 32]]  # steep, level, very steep, one to one, flat


CROSSING: tuple[tuple[str, tuple[Points, Points]], ...] = (
    ("three_times", (BENT, [[0, 0], [24, 36]])),
    ("where_one_is_level", ([[0, 0], [6, 12], [18, 12], [24, 36]], [[0, 0], [12, 6], [24, 30]])),
    ("where_one_begins", ([[0, 0], [24, 24]], [[12, 20], [24, 30]])),
)


def announce_both(
    asker: Peer, peers: tuple[Peer, ...], routes: list[Route], prefix: Prefixes, names: list[int]
) -> None:
    """Each peer announces its curve for all prefixes (a target may keep a quote for one), and all is taken in."""
    for peer, route in zip(peers, routes, strict=True):
        points = [[*point] for point in route.curve.points]
        peer.broadcasts(*(peer.route(prefix[name], points=points) for name in dict.fromkeys(names)))
        asker.follows(peer, prefix[peer.account.rpartition(".")[2]])


def along(peer: Peer, points: Points) -> Route:
    """A route of the peer's with the curve drawn in base units."""
    return Route(peer.account, peer.ledger.prefix, "", drawn(points, peer), Fraction(1))


def drawn(points: Points, peer: Peer) -> Curve:
    """The curve in base units of the peer's ledger, where nothing that is reckoned from it is above 2^53."""
    part = min(peer.ledger.capacity // 4, 2**43) // PARTS
    return Curve(tuple((x * part, y * part) for x, y in points))
