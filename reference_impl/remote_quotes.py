"""Questions put to next hops: who was asked what, what counts as the answer, and until when."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import Any

from reference_impl.messages import MessageRules
from reference_impl.network import Network, Peer
from reference_impl.outbox import Outbox
from schemas.topology import Ledger

LARGEST_AMOUNT = 2**64 - 1
MOST_PER_ASKER = 1000  # questions waiting on behalf of one account

_ERROR_NAME = re.compile(r"[A-Za-z]{1,60}")


@dataclass(frozen=True)
class RemoteAnswer:
    """A next hop's quote. Amounts in base units of its two ledgers, holds in seconds."""

    destination_ledger: str
    source_amount: int
    destination_amount: int
    source_hold: Fraction
    destination_hold: Fraction


Finish = Callable[[RemoteAnswer | None, str], None]  # the answer, or None and the error's name
Asker = tuple[str, str]  # ledger prefix and account


@dataclass(frozen=True)
class Waiting:
    """A question that waits until `deadline` (ms)."""

    peer: Peer
    asker: Asker
    asked: dict[str, str]
    deadline: int
    finish: Finish


class RemoteQuotes:
    """Asks, and tells each question's end once."""

    def __init__(self, network: Network, rules: MessageRules, outbox: Outbox) -> None:
        self.network = network
        self.rules = rules
        self.outbox = outbox
        self._waiting: dict[str, Waiting] = {}  # in order of deadline, as all wait equally long
        self._per_asker: Counter[Asker] = Counter()
        self._tag = secrets.token_hex(8)
        self._numbers = count(1)

    def ask(self, peer: Peer, asker: Asker, asked: dict[str, str], now: int, finish: Finish) -> bool:
        """Sends the question under a fresh id; False where too many of that asker wait already."""
        if self._per_asker[asker] >= MOST_PER_ASKER:
            return False
        id = self.fresh_id()
        deadline = now + self.timeout()
        self._waiting[id] = Waiting(peer, asker, asked, deadline, finish)
        self._per_asker[asker] += 1
        message = {"id": id, "method": "quote_request", "data": asked}
        key = self.outbox.message(peer.ledger, peer.account, message)

        def delivered(status: int | None, at: int) -> None:
            if status != 200 and id in self._waiting:
                self._end(id, None)

        self.outbox.expect(key, deadline, delivered)
        return True

    def fresh_id(self) -> str:
        return f"{self._tag}-{next(self._numbers)}"

    def timeout(self) -> int:
        """In ms."""
        return self.network.topology.remote_quote_timeout

    def response(self, ledger: Ledger, sender: str, id: Any, data: Any) -> None:
        """A quote_response came; one that nobody waits for is passed over (MSG-6)."""
        if self.is_awaited(ledger, sender, id):
            self._end(id, self.read(self._waiting[id].asked, data))

    def error(self, ledger: Ledger, sender: str, id: Any, data: Any) -> None:
        """An error message came; likewise."""
        if self.is_awaited(ledger, sender, id):
            name = data.get("id") if isinstance(data, dict) else None
            known = isinstance(name, str) and _ERROR_NAME.fullmatch(name) is not None
            self._end(id, None, str(name) if known else "ExternalError")

    def is_awaited(self, ledger: Ledger, sender: str, id: Any) -> bool:
        """Whether it is the answer of the very account that was asked, over the ledger it was asked on (RQ-4)."""
        waiting = self._waiting.get(id) if isinstance(id, str) else None
        return waiting is not None and waiting.peer.ledger is ledger and waiting.peer.account == sender

    def read(self, asked: dict[str, str], data: Any) -> RemoteAnswer | None:
        """The answer's data; None where it is malformed or none to the question (RQ-4)."""
        if self.rules.problem("quote_response", data) is not None or not self.answers(asked, data):
            return None
        answer = RemoteAnswer(
            destination_ledger=data["destination_ledger"],
            source_amount=int(data["source_amount"]),
            destination_amount=int(data["destination_amount"]),
            source_hold=Fraction(data["source_expiry_duration"]),
            destination_hold=Fraction(data["destination_expiry_duration"]),
        )
        return answer if self.is_possible(answer) else None

    def answers(self, asked: dict[str, str], data: dict[str, Any]) -> bool:
        """Whether the amount asked about is the one in the answer."""
        return all(data[name] == asked[name] for name in ("source_amount", "destination_amount") if name in asked)

    def is_possible(self, answer: RemoteAnswer) -> bool:
        """No amount beyond 64 bits, and no hold that ends before the next one."""
        largest = max(answer.source_amount, answer.destination_amount)
        return largest <= LARGEST_AMOUNT and answer.source_hold >= answer.destination_hold

    def give_up(self, now: int) -> None:
        """Ends the questions whose time is over."""
        for id in [id for id, waiting in self._first(now)]:
            self._end(id, None)

    def next_deadline(self) -> int | None:
        """When the next question is given up."""
        return next((waiting.deadline for waiting in self._waiting.values()), None)

    def _first(self, now: int) -> list[tuple[str, Waiting]]:
        due = []
        for id, waiting in self._waiting.items():
            if waiting.deadline > now:
                break
            due.append((id, waiting))
        return due

    def _end(self, id: str, answer: RemoteAnswer | None, error: str = "ExternalError") -> None:
        waiting = self._waiting.pop(id)
        self._per_asker[waiting.asker] -= 1
        if not self._per_asker[waiting.asker]:
            del self._per_asker[waiting.asker]
        waiting.finish(answer, error)
