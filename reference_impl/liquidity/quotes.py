"""Quotes in packets: from the own rate, from the curves of routes, or asked of a next hop whose route has no curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from reference_impl.addresses import is_account
from reference_impl.liquidity.errors import QuoteError, forwarded_error, own_error, timestamp
from reference_impl.liquidity.hops import LiquidityHops
from reference_impl.liquidity.outbox import RequestOutbox
from reference_impl.liquidity.questions import Questions
from reference_impl.liquidity.remote import Remote
from reference_impl.liquidity.ways import LearntWay, OwnWay, Reckoned, Way
from reference_impl.network import Network
from reference_impl.rates import OwnRates
from reference_impl.routes import Route
from schemas.packets import (
    ByDestinationRequest,
    ByDestinationResponse,
    BySourceRequest,
    BySourceResponse,
    Error,
    LiquidityRequest,
    LiquidityResponse,
    Packet,
)
from schemas.topology import Ledger

LONGEST_HOLD = 2**32 - 1  # ms

Request = LiquidityRequest | BySourceRequest | ByDestinationRequest


@dataclass(frozen=True)
class Question:
    """A packet that asks for a quote; `sender` is the account to which the answer goes, `key` that of its call."""

    key: Any
    ledger: Ledger
    sender: str
    packet: Request


class LiquidityQuoter:
    """Answers each question once, at once or when the next hop has answered."""

    questions_class: type[Questions] = Questions
    remote_class: type[Remote] = Remote

    def __init__(self, network: Network, rates: OwnRates, hops: LiquidityHops, outbox: RequestOutbox) -> None:
        self.network = network
        self.rates = rates
        self.hops = hops
        self.outbox = outbox
        self.questions = self.questions_class(network, outbox)
        self.remote = self.remote_class(network, hops)

    def request(self, question: Question, now: int) -> None:
        """Answers a request, now or later. Times in ms."""
        try:
            self.answer(question, now)
        except QuoteError as error:
            self.refuse(question, error, now)

    def answer(self, question: Question, now: int) -> None:
        """Raises QuoteError where it can be told at once."""
        self.check(question)
        found = self.hops.find(question.ledger, question.packet.destination_account)
        if isinstance(found, Ledger):
            self.reply(question, self.quote(question, self.own_way(question, found), now))
        elif not found:
            raise QuoteError("F02", f"no route from {question.ledger.prefix} to there")
        elif found[0].has_curve:
            self.reply(question, self.quote(question, self.learnt_way(question, found), now))
        else:
            self.ask(question, found[0], now)

    def check(self, question: Question) -> None:
        """QT-27: a payment goes to an account; QT-16; QT-6: nobody sends nothing."""
        request = question.packet
        if not is_account(request.destination_account):
            raise QuoteError("F00", "the destination is no account's address")
        if request.destination_hold_duration > self.network.topology.maximum_hold * 1000:
            raise QuoteError("F00", "the destination hold is longer than the longest")
        if isinstance(request, BySourceRequest) and request.source_amount == 0:
            raise QuoteError("F03", "the source amount is zero")
        if isinstance(request, ByDestinationRequest) and request.destination_amount == 0:
            raise QuoteError("F03", "the destination amount is zero")

    def own_way(self, question: Question, destination: Ledger) -> Way:
        rate = self.rates.between(question.ledger.prefix, destination.prefix)
        if rate is None:
            raise QuoteError("F02", f"{destination.prefix} is not traded to")
        return OwnWay(rate, destination.prefix, self.network.topology.message_window)

    def learnt_way(self, question: Question, routes: Sequence[Route]) -> Way:
        return LearntWay(self.hops, question.ledger, routes)

    def quote(self, question: Question, way: Way, now: int) -> Packet:
        """The answer that follows from a way alone. Raises QuoteError."""
        request = question.packet
        if isinstance(request, BySourceRequest):
            given, window = self.carried(way.given(request.source_amount))
            return BySourceResponse(self.worth_sending(given), self.source_hold(request, window))
        if isinstance(request, ByDestinationRequest):
            price, window = self.carried(way.price(request.destination_amount))
            return ByDestinationResponse(max(price, 1), self.source_hold(request, window))
        return self.liquidity(request, way, now)

    def liquidity(self, request: LiquidityRequest, way: Way, now: int) -> Packet:
        """The curve itself (QT-22), for as long as nobody need repeat a route."""
        found = way.points()
        if found is None:
            raise QuoteError("T04", "nothing can be sent there")
        points, window = found
        return LiquidityResponse(
            liquidity_curve=tuple(points),
            applies_to_prefix=self.applies_to(way, request.destination_account),
            source_hold_duration=self.source_hold(request, window),
            expires_at=timestamp(now + self.network.topology.hold_down_time),
        )

    def applies_to(self, way: Way, destination: str) -> str:
        """The prefix that the way leads to, where nothing below it has a route of its own; else the destination."""
        prefix = way.prefix
        known = (*self.network.ledgers, *self.network.configured, *self.hops.offers.table.prefixes())
        covered = any(each != prefix and each.startswith(prefix) for each in known)
        return prefix if prefix and not covered else destination

    def carried(self, found: Reckoned | None) -> Reckoned:
        if found is None:
            raise QuoteError("T04", "the amount is less than the least, or more than the most, that can be sent")
        return found

    def worth_sending(self, given: int) -> int:
        if given == 0:
            raise QuoteError("R01", "nothing would arrive of such an amount")
        return given

    def source_hold(self, request: Request, window: Fraction) -> int:
        """QT-15: longer than the destination hold by the window, rounded up (ms)."""
        hold = request.destination_hold_duration - int(-window * 1000 // 1)
        if hold > LONGEST_HOLD:
            raise QuoteError("R02", "the way takes longer than any payment can wait")
        return hold

    def ask(self, question: Question, route: Route, now: int) -> None:
        """RR-22: the question goes on to the route's peer; what comes back is joined with the own rate."""
        packet = self.remote.question(question.ledger, route, question.packet)

        def finish(answer: Packet | None, at: int) -> None:
            if isinstance(answer, Error):
                self.reply(question, forwarded_error(question.ledger, answer))
                return
            try:
                self.reply(question, self.joined(question, route, answer))
            except QuoteError as error:
                self.refuse(question, error, at)

        asker = (question.ledger.prefix, question.sender)
        if not self.questions.ask(route.peer, asker, packet, now, finish):
            raise QuoteError("T03", "too many quotes of this account wait for an answer")

    def joined(self, question: Question, route: Route, answer: Packet | None) -> Packet:
        """RQ-3. Raises QuoteError for what is no answer to the question."""
        if answer is None:
            raise QuoteError("T01", "the next hop gives no answer")
        return self.remote.joined(question.ledger, route, question.packet, answer)

    def reply(self, question: Question, packet: Packet) -> None:
        self.outbox.reply(question.key, question.ledger, question.sender, packet)

    def refuse(self, question: Question, error: QuoteError, now: int) -> None:
        """An error packet (QT-20)."""
        self.reply(question, own_error(question.ledger, error, now))
