"""The liquidity form: what peers are told of, in which form, how often, and by which paths."""

import pytest

from schemas import curves, validation
from tests.reference_impl.liquidity_door import LiquidityDoor, route, told, updates

ALICE, BOB, BEN = "test1.east.alice", "test1.west.bob", "test1.west.ben"
EAST, WEST = "test1.east.", "test1.west."


def test_the_first_update_is_in_binary_and_names_no_scale() -> None:
    known = told(LiquidityDoor("liquidity").sent, "test1.ant.alice")
    assert sorted(known) == ["test1.bee.", "test1.cow."]
    assert curves.from_base64(known["test1.bee."]["points"]) == ((0, 0), (10**10, 998 * 10**11))
    assert set(known["test1.bee."]) == {
        "source_ledger", "destination_ledger", "source_account", "min_message_window", "points",
        "destination_account", "paths",
    }  # fmt: skip
    assert known["test1.bee."]["paths"] == [[]]


def test_all_updates_are_valid_and_travel_as_requests() -> None:
    door = LiquidityDoor("liquidity")
    bob = "test1.bee.bob"
    door.broadcast(bob, route(bob, "g.x.", (7, 3), (10**13, 10**9), paths=[["g.y."], ["g.z.", "strange"]]))
    door.broadcast(bob, route(bob, "g.w.", points=None))
    door.run_to(2000)
    assert all(validation.is_valid("liquidity_request", each.message) for each in door.sent)
    found = [each.update for each in door.sent]
    assert len(found) > 5 * sum(len(ledger.peers) for ledger in door.topology.ledgers)
    assert all(validation.is_valid("liquidity_routing_update", update) for update in found)


def test_an_update_is_answered_with_an_empty_custom() -> None:
    door = LiquidityDoor()
    answer = {"ledger": WEST, "from": "test1.west.conn", "to": BOB, "custom": {}}
    assert door.broadcast(BOB, route(BOB, "g.x.")) == answer


def test_changes_are_gathered_into_one_update_an_interval() -> None:
    door = LiquidityDoor()
    begin = len(door.sent)
    for prefix in ("g.a.", "g.b.", "g.c."):
        door.broadcast(BOB, route(BOB, prefix))
    door.broadcast(BOB, gone=("g.b.",))
    assert door.sent[begin:] == []
    found = updates(door.next_updates(), ALICE)
    assert [sorted(each["destination_ledger"] for each in update["new_routes"]) for update in found] == [
        ["g.a.", "g.c."]
    ]


def test_a_late_answer_brings_no_second_update_in_the_same_interval() -> None:
    door = LiquidityDoor()
    door.hanging.add(ALICE)
    late = next(each for each in door.next_updates() if each.receiver == ALICE)
    door.hanging.clear()
    door.broadcast(BOB, route(BOB, "g.a."))
    door.run_to(late.at + 400)
    door.reply(late, {})
    assert [each.at - late.at for each in door.sent if each.receiver == ALICE][-1] == 400
    assert told(door.sent, ALICE)["g.a."]
    after = [each.at - late.at for each in door.run_to(late.at + 1300) if each.receiver == ALICE]
    assert after == [750, 1000, 1250]


def test_a_route_without_curve_is_passed_on_without_one() -> None:
    door = LiquidityDoor()
    door.broadcast(BOB, route(BOB, "g.x.", points=None, min_message_window=2, paths=[["g.y."]]))
    found = told(door.next_updates(), ALICE)["g.x."]
    assert "points" not in found
    assert (found["min_message_window"], found["paths"]) == (3, [["g.y."]])


def test_no_points_at_all_are_no_curve_either() -> None:
    door = LiquidityDoor()
    door.broadcast(BOB, route(BOB, "g.x.", points=""))
    assert "points" not in told(door.next_updates(), ALICE)["g.x."]


def test_only_routes_as_short_as_the_shortest_are_joined() -> None:
    door = LiquidityDoor()
    door.broadcast(BOB, route(BOB, "g.x.", (0, 0), (1000, 1000), paths=[["g.y."]], min_message_window=3))
    door.broadcast(BEN, route(BEN, "g.x.", (0, 0), (1000, 5000), paths=[["g.y.", "g.z."]]))
    found = told(door.next_updates(), ALICE)["g.x."]
    assert curves.from_base64(found["points"]) == ((0, 0), (1000, 1000))
    assert (found["paths"], found["min_message_window"]) == ([["g.y."]], 4)
    door.broadcast(BOB, gone=("g.x.",))
    found = told(door.next_updates(), ALICE)["g.x."]
    assert curves.from_base64(found["points"]) == ((0, 0), (1000, 5000))


def test_of_equally_short_routes_each_section_is_the_cheapest() -> None:
    door = LiquidityDoor()
    door.broadcast(BOB, route(BOB, "g.x.", (0, 0), (100, 200), (1000, 300), paths=[["g.y."]]))
    door.broadcast(BEN, route(BEN, "g.x.", (0, 0), (1000, 1000), paths=[["g.z."]]))
    found = told(door.next_updates(), ALICE)["g.x."]
    assert curves.from_base64(found["points"]) == ((0, 0), (100, 200), (213, 212), (1000, 1000))
    assert found["paths"] == [["g.y."], ["g.z."]]


def test_a_route_over_the_peers_ledger_is_not_offered_to_it() -> None:
    door = LiquidityDoor("liquidity")
    bob = "test1.bee.bob"
    door.broadcast(
        bob, route(bob, "g.x.", paths=[["g.y.", "test1.ant."]]), route(bob, "g.y.", paths=[["test1.ant."], []])
    )
    sent = door.next_updates()
    assert sorted(told(sent, "test1.ant.alice")) == ["g.y."]
    assert told(sent, "test1.ant.alice")["g.y."]["paths"] == [[]]
    assert sorted(told(sent, "test1.cow.carol")) == ["g.x.", "g.y."]
    assert told(sent, "test1.cow.carol")["g.x."]["paths"] == [["g.y.", "test1.ant."]]


@pytest.mark.parametrize("path", [[WEST], ["g.x."], ["g.y.", "g.z.", "g.y."], ["g.y.", WEST]])
def test_a_path_that_is_a_loop_leads_nowhere(path: list[str]) -> None:
    door = LiquidityDoor()
    door.broadcast(BOB, route(BOB, "g.x.", paths=[path]))
    assert told(door.next_updates(), ALICE) == {}


@pytest.mark.parametrize(
    "points",
    [
        "AA==",
        "AAAAAAAAAAAAAAAAAAAA",
        curves.to_base64(((0, 0), (0, 5))),
        curves.to_base64(((0, 5), (1, 4))),
        curves.to_base64(((0, 0), (1, 1)))[:-2] + "F=",
        "AAAA\n",
    ],
)
def test_what_is_no_curve_spoils_its_update_alone(points: str) -> None:
    door = LiquidityDoor()
    door.broadcast(BOB, route(BOB, "g.x."))
    door.next_updates()
    answer = door.broadcast(BOB, route(BOB, "g.y."), route(BOB, "g.x.", points=points))
    assert answer["custom"]["method"] == "error"
    assert [update["new_routes"] for update in updates(door.next_updates(), ALICE)] == [[]]


@pytest.mark.parametrize(
    "members",
    [
        {"points": [[0, 0]]},
        {"points": "AAA-"},
        {"points": "AAA"},
        {"paths": "g.y."},
        {"paths": ["g.y."]},
        {"paths": [[1]]},
        {"destination_scale": 2},
        {"min_message_window": -1},
    ],
)
def test_what_breaks_the_schema_is_not_heeded(members: dict[str, object]) -> None:
    door = LiquidityDoor()
    broken = route(BOB, "g.x.", **members)
    assert not validation.is_valid("liquidity_routes", [broken])
    assert "method" in door.broadcast(BOB, broken, route(BOB, "g.y."))["custom"]
    assert told(door.next_updates(), ALICE) == {}


def test_amounts_of_64_bits_are_exact() -> None:
    door = LiquidityDoor(changes={"spread": "0"})
    most = 10**12
    door.broadcast(BOB, route(BOB, "g.x.", (0, 2**63 + 1), (most, 2**64 - 1)))
    found = told(door.next_updates(), ALICE)["g.x."]
    assert curves.from_base64(found["points"]) == ((0, 2**63 + 1), (most, 2**64 - 1))


def test_a_peer_that_gets_nothing_delivered_hears_of_a_withdrawal_later() -> None:
    door = LiquidityDoor()
    door.broadcast(BOB, route(BOB, "g.x."))
    door.next_updates()
    door.status[ALICE] = 500
    door.broadcast(BOB, gone=("g.x.",))
    door.next_updates()
    door.status[ALICE] = 200
    assert updates(door.next_updates(), ALICE)[0]["unreachable_through_me"] == ["g.x."]
