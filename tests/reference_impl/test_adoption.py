"""Which announced routes are taken, replaced, withdrawn, and lapse (RR rows)."""

from typing import Any

import pytest

from tests.reference_impl.door import Door, messages, route, told, updates

ALICE, BOB, BEN = "test1.east.alice", "test1.west.bob", "test1.west.ben"


def hop(door: Door, destination: str = "g.x.y", **members: Any) -> str:
    """Who is asked for a quote, if anybody."""
    sent = door.quote(ALICE, destination, **(members or {"source_amount": "1000"}))
    asked = messages(sent, "quote_request")
    return asked[0].receiver if asked else messages(sent, "error")[0].data["data"]["id"]


def test_a_route_is_used_and_passed_on() -> None:
    door = Door()
    sent = door.broadcast(BOB, route(BOB, "g.x.", (0, 0), (1000, 2000)))
    passed = told(sent, ALICE)["g.x."]
    assert passed == {
        "source_ledger": "test1.east.", "destination_ledger": "g.x.", "source_account": "test1.east.conn",
        "min_message_window": 2, "points": [[0, 0], [1000, 2000]],
    }  # fmt: skip
    assert updates(sent, BOB) == updates(sent, BEN) == []
    assert hop(door) == BOB


@pytest.mark.parametrize(
    "changes",
    [
        {"source_account": BEN}, {"source_ledger": "test1.east."}, {"source_account": "test1.east.conn"},
        {"destination_ledger": "test1.east.alice.sub."}, {"destination_ledger": "test1.west.ben."},
        {"destination_ledger": "test1.east.conn."}, {"destination_ledger": "test1.west."},
        {"destination_ledger": "peer.abc.usd.2."}, {"destination_ledger": "g.bad"}, {"destination_ledger": "__proto__"},
    ],
)  # fmt: skip
def test_a_route_that_is_not_the_senders_to_announce_is_ignored_and_others_are_not(changes: dict[str, Any]) -> None:
    door = Door()
    bad = {**route(BOB, "g.bad."), **changes}
    sent = door.broadcast(BOB, route(BOB, "g.one."), bad, route(BOB, "g.two."))
    assert sorted(told(sent, ALICE)) == ["g.one.", "g.two."]
    assert not messages(sent, "error")


def test_below_the_senders_own_account_is_a_prefix_like_any_other() -> None:
    door = Door()
    sent = door.broadcast(BOB, route(BOB, f"{BOB}.sub."))
    assert f"{BOB}.sub." in told(sent, ALICE)
    assert hop(door, f"{BOB}.sub.carl") == BOB
    assert messages(door.quote(ALICE, f"{BOB}x", source_amount="5"), "quote_response")


@pytest.mark.parametrize(
    "broken",
    [
        {"hold_down_time": 0}, {"new_routes": [{}]}, {"more": 1}, {"unreachable_through_me": ["g x"]},
        {"new_routes": [route(BOB, "g.new."), route(BOB, "g.bad.", (5, 5), (4, 6))]},
        {"new_routes": [route(BOB, "g.bad.", (0, 5), (4, 4)), route(BOB, "g.new.")]},
    ],
)  # fmt: skip
def test_an_invalid_update_changes_nothing_and_is_answered_with_an_error(broken: dict[str, Any]) -> None:
    door = Door()
    door.broadcast(BOB, route(BOB, "g.x."))
    update = {"hold_down_time": 3000, "unreachable_through_me": ["g.x."], "new_routes": [], **broken}
    sent = door.say(BOB, {"id": 7, "method": "broadcast_routes", "data": update})
    assert not updates(sent, ALICE)
    assert messages(sent, "error")[0].data["id"] == 7
    assert messages(sent, "error")[0].data["data"]["id"] == "InvalidBodyError"
    assert hop(door) == BOB


def test_only_declared_peers_announce() -> None:
    door = Door()
    assert door.broadcast("test1.west.mallory", route("test1.west.mallory", "g.x.")) == []


def test_a_later_route_replaces_and_an_equal_one_changes_nothing() -> None:
    door = Door()
    door.broadcast(BOB, route(BOB, "g.x.", (0, 0), (10, 10)))
    assert not door.broadcast(BOB, route(BOB, "g.x.", (0, 0), (10, 10)))
    assert told(door.broadcast(BOB, route(BOB, "g.x.", (0, 0), (10, 5))), ALICE)["g.x."]["points"] == [[0, 0], [10, 5]]


def test_a_withdrawal_removes_the_senders_route_to_exactly_that_prefix() -> None:
    door = Door()
    door.broadcast(BOB, route(BOB, "g.x."), route(BOB, "g.x.y."), route(BOB, "g."))
    door.broadcast(BEN, route(BEN, "g.x.", (0, 0), (10**12, 10**11)))
    sent = door.broadcast(BOB, gone=("g.x.", "g.unknown."))
    assert [update["unreachable_through_me"] for update in updates(sent, ALICE)] == [[]]
    assert told(sent, ALICE)["g.x."]["points"][-1] == [10**12, 10**11]
    assert (hop(door, "g.x.a"), hop(door, "g.x.y.a"), hop(door, "g.a")) == (BEN, BOB, BOB)
    assert updates(door.broadcast(BEN, gone=("g.x.",)), ALICE)[0]["unreachable_through_me"] == ["g.x."]


def test_routes_lapse_after_the_time_of_the_last_update() -> None:
    door = Door()
    door.broadcast(BOB, route(BOB, "g.x."), hold=1500)
    door.run_to(1400)
    door.broadcast(BOB, hold=800)
    assert "g.x." not in told(door.run_to(2199), ALICE)
    assert hop(door) == BOB
    assert [u["unreachable_through_me"] for u in updates(door.run_to(2200), ALICE)][-1] == ["g.x."]
    assert hop(door) == "NoRouteFoundError"


def test_a_route_to_an_own_ledger_does_not_displace_the_own_rate() -> None:
    door = Door()
    door.broadcast(ALICE, route(ALICE, "test1.west.", (0, 0), (10, 1000)))
    sent = door.quote(ALICE, "test1.west.bob", source_amount="5")
    assert messages(sent, "quote_response")[0].data["data"]["destination_amount"] == "5"


def test_parallel_routes_are_joined_and_the_best_is_asked() -> None:
    door = Door()
    door.broadcast(BOB, route(BOB, "g.x.", (0, 0), (1000, 1000)))
    sent = door.broadcast(BEN, route(BEN, "g.x.", (0, 0), (500, 300), (1000, 1400), min_message_window=3))
    passed = told(sent, ALICE)["g.x."]
    assert passed["points"] == [[0, 0], [667, 666], [1000, 1400]]
    assert passed["min_message_window"] == 4
    assert (hop(door, source_amount="600"), hop(door, source_amount="700")) == (BOB, BEN)
    assert (hop(door, destination_amount="600"), hop(door, destination_amount="700")) == (BOB, BEN)


def test_below_the_first_point_nothing_is_promised() -> None:
    door = Door("default")
    door.broadcast("test1.bee.bob", route("test1.bee.bob", "g.x.", (1_000_000, 5), (9_000_000, 50)))
    first = told(door.sent, "test1.ant.alice")["g.x."]["points"][0]
    assert first[0] == 101
    assert first[1] == 5
    small = told(door.broadcast("test1.bee.bob", route("test1.bee.bob", "g.y.", (10, 5), (90, 50))), "test1.ant.alice")
    assert small == {}
