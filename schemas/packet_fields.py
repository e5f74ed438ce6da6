"""The members of ILP packets: what each may hold, and how it stands in the ASN.1 codec's values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from schemas import curves
from schemas.curves import Curve

POINT_SIZE = 16  # bytes

_ADDRESS = re.compile(r"[a-zA-Z0-9._~-]{1,1023}")
_TIMESTAMP = re.compile(r"[0-9]{14}[.][0-9]{3}Z")


class PacketError(ValueError):
    """Bytes, text or values that are no ILP packet; the text says why."""


class Field(Protocol):
    """One kind of member."""

    def read(self, value: Any) -> Any:
        """The record's value of the codec's. Raises PacketError."""

    def written(self, name: str, value: Any) -> Any:
        """The codec's value of the record's; `name` is for the error. Raises PacketError."""


@dataclass(frozen=True)
class Number:
    """An unsigned integer of so many bits."""

    bits: int

    def read(self, value: int) -> int:
        return value

    def written(self, name: str, value: int) -> int:
        if type(value) is not int or not 0 <= value < 1 << self.bits:
            raise PacketError(f"{name} {value!r} is no integer of 0 to 2^{self.bits}-1")
        return value


@dataclass(frozen=True)
class Data:
    """Bytes, at most `limit` of them."""

    limit: int

    def read(self, value: bytes) -> bytes:
        return self.written("data", value)

    def written(self, name: str, value: bytes) -> bytes:
        if len(value) > self.limit:
            raise PacketError(f"{name} has {len(value)} bytes, and {self.limit} are the limit")
        return value


class Text:
    """ASCII characters."""

    def read(self, value: bytes) -> str:
        try:
            text = value.decode("ascii")
        except UnicodeDecodeError:
            raise PacketError("a text has bytes beyond ASCII") from None
        self.check("text", text)
        return text

    def written(self, name: str, value: str) -> bytes:
        if not value.isascii():
            raise PacketError(f"{name} has characters beyond ASCII")
        self.check(name, value)
        return value.encode("ascii")

    def check(self, name: str, text: str) -> None:
        """What the text must look like. Raises PacketError."""


class Code(Text):
    """An error's code."""

    def check(self, name: str, text: str) -> None:
        if len(text) != 3:
            raise PacketError(f"{name} {text!r} is not of three characters")


class Address(Text):
    """An ILP address or a prefix of some, in the alphabet of IL-RFC 15."""

    def check(self, name: str, text: str) -> None:
        if not _ADDRESS.fullmatch(text):
            raise PacketError(f"{text[:80]!r} is no ILP address")


class Timestamp(Text):
    """A moment, YYYYMMDDHHMMSS.mmmZ, that the calendar has."""

    def check(self, name: str, text: str) -> None:
        if not (_TIMESTAMP.fullmatch(text) and _is_in_the_calendar(text)):
            raise PacketError(f"{text[:80]!r} is no timestamp YYYYMMDDHHMMSS.mmmZ")


@lru_cache(maxsize=1024)
def _is_in_the_calendar(text: str) -> bool:
    try:
        return bool(datetime.strptime(text, "%Y%m%d%H%M%S.%fZ"))
    except ValueError:
        return False


class Addresses:
    """A list of addresses."""

    def read(self, value: list[bytes]) -> tuple[str, ...]:
        return tuple(ADDRESS.read(each) for each in value)

    def written(self, name: str, value: tuple[str, ...]) -> list[bytes]:
        return [ADDRESS.written(name, each) for each in value]


class Points:
    """A liquidity curve, as a list of binary points."""

    def read(self, value: list[bytes]) -> Curve:
        return curves.decode(b"".join(value))

    def written(self, name: str, value: Curve) -> list[bytes]:
        try:
            data = curves.encode(value)
        except curves.CurveError as error:
            raise PacketError(f"{name}: {error}") from None
        return [data[start : start + POINT_SIZE] for start in range(0, len(data), POINT_SIZE)]


UINT32 = Number(32)
UINT64 = Number(64)
TEXT = Text()
CODE = Code()
ADDRESS = Address()
ADDRESSES = Addresses()
TIMESTAMP = Timestamp()
CURVE = Points()
