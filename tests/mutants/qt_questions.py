"""Connectors that misread quote requests, each in one corner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reference_impl.connector import Connector
from reference_impl.hops import Hops
from reference_impl.quotes import Question, QuoteError, Quoter
from reference_impl.routes import Route
from schemas.topology import Ledger


class _SourceFirst(Quoter):
    def check_amounts(self, data: dict[str, Any]) -> None:
        if "source_amount" in data:
            data.pop("destination_amount", None)
        super().check_amounts(data)


class TakesTheFirstOfBothAmounts(Connector):
    """Answers a request with both amounts by the source amount."""

    quoter_class = _SourceFirst
    breaks = ("QT-5",)


class _Fractions(Quoter):
    def without_nulls(self, data: dict[str, Any]) -> dict[str, Any]:
        kept = super().without_nulls(data)
        amount = kept.get("destination_amount")
        if isinstance(amount, str) and amount.replace(".", "", 1).isdecimal() and amount.isascii():
            kept["destination_amount"] = amount.partition(".")[0] or "0"
        return kept


class RoundsFractionalDestinationAmounts(Connector):
    """Takes a fractional destination amount for the whole number below it."""

    quoter_class = _Fractions
    breaks = ("QT-6", "QT-6b")


class _Infinite(Quoter):
    def without_nulls(self, data: dict[str, Any]) -> dict[str, Any]:
        kept = super().without_nulls(data)
        if kept.get("source_amount") == "Infinity":
            kept["source_amount"] = str(self.network.topology.ledgers[0].capacity)
        return kept


class TakesInfinityForItsCapacity(Connector):
    """Answers a request for an infinite source amount with a quote for all that it takes."""

    quoter_class = _Infinite
    breaks = ("QT-6",)


class _SenderIsSource(Quoter):
    def read(self, ledger: Ledger, sender: str, id: Any, data: Any) -> Question:
        if isinstance(data, dict) and "source_address" not in data:
            data = {**data, "source_address": sender}
        return super().read(ledger, sender, id, data)


class FillsInTheSourceAddress(Connector):
    """Takes the sender's account where the request has no source address."""

    quoter_class = _SenderIsSource
    breaks = ("QT-7",)


class _Inventive(Quoter):
    def answer(self, question: Question, now: int) -> None:
        try:
            super().answer(question, now)
        except QuoteError as error:
            amount = question.destination_amount
            if error.id != "NoRouteFoundError" or amount is None or amount < 10**6:
                raise
            hold = question.destination_hold + self.network.topology.message_window
            prefix = question.destination.rpartition(".")[0] + "."
            self.send(question, self.quote(question, prefix, amount, amount, hold, question.destination_hold))


class InventsAQuoteByDestination(Connector):
    """Quotes one for one, by large destination amounts, where it has no route."""

    quoter_class = _Inventive
    breaks = ("QT-8",)


class _ShortestFirst(Hops):
    def find(self, source: Ledger, address: str) -> Ledger | Sequence[Route]:
        found = super().find(source, address)
        if isinstance(found, Ledger) or not found:
            return found
        known = [prefix for prefix in self.offers.table.prefixes() if address.startswith(prefix)]
        if not known:
            return found  # a configured route
        return list(self.offers.usable(source, min(known, key=len)))


class ShortestPrefixWins(Connector):
    """Of two learnt prefixes around an address takes the shorter one."""

    hops_class = _ShortestFirst
    breaks = ("FW-1", "QT-10", "RQ-1", "RR-8", "RS-3", "RS-5")


class _BlindToCase(Hops):
    def find(self, source: Ledger, address: str) -> Ledger | Sequence[Route]:
        found = super().find(source, address)
        if isinstance(found, Ledger) or found:
            return found
        for prefix in self.offers.table.prefixes():
            if address.lower().startswith(prefix.lower()):
                return list(self.offers.usable(source, prefix))
        return ()


class CaseDoesNotMatter(Connector):
    """Takes an address for one under a prefix that differs from its beginning in case only."""

    hops_class = _BlindToCase
    breaks = ("QT-11", "FW-5")


class _HalfSegments(Hops):
    def find(self, source: Ledger, address: str) -> Ledger | Sequence[Route]:
        found = super().find(source, address)
        if isinstance(found, Ledger) or found:
            return found
        for prefix in self.offers.table.prefixes():
            stem = prefix.removesuffix(".")
            if address.startswith(stem) and address[len(stem) :][:1].isalpha():
                return list(self.offers.usable(source, prefix))
        return ()


class PrefixesMatchHalfSegments(Connector):
    """Takes an address for one under a prefix whose last segment goes on with a letter."""

    hops_class = _HalfSegments
    breaks = ("QT-11", "FW-5")


class _AnyHold(Quoter):
    def check_destination_hold(self, hold: Any) -> None:
        return


class GrantsAnyHold(Connector):
    """Quotes a destination hold above its maximum."""

    quoter_class = _AnyHold
    breaks = ("QT-16",)


class _NullIsAValue(Quoter):
    def without_nulls(self, data: dict[str, Any]) -> dict[str, Any]:
        return data


class NullIsNoAbsence(Connector):
    """Refuses a request one of whose optional members is null."""

    quoter_class = _NullIsAValue
    breaks = ("QT-23",)


class _TrustsTheAddress(Quoter):
    def check_addresses(self, ledger: Ledger, data: dict[str, Any]) -> None:
        super().check_addresses(ledger, {**data, "source_address": ledger.prefix + "anybody"})


class TrustsTheSourceAddress(Connector):
    """Quotes for a source address on another ledger than the request came over."""

    quoter_class = _TrustsTheAddress
    breaks = ("QT-24",)


class _NegativeSlippage(Quoter):
    def read(self, ledger: Ledger, sender: str, id: Any, data: Any) -> Question:
        if isinstance(data, dict) and data.get("slippage") == "-1":
            plain = super().read(ledger, sender, id, {**data, "slippage": None})
            return Question(**{**vars(plain), "slippage": -1})
        return super().read(ledger, sender, id, data)


class ObeysANegativeSlippage(Connector):
    """Gives more than its rate where a negative slippage is asked for."""

    quoter_class = _NegativeSlippage
    breaks = ("QT-25", "QT-25b")
