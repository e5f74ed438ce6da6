"""Spare peers, leased to one case at a time and given back when the target has reached them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.bindings import Reply
from conformance.verdicts import Inconclusive, NotApplicable

if TYPE_CHECKING:
    from conformance.harness.peer import Peer
    from conformance.harness.world import World

LEASE_WAIT = 60_000  # ms that a case may wait for a spare account of another's


class Leases:
    """The spare accounts of each ledger."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.free: dict[str, list[Peer]] = {}
        self.spoilt: set[str] = set()
        for peer in world.peers.values():
            if peer.spare:
                self.free.setdefault(peer.ledger.prefix, []).append(peer)

    def take(self, ledger: str, account: str | None = None) -> Peer:
        """A spare peer on the ledger (that one), waited for where others have it; NotApplicable where there is none."""
        pool = self.free.get(ledger)
        if pool is None:
            raise NotApplicable(f"the topology has no spare account on {ledger}")

        def there() -> list[Peer]:
            return [peer for peer in pool if account in (None, peer.account)]

        end = self.world.now() + LEASE_WAIT
        while not there():  # one that came free may be another's before this case goes on
            if not self.world.wait_until(there, end):
                raise Inconclusive(f"no spare account on {ledger} came free", ())
        pool.remove(peer := there()[0])
        return peer

    def give_back(self, peer: Peer) -> None:
        """Makes the peer as it was; where it was spoilt, first waits until the target has reached it again."""
        peer.repliers.clear()
        if peer.account in self.spoilt:
            peer.reception = Reply(200, b"true")
            self.world.monitors.forgive(peer.account)
            before = len(peer.mailbox.updates)
            topology = self.world.topology
            limit = topology.hold_down_time + 2 * topology.broadcast_interval + topology.patience
            if not self.world.wait(lambda: len(peer.mailbox.updates) > before, limit):
                return
            self.spoilt.discard(peer.account)
        self.free[peer.ledger.prefix].append(peer)

    def spoil(self, peer: Peer, status: int | None = 500, delay: int | None = 0) -> None:
        """From now on the peer answers the target's calls badly, late (`delay` in ms) or (None) never."""
        self.spoilt.add(peer.account)
        self.world.monitors.forgive(peer.account)
        peer.reception = Reply(status, b'{"id":"Broken","message":"made to fail"}', delay)

    def mend(self, peer: Peer) -> None:
        """The peer answers well again."""
        self.world.monitors.forgive(peer.account)
        peer.reception = Reply(200, b"true")
