"""ILP errors (IL-RFC 3 draft 1): the connector's own, and others' passed on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from schemas.packets import Error
from schemas.topology import Ledger

NAMES = {
    "F00": "Bad Request",
    "F01": "Invalid Packet",
    "F02": "Unreachable",
    "F03": "Invalid Amount",
    "T00": "Internal Error",
    "T01": "Ledger Unreachable",
    "T03": "Connector Busy",
    "T04": "Insufficient Liquidity",
    "R01": "Insufficient Source Amount",
    "R02": "Insufficient Timeout",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class QuoteError(Exception):
    """Why there is no quote; `code` is one of NAMES."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def own_error(ledger: Ledger, problem: QuoteError, now: int) -> Error:
    """The packet of an error that the connector triggers (QT-20); `now` in ms since 1970."""
    data = str(problem).encode("ascii", "replace")
    return Error(problem.code, NAMES[problem.code], ledger.account, (), timestamp(now), data)


def forwarded_error(ledger: Ledger, error: Error) -> Error:
    """Another's error with the connector behind those who forwarded it, nothing else changed (RQ-4)."""
    return replace(error, forwarded_by=(*error.forwarded_by, ledger.account))


def timestamp(moment: int) -> str:
    """A moment, in ms since 1970, as packets have it."""
    time = _EPOCH + timedelta(milliseconds=moment)
    return f"{time:%Y%m%d%H%M%S}.{time.microsecond // 1000:03}Z"
