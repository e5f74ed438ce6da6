"""Connectors whose answers to quote requests are wrong, each in one corner."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil, floor
from typing import Any

from reference_impl.connector import Connector
from reference_impl.quotes import Question, QuoteError, Quoter
from reference_impl.remote_quotes import RemoteAnswer
from reference_impl.routes import Route
from schemas.topology import Ledger

SMALL = 10**12


class _Zero(Quoter):
    def quote(self, question: Question, destination: str, source: int, given: int, *holds: Fraction) -> dict[str, Any]:
        if given == 0 and question.source_amount is not None:
            return {**super().quote(question, destination, source, 1, *holds), "destination_amount": "0"}
        return super().quote(question, destination, source, given, *holds)


class QuotesZero(Connector):
    """Quotes a destination amount of zero where the own rate leaves nothing."""

    quoter_class = _Zero
    breaks = ("QT-1", "QT-9")


class _NoLedger(Quoter):
    def local_quote(self, question: Question, destination: Ledger) -> dict[str, Any]:
        quote = super().local_quote(question, destination)
        if question.destination_amount is not None:
            del quote["destination_ledger"]
        return quote


class LeavesOutTheDestinationLedger(Connector):
    """Quotes by destination amount, between own ledgers, do not name the destination ledger."""

    quoter_class = _NoLedger
    breaks = ("QT-1",)


class _RoundSource(Quoter):
    def local_quote(self, question: Question, destination: Ledger) -> dict[str, Any]:
        quote = super().local_quote(question, destination)
        if question.source_amount is not None and question.source_amount < SMALL:
            quote["source_amount"] = str(-(-question.source_amount // 10) * 10)
        return quote


class RoundsTheSourceAmountAskedAbout(Connector):
    """By source amount, names the next multiple of ten in place of the amount asked about."""

    quoter_class = _RoundSource
    breaks = ("QT-3",)


class _RoundDestination(Quoter):
    def joined(self, question: Question, route: Route, answer: RemoteAnswer) -> dict[str, Any]:
        quote = super().joined(question, route, answer)
        if question.destination_amount is not None and question.destination_amount < SMALL:
            quote["destination_amount"] = str(question.destination_amount // 10 * 10)
        return quote


class RoundsTheDestinationAmountAskedAbout(Connector):
    """By destination amount, beyond the next hop, names a multiple of ten in place of the amount asked about."""

    quoter_class = _RoundDestination
    breaks = ("QT-4",)


class _SpreadTwice(Quoter):
    def local_quote(self, question: Question, destination: Ledger) -> dict[str, Any]:
        amount = question.destination_amount
        if amount is None or not 1000 < amount < SMALL:
            return super().local_quote(question, destination)
        dearer = replace(question, slippage=self.network.topology.spread)
        return super().local_quote(dearer, destination)


class TakesTheSpreadTwice(Connector):
    """By destination amount, takes the spread once with the rate and once more."""

    quoter_class = _SpreadTwice
    breaks = ("QT-9", "QT-9b", "QT-13")


class _SourceDown(Quoter):
    def charged(self, cost: Fraction | int, question: Question) -> int:
        return max(floor(cost), 1)


class RoundsTheSourceAmountDown(Connector):
    """What is asked for a destination amount does not give it."""

    quoter_class = _SourceDown
    breaks = ("QT-12", "QT-14")


class _Bumpy(Quoter):
    def local_quote(self, question: Question, destination: Ledger) -> dict[str, Any]:
        quote = super().local_quote(question, destination)
        amount = question.source_amount
        if amount is not None and 2 < amount < 20 and amount % 2 == 0:
            rate = self.rates.between(question.ledger.prefix, destination.prefix)
            least = ceil((amount - 1) * rate.per_unit) - 1 if rate else 1
            quote["destination_amount"] = str(max(least, 1))
        return quote


class GivesLessForMore(Connector):
    """For small even amounts uses up the whole allowance, so that the odd amount before gives more."""

    quoter_class = _Bumpy
    breaks = ("QT-13", "QT-12")


class _NoOwnWindow(Quoter):
    def source_hold(self, question: Question, needed: Fraction) -> Fraction:
        window = self.network.topology.message_window
        return super().source_hold(question, needed - window)


class KeepsNoWindowForItself(Connector):
    """The source hold is as long as the destination hold, or as the next hop's source hold."""

    quoter_class = _NoOwnWindow
    breaks = ("QT-15",)


class _RouteWindow(Quoter):
    def joined(self, question: Question, route: Route, answer: RemoteAnswer) -> dict[str, Any]:
        return super().joined(question, route, replace(answer, source_hold=answer.destination_hold + route.window))


class TakesTheWindowFromTheRoute(Connector):
    """Beyond the next hop, reckons with the broadcast window in place of the two holds that the next hop quoted."""

    quoter_class = _RouteWindow
    breaks = ("QT-15",)


class _ByTheCurve(Quoter):
    def joined(self, question: Question, route: Route, answer: RemoteAnswer) -> dict[str, Any]:
        if question.destination_amount is not None:
            needed = route.curve.lowest_input(question.destination_amount)
            answer = replace(answer, source_amount=-(-(needed or 1) // 1))
        return super().joined(question, route, answer)


class QuotesByTheCurve(Connector):
    """By destination amount, takes the source amount from the broadcast curve, not from the next hop's quote."""

    quoter_class = _ByTheCurve
    breaks = ("QT-18", "RQ-1")


class _Curt(Quoter):
    def refuse(self, ledger: Ledger, sender: str, id: Any, error: QuoteError) -> None:
        if error.id == "InvalidAmountSpecifiedError":
            message = {"id": id, "method": "error", "data": {"id": error.id}}
            self.outbox.message(ledger, sender, message)
        else:
            super().refuse(ledger, sender, id, error)


class SaysNotWhatIsWrong(Connector):
    """An error about an amount has no message."""

    quoter_class = _Curt
    breaks = ("QT-20",)


class _OtherName(Quoter):
    def refuse(self, ledger: Ledger, sender: str, id: Any, error: QuoteError) -> None:
        error.id = error.id.replace("NoRouteFoundError", "NotFound")
        super().refuse(ledger, sender, id, error)


class CallsItNotFound(Connector):
    """The error where there is no route has another name."""

    quoter_class = _OtherName
    breaks = ("QT-8b",)


class _DestinationUp(Quoter):
    def offered(self, worth: Fraction | int, question: Question) -> int:
        return -(-worth // 1)


class RoundsTheDestinationAmountUp(Connector):
    """Gives the whole number above what the own rate gives, to its own cost."""

    quoter_class = _DestinationUp
    breaks = ("QT-14",)


class _FractionalCurve(Quoter):
    def local_quote(self, question: Question, destination: Ledger) -> dict[str, Any]:
        quote = super().local_quote(question, destination)
        return {**quote, "liquidity_curve": [[0, 0], [1, "1"]]} if question.destination_amount else quote


class AttachesACurveOfTexts(Connector):
    """By destination amount, the liquidity curve in the quote holds a text in place of a number."""

    quoter_class = _FractionalCurve
    breaks = ("QT-21",)
