"""A silence that lasts: the monitor of heartbeats sees one when the next update comes, which may be never."""

from __future__ import annotations

from conformance.fuzz.faults import Fault
from conformance.harness.deliveries import hear_no_gap
from conformance.harness.world import World
from conformance.verdicts import Inconclusive, Violation

SILENCE = "updates_come_in_time"  # the monitor's own name, so that both are one finding


def silence(world: World) -> Fault | None:
    """RB-6, of now: a steady peer has had no update for longer than the last one said."""
    for peer in world.peers.values():
        if peer.spare or not peer.is_well or not peer.mailbox.updates:
            continue
        try:
            hear_no_gap([peer], len(world.log))
        except Violation as broken:
            last = peer.mailbox.updates[-1]
            gap = f"{world.now() - last.at} ms between two updates to {peer}"
            return Fault("RB-6", SILENCE, f"{broken.expected}, or at least by now", gap, (last.seq,))
        except Inconclusive:
            return None
    return None
