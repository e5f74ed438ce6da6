"""The connector for gratuity quoting: to it messages and the time come, and it gives messages; no socket, no clock."""

from __future__ import annotations

from typing import Any

from reference_impl.core import DONE, Core, Questions
from reference_impl.endpoint import Call, Refused
from reference_impl.quotes import Quoter
from schemas.topology import Ledger


class Connector(Core):
    """Messages are calls of their own, in both directions."""

    quoter_class: type[Quoter] = Quoter

    def __init__(self, topology: dict[str, Any]) -> None:
        super().__init__(topology)
        self.quoter = self.quoter_class(self.network, self.rates, self.hops, self.rules, self.outbox)

    @property
    def asked(self) -> Questions:
        return self.quoter.remote

    def carry_out(self, call: Call, now: int) -> bytes:
        """The JSON answer to a call. Raises Refused."""
        if call.method != "send_message":
            return super().carry_out(call, now)
        self.take_message(call.ledger, call.parameters[0], now)
        return DONE

    def take_message(self, ledger: Ledger, message: Any, now: int) -> None:
        """A message over a ledger. One that is not to this connector, or of nobody, has no effect."""
        if not isinstance(message, dict):
            raise Refused(400, "InvalidBodyError", "the message is no object")
        sender, data = message.get("from"), message.get("data")
        if not (isinstance(data, dict) and isinstance(data.get("method"), str)):
            return
        if isinstance(sender, str) and self.is_addressed(ledger, message) and self.is_account_of(ledger, sender):
            self.take_data(ledger, sender, data, now)

    def take_data(self, ledger: Ledger, sender: str, data: dict[str, Any], now: int) -> None:
        """A method of the profile; others have no effect and no answer (MSG-6, MSG-7)."""
        method, id, content = data["method"], data.get("id"), data.get("data")
        if method == "broadcast_routes":
            self.take_update(ledger, sender, id, content, now)
        elif method == "quote_request":
            self.quoter.request(ledger, sender, id, content, now)
        elif method == "quote_response":
            self.quoter.remote.response(ledger, sender, id, content)
        elif method == "error":
            self.quoter.remote.error(ledger, sender, id, content)

    def take_update(self, ledger: Ledger, sender: str, id: Any, update: Any, now: int) -> None:
        """A route broadcast: all of it counts, or none and the sender is told why (RR-16 to RR-18)."""
        peer = self.network.peer(ledger, sender)
        if peer is None:
            return  # RR-27
        problem = self.rules.problem("update", update)
        if problem is None and not self.table.curves_hold(update):
            problem = "points", "the points of a route are no function: x must increase, y must not decrease"
        if problem is None:
            self.broadcaster.changed(self.table.adopt(peer, update, now))
            return
        error = {"method": "error", "data": {"id": "InvalidBodyError", "message": problem[1]}}
        self.outbox.message(ledger, sender, error if id is None else {"id": id, **error})
