"""Rejections of transfers, with the codes of IL-RFC 3 draft 1."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from reference_impl.outbox import Outbox
from schemas import json_text, packets
from schemas.topology import Ledger

NAMES = {
    "F00": "Bad Request",
    "F01": "Invalid Packet",
    "F02": "Unreachable",
    "F03": "Invalid Amount",
    "F99": "Application Error",
    "T01": "Ledger Unreachable",
    "T04": "Insufficient Liquidity",
    "R01": "Insufficient Source Amount",
    "R02": "Insufficient Timeout",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Rejection(Exception):
    """Why a transfer is not paid on; `code` is one of NAMES."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Rejections:
    """Tells the source ledger that a transfer is rejected, in the connector's own words or with the next hop's."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox

    def reject(self, ledger: Ledger, id: str, rejection: Rejection, now: int) -> dict[str, Any]:
        """Rejects an incoming transfer for a reason of the connector's own, and gives what was said."""
        reason = self.own(ledger, rejection, now)
        self.send(ledger, id, reason)
        return reason

    def send(self, ledger: Ledger, id: str, reason: Any) -> None:
        self.outbox.call(ledger, ledger.prefix, "reject_incoming_transfer", json_text.write([id, reason]))

    def own(self, ledger: Ledger, rejection: Rejection, now: int) -> dict[str, Any]:
        """The error as the connector triggers it."""
        moment = (_EPOCH + timedelta(milliseconds=now)).isoformat(timespec="milliseconds")
        return {
            "code": rejection.code,
            "name": NAMES[rejection.code],
            "message": str(rejection),
            "triggered_by": ledger.account,
            "triggered_at": moment.replace("+00:00", "Z"),
            "additional_info": {},
            "forwarded_by": [],
        }

    def forwarded(self, ledger: Ledger, reason: Any, now: int) -> Any:
        """The next hop's error with the connector added to those who forwarded it, nothing else changed (FW-9)."""
        if reason is None:
            return self.own(ledger, Rejection("F99", "the transfer was rejected without a reason"), now)
        if isinstance(reason, str):
            return self.forwarded_packet(ledger, reason)
        if not isinstance(reason, dict):
            return reason
        member = "forwardedBy" if "forwardedBy" in reason else "forwarded_by"
        before = reason.get(member, [])
        return {**reason, member: [*(before if isinstance(before, list) else [before]), ledger.account]}

    def forwarded_packet(self, ledger: Ledger, reason: str) -> str:
        """The same for an error packet in base64; what is none stays as it is."""
        try:
            error = packets.read_error(packets.from_base64(reason))
        except packets.PacketError:
            return reason
        forwarded_by = (*error.forwarded_by, ledger.account)
        return packets.to_base64(packets.write_error(replace(error, forwarded_by=forwarded_by)))
