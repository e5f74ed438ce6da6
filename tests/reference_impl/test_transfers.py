"""Transfers paid on, refused, and what comes back (FW rows)."""

from typing import Any

import pytest

from reference_impl.transfers import timestamp
from schemas import packets
from tests.reference_impl.door import Door, Sent, route

ANT, BEE = "test1.ant.", "test1.bee."
ALICE, BOB = "test1.ant.alice", "test1.bee.bob"
ID = "b1a7e7a0-3ccb-4b0f-9b44-8f6f3c3d9b01"
CONDITION = "x" * 43


def ilp(account: str, amount: int) -> str:
    return packets.to_base64(packets.write_payment(packets.Payment(account, amount, b"")))


def error_packet(*forwarded_by: str) -> str:
    error = packets.Error("F04", "x", "g.b", forwarded_by, "20170728120000.000Z", b"")
    return packets.to_base64(packets.write_error(error))


def transfer(amount: int, packet: Any, expires: int = 8000, **changes: Any) -> dict[str, Any]:
    return {
        "id": ID, "ledger": ANT, "from": ALICE, "to": f"{ANT}conn", "amount": str(amount), "ilp": packet,
        "executionCondition": CONDITION, "expiresAt": timestamp(expires), **changes,
    }  # fmt: skip


def prepare(door: Door, *args: Any, **changes: Any) -> list[Sent]:
    before = len(door.sent)
    assert door.call("send_transfer", ANT, transfer(*args, **changes)) == (200, b"true")
    return door.sent[before:]


def reason(sent: list[Sent]) -> str:
    (only,) = sent
    assert (only.method, only.prefix, only.parameters[0]) == ("reject_incoming_transfer", ANT, ID)
    found: dict[str, Any] = only.parameters[1]
    assert {"code", "name", "message", "triggered_by", "triggered_at", "additional_info", "forwarded_by"} == set(found)
    return str(found["code"])


def test_on_the_last_ledger_the_packets_amount_goes_to_its_account() -> None:
    (only,) = prepare(Door("default"), 100, ilp(BOB, 998000))
    assert (only.method, only.prefix) == ("send_transfer", BEE)
    out = only.parameters[0]
    assert (out["to"], out["amount"], out["ilp"]) == (BOB, "998000", ilp(BOB, 998000))
    assert (out["executionCondition"], out["expiresAt"]) == (CONDITION, "1970-01-01T00:00:07.000Z")
    assert out["id"] != ID


def test_before_it_the_own_rate_decides_and_the_best_peer_gets_it() -> None:
    door = Door("default")
    ben = "test1.bee.ben"
    door.broadcast(BOB, route(BOB, "g.x.", (0, 0), (10**12, 10**11)))
    door.broadcast(ben, route(ben, "g.x."))
    (only,) = prepare(door, 101, ilp("g.x.carl", 5))
    assert (only.parameters[0]["to"], only.parameters[0]["amount"]) == (ben, "1007980")


@pytest.mark.parametrize(
    ("amount", "packet", "expires", "code"),
    [
        (100, ilp(BOB, 998001), 8000, "R01"), (100, ilp("g.x.y", 1), 8000, "F02"), (100, "AAAA", 8000, "F01"),
        (100, None, 8000, "F01"), (100, 5, 8000, "F01"), (100, ilp(BOB, 5), 1999, "R02"), (100, ilp(BOB, 5), 0, "R02"),
        (100, ilp(ALICE, 5), 8000, "F02"), (100, ilp(BOB, 0), 8000, "F03"), (10**11, ilp(BOB, 5), 8000, "T04"),
    ],
)  # fmt: skip
def test_what_is_rejected(amount: int, packet: Any, expires: int, code: str) -> None:
    assert reason(prepare(Door("default"), amount, packet, expires)) == code


def test_the_same_transfer_twice_is_paid_on_once() -> None:
    door = Door("default")
    (first,) = prepare(door, 100, ilp(BOB, 5))
    (again,) = prepare(door, 100, ilp(BOB, 7))
    assert first.parameters == again.parameters
    assert Door("default").connector.forwarder.next_id(door.topology.ledger(ANT), ID) == first.parameters[0]["id"]


def test_a_fulfilment_goes_back() -> None:
    door = Door("default")
    (sent,) = prepare(door, 100, ilp(BOB, 5))
    assert door.call("fulfill_condition", BEE, sent.parameters[0]["id"], "f") == (200, b"true")
    assert (door.sent[-1].method, door.sent[-1].prefix, door.sent[-1].parameters) == (
        "fulfill_condition",
        ANT,
        [ID, "f"],
    )
    assert door.call("fulfill_condition", ANT, sent.parameters[0]["id"], "f")[0] == 404


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        ({"code": "F05", "x": 1}, {"code": "F05", "x": 1, "forwarded_by": [f"{ANT}conn"]}),
        ({"forwarded_by": ["g.a"]}, {"forwarded_by": ["g.a", f"{ANT}conn"]}),
        ({"forwarded_by": "g.a"}, {"forwarded_by": ["g.a", f"{ANT}conn"]}),
        ({"forwardedBy": ["g.a"]}, {"forwardedBy": ["g.a", f"{ANT}conn"]}),
        ("text", "text"),
        (error_packet("g.a"), error_packet("g.a", f"{ANT}conn")),
    ],
)
def test_a_rejection_goes_back_with_the_connector_added(given: Any, passed: Any) -> None:
    door = Door("default")
    (sent,) = prepare(door, 100, ilp(BOB, 5))
    door.call("reject_incoming_transfer", BEE, sent.parameters[0]["id"], given)
    assert door.sent[-1].parameters == [ID, passed]
    assert [each.method for each in prepare(door, 100, ilp(BOB, 5))] == ["reject_incoming_transfer"]


def test_a_rejection_without_reason() -> None:
    door = Door("default")
    (sent,) = prepare(door, 100, ilp(BOB, 5))
    door.call("reject_incoming_transfer", BEE, sent.parameters[0]["id"])
    assert reason(door.sent[-1:]) == "F99"


@pytest.mark.parametrize(
    "changes", [{"id": "x"}, {"to": ALICE}, {"ledger": BEE}, {"amount": "0"}, {"from": f"{ANT}conn"}]
)
def test_calls_that_name_no_transfer_to_the_connector(changes: dict[str, Any]) -> None:
    door = Door("default")
    before = len(door.sent)
    assert door.call("send_transfer", ANT, {**transfer(100, ilp(BOB, 5)), **changes})[0] == 400
    assert len(door.sent) == before
