"""Routes of several peers to one prefix, and what those who hear of them are promised: verbs for parallel routes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from conformance.harness.routing import promise_in
from conformance.harness.worth import is_plain, join_for
from conformance.oracle.joins import Join
from conformance.oracle.promises import underpromise
from conformance.verdicts import given

if TYPE_CHECKING:
    from conformance.harness.peer import Peer
    from conformance.profiles.routes import Points

Heard = list[tuple["Peer", list[Join]]]


def announced(prefix: str, peers: Sequence[Peer], curves: Sequence[Points]) -> Heard:
    """Each peer announces the prefix with its curve; the peers that must be told, with what the routes are worth.

    Only those on other ledgers than all announcers (RB-17, RB-7), to whom something is owed, in numbers up to 2^53.
    """
    for peer, points in zip(peers, curves, strict=True):
        peer.broadcasts(peer.route(prefix, points=points))
    ledgers = {peer.ledger.prefix for peer in peers}
    hearers = [each for each in peers[0].world.hearers(peers[0]) if each.ledger.prefix not in ledgers]
    routes = list(zip(peers, curves, strict=True))
    pair = peers[0].world.topology.pair
    heard = [
        (each, [join_for(each, *route) for route in routes if pair(each.ledger.prefix, route[0].ledger.prefix)])
        for each in hearers
    ]
    heard = [(each, joins) for each, joins in heard if any(join.owes_anything for join in joins)]
    heard = [(each, joins) for each, joins in heard if all(map(is_plain, joins))]
    for each, _ in heard:
        with given("RR-2"):
            each.is_told(prefix)
    return heard


def are_promised_no_more(heard: Heard, prefix: str, after: Peer) -> None:
    """When the target has worked off what `after` sent: nobody is promised more than the best route gives.

    What it makes of several routes may come with its next update: until then the promise is that of the first alone.
    """
    world = after.world
    world.settle(after)
    for each, joins in heard:
        if len(joins) > 1:
            world.wait(partial(is_enough, each, prefix, joins), world.topology.broadcast_interval)
        each.is_promised_no_more(prefix, *joins)


def come_to_be_promised_enough(heard: Heard, prefix: str) -> None:
    """In the end nobody is promised less than the best route gives, by more than the allowance."""
    for each, joins in heard:
        each.world.wait(partial(is_enough, each, prefix, joins), each.world.topology.patience)
        each.is_promised_no_less(prefix, *joins)


def is_enough(peer: Peer, prefix: str, joins: Sequence[Join]) -> bool:
    """Whether what the peer is promised at this moment is within the allowance."""
    told = peer.mailbox.told(prefix)
    return told is not None and underpromise(promise_in(told), joins) is None
