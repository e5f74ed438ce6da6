"""Connectors that pay on what they must not, or don't say why they did not."""

from __future__ import annotations

from math import floor
from typing import Any, ClassVar

from reference_impl.connector import Connector
from reference_impl.endpoint import Endpoint
from reference_impl.rejections import Rejection, Rejections
from reference_impl.transfers import Forwarder, NextTransfer
from schemas import packets
from schemas.packets import Payment
from schemas.topology import Ledger


class _Credit(Forwarder):
    def last_transfer(self, source: Ledger, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        rate = self.rates.between(source.prefix, ledger.prefix)
        worth = rate.forward(amount + 2) if rate else None
        if worth is not None and 0 < payment.amount <= worth + 2 and payment.amount <= ledger.capacity:
            return NextTransfer(ledger, payment.account, payment.amount, 0)
        return super().last_transfer(source, ledger, amount, payment)


class GivesALittleCredit(Connector):
    """Two base units of the source ledger may be missing, where one at most may."""

    forwarder_class = _Credit
    breaks = ("FW-4",)


class _NoSpread(Forwarder):
    def last_transfer(self, source: Ledger, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        without = floor(amount / (1 - self.network.topology.spread))
        rate = self.rates.between(source.prefix, ledger.prefix)
        fits = rate is not None and rate.forward(without) is not None
        return super().last_transfer(source, ledger, without if fits else amount, payment)


class JudgesWithoutTheSpread(Connector):
    """Whether an amount is enough is reckoned without the spread."""

    forwarder_class = _NoSpread
    breaks = ("FW-4",)


class _Signed(Forwarder):
    def last_transfer(self, source: Ledger, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        if payment.amount >= 2**63:
            return NextTransfer(ledger, payment.account, payment.amount, 0)
        return super().last_transfer(source, ledger, amount, payment)


class TakesHugeAmountsForNegativeOnes(Connector):
    """A packet's amount of 2^63 and more is less than any other, as a signed number."""

    forwarder_class = _Signed
    breaks = ("FW-4",)


class _OneWay(Forwarder):
    def last_transfer(self, source: Ledger, ledger: Ledger, amount: int, payment: Payment) -> NextTransfer:
        if ledger.scale < source.scale and payment.amount:
            return NextTransfer(ledger, payment.account, payment.amount, 0)
        return super().last_transfer(source, ledger, amount, payment)


class JudgesTowardsFinerLedgersOnly(Connector):
    """To a ledger of a smaller scale any amount is enough."""

    forwarder_class = _OneWay
    breaks = ("FW-4",)


class _LateRefusal(Forwarder):
    def prepared(self, ledger: Ledger, transfer: dict[str, Any], now: int) -> None:
        super().prepared(ledger, transfer, now)
        try:
            payment, expiry = self.payment(transfer), self.expiry(transfer) - 2 * self.window_ms()
            found = self.hops.find(ledger, payment.account)
        except Rejection:
            return
        if isinstance(found, Ledger) and self.earlier(ledger, transfer["id"]) is None and expiry > now:
            self.send(ledger, transfer, NextTransfer(found, payment.account, payment.amount, 0), expiry)


class RejectsAndPaysOn(Connector):
    """What is too little is rejected, and then paid on all the same."""

    forwarder_class = _LateRefusal
    breaks = ("FW-4",)


class _Mute(Rejections):
    code = ""

    def reject(self, ledger: Ledger, id: str, rejection: Rejection, now: int) -> dict[str, Any]:
        if rejection.code == self.code:
            return self.own(ledger, rejection, now)
        return super().reject(ledger, id, rejection, now)


class _MuteOnRoutes(_Mute):
    code = "F02"


class _MuteOnRoutesForwarder(Forwarder):
    rejections_class = _MuteOnRoutes


class DropsWhatHasNoRoute(Connector):
    """A transfer without a route is neither paid on nor rejected."""

    forwarder_class = _MuteOnRoutesForwarder
    breaks = ("FW-5",)


class _MuteOnTime(_Mute):
    code = "R02"


class _MuteOnTimeForwarder(Forwarder):
    rejections_class = _MuteOnTime


class DropsWhatIsTooLate(Connector):
    """A transfer with too little time left is left to expire."""

    forwarder_class = _MuteOnTimeForwarder
    breaks = ("FW-7b",)


class _Names(Rejections):
    codes: ClassVar[dict[str, str]] = {}
    names: ClassVar[dict[str, str]] = {}

    def own(self, ledger: Ledger, rejection: Rejection, now: int) -> dict[str, Any]:
        reason = super().own(ledger, rejection, now)
        code = self.codes.get(reason["code"], reason["code"])
        return {**reason, "code": code, "name": self.names.get(reason["code"], reason["name"])}


class _AllBad(_Names):
    codes: ClassVar = {"R01": "F00", "F02": "T01", "F01": "F00", "R02": "R00"}
    names: ClassVar = {
        "R01": "Bad Request",
        "F02": "Ledger Unreachable",
        "F01": "Bad Request",
        "R02": "Transfer Timed Out",
    }


class _AllBadForwarder(Forwarder):
    rejections_class = _AllBad


class NamesOtherErrors(Connector):
    """Each rejection names an error of the table, but not the one that it is."""

    forwarder_class = _AllBadForwarder
    breaks = ("FW-4b", "FW-5b", "FW-6b", "FW-7b")


class _OldNumbers(_Names):
    codes: ClassVar = {"R01": "R02", "R02": "R03", "F01": "S01", "F02": "S02"}


class _OldNumbersForwarder(Forwarder):
    rejections_class = _OldNumbers


class NumbersErrorsAsBefore(Connector):
    """Codes are those of an older table, beside today's names."""

    forwarder_class = _OldNumbersForwarder
    breaks = ("FW-10",)


class _AnyType(Forwarder):
    def payment(self, transfer: dict[str, Any]) -> Payment:
        try:
            packet = packets.from_base64(transfer["ilp"])
            return packets.read_payment(b"\x01" + packet[1:])
        except (KeyError, AttributeError, TypeError, packets.PacketError):
            return super().payment(transfer)


class ReadsPacketsOfAnyType(Connector):
    """A packet of another type is read as a payment where it can be."""

    forwarder_class = _AnyType
    breaks = ("FW-6",)


class _Padding(Forwarder):
    def payment(self, transfer: dict[str, Any]) -> Payment:
        try:
            packet = packets.from_base64(transfer["ilp"])
            return packets.read_payment(packet[:1] + bytes([len(packet)]) + packet[2:] + b"\0\0")
        except (KeyError, AttributeError, TypeError, ValueError):
            return super().payment(transfer)


class CompletesCutPackets(Connector):
    """A packet without data is read as if it had some, of length nothing."""

    forwarder_class = _Padding
    breaks = ("FW-6",)


class _Lenient(Forwarder):
    def payment(self, transfer: dict[str, Any]) -> Payment:
        try:
            packet = packets.from_base64(transfer["ilp"])
            return packets.read_payment(packet[: 2 + packet[1]])
        except (KeyError, AttributeError, TypeError, IndexError, packets.PacketError):
            return super().payment(transfer)


class PassesOverBytesLeftOver(Connector):
    """What comes after a packet's end is not looked at."""

    forwarder_class = _Lenient
    breaks = ("FW-6c",)


class _Blanks(Forwarder):
    def payment(self, transfer: dict[str, Any]) -> Payment:
        ilp = transfer.get("ilp")
        return super().payment({**transfer, "ilp": "".join(ilp.split()) if isinstance(ilp, str) else ilp})


class PassesOverBlanksInBase64(Connector):
    """Blanks and line breaks inside a packet's base64 are passed over."""

    forwarder_class = _Blanks
    breaks = ("FW-6c",)


class _NoPacketNoAnswer(Forwarder):
    def prepared(self, ledger: Ledger, transfer: dict[str, Any], now: int) -> None:
        if transfer.get("ilp") is not None:
            super().prepared(ledger, transfer, now)


class DropsWhatHasNoPacket(Connector):
    """A transfer without a packet is neither paid on nor rejected."""

    forwarder_class = _NoPacketNoAnswer
    breaks = ("FW-6b",)


class _ToTheLast(Forwarder):
    def next_expiry(self, expiry: int, next_transfer: NextTransfer, now: int) -> int:
        if expiry > now:
            return expiry - self.window_ms()
        return super().next_expiry(expiry, next_transfer, now)


class PaysOnUntilTheVeryExpiry(Connector):
    """A transfer that has not expired yet is paid on, though what is sent on has."""

    forwarder_class = _ToTheLast
    breaks = ("FW-7",)


class _NeverLate(Forwarder):
    def next_expiry(self, expiry: int, next_transfer: NextTransfer, now: int) -> int:
        if next_transfer.window and expiry <= now:
            return expiry - self.window_ms()
        return super().next_expiry(expiry, next_transfer, now)


class PaysTheNextHopWhateverTheTime(Connector):
    """Before the last ledger an expired transfer is paid on."""

    forwarder_class = _NeverLate
    breaks = ("FW-7",)


class _OpenTransfers(Endpoint):
    def read(self, request: dict[str, Any]) -> Any:
        if request.get("method") in ("send_transfer", "fulfill_condition", "reject_incoming_transfer"):
            ledger = self.ledger(request.get("prefix"))
            request = {**request, "authorization": f"Bearer {ledger.token}"}
        return super().read(request)


class NeedsNoTokenForTransfers(Connector):
    """Messages need the ledger's token, transfers don't."""

    endpoint_class = _OpenTransfers
    breaks = ("MSG-2",)


class _Offended(Forwarder):
    offended = False

    def problem(self, ledger: Ledger, transfer: Any) -> str | None:
        found = super().problem(ledger, transfer)
        offended, self.offended = self.offended, isinstance(transfer, dict) and transfer.get("expiresAt") == ""
        return found or ("no more" if offended else None)


class PaysNothingAfterABadTransfer(Connector):
    """After a transfer whose expiry is empty the next one, a good one, is refused."""

    forwarder_class = _Offended
    breaks = ("RS-1",)
