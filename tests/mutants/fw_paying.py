"""Connectors that pay on the wrong amount, to the wrong one, too late, or in a form that is none."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from math import floor
from typing import Any

from reference_impl.connector import Connector
from reference_impl.rejections import Rejection
from reference_impl.routes import Route
from reference_impl.transfers import Forwarder, NextTransfer
from schemas import packets
from schemas.packets import Payment
from schemas.topology import Ledger


class _AllOfIt(Forwarder):
    def last_transfer(self, source: Ledger, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        following = super().last_transfer(source, ledger, amount, payment)
        rate = self.rates.between(source.prefix, ledger.prefix)
        worth = rate.forward(amount) if rate else None
        return replace(following, amount=floor(worth or 0))


class PaysTheReceiverAllThatCameIn(Connector):
    """On the last ledger the own rate's amount is paid, not the packet's."""

    forwarder_class = _AllOfIt
    breaks = ("FW-3", "FW-3b")


class _Doubles(Forwarder):
    def last_transfer(self, source: Ledger, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        following = super().last_transfer(source, ledger, amount, payment)
        return replace(following, amount=int(float(following.amount)))


class PaysLargeAmountsAsDoubles(Connector):
    """The packet's amount loses its last digits above 2^53."""

    forwarder_class = _Doubles
    breaks = ("FW-3",)


class _PeersOnly(Forwarder):
    def last_transfer(self, source: Ledger, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        if payment.account not in ledger.peers:
            raise Rejection("F02", "nobody of that name")
        return super().last_transfer(source, ledger, amount, payment)


class PaysPeersOnly(Connector):
    """Receivers on an own ledger that are no peers are unreachable."""

    forwarder_class = _PeersOnly
    breaks = ("FW-3",)


class _RoundsTo10(Forwarder):
    def next_transfer(self, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        following = super().next_transfer(ledger, amount, payment)
        if following.receiver == payment.account or following.amount < 10**9:
            return following
        return replace(following, amount=following.amount - following.amount % 1000)


class RoundsLargeAmountsToThousands(Connector):
    """What goes to the next connector is rounded down to thousands where it is large."""

    forwarder_class = _RoundsTo10
    breaks = ("FW-2",)


class _PacketsAmount(Forwarder):
    def next_transfer(self, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        following = super().next_transfer(ledger, amount, payment)
        return replace(following, amount=max(following.amount, payment.amount))


class PaysTheNextHopThePacketsAmount(Connector):
    """Before the last ledger at least the packet's amount is sent, out of the own pocket."""

    forwarder_class = _PacketsAmount
    breaks = ("FW-4",)


class _SpreadFree(Forwarder):
    def next_transfer(self, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        following = super().next_transfer(ledger, amount, payment)
        if following.receiver == payment.account or following.amount % 2:
            return following
        return replace(following, amount=floor(following.amount / (1 - self.network.topology.spread)))


class ForgetsTheSpreadNowAndThen(Connector):
    """Even amounts go to the next connector without the spread taken off."""

    forwarder_class = _SpreadFree
    breaks = ("FW-2", "FW-4")


class _SameExpiry(Forwarder):
    def next_expiry(self, expiry: int, next_transfer: NextTransfer, now: int) -> int:
        earlier = super().next_expiry(expiry, next_transfer, now)
        return expiry if next_transfer.window == 0 else earlier


class KeepsTheExpiryOnTheLastLedger(Connector):
    """What is paid to a receiver expires when what came in does."""

    forwarder_class = _SameExpiry
    breaks = ("FW-2",)


class _WholeSeconds(Forwarder):
    def next_expiry(self, expiry: int, next_transfer: NextTransfer, now: int) -> int:
        return -(-super().next_expiry(expiry, next_transfer, now) // 1000) * 1000


class RoundsExpiriesUp(Connector):
    """Expiries are rounded up to whole seconds."""

    forwarder_class = _WholeSeconds
    breaks = ("FW-2",)


class _NoZone(Forwarder):
    def expiry(self, transfer: dict[str, Any]) -> int:
        return super().expiry({**transfer, "expiresAt": re.sub("[+-]..:..$", "", transfer["expiresAt"])})


class ReadsNoTimeZones(Connector):
    """All times are taken for UTC: east of it transfers seem to last for hours, west of it to be over."""

    forwarder_class = _NoZone
    breaks = ("FW-2",)


class _SmallAmount(Forwarder):
    def next_transfer(self, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        following = super().next_transfer(ledger, amount, payment)
        found = self.hops.find(ledger, payment.account)
        best = None if isinstance(found, Ledger) else self.hops.by_source(ledger, found, max(1, amount // 1000))
        if best is None:
            return following
        peer = best[0].peer
        return replace(
            following, ledger=peer.ledger, receiver=peer.account, amount=self.hops.left(ledger, best[0], amount)
        )


class ChoosesTheHopForAThousandth(Connector):
    """The next hop is the one that would be best for a thousandth of the amount."""

    forwarder_class = _SmallAmount
    breaks = ("FW-1",)


class _Remembering(Forwarder):
    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.known: dict[str, Route] = {}

    def next_transfer(self, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        route = self.known.get(payment.account)
        if route is not None and route.peer.ledger is not ledger:
            left = self.hops.left(ledger, route, amount)
            return NextTransfer(route.peer.ledger, route.peer.account, left, 1)
        following = super().next_transfer(ledger, amount, payment)
        found = self.hops.find(ledger, payment.account)
        best = None if isinstance(found, Ledger) else self.hops.by_source(ledger, found, amount)
        if best is not None:
            self.known[payment.account] = best[0]
        return following


class RemembersTheHop(Connector):
    """Once paid on, payments to an address go the same way for ever: past withdrawals, and past better routes."""

    forwarder_class = _Remembering
    breaks = ("FW-1", "FW-5")


class _Repacked(Forwarder):
    def send(self, source: Ledger, transfer: dict[str, Any], following: NextTransfer, expiry: int) -> None:
        payment = self.payment(transfer)
        data = payment.data.rstrip(b"\0")
        packet = packets.write_payment(Payment(payment.account, payment.amount, data))
        super().send(source, {**transfer, "ilp": packets.to_base64(packet)}, following, expiry)


class DropsZerosAtTheEndOfData(Connector):
    """The packet is written anew, and its data taken for a text that ends with its last character."""

    forwarder_class = _Repacked
    breaks = ("FW-1",)


class _OtherSource(Forwarder):
    def next_id(self, ledger: Ledger, id: str) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, id.lower()))


class DerivesIdsFromIdsAlone(Connector):
    """Two transfers that have one id on two ledgers get one on the next, which refuses the second."""

    forwarder_class = _OtherSource
    breaks = ("FW-1",)


class _ByCondition(Forwarder):
    def prepared(self, ledger: Ledger, transfer: dict[str, Any], now: int) -> None:
        condition = f"{ledger.prefix}{transfer['executionCondition']}"
        seen: dict[str, str] = self.__dict__.setdefault("seen", {})
        if seen.setdefault(condition, transfer["id"]) == transfer["id"]:
            super().prepared(ledger, transfer, now)


class TakesOneConditionForOneTransfer(Connector):
    """A second transfer with the condition of an earlier one is passed over."""

    forwarder_class = _ByCondition
    breaks = ("FW-1",)


class _FromThePayer(Forwarder):
    def send(self, source: Ledger, transfer: dict[str, Any], following: NextTransfer, expiry: int) -> None:
        account = replace(following.ledger, account=transfer["from"])
        super().send(source, transfer, replace(following, ledger=account), expiry)


class PaysInThePayersName(Connector):
    """What is sent on names the payer, an account of another ledger, as the one that sends it."""

    forwarder_class = _FromThePayer
    breaks = ("FW-1",)


class _LastPoint(Forwarder):
    def next_transfer(self, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        found = self.hops.find(ledger, payment.account)
        if isinstance(found, Ledger):
            rate = self.rates.between(ledger.prefix, found.prefix)
            if rate is not None and amount >= floor(rate.most_source):
                raise Rejection("T04", "the amount is above the connector's capacity")
        return super().next_transfer(ledger, amount, payment)


class RefusesTheLargestAmount(Connector):
    """The largest amount that the capacities take, and the broadcast curve ends with, is refused."""

    forwarder_class = _LastPoint
    breaks = ("FW-1", "FW-11")


class _StrictlyMore(Forwarder):
    def last_transfer(self, source: Ledger, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        rate = self.rates.between(source.prefix, ledger.prefix)
        if rate is not None and payment.amount == rate.forward(amount):
            raise Rejection("R01", "the source amount is not worth the packet's amount")
        return super().last_transfer(source, ledger, amount, payment)


class RefusesWhatIsJustEnough(Connector):
    """A source amount that is worth the packet's amount exactly is called too little, though curves say it will do."""

    forwarder_class = _StrictlyMore
    breaks = ("FW-11",)


class _InDoubles(Forwarder):
    def last_transfer(self, source: Ledger, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        rate = self.rates.between(source.prefix, ledger.prefix)
        worth = rate.forward(amount) if rate else None
        if worth is not None and payment.amount > 2**53 and payment.amount > int(float(worth) * (1 - 2**-50)):
            raise Rejection("R01", "the source amount is not worth the packet's amount")
        return super().last_transfer(source, ledger, amount, payment)


class ComparesLargeAmountsAsDoubles(Connector):
    """Above 2^53 what an amount is worth is reckoned in doubles, and comes out a little too small."""

    forwarder_class = _InDoubles
    breaks = ("FW-11",)


class _WorstCurve(Forwarder):
    def next_transfer(self, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        found = self.hops.find(ledger, payment.account)
        for route in () if isinstance(found, Ledger) else found:
            left = self.hops.left(ledger, route, amount)
            if payment.amount > 1 and payment.amount > (route.curve.value(min(left, route.curve.last[0])) or 0):
                raise Rejection("R01", "not every route gives so much")
        return super().next_transfer(ledger, amount, payment)


class JudgesByTheWorstRoute(Connector):
    """Of parallel routes the worst one decides whether an amount is enough, though the best was promised."""

    forwarder_class = _WorstCurve
    breaks = ("FW-1", "FW-11")


class _StandardOnly(Forwarder):
    def payment(self, transfer: dict[str, Any]) -> Payment:
        if "-" in str(transfer.get("ilp")) or "_" in str(transfer.get("ilp")):
            raise Rejection("F01", "the ILP packet is missing or broken")
        return super().payment(transfer)


class ReadsNoUrlAlphabet(Connector):
    """Packets in base64 of the URL alphabet are called broken."""

    forwarder_class = _StandardOnly
    breaks = ("FW-3b",)


class _OnlyTo(Forwarder):
    def problem(self, ledger: Ledger, transfer: Any) -> str | None:
        found = super().problem(ledger, transfer)
        return found if found or "to" in transfer else "the transfer is to nobody"


class KnowsNoReceiverNamedAccount(Connector):
    """A transfer that names its receiver `account` is refused."""

    forwarder_class = _OnlyTo
    breaks = ("FW-3b",)
