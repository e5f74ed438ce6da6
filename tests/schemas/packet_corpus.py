"""Packets for the comparison with the packages of 2017: seeded records of every type, and the same ones broken."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from schemas import curves, packets
from schemas.packets import Packet

ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_~-."
PRINTED = "".join(map(chr, range(32, 127)))
LENGTHS = (1, 7, 100, 126, 127, 128, 129, 255, 256, 1022, 1023)
DATA_LENGTHS = (0, 1, 2, 3, 127, 128, 255, 256, 257, 1000)
AMOUNTS = (0, 1, 2**32 - 1, 2**32, 2**53 + 1, 2**63, 2**64 - 1)
HOLDS = (0, 1, 5000, 2**31, 2**32 - 1)
POINT_COUNTS = (0, 1, 2, 10, 127, 128, 255, 256, 300)
BEGIN = datetime(1970, 1, 2, tzinfo=UTC)
END_MS = 250_000_000_000_000  # after BEGIN: the year 9892


def some_packets(seed: int, count: int) -> list[Packet]:
    """Records of all types in turn; the same ones for the same seed."""
    random = Random(seed)
    return [MAKERS[number % len(MAKERS)](random) for number in range(count)]


def broken(random: Random, packet: bytes) -> bytes:
    """The packet with a byte changed, added or left out. Of an error only the envelope: ilp-packet reads any count."""
    where = random.randrange(2 if packet[0] == packets.ERROR else len(packet))
    byte = random.randbytes(1)
    return random.choice(
        (
            packet[: random.randrange(len(packet))],
            packet[:where] + byte + packet[where + 1 :],
            packet[:where] + byte + packet[where:],
            packet + byte,
        )
    )


def members(packet: Packet) -> dict[str, Any]:
    """A record's members under ilp-packet's names, as JSON."""
    found = {_theirs(field.name): _json(field.name, getattr(packet, field.name)) for field in fields(packet)}
    if isinstance(packet, packets.Payment):
        found["data"] = base64.urlsafe_b64encode(packet.data).decode().rstrip("=")
    return found


def _theirs(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def _json(name: str, value: Any) -> Any:
    if name in ("expires_at", "triggered_at"):
        return f"{value[:4]}-{value[4:6]}-{value[6:8]}T{value[8:10]}:{value[10:12]}:{value[12:]}"
    if name == "liquidity_curve":
        return curves.encode(value).hex()
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, tuple):
        return list(value)
    return str(value) if name.endswith("amount") else value


def _address(random: Random) -> str:
    length = random.choice((*LENGTHS, random.randint(1, 60), random.randint(1, 60)))
    return "".join(random.choices(ALPHABET, k=length))


def _amount(random: Random) -> int:
    return random.choice((*AMOUNTS, random.getrandbits(64), random.getrandbits(64)))


def _hold(random: Random) -> int:
    return random.choice((*HOLDS, random.getrandbits(32)))


def _time(random: Random) -> str:
    moment = BEGIN + timedelta(milliseconds=random.randrange(END_MS))
    return moment.strftime("%Y%m%d%H%M%S.") + f"{moment.microsecond // 1000:03}Z"


def some_curve(random: Random) -> curves.Curve:
    """A curve that is a function: x strictly increases, y never decreases."""
    count = random.choice((*POINT_COUNTS, random.randint(1, 12), random.randint(1, 12)))
    bits = random.choice((9, 33, 54, 64))
    xs = sorted(random.sample(range(2**9), count) if bits == 9 else {random.getrandbits(bits) for _ in range(count)})
    return tuple(zip(xs, sorted(_amount(random) for _ in xs), strict=True))


def _liquidity_response(random: Random) -> Packet:
    return packets.LiquidityResponse(some_curve(random), _address(random), _hold(random), _time(random))


def _error(random: Random) -> Packet:
    return packets.Error(
        code="".join(random.choices("FTR0123456789", k=3)),
        name="".join(random.choices(PRINTED, k=random.choice((0, 1, 20, 127, 128)))),
        triggered_by=_address(random),
        forwarded_by=tuple(_address(random) for _ in range(random.choice((0, 1, 2, 127, 128, 300)))),
        triggered_at=_time(random),
        data="".join(random.choices(PRINTED, k=random.choice(DATA_LENGTHS))).encode(),
    )


def _payment(random: Random) -> Packet:
    data = random.randbytes(random.choice((*DATA_LENGTHS, random.randint(0, 60))))
    return packets.Payment(_address(random), _amount(random), data)


MAKERS: tuple[Callable[[Random], Packet], ...] = (
    _payment,
    lambda random: packets.LiquidityRequest(_address(random), _hold(random)),
    _liquidity_response,
    lambda random: packets.BySourceRequest(_address(random), _amount(random), _hold(random)),
    lambda random: packets.BySourceResponse(_amount(random), _hold(random)),
    lambda random: packets.ByDestinationRequest(_address(random), _amount(random), _hold(random)),
    lambda random: packets.ByDestinationResponse(_amount(random), _hold(random)),
    _error,
)
