"""Quotes: between own ledgers by the rate, beyond them by asking the next hop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from schemas.topology import Topology
from tests.second_connector.amounts import input_for, output_of
from tests.second_connector.habits import Habits
from tests.second_connector.messages import Bad, Question, decimal, is_duration, read_amount, read_question
from tests.second_connector.table import (
    Candidate,
    Table,
    best_by_destination,
    best_by_source,
    covers,
    most_taken,
)

HOLD = Fraction(4)  # seconds, where no destination hold is asked for
MARGIN = Fraction(1, 2)  # seconds on top of the own window


class Post(Protocol):
    """What quoting needs of the connector around it."""

    def say(self, ledger: str, account: str, payload: dict[str, Any]) -> None:
        """Sends a message."""

    def after(self, delay: int, task: Callable[[], None]) -> None:
        """Runs the task `delay` ms later."""

    def now(self) -> int:
        """The present moment in ms."""

    def fresh_id(self) -> str:
        """An id never used before."""


@dataclass
class Errand:
    """A question of a peer's for which the next hop is asked, and the hops that may be asked after it."""

    ledger: str
    asker: str
    id: Any
    question: Question
    hops: list[Candidate]
    amount: int
    open_until: int


class Quoting:
    """Answers quote requests."""

    def __init__(self, topology: Topology, habits: Habits, table: Table, post: Post) -> None:
        self.topology, self.habits, self.table, self.post = topology, habits, table, post
        self.errands: dict[str, Errand] = {}
        self.cache: dict[tuple[Any, ...], tuple[int, dict[str, Any]]] = {}
        self.kept = (1 - topology.slippage) * (1 - (topology.gratuity or 0))
        self.added = (1 + topology.slippage) * (1 + (topology.gratuity or 0))

    def asked(self, ledger: str, asker: str, id: Any, data: Any) -> None:
        """Answers a request, at once or when the next hop has answered."""
        try:
            question = read_question(data, ledger)
            if (question.hold or HOLD) > self.topology.maximum_hold:
                raise Bad("that is a long hold")
            self._answer(ledger, asker, id, question)
        except Bad as problem:
            self.refuse(ledger, asker, id, "Refused", str(problem))

    def refuse(self, ledger: str, asker: str, id: Any, name: str, text: str) -> None:
        """Sends an error."""
        payload = {"id": id, "method": "error", "data": {"message": text, "id": name}}
        self.post.say(ledger, asker, payload if id is not None else {**payload, "id": None})

    def _answer(self, ledger: str, asker: str, id: Any, question: Question) -> None:
        if any(covers(each.account, question.destination) for each in self.topology.ledgers):
            raise Bad("that is me")
        if covers(ledger, question.destination) and not self.table.ways_to(ledger, asker, question.destination):
            self._same_ledger(ledger, asker, id, question)
            return
        ways = self.table.ways_to(ledger, asker, question.destination)
        amount = question.source_amount or question.destination_amount or 0
        sort = best_by_source if question.source_amount is not None else best_by_destination
        able = sort(ways, amount)
        if not able and self.habits.small_amounts and question.source_amount is not None and ways:
            amount = min(amount, most_taken(ways))
            able = best_by_source(ways, amount)
        if not able:
            self.refuse(ledger, asker, id, "NoRouteFoundError", f"nobody takes {amount} to there")
        elif able[0].hop is None:
            self._local(ledger, asker, id, question, able[0], amount)
        else:
            self._remote(Errand(ledger, asker, id, question, able, amount, self._limit()))

    def _limit(self) -> int:
        return self.post.now() + self.topology.remote_quote_timeout + self.topology.patience // 2

    def _same_ledger(self, ledger: str, asker: str, id: Any, question: Question) -> None:
        amount = question.source_amount or question.destination_amount or 0
        self._quote(ledger, asker, id, question, ledger, (amount, amount), self._holds(question))

    def _holds(self, question: Question) -> tuple[Fraction, Fraction]:
        hold = HOLD if question.hold is None else question.hold
        return hold + self.topology.message_window + MARGIN, hold

    def _local(self, ledger: str, asker: str, id: Any, question: Question, to: Candidate, amount: int) -> None:
        pessimistic = self.habits.pessimistic
        if question.source_amount is not None:
            amounts = amount, output_of(to.way.rate * self.kept, amount, pessimistic)
        else:
            amounts = input_for(to.way.rate / self.added, amount, pessimistic), amount
        if min(amounts) < 1 or amounts[0] > to.way.end:
            raise Bad("the amount is too small or too large")
        self._quote(ledger, asker, id, question, to.ledger, amounts, self._holds(question))

    def _quote(
        self,
        ledger: str,
        asker: str,
        id: Any,
        question: Question,
        destination: str,
        amounts: tuple[int, int],
        holds: tuple[Fraction, Fraction],
    ) -> None:
        if not is_duration(decimal(holds[0])):
            raise Bad("so long a hold can't be written")
        data: dict[str, Any] = {
            "destination_expiry_duration": decimal(holds[1]),
            "source_expiry_duration": decimal(holds[0]),
            "destination_amount": str(amounts[1]),
            "source_amount": str(amounts[0]),
            "destination_ledger": destination,
            "source_ledger": ledger,
        }
        if self.habits.talkative:
            data["additional_info"] = {"quote": self.post.fresh_id()}
            data["liquidity_curve"] = [[0, 0], list(amounts)]
        else:
            data["source_connector_account"] = self.topology.ledger(ledger).account
        self.post.say(ledger, asker, {"method": "quote_response", "data": data, "id": id})

    # -- beyond the next hop -------------------------------------------------------------------------------------

    def _remote(self, errand: Errand) -> None:
        """Asks the first hop of the list."""
        hop, question = errand.hops[0], errand.question
        request: dict[str, Any] = {
            "destination_address": question.destination,
            "source_address": self.topology.ledger(hop.ledger).account,
        }
        if question.source_amount is not None:
            amount = output_of(hop.way.rate, errand.amount, self.habits.pessimistic)
            request["source_amount"] = str(amount)
        else:
            amount = errand.amount
            request["destination_amount"] = str(amount)
        if amount < 1:
            self.refuse(errand.ledger, errand.asker, errand.id, "Refused", "nothing is left of it")
            return
        if question.hold is not None:
            request["destination_expiry_duration"] = decimal(question.hold)
        known = self.cache.get(self._key(errand))
        if known is not None and known[0] > self.post.now():
            self._join(errand, known[1])
            return
        id = self.post.fresh_id()
        self.errands[id] = errand
        self.post.say(hop.ledger, hop.hop or "", {"data": request, "id": id, "method": "quote_request"})
        wait = min(self.topology.remote_quote_timeout, errand.open_until - self.post.now())
        self.post.after(wait, lambda: self._gave_up(id))

    def _key(self, errand: Errand) -> tuple[Any, ...]:
        question = errand.question
        wanted = question.destination, question.hold, question.source_amount is None, errand.amount
        return (self.table.changes, errand.ledger, errand.hops[0], *wanted)

    def _gave_up(self, id: str) -> None:
        errand = self.errands.pop(id, None)
        if errand is None:
            return
        errand.hops = errand.hops[1:] if self.habits.tries_second else []
        if errand.hops and errand.hops[0].hop is not None and errand.open_until > self.post.now():
            self._remote(errand)
        else:
            self.refuse(errand.ledger, errand.asker, errand.id, "NoAnswer", "the next connector is silent")

    def answered(self, ledger: str, sender: str, id: Any, data: Any, is_quote: bool) -> None:
        """A quote response or an error came in; nothing follows from one that nobody waits for."""
        errand = self.errands.get(id) if isinstance(id, str) else None
        if errand is None or (errand.hops[0].ledger, errand.hops[0].hop) != (ledger, sender):
            return
        del self.errands[id]
        if not is_quote or not isinstance(data, dict):
            self.refuse(errand.ledger, errand.asker, errand.id, "NoRouteFoundError", "says the next connector")
            return
        if self.habits.cache_time:
            self.cache[self._key(errand)] = (self.post.now() + self.habits.cache_time, data)
        self._join(errand, data)

    def _join(self, errand: Errand, data: dict[str, Any]) -> None:
        """The answer made of the next hop's."""
        try:
            self._joined(errand, data)
        except Bad as problem:
            self.refuse(errand.ledger, errand.asker, errand.id, "Refused", str(problem))

    def _joined(self, errand: Errand, data: dict[str, Any]) -> None:
        hop, question, pessimistic = errand.hops[0], errand.question, self.habits.pessimistic
        source, destination = read_amount(data.get("source_amount")), read_amount(data.get("destination_amount"))
        names = ("source_expiry_duration", "destination_expiry_duration")
        if source is None or destination is None or not all(is_duration(data.get(name)) for name in names):
            raise Bad("the next connector's answer is none")
        if question.source_amount is not None:
            lost = 1 if pessimistic and destination > 1 else 0
            amounts = errand.amount, output_of(self.kept, destination, False) - lost
            if source > output_of(hop.way.rate, errand.amount, pessimistic):
                raise Bad("the next connector wants more than there is")
        else:
            amounts = input_for(hop.way.rate / self.added, source, pessimistic), errand.amount
            if destination < errand.amount:
                raise Bad("the next connector gives less than was asked for")
        if min(amounts) < 1 or amounts[0] > hop.way.end:
            raise Bad("the amount is too small or too large")
        far, near = (Fraction(data[name]) for name in names)
        holds = max(far, near) + self.topology.message_window + MARGIN, near
        around = hop.prefix or question.destination.rpartition(".")[0] + "."
        self._quote(errand.ledger, errand.asker, errand.id, question, around, amounts, holds)
