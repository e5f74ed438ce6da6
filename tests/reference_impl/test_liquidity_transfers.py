"""The liquidity form: the curve decides before the last ledger too whether an amount is enough."""

from __future__ import annotations

from typing import Any

import pytest

from reference_impl.transfers import timestamp
from schemas import packets
from tests.reference_impl.liquidity_door import LiquidityDoor, Sent, route

EAST = "test1.east."
ALICE, BOB, BEN = "test1.east.alice", "test1.west.bob", "test1.west.ben"
FAR = "g.x.someone"


def prepare(door: LiquidityDoor, amount: int, account: str, deliver: int) -> Sent:
    """The one call that follows from a prepared transfer."""
    before = len(door.sent)
    transfer = {
        "id": "b1a7e7a0-3ccb-4b0f-9b44-8f6f3c3d9b01", "ledger": EAST, "from": ALICE, "to": f"{EAST}conn",
        "amount": str(amount), "ilp": packets.to_base64(packets.write_payment(packets.Payment(account, deliver, b""))),
        "executionCondition": "x" * 43, "expiresAt": timestamp(door.now + 8000),
    }  # fmt: skip
    assert door.call("send_transfer", EAST, transfer) == (200, True)
    (only,) = door.sent[before:]
    return only


def test_on_the_last_ledger_the_packets_amount_goes_to_its_account() -> None:
    sent = prepare(LiquidityDoor(), 100, BOB, 100)
    assert (sent.method, sent.receiver, sent.message["amount"]) == ("send_transfer", BOB, "100")


def test_the_shortest_route_carries_a_payment() -> None:
    door = LiquidityDoor()
    door.broadcast(BOB, route(BOB, "g.x.", (0, 0), (1000, 5000), paths=[["g.y.", "g.z."]]))
    door.broadcast(BEN, route(BEN, "g.x.", paths=[["g.y."]]))
    sent = prepare(door, 100, FAR, 100)
    assert (sent.receiver, sent.message["amount"]) == (BEN, "100")


@pytest.mark.parametrize(("deliver", "method"), [(250, "send_transfer"), (251, "reject_incoming_transfer")])
def test_the_curve_says_whether_an_amount_is_enough(deliver: int, method: str) -> None:
    door = LiquidityDoor()
    door.broadcast(BOB, route(BOB, "g.x.", (0, 0), (1000, 2500)))
    assert prepare(door, 100, FAR, deliver).method == method


def test_a_promise_between_two_whole_units_is_kept() -> None:
    """By the joined curve 150 units are worth 1.497 of the next ledger's, and what that brings was promised."""
    door = LiquidityDoor("liquidity")
    dave, alice = "peer.h4x0r.jpy.0.dave", "test1.ant.alice"
    door.broadcast(dave, route(dave, "g.x.", (0, 0), (1000, 10**6)))
    ilp = packets.to_base64(packets.write_payment(packets.Payment(FAR, 1497, b"")))
    transfer: dict[str, Any] = {
        "id": "b1a7e7a0-3ccb-4b0f-9b44-8f6f3c3d9b01", "ledger": "test1.ant.", "from": alice, "to": "test1.ant.conn",
        "amount": "150", "ilp": ilp, "executionCondition": "x" * 43, "expiresAt": timestamp(8000),
    }  # fmt: skip
    door.call("send_transfer", "test1.ant.", transfer)
    assert (door.sent[-1].method, door.sent[-1].message["amount"]) == ("send_transfer", "1")


def test_without_curve_the_next_connector_judges() -> None:
    door = LiquidityDoor()
    door.broadcast(BOB, route(BOB, "g.x.", points=None))
    sent = prepare(door, 100, FAR, 10**9)
    assert (sent.receiver, sent.message["amount"]) == (BOB, "100")
