"""A target in this process, driven in virtual time: the clock jumps to the next thing that happens."""

from __future__ import annotations

import heapq
import importlib
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Any

from conformance.bindings import Answered, Arrived, Call, Event, Reception, Reply, TargetCrashed
from conformance.verdicts import UsageError
from schemas.topology import Topology

BEGIN = 1_501_200_000_000  # ms since 1970 at which every run begins: July 2017


class MemoryBinding:
    """Drives `memory:package.module:Class`: receive(message, now), tick(now), next_tick(), all in dictionaries."""

    features: frozenset[str] = frozenset({"memory"})

    def __init__(self, address: str, topology: Topology, reception: Reception) -> None:
        self.address = address
        self._reception = reception
        self._now = 0
        self._events: deque[Event] = deque()
        self._later: list[tuple[int, int, dict[str, Any]]] = []
        self._order = count()
        self._open: set[Any] = set()
        self._held: set[Any] = set()
        self._hanging: dict[str, list[Any]] = {}  # the target's calls that are never answered, by the peer's account
        self._target: Any = _find(address)(topology.to_json())
        self._take(self._asked(self._target.tick, self.clock()))

    def now(self) -> int:
        return self._now

    def clock(self) -> int:
        return BEGIN + self._now

    def lateness(self, since: int) -> int:
        return 0

    def post(self, call: Call, timeout: int) -> None:
        message = {
            "kind": "request",
            "key": call.key,
            "method": call.method,
            "prefix": call.prefix,
            "authorization": call.authorization,
            "body": call.body,
        }
        self._open.add(call.key)
        heapq.heappush(self._later, (self._now + timeout, next(self._order), {"kind": "timeout", "key": call.key}))
        self._take(self._asked(self._target.receive, message, self.clock()))

    def respond(self, key: Any, reply: Reply) -> None:
        if key in self._held:
            self._held.discard(key)
            self._answer(key, reply)

    def let_go(self, account: str) -> None:
        for key in self._hanging.pop(account, ()):
            self._answer(key, Reply(None, b""))

    def next_event(self, until: int) -> Event | None:
        while not self._events:
            moments = [until]
            tick = self._next_tick()
            if tick is not None:
                moments.append(tick)
            if self._later:
                moments.append(self._later[0][0])
            moment = max(min(moments), self._now)
            if moment >= until and moment not in moments[1:]:
                self._now = until if until > self._now else self._now
                return None
            self._now = moment
            self._run_due()
            if self._now >= until and not self._events:
                return None
        return self._events.popleft()

    def raw(self, data: bytes, timeout: int) -> bytes:
        raise NotImplementedError("there are no sockets in memory")

    def close(self) -> None:
        self._events.clear()

    def _run_due(self) -> None:
        while self._later and self._later[0][0] <= self._now:
            _, _, message = heapq.heappop(self._later)
            if message["kind"] == "response":
                self._take(self._asked(self._target.receive, message, self.clock()))
            elif message["key"] in self._open:
                self._open.discard(message["key"])
                self._events.append(Answered(self._now, message["key"], Reply(None, b"no answer in time")))
        tick = self._next_tick()
        if tick is not None and tick <= self._now:
            self._take(self._asked(self._target.tick, self.clock()))

    def _asked(self, method: Callable[..., Any], *arguments: Any) -> Any:
        """What the target gives; TargetCrashed where an exception escapes from it."""
        try:
            return method(*arguments)
        except Exception as error:
            raise TargetCrashed(f"{type(error).__name__}: {error}") from error

    def _next_tick(self) -> int | None:
        """When, in ms of the run, the target has something to do."""
        tick: int | None = self._asked(self._target.next_tick)
        return None if tick is None else tick - BEGIN

    def _take(self, messages: list[dict[str, Any]]) -> None:
        """Sorts what the target gave: answers become events; its calls are answered by the reception."""
        for message in messages:
            if message["kind"] == "response":
                if message["key"] in self._open:
                    self._open.discard(message["key"])
                    self._events.append(Answered(self._now, message["key"], Reply(message["status"], message["body"])))
                continue
            call = Call(message["key"], message["method"], message["prefix"], message["authorization"], message["body"])
            reply = self._reception(call)
            self._events.append(Arrived(self._now, call, reply))
            if reply.held:
                self._held.add(call.key)
            else:
                self._answer(call.key, reply)

    def _answer(self, key: Any, reply: Reply) -> None:
        """Brings the answer to a call of the target's to it, in its time."""
        if reply.delay is not None and not reply.endless:
            answer = {"kind": "response", "key": key, "status": reply.status, "body": reply.body}
            heapq.heappush(self._later, (self._now + reply.delay, next(self._order), answer))
        else:
            self._hanging.setdefault(reply.account, []).append(key)


def _find(address: str) -> Any:
    module, _, name = address.removeprefix("memory:").partition(":")
    try:
        return getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise UsageError(f"{address}: give memory:package.module:Class, importable from here: {error}") from None
