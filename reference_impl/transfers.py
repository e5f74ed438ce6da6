"""Transfers: a prepared one is paid on once over the next ledger, and its fulfilment or rejection goes back."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from reference_impl.addresses import is_account
from reference_impl.hops import Hops
from reference_impl.messages import MessageRules
from reference_impl.network import Network
from reference_impl.outbox import Outbox
from reference_impl.rates import OwnRates
from reference_impl.rejections import Rejection, Rejections
from reference_impl.routes import Route
from schemas import json_text, packets
from schemas.packets import Payment
from schemas.topology import Ledger

MOST_KEPT = 100_000  # transfers remembered
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


@dataclass(eq=False)
class Forwarded:
    """A transfer that was paid on, with the one sent for it."""

    source: Ledger
    source_id: str
    next: Ledger
    next_id: str
    receiver: str
    body: bytes
    rejection: Any = None


@dataclass(frozen=True)
class NextTransfer:
    """Where a transfer goes on: ledger, receiving account, amount in base units, and the window (s) the rest needs."""

    ledger: Ledger
    receiver: str
    amount: int
    window: int


class Forwarder:
    """Pays prepared transfers on. Nothing is sent on for what is rejected."""

    rejections_class: type[Rejections] = Rejections

    def __init__(self, network: Network, rates: OwnRates, hops: Hops, rules: MessageRules, outbox: Outbox) -> None:
        self.network = network
        self.rates = rates
        self.hops = hops
        self.rules = rules
        self.outbox = outbox
        self.rejections = self.rejections_class(outbox)
        self._by_source: dict[tuple[str, str], Forwarded] = {}
        self._by_next: dict[tuple[str, str], Forwarded] = {}
        accounts = "|".join(f"{ledger.account} {ledger.token}" for ledger in network.topology.ledgers)
        self._secret = hashlib.sha256(accounts.encode()).digest()

    def problem(self, ledger: Ledger, transfer: Any) -> str | None:
        """Why the call names no transfer to this connector at all; None: it does."""
        found = self.rules.problem("transfer", transfer)
        if found is not None:
            return found[1]
        if transfer["ledger"] != ledger.prefix or transfer.get("to", transfer.get("account")) != ledger.account:
            return "the transfer is not to this connector over this ledger"
        return "the transfer is the connector's own" if transfer.get("from") == ledger.account else None

    def prepared(self, ledger: Ledger, transfer: dict[str, Any], now: int) -> None:
        """An incoming transfer (without `problem`) was prepared: pays it on, or rejects it."""
        earlier = self.earlier(ledger, transfer["id"])
        if earlier is not None:
            self.repeat(earlier, now)
            return
        try:
            payment = self.payment(transfer)
            next_transfer = self.next_transfer(ledger, int(transfer["amount"]), payment)
            expiry = self.next_expiry(self.expiry(transfer), next_transfer, now)
        except Rejection as rejection:
            self.rejections.reject(ledger, transfer["id"], rejection, now)
            return
        self.send(ledger, transfer, next_transfer, expiry)

    def earlier(self, ledger: Ledger, id: str) -> Forwarded | None:
        """What was sent for that very transfer before (FW-8)."""
        return self._by_source.get((ledger.prefix, id.lower()))

    def repeat(self, earlier: Forwarded, now: int) -> None:
        """The same transfer came again: the same id, amount and receiver, so that the ledger refuses a second one."""
        if earlier.rejection is None:
            self.outbox.call(earlier.next, earlier.receiver, "send_transfer", earlier.body)
        else:
            self.rejections.send(earlier.source, earlier.source_id, earlier.rejection)

    def payment(self, transfer: dict[str, Any]) -> Payment:
        """The transfer's ILP packet (FW-6)."""
        try:
            return packets.read_payment(packets.from_base64(transfer["ilp"]))
        except (KeyError, AttributeError, TypeError, packets.PacketError) as error:
            raise Rejection("F01", f"the ILP packet is missing or broken: {error}") from None

    def next_transfer(self, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        """Where the payment goes on, with how much."""
        found = self.hops.find(ledger, payment.account) if is_account(payment.account) else ()
        if isinstance(found, Ledger):
            return self.last_transfer(ledger, found, amount, payment)
        best = self.hops.by_source(ledger, found, amount) if found else None
        if not found:
            raise Rejection("F02", f"no route from {ledger.prefix} to {payment.account}")
        if best is None:
            raise Rejection("R01", "the amount is less than what any route takes, or above the connector's capacity")
        return self.onward_transfer(ledger, amount, payment, *best)

    def onward_transfer(self, source: Ledger, amount: int, payment: Payment, route: Route, left: int) -> NextTransfer:
        """FW-2: to the next connector what the own rate leaves; that one judges whether it is enough."""
        return NextTransfer(route.peer.ledger, route.peer.account, left, -(-route.window // 1))

    def last_transfer(self, source: Ledger, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        """FW-3, FW-4: exactly the packet's amount to its account, where the source amount is worth that."""
        rate = self.rates.between(source.prefix, ledger.prefix)
        worth = None if rate is None else rate.forward(amount)
        if payment.amount == 0:
            raise Rejection("F03", "the packet's amount is zero")
        if worth is None or payment.amount > ledger.capacity:
            raise Rejection("T04", "the amount is above the connector's capacity")
        if payment.amount > worth:
            raise Rejection("R01", "the source amount is not worth the packet's amount")
        return NextTransfer(ledger, payment.account, payment.amount, 0)

    def expiry(self, transfer: dict[str, Any]) -> int:
        """When the incoming transfer expires (ms since 1970)."""
        try:
            moment = datetime.fromisoformat(transfer["expiresAt"])
        except ValueError:
            raise Rejection("F00", "expiresAt is no time") from None
        return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH) // _MS

    def next_expiry(self, expiry: int, next_transfer: NextTransfer, now: int) -> int:
        """When the outgoing transfer is to expire: earlier by the own window (FW-2), with time left (FW-7)."""
        topology = self.network.topology
        latest = expiry - self.window_ms()
        if latest - now < max(self.window_ms(), next_transfer.window * 1000):
            raise Rejection("R02", "too little time is left to forward the payment")
        return min(latest, now + int(topology.maximum_hold * 1000))

    def window_ms(self) -> int:
        """The own message window, rounded up."""
        return int(-(-self.network.topology.message_window * 1000 // 1))

    def next_id(self, ledger: Ledger, id: str) -> str:
        """Always the same for the same transfer, and none that others can foresee (IL-RFC 4)."""
        digest = hmac.new(self._secret, f"{ledger.prefix}{id.lower()}".encode(), hashlib.sha256).digest()
        return str(uuid.UUID(bytes=digest[:16], version=4))

    def send(self, source: Ledger, transfer: dict[str, Any], following: NextTransfer, expiry: int) -> None:
        """Sends the outgoing transfer; where the ledger clearly refuses it, the incoming one is rejected."""
        next_id = self.next_id(source, transfer["id"])
        outgoing = {
            "id": next_id,
            "ledger": following.ledger.prefix,
            "from": following.ledger.account,
            "to": following.receiver,
            "amount": str(following.amount),
            "ilp": transfer["ilp"],
            "executionCondition": transfer["executionCondition"],
            "expiresAt": timestamp(expiry),
            "direction": "outgoing",
        }
        body = json_text.write([outgoing])
        sent = Forwarded(source, transfer["id"], following.ledger, next_id, following.receiver, body)
        self.keep(sent)
        key = self.outbox.call(sent.next, sent.receiver, "send_transfer", body)

        def answered(status: int | None, now: int) -> None:
            if status is not None and 400 <= status < 500 and sent.rejection is None:
                rejection = Rejection("T01", "the next ledger refuses the transfer")
                sent.rejection = self.rejections.reject(source, sent.source_id, rejection, now)

        self.outbox.expect(key, expiry, answered)

    def keep(self, sent: Forwarded) -> None:
        while len(self._by_source) >= MOST_KEPT:
            oldest = self._by_source.pop(next(iter(self._by_source)))
            self._by_next.pop((oldest.next.prefix, oldest.next_id), None)
        self._by_source[sent.source.prefix, sent.source_id.lower()] = sent
        self._by_next[sent.next.prefix, sent.next_id] = sent

    def fulfilled(self, ledger: Ledger, id: Any, fulfillment: Any) -> bool:
        """Passes a fulfilment back to the source (FW-9); False where no such transfer was sent."""
        sent = self._by_next.get((ledger.prefix, id)) if isinstance(id, str) else None
        if sent is None or not isinstance(fulfillment, str):
            return False
        sender = sent.source.prefix
        self.outbox.call(sent.source, sender, "fulfill_condition", json_text.write([sent.source_id, fulfillment]))
        return True

    def rejected(self, ledger: Ledger, id: Any, reason: Any, now: int) -> bool:
        """Passes a rejection back to the source; False where no such transfer was sent."""
        sent = self._by_next.get((ledger.prefix, id)) if isinstance(id, str) else None
        if sent is None:
            return False
        if sent.rejection is None:
            sent.rejection = self.rejections.forwarded(sent.source, reason, now)
            self.rejections.send(sent.source, sent.source_id, sent.rejection)
        return True


def timestamp(moment: int) -> str:
    """A moment (ms since 1970) as ISO 8601."""
    text = (_EPOCH + moment * _MS).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
