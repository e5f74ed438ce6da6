"""Connectors that are wrong in what they ask next hops, or in what they make of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import floor
from typing import Any

from reference_impl.connector import Connector
from reference_impl.hops import Hops
from reference_impl.network import Peer
from reference_impl.quotes import Question, Quoter
from reference_impl.remote_quotes import Finish, RemoteAnswer, RemoteQuotes
from reference_impl.routes import Route
from schemas.topology import Ledger


class _First(Hops):
    def by_destination(self, source: Ledger, routes: Sequence[Route], amount: int) -> Route | None:
        return next((route for route in routes if route.curve.lowest_input(amount) is not None), None)


class AsksTheFirstHop(Connector):
    """By destination amount, asks the hop whose route came first, not the cheapest."""

    hops_class = _First
    breaks = ("RQ-1",)


class _Largest(Hops):
    def by_source(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[Route, int] | None:
        ordered = sorted(routes, key=lambda route: route.curve.last[1], reverse=True)
        return super().by_source(source, ordered[:1], amount)


class AsksTheHopWithTheLongestCurve(Connector):
    """By source amount, asks the hop whose curve goes furthest, whatever the amount."""

    hops_class = _Largest
    breaks = ("FW-1", "LC-1", "RQ-1", "RR-5")


class _NoSpread(Hops):
    def left(self, source: Ledger, route: Route, amount: int) -> int:
        left = super().left(source, route, amount)
        if amount < 10**8:
            return left
        return floor(left / (1 - self.offers.network.topology.spread))


class AsksForMoreThanIsLeft(Connector):
    """By source amount, asks about large amounts as if there were no spread."""

    hops_class = _NoSpread
    breaks = ("RQ-2", "FW-2", "FW-4")


class _RoundsTheQuestion(RemoteQuotes):
    def ask(self, peer: Peer, asker: tuple[str, str], asked: dict[str, str], now: int, finish: Finish) -> bool:
        amount = asked.get("destination_amount", "")
        if len(amount) == 9:
            asked = {**asked, "destination_amount": amount[:-1] + "0"}
        return super().ask(peer, asker, asked, now, finish)


class RoundsTheAmountItAsksAbout(Connector):
    """By destination amount, asks the next hop about a multiple of ten, and names that in its answer."""

    class _Quoter(Quoter):
        remote_class = _RoundsTheQuestion

    quoter_class = _Quoter
    breaks = ("QT-4", "RQ-2")


class _Doubling(Quoter):
    def joined(self, question: Question, route: Route, answer: RemoteAnswer) -> dict[str, Any]:
        if not 10**8 < (question.destination_amount or 0) < 10**10:
            return super().joined(question, route, answer)
        return super().joined(question, route, replace(answer, source_amount=2 * answer.source_amount))


class AsksTwiceTheNextHopsAmount(Connector):
    """For large destination amounts, asks for twice what the next hop wants."""

    quoter_class = _Doubling
    breaks = ("RQ-3",)


class _AnySender(RemoteQuotes):
    def is_awaited(self, ledger: Ledger, sender: str, id: Any) -> bool:
        waiting = self._waiting.get(id) if isinstance(id, str) else None
        return waiting is not None and waiting.peer.ledger is ledger


class AnybodyOnTheLedgerMayAnswer(Connector):
    """Takes an answer with the right id from whatever account of the ledger."""

    class _Quoter(Quoter):
        remote_class = _AnySender

    quoter_class = _Quoter
    breaks = ("RQ-4",)


class _AnyLedger(RemoteQuotes):
    def is_awaited(self, ledger: Ledger, sender: str, id: Any) -> bool:
        waiting = self._waiting.get(id) if isinstance(id, str) else None
        return waiting is not None and (waiting.peer.ledger is not ledger or waiting.peer.account == sender)


class AnybodyOnAnotherLedgerMayAnswer(Connector):
    """Looks at the sender of an answer on the next hop's ledger only."""

    class _Quoter(Quoter):
        remote_class = _AnyLedger

    quoter_class = _Quoter
    breaks = ("RQ-4",)


class _Numbers(RemoteQuotes):
    def read(self, asked: dict[str, str], data: Any) -> RemoteAnswer | None:
        if isinstance(data, dict):
            data = {name: str(value) if name.endswith("_amount") else value for name, value in data.items()}
        return super().read(asked, data)


class TakesAmountsThatAreNumbers(Connector):
    """Takes an answer whose amounts are JSON numbers, not strings."""

    class _Quoter(Quoter):
        remote_class = _Numbers

    quoter_class = _Quoter
    breaks = ("RQ-4",)


class _Patient(RemoteQuotes):
    def timeout(self) -> int:
        return 100 * super().timeout()


class WaitsForTheNextHopForever(Connector):
    """Never gives up a question: the asker gets no answer where the next hop gives none."""

    class _Quoter(Quoter):
        remote_class = _Patient

    quoter_class = _Quoter
    breaks = ("RQ-4",)


class _Queueing(Quoter):
    def send(self, question: Question, quote: dict[str, Any]) -> None:
        is_local = "liquidity_curve" in quote
        if not self.remote._waiting or not is_local:
            super().send(question, quote)
            return
        last = next(reversed(self.remote._waiting))
        waiting = self.remote._waiting[last]

        def then(answer: RemoteAnswer | None, error: str) -> None:
            waiting.finish(answer, error)
            self.send(question, quote)

        self.remote._waiting[last] = replace(waiting, finish=then)


class RemoteQuotesStopLocalOnes(Connector):
    """While a next hop's answer is awaited, quotes by the own rate wait."""

    quoter_class = _Queueing
    breaks = ("RQ-6",)


class _AsksItself(RemoteQuotes):
    def ask(self, peer: Peer, asker: tuple[str, str], asked: dict[str, str], now: int, finish: Finish) -> bool:
        message = {"id": self.fresh_id(), "method": "quote_request", "data": asked}
        self.outbox.message(peer.ledger, peer.ledger.account, message)
        return super().ask(peer, asker, asked, now, finish)


class AsksItselfToo(Connector):
    """Sends each question to its own account on the next hop's ledger as well."""

    class _Quoter(Quoter):
        remote_class = _AsksItself

    quoter_class = _Quoter
    breaks = ("RQ-7",)


class _InTheNextHopsName(Quoter):
    def addresses(self, question: Question, route: Route) -> dict[str, str]:
        return {**super().addresses(question, route), "source_address": route.peer.account}


class AsksInTheNextHopsName(Connector):
    """The question's source address is the account of the one who is asked."""

    quoter_class = _InTheNextHopsName
    breaks = ("RQ-8",)


class _AsksForNothing(Hops):
    def by_source(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[Route, int] | None:
        if routes and self.left(source, routes[0], amount) == 0 and amount < 10**6:
            return routes[0], 0
        return super().by_source(source, routes, amount)


class AsksForNothing(Connector):
    """Asks the next hop about zero where the own rate leaves nothing."""

    hops_class = _AsksForNothing
    breaks = ("RQ-8b",)
