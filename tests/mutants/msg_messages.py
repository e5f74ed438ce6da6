"""Faulty connectors: where answers go, under which id, and what is answered at all (MSG-4 to MSG-7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reference_impl.connector import Connector
from reference_impl.outbox import Outbox
from reference_impl.quotes import Question, Quoter
from reference_impl.remote_quotes import RemoteQuotes
from schemas import json_text
from schemas.topology import Ledger


class NoFinalSegment(Outbox):
    """The ledger's name in the envelope of a quote loses its last segment."""

    def message(self, ledger: Ledger, receiver: str, data: object) -> str:
        text = json_text.write(data)
        if isinstance(data, dict) and data["method"] == "quote_response":
            shorter = ledger.prefix.rstrip(".").rpartition(".")[0] + "."
            return self.message_text(replace(ledger, prefix=shorter), receiver, text)
        return self.message_text(ledger, receiver, text)

    def call(self, ledger: Ledger, receiver: str, method: str, body: bytes, *more: Any) -> str:
        known = next(each for each in self.ledgers if each.account == ledger.account)
        return super().call(known, receiver, method, body, *more)

    ledgers: tuple[Ledger, ...] = ()


class NamesAShorterLedger(Connector):
    """Quotes go out over the right ledger, but their envelope names another one."""

    breaks = ("MSG-4",)
    outbox_class = NoFinalSegment

    def __init__(self, topology: dict[str, Any]) -> None:
        super().__init__(topology)
        self.outbox.ledgers = self.network.topology.ledgers  # type: ignore[attr-defined]  # this mutant's own outbox


class FromTheFirstAccount(Outbox):
    """Errors are sent in the name of one and the same account, whatever the ledger."""

    def message(self, ledger: Ledger, receiver: str, data: object) -> str:
        text = json_text.write(data)
        if isinstance(data, dict) and data["method"] == "error":
            return self.message_text(replace(ledger, account="test1.ant.conn"), receiver, text)
        return self.message_text(ledger, receiver, text)


class AnswersFromAnotherLedgersAccount(Connector):
    """An error comes from the connector's account on another ledger."""

    breaks = ("MSG-4",)
    outbox_class = FromTheFirstAccount


class LastId(Quoter):
    """Remembers for each destination the id of the last request only."""

    def request(self, ledger: Ledger, sender: str, id: Any, data: Any, now: int) -> None:
        if isinstance(data, dict) and isinstance(data.get("destination_address"), str):
            self.last = {**getattr(self, "last", {}), data["destination_address"]: (sender, id)}
        super().request(ledger, sender, id, data, now)

    def send(self, question: Question, quote: dict[str, Any]) -> None:
        sender, id = self.last[question.destination]
        super().send(question if sender == question.sender else replace(question, id=id), quote)


class AnswersUnderTheLastId(Connector):
    """Of two peers who ask about the same destination at once both are answered under the id of the last."""

    breaks = ("MSG-5",)
    quoter_class = LastId


class SmallId(Quoter):
    """Takes ids for names in which case does not matter."""

    def send(self, question: Question, quote: dict[str, Any]) -> None:
        id = question.id.lower() if isinstance(question.id, str) else question.id
        super().send(replace(question, id=id), quote)


class AnswersUnderASmallId(Connector):
    """The id of a request comes back in small letters."""

    breaks = ("MSG-5", "RQ-3")
    quoter_class = SmallId


class AnswersErrors(Connector):
    """An error whose data is of the wrong form is answered with an error."""

    breaks = ("MSG-6",)

    def take_data(self, ledger: Ledger, sender: str, data: dict[str, Any], now: int) -> None:
        super().take_data(ledger, sender, data, now)
        if data["method"] == "error" and not isinstance(data.get("data"), dict):
            answer = {"id": data.get("id"), "method": "error", "data": {"id": "InvalidBodyError", "message": "?"}}
            self.outbox.message(ledger, sender, answer)


class Loud(RemoteQuotes):
    """Says so when it gets a quote that nobody waits for."""

    def response(self, ledger: Ledger, sender: str, id: Any, data: Any) -> None:
        if not self.is_awaited(ledger, sender, id):
            answer = {"id": id, "method": "error", "data": {"id": "UnknownIdError", "message": "nobody asked"}}
            self.outbox.message(ledger, sender, answer)
        super().response(ledger, sender, id, data)


class LoudQuoter(Quoter):
    """Asks next hops loudly."""

    remote_class = Loud


class AnswersQuotesNobodyWaitsFor(Connector):
    """A quote response that nobody waits for is answered with an error."""

    breaks = ("MSG-6",)
    quoter_class = LoudQuoter


class SilenceIsGoodbye(Connector):
    """A message with no data takes all routes of its sender."""

    breaks = ("MSG-7",)

    def take_message(self, ledger: Ledger, message: Any, now: int) -> None:
        super().take_message(ledger, message, now)
        peer = self.network.peer(ledger, message["from"]) if isinstance(message.get("from"), str) else None
        if peer is not None and message.get("data", {}) is None:
            for prefix in list(self.table.prefixes()):
                self.broadcaster.changed(self.table.withdraw(peer, prefix))


class TakesMethodsByTheirBeginning(Connector):
    """A method that only begins like `broadcast_routes` is taken for it."""

    breaks = ("MSG-7",)

    def take_data(self, ledger: Ledger, sender: str, data: dict[str, Any], now: int) -> None:
        known = "broadcast_routes" if "broadcast_routes".startswith(data["method"] or "-") else data["method"]
        super().take_data(ledger, sender, {**data, "method": known}, now)


class TakesMethodsInAnyCase(Connector):
    """The names of methods are compared without regard to case."""

    breaks = ("MSG-7",)

    def take_data(self, ledger: Ledger, sender: str, data: dict[str, Any], now: int) -> None:
        super().take_data(ledger, sender, {**data, "method": data["method"].lower()}, now)
