"""Transfers: prepared ones are paid on once, what comes back for them is passed back."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from schemas import packets
from schemas.topology import Ledger, Topology
from tests.second_connector.amounts import output_of
from tests.second_connector.habits import Habits
from tests.second_connector.messages import read_amount
from tests.second_connector.table import Candidate, Table, covers

LEAST = 250  # ms that the next transfer has to live at least
NAMES = {
    "F01": "Invalid Packet",
    "F02": "Unreachable",
    "R01": "Insufficient Source Amount",
    "R02": "Insufficient Timeout",
    "T04": "Insufficient Liquidity",
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
CONDITION = re.compile(r"[A-Za-z0-9_-]{43}")


class Rejected(Exception):
    """A transfer is not paid on; `code` is one of NAMES."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Calls(Protocol):
    """What transfers need of the connector around them."""

    def call(self, ledger: Ledger, method: str, parameters: list[Any]) -> str:
        """Calls the far side of a ledger; the call's key."""

    def fresh_id(self) -> str:
        """An id never used before."""

    def now(self) -> int:
        """The present moment in ms of the epoch."""


@dataclass(frozen=True)
class Paid:
    """An incoming transfer and the outgoing one that it led to."""

    source: Ledger
    id: str
    target: Ledger
    outgoing: dict[str, Any]


class Transfers:
    """Everything about money that is on its way."""

    def __init__(self, topology: Topology, habits: Habits, table: Table, calls: Calls) -> None:
        self.topology, self.habits, self.table, self.calls = topology, habits, table, calls
        self.seen: dict[tuple[str, str], Paid | None] = {}

    def prepared(self, ledger: Ledger, transfer: Any) -> None:
        """A transfer was prepared on the ledger for the connector; others' and senseless ones are let lie."""
        if not isinstance(transfer, dict):
            return
        id, receiver = transfer.get("id"), transfer.get("to", transfer.get("account"))
        named = transfer.get("ledger", ledger.prefix)
        if not isinstance(id, str) or not ID.fullmatch(id) or receiver != ledger.account:
            return
        if named not in (ledger.prefix, ledger.prefix.removesuffix(".")):
            return
        if (ledger.prefix, id) in self.seen:
            self._again(self.seen[ledger.prefix, id])
            return
        self.seen[ledger.prefix, id] = None
        try:
            self.seen[ledger.prefix, id] = self._pay_on(ledger, id, transfer)
        except Rejected as why:
            self.calls.call(ledger, "reject_incoming_transfer", [id, self._reason(ledger, why)])

    def _again(self, paid: Paid | None) -> None:
        if paid is not None and self.habits.repeats_transfers:
            self.calls.call(paid.target, "send_transfer", [paid.outgoing])

    def _pay_on(self, ledger: Ledger, id: str, transfer: dict[str, Any]) -> Paid:
        payment = _packet(transfer.get("ilp"))
        amount = read_amount(transfer.get("amount"))
        condition = transfer.get("executionCondition")
        if amount is None or not isinstance(condition, str) or not CONDITION.fullmatch(condition):
            raise Rejected("F01", "no amount, or no condition")
        expires = self._next_expiry(transfer.get("expiresAt"))
        way, hop, sent = self._next_hop(ledger, transfer.get("from"), payment, amount)
        target = self.topology.ledger(way.ledger)
        outgoing = {
            "expiresAt": _timestamp(expires),
            "executionCondition": condition,
            "ilp": transfer["ilp"],
            "amount": str(sent),
            "to": hop,
            "from": target.account,
            "ledger": target.prefix,
            "id": self.calls.fresh_id(),
            "direction": "incoming",
        }
        self.calls.call(target, "send_transfer", [outgoing])
        return Paid(ledger, id, target, outgoing)

    def _next_hop(
        self, ledger: Ledger, sender: Any, payment: packets.Payment, amount: int
    ) -> tuple[Candidate, str, int]:
        """The way, the receiver on its ledger and the amount."""
        own = [each.account for each in self.topology.ledgers]
        ways = self.table.ways_to(ledger.prefix, sender if isinstance(sender, str) else "", payment.account)
        if not ways or any(covers(account, payment.account) for account in own):
            raise Rejected("F02", "no way to there")
        able = [each for each in ways if each.way.first <= amount <= each.way.end]
        if not able:
            raise Rejected("T04", "nobody takes so much")
        # Above a curve's end it still gives its last output, as the peers were told.
        best = max(able, key=lambda each: each.way.value(amount) or 0)
        if self._is_too_little(best, amount, payment):
            raise Rejected("R01", "too little")
        if best.hop is None:
            if payment.amount < 1:
                raise Rejected("F01", "an amount of nothing")
            return best, payment.account, payment.amount
        sent = output_of(best.way.rate, amount, self.habits.pessimistic)
        if sent < 1:
            raise Rejected("R01", "nothing is left of it")
        return best, best.hop, sent

    def _is_too_little(self, best: Candidate, amount: int, payment: packets.Payment) -> bool:
        return (best.way.value(amount) or 0) < payment.amount

    def _next_expiry(self, text: Any) -> int:
        """The moment (ms) at which the outgoing transfer expires."""
        expires = _moment(text)
        if expires is None:
            raise Rejected("R02", "no time that can be read")
        window = int(self.topology.message_window * 1000)
        hold = int(self.topology.maximum_hold * 1000)
        now = self.calls.now()
        if expires - window < now + LEAST:
            raise Rejected("R02", "too little time is left")
        return min(expires - window, now + hold)

    def _reason(self, ledger: Ledger, why: Rejected) -> dict[str, Any]:
        return {
            "triggered_at": _timestamp(self.calls.now()),
            "triggered_by": ledger.account,
            "forwarded_by": [],
            "message": str(why),
            "name": NAMES[why.code],
            "code": why.code,
            "additional_info": {"by": "the second connector"},
        }

    # -- what comes back -----------------------------------------------------------------------------------------

    def fulfilled(self, ledger: Ledger, parameters: list[Any]) -> None:
        """The next ledger's transfer was fulfilled: the same fulfilment for the source's, where it fits."""
        paid = self._paid(ledger, parameters)
        if paid is None or len(parameters) < 2 or not _fits(parameters[1], paid.outgoing["executionCondition"]):
            return
        self._finish(paid, lambda: self.calls.call(paid.source, "fulfill_condition", [paid.id, parameters[1]]))

    def rejected(self, ledger: Ledger, parameters: list[Any]) -> None:
        """The next ledger's transfer was rejected: the source's is too, with the same error."""
        paid = self._paid(ledger, parameters)
        if paid is None:
            return
        reason = parameters[1] if len(parameters) > 1 else None
        if isinstance(reason, dict):
            before = reason.get("forwarded_by")
            reason = {**reason, "forwarded_by": [*(before if isinstance(before, list) else []), paid.target.account]}
        elif isinstance(reason, str):
            reason = _forwarded(reason, paid.target.account)
        elif reason is None:
            reason = self._reason(paid.source, Rejected("F02", "rejected without a reason"))
        self._finish(paid, lambda: self.calls.call(paid.source, "reject_incoming_transfer", [paid.id, reason]))

    def _paid(self, ledger: Ledger, parameters: list[Any]) -> Paid | None:
        """The payment whose outgoing transfer on the ledger is named."""
        for paid in self.seen.values():
            if paid is not None and paid.target == ledger and parameters and paid.outgoing["id"] == parameters[0]:
                return paid
        return None

    def _finish(self, paid: Paid, tell: Callable[[], object]) -> None:
        tell()
        self.seen[paid.source.prefix, paid.id] = None


def _packet(ilp: Any) -> packets.Payment:
    if not isinstance(ilp, str):
        raise Rejected("F01", "no packet")
    try:
        return packets.read_payment(packets.from_base64(ilp))
    except packets.PacketError as error:
        raise Rejected("F01", str(error)) from None


def _forwarded(text: str, account: str) -> str:
    """An error packet with the account added to those who forwarded it; what is none, as it is."""
    try:
        error = packets.read_error(packets.from_base64(text))
    except packets.PacketError:
        return text
    return packets.to_base64(packets.write_error(replace(error, forwarded_by=(*error.forwarded_by, account))))


def _moment(text: Any) -> int | None:
    """Milliseconds of the epoch of an ISO 8601 text with its zone."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return None if moment.tzinfo is None else int((moment - EPOCH) / timedelta(milliseconds=1))


def _timestamp(moment: int) -> str:
    text = (EPOCH + timedelta(milliseconds=moment)).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def _fits(fulfillment: Any, condition: str) -> bool:
    """Whether the condition is the hash of the fulfilment."""
    if not isinstance(fulfillment, str):
        return False
    try:
        data = base64.urlsafe_b64decode(fulfillment + "=" * (-len(fulfillment) % 4))
    except (binascii.Error, ValueError):
        return False
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=") == condition
