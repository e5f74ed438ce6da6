"""Transfers as a run knows them: those its peers prepared, those the target sent on for them, and what came back."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from conformance.harness.reasons import Reason, refusal_in
from conformance.harness.wirelog import Exchange
from conformance.profiles.incoming import Incoming, Kind
from schemas import packets

if TYPE_CHECKING:
    from conformance.harness.peer import Peer

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MS = timedelta(milliseconds=1)


@dataclass(eq=False)
class Prepared:
    """A transfer that a peer prepared for the target: amount in base units, expiry in ms since 1970.

    `ilp`: the bytes of its packet; None: it has none. `marked`: no other transfer has that packet. `fulfillment` is the
    preimage of its condition; both are 32 bytes.
    """

    peer: Peer
    id: str
    amount: int
    ilp: bytes | None
    condition: bytes
    fulfillment: bytes
    expires_at: int
    marked: bool
    calls: list[Exchange] = field(default_factory=list)

    @property
    def seqs(self) -> list[int]:
        """The numbers of the exchanges in which it was sent."""
        return [call.seq for call in self.calls]

    def __str__(self) -> str:
        return f"the transfer of {self.amount} from {self.peer}"


@dataclass(frozen=True)
class Sent:
    """A transfer that the target sent, read as far as it can be; what can't be read is None."""

    id: str
    ledger: str
    receiver: str | None
    amount: int | None
    ilp: bytes | None
    condition: bytes | None
    expires_at: int | None
    seq: int
    at: int

    @property
    def key(self) -> tuple[str, str]:
        """Ledger and id: where both are the same, the ledger takes it for the same transfer."""
        return self.ledger, self.id.lower()

    def __str__(self) -> str:
        return f"a transfer of {self.amount} to {self.receiver} over {self.ledger}"


@dataclass(frozen=True)
class Rejected:
    """How a transfer was rejected: by a call of the target's, or by the answer to the call that prepared it."""

    reason: Reason
    seq: int


class Transfers:
    """All transfers of a run."""

    def __init__(self) -> None:
        self.prepared: list[Prepared] = []
        self._by_condition: dict[bytes | None, list[Prepared]] = {}
        self._like: dict[bytes | None, list[Sent]] = {}  # by the condition, and by the packet
        self.sent: list[Sent] = []
        self.fulfilled: dict[tuple[str, str], list[Incoming]] = {}
        self.rejected: dict[tuple[str, str], list[Incoming]] = {}
        self.given_back: set[tuple[str, str]] = set()  # what the harness has rejected: it may go another way
        self.forbidden: dict[Prepared, int] = {}  # what nothing may be sent on for, and the case that saw so

    def add(self, prepared: Prepared) -> None:
        """Files a transfer that a peer is about to send."""
        self.prepared.append(prepared)
        self._by_condition.setdefault(prepared.condition, []).append(prepared)

    def take(self, incoming: Incoming) -> Sent | None:
        """Files a call of the target's; the transfer, where it is one."""
        if incoming.kind is Kind.TRANSFER:
            sent = read_sent(incoming)
            self.sent.append(sent)
            self._like.setdefault(sent.condition, []).append(sent)
            self._like.setdefault(sent.ilp, []).append(sent)
            return sent
        if incoming.kind in (Kind.FULFILLMENT, Kind.REJECTION) and isinstance(incoming.id, str):
            table = self.fulfilled if incoming.kind is Kind.FULFILLMENT else self.rejected
            table.setdefault((incoming.ledger, incoming.id.lower()), []).append(incoming)
        return None

    def sent_for(self, prepared: Prepared) -> list[Sent]:
        """What was sent on for it: the same condition, or the same packet, over another ledger or the same."""
        alike = {*self._like.get(prepared.condition, ()), *self._like.get(prepared.ilp, ())}
        return sorted((each for each in alike if self.belongs(each, prepared)), key=lambda each: each.seq)

    def belongs(self, sent: Sent, prepared: Prepared) -> bool:
        """Whether the target's transfer is for that one: by its condition, or where that is nobody's its packet."""
        if not prepared.calls or sent.seq < prepared.calls[0].seq:
            return False
        if sent.condition in self._by_condition:
            return sent.condition == prepared.condition
        return prepared.marked and sent.ilp == prepared.ilp

    def causes(self, sent: Sent) -> list[Prepared]:
        """The prepared transfers for which the target's may have been sent."""
        alike = self._by_condition.get(sent.condition, self.prepared)
        return [each for each in alike if self.belongs(sent, each)]

    def rejections_of(self, prepared: Prepared) -> list[Rejected]:
        """How it was rejected; empty: it was not."""
        found = [
            Rejected(Reason.of(each.data[0] if each.data else None), each.seq)
            for each in self.rejected.get((prepared.peer.ledger.prefix, prepared.id.lower()), ())
        ]
        refusals = [(refusal_in(call), call.seq) for call in prepared.calls]
        return found + [Rejected(reason, seq) for reason, seq in refusals if reason is not None]

    def fulfilments_of(self, prepared: Prepared) -> list[Incoming]:
        """The calls by which it was fulfilled."""
        return self.fulfilled.get((prepared.peer.ledger.prefix, prepared.id.lower()), [])


def read_sent(incoming: Incoming) -> Sent:
    """The transfer in a call of the target's."""
    data: Mapping[str, Any] = incoming.data if isinstance(incoming.data, dict) else {}
    amount = data.get("amount")
    return Sent(
        id=incoming.id if isinstance(incoming.id, str) else "",
        ledger=incoming.ledger,
        receiver=incoming.receiver,
        amount=int(amount) if isinstance(amount, str) and amount.isascii() and amount.isdigit() else None,
        ilp=packet_in(data.get("ilp")),
        condition=octets(data.get("executionCondition")),
        expires_at=moment(data.get("expiresAt")),
        seq=incoming.seq,
        at=incoming.at,
    )


def packet_in(ilp: object) -> bytes | None:
    """The bytes of an `ilp` member; None where it is no base64."""
    try:
        return packets.from_base64(ilp) if isinstance(ilp, str) else None
    except packets.PacketError:
        return None


def octets(text: object) -> bytes | None:
    """The bytes of a condition or fulfilment, in either alphabet, padded or not; None where it is none."""
    if not isinstance(text, str) or not text.isascii():
        return None
    standard = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except binascii.Error:
        return None


def base64url(data: bytes) -> str:
    """A condition or fulfilment as it travels."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def moment(text: object) -> int | None:
    """A time of ISO 8601 with its zone, in ms since 1970 (rounded down); None where it is none."""
    if not isinstance(text, str):
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if read.tzinfo is None else (read - EPOCH) // MS


def iso(moment: int, zone: str = "Z") -> str:
    """A moment (ms since 1970) as `expiresAt` writes it, in that zone."""
    there = datetime.fromisoformat(f"2017-07-28T12:00:00{zone}").tzinfo
    return (EPOCH + moment * MS).astimezone(there).isoformat(timespec="milliseconds").replace("+00:00", "Z")
