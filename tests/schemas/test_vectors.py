"""The golden vectors: our codec reads and writes them, the packages of 2017 too, and what is none is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from schemas import curves, packets
from tests.schemas import npm_originals, packet_corpus

FOLDER = Path(__file__).parents[2] / "fixtures" / "vectors"
PACKETS = json.loads((FOLDER / "packets.json").read_text(encoding="utf-8"))
CURVES = json.loads((FOLDER / "curves.json").read_text(encoding="utf-8"))
VERSIONS = ("ilp-packet-1.2", "ilp-packet-1.3", "ilp-packet-1.4")


@pytest.mark.parametrize("row", PACKETS["packets"], ids=lambda row: row["name"])
def test_a_packet_is_read_and_written(row: dict[str, Any]) -> None:
    packet = bytes.fromhex(row["packet"])
    record = packets.read(packet)
    assert packet[0] == row["type"]
    assert _vector_members(record) == row["members"]
    assert packets.write(record) == packet


@pytest.mark.parametrize("row", PACKETS["no_packets"], ids=lambda row: row["name"])
def test_what_is_no_packet_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(packets.PacketError):
        packets.read(bytes.fromhex(row["bytes"]))


@pytest.mark.parametrize("row", CURVES["curves"], ids=lambda row: row["name"])
def test_a_curve_is_read_and_written(row: dict[str, Any]) -> None:
    points = tuple((int(x), int(y)) for x, y in row["points"])
    assert curves.from_base64(row["base64"]) == points
    assert curves.to_base64(points) == row["base64"]


@pytest.mark.parametrize("row", CURVES["no_curves"], ids=lambda row: row["name"])
def test_what_is_no_curve_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(curves.CurveError):
        curves.from_base64(row["base64"])


@pytest.mark.parametrize("version", VERSIONS)
def test_the_packets_are_those_of_ilp_packet(version: str) -> None:
    written = [
        {"ask": "write_packet", "version": version, "type": row["type"], "members": packet_corpus.members(_record(row))}
        for row in PACKETS["packets"]
    ]
    assert npm_originals.ask(written) == [row["packet"] for row in PACKETS["packets"]]


def test_the_curves_are_those_of_ilp_routing() -> None:
    asked = [{"ask": "write_curve", "points": row["points"]} for row in CURVES["curves"]]
    assert npm_originals.ask(asked) == [row["base64"] for row in CURVES["curves"]]


def test_each_type_has_vectors() -> None:
    assert {row["type"] for row in PACKETS["packets"]} == set(range(1, 9))


def _record(row: dict[str, Any]) -> packets.Packet:
    return packets.read(bytes.fromhex(row["packet"]))


def _vector_members(record: packets.Packet) -> dict[str, Any]:
    """Members as the vectors have them: a curve as a list of points, data in hex."""
    members = packet_corpus.members(record)
    if isinstance(record, packets.LiquidityResponse):
        members["liquidityCurve"] = [[str(x), str(y)] for x, y in record.liquidity_curve]
    if isinstance(record, packets.Payment | packets.Error):
        members["data"] = record.data.hex()
    return members
