"""The second connector: the memory door, and a list of tasks that are each done a little later."""

from __future__ import annotations

import heapq
import uuid
import zlib
from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Any, ClassVar

from schemas import json_text
from schemas import topology as topologies
from schemas.topology import Ledger
from tests.second_connector.habits import Habits
from tests.second_connector.messages import Bad, read_update
from tests.second_connector.quoting import Quoting
from tests.second_connector.table import Table
from tests.second_connector.telling import Listener, Telling
from tests.second_connector.transfers import Transfers

TRANSFER_METHODS = ("send_transfer", "fulfill_condition", "reject_incoming_transfer")
Message = dict[str, Any]
Task = Callable[[], None]


class Connector:
    """A connector for the memory door (docs/memory-door.md). All it does, it does later."""

    habits: ClassVar[Habits] = Habits()
    messaging: ClassVar[str] = "send_message"
    table_class: ClassVar[type[Table]] = Table
    telling_class: ClassVar[type[Telling]] = Telling
    transfers_class: ClassVar[type[Transfers]] = Transfers

    def __init__(self, topology: Message) -> None:
        self.topology = topologies.from_document(topology)
        self.table = self.table_class(self.topology, self.habits)
        self.quoting = Quoting(self.topology, self.habits, self.table, self)
        self.telling = self.telling_class(self.topology, self.habits, self.table)
        self.transfers = self.transfers_class(self.topology, self.habits, self.table, self)
        self._now = 0
        self._tasks: list[tuple[int, int, Task]] = []
        self._order = count()
        self._numbers = count(1)
        self._out: list[Message] = []
        self._open: Counter[str] = Counter()
        self._started = False

    # -- the door ------------------------------------------------------------------------------------------------

    def receive(self, message: Message, now: int) -> list[Message]:
        """A call, or the answer to an own one."""
        self._now = now
        if message["kind"] == "response":
            self._answered(message, now)
        else:
            self._called(message)
        return self._done(now)

    def _answered(self, response: Message, now: int) -> None:
        self.telling.delivered(response["key"], response["status"] == 200, now)

    def tick(self, now: int) -> list[Message]:
        """Does what is due."""
        self._now = now
        if not self._started:
            self._started = True
            for index, listener in enumerate(self.telling.listeners):
                self.after(20 + 37 * index % 211, self._round(listener))
            self.after(50, self._sweep)
        return self._done(now)

    def next_tick(self) -> int | None:
        """When the next task is due."""
        return self._tasks[0][0] if self._tasks else None

    def _done(self, now: int) -> list[Message]:
        while self._tasks and self._tasks[0][0] <= now:
            heapq.heappop(self._tasks)[2]()
        out, self._out = self._out, []
        return out

    # -- what the parts need -------------------------------------------------------------------------------------

    def now(self) -> int:
        """The present moment in ms."""
        return self._now

    def after(self, delay: int, task: Task) -> None:
        """Runs the task `delay` ms later."""
        heapq.heappush(self._tasks, (self._now + delay, next(self._order), task))

    def fresh_id(self) -> str:
        """An id never used before: a UUID made of this connector's and a number."""
        return str(uuid.uuid5(uuid.UUID(int=id(self) % 2**64), str(next(self._numbers))))

    def say(self, ledger: str, account: str, payload: Message) -> None:
        """Sends a message to an account."""
        where = self.topology.ledger(ledger)
        self.call(where, "send_message", [self._envelope(where, account, payload)])

    def call(self, ledger: Ledger, method: str, parameters: list[Any]) -> str:
        """Calls the far side of a ledger; the call's key."""
        key = f"call-{next(self._numbers)}"
        self._out.append(
            {
                "kind": "request",
                "key": key,
                "url": ledger.rpc_url,
                "method": method,
                "prefix": ledger.prefix.removesuffix(".") if self.habits.short_prefix else ledger.prefix,
                "authorization": None if ledger.token is None else f"Bearer {ledger.token}",
                "body": json_text.write(parameters),
            }
        )
        return key

    def _envelope(self, ledger: Ledger, account: str, payload: Message) -> Message:
        return {"data": payload, "to": account, "from": ledger.account, "ledger": ledger.prefix, "timeout": 2000}

    # -- rounds --------------------------------------------------------------------------------------------------

    def _round(self, listener: Listener) -> Task:
        def go() -> None:
            self.after(self.topology.broadcast_interval, go)
            key = f"call-{next(self._numbers)}"
            update = self.telling.update_for(listener, key, self._now)
            if update is not None:
                self._post_update(listener, update, key)

        return go

    def _post_update(self, listener: Listener, update: Message, key: str) -> None:
        payload = {"data": update, "method": "broadcast_routes"}
        self.call(listener.ledger, self.messaging, [self._envelope(listener.ledger, listener.account, payload)])
        self._out[-1]["key"] = key
        limit = self.topology.broadcast_interval * 9 // 10
        self.after(limit, lambda: self.telling.delivered(key, False, self._now))

    def _sweep(self) -> None:
        """Routes lapse an interval late at most."""
        step = self.topology.broadcast_interval // 8
        self.table.forget_stale(self._now, 5 * step)
        self.after(step, self._sweep)

    # -- calls ---------------------------------------------------------------------------------------------------

    def _called(self, message: Message) -> None:
        """Answers the call a little later, and does what it says a little later still."""
        status, ledger, parameters = self._read(message)
        sender = self._sender(parameters)
        if ledger is not None and status == 200:
            if self._open[ledger.prefix] >= self.habits.most_open:
                status = 429
            else:
                self._open[ledger.prefix] += 1
                self._take(ledger, message["method"], parameters, sender)
        body = b"true" if status == 200 else b'{"id":"Refused","message":"no"}'
        answer = {"kind": "response", "key": message["key"], "status": status, "body": body}
        self.after(self._delay(self.habits.answer_delay, sender, "answer"), lambda: self._out.append(answer))

    def _delay(self, most: int, sender: str, what: str) -> int:
        """Each account has its own delays."""
        return most * (zlib.crc32(f"{sender} {what}".encode(errors="replace")) % 100) // 100

    def _read(self, message: Message) -> tuple[int, Ledger | None, list[Any]]:
        prefix, header = message["prefix"], message["authorization"]
        found = [ledger for ledger in self.topology.ledgers if prefix in (ledger.prefix, ledger.prefix[:-1])]
        if not found:
            return 404, None, []
        if found[0].token is not None:
            if header is None or not header.startswith("Bearer "):
                return 401, None, []
            if header != f"Bearer {found[0].token}":
                return 403, None, []
        if message["method"] not in (self.messaging, *TRANSFER_METHODS):
            return 404, None, []
        try:
            parameters = json_text.read(message["body"])
        except json_text.JsonTextError:
            return 400, None, []
        return (200, found[0], parameters) if isinstance(parameters, list) and parameters else (400, None, [])

    def _sender(self, parameters: list[Any]) -> str:
        first = parameters[0] if parameters else None
        sender = first.get("from") if isinstance(first, dict) else None
        return sender if isinstance(sender, str) else ""

    def _take(self, ledger: Ledger, method: str, parameters: list[Any], sender: str) -> None:
        came = self._now
        text = json_text.write(parameters)[:100_000]
        most, what = self.habits.update_delay, "news"
        if b'"quote_request"' in text:
            most, what = self.habits.quote_delay, "question"
        elif b'"quote_response"' in text:
            most, what = self.habits.quote_delay // 4, "answer"
        delay = self._delay(most, sender, what)
        if what == "question":
            delay = (delay + next(self._numbers) * 41) % (most + 1)  # out of order
        self.table.waiting.append((sender, came))

        def do() -> None:
            self._open[ledger.prefix] -= 1
            self.table.waiting.remove((sender, came))
            if method == "send_message":
                self._message(ledger, parameters[0], came)
            elif method == "send_transfer":
                self.transfers.prepared(ledger, parameters[0])
            elif method == "fulfill_condition":
                self.transfers.fulfilled(ledger, parameters)
            else:
                self.transfers.rejected(ledger, parameters)

        self.after(delay, do)

    # -- messages ------------------------------------------------------------------------------------------------

    def _message(self, ledger: Ledger, message: Any, came: int) -> None:
        if not isinstance(message, dict) or not isinstance(message.get("data"), dict):
            return
        named = message.get("ledger", ledger.prefix)
        if message.get("to", ledger.account) != ledger.account or not isinstance(named, str):
            return
        if named.removesuffix(".") != ledger.prefix.removesuffix("."):
            return
        payload = message["data"]
        sender, id, data, method = message.get("from"), payload.get("id"), payload.get("data"), payload.get("method")
        if method == "broadcast_routes":
            if isinstance(sender, str) and sender in ledger.peers:
                self._broadcast(ledger, sender, id, data, came)
        elif method == "quote_request":
            asker = self._whom_to_answer(ledger, sender, data)
            if asker is not None:
                self.quoting.asked(ledger.prefix, asker, id, data)
        elif method in ("quote_response", "error"):
            if isinstance(sender, str):
                self.quoting.answered(ledger.prefix, sender, id, data, method == "quote_response")
        elif self.habits.talkative and isinstance(sender, str) and sender in ledger.peers:
            self.quoting.refuse(ledger.prefix, sender, id, "UnknownMethod", "never heard of it")

    def _whom_to_answer(self, ledger: Ledger, sender: Any, data: Any) -> str | None:
        """The sender; where it is no account of the ledger, the source of what is asked."""
        source = data.get("source_address") if isinstance(data, dict) else None
        for account in (sender, source):
            if isinstance(account, str) and account.startswith(ledger.prefix) and account != ledger.prefix:
                return account
        return None

    def _broadcast(self, ledger: Ledger, sender: str, id: Any, data: Any, came: int) -> None:
        try:
            update = read_update(data, self.habits.strict_updates)
        except Bad as problem:
            if self.habits.broken_is_heartbeat and sender in self.table.fresh_until:
                self.table.refresh(sender, came)
            self.quoting.refuse(ledger.prefix, sender, id, "NoUpdate", str(problem))
            return
        self.table.take(ledger.prefix, sender, update, came)
