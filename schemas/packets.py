"""The codec of ILP packets: bytes to records and back, by `ilp.asn1` in OER.

Strict: what `read` takes, `write` gives back byte for byte, so a length in a longer form than needed, bytes left over
at the end and a non-empty extension sequence are refused. Amounts are integers in base units, hold durations in ms,
moments in the packets' own form, YYYYMMDDHHMMSS.mmmZ.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import asn1tools

from schemas import packet_fields as fields
from schemas.curves import Curve
from schemas.packet_fields import Field, PacketError

__all__ = [
    "BY_DESTINATION_REQUEST", "BY_DESTINATION_RESPONSE", "BY_SOURCE_REQUEST", "BY_SOURCE_RESPONSE", "ERROR",
    "LIQUIDITY_REQUEST", "LIQUIDITY_RESPONSE", "PAYMENT", "ByDestinationRequest", "ByDestinationResponse",
    "BySourceRequest", "BySourceResponse", "Error", "LiquidityRequest", "LiquidityResponse", "Packet", "PacketError",
    "Payment", "from_base64", "read", "read_error", "read_payment", "to_base64", "write", "write_error",
    "write_payment",
]  # fmt: skip

PAYMENT = 1
LIQUIDITY_REQUEST = 2
LIQUIDITY_RESPONSE = 3
BY_SOURCE_REQUEST = 4
BY_SOURCE_RESPONSE = 5
BY_DESTINATION_REQUEST = 6
BY_DESTINATION_RESPONSE = 7
ERROR = 8

_ALPHABETS = str.maketrans("-_", "+/")
_SHORT = 512  # bytes of a packet that is kept at hand: whoever sends one and whoever gets it reckon the same
_KEPT = 4096


@dataclass(frozen=True)
class Payment:
    """Type 1: the amount, in base units of the destination ledger, that `account` is to get."""

    account: str
    amount: int
    data: bytes


@dataclass(frozen=True)
class LiquidityRequest:
    """Type 2: which curve leads to the account?"""

    destination_account: str
    destination_hold_duration: int


@dataclass(frozen=True)
class LiquidityResponse:
    """Type 3: the curve to all that lies under `applies_to_prefix`, and until when it holds."""

    liquidity_curve: Curve
    applies_to_prefix: str
    source_hold_duration: int
    expires_at: str


@dataclass(frozen=True)
class BySourceRequest:
    """Type 4: what does the account get for a source amount?"""

    destination_account: str
    source_amount: int
    destination_hold_duration: int


@dataclass(frozen=True)
class BySourceResponse:
    """Type 5: the answer to type 4."""

    destination_amount: int
    source_hold_duration: int


@dataclass(frozen=True)
class ByDestinationRequest:
    """Type 6: what does it cost that the account gets the destination amount?"""

    destination_account: str
    destination_amount: int
    destination_hold_duration: int


@dataclass(frozen=True)
class ByDestinationResponse:
    """Type 7: the answer to type 6."""

    source_amount: int
    source_hold_duration: int


@dataclass(frozen=True)
class Error:
    """Type 8: why there is no answer, or why a transfer was rejected."""

    code: str
    name: str
    triggered_by: str
    forwarded_by: tuple[str, ...]
    triggered_at: str
    data: bytes


Packet = (
    Payment
    | LiquidityRequest
    | LiquidityResponse
    | BySourceRequest
    | BySourceResponse
    | ByDestinationRequest
    | ByDestinationResponse
    | Error
)


@dataclass(frozen=True)
class _Form:
    """A packet's type byte, its record, and how each of its members is carried; ASN.1 has the order and the widths."""

    kind: int
    record: type[Any]
    members: Mapping[str, Field]


_FORMS = (
    _Form(PAYMENT, Payment, {"account": fields.ADDRESS, "amount": fields.UINT64, "data": fields.Data(32_767)}),
    _Form(
        LIQUIDITY_REQUEST,
        LiquidityRequest,
        {"destination_account": fields.ADDRESS, "destination_hold_duration": fields.UINT32},
    ),
    _Form(
        LIQUIDITY_RESPONSE,
        LiquidityResponse,
        {
            "liquidity_curve": fields.CURVE,
            "applies_to_prefix": fields.ADDRESS,
            "source_hold_duration": fields.UINT32,
            "expires_at": fields.TIMESTAMP,
        },
    ),
    _Form(
        BY_SOURCE_REQUEST,
        BySourceRequest,
        {
            "destination_account": fields.ADDRESS,
            "source_amount": fields.UINT64,
            "destination_hold_duration": fields.UINT32,
        },
    ),
    _Form(
        BY_SOURCE_RESPONSE,
        BySourceResponse,
        {"destination_amount": fields.UINT64, "source_hold_duration": fields.UINT32},
    ),
    _Form(
        BY_DESTINATION_REQUEST,
        ByDestinationRequest,
        {
            "destination_account": fields.ADDRESS,
            "destination_amount": fields.UINT64,
            "destination_hold_duration": fields.UINT32,
        },
    ),
    _Form(
        BY_DESTINATION_RESPONSE,
        ByDestinationResponse,
        {"source_amount": fields.UINT64, "source_hold_duration": fields.UINT32},
    ),
    _Form(
        ERROR,
        Error,
        {
            "code": fields.CODE,
            "name": fields.TEXT,
            "triggered_by": fields.ADDRESS,
            "forwarded_by": fields.ADDRESSES,
            "triggered_at": fields.TIMESTAMP,
            "data": fields.Data(8_192),
        },
    ),
)
_BY_TYPE = {form.kind: form for form in _FORMS}
_BY_RECORD = {form.record: form for form in _FORMS}


def read(packet: bytes) -> Packet:
    """The packet of whatever type. Raises PacketError."""
    return _read_short(packet) if len(packet) <= _SHORT else _read(packet)


def _read(packet: bytes) -> Packet:
    form = _BY_TYPE.get(packet[0]) if packet else None
    if form is None:
        raise PacketError(f"type {packet[:1].hex() or 'missing'} is none of 01 to 08")
    members = _open(form, packet)
    record: Packet = form.record(**{name: field.read(members[_asn1(name)]) for name, field in form.members.items()})
    return record


_read_short = lru_cache(_KEPT)(_read)


def write(packet: Packet) -> bytes:
    """The bytes of a packet. Raises PacketError for values that it can't hold."""
    form = _BY_RECORD[type(packet)]
    return _close(
        form, {_asn1(name): field.written(name, getattr(packet, name)) for name, field in form.members.items()}
    )


def read_payment(packet: bytes) -> Payment:
    """The payment in a packet of type 1. Raises PacketError."""
    payment: Payment = _read_as(PAYMENT, packet)
    return payment


def write_payment(payment: Payment) -> bytes:
    """The packet of type 1. Raises PacketError for values that it can't hold."""
    return write(payment)


def read_error(packet: bytes) -> Error:
    """The error in a packet of type 8. Raises PacketError."""
    error: Error = _read_as(ERROR, packet)
    return error


def write_error(error: Error) -> bytes:
    """The packet of type 8. Raises PacketError for values that it can't hold."""
    return write(error)


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


@cache
def _asn1(name: str) -> str:
    """A member's name as ASN.1 writes it."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def _read_as(type: int, packet: bytes) -> Any:
    if packet[:1] != bytes([type]):
        raise PacketError(f"type {packet[:1].hex() or 'missing'} where {type:02x} is expected")
    return read(packet)


def _open(form: _Form, packet: bytes) -> dict[str, Any]:
    """The members of a packet, checked by writing them again: OER in its canonical form has one writing only."""
    try:
        contents = _codec().decode("Packet", packet)["contents"]
        members: dict[str, Any] = _codec().decode(form.record.__name__, contents)
    except (asn1tools.DecodeError, IndexError, ValueError) as error:
        raise PacketError(f"the packet breaks off or has a wrong length: {error}") from None
    if members.pop("extensions") != 0:
        raise PacketError("the extension sequence is not empty")
    if _close(form, members) != packet:
        raise PacketError("a length is not in its shortest form, or bytes are left over")
    return members


def _close(form: _Form, members: dict[str, Any]) -> bytes:
    is_short = all(isinstance(each, int) or len(each) <= _SHORT for each in members.values())
    plain = tuple([(name, tuple(each) if isinstance(each, list) else each) for name, each in members.items()])
    return (_close_short if is_short else _closed)(form.kind, plain)


def _closed(kind: int, members: tuple[tuple[str, Any], ...]) -> bytes:
    named = {name: list(each) if isinstance(each, tuple) else each for name, each in members}
    contents: bytes = _codec().encode(_BY_TYPE[kind].record.__name__, {**named, "extensions": 0})
    packet: bytes = _codec().encode("Packet", {"type": kind, "contents": contents})
    return packet


_close_short = lru_cache(_KEPT)(_closed)
