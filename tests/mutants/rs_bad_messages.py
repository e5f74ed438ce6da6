"""Faulty connectors: what a bad message does to them, and what a peer can do in another's name (RS-1, RS-2, RS-5)."""

from __future__ import annotations

from typing import Any

from reference_impl.connector import Connector
from reference_impl.endpoint import Endpoint, Refused
from schemas.topology import Ledger


class LosesTheNextMessage(Connector):
    """After a body that is nested very deep the next quote request is lost."""

    breaks = ("RS-1",)
    dazed = False

    def serve(self, request: dict[str, Any], now: int) -> None:
        self.dazed = self.dazed or b"[" * 40_000 in (request["body"] or b"")
        super().serve(request, now)

    def take_data(self, ledger: Ledger, sender: str, data: dict[str, Any], now: int) -> None:
        if self.dazed and data["method"] == "quote_request":
            self.dazed = False
            return
        super().take_data(ledger, sender, data, now)


class Surprised(Endpoint):
    """Bytes that are no UTF-8 are an internal error."""

    def parameters(self, method: str, body: bytes) -> list[Any]:
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused(500, "InternalError", "no UTF-8") from None
        return super().parameters(method, body)


class AnswersBrokenUnicodeWith500(Connector):
    """A body that is no UTF-8 is answered with a 5xx status."""

    breaks = ("RS-2",)
    endpoint_class = Surprised


class BelievesTheEnvelope(Connector):
    """Over whichever ledger a message came, the ledger named in it counts."""

    breaks = ("RS-5",)

    def take_message(self, ledger: Ledger, message: Any, now: int) -> None:
        named = message.get("ledger") if isinstance(message, dict) else None
        super().take_message(
            self.network.ledgers.get(named, ledger) if isinstance(named, str) else ledger, message, now
        )
