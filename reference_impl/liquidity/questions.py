"""Questions put to next hops by `send_request`: who was asked, what the response says, and until when it may come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reference_impl.liquidity.outbox import RequestOutbox
from reference_impl.network import Network, Peer
from schemas import json_text, packets
from schemas.packets import Packet

MOST_PER_ASKER = 1000  # questions waiting on behalf of one account

Finish = Callable[[Packet | None, int], None]  # the packet that came, or None; and the time in ms
Asker = tuple[str, str]  # ledger prefix and account


@dataclass(frozen=True)
class Waiting:
    """A question that waits until `deadline` (ms)."""

    peer: Peer
    asker: Asker
    deadline: int
    finish: Finish


class Questions:
    """Asks, and tells each question's end once."""

    def __init__(self, network: Network, outbox: RequestOutbox) -> None:
        self.network = network
        self.outbox = outbox
        self._waiting: dict[str, Waiting] = {}  # in order of deadline, as all wait equally long
        self._per_asker: Counter[Asker] = Counter()

    def ask(self, peer: Peer, asker: Asker, packet: Packet, now: int, finish: Finish) -> bool:
        """Sends the question; False where too many of that asker wait already."""
        if self._per_asker[asker] >= MOST_PER_ASKER:
            return False
        key = self.outbox.ask(peer.ledger, peer.account, packet)
        self._waiting[key] = Waiting(peer, asker, now + self.timeout(), finish)
        self._per_asker[asker] += 1
        return True

    def timeout(self) -> int:
        """In ms."""
        return self.network.topology.remote_quote_timeout

    def answered(self, key: Any, status: int | None, body: bytes, now: int) -> None:
        """The answer to an own call came; one that is to no question, or too late, is passed over."""
        if key in self._waiting:
            self._end(key, self.packet(self._waiting[key].peer, status, body), now)

    def packet(self, peer: Peer, status: int | None, body: bytes) -> Packet | None:
        """The packet in a response; None where there is none, or not from the account that was asked (RQ-4)."""
        try:
            message = json_text.read(body) if status == 200 else None
            if not (isinstance(message, dict) and self.is_from(peer, message)):
                return None
            return packets.read(packets.from_base64(message["ilp"]))
        except (json_text.JsonTextError, packets.PacketError, KeyError, AttributeError):
            return None

    def is_from(self, peer: Peer, message: dict[str, Any]) -> bool:
        """Whether it is the peer's, over the ledger on which it was asked; `from` may be absent (MSG-4)."""
        expected = {"ledger": peer.ledger.prefix, "from": peer.account, "to": peer.ledger.account}
        return all(message.get(member, value) == value for member, value in expected.items())

    def give_up(self, now: int) -> None:
        """Ends the questions whose time is over."""
        while (deadline := self.next_deadline()) is not None and deadline <= now:
            self._end(next(iter(self._waiting)), None, now)

    def next_deadline(self) -> int | None:
        """When the next question is given up."""
        return next((waiting.deadline for waiting in self._waiting.values()), None)

    def _end(self, key: str, packet: Packet | None, now: int) -> None:
        waiting = self._waiting.pop(key)
        self._per_asker[waiting.asker] -= 1
        if not self._per_asker[waiting.asker]:
            del self._per_asker[waiting.asker]
        waiting.finish(packet, now)
