"""ILP payment packets that are broken, each in one way: bytes for the `ilp` of a transfer, held to the strict codec."""

from __future__ import annotations

from collections.abc import Callable

from conformance.verdicts import HarnessError
from schemas import packets
from schemas.packets import Payment

Breaker = Callable[[bytes], bytes]


def broken(breaker: Breaker, packet: bytes) -> bytes:
    """The packet, broken; HarnessError where the strict codec still reads it."""
    made = breaker(packet)
    try:
        packets.read_payment(made)
    except packets.PacketError:
        return made
    raise HarnessError(f"this packet is meant to be broken, and is read: {made[:40].hex()}")


def envelope(contents: bytes, kind: int = packets.PAYMENT) -> bytes:
    """Contents behind a type byte and the right length."""
    return bytes([kind]) + prefixed(contents)


def prefixed(data: bytes) -> bytes:
    """Bytes behind their length, in its shortest form."""
    if len(data) < 128:
        return bytes([len(data)]) + data
    size = len(data).to_bytes(2 if len(data) > 255 else 1, "big")
    return bytes([0x80 + len(size)]) + size + data


def contents(account: bytes, amount: int, data: bytes = b"", extensions: bytes = b"\0") -> bytes:
    """The contents of a payment packet, whatever the account is made of."""
    return amount.to_bytes(8, "big") + prefixed(account) + prefixed(data) + extensions


def _parts(packet: bytes) -> tuple[bytes, int, bytes]:
    payment = packets.read_payment(packet)
    return payment.account.encode(), payment.amount, payment.data


def _cut(length: int) -> Breaker:
    """Breaks off inside; the envelope's length still says the whole."""
    return lambda packet: packet[:length]


def _cut_contents(length: Callable[[bytes], int]) -> Breaker:
    """The contents break off, and the envelope's length is right for what is left."""

    def cut(packet: bytes) -> bytes:
        account, amount, data = _parts(packet)
        return envelope(contents(account, amount, data)[: length(account)])

    return cut


def _with_account(change: Callable[[bytes], bytes]) -> Breaker:
    def changed(packet: bytes) -> bytes:
        account, amount, data = _parts(packet)
        return envelope(contents(change(account), amount, data))

    return changed


def _long_account_length(packet: bytes) -> bytes:
    account, amount, data = _parts(packet)
    return envelope(amount.to_bytes(8, "big") + b"\x81" + prefixed(account) + prefixed(data) + b"\0")


def _account_beyond_the_end(packet: bytes) -> bytes:
    account, amount, _ = _parts(packet)
    return envelope(amount.to_bytes(8, "big") + b"\x82\x03\xff" + account)


def _error_packet(packet: bytes) -> bytes:
    account = _parts(packet)[0].decode()
    return packets.write_error(packets.Error("F00", "Bad Request", account, (), "20170728120000.000Z", b""))


# Nobody can read a payment out of these without guessing.
CUT_OFF: dict[str, Breaker] = {
    "cut in the length": _cut(1),
    "cut in the amount": _cut(6),
    "cut in the account": _cut(14),
    "cut before its last byte but one": lambda packet: packet[:-2],
    "contents cut in the amount": _cut_contents(lambda account: 5),
    "contents cut before the account": _cut_contents(lambda account: 8),
    "contents cut in the account": _cut_contents(lambda account: 9 + len(account) // 2),
    "contents cut before the data": _cut_contents(lambda account: 9 + len(account)),
    "no contents": lambda packet: b"\x01\x00",
}
OF_ANOTHER_TYPE: dict[str, Breaker] = {
    "type 0": lambda packet: b"\x00" + packet[1:],
    "type 2": lambda packet: b"\x02" + packet[1:],
    "type 129": lambda packet: b"\x81" + packet[1:],
    "a quote request": lambda packet: envelope(prefixed(_parts(packet)[0]) + b"\0" * 12 + b"\0", 4),
    "an error": _error_packet,
}
OF_A_WRONG_LENGTH: dict[str, Breaker] = {
    "a length of nothing": lambda packet: packet[:1] + b"\0" + packet[2:],
    "a length that is too short": lambda packet: packet[:1] + b"\x09" + packet[2:],
    "a length without its bytes": lambda packet: packet[:1] + b"\x80" + packet[2:],
    "a length of 2^63 bytes": lambda packet: packet[:1] + b"\x88\x80" + b"\0" * 7 + packet[2:],
    "a length of 127 bytes more": lambda packet: packet[:1] + b"\xff" + packet[2:],
    "an account beyond the end": _account_beyond_the_end,
}
NO_PACKETS: dict[str, Breaker] = {
    "JSON": lambda packet: b'{"account":"' + _parts(packet)[0] + b'","amount":"1"}',
    "an address": lambda packet: _parts(packet)[0],
    "the packet's own base64": lambda packet: packets.to_base64(packet).encode(),
    "one byte": lambda packet: b"\x07",
    "1000 times 255": lambda packet: b"\xff" * 1000,
}

# A lenient reader gets a payment out of these without guessing.
READABLE: dict[str, Breaker] = {
    "bytes left over": lambda packet: packet + b"\0",
    "no extensions": lambda packet: envelope(contents(*_parts(packet), extensions=b"")),
    "a length in a longer form": lambda packet: packet[:1] + b"\x81" + packet[1:],
    "an account's length in a longer form": _long_account_length,
    "an account with a blank": _with_account(lambda account: account + b" x"),
    "an account with a zero byte": _with_account(lambda account: account + b"\0"),
    "an account beyond ASCII": _with_account(lambda account: account + "é".encode()),
    "an account of 1024 characters": _with_account(lambda account: account.ljust(1024, b"a")),
}


def payment(account: str, amount: int, data: bytes = b"") -> bytes:
    """A valid payment packet."""
    return packets.write_payment(Payment(account, amount, data))
