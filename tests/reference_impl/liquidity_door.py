"""Drives the connector of the liquidity form through the memory door, and plays its peers, which answer at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from reference_impl.core import Core
from reference_impl.profiles import connector
from schemas import curves, packets, validation
from schemas import topology as topologies
from schemas.packets import Packet
from tests.reference_impl.passing_time import PassingTime, known_after

Answer = Callable[[Packet], Packet | None]  # what a peer says to a question; None: nothing in time


@dataclass
class Sent:
    """A call that the connector made: `message` is its first parameter."""

    at: int
    key: str
    method: str
    message: Any

    @property
    def receiver(self) -> str:
        return str(self.message["to"])

    @property
    def update(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.message.get("custom", {}).get("data") if self.is_request else None
        return found

    @property
    def packet(self) -> Packet | None:
        found = self.is_request and "ilp" in self.message
        return packets.read(packets.from_base64(self.message["ilp"])) if found else None

    @property
    def is_request(self) -> bool:
        return self.method == "send_request"


@dataclass
class LiquidityDoor(PassingTime[Sent]):
    """`peers` says what each account answers to questions; `status` what to calls, instead of 200; some hang."""

    name: str = "liquidity-plain"
    changes: dict[str, Any] = field(default_factory=dict)
    now: int = 0

    def __post_init__(self) -> None:
        document = {**topologies.load(self.name).to_json(), **self.changes}
        self.topology = topologies.from_document(document)
        self.connector: Core = connector(document)
        self.sent: list[Sent] = []
        self.answers: dict[int, tuple[int, Any]] = {}
        self.peers: dict[str, Answer] = {}
        self.status: dict[str, int | None] = {}
        self.hanging: set[str] = set()
        self._number = 0
        self._take(self.connector.tick(self.now))

    def call(self, method: str, prefix: str, *parameters: Any) -> tuple[int, Any] | None:
        """A call of a peer's; its status and answer, or None while there is none."""
        self._number += 1
        ledger = self.topology.ledger(prefix)
        request = {
            "kind": "request", "key": self._number, "method": method, "prefix": prefix,
            "authorization": None if ledger.token is None else f"Bearer {ledger.token}",
            "body": json.dumps(list(parameters)).encode(),
        }  # fmt: skip
        number = self._number
        self._take(self.connector.receive(request, self.now))
        return self.answers.get(number)

    def say(self, sender: str, **members: Any) -> Any:
        """A message from an account to the connector; gives the message that answers it, None while there is none."""
        ledger = next(each for each in self.topology.ledgers if sender.startswith(each.prefix))
        message = {"ledger": ledger.prefix, "from": sender, "to": ledger.account, **members}
        answered = self.call("send_request", ledger.prefix, {k: v for k, v in message.items() if v is not None})
        if answered is None:
            return None
        status, answer = answered
        if status != 200 or validation.explain("liquidity_response", answer):
            raise AssertionError(answered)
        return answer

    def broadcast(self, sender: str, *routes: dict[str, Any], gone: tuple[str, ...] = (), hold: int = 3000) -> Any:
        update = {"hold_down_time": hold, "unreachable_through_me": list(gone), "new_routes": list(routes)}
        return self.say(sender, custom={"method": "broadcast_routes", "data": update})

    def ask(self, sender: str, packet: Packet) -> Packet | None:
        """The packet that answers a packet; None while there is none."""
        answer = self.say(sender, ilp=packets.to_base64(packets.write(packet)))
        return None if answer is None else packets.read(packets.from_base64(answer["ilp"]))

    def given(self, sender: str, destination: str, amount: int, hold: int = 5000) -> Packet | None:
        return self.ask(sender, packets.BySourceRequest(destination, amount, hold))

    def price(self, sender: str, destination: str, amount: int, hold: int = 5000) -> Packet | None:
        return self.ask(sender, packets.ByDestinationRequest(destination, amount, hold))

    def next_updates(self) -> list[Sent]:
        """Lets an interval pass."""
        return self.run_to(self.now + self.topology.broadcast_interval)

    def _take(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            if message["kind"] == "response":
                if message["key"] in self.answers:
                    raise AssertionError("answered twice")
                self.answers[message["key"]] = (message["status"], json.loads(message["body"]))
                continue
            sent = Sent(self.now, message["key"], message["method"], json.loads(message["body"])[0])
            self.sent.append(sent)
            answer = self._answer(sent)
            if answer is not None:
                self.reply(sent, answer)

    def _answer(self, sent: Sent) -> dict[str, Any] | None:
        if not sent.is_request:
            return {}
        if sent.receiver in self.hanging:
            return None
        envelope = {"ledger": sent.message["ledger"], "from": sent.receiver, "to": sent.message["from"]}
        if sent.packet is None:
            return {**envelope, "custom": {}}
        said = self.peers[sent.receiver](sent.packet) if sent.receiver in self.peers else None
        return None if said is None else {**envelope, "ilp": packets.to_base64(packets.write(said))}

    def reply(self, sent: Sent, message: Any) -> None:
        """What a peer answers, now or late."""
        status = self.status.get(sent.receiver, 200) if sent.is_request else 200
        response = {"kind": "response", "key": sent.key, "status": status, "body": json.dumps(message).encode()}
        self._take(self.connector.receive(response, self.now))


def route(sender: str, prefix: str, *points: tuple[int, int], **members: Any) -> dict[str, Any]:
    """A valid route of a peer; the curve is one to one if none is given. None leaves a member out."""
    row = {
        "source_ledger": sender.rpartition(".")[0] + ".", "destination_ledger": prefix, "source_account": sender,
        "min_message_window": 1, "points": curves.to_base64(points or ((0, 0), (10**12, 10**12))), **members,
    }  # fmt: skip
    return {name: value for name, value in row.items() if value is not None}


def updates(sent: list[Sent], receiver: str) -> list[dict[str, Any]]:
    """The updates that an account was sent."""
    return [each.update for each in sent if each.is_request and each.receiver == receiver and each.update is not None]


def told(sent: list[Sent], receiver: str) -> dict[str, dict[str, Any]]:
    """The routes that an account knows of after these calls, by prefix."""
    return known_after(updates(sent, receiver))


def questions(sent: list[Sent]) -> list[Sent]:
    """The quotes that were asked of next hops."""
    return [each for each in sent if each.packet is not None]
