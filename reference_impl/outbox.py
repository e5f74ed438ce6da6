"""What goes out: answers to calls, and the connector's own calls with what to do when they are answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any

from schemas import json_text
from schemas.topology import Ledger

ROUTES, TALK = "routes", "talk"  # lanes: a shell may have many calls of the second wait for each other, never the first
COMPACT_AT = 1000

Outcome = Callable[[int | None, int], None]  # HTTP status, or None where no answer came; and the time in ms


class Outbox:
    """Gathers the messages of one step, and remembers which calls wait for an answer until when."""

    def __init__(self) -> None:
        self._messages: list[dict[str, Any]] = []
        self._waiting: dict[str, tuple[Outcome, int]] = {}
        self._deadlines: list[tuple[int, str]] = []
        self._numbers: Iterator[int] = count(1)

    def take(self) -> list[dict[str, Any]]:
        """The messages gathered since the last time, in order."""
        messages, self._messages = self._messages, []
        return messages

    def answer(self, key: Any, status: int, body: bytes) -> None:
        """Answers the call of that key, before anything that follows from it goes out."""
        self._messages.insert(0, {"kind": "response", "key": key, "status": status, "body": body})

    def call(self, ledger: Ledger, receiver: str, method: str, body: bytes, lane: str = TALK) -> str:
        """Calls a method of the ledger's other side; `receiver` is the account it is meant for.

        Returns the key: receiver, lane and a number, with `#` between them.
        """
        key = f"{receiver}#{lane}#{next(self._numbers)}"
        self._messages.append(
            {
                "kind": "request",
                "key": key,
                "url": ledger.rpc_url,
                "method": method,
                "prefix": ledger.prefix,
                "authorization": None if ledger.token is None else f"Bearer {ledger.token}",
                "body": body,
            }
        )
        return key

    def message(self, ledger: Ledger, receiver: str, data: object) -> str:
        """Sends a message over the ledger from the connector's account there. Returns the key."""
        return self.message_text(ledger, receiver, json_text.write(data))

    def message_text(self, ledger: Ledger, receiver: str, data: bytes, lane: str = TALK) -> str:
        """The same with data that is JSON already; accounts need no escapes."""
        head = f'[{{"ledger":"{ledger.prefix}","from":"{ledger.account}","to":"{receiver}","data":'
        return self.call(ledger, receiver, "send_message", head.encode("ascii") + data + b"}]", lane)

    def expect(self, key: str, deadline: int, outcome: Outcome) -> None:
        """Has `outcome` told once: at the answer, or at the deadline (ms) where none came."""
        self._waiting[key] = (outcome, deadline)
        heappush(self._deadlines, (deadline, key))
        if len(self._deadlines) > COMPACT_AT + 2 * len(self._waiting):
            self._deadlines = [each for each in self._deadlines if each[1] in self._waiting]
            heapify(self._deadlines)

    def answered(self, key: Any, status: int | None, now: int) -> None:
        """The answer to an own call came; one that nobody waits for is passed over."""
        waiting = self._waiting.pop(key, None) if isinstance(key, str) else None
        if waiting is not None:
            waiting[0](status, now)

    def give_up(self, now: int) -> None:
        """Tells those whose deadline has come that there is no answer."""
        while (deadline := self.next_deadline()) is not None and deadline <= now:
            self.answered(heappop(self._deadlines)[1], None, now)

    def next_deadline(self) -> int | None:
        """When the next call is given up."""
        while self._deadlines and self._deadlines[0][1] not in self._waiting:
            heappop(self._deadlines)
        return self._deadlines[0][0] if self._deadlines else None
