"""Connectors in which one peer can touch what is another's, or the connector's own, each in one way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from reference_impl.connector import Connector
from reference_impl.hops import Hops
from reference_impl.network import Peer
from reference_impl.offers import Offers
from reference_impl.quotes import Question, Quoter
from reference_impl.routes import Route, RoutingTable
from schemas.topology import Ledger


class _ByAccount(RoutingTable):
    def withdraw(self, peer: Peer, prefix: str) -> set[str]:
        changed = super().withdraw(peer, prefix)
        for other in [other for other in self._by_peer if other.account == prefix and other is not peer]:
            for each in list(self._by_peer[other]):
                changed |= super().withdraw(other, each)
        return changed


class AnAccountWithdrawnTakesItsRoutes(Connector):
    """An account in the place of a withdrawn ledger loses all its routes."""

    table_class = _ByAccount
    breaks = ("RS-5",)


class HalfABrokenUpdateCounts(Connector):
    """Of an update whose hold_down_time is negative others' routes are withdrawn all the same."""

    breaks = ("RS-5",)

    def take_update(self, ledger: Ledger, sender: str, id: Any, update: Any, now: int) -> None:
        if isinstance(update, dict) and update.get("hold_down_time") == -1:
            for peer in self.network.peers.values():
                if peer.account != sender:
                    for prefix in update["unreachable_through_me"]:
                        self.broadcaster.changed(self.table.withdraw(peer, prefix))
        super().take_update(ledger, sender, id, update, now)


class _LapseTogether(RoutingTable):
    def drop_lapsed(self, now: int) -> set[str]:
        changed = super().drop_lapsed(now)
        for prefix in list(changed):
            for route in list(self.routes(prefix)):
                changed |= self.withdraw(route.peer, prefix)
        return changed


class RoutesToAPrefixLapseTogether(Connector):
    """Where one peer's route to a prefix lapses, all routes to it do."""

    table_class = _LapseTogether
    breaks = ("RR-6", "RR-10", "RR-13", "RS-5")


class _OwnIsGone(RoutingTable):
    gone: tuple[str, ...] = ()

    def adopt(self, peer: Peer, update: Mapping[str, Any], now: int) -> set[str]:
        own = [each for each in update["unreachable_through_me"] if each in self.network.ledgers]
        if len(own) > 2:
            self.gone = (own[-1],)
        return super().adopt(peer, update, now) | set(self.gone)


class _Believes(Offers):
    def is_local(self, source: Ledger, prefix: str) -> bool:
        gone = self.table.gone if isinstance(self.table, _OwnIsGone) else ()
        return prefix not in gone and super().is_local(source, prefix)


class SeveralOwnLedgersCanBeWithdrawn(Connector):
    """A peer that withdraws several of the connector's own ledgers at once takes the last of them from it."""

    table_class = _OwnIsGone
    offers_class = _Believes
    breaks = ("RS-5",)


class _ToTheSource(Quoter):
    def send(self, question: Question, quote: dict[str, Any]) -> None:
        super().send(
            replace(question, sender=self.sources.get((question.sender, str(question.id)), question.sender)), quote
        )

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.sources: dict[tuple[str, str], str] = {}

    def read(self, ledger: Ledger, sender: str, id: Any, data: Any) -> Question:
        question = super().read(ledger, sender, id, data)
        if (ledger.prefix, data["source_address"]) in self.network.peers:
            self.sources[sender, str(id)] = data["source_address"]
        return question


class AnswersTheSourceAddress(Connector):
    """A quote goes to the peer that is named as the source, not to the one that asked."""

    quoter_class = _ToTheSource
    breaks = ("RS-5",)


class _Swallowed(Hops):
    def find(self, source: Ledger, address: str) -> Ledger | Sequence[Route]:
        routes = list(self.offers.usable(source, "g.")) if address.startswith("g.") else []
        return routes or super().find(source, address)


class ADefaultRouteSwallowsTheOthers(Connector):
    """A route to `g.` is taken before all others below it."""

    hops_class = _Swallowed
    breaks = ("RS-5",)


class LosesTheNextOfAnother(Connector):
    """After an error that nobody waits for, with an empty list in it, the next request of another peer is lost."""

    breaks = ("RS-1",)
    dazed_by: str | None = None

    def take_data(self, ledger: Ledger, sender: str, data: dict[str, Any], now: int) -> None:
        asked = data.get("id") in self.quoter.remote._waiting if isinstance(data.get("id"), str) else False
        if data["method"] == "error" and data.get("data") == [] and not asked:
            self.dazed_by = sender
        elif data["method"] == "quote_request" and self.dazed_by not in (None, sender):
            self.dazed_by = None
            return
        super().take_data(ledger, sender, data, now)
