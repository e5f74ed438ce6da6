"""Connectors that stumble over errors of next hops, over answers at the limit of what is valid, or over envelopes."""

from __future__ import annotations

from typing import Any, ClassVar

from reference_impl.connector import Connector
from reference_impl.quotes import QuoteError, Quoter
from reference_impl.remote_quotes import RemoteAnswer, RemoteQuotes
from schemas.topology import Ledger


class _NullIsNothing(RemoteQuotes):
    def error(self, ledger: Ledger, sender: str, id: Any, data: Any) -> None:
        if data is None and self.is_awaited(ledger, sender, id):
            self._waiting.pop(id)
            return
        super().error(ledger, sender, id, data)


class AnErrorWithoutContentIsForgotten(Connector):
    """The next hop's error whose data is null ends the wait, and nobody tells the asker."""

    class _Quoter(Quoter):
        remote_class = _NullIsNothing

    quoter_class = _Quoter
    breaks = ("RQ-4",)


class _PassesOn(Quoter):
    names: ClassVar[dict[str, Any]] = {}

    def refuse(self, ledger: Ledger, sender: str, id: Any, error: QuoteError) -> None:
        if error.id in self.names:
            data = {"id": self.names[error.id], "message": str(error)}
            self.outbox.message(ledger, sender, {"id": id, "method": "error", "data": data})
            return
        super().refuse(ledger, sender, id, error)


class _KeepsNames(RemoteQuotes):
    def error(self, ledger: Ledger, sender: str, id: Any, data: Any) -> None:
        name = data.get("id") if isinstance(data, dict) else "Error"
        if isinstance(name, str) or not self.is_awaited(ledger, sender, id):
            super().error(ledger, sender, id, data)
            return
        _PassesOn.names["Odd"] = name
        self._end(id, None, "Odd")


class PassesOnTheNextHopsErrorUnread(Connector):
    """The name of the next hop's error goes to the asker, also where it is no string."""

    class _Quoter(_PassesOn):
        remote_class = _KeepsNames

    quoter_class = _Quoter
    breaks = ("QT-20",)


class _ThreeDecimals(RemoteQuotes):
    def read(self, asked: dict[str, str], data: Any) -> RemoteAnswer | None:
        answer = super().read(asked, data)
        fine = answer is None or (answer.source_hold * 1000).denominator == 1
        return answer if fine else None


class DurationsHaveThreeDecimals(Connector):
    """An answer whose holds are finer than a millisecond is refused."""

    class _Quoter(Quoter):
        remote_class = _ThreeDecimals

    quoter_class = _Quoter
    breaks = ("RQ-3",)


class _NotEmpty(RemoteQuotes):
    def read(self, asked: dict[str, str], data: Any) -> RemoteAnswer | None:
        empty = isinstance(data, dict) and data.get("additional_info") == {}
        return None if empty else super().read(asked, data)


class AnEmptyObjectIsNone(Connector):
    """An answer whose additional_info is empty is refused."""

    class _Quoter(Quoter):
        remote_class = _NotEmpty

    quoter_class = _Quoter
    breaks = ("RQ-3",)


class GuessesTheMethod(Connector):
    """A message without a method counts as what its data looks like."""

    breaks = ("MSG-7",)

    def take_message(self, ledger: Ledger, message: Any, now: int) -> None:
        data = message.get("data") if isinstance(message, dict) else None
        if isinstance(data, dict) and data.get("method") is None and isinstance(data.get("data"), dict):
            message = {**message, "data": {**data, "method": "broadcast_routes"}}
        super().take_message(ledger, message, now)


class IsConfusedByAListOfReceivers(Connector):
    """A message whose receiver is a list swallows the request after it."""

    breaks = ("RS-1",)
    swallows = False

    def take_message(self, ledger: Ledger, message: Any, now: int) -> None:
        if isinstance(message, dict) and isinstance(message.get("to"), list):
            self.swallows = True
            return
        data = message.get("data") if isinstance(message, dict) else None
        if self.swallows and isinstance(data, dict) and data.get("method") == "quote_request":
            self.swallows = False
            return
        super().take_message(ledger, message, now)


class IsConfusedByAnAmountThatIsANumber(Connector):
    """A transfer whose amount is no string swallows the quote request after it."""

    breaks = ("RS-1",)
    swallows = False

    def take_transfer(self, ledger: Ledger, transfer: Any, now: int) -> None:
        amount = transfer.get("amount") if isinstance(transfer, dict) else None
        self.swallows = self.swallows or type(amount) is int
        super().take_transfer(ledger, transfer, now)

    def take_data(self, ledger: Ledger, sender: str, data: dict[str, Any], now: int) -> None:
        if self.swallows and data["method"] == "quote_request":
            self.swallows = False
            return
        super().take_data(ledger, sender, data, now)
