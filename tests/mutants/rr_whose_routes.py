"""Faults in telling whose a route is, and over which ledger it came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_impl.connector import Connector
from reference_impl.network import Network, Peer
from reference_impl.routes import RoutingTable
from schemas.topology import Ledger


class SameLedger(RoutingTable):
    def is_the_senders(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        return str(announced["source_account"]).startswith(peer.ledger.prefix)


class AnyAccountOfTheLedgerWillDo(Connector):
    """A route in the name of any account on the sender's ledger is taken for the sender's."""

    breaks = ("RR-14", "RR-23")
    table_class = SameLedger


class Beginning(RoutingTable):
    def is_the_senders(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        return str(announced["source_account"]).startswith(peer.account)


class ANameThatBeginsAlikeWillDo(Connector):
    """The source_account is compared up to the sender's length."""

    breaks = ("RR-14",)
    table_class = Beginning


class OneBadAllBad(RoutingTable):
    def adopt(self, peer: Peer, update: Mapping[str, Any], now: int) -> set[str]:
        if all(self.is_the_senders(peer, route) for route in update["new_routes"]):
            return super().adopt(peer, update, now)
        return set()


class OneRouteOfAnothersSpoilsTheUpdate(Connector):
    """An update with a route in another's name is ignored as a whole."""

    breaks = ("RR-14b",)
    table_class = OneBadAllBad


class AnyLedger(RoutingTable):
    def is_over_this_ledger(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        return True


class TheSourceLedgerIsNotLookedAt(Connector):
    """A route counts for the ledger it came over, whatever it says."""

    breaks = ("RR-15",)
    table_class = AnyLedger


class Around(RoutingTable):
    def is_over_this_ledger(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        return peer.ledger.prefix.startswith(announced["source_ledger"])


class ALedgerAroundWillDo(Connector):
    """A source_ledger that is a shorter prefix of the ledger between the two is taken for it."""

    breaks = ("RR-15",)
    table_class = Around


class Oneself(Network):
    def peer(self, ledger: Ledger, account: str) -> Peer | None:
        if account == ledger.account:
            return self.peers.setdefault((ledger.prefix, account), Peer(ledger, account))
        return super().peer(ledger, account)


class TheConnectorListensToItself(Connector):
    """An update that has the connector's own account for its sender is obeyed."""

    breaks = ("RR-23",)
    network_class = Oneself

    def is_account_of(self, ledger: Ledger, sender: str) -> bool:
        return sender == ledger.account or super().is_account_of(ledger, sender)


class Anybody(Network):
    def peer(self, ledger: Ledger, account: str) -> Peer | None:
        return self.peers.setdefault((ledger.prefix, account), Peer(ledger, account))


class StrangersAreHeard(Connector):
    """An account that is no declared peer may announce routes."""

    breaks = ("RR-27",)
    network_class = Anybody


class Below(RoutingTable):
    def is_nobody_elses(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        prefix: str = announced["destination_ledger"]
        around = self.network.ledger_around(prefix)
        return around is None or around.prefix == peer.ledger.prefix or super().is_nobody_elses(peer, announced)


class APeerAnnouncesItsNeighboursAccounts(Connector):
    """Routes to and below all accounts of the sender's ledger are taken from it."""

    breaks = ("RR-28",)
    table_class = Below
