"""The codec of ILP packets, payment (type 1) and error (type 8): bytes to records and back, by `ilp.asn1` in OER.

Strict: what `read_*` takes, `write_*` gives back byte for byte, so a length in a longer form than needed, bytes
left over at the end and a non-empty extension sequence are refused. Amounts are integers in base units.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import asn1tools

PAYMENT = 1
ERROR = 8
DATA_LIMITS = {PAYMENT: 32_767, ERROR: 8_192}  # bytes

_ADDRESS = re.compile(r"[a-zA-Z0-9._~-]{1,1023}")
_TIMESTAMP = re.compile(r"[0-9]{14}[.][0-9]{3}Z")
_ALPHABETS = str.maketrans("-_", "+/")


class PacketError(ValueError):
    """Bytes, text or values that are no ILP packet; the text says why."""


@dataclass(frozen=True)
class Payment:
    """A payment packet: the amount, in base units of the destination ledger, that `account` is to get."""

    account: str
    amount: int
    data: bytes


@dataclass(frozen=True)
class Error:
    """An error packet; `triggered_at` in the packet's own form, YYYYMMDDHHMMSS.mmmZ."""

    code: str
    name: str
    triggered_by: str
    forwarded_by: tuple[str, ...]
    triggered_at: str
    data: bytes


def read_payment(packet: bytes) -> Payment:
    """The payment in a packet of type 1. Raises PacketError."""
    fields = _open(PAYMENT, "Payment", packet)
    return Payment(_address(fields["account"]), fields["amount"], fields["data"])


def write_payment(payment: Payment) -> bytes:
    """The packet of type 1. Raises PacketError for values that it can't hold."""
    if not 0 <= payment.amount < 2**64:
        raise PacketError(f"amount {payment.amount} is beyond 0 to 2^64-1")
    account = _address_bytes(payment.account)
    fields = {"amount": payment.amount, "account": account, "data": payment.data, "extensions": 0}
    return _close(PAYMENT, "Payment", fields)


def read_error(packet: bytes) -> Error:
    """The error in a packet of type 8. Raises PacketError."""
    fields = _open(ERROR, "Error", packet)
    triggered_at = _text(fields["triggeredAt"])
    if not _TIMESTAMP.fullmatch(triggered_at):
        raise PacketError(f"{triggered_at!r} is no timestamp YYYYMMDDHHMMSS.mmmZ")
    return Error(
        code=_text(fields["code"]),
        name=_text(fields["name"]),
        triggered_by=_address(fields["triggeredBy"]),
        forwarded_by=tuple(_address(each) for each in fields["forwardedBy"]),
        triggered_at=triggered_at,
        data=fields["data"],
    )


def write_error(error: Error) -> bytes:
    """The packet of type 8. Raises PacketError for values that it can't hold."""
    if not (error.code.isascii() and len(error.code) == 3 and error.name.isascii()):
        raise PacketError("code must be three characters, and code and name ASCII")
    if not _TIMESTAMP.fullmatch(error.triggered_at):
        raise PacketError(f"{error.triggered_at!r} is no timestamp YYYYMMDDHHMMSS.mmmZ")
    fields = {
        "code": error.code.encode("ascii"),
        "name": error.name.encode("ascii"),
        "triggeredBy": _address_bytes(error.triggered_by),
        "forwardedBy": [_address_bytes(each) for each in error.forwarded_by],
        "triggeredAt": error.triggered_at.encode("ascii"),
        "data": error.data,
        "extensions": 0,
    }
    return _close(ERROR, "Error", fields)


def from_base64(text: str) -> bytes:
    """The bytes of a message's `ilp`, in the standard or the URL alphabet, padded or not. Raises PacketError."""
    standard = text.rstrip("=").translate(_ALPHABETS)
    padded = standard + "=" * (-len(standard) % 4)
    if text.endswith("=") and len(text) != len(padded):
        raise PacketError("ilp is no base64: wrong padding")
    try:
        data = base64.b64decode(padded.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise PacketError(f"ilp is no base64: {error}") from None
    if base64.b64encode(data).decode("ascii") != padded:
        raise PacketError("ilp is no base64: bits are left over at the end")
    return data


def to_base64(packet: bytes) -> str:
    """The packet as a message's `ilp`: standard alphabet, padded."""
    return base64.b64encode(packet).decode("ascii")


@cache
def _codec() -> Any:
    return asn1tools.compile_files([str(Path(__file__).parent / "ilp.asn1")], "oer")


def _open(kind: int, name: str, packet: bytes) -> dict[str, Any]:
    """The fields of a packet, checked by writing them again: OER in its canonical form has one writing only."""
    if packet[:1] != bytes([kind]):
        raise PacketError(f"type {packet[:1].hex() or 'missing'} where {kind:02x} is expected")
    try:
        contents = _codec().decode("Packet", packet)["contents"]
        fields: dict[str, Any] = _codec().decode(name, contents)
    except (asn1tools.DecodeError, IndexError, ValueError) as error:
        raise PacketError(f"the packet breaks off or has a wrong length: {error}") from None
    if fields["extensions"] != 0:
        raise PacketError("the extension sequence is not empty")
    if _close(kind, name, fields) != packet:
        raise PacketError("a length is not in its shortest form, or bytes are left over")
    return fields


def _close(kind: int, name: str, fields: dict[str, Any]) -> bytes:
    if len(fields["data"]) > DATA_LIMITS[kind]:
        raise PacketError(f"data has {len(fields['data'])} bytes, and {DATA_LIMITS[kind]} are the limit")
    contents: bytes = _codec().encode(name, fields)
    packet: bytes = _codec().encode("Packet", {"type": kind, "contents": contents})
    return packet


def _text(data: bytes) -> str:
    try:
        return data.decode("ascii")
    except UnicodeDecodeError:
        raise PacketError("a text has bytes beyond ASCII") from None


def _address(data: bytes) -> str:
    text = _text(data)
    _address_bytes(text)
    return text


def _address_bytes(address: str) -> bytes:
    if not _ADDRESS.fullmatch(address):
        raise PacketError(f"{address[:80]!r} is no ILP address")
    return address.encode("ascii")
