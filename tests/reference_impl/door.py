"""Drives a connector through the memory door in virtual time, and plays its peers: each answers as it is told to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from reference_impl.connector import Connector
from schemas import topology as topologies
from tests.reference_impl.passing_time import PassingTime, known_after

BROADCAST = "broadcast_routes"


@dataclass
class Sent:
    """A call the connector made."""

    at: int
    key: str
    method: str
    prefix: str
    parameters: list[Any]

    @property
    def receiver(self) -> str:
        return str(self.parameters[0]["to"])

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = self.parameters[0]["data"]
        return found


@dataclass
class Door(PassingTime[Sent]):
    """`status` says what each account answers: an HTTP status, None for a refusal, or "hang"."""

    name: str = "plain"
    connector_class: type[Connector] = Connector
    changes: dict[str, Any] = field(default_factory=dict)
    now: int = 0

    def __post_init__(self) -> None:
        document = {**topologies.load(self.name).to_json(), **self.changes}
        self.topology = topologies.from_document(document)
        self.connector = self.connector_class(document)
        self.sent: list[Sent] = []
        self.status: dict[str, int | str | None] = {}
        self.answers: dict[int, tuple[int, bytes]] = {}
        self._number = 0
        self._take(self.connector.tick(self.now))

    def post(
        self, method: str | None, prefix: str | None, body: bytes, authorization: str | None = None
    ) -> tuple[int, bytes]:
        """A call as the connector meets it; gives its answer."""
        self._number += 1
        request = {
            "kind": "request", "key": self._number, "method": method, "prefix": prefix,
            "authorization": authorization, "body": body,
        }  # fmt: skip
        self._take(self.connector.receive(request, self.now))
        return self.answers[self._number]

    def call(self, method: str, prefix: str, *parameters: Any) -> tuple[int, bytes]:
        token = self.topology.ledger(prefix).token
        body = json.dumps(list(parameters)).encode()
        return self.post(method, prefix, body, None if token is None else f"Bearer {token}")

    def say(self, sender: str, data: Any) -> list[Sent]:
        """A message from an account to the connector; gives the calls that came of it."""
        ledger = next(each for each in self.topology.ledgers if sender.startswith(each.prefix))
        before = len(self.sent)
        message = {"ledger": ledger.prefix, "from": sender, "to": ledger.account, "data": data}
        status, body = self.call("send_message", ledger.prefix, message)
        if (status, body) != (200, b"true"):
            raise AssertionError((status, body))
        return self.sent[before:]

    def broadcast(
        self, sender: str, *routes: dict[str, Any], gone: tuple[str, ...] = (), hold: int = 3000, **members: Any
    ) -> list[Sent]:
        update = {"hold_down_time": hold, "unreachable_through_me": list(gone), "new_routes": list(routes), **members}
        return self.say(sender, {"method": BROADCAST, "data": update})

    def quote(self, sender: str, destination: str, id: Any = "q1", **members: Any) -> list[Sent]:
        data = {"source_address": sender, "destination_address": destination, **members}
        return self.say(sender, {"id": id, "method": "quote_request", "data": data})

    def answer(self, question: Sent, **changes: Any) -> list[Sent]:
        """The next hop's quote, one to one, for a question of the connector's."""
        asked = question.data["data"]
        amount = asked.get("source_amount", asked.get("destination_amount"))
        data = {
            "source_ledger": question.prefix, "destination_ledger": question.prefix, "source_amount": amount,
            "destination_amount": amount, "source_expiry_duration": "6", "destination_expiry_duration": "5", **changes,
        }  # fmt: skip
        data = {name: member for name, member in data.items() if member is not None}
        return self.say(question.receiver, {"id": question.data["id"], "method": "quote_response", "data": data})

    def reply(self, sent: Sent, status: int | None) -> None:
        """The late answer of a peer that hung."""
        response = {"kind": "response", "key": sent.key, "status": status, "body": b"true"}
        self._take(self.connector.receive(response, self.now))

    def _take(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            if message["kind"] == "response":
                if message["key"] in self.answers:
                    raise AssertionError("answered twice")
                self.answers[message["key"]] = (message["status"], message["body"])
                continue
            parameters = json.loads(message["body"])
            sent = Sent(self.now, message["key"], message["method"], message["prefix"], parameters)
            self.sent.append(sent)
            status = 200 if message["method"] != "send_message" else self.status.get(sent.receiver, 200)
            if not isinstance(status, str):
                self.reply(sent, status)


def route(sender: str, prefix: str, *points: tuple[int, int], **members: Any) -> dict[str, Any]:
    """A valid route of a peer; the curve is one to one if none is given."""
    return {
        "source_ledger": sender.rpartition(".")[0] + ".", "destination_ledger": prefix, "source_account": sender,
        "min_message_window": 1, "points": [list(point) for point in points or ((0, 0), (10**12, 10**12))], **members,
    }  # fmt: skip


def updates(sent: list[Sent], receiver: str) -> list[dict[str, Any]]:
    """The updates that an account was sent."""
    found = [each for each in sent if each.method == "send_message" and each.receiver == receiver]
    return [each.data["data"] for each in found if each.data["method"] == BROADCAST]


def told(sent: list[Sent], receiver: str) -> dict[str, dict[str, Any]]:
    """The routes that an account knows of after these calls, by prefix."""
    return known_after(updates(sent, receiver))


def messages(sent: list[Sent], method: str) -> list[Sent]:
    """The messages of a method."""
    return [each for each in sent if each.method == "send_message" and each.data["method"] == method]
