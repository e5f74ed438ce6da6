"""Small connectors for campaigns, each named after how it behaves."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

from reference_impl.connector import Connector

Message = dict[str, Any]
TRIGGER = b"pull the trigger"


def is_trigger(message: Message) -> bool:
    """Whether it is the call that these connectors wait for."""
    return TRIGGER in (message.get("body") or b"")


class Crashes(Connector):
    """An exception escapes from it."""

    def receive(self, message: Message, now: int) -> list[Message]:
        """As ever, but for one body."""
        if is_trigger(message):
            raise RuntimeError("no way out of 42")
        return super().receive(message, now)


class Exits(Connector):
    """Its process ends."""

    def receive(self, message: Message, now: int) -> list[Message]:
        """As ever, but for one body."""
        if is_trigger(message):
            print("Error: 42 is no answer", flush=True)
            os._exit(3)
        return super().receive(message, now)


class ExitsAndRoundsNothing(Exits):
    """Besides, the points of a route to a prefix with "odd" in it are no integers."""

    def receive(self, message: Message, now: int) -> list[Message]:
        """As ever, but for such points."""
        return [_odd(each) for each in super().receive(message, now)]

    def tick(self, now: int) -> list[Message]:
        """As ever, but for such points."""
        return [_odd(each) for each in super().tick(now)]


def _odd(message: Message) -> Message:
    """The call with half a base unit more in the curve of such a route."""
    if b".odd." not in message["body"] or b"broadcast_routes" not in message["body"]:
        return message
    params = json.loads(message["body"])
    for route in params[0]["data"]["data"]["new_routes"]:
        if ".odd." in route["destination_ledger"]:
            route["points"] = [[x, y - 0.5 if y else 0] for x, y in route["points"]]
    return {**message, "body": json.dumps(params).encode()}


class Hangs(Connector):
    """From then on it says nothing."""

    silent = False

    def receive(self, message: Message, now: int) -> list[Message]:
        """As ever, until one body comes."""
        self.silent = self.silent or is_trigger(message)
        return [] if self.silent else super().receive(message, now)


class Floods(Connector):
    """From then on it calls its peers a hundred times in each millisecond."""

    flooding = False
    moment = 0

    def receive(self, message: Message, now: int) -> list[Message]:
        """As ever, until one body comes."""
        self.flooding = self.flooding or is_trigger(message)
        self.moment = now
        return super().receive(message, now)

    def next_tick(self) -> int | None:
        """A millisecond from now."""
        return self.moment + 1 if self.flooding else super().next_tick()

    def tick(self, now: int) -> list[Message]:
        """A hundred calls more."""
        self.moment = now
        call = {"kind": "request", "method": "send_message", "prefix": "x.", "authorization": None, "body": b"[]"}
        return [{**call, "key": number} for number in range(100)] if self.flooding else super().tick(now)


class LosesItsState(Connector):
    """From then on, and for good, it answers no quote request."""

    dazed = False

    def serve(self, request: Message, now: int) -> None:
        """Looks for the body."""
        self.dazed = self.dazed or TRIGGER in (request["body"] or b"")
        super().serve(request, now)

    def take_data(self, ledger: Any, sender: str, data: Message, now: int) -> None:
        """Quote requests are lost."""
        if not (self.dazed and data["method"] == "quote_request"):
            super().take_data(ledger, sender, data, now)


class FailsInItsFirstLife(LosesItsState):
    """Only the first connector of the process has the fault."""

    lives = 0

    def __init__(self, topology: Message) -> None:
        super().__init__(topology)
        FailsInItsFirstLife.lives += 1
        self.is_first = FailsInItsFirstLife.lives == 1

    def serve(self, request: Message, now: int) -> None:
        """Later ones never see the body."""
        super().serve(request, now)
        self.dazed = self.dazed and self.is_first


class FailsAtFirst(FailsInItsFirstLife):
    """The first connector of the process answers no quote request, whatever comes."""

    def __init__(self, topology: Message) -> None:
        super().__init__(topology)
        self.dazed = self.is_first


class TrustsItsPeers(Connector):
    """An exception escapes from it for whatever is no call with a message that says its method."""

    def receive(self, message: Message, now: int) -> list[Message]:
        """As ever, but for such a body."""
        if message["kind"] == "request" and message["method"] == "send_message":
            json.loads(message["body"])[0]["data"]["method"].strip()
        return super().receive(message, now)


class BlamesItself(TrustsItsPeers):
    """The same is answered with a status of 500."""

    def receive(self, message: Message, now: int) -> list[Message]:
        """What escapes is caught."""
        try:
            return super().receive(message, now)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return [{"kind": "response", "key": message["key"], "status": 500, "body": b"{}"}]


class KeepsWhatItGets(Connector):
    """The body of each call, for ever."""

    def __init__(self, topology: Message) -> None:
        super().__init__(topology)
        self.kept: list[bytes] = []

    def receive(self, message: Message, now: int) -> list[Message]:
        """As ever, and nothing is let go."""
        self.kept.append(message["body"])
        return super().receive(message, now)


class SlowsDown(Connector):
    """A quote takes the longer the more routes were announced."""

    routes = 0

    def receive(self, message: Message, now: int) -> list[Message]:
        """As ever, after work for each route."""
        body = message["body"] or b""
        self.routes += body.count(b'"destination_ledger"') if message["kind"] == "request" else 0
        if b'"unreachable_through_me":["' in body:
            self.routes = 0
        if b'"quote_request"' in body:
            hashlib.pbkdf2_hmac("sha256", b"", b"", 1 + 400 * self.routes)
        return super().receive(message, now)


class FallsSilent(Connector):
    """After one body it sends no updates for a while."""

    since: int | None = None

    def receive(self, message: Message, now: int) -> list[Message]:
        """As ever, without updates then."""
        self.since = now if is_trigger(message) else self.since
        return self._said(super().receive(message, now), now)

    def tick(self, now: int) -> list[Message]:
        """As ever, without updates then."""
        return self._said(super().tick(now), now)

    def _said(self, messages: list[Message], now: int) -> list[Message]:
        if self.since is None or now > self.since + 9000:
            return messages
        return [each for each in messages if b'"broadcast_routes"' not in (each.get("body") or b"")]


class MendsWhatIsCut(Connector):
    """A body without its last bracket gets one."""

    def receive(self, message: Message, now: int) -> list[Message]:
        """As ever, but for such bodies."""
        body = message["body"]
        mended = message["kind"] == "request" and body.startswith(b"[") and not body.rstrip().endswith(b"]")
        return super().receive({**message, "body": body + b"]"} if mended else message, now)
