"""Quotes: a question read, answered from the own rate, or asked of the next hop with what its answer makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from reference_impl.addresses import is_account
from reference_impl.hops import Hops
from reference_impl.messages import MessageRules
from reference_impl.network import Network
from reference_impl.offers import decimal
from reference_impl.outbox import Outbox
from reference_impl.rates import OwnRates, Rate
from reference_impl.remote_quotes import RemoteAnswer, RemoteQuotes
from reference_impl.routes import Route
from schemas.topology import Ledger

DEFAULT_HOLD = Fraction(5)  # seconds, on the destination ledger
LONGEST_HOLD = 10**12  # seconds; durations have twelve digits before the point
PLACES = 9


class QuoteError(Exception):
    """Why there is no quote; `id` is the error's name for programs."""

    def __init__(self, id: str, message: str) -> None:
        super().__init__(message)
        self.id = id


@dataclass(frozen=True)
class Question:
    """A quote request that can be answered. Holds in seconds."""

    ledger: Ledger
    sender: str
    id: Any
    destination: str
    source_amount: int | None
    destination_amount: int | None
    source_hold: Fraction | None
    destination_hold: Fraction
    slippage: Fraction


class Quoter:
    """Answers quote requests; amounts are reckoned exactly and rounded once, in the connector's favour (QT-14)."""

    remote_class: type[RemoteQuotes] = RemoteQuotes

    def __init__(self, network: Network, rates: OwnRates, hops: Hops, rules: MessageRules, outbox: Outbox) -> None:
        self.network = network
        self.rates = rates
        self.hops = hops
        self.rules = rules
        self.outbox = outbox
        self.remote = self.remote_class(network, rules, outbox)

    def request(self, ledger: Ledger, sender: str, id: Any, data: Any, now: int) -> None:
        """Answers a request, now or when the next hop has answered."""
        try:
            self.answer(self.read(ledger, sender, id, data), now)
        except QuoteError as error:
            self.refuse(ledger, sender, id, error)

    def answer(self, question: Question, now: int) -> None:
        """Raises QuoteError where it can be told at once."""
        found = self.hops.find(question.ledger, question.destination)
        if isinstance(found, Ledger):
            self.send(question, self.local_quote(question, found))
        elif found:
            self.ask(question, found, now)
        else:
            raise QuoteError("NoRouteFoundError", f"no route from {question.ledger.prefix} to {question.destination}")

    def read(self, ledger: Ledger, sender: str, id: Any, data: Any) -> Question:
        """The question in a request's data. Raises QuoteError."""
        if isinstance(data, dict):
            data = self.without_nulls(data)
        problem = self.rules.problem("quote_request", data)
        if problem is not None:
            amount = problem[0] in ("source_amount", "destination_amount")
            raise QuoteError("InvalidAmountSpecifiedError" if amount else "InvalidBodyError", problem[1])
        if not isinstance(id, str | int) or isinstance(id, bool):
            raise QuoteError("InvalidBodyError", "the request has no id")
        self.check_amounts(data)
        self.check_addresses(ledger, data)
        source_hold, destination_hold = self.holds(data)
        return Question(
            ledger=ledger,
            sender=sender,
            id=id,
            destination=data["destination_address"],
            source_amount=int(data["source_amount"]) if "source_amount" in data else None,
            destination_amount=int(data["destination_amount"]) if "destination_amount" in data else None,
            source_hold=source_hold,
            destination_hold=destination_hold,
            slippage=Fraction(data["slippage"]) if "slippage" in data else self.network.topology.slippage,
        )

    def without_nulls(self, data: dict[str, Any]) -> dict[str, Any]:
        """QT-23: an optional member that is null counts as left out."""
        return {name: member for name, member in data.items() if member is not None}

    def check_amounts(self, data: dict[str, Any]) -> None:
        """QT-5: one of the two."""
        if "source_amount" in data and "destination_amount" in data:
            raise QuoteError("InvalidBodyError", "both source_amount and destination_amount are given")
        if "source_amount" not in data and "destination_amount" not in data:
            raise QuoteError("NoAmountSpecifiedError", "neither source_amount nor destination_amount is given")

    def check_addresses(self, ledger: Ledger, data: dict[str, Any]) -> None:
        """QT-24: nobody asks from another ledger; QT-27: a payment goes to an account."""
        if not data["source_address"].startswith(ledger.prefix):
            raise QuoteError("InvalidBodyError", f"source_address is not on the ledger {ledger.prefix}")
        if not is_account(data["destination_address"]):
            raise QuoteError("InvalidBodyError", "destination_address is no account's address")

    def holds(self, data: dict[str, Any]) -> tuple[Fraction | None, Fraction]:
        """The source hold asked for, if any, and the destination hold (QT-16), in seconds."""
        topology = self.network.topology
        source = Fraction(data["source_expiry_duration"]) if "source_expiry_duration" in data else None
        if "destination_expiry_duration" in data:
            destination = Fraction(data["destination_expiry_duration"])
        else:
            destination = min(DEFAULT_HOLD, topology.maximum_hold)
            if source is not None:
                destination = max(min(destination, source - topology.message_window), Fraction(0))
        self.check_destination_hold(destination)
        return source, destination

    def check_destination_hold(self, hold: Fraction) -> None:
        """QT-16."""
        if hold > self.network.topology.maximum_hold:
            raise QuoteError("UnacceptableExpiryError", "destination_expiry_duration is above the longest hold")

    def source_hold(self, question: Question, needed: Fraction) -> Fraction:
        """QT-15: at least what is needed; what was asked for, where that is enough."""
        hold = needed if question.source_hold is None else question.source_hold
        if hold < needed or hold >= LONGEST_HOLD:
            raise QuoteError("UnacceptableExpiryError", "source_expiry_duration leaves too little time to forward")
        return hold

    def local_quote(self, question: Question, destination: Ledger) -> dict[str, Any]:
        """The quote to another own ledger, from the own rate alone (QT-9)."""
        rate = self.rates.between(question.ledger.prefix, destination.prefix)
        if rate is None:
            raise QuoteError("NoRouteFoundError", f"{destination.prefix} is not traded to")
        if question.source_amount is not None:
            source, worth = question.source_amount, rate.forward(question.source_amount)
            given = None if worth is None else self.offered(worth, question)
        else:
            given = question.destination_amount
            cost = rate.backward(question.destination_amount or 0)
            source = 0 if cost is None else self.charged(cost, question)
        hold = self.source_hold(question, question.destination_hold + self.network.topology.message_window)
        quote = self.quote(question, destination.prefix, source, given or 0, hold, question.destination_hold)
        curve = self.quote_curve(rate, question)
        return quote if curve is None else {**quote, "liquidity_curve": curve}

    def quote_curve(self, rate: Rate, question: Question) -> list[list[int]] | None:
        """The own rate with all that is taken off it, in whole points (QT-21)."""
        x = floor(rate.most_source)
        y = self.offered(x * rate.per_unit, question)
        return [[0, 0], [x, y]] if y > 0 else None

    def offered(self, worth: Fraction | int, question: Question) -> int:
        """The destination amount, rounded down: slippage and gratuity taken off."""
        return floor(worth * (1 - question.slippage) * (1 - self.gratuity()))

    def charged(self, cost: Fraction, question: Question) -> int:
        """The source amount, rounded up: slippage and gratuity put on."""
        return ceil(cost * (1 + question.slippage) * (1 + self.gratuity()))

    def gratuity(self) -> Fraction:
        return self.network.topology.gratuity or Fraction(0)

    def ask(self, question: Question, routes: Sequence[Route], now: int) -> None:
        """Asks the best next hop for the amount (RQ-1); its answer, or that none came, comes back to `joined`."""
        amounts: dict[str, str]
        if question.source_amount is not None:
            best = self.hops.by_source(question.ledger, routes, question.source_amount)
            route, left = best if best is not None else (None, 0)
            amounts = {"source_amount": str(left)}
        else:
            route = self.hops.by_destination(question.ledger, routes, question.destination_amount or 0)
            amounts = {"destination_amount": str(question.destination_amount)}
        if route is None:
            raise QuoteError("UnacceptableAmountError", "no known route carries such an amount")
        asked = {
            **self.addresses(question, route),
            **amounts,
            "destination_expiry_duration": decimal(question.destination_hold, PLACES),
        }

        def finish(answer: RemoteAnswer | None, error: str) -> None:
            try:
                if answer is None:
                    raise QuoteError(error, f"no quote from the next hop to {question.destination}")
                self.send(question, self.joined(question, route, answer))
            except QuoteError as problem:
                self.refuse(question.ledger, question.sender, question.id, problem)

        if not self.remote.ask(route.peer, (question.ledger.prefix, question.sender), asked, now, finish):
            raise QuoteError("ConnectorBusyError", "too many quotes of this account wait for an answer")

    def addresses(self, question: Question, route: Route) -> dict[str, str]:
        """RQ-8: the connector asks for itself."""
        return {"source_address": route.peer.ledger.account, "destination_address": question.destination}

    def joined(self, question: Question, route: Route, answer: RemoteAnswer) -> dict[str, Any]:
        """What the next hop quoted, joined with the own rate (QT-18, RQ-3)."""
        if question.source_amount is not None:
            source, given = question.source_amount, self.offered(answer.destination_amount, question)
        else:
            cost = self.hops.cost(question.ledger, route, answer.source_amount)
            source, given = 0 if cost is None else self.charged(cost, question), answer.destination_amount
        self.check_destination_hold(answer.destination_hold)
        hold = self.source_hold(question, answer.source_hold + self.network.topology.message_window)
        return self.quote(question, answer.destination_ledger, source, given, hold, answer.destination_hold)

    def quote(
        self, question: Question, destination: str, source: int, given: int, hold: Fraction, next_hold: Fraction
    ) -> dict[str, Any]:
        """The quote's data. Raises QuoteError for amounts that are none (QT-1) or above what the ledger takes."""
        if not 0 < source <= question.ledger.capacity or given <= 0:
            raise QuoteError("UnacceptableAmountError", "the amount is too small or too large to be forwarded")
        return {
            "source_ledger": question.ledger.prefix,
            "destination_ledger": destination,
            "source_connector_account": question.ledger.account,
            "source_amount": str(source),
            "destination_amount": str(given),
            "source_expiry_duration": decimal(hold, PLACES),
            "destination_expiry_duration": decimal(next_hold, PLACES),
        }

    def send(self, question: Question, quote: dict[str, Any]) -> None:
        message = {"id": question.id, "method": "quote_response", "data": quote}
        self.outbox.message(question.ledger, question.sender, message)

    def refuse(self, ledger: Ledger, sender: str, id: Any, error: QuoteError) -> None:
        """An error message with the request's id (QT-20)."""
        message = {"id": id, "method": "error", "data": {"id": error.id, "message": str(error)}}
        self.outbox.message(ledger, sender, message)
