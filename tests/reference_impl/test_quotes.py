"""Quotes from the own rate and over next hops (QT, RQ, MSG rows)."""

from typing import Any

import pytest

from schemas.validation import is_valid
from tests.reference_impl.door import Door, Sent, messages, route, told

ANT, BEE, COW = "test1.ant.alice", "test1.bee.bob", "test1.cow.carol"
NO_AMOUNTS: tuple[Any, ...] = (
    "0", "-1", "1.5", "1e3", "0x10", " 1", "1 ", "01", "+1", "", "NaN", "Infinity", ["1"], 5, True, {}, "١",
)  # fmt: skip
EAST, WEST, BEN = "test1.east.alice", "test1.west.bob", "test1.west.ben"


def data(sent: list[Sent]) -> tuple[str, dict[str, Any]]:
    """The only answer's method and data."""
    (only,) = sent
    return only.data["method"], only.data["data"]


def amounts(sent: list[Sent]) -> tuple[int, int]:
    method, quote = data(sent)
    assert method == "quote_response", quote
    assert is_valid("quote_response", quote)
    return int(quote["source_amount"]), int(quote["destination_amount"])


@pytest.mark.parametrize(
    ("destination", "asked", "expected"),
    [
        (BEE, {"source_amount": "100"}, (100, 998000)),
        (BEE, {"destination_amount": "998000"}, (100, 998000)),
        (BEE, {"destination_amount": "998001"}, (101, 998001)),
        (COW, {"source_amount": "9007199254"}, (9007199254, 89891848554920000)),
        (BEE, {"source_amount": "100", "slippage": "0.01"}, (100, 988020)),
        (BEE, {"destination_amount": "998000", "slippage": "0.01"}, (101, 998000)),
        (BEE, {"source_amount": "100", "destination_amount": None, "slippage": None}, (100, 998000)),
    ],
)
def test_the_own_rate_is_exact_and_rounds_for_the_connector(
    destination: str, asked: dict[str, Any], expected: tuple[int, int]
) -> None:
    assert amounts(Door("default").quote(ANT, destination, **asked)) == expected


def test_gratuity_comes_on_top() -> None:
    door = Door(changes={"gratuity": "0.1"})
    assert amounts(door.quote(EAST, WEST, source_amount="100")) == (100, 90)
    assert amounts(door.quote(EAST, WEST, destination_amount="90")) == (99, 90)


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({}, "NoAmountSpecifiedError"),
        ({"source_amount": "1", "destination_amount": "1"}, "InvalidBodyError"),
        *(({"source_amount": bad}, "InvalidAmountSpecifiedError") for bad in NO_AMOUNTS),
        ({"source_amount": "9" * 900}, "UnacceptableAmountError"),
        ({"destination_amount": "9" * 900}, "UnacceptableAmountError"),
        ({"source_amount": "1", "slippage": "2"}, "UnacceptableAmountError"),
        ({"source_amount": "1", "slippage": "-1"}, "InvalidBodyError"),
        ({"source_amount": "1", "destination_expiry_duration": "10.1"}, "UnacceptableExpiryError"),
        ({"source_amount": "1", "destination_expiry_duration": "x"}, "InvalidBodyError"),
        (
            {"source_amount": "1", "source_expiry_duration": "3", "destination_expiry_duration": "3"},
            "UnacceptableExpiryError",
        ),
        ({"source_amount": "1", "source_address": "test1.west.bob"}, "InvalidBodyError"),
        ({"source_amount": "1", "source_address": None}, "InvalidBodyError"),
        ({"source_amount": "1", "destination_address": 5}, "InvalidBodyError"),
        ({"source_amount": "1", "destination_address": "g.nowhere.x"}, "NoRouteFoundError"),
        ({"source_amount": "1", "destination_address": "test1.east.amy"}, "NoRouteFoundError"),
        ({"source_amount": "1", "destination_address": "test1.westx.bob"}, "NoRouteFoundError"),
        ({"source_amount": "1", "destination_address": "test1.West.bob"}, "NoRouteFoundError"),
    ],
)  # fmt: skip
def test_what_is_refused(members: dict[str, Any], error: str) -> None:
    request = {"source_address": EAST, "destination_address": WEST, **members}
    method, found = data(Door().say(EAST, {"id": "q", "method": "quote_request", "data": request}))
    assert (method, found["id"]) == ("error", error)


def test_an_amount_that_comes_out_as_zero_is_an_error() -> None:
    assert data(Door("default").quote(COW, "peer.h4x0r.jpy.0.dave", source_amount="1"))[0] == "error"


def test_holds_grow_by_the_window() -> None:
    door = Door()
    _, quote = data(door.quote(EAST, WEST, source_amount="1", destination_expiry_duration="2.5"))
    assert (quote["source_expiry_duration"], quote["destination_expiry_duration"]) == ("3.5", "2.5")
    _, quote = data(door.quote(EAST, WEST, source_amount="1"))
    assert (quote["source_expiry_duration"], quote["destination_expiry_duration"]) == ("6", "5")


def test_a_remote_quote_by_source_and_by_destination() -> None:
    door = Door("default")
    door.broadcast(BEE, route(BEE, "g.x."))
    (question,) = door.quote(ANT, "g.x.carl", source_amount="101")
    assert question.data["data"] == {
        "source_address": "test1.bee.conn", "destination_address": "g.x.carl", "source_amount": "1007980",
        "destination_expiry_duration": "5",
    }  # fmt: skip
    assert question.data["id"] != "q1"
    sent = door.answer(question, destination_amount="777", destination_ledger="g.x.", source_expiry_duration="7")
    assert amounts(sent) == (101, 777)
    assert data(sent)[1]["source_expiry_duration"] == "8"
    assert data(sent)[1]["destination_ledger"] == "g.x."
    assert sent[0].data["id"] == "q1"
    (question,) = door.quote(ANT, "g.x.carl", destination_amount="777")
    assert question.data["data"]["destination_amount"] == "777"
    assert amounts(door.answer(question, source_amount="9981")) == (2, 777)


@pytest.mark.parametrize(
    "changes",
    [
        {"source_amount": "999"}, {"destination_amount": None}, {"destination_amount": "0"},
        {"destination_amount": "1.5"}, {"destination_amount": 5}, {"destination_amount": "9" * 30},
        {"source_expiry_duration": "-1"},
        {"source_expiry_duration": "3"}, {"destination_ledger": None}, {"liquidity_curve": []},
        {"destination_expiry_duration": "999999999999", "source_expiry_duration": "999999999999"},
    ],
)  # fmt: skip
def test_an_answer_with_a_fault_is_an_error(changes: dict[str, Any]) -> None:
    door = Door()
    door.broadcast(WEST, route(WEST, "g.x."))
    (question,) = door.quote(EAST, "g.x.carl", source_amount="1000")
    assert data(door.answer(question, **changes))[0] == "error"
    assert door.answer(question) == []


def test_an_answer_of_somebody_else_or_with_a_wrong_id_is_not_used() -> None:
    door = Door()
    door.broadcast(WEST, route(WEST, "g.x."))
    (question,) = door.quote(EAST, "g.x.carl", source_amount="1000")
    quote = {"id": question.data["id"], "method": "quote_response", "data": {}}
    assert door.say(BEN, quote) == door.say(EAST, quote) == []
    assert door.say(WEST, {**quote, "id": "other"}) == door.say(WEST, {**quote, "id": ["a"]}) == []
    assert amounts(door.answer(question)) == (1000, 1000)


def test_silence_a_refusal_and_an_error_of_the_next_hop_are_errors() -> None:
    door = Door()
    door.broadcast(WEST, route(WEST, "g.x."), hold=100_000)
    door.quote(EAST, "g.x.carl", id="slow", source_amount="1000")
    (question,) = door.quote(EAST, "g.x.carl", id="wrong", source_amount="1000")
    failed = {"id": question.data["id"], "method": "error", "data": {"id": "NoRouteFoundError", "message": "x"}}
    sent = door.say(WEST, failed)
    assert (sent[0].data["id"], data(sent)[1]["id"]) == ("wrong", "NoRouteFoundError")
    assert door.say(WEST, failed) == []
    late = messages(door.run_to(2000), "error")
    assert [each.data["id"] for each in late] == ["slow"]
    door.status[WEST] = 500
    sent = door.quote(EAST, "g.x.carl", id="down", source_amount="1000")
    assert [each.data["id"] for each in messages(sent, "error")] == ["down"]


def test_nothing_is_asked_where_the_own_rate_leaves_nothing() -> None:
    door = Door("default")
    dave = "peer.h4x0r.jpy.0.dave"
    door.broadcast(dave, route(dave, "g.x."))
    assert data(door.quote(COW, "g.x.carl", source_amount="1"))[0] == "error"


def test_the_longest_prefix_wins_whatever_the_order() -> None:
    for order in (("g.x.", "g.x.y."), ("g.x.y.", "g.x.")):
        door = Door()
        peers = {"g.x.": WEST, "g.x.y.": BEN}
        for prefix in order:
            door.broadcast(peers[prefix], route(peers[prefix], prefix))
        assert [q.receiver for q in door.quote(EAST, "g.x.y.z", source_amount="5")] == [BEN]
        assert [q.receiver for q in door.quote(EAST, "g.x.yz", source_amount="5")] == [WEST]


def test_names_that_languages_treat_specially_are_ordinary_segments() -> None:
    door = Door()
    door.broadcast(WEST, route(WEST, "g.__proto__.constructor."))
    assert [q.receiver for q in door.quote(EAST, "g.__proto__.constructor.toString", source_amount="5")] == [WEST]
    assert data(door.quote(EAST, "g.__proto__.x", source_amount="5"))[0] == "error"


def test_no_answer_to_answers_and_unknown_methods() -> None:
    door = Door()
    for method in ("error", "quote_response", "__proto__", "hello", ""):
        assert door.say(EAST, {"id": "x", "method": method, "data": {"id": "a", "message": "b"}}) == []
    assert door.say(EAST, {}) == door.say(EAST, None) == door.say(EAST, {"method": ["a"]}) == []


def test_one_askers_flood_leaves_room_for_others() -> None:
    door = Door()
    door.status[WEST] = 200
    door.broadcast(WEST, route(WEST, "g.x."))
    sent = [door.quote(EAST, "g.x.a", id=n, source_amount="5")[0].data["method"] for n in range(1001)]
    assert (sent.count("quote_request"), sent[-1]) == (1000, "error")
    assert door.quote("test1.east.amy", "g.x.a", source_amount="5")[0].data["method"] == "quote_request"


def test_a_configured_route_is_used_unless_the_peer_announces_one_and_is_offered_to_nobody() -> None:
    door = Door("default")
    (question,) = door.quote(ANT, "test3.fox.a.carl", source_amount="100")
    assert (question.receiver, question.data["data"]["source_amount"]) == (BEE, "998000")
    assert amounts(door.answer(question)) == (100, 998000)
    assert "test3.fox." not in told(door.sent, "test1.cow.carol")
    door.broadcast(BEE, route(BEE, "test3.fox.", (500, 0), (1000, 1000)))
    assert data(door.quote(ANT, "test3.fox.a.carl", source_amount="100"))[0] == "quote_request"
    door.broadcast(BEE, gone=("test3.fox.",))
    assert door.quote(ANT, "test3.fox.a.carl", destination_amount="100")[0].receiver == BEE


def test_a_default_route_leads_where_nothing_else_does() -> None:
    door = Door("default-route")
    assert door.quote(EAST, "g.nowhere.carl", source_amount="100")[0].receiver == BEN
    assert data(door.quote(EAST, WEST, source_amount="100"))[0] == "quote_response"
    assert data(door.quote(WEST, "g.nowhere.carl", source_amount="100"))[0] == "error"
