"""The connector's place among others: its ledgers, and its peers on them, found by name."""

from __future__ import annotations

from dataclasses import dataclass

from reference_impl.addresses import prefixes
from schemas.topology import Ledger, Topology


@dataclass(frozen=True, eq=False)
class Peer:
    """A declared peer: an account on one of the connector's ledgers. One record each, compared by identity."""

    ledger: Ledger
    account: str


class Network:
    """What the topology declares, made ready to look up."""

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self.ledgers = {ledger.prefix: ledger for ledger in topology.ledgers}
        self.peers = {
            (ledger.prefix, account): Peer(ledger, account) for ledger in topology.ledgers for account in ledger.peers
        }
        self.configured: dict[str, list[Peer]] = {}
        by_account = {peer.account: peer for peer in self.peers.values()}
        for route in topology.routes:
            self.configured.setdefault(route.prefix, []).append(by_account[route.peer])

    def peer(self, ledger: Ledger, account: str) -> Peer | None:
        """The declared peer of that account, as seen on that ledger (RR-27)."""
        return self.peers.get((ledger.prefix, account))

    def ledger_around(self, prefix: str) -> Ledger | None:
        """The connector's own ledger that the prefix is, or lies on; the most particular one."""
        for shorter in prefixes(prefix):
            if shorter in self.ledgers:
                return self.ledgers[shorter]
        return None
