"""The HTTP rules behind the memory door: tokens, prefixes, methods, bodies, hostile texts (MSG, RS rows)."""

import json
from typing import Any

import pytest

from tests.reference_impl.door import Door, messages

DAVE, ANT = "peer.h4x0r.jpy.0.", "test1.ant."
TOKEN = "bW90aGVyIG5hdHVyZSBzb24"
GOOD = {"id": "q", "method": "quote_request", "data": {
    "source_address": "test1.ant.alice", "destination_address": "test1.bee.bob", "source_amount": "1"}}  # fmt: skip


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (None, 401), ("", 401), (TOKEN, 401), ("Basic abc", 401), ("Bearer ", 401), ("Bearer wrong", 403),
        (f"Bearer {TOKEN}x", 403), ("Bearer \udcff", 403), (f"Bearer {TOKEN}", 200), (f"bearer {TOKEN}", 200),
    ],
)  # fmt: skip
def test_tokens(authorization: str | None, status: int) -> None:
    assert Door("default").post("get_balance", DAVE, b"[]", authorization)[0] == status


def test_a_ledger_without_token_takes_any() -> None:
    assert Door("default").post("get_balance", ANT, b"[]", "Bearer whatever")[0] == 200


@pytest.mark.parametrize(
    ("method", "prefix", "body", "status"),
    [
        ("send_message", "test1.ant", json.dumps([{"ledger": ANT, "data": {}}]).encode(), 200),
        ("send_message", "test1.antx.", b"[{}]", 404), ("send_message", None, b"[{}]", 404),
        ("send_message", "", b"[{}]", 404), ("send_request", ANT, b"[{}]", 404), (None, ANT, b"[{}]", 404),
        ("__class__", ANT, b"[{}]", 404), ("send_message", ANT, b"", 400), ("send_message", ANT, b"{", 400),
        ("send_message", ANT, b"{}", 400), ("send_message", ANT, b"[]", 400), ("send_message", ANT, b"[1]", 400),
        ("send_message", ANT, b"[[]]", 400), ("send_message", ANT, b"[" * 100_000, 400),
        ("send_message", ANT, b"[" + b"9" * 5000 + b"]", 400), ("send_message", ANT, b"[NaN]", 400),
        ("send_message", ANT, b"[1e999999999]", 400), ("send_message", ANT, b'["\xff"]', 400),
        ("send_message", ANT, b'[{"from":"\\ud800"}]', 400), ("send_message", ANT, b" " * 5_000_000, 413),
        ("send_transfer", ANT, b"[{}]", 400), ("send_transfer", ANT, b"[null]", 400),
        ("fulfill_condition", ANT, b'["x","y"]', 404), ("fulfill_condition", ANT, b"[{},[]]", 404),
        ("fulfill_condition", ANT, b"[]", 400), ("reject_incoming_transfer", ANT, b"[[]]", 404),
        ("expire_transfer", ANT, b'["x"]', 200), ("get_limit", ANT, b"[]", 200),
    ],
)  # fmt: skip
def test_calls_and_statuses(method: str | None, prefix: str | None, body: bytes, status: int) -> None:
    door = Door("default")
    before = len(door.sent)
    assert door.post(method, prefix, body)[0] == status
    assert len(door.sent) == before
    assert messages(door.say("test1.ant.alice", GOOD), "quote_response")


def test_limit_and_balance_are_strings_of_an_integer() -> None:
    door = Door("default")
    assert door.call("get_limit", ANT) == (200, b'"10000000000"')
    assert door.call("get_balance", ANT) == (200, b'"0"')


@pytest.mark.parametrize(
    "changes",
    [
        {"from": None}, {"from": "test1.bee.bob"}, {"from": "test1.ant.conn"}, {"from": "test1.ant."}, {"from": 5},
        {"from": "test1.ant.\u00fc"}, {"to": "test1.ant.amy"}, {"ledger": "test1.bee."}, {"data": None}, {"data": []},
        {"from": 'test1.ant.a"b'},
    ],
)  # fmt: skip
def test_a_message_of_nobody_or_to_somebody_else_has_no_effect(changes: dict[str, Any]) -> None:
    door = Door("default")
    before = len(door.sent)
    envelope = {"ledger": ANT, "from": "test1.ant.alice", "to": "test1.ant.conn", "data": GOOD, **changes}
    assert door.call("send_message", ANT, envelope) == (200, b"true")
    assert len(door.sent) == before


def test_calls_to_a_ledger_with_a_token_carry_it() -> None:
    door = Door("default")
    key = door.connector.outbox.message(door.topology.ledger(DAVE), f"{DAVE}dave", {})
    assert key.startswith(f"{DAVE}dave#talk#")
    assert door.connector.outbox._messages[-1]["authorization"] == f"Bearer {TOKEN}"
