"""Connectors that one peer's flood takes from the others, each by another kind of flood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_impl.broadcaster import Broadcaster
from reference_impl.connector import Connector
from reference_impl.network import Peer
from reference_impl.quotes import QuoteError, Quoter
from reference_impl.remote_quotes import Asker, Finish, RemoteQuotes
from reference_impl.routes import RoutingTable
from schemas.topology import Ledger


class _SmallTable(RoutingTable):
    def adopt(self, peer: Peer, update: Mapping[str, Any], now: int) -> set[str]:
        changed: set[str] = set()
        if len(update["new_routes"]) > 250:
            for other in [other for other in self._by_peer if other is not peer]:
                for prefix in list(self._by_peer[other]):
                    changed |= self.withdraw(other, prefix)
        return changed | super().adopt(peer, update, now)


class ALargeUpdateTakesOthersPlaces(Connector):
    """More than 250 routes in one update push out those of all other peers."""

    table_class = _SmallTable
    breaks = ("RS-4",)


class _OneQueue(RemoteQuotes):
    def ask(self, peer: Peer, asker: Asker, asked: dict[str, str], now: int, finish: Finish) -> bool:
        return len(self._waiting) < 200 and super().ask(peer, asker, asked, now, finish)


class TwoHundredQuotesWaitForAllTogether(Connector):
    """The number of questions that may wait for an answer is one for all askers."""

    class _Quoter(Quoter):
        remote_class = _OneQueue

    quoter_class = _Quoter
    breaks = ("RS-4",)


class _Weary(Quoter):
    refused = 0
    since = 0

    def request(self, ledger: Ledger, sender: str, id: Any, data: Any, now: int) -> None:
        if now > self.since + 1000:
            self.since, self.refused = now, 0
        self.now = now
        super().request(ledger, sender, id, data, now)

    def refuse(self, ledger: Ledger, sender: str, id: Any, error: QuoteError) -> None:
        self.refused += error.id == "NoRouteFoundError"
        super().refuse(ledger, sender, id, error)

    def read(self, ledger: Ledger, sender: str, id: Any, data: Any) -> Any:
        if self.refused > 250:
            raise QuoteError("ConnectorBusyError", "too many requests without a route in this second")
        return super().read(ledger, sender, id, data)


class WearyOfRequestsWithoutARoute(Connector):
    """After 250 requests without a route within a second refuses everybody's for the rest of it."""

    quoter_class = _Weary
    breaks = ("RS-4",)


class _Sulking(Connector):
    broken: tuple[int, ...] = ()

    def take_update(self, ledger: Ledger, sender: str, id: Any, update: Any, now: int) -> None:
        if self.rules.problem("update", update) is not None:
            self.broken = (*self.broken[-150:], now)
        super().take_update(ledger, sender, id, update, now)

    def take_message(self, ledger: Ledger, message: Any, now: int) -> None:
        data = message.get("data") if isinstance(message, dict) else None
        is_update = isinstance(data, dict) and data.get("method") == "broadcast_routes"
        if len(self.broken) > 150 and now - self.broken[0] < 100 and not is_update:
            return
        super().take_message(ledger, message, now)


class IgnoresAllAfterManyBrokenUpdates(_Sulking):
    """After 150 broken updates within a tenth of a second nobody is answered for that long."""

    breaks = ("RS-4",)


class _Breathless(Broadcaster):
    held_up = 0

    def changed(self, prefixes: Any) -> None:
        found = list(prefixes)
        if len(found) > 250 and self.next_heartbeat not in (None, self.held_up):  # one breath at a time
            self.held_up = self.next_heartbeat + 3500
        super().changed(found)

    def beat(self, now: int) -> None:
        if self.next_heartbeat is not None and now < self.held_up:
            self.next_heartbeat = self.held_up
            return
        super().beat(now)


class HoldsItsHeartbeatsAfterALargeUpdate(Connector):
    """After an update of more than 250 routes sends no heartbeat for longer than the hold-down time."""

    broadcaster_class = _Breathless
    breaks = ("RS-4", "RB-6")
