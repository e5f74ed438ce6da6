"""Packets and curves are byte for byte those of npm ilp-packet 1.2 to 1.4 and ilp-routing 9, both ways."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from schemas import curves, packets
from schemas.packets import Packet
from tests.schemas import npm_originals, packet_corpus

COUNT = 2400
SEED = 20170727
VERSIONS = ("ilp-packet-1.2", "ilp-packet-1.3", "ilp-packet-1.4")


@pytest.mark.parametrize("version", VERSIONS)
def test_we_write_the_bytes_that_they_write(version: str) -> None:
    theirs = npm_originals.ask(
        {"ask": "write_packet", "version": version, "type": packet[0], "members": packet_corpus.members(record)}
        for record, packet in _written()
    )
    assert [packet.hex() for _, packet in _written()] == theirs


@pytest.mark.parametrize("version", VERSIONS)
def test_they_read_what_we_write(version: str) -> None:
    theirs = _read_by(version, [packet for _, packet in _written()])
    assert theirs == [packet_corpus.members(record) for record, _ in _written()]


def test_we_read_what_both_write() -> None:
    assert [packets.read(packet) for _, packet in _written()] == [record for record, _ in _written()]


@pytest.mark.parametrize("version", VERSIONS)
def test_what_they_refuse_we_refuse(version: str) -> None:
    """They are lenient, so this holds in one direction only."""
    answers = zip(_broken(), _read_by(version, list(_broken())), strict=True)
    refused = [packet for packet, answer in answers if isinstance(answer, npm_originals.Refused)]
    assert len(refused) > COUNT // 10
    assert not [packet.hex() for packet in refused if _read(packet) is not None]


@pytest.mark.parametrize("version", VERSIONS)
def test_what_both_read_they_read_alike(version: str) -> None:
    ours = [(packet, record) for packet in _broken() if (record := _read(packet)) is not None]
    assert len(ours) > COUNT // 20
    theirs = _read_by(version, [packet for packet, _ in ours])
    assert theirs == [packet_corpus.members(record) for _, record in ours]


def test_curves_are_the_same_bytes_both_ways() -> None:
    ours = [packet_corpus.some_curve(Random(f"{SEED} {number}")) for number in range(COUNT)]
    texts = [curves.to_base64(each) for each in ours]
    points = [[[str(x), str(y)] for x, y in each] for each in ours]
    assert npm_originals.ask({"ask": "write_curve", "points": each} for each in points) == texts
    assert npm_originals.ask({"ask": "read_curve", "base64": each} for each in texts) == points
    assert [curves.from_base64(each) for each in texts] == ours


def test_bytes_that_are_no_curve_are_refused_by_both() -> None:
    """Of any length, and with points in any order; what makes points a function they look at in the same place."""
    texts = [_bytes_of_a_curve(Random(f"{SEED} {number}")) for number in range(COUNT)]
    theirs = npm_originals.ask({"ask": "read_curve", "base64": each} for each in texts)
    ours = [_function_in(each) for each in texts]
    assert [None if isinstance(each, npm_originals.Refused) else each for each in theirs] == ours
    assert COUNT // 10 < sum(each is None for each in ours) < COUNT * 9 // 10


@cache
def _written() -> tuple[tuple[Packet, bytes], ...]:
    return tuple((record, packets.write(record)) for record in packet_corpus.some_packets(SEED, COUNT))


@cache
def _broken() -> tuple[bytes, ...]:
    """What still has a type."""
    written = enumerate(packet for _, packet in _written())
    changed = [packet_corpus.broken(Random(f"{SEED} {number}"), packet) for number, packet in written]
    return tuple(packet for packet in changed if packet and packet[0] in range(1, 8))


def _read_by(version: str, read: list[bytes]) -> list[Any]:
    return npm_originals.ask(
        {"ask": "read_packet", "version": version, "type": packet[0], "hex": packet.hex()} for packet in read
    )


def _read(packet: bytes) -> Packet | None:
    try:
        return packets.read(packet)
    except packets.PacketError:
        return None


def _bytes_of_a_curve(random: Random) -> str:
    points = list(packet_corpus.some_curve(random))
    if len(points) > 1 and random.random() < 0.5:
        where = random.randrange(len(points) - 1)
        points[where], points[where + 1] = random.choice(
            (
                (points[where + 1], points[where]),
                (points[where], points[where]),
                ((points[where][0], points[where + 1][1]), (points[where + 1][0], points[where][1])),
            )
        )
    data = curves.encode(tuple(points))
    return packets.to_base64(data[: -random.randint(1, 15)] if random.random() < 0.2 else data)


def _function_in(text: str) -> list[list[str]] | None:
    try:
        points = curves.from_base64(text)
    except curves.CurveError:
        return None
    rises = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(points))
    return [[str(x), str(y)] for x, y in points] if rises else None
