"""Our payment packets are those of npm ilp-packet, thousands of them, both ways."""

from __future__ import annotations

import base64
from functools import cache
from random import Random

from schemas import packets
from tests.schemas import npm_originals

COUNT = 3000
SEED = 20170727
ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_~-."
LENGTHS = (1, 7, 100, 126, 127, 128, 129, 255, 256, 1022, 1023)
DATA_LENGTHS = (0, 1, 2, 3, 127, 128, 255, 256, 257, 1000)


def test_we_write_the_bytes_that_they_write() -> None:
    theirs = npm_originals.ask({"ask": "write", "payment": _as_theirs(each)} for each in _payments())
    assert [packets.write_payment(each).hex() for each in _payments()] == theirs


def test_they_read_what_we_write() -> None:
    theirs = npm_originals.ask({"ask": "read", "hex": packets.write_payment(each).hex()} for each in _payments())
    assert theirs == [_as_theirs(each) for each in _payments()]


def test_we_read_what_they_write() -> None:
    theirs = npm_originals.ask({"ask": "write", "payment": _as_theirs(each)} for each in _payments())
    assert [packets.read_payment(bytes.fromhex(each)) for each in theirs] == list(_payments())


def test_what_they_refuse_we_refuse() -> None:
    """Bytes changed, cut off and added: they are lenient, so this holds in one direction only."""
    broken = [
        _broken(Random(f"{SEED} {number}"), packets.write_payment(each)) for number, each in enumerate(_payments())
    ]
    theirs = npm_originals.ask({"ask": "read", "hex": each.hex()} for each in broken)
    refused = [each for each, answer in zip(broken, theirs, strict=True) if isinstance(answer, npm_originals.Refused)]
    assert len(refused) > COUNT // 10
    assert not [each.hex() for each in refused if _reads(each)]


def test_what_both_read_they_read_alike() -> None:
    broken = [
        _broken(Random(f"{SEED} {number}"), packets.write_payment(each)) for number, each in enumerate(_payments())
    ]
    read = [each for each in broken if _reads(each)]
    assert len(read) > COUNT // 10
    theirs = npm_originals.ask({"ask": "read", "hex": each.hex()} for each in read)
    assert theirs == [_as_theirs(packets.read_payment(each)) for each in read]


@cache
def _payments() -> tuple[packets.Payment, ...]:
    random = Random(SEED)
    return tuple(_payment(random) for _ in range(COUNT))


def _payment(random: Random) -> packets.Payment:
    length = random.choice((*LENGTHS, random.randint(1, 60)))
    return packets.Payment(
        account="".join(random.choices(ALPHABET, k=length)),
        amount=random.choice((0, 1, 2**32 - 1, 2**32, 2**53 + 1, 2**63, 2**64 - 1, random.getrandbits(64))),
        data=random.randbytes(random.choice((*DATA_LENGTHS, random.randint(0, 60)))),
    )


def _as_theirs(payment: packets.Payment) -> dict[str, str]:
    data = base64.urlsafe_b64encode(payment.data).decode().rstrip("=")
    return {"amount": str(payment.amount), "account": payment.account, "data": data}


def _broken(random: Random, packet: bytes) -> bytes:
    where = random.randrange(len(packet))
    return random.choice(
        (
            packet[:where],
            packet[:where] + random.randbytes(1) + packet[where + 1 :],
            packet[:where] + random.randbytes(1) + packet[where:],
            packet + random.randbytes(1),
            packet[:8] + random.randbytes(1) + packet[9:],
        )
    )


def _reads(packet: bytes) -> bool:
    try:
        packets.read_payment(packet)
    except packets.PacketError:
        return False
    return True
