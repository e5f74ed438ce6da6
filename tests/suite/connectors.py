"""Small connectors for the memory door, each named after how it behaves; targets of this folder's tests."""

from __future__ import annotations

import json
from typing import Any

from reference_impl.connector import Connector

Message = dict[str, Any]


class Mute:
    """Takes every call and answers none."""

    def __init__(self, topology: Message) -> None:
        self.topology = topology

    def receive(self, message: Message, now: int) -> list[Message]:
        """Nothing follows from anything."""
        return []

    def tick(self, now: int) -> list[Message]:
        """Nothing is ever due."""
        return []

    def next_tick(self) -> int | None:
        """Never."""
        return None


class Polite(Mute):
    """Answers every call with true, and does nothing."""

    def receive(self, message: Message, now: int) -> list[Message]:
        """The answer to a call."""
        if message["kind"] != "request":
            return []
        return [{"kind": "response", "key": message["key"], "status": 200, "body": b"true"}]


class PassesNothingOn(Connector):
    """Uses what it learns, and tells nobody: only routes to its own ledgers go out."""

    def tick(self, now: int) -> list[Message]:
        """As ever, without foreign routes."""
        return [_own_routes_only(each) for each in super().tick(now)]

    def receive(self, message: Message, now: int) -> list[Message]:
        """As ever, without foreign routes."""
        return [_own_routes_only(each) for each in super().receive(message, now)]


def _own_routes_only(message: Message) -> Message:
    if b"broadcast_routes" not in message["body"]:
        return message
    params = json.loads(message["body"])
    update = params[0]["data"]["data"]
    update["new_routes"] = [row for row in update["new_routes"] if not row["destination_ledger"].startswith("g.")]
    return {**message, "body": json.dumps(params).encode()}
