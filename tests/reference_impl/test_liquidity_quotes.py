"""The liquidity form: what quotes say, when the next hop is asked, and which error packets there are."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from reference_impl.curves import Curve
from schemas import curves, packets
from schemas.packets import (
    ByDestinationRequest,
    ByDestinationResponse,
    BySourceRequest,
    BySourceResponse,
    Error,
    LiquidityRequest,
    LiquidityResponse,
    Packet,
)
from tests.reference_impl.liquidity_door import LiquidityDoor, questions, route

ALICE, BOB, BEN = "test1.east.alice", "test1.west.bob", "test1.west.ben"
FAR = "g.x.someone"
ERROR = Error("T04", "Insufficient Liquidity", "g.x.conn", ("g.y.conn",), "20170728120000.000Z", b"none left")


def error_code(packet: Packet | None) -> str:
    """The code of an error packet that the connector triggered."""
    assert isinstance(packet, Error)
    assert (packet.triggered_by, packet.forwarded_by) == ("test1.east.conn", ())
    return packet.code


def test_the_own_rate_answers_both_ways() -> None:
    door = LiquidityDoor("liquidity")
    alice, bob = "test1.ant.alice", "test1.bee.bob"
    assert door.given(alice, bob, 1000) == BySourceResponse(9_980_000, 6000)
    assert door.price(alice, bob, 9_980_000) == ByDestinationResponse(1000, 6000)
    assert door.price(alice, bob, 9_980_001) == ByDestinationResponse(1001, 6000)


def test_a_curve_answers_and_nobody_is_asked() -> None:
    door = LiquidityDoor()
    points = ((10, 7), (100, 70), (200, 70), (300, 500))
    door.broadcast(BOB, route(BOB, "g.x.", *points, min_message_window=2))
    curve = Curve(points)
    for amount in (10, 11, 100, 150, 201, 300):
        value = curve.value(amount)
        assert value is not None
        assert door.given(ALICE, FAR, amount) == BySourceResponse(int(value), 8000)
    assert [door.price(ALICE, FAR, amount) for amount in (70, 71, 500)] == [
        ByDestinationResponse(100, 8000), ByDestinationResponse(201, 8000), ByDestinationResponse(300, 8000),
    ]  # fmt: skip
    assert error_code(door.given(ALICE, FAR, 9)) == "T04"
    assert error_code(door.price(ALICE, FAR, 501)) == "T04"
    assert questions(door.sent) == []


def test_amounts_of_64_bits_are_exact() -> None:
    door = LiquidityDoor()
    most = 10**12
    door.broadcast(BOB, route(BOB, "g.x.", (0, 0), (most, 2**64 - 1)))
    for amount in (1, 3, most - 1, most):
        assert door.given(ALICE, FAR, amount) == BySourceResponse(amount * (2**64 - 1) // most, 7000)
    for amount in (1, 2**53 + 1, 2**64 - 2, 2**64 - 1):
        price = -(-amount * most // (2**64 - 1))
        assert door.price(ALICE, FAR, amount) == ByDestinationResponse(price, 7000)


def test_a_quote_can_be_paid_with_whole_units_on_each_ledger() -> None:
    door = LiquidityDoor("liquidity")
    dave, alice = "peer.h4x0r.jpy.0.dave", "test1.ant.alice"
    door.broadcast(dave, route(dave, "g.x.", (0, 0), (1000, 10**6)))
    given = door.given(alice, FAR, 1234)
    assert given == BySourceResponse(int(Fraction(1234, 100) * Fraction(998, 1000)) * 1000, 7000)
    price = door.price(alice, FAR, 12_000)
    assert isinstance(price, ByDestinationResponse)
    assert door.given(alice, FAR, price.source_amount) == BySourceResponse(12_000, 7000)


def test_only_the_shortest_routes_are_quoted_and_of_these_the_cheapest() -> None:
    door = LiquidityDoor()
    door.broadcast(BOB, route(BOB, "g.x.", (0, 0), (100, 300), paths=[["g.y.", "g.z."]]))
    door.broadcast(BEN, route(BEN, "g.x.", (0, 0), (100, 100), paths=[["g.y."]]))
    assert door.given(ALICE, FAR, 50) == BySourceResponse(50, 7000)
    door.broadcast(BOB, route(BOB, "g.x.", (0, 0), (10, 50), (100, 60), paths=[["g.z."]]))
    assert [door.given(ALICE, FAR, amount) for amount in (10, 55, 90)] == [
        BySourceResponse(50, 7000), BySourceResponse(55, 7000), BySourceResponse(90, 7000),
    ]  # fmt: skip
    assert [door.price(ALICE, FAR, amount) for amount in (50, 55, 56)] == [
        ByDestinationResponse(10, 7000), ByDestinationResponse(55, 7000), ByDestinationResponse(56, 7000),
    ]  # fmt: skip


def test_without_curve_the_peer_is_asked() -> None:
    door = LiquidityDoor("liquidity")
    alice, bob = "test1.ant.alice", "test1.bee.bob"
    door.broadcast(bob, route(bob, "g.x.", points=None))
    door.peers[bob] = lambda asked: BySourceResponse(77, 9000)
    assert door.given(alice, FAR, 100) == BySourceResponse(77, 10_000)
    assert questions(door.sent)[-1].packet == BySourceRequest(FAR, 998_000, 5000)
    assert questions(door.sent)[-1].message["from"] == "test1.bee.conn"
    door.peers[bob] = lambda asked: ByDestinationResponse(998_001, 5000)
    assert door.price(alice, FAR, 77) == ByDestinationResponse(101, 6000)
    assert questions(door.sent)[-1].packet == ByDestinationRequest(FAR, 77, 5000)


def test_a_liquidity_request_for_the_own_rate_and_for_a_curve() -> None:
    door = LiquidityDoor()
    expires = "19700101000003.000Z"
    assert door.ask(ALICE, LiquidityRequest(BOB, 5000)) == LiquidityResponse(
        ((0, 0), (10**12, 10**12)), "test1.west.", 6000, expires
    )
    door.broadcast(BOB, route(BOB, "g.x.", (5, 0), (10, 8)))
    assert door.ask(ALICE, LiquidityRequest(FAR, 1)) == LiquidityResponse(((5, 0), (10, 8)), "g.x.", 2001, expires)
    door.broadcast(BOB, route(BOB, "g.x.y.", (5, 0), (10, 8)))
    answer = door.ask(ALICE, LiquidityRequest(FAR, 1))
    assert isinstance(answer, LiquidityResponse)
    assert answer.applies_to_prefix == FAR


def test_a_liquidity_request_is_handed_on_where_there_is_no_curve() -> None:
    door = LiquidityDoor("liquidity")
    alice, bob = "test1.ant.alice", "test1.bee.bob"
    door.broadcast(bob, route(bob, "g.x.", points=None))
    door.peers[bob] = lambda asked: LiquidityResponse(((0, 0), (998_000, 50)), "g.x.", 7000, "20170728120800.000Z")
    expected = LiquidityResponse(((0, 0), (100, 50)), FAR, 8000, "20170728120800.000Z")
    assert door.ask(alice, LiquidityRequest(FAR, 5000)) == expected


def test_the_next_hops_error_is_forwarded() -> None:
    door = LiquidityDoor()
    door.broadcast(BOB, route(BOB, "g.x.", points=None))
    door.peers[BOB] = lambda asked: ERROR
    answer = door.given(ALICE, FAR, 5)
    assert isinstance(answer, Error)
    assert answer.forwarded_by == ("g.y.conn", "test1.east.conn")
    assert (answer.code, answer.triggered_by, answer.data) == ("T04", "g.x.conn", b"none left")


@pytest.mark.parametrize(
    "answer",
    [
        ByDestinationResponse(5, 6000),
        BySourceRequest(FAR, 5, 5000),
        BySourceResponse(0, 6000),
        BySourceResponse(5, 4999),
        BySourceResponse(5, 2**32 - 1),
        packets.Payment(FAR, 5, b""),
    ],
)
def test_what_is_no_answer_to_the_question_is_an_error(answer: Packet) -> None:
    door = LiquidityDoor()
    door.broadcast(BOB, route(BOB, "g.x.", points=None))
    door.peers[BOB] = lambda asked: answer
    assert error_code(door.given(ALICE, FAR, 5)) == "T00"


@pytest.mark.parametrize(
    "message",
    [
        {},
        [],
        None,
        {"ilp": None},
        {"ilp": "AAAA"},
        {"ilp": packets.to_base64(packets.write(BySourceResponse(5, 6000))), "from": BEN},
        {"ilp": packets.to_base64(packets.write(BySourceResponse(5, 6000))), "to": BEN},
        {"ilp": packets.to_base64(packets.write(BySourceResponse(5, 6000))), "ledger": "test1.east."},
    ],
)
def test_a_response_without_a_packet_of_the_peers_is_an_error(message: Any) -> None:
    door, key = asked_and_hanging()
    door.reply(questions(door.sent)[-1], message)
    assert error_code(answer_of(door, key)) == "T01"


def test_a_response_without_from_counts() -> None:
    door, key = asked_and_hanging()
    door.reply(questions(door.sent)[-1], {"ilp": packets.to_base64(packets.write(BySourceResponse(5, 6000)))})
    assert answer_of(door, key) == BySourceResponse(5, 7000)


def test_no_answer_is_an_error_in_time_and_others_are_served_meanwhile() -> None:
    door, key = asked_and_hanging()
    assert door.given(ALICE, BEN, 5) == BySourceResponse(5, 6000)
    door.run_to(door.now + door.topology.remote_quote_timeout - 1)
    assert key not in door.answers
    door.run_to(door.now + 1)
    assert error_code(answer_of(door, key)) == "T01"
    door.reply(questions(door.sent)[-1], {})  # late, and passed over


def test_a_refused_question_is_an_error() -> None:
    door, key = asked_and_hanging()
    door.status[BOB] = 503
    door.reply(questions(door.sent)[-1], {})
    assert error_code(answer_of(door, key)) == "T01"


@pytest.mark.parametrize(
    ("packet", "code"),
    [
        (BySourceRequest("g.nowhere.x", 5, 5000), "F02"),
        (BySourceRequest("test1.east.alice", 5, 5000), "F02"),
        (BySourceRequest(BOB, 0, 5000), "F03"),
        (ByDestinationRequest(BOB, 0, 5000), "F03"),
        (BySourceRequest("test1.west.", 5, 5000), "F00"),
        (BySourceRequest(BOB, 5, 10_001), "F00"),
        (BySourceRequest(BOB, 10**12 + 1, 5000), "T04"),
        (ByDestinationRequest(BOB, 10**12 + 1, 5000), "T04"),
        (packets.Payment(BOB, 5, b""), "F00"),
    ],
)
def test_questions_that_have_no_answer(packet: Packet, code: str) -> None:
    assert error_code(LiquidityDoor().ask(ALICE, packet)) == code


@pytest.mark.parametrize("ilp", ["", "AAAA", "*", 7, [], packets.to_base64(b"\x04\x00")])
def test_what_is_no_packet_is_invalid(ilp: Any) -> None:
    answer = LiquidityDoor().say(ALICE, ilp=ilp)
    assert error_code(packets.read(packets.from_base64(answer["ilp"]))) == "F01"


@pytest.mark.parametrize(
    "members",
    [
        {"ilp": packets.to_base64(packets.write(ERROR))},
        {"ilp": packets.to_base64(packets.write(BySourceResponse(5, 6000)))},
        {"custom": {}},
        {"custom": {"method": "quote_request"}},
        {"custom": {"method": ["broadcast_routes"]}},
        {"to": BOB, "custom": {"method": "broadcast_routes"}},
        {"data": {"method": "broadcast_routes", "data": {}}},
    ],
)
def test_messages_to_which_there_is_nothing_to_say(members: dict[str, Any]) -> None:
    door = LiquidityDoor()
    before = len(door.sent)
    assert door.say(BOB, **members)["custom"] == {}
    assert door.sent[before:] == []


def test_a_question_without_from_is_answered_to_the_ledger() -> None:
    ilp = packets.to_base64(packets.write(BySourceRequest(BOB, 5, 5000)))
    answer = LiquidityDoor().say(ALICE, ilp=ilp, **{"from": None})
    assert (answer["to"], packets.read(packets.from_base64(answer["ilp"]))) == (
        "test1.east.",
        BySourceResponse(5, 6000),
    )


@pytest.mark.parametrize("sender", [BOB, "test1.east.conn", "test1.east.", 7])
def test_a_question_of_nobody_on_the_ledger_is_refused(sender: Any) -> None:
    ilp = packets.to_base64(packets.write(BySourceRequest(BOB, 5, 5000)))
    answer = LiquidityDoor().say(ALICE, ilp=ilp, **{"from": sender})
    assert error_code(packets.read(packets.from_base64(answer["ilp"]))) == "F00"


def test_the_other_profiles_method_is_unknown() -> None:
    answered = LiquidityDoor().call("send_message", "test1.east.", {})
    assert answered is not None
    assert answered[0] == 404


def test_a_long_curve_is_kept_in_the_form_that_it_had() -> None:
    door = LiquidityDoor()
    points = tuple((n * n, n) for n in range(60))
    door.broadcast(BOB, route(BOB, "g.x.", points=curves.to_base64(points)))
    answer = door.ask(ALICE, LiquidityRequest(FAR, 5000))
    assert isinstance(answer, LiquidityResponse)
    assert answer.liquidity_curve == points


def asked_and_hanging() -> tuple[LiquidityDoor, int]:
    """A door whose connector asked Bob, who says nothing yet; and the key of the call that waits."""
    door = LiquidityDoor()
    door.broadcast(BOB, route(BOB, "g.x.", points=None), hold=100_000)
    assert door.given(ALICE, FAR, 5) is None
    return door, max(door.answers) + 1


def answer_of(door: LiquidityDoor, key: int) -> Packet:
    """The packet in the answer to the call of that key."""
    status, message = door.answers[key]
    assert status == 200
    return packets.read(packets.from_base64(message["ilp"]))
