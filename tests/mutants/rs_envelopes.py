"""Connectors that stumble over envelopes, over transfers, or over the way in which JSON is written."""

from __future__ import annotations

from typing import Any

from reference_impl.connector import Connector
from reference_impl.endpoint import Endpoint
from schemas.topology import Ledger


class Dazed(Connector):
    """Loses the quote request after something odd."""

    dazed = False

    def take_data(self, ledger: Ledger, sender: str, data: dict[str, Any], now: int) -> None:
        if self.dazed and data["method"] == "quote_request":
            self.dazed = False
            return
        super().take_data(ledger, sender, data, now)


class IsDazedByAnEnvelopeWithoutLedger(Dazed):
    """A message whose ledger is no text swallows the request after it."""

    breaks = ("RS-1",)

    def take_message(self, ledger: Ledger, message: Any, now: int) -> None:
        self.dazed = self.dazed or (isinstance(message, dict) and not isinstance(message.get("ledger"), str))
        super().take_message(ledger, message, now)


class IsDazedByAMessageThatIsNone(Dazed):
    """A message that is a number swallows the request after it."""

    breaks = ("RS-1",)

    def take_message(self, ledger: Ledger, message: Any, now: int) -> None:
        self.dazed = self.dazed or type(message) is int
        super().take_message(ledger, message, now)


class IsDazedByAnIdThatIsAList(Dazed):
    """A broadcast whose id is a list swallows the request after it."""

    breaks = ("RS-1",)

    def take_update(self, ledger: Ledger, sender: str, id: Any, update: Any, now: int) -> None:
        self.dazed = self.dazed or isinstance(id, list)
        super().take_update(ledger, sender, id, update, now)


class IsDazedByATransferThatIsNone(Dazed):
    """A transfer that is a text swallows the request after it."""

    breaks = ("RS-1",)

    def take_transfer(self, ledger: Ledger, transfer: Any, now: int) -> None:
        self.dazed = self.dazed or isinstance(transfer, str)
        super().take_transfer(ledger, transfer, now)


class IsDazedByATransferOfNobody(Dazed):
    """A transfer whose sender is null swallows the request after it."""

    breaks = ("RS-1",)

    def take_transfer(self, ledger: Ledger, transfer: Any, now: int) -> None:
        self.dazed = self.dazed or (isinstance(transfer, dict) and transfer.get("from", "") is None)
        super().take_transfer(ledger, transfer, now)


class IsDazedByAnUnknownDirection(Dazed):
    """A transfer whose direction is null swallows the request after it."""

    breaks = ("RS-1",)

    def take_transfer(self, ledger: Ledger, transfer: Any, now: int) -> None:
        self.dazed = self.dazed or (isinstance(transfer, dict) and transfer.get("direction", "") is None)
        super().take_transfer(ledger, transfer, now)


class OneLine(Endpoint):
    """Blanks around the body are none in it."""

    def parameters(self, method: str, body: bytes) -> list[Any]:
        return super().parameters(method, body.strip().splitlines()[0] if b"\r\n\t, " in body else body)


class ReadsTheFirstLine(Connector):
    """A body is read up to the end of its first line."""

    breaks = ("RR-1",)
    endpoint_class = OneLine


class Raw(Endpoint):
    """An escape is six characters."""

    def parameters(self, method: str, body: bytes) -> list[Any]:
        return super().parameters(method, body.replace(b"\\u0065", b"\\\\u0065"))


class TheEscapeOfALetterIsNotRead(Connector):
    """The name of a member that has an escape in it is another name."""

    breaks = ("RR-1",)
    endpoint_class = Raw


class NoMethodIsTheFirst(Connector):
    """An empty method is taken for `broadcast_routes`."""

    breaks = ("MSG-7",)

    def take_data(self, ledger: Ledger, sender: str, data: dict[str, Any], now: int) -> None:
        super().take_data(ledger, sender, {**data, "method": data["method"] or "broadcast_routes"}, now)
