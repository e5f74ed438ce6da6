"""Packets of questions and answers that are broken, each in one way: type, length, end, width."""

from __future__ import annotations

from collections.abc import Callable

from conformance.generate.packets import envelope
from schemas import packets

Breaker = Callable[[bytes], bytes]
QUESTIONS = (b"\x02", b"\x04", b"\x06")  # a liquidity request comes first
AMOUNT = 8  # bytes
OTHER = {4: 6, 6: 4, 5: 7, 7: 5, 2: 4, 3: 5}  # types whose contents begin alike


def contents_of(packet: bytes) -> bytes:
    """What stands behind the type and the length, of a packet whose length is right."""
    first = packet[1]
    return packet[2:] if first < 128 else packet[2 + (first & 0x7F) :]


def _contents(change: Breaker) -> Breaker:
    """Breaks the contents; the length is right for what becomes of them."""
    return lambda packet: envelope(change(contents_of(packet)), packet[0])


def _typed(kind: int) -> Breaker:
    return lambda packet: bytes([kind]) + packet[1:]


def _length(written: bytes) -> Breaker:
    """Another length prefix before the same contents."""
    return lambda packet: packet[:1] + written + contents_of(packet)


# No reader gets what the packet said out of these.
BROKEN: dict[str, Breaker] = {
    "nothing": lambda packet: b"",
    "cut to its type": lambda packet: packet[:1],
    "cut to its length": lambda packet: packet[:2],
    "cut in half": lambda packet: packet[: len(packet) // 2],
    "cut in its first number": lambda packet: packet[:7],
    "no contents": _contents(lambda contents: b""),
    "contents of one byte": _contents(lambda contents: contents[:1]),
    "contents cut in the first member": _contents(lambda contents: contents[:5]),
    "type 0": _typed(0),
    "type 9": _typed(9),
    "type 129": _typed(129),
    "type 255": _typed(255),
    "a payment's type": _typed(packets.PAYMENT),
    "an error's type": _typed(packets.ERROR),
    "a length of nothing": _length(b"\0"),
    "a length of three": _length(b"\x03"),
    "a length without its bytes": _length(b"\x80"),
    "a length beyond its end": lambda packet: packet[:1] + bytes([len(contents_of(packet)) + 1 & 0x7F]) + packet[2:],
    "a length of 2^63 bytes": _length(b"\x88\x80" + b"\0" * 7),
    "a length of 2^32 bytes": _length(b"\x85\x01" + b"\0" * 4),
    "a length of 127 bytes more": _length(b"\xff"),
    "zeros": lambda packet: b"\0" * len(packet),
    "bytes of 255": lambda packet: b"\xff" * 1000,
    "JSON": lambda packet: b'{"amount":"1"}',
    "its own base64": lambda packet: packets.to_base64(packet).encode(),
    "twice": lambda packet: packet[:1] + packet,
}

# What a lenient reader makes of these no document says.
READABLE: dict[str, Breaker] = {
    "a byte left over": lambda packet: packet + b"\0",
    "another packet behind it": lambda packet: packet + packet,
    "a byte more in the contents": _contents(lambda contents: contents + b"\0"),
    "no extensions": _contents(lambda contents: contents[:-1]),
    "an extension": _contents(lambda contents: contents[:-1] + b"\x01\x01\0"),
    "a length in a longer form": lambda packet: (
        packet[:1] + b"\x82" + len(contents_of(packet)).to_bytes(2, "big") + contents_of(packet)
    ),
    "a length with zeros before it": lambda packet: (
        packet[:1] + b"\x88" + len(contents_of(packet)).to_bytes(8, "big") + contents_of(packet)
    ),
    "a hold of two bytes": _contents(lambda contents: contents[:-5] + contents[-3:]),
    "a hold of eight bytes": _contents(lambda contents: contents[:-5] + b"\0" * 4 + contents[-5:]),
    "no hold": _contents(lambda contents: contents[:-5] + contents[-1:]),
}


def is_readable(packet: bytes) -> bool:
    """Whether the strict codec reads it."""
    try:
        packets.read(packet)
    except packets.PacketError:
        return False
    return True


def is_a_question_to_some(packet: bytes) -> bool:
    """Whether a lenient reader gets a question out of it: a type, an account and an amount, within its length."""
    if packet[:1] not in QUESTIONS:
        return False
    contents = _unprefixed(packet[1:])
    rest = None if contents is None else _behind(contents)
    return rest is not None and (packet[:1] == QUESTIONS[0] or len(rest) >= AMOUNT)


def _span(data: bytes) -> tuple[int, int] | None:
    """Where what stands behind a length begins and ends, the length in whatever form; None where it is none."""
    if not data:
        return None
    size = data[0] & 0x7F if data[0] >= 0x80 else 0
    if data[0] == 0x80 or len(data) <= size:
        return None
    length = int.from_bytes(data[1 : 1 + size], "big") if size else data[0]
    return (1 + size, 1 + size + length) if 1 + size + length <= len(data) else None


def _unprefixed(data: bytes) -> bytes | None:
    span = _span(data)
    return None if span is None else data[span[0] : span[1]]


def _behind(data: bytes) -> bytes | None:
    span = _span(data)
    return None if span is None else data[span[1] :]
