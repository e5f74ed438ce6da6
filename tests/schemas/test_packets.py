"""ILP packets: known bytes, one writing only, and nothing but PacketError for any bytes."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import packets

GOLDEN = bytes.fromhex("0114000000000000010207672e782e666f6f02686900")
PAYMENT = packets.Payment("g.x.foo", 0x102, b"hi")
ADDRESSES = st.text("abzAZ09._~-", min_size=1, max_size=1023)
PAYMENTS = st.builds(packets.Payment, ADDRESSES, st.integers(0, 2**64 - 1), st.binary(max_size=300))
ASCII = st.text(st.characters(max_codepoint=127), max_size=200)
MOMENTS = st.datetimes(min_value=datetime(1000, 1, 1))
TIMES = MOMENTS.map(lambda moment: f"{moment:%Y%m%d%H%M%S}.{moment.microsecond // 1000:03}Z")
ERRORS = st.builds(
    packets.Error,
    code=st.text("FTR019", min_size=3, max_size=3),
    name=ASCII,
    triggered_by=ADDRESSES,
    forwarded_by=st.lists(ADDRESSES, max_size=3).map(tuple),
    triggered_at=TIMES,
    data=st.binary(max_size=300),
)
UINT32S, UINT64S = st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1)
CURVES = st.lists(st.tuples(UINT64S, UINT64S), max_size=12).map(tuple)
QUOTING = st.one_of(
    st.builds(packets.LiquidityRequest, ADDRESSES, UINT32S),
    st.builds(packets.LiquidityResponse, CURVES, ADDRESSES, UINT32S, TIMES),
    st.builds(packets.BySourceRequest, ADDRESSES, UINT64S, UINT32S),
    st.builds(packets.BySourceResponse, UINT64S, UINT32S),
    st.builds(packets.ByDestinationRequest, ADDRESSES, UINT64S, UINT32S),
    st.builds(packets.ByDestinationResponse, UINT64S, UINT32S),
)
KNOWN_ERRORS = [
    (
        packets.Error("F02", "Unreachable", "g.x.conn", ("g.y.a", "g.z.b"), "20170728120008.042Z", b"hi"),
        "083e4630320b556e726561636861626c6508672e782e636f6e6e010205672e792e6105672e7a2e62"
        "1332303137303732383132303030382e3034325a02686900",
    ),
    (
        packets.Error("T00", "Internal Error", "g.x", (), "20170728120008.000Z", b""),
        "082e5430300e496e7465726e616c204572726f7203672e7801001332303137303732383132303030382e3030305a0000",
    ),
]
LENIENT = {
    "a longer length form": bytes.fromhex("018114") + GOLDEN[2:],
    "a longer length form of the account": bytes.fromhex("0115") + GOLDEN[2:10] + b"\x81" + GOLDEN[10:],
    "a byte after the packet": GOLDEN + b"\x00",
    "a byte after the contents": bytes.fromhex("0115") + GOLDEN[2:] + b"\x00",
    "an extension": GOLDEN[:-1] + b"\x01",
    "no extension byte": bytes.fromhex("0113") + GOLDEN[2:-1],
    "another type": b"\x02" + GOLDEN[1:],
    "an empty account": bytes.fromhex("010d00000000000001020002686900"),
    "a blank in the account": GOLDEN.replace(b"g.x", b"g x"),
    "a byte beyond ASCII in the account": GOLDEN.replace(b"g.x", b"g\xff" + b"x"),
    "a huge length": b"\x01\x84\xff\xff\xff\xff" + GOLDEN[2:],
    "an indefinite length": b"\x01\x80" + GOLDEN[2:],
    "a length of 127 bytes": b"\x01\xff" + GOLDEN[2:],
    "nothing": b"",
}


def test_the_known_packet() -> None:
    assert packets.write_payment(PAYMENT) == GOLDEN
    assert packets.read_payment(GOLDEN) == PAYMENT


@pytest.mark.parametrize(("error", "written"), KNOWN_ERRORS)
def test_the_error_packets_of_ilp_packet(error: packets.Error, written: str) -> None:
    """As npm ilp-packet 1.7.0 writes them."""
    assert packets.write_error(error).hex() == written
    assert packets.read_error(bytes.fromhex(written)) == error


@pytest.mark.parametrize("packet", LENIENT.values(), ids=LENIENT.keys())
def test_what_a_lenient_reader_takes_is_refused(packet: bytes) -> None:
    with pytest.raises(packets.PacketError):
        packets.read_payment(packet)


@given(PAYMENTS)
def test_a_payment_written_reads_the_same(payment: packets.Payment) -> None:
    assert packets.read_payment(packets.write_payment(payment)) == payment


@given(ERRORS)
def test_an_error_written_reads_the_same(error: packets.Error) -> None:
    assert packets.read_error(packets.write_error(error)) == error


@given(QUOTING)
def test_a_quoting_packet_written_reads_the_same(record: packets.Packet) -> None:
    assert packets.read(packets.write(record)) == record


@given(st.binary(max_size=80), st.sampled_from((b"", *(bytes([n]) for n in range(1, 9)), GOLDEN[:2], GOLDEN[:12])))
def test_any_bytes_have_one_reading_or_none(data: bytes, start: bytes) -> None:
    packet = start + data
    with suppress(packets.PacketError):
        assert packets.write(packets.read(packet)) == packet
    enveloped = start[:1] + bytes([len(data)]) + data
    with suppress(packets.PacketError):
        assert packets.write(packets.read(enveloped)) == enveloped


@given(st.one_of(PAYMENTS, ERRORS, QUOTING), st.data())
def test_a_packet_that_breaks_off_is_refused(record: packets.Packet, data: st.DataObject) -> None:
    packet = packets.write(record)
    with pytest.raises(packets.PacketError):
        packets.read(packet[: data.draw(st.integers(0, len(packet) - 1))])


@pytest.mark.parametrize(
    "record",
    [
        packets.BySourceRequest("g.a", 2**64, 0),
        packets.BySourceRequest("g.a", 1, 2**32),
        packets.ByDestinationResponse(-1, 0),
        packets.ByDestinationResponse(True, 0),
        packets.LiquidityResponse(((0, 2**64),), "g.", 0, "20170728120008.042Z"),
        packets.LiquidityResponse((), "", 0, "20170728120008.042Z"),
        packets.LiquidityResponse((), "g.", 0, "20170728120060.000Z"),
        packets.LiquidityResponse((), "g.", 0, "2017-07-28T12:00:08.042Z"),
    ],
)
def test_a_quoting_packet_beyond_the_limits_is_not_written(record: packets.Packet) -> None:
    with pytest.raises(packets.PacketError):
        packets.write(record)


def test_the_packet_of_another_type_is_refused_by_name() -> None:
    with pytest.raises(packets.PacketError, match="type 05 where 01 is expected"):
        packets.read_payment(packets.write(packets.BySourceResponse(1, 1)))


@pytest.mark.parametrize(
    "payment",
    [
        packets.Payment("g.a", -1, b""),
        packets.Payment("g.a", 2**64, b""),
        packets.Payment("", 1, b""),
        packets.Payment("g" * 1024, 1, b""),
        packets.Payment("g.a\n", 1, b""),
        packets.Payment("g.a", 1, bytes(32_768)),
    ],
)
def test_a_payment_beyond_the_limits_is_not_written(payment: packets.Payment) -> None:
    with pytest.raises(packets.PacketError):
        packets.write_payment(payment)


def test_a_payment_at_the_limits_is() -> None:
    payment = packets.Payment("g" * 1023, 2**64 - 1, bytes(32_767))
    assert packets.read_payment(packets.write_payment(payment)) == payment


@pytest.mark.parametrize("length", range(1, 7))
def test_ilp_is_read_in_both_alphabets_padded_or_not(length: int) -> None:
    data = bytes([251, 255, 190] * 2)[:length]
    text = packets.to_base64(data)
    url = text.replace("+", "-").replace("/", "_")
    assert {packets.from_base64(each) for each in (text, url, text.rstrip("="), url.rstrip("="))} == {data}


@pytest.mark.parametrize("text", ["A", "AAAAA", "AA=", "AB==", "AAA==", "AA AA", "AAAA\n", "é", "=", "AAAA=", "A*AA"])
def test_what_is_no_base64_is_refused(text: str) -> None:
    with pytest.raises(packets.PacketError, match="base64"):
        packets.from_base64(text)
