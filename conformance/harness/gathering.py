"""How many updates a peer got in what time, against the broadcast interval (RB-10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.verdicts import Violation

if TYPE_CHECKING:
    from conformance.harness.peer import Peer

GRANTED = 2  # updates: the interval that was under way, and one that a clock or a wire moved


def are_told_in_few_updates(peer: Peer, since: int, began: int) -> None:
    """From exchange `since`, at the moment `began` (ms), until now: one update for each interval, and those granted."""
    world = peer.world
    updates = [each for each in peer.mailbox.updates if each.seq >= since]
    took = world.now() - began + world.lateness(began)
    most = took // world.topology.broadcast_interval + GRANTED
    if len(updates) > most:
        expected = f"at most {most} updates to {peer} in {took} ms"
        raise Violation(expected, f"{len(updates)}", [each.seq for each in updates])
