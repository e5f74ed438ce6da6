"""Spare peers, leased to one case at a time and given back when the target has reached them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.bindings import Reply
from conformance.harness.peer import GOOD
from conformance.verdicts import Inconclusive, NotApplicable

if TYPE_CHECKING:
    from conformance.harness.peer import Peer
    from conformance.harness.world import World


@dataclass(frozen=True)
class Wanted:
    """What a case wants: a spare peer on the ledger, that one where an account is named."""

    ledger: str
    account: str | None = None


class Leases:
    """The spare accounts of each ledger."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.spoilt: set[str] = set()
        # Those to whom a configured route leads come last: some cases want just these.
        configured = {route.peer for route in world.topology.routes}
        self.all = sorted(
            (peer for peer in world.peers.values() if peer.spare), key=lambda peer: peer.account in configured
        )
        self.free = list(self.all)
        self.changes = 0  # of who is free
        self._asked: dict[tuple[Wanted, ...], bool] = {}  # what `has` said since the last one

    def has(self, wanted: Sequence[Wanted]) -> bool:
        """Whether these spare peers are free together; also where the topology has too few at any time."""
        key = tuple(wanted)
        if key not in self._asked:
            self._asked[key] = _chosen(self.all, wanted) is None or _chosen(self.free, wanted) is not None
        return self._asked[key]

    def take(self, wanted: Sequence[Wanted]) -> list[Peer]:
        """Free spare peers, all at once, so that no two cases wait for each other's.

        NotApplicable where the topology has too few, Inconclusive where the target does not reach the others any more.
        """
        if _chosen(self.all, wanted) is None:
            raise NotApplicable(
                f"the topology has too few spare accounts on {', '.join({each.ledger for each in wanted})}"
            )
        chosen = _chosen(self.free, wanted)
        if chosen is None:
            raise Inconclusive("no spare account came free", ("RB-6", "RB-15"))
        for peer in chosen:
            self.free.remove(peer)
        self.changes += 1
        self._asked.clear()
        return chosen

    def give_back(self, peer: Peer) -> None:
        """Makes the peer as it was; first waits until what it said is answered, and a spoilt one is reached again."""
        peer.repliers.clear()
        world, topology = self.world, self.world.topology
        if not peer.is_well:
            self.restore(peer)
        world.wait_until(lambda: not world.is_calling(peer.account), world.now() + world.call_limit + 500)
        if peer.account in self.spoilt:
            for other in world.watchers(peer):
                if other.leaving:  # gives the target something to tell the peer now
                    other.heartbeat_now()
            limit = topology.hold_down_time + 2 * topology.broadcast_interval + topology.patience
            if not world.wait_until(lambda: peer.reached, world.now() + limit):
                return
            # What failed before may still be on its way back to the target, which thinks the peer down when it comes.
            world.wait_until(lambda: False, world.now() + topology.broadcast_interval)
            self.spoilt.discard(peer.account)
        self.free.append(peer)
        self.free.sort(key=self.all.index)
        self.changes += 1
        self._asked.clear()

    def spoil(
        self,
        peer: Peer,
        status: int | None = 500,
        delay: int | None = 0,
        body: bytes = b'{"id":"Broken","message":"made to fail"}',
        endless: bool = False,
    ) -> None:
        """From now on the peer answers the target's calls badly, late (`delay` in ms), never (None) or endlessly.

        Status None: it closes the connection before the answer's body.
        """
        self.spoilt.add(peer.account)
        self.world.monitors.forgive(peer.account)
        peer.reception = Reply(status, body, delay, endless=endless, account=peer.account)

    def slow(self, peer: Peer, delay: int) -> None:
        """From now on the peer answers the target's calls well, and `delay` ms late."""
        self.spoilt.add(peer.account)
        self.world.monitors.forgive(peer.account)
        peer.reception = Reply(200, b"true", delay)

    def mend(self, peer: Peer) -> None:
        """The peer answers well again."""
        self.world.monitors.forgive(peer.account)
        peer.reception = GOOD
        peer.reached = False

    def restore(self, peer: Peer) -> None:
        """The same, when all is judged: the target does not have to find out by itself which of its calls hang."""
        self.mend(peer)
        self.world.binding.let_go(peer.account)


def _chosen(peers: Sequence[Peer], wanted: Sequence[Wanted]) -> list[Peer] | None:
    """A peer for each of the wanted, in their order; None where there are too few. Those that are named go first."""
    left = list(peers)
    chosen: dict[int, Peer] = {}
    for index, each in sorted(enumerate(wanted), key=lambda pair: pair[1].account is None):
        fitting = [peer for peer in left if peer.ledger.prefix == each.ledger and each.account in (None, peer.account)]
        if not fitting:
            return None
        chosen[index] = fitting[0]
        left.remove(fitting[0])
    return [chosen[index] for index in range(len(wanted))]
