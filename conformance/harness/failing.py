"""Peers that answer the target's calls badly: the ways to do so, and what holds for everybody else meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from conformance.verdicts import Inconclusive, Violation

if TYPE_CHECKING:
    from conformance.harness.peer import Peer
    from conformance.harness.world import World

LATE = 1500  # ms by which a late peer's answers come: more than an interval, less than a hold-down time
SEVERAL = 8  # quote requests of a peer whose answers it does not take

# Each is what `Leases.spoil` takes.
FAILS: dict[str, Any] = {"status": 500}
HANGS: dict[str, Any] = {"delay": None}
IS_LATE: dict[str, Any] = {"status": 200, "body": b"true", "delay": LATE}
TALKS_NONSENSE: dict[str, Any] = {"status": 200, "body": b"<html>\xff it works!"}
HANGS_UP: dict[str, Any] = {"status": None}
NEVER_ENDS: dict[str, Any] = {"status": 200, "endless": True}


def asks_in_vain(peer: Peer, destination: str) -> None:
    """Several quotes are asked for by a peer that does not take the answers well; returns when the first is given."""
    world, since = peer.world, len(peer.world.log)
    for number in range(SEVERAL):
        request = peer.request(destination, destination_amount=2000 + number)
        peer.post(world.profile.quote_request(peer.new_id(), request))
    if not world.wait(lambda: was_called(peer, since), world.topology.patience):
        raise Inconclusive(f"the target gave {peer} no answer", ("MSG-5", "QT-9", "RS-6"))


def is_under_way(peer: Peer, announcer: Peer, prefix: str) -> None:
    """A route is announced; returns when an update goes to the peer, or after an interval of the target."""
    world, since = peer.world, len(peer.world.log)
    announcer.broadcasts(prefix)
    world.wait(lambda: was_called(peer, since), world.topology.broadcast_interval)


def was_called(peer: Peer, since: int) -> bool:
    """Whether the target has called the peer from exchange number `since` on."""
    return any(each.seq >= since for each in peer.mailbox.messages[-SEVERAL:])


def are_quoted_in_time(peers: Iterable[Peer], destination: str, patience: int) -> None:
    """RS-6: each of the peers gets a quote within the patience (ms)."""
    for peer in peers:
        id, world = peer.new_id(), peer.world
        asked = peer.post(world.profile.quote_request(id, peer.request(destination, destination_amount=2000)))
        answer = peer.answer(id, asked, patience)
        if answer.quote is None:
            if answer.error is None:
                _goes_on(world, peer)
            raise Violation(
                f"a quote for {peer} within {patience} ms, whatever another peer does", answer.said, answer.seqs
            )


def _goes_on(world: World, peer: Peer) -> None:
    """Inconclusive where the harness itself was late while nothing came."""
    late = world.lateness()
    if late > world.topology.patience // 2:
        raise Inconclusive(f"the harness itself was {late} ms late, so nothing can be said of {peer}")
