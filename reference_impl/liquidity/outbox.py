"""What goes out in the liquidity form: requests, and responses in the HTTP answer (IL-RFC 21)."""

from __future__ import annotations

from typing import Any

from reference_impl.outbox import TALK, Outbox
from schemas import json_text, packets
from schemas.packets import Packet
from schemas.topology import Ledger


class RequestOutbox(Outbox):
    """Messages travel by `send_request`."""

    def message_text(self, ledger: Ledger, receiver: str, data: bytes, lane: str = TALK) -> str:
        """A request with `custom`, which is JSON already; accounts need no escapes."""
        return self.request(ledger, receiver, b'"custom":' + data, lane)

    def ask(self, ledger: Ledger, receiver: str, packet: Packet) -> str:
        """A request with a packet. Returns the key."""
        return self.request(ledger, receiver, b'"ilp":"%s"' % packets.to_base64(packets.write(packet)).encode("ascii"))

    def request(self, ledger: Ledger, receiver: str, member: bytes, lane: str = TALK) -> str:
        head = f'[{{"ledger":"{ledger.prefix}","from":"{ledger.account}","to":"{receiver}",'
        return self.call(ledger, receiver, "send_request", head.encode("ascii") + member + b"}]", lane)

    def reply(self, key: Any, ledger: Ledger, receiver: str, packet: Packet) -> None:
        """Answers the request of that key with a packet."""
        self.envelope(key, ledger, receiver, {"ilp": packets.to_base64(packets.write(packet))})

    def acknowledge(self, key: Any, ledger: Ledger, receiver: str) -> None:
        """Answers a request to which there is nothing to say."""
        self.envelope(key, ledger, receiver, {"custom": {}})

    def complain(self, key: Any, ledger: Ledger, receiver: str, problem: str) -> None:
        """Answers an update that does not count."""
        error = {"method": "error", "data": {"id": "InvalidBodyError", "message": problem}}
        self.envelope(key, ledger, receiver, {"custom": error})

    def envelope(self, key: Any, ledger: Ledger, receiver: str, members: dict[str, Any]) -> None:
        """MSG-4: on the same ledger, from the account that was asked, to the one that asked."""
        message = {"ledger": ledger.prefix, "from": ledger.account, "to": receiver, **members}
        self.answer(key, 200, json_text.write(message))
