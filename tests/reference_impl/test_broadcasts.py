"""What peers are told, when, and what becomes of deliveries that fail (RB rows)."""

from schemas.validation import is_valid
from tests.reference_impl.door import BROADCAST, Door, messages, route, told, updates

ALICE, BOB, BEN = "test1.east.alice", "test1.west.bob", "test1.west.ben"


def test_the_first_update_goes_to_each_peer_and_names_each_other_ledger() -> None:
    door = Door("default")
    assert {each.receiver for each in door.sent} == {p for ledger in door.topology.ledgers for p in ledger.peers}
    known = told(door.sent, "test1.ant.alice")
    assert sorted(known) == ["test1.bee.", "test1.cow."]
    assert known["test1.bee."]["destination_account"] == "test1.bee.conn"
    assert known["test1.bee."]["destination_scale"] == 6
    assert known["test1.bee."]["points"] == [[0, 0], [10**10, 998 * 10**11]]
    assert sorted(told(door.sent, "peer.h4x0r.jpy.0.dave")) == ["test1.ant.", "test1.bee.", "test1.cow."]


def test_all_updates_are_valid() -> None:
    door = Door("default")
    bob = "test1.bee.bob"
    door.broadcast(bob, route(bob, "g.x.", (7, 3), (10**13, 10**9), min_message_window=0.25))
    door.run_to(10_000)
    found = [each.data["data"] for each in messages(door.sent, BROADCAST)]
    assert len(found) > 10 * sum(len(ledger.peers) for ledger in door.topology.ledgers)
    assert all(is_valid("routing_update", update) for update in found)


def test_heartbeats_come_each_interval_and_carry_nothing_known() -> None:
    door = Door()
    beats = updates(door.run_to(5500), ALICE)
    assert [(b["unreachable_through_me"], b["new_routes"]) for b in beats] == [([], [])] * 5


def test_a_peer_whose_delivery_failed_gets_what_it_missed() -> None:
    door = Door()
    door.broadcast(BOB, route(BOB, "g.a."))
    door.status[ALICE] = 500
    door.broadcast(BOB, route(BOB, "g.b."), gone=("g.a.",))
    door.status[ALICE] = 200
    update = updates(door.run_to(1000), ALICE)[0]
    assert (update["unreachable_through_me"], [r["destination_ledger"] for r in update["new_routes"]]) == (
        ["g.a."],
        ["g.b."],
    )
    assert updates(door.run_to(2000), ALICE)[0]["new_routes"] == []


def test_after_more_than_the_hold_down_time_a_peer_gets_all_routes() -> None:
    door = Door()
    door.broadcast(BOB, route(BOB, "g.a."), hold=100_000)
    door.status[ALICE] = None
    door.run_to(4500)
    door.status[ALICE] = 200
    assert sorted(told(door.run_to(5000), ALICE)) == ["g.a.", "test1.west."]


def test_a_peer_that_hangs_delays_nobody_and_its_own_heartbeats_go_on() -> None:
    door = Door()
    door.status[ALICE] = "hang"
    door.run_to(1000)
    hanging = [each for each in door.sent if each.method == "send_message" and each.receiver == ALICE][-1]
    sent = door.broadcast(ALICE, route(ALICE, "g.a."))
    assert "g.a." in told(sent, BOB)
    assert "g.a." in told(sent, BEN)
    assert len(updates(door.run_to(3000), BOB)) == 2
    door.broadcast(BOB, route(BOB, "g.b."), hold=100_000)
    door.status[ALICE] = 200
    door.reply(hanging, 200)  # late: given up meanwhile
    assert "g.b." in told(door.run_to(6000), ALICE)


def test_one_update_at_a_time_and_changes_in_between_are_gathered() -> None:
    door = Door()
    door.status[ALICE] = "hang"
    first = messages(door.broadcast(BOB, route(BOB, "g.a.")), BROADCAST)
    assert door.broadcast(BOB, route(BOB, "g.b.")) == []
    assert door.broadcast(BOB, route(BOB, "g.a.", (0, 0), (5, 5))) == []
    door.status[ALICE] = 200
    before = len(door.sent)
    door.reply(first[0], 200)
    assert {p: r["points"][-1] for p, r in told(door.sent[before:], ALICE).items()} == {
        "g.a.": [5, 5],
        "g.b.": [10**12, 10**12],
    }


def test_no_route_goes_back_to_its_sender_nor_into_a_join_for_it() -> None:
    door = Door("default")
    bob, carol = "test1.bee.bob", "test1.cow.carol"
    door.broadcast(bob, route(bob, "g.x.", (0, 0), (10**13, 10**13)))
    door.broadcast(carol, route(carol, "g.x.", (0, 0), (10**15, 10**9)))
    assert told(door.sent, carol)["g.x."]["points"][-1][1] == 10**13 - 1
    assert told(door.sent, bob)["g.x."]["points"][-1][1] < 10**10
    sent = door.broadcast(carol, gone=("g.x.",))
    assert updates(sent, bob)[-1]["unreachable_through_me"] == ["g.x."]
    assert "g.x." in told(door.sent, "test1.ant.alice")


def test_very_many_routes_come_in_several_updates() -> None:
    door = Door()
    sent = door.broadcast(BOB, *(route(BOB, f"g.x{n}.") for n in range(2500)))
    assert [len(update["new_routes"]) for update in updates(sent, ALICE)] == [1000, 1000, 500]
