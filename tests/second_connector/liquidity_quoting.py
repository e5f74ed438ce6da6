"""Quotes in packets: by the rate, by the curves of the shortest ways, or by asking the next hop."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any, Protocol

from schemas import json_text, packets
from schemas.packets import (
    ByDestinationRequest,
    ByDestinationResponse,
    BySourceRequest,
    BySourceResponse,
    Error,
    LiquidityRequest,
    Packet,
    PacketError,
)
from schemas.topology import Ledger, Topology
from tests.second_connector.amounts import input_for, output_of
from tests.second_connector.curves import Way, inverse
from tests.second_connector.habits import Habits
from tests.second_connector.liquidity_routes import is_blind
from tests.second_connector.table import (
    Candidate,
    Table,
    best_by_destination,
    best_by_source,
    covers,
    most_taken,
)

MARGIN = Fraction(1, 2)  # seconds on top of the own window
NAMES = {
    "F00": "Bad Request",
    "F01": "Invalid Packet",
    "F02": "Unreachable",
    "F03": "Invalid Amount",
    "R00": "Transfer Timed Out",
    "T00": "Internal Error",
    "T04": "Insufficient Liquidity",
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Done = Callable[[Packet], None]


class Unquotable(Exception):
    """Why there is no quote; `code` is one of NAMES."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Post(Protocol):
    """What quoting needs of the connector around it."""

    def ask(self, ledger: Ledger, account: str, packet: Packet) -> str:
        """Asks an account; the call's key."""

    def after(self, delay: int, task: Callable[[], None]) -> None:
        """Runs the task `delay` ms later."""

    def now(self) -> int:
        """The present moment in ms."""


@dataclass
class Errand:
    """A question for which a next hop is asked; `done` takes the answer to it."""

    ledger: Ledger
    question: Any
    hop: Candidate
    done: Done


class LiquidityQuoting:
    """Answers questions in packets; liquidity requests it does not know."""

    def __init__(self, topology: Topology, habits: Habits, table: Table, post: Post) -> None:
        self.topology, self.habits, self.table, self.post = topology, habits, table, post
        self.errands: dict[str, Errand] = {}

    def asked(self, ledger: Ledger, asker: str, text: Any, done: Done) -> None:
        """A packet in base64 came in a request; `done` is told the answer, now or later."""
        try:
            self._answer(ledger, asker, self._read(text), done)
        except Unquotable as why:
            done(self.error(ledger, why))

    def error(self, ledger: Ledger, why: Unquotable) -> Error:
        """The packet that says why."""
        moment = EPOCH + timedelta(milliseconds=self.post.now())
        at = f"{moment:%Y%m%d%H%M%S}.{moment.microsecond // 1000:03}Z"
        return Error(why.code, NAMES[why.code], ledger.account, (), at, str(why).encode()[:100])

    def _read(self, text: Any) -> Packet:
        try:
            return packets.read(packets.from_base64(text))
        except (AttributeError, PacketError) as problem:
            raise Unquotable("F01", str(problem)) from None

    def _answer(self, ledger: Ledger, asker: str, question: Packet, done: Done) -> None:
        if isinstance(question, LiquidityRequest):
            raise Unquotable("F00", "no curves are given here")
        if not isinstance(question, BySourceRequest | ByDestinationRequest):
            raise Unquotable("F00", "that is no question")
        destination = question.destination_account
        if question.destination_hold_duration > self.topology.maximum_hold * 1000:
            raise Unquotable("F00", "that is a long hold")
        if any(covers(each.account, destination) for each in self.topology.ledgers):
            raise Unquotable("F02", "that is me")
        ways = self.table.ways_to(ledger.prefix, asker, destination)
        if not ways:
            raise Unquotable("F02", "nobody knows the way")
        if is_blind(ways[0]):
            self._ask(Errand(ledger, question, ways[0], done))
        elif isinstance(question, BySourceRequest):
            amount, way = self._by_source(ways, question.source_amount)
            done(BySourceResponse(amount, self._hold(question, way)))
        else:
            amount, way = self._by_destination(ways, question.destination_amount)
            done(ByDestinationResponse(amount, self._hold(question, way)))

    def _hold(self, question: BySourceRequest | ByDestinationRequest, way: Candidate) -> int:
        window = way.window + self.topology.message_window + MARGIN
        hold = question.destination_hold_duration + math.ceil(window * 1000)
        if hold >= 2**32:
            raise Unquotable("F00", "so long a hold can't be written")
        return hold

    def _by_source(self, ways: list[Candidate], amount: int) -> tuple[int, Candidate]:
        able = best_by_source(ways, amount)
        if not able and self.habits.small_amounts:
            able = best_by_source(ways, amount := min(amount, most_taken(ways)))
        if not able or amount == 0 or amount > able[0].way.end:
            raise Unquotable("T04" if amount else "F03", "nobody takes such an amount")
        given = _offered(able[0].way, amount, self.habits.pessimistic)
        if given < 1:
            raise Unquotable("F03", "nothing would be left of it")
        return given, able[0]

    def _by_destination(self, ways: list[Candidate], amount: int) -> tuple[int, Candidate]:
        able = best_by_destination(ways, amount)
        if not able or amount == 0:
            raise Unquotable("T04" if amount else "F03", "nobody gives such an amount")
        price = _charged(able[0].way, amount, self.habits.pessimistic)
        if not 1 <= price <= able[0].way.end:
            raise Unquotable("T04", "that is too little, or too much")
        return price, able[0]

    # -- beyond the next hop -------------------------------------------------------------------------------------

    def _ask(self, errand: Errand) -> None:
        question, rate = errand.question, errand.hop.way.rate
        if isinstance(question, BySourceRequest):
            amount = output_of(rate, question.source_amount, self.habits.pessimistic)
            if amount < 1 or question.source_amount > errand.hop.way.end:
                raise Unquotable("F03", "nothing is left of it, or it is too much")
            question = replace(question, source_amount=amount)
        key = self.post.ask(self.topology.ledger(errand.hop.ledger), errand.hop.hop or "", question)
        self.errands[key] = errand
        self.post.after(self.topology.remote_quote_timeout, lambda: self.answered(key, None, b""))

    def answered(self, key: str, status: int | None, body: bytes) -> None:
        """The answer to a call, or none; nothing follows from what is no errand's."""
        errand = self.errands.pop(key, None)
        if errand is None:
            return
        try:
            errand.done(self._joined(errand, self._said(errand, status, body)))
        except Unquotable as why:
            errand.done(self.error(errand.ledger, why))

    def _said(self, errand: Errand, status: int | None, body: bytes) -> Packet:
        """The packet that the next hop sent."""
        if status != 200:
            raise Unquotable("R00", "the next connector does not answer")
        try:
            message = json_text.read(body)
        except json_text.JsonTextError:
            raise Unquotable("T00", "the next connector answers in no JSON") from None
        if not isinstance(message, dict) or message.get("from", errand.hop.hop) != errand.hop.hop:
            raise Unquotable("T00", "the answer is not the next connector's")
        try:
            return self._read(message.get("ilp"))
        except Unquotable:
            raise Unquotable("T00", "the next connector's answer is no packet") from None

    def _joined(self, errand: Errand, answer: Packet) -> Packet:
        question, hop, pessimistic = errand.question, errand.hop, self.habits.pessimistic
        if isinstance(answer, Error):
            account = self.topology.ledger(hop.ledger).account
            return replace(answer, forwarded_by=(*answer.forwarded_by, account))
        if isinstance(question, BySourceRequest) and isinstance(answer, BySourceResponse):
            lost = 1 if pessimistic and answer.destination_amount > 1 else 0
            said: Packet = BySourceResponse(answer.destination_amount - lost, self._later(question, answer))
            possible = answer.destination_amount > 0
        elif isinstance(question, ByDestinationRequest) and isinstance(answer, ByDestinationResponse):
            price = input_for(hop.way.rate, answer.source_amount, pessimistic)
            said, possible = ByDestinationResponse(price, self._later(question, answer)), 0 < price <= hop.way.end
        else:
            raise Unquotable("T00", "the next connector answers something else")
        if not possible:
            raise Unquotable("T04", "the next connector's amount can't be had")
        return said

    def _later(
        self, question: BySourceRequest | ByDestinationRequest, answer: BySourceResponse | ByDestinationResponse
    ) -> int:
        hold = max(answer.source_hold_duration, question.destination_hold_duration)
        hold += math.ceil((self.topology.message_window + MARGIN) * 1000)
        if hold >= 2**32:
            raise Unquotable("T00", "the next connector's hold is too long")
        return hold


def _offered(way: Way, amount: int, pessimistic: bool) -> int:
    """What a way gives; with the allowance taken off as far as quote and back still come out even."""
    if way.curve is None:
        return output_of(way.rate, amount, pessimistic)
    exact = way.value(amount) or Fraction(0)
    least = way.worst(amount)
    return max(math.floor(exact) - 1, math.ceil(least or 0), 0) if pessimistic else math.floor(exact)


def _charged(way: Way, amount: int, pessimistic: bool) -> int:
    """What a way costs, likewise."""
    if way.curve is None:
        return input_for(way.rate, amount, pessimistic)
    price = max(math.ceil(way.input_for(amount) or 0), 1)
    dearest = inverse(way.curve, amount + 1)
    if not pessimistic or dearest is None:
        return price
    return max(price, min(math.floor((dearest + 1) / way.rate + 1), math.floor(way.last)))
