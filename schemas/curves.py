"""The codec of binary liquidity curves: 16 bytes a point, in padded base64 (IL-RFC 8 draft 1, IL-RFC 21 draft 1).

Each number is an unsigned 64-bit one in two 32-bit words, the high word first, each word little-endian. A curve is
a tuple of points (source amount, destination amount) in base units; what makes it a function is no affair of the codec.
"""

from __future__ import annotations

import base64
import re
import struct
from functools import lru_cache

Curve = tuple[tuple[int, int], ...]

_POINT = struct.Struct("<4I")
_LARGEST = 2**64 - 1
_SHORT = 512  # characters of a curve that is kept at hand: one update goes to many, and each reads it
_BASE64 = re.compile("(?:[A-Za-z0-9+/]{4}\n?)*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


class CurveError(ValueError):
    """Bytes, text or numbers that are no binary curve; the text says why."""


def decode(data: bytes) -> Curve:
    """The points of a binary curve; no bytes, no points. Raises CurveError."""
    if len(data) % _POINT.size:
        raise CurveError(f"{len(data)} bytes are no whole number of points of {_POINT.size} bytes")
    return tuple((xh << 32 | xl, yh << 32 | yl) for xh, xl, yh, yl in _POINT.iter_unpack(data))


def encode(points: Curve) -> bytes:
    """The bytes of a curve. Raises CurveError for numbers that 64 bits don't hold."""
    for x, y in points:
        if not (0 <= x <= _LARGEST and 0 <= y <= _LARGEST):
            raise CurveError(f"point [{x}, {y}] is beyond 0 to 2^64-1")
    return b"".join(_POINT.pack(x >> 32, x & 0xFFFFFFFF, y >> 32, y & 0xFFFFFFFF) for x, y in points)


def from_base64(text: str) -> Curve:
    """The points of a curve as it stands in a route: padded base64 in the standard alphabet only. Raises CurveError.

    Lines may be broken after whole groups of four characters, as Base64.json of five-bells-shared has it.
    """
    return _read_short(text) if len(text) <= _SHORT else _read(text)


def _read(text: str) -> Curve:
    if not _BASE64.fullmatch(text):
        raise CurveError("the points are no padded base64 in the standard alphabet")
    data = base64.b64decode(text)
    if base64.b64encode(data).decode("ascii") != text.replace("\n", ""):
        raise CurveError("the points are no base64: bits are left over at the end")
    return decode(data)


_read_short = lru_cache(maxsize=4096)(_read)


def to_base64(points: Curve) -> str:
    """The curve as it stands in a route. Raises CurveError."""
    return base64.b64encode(encode(points)).decode("ascii")
