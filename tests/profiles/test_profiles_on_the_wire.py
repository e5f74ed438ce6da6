"""The profiles have one face, and what is said in the common form comes back from the wire as it was."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any

import pytest

from conformance.profiles import PROFILES, gratuity_quoting, is_without_curve, liquidity_routing
from conformance.profiles.incoming import Incoming, Kind
from conformance.profiles.packets_of_quotes import Packet
from conformance.profiles.routes import Tacit, Verbatim
from conformance.requirements import load
from conformance.verdicts import NotApplicable
from schemas import json_text, packets

CONSTANTS = ("NAME", "TOPOLOGY", "OVERLAP", "METHOD", "PAYLOAD", "ANSWERS_IN_RESPONSE", "QUOTES_FROM_CURVES")
TABLES = ("WITHOUT_CURVE", "ROWS", "LACKS")
FUNCTIONS = (
    "envelope", "plain_members", "broadcast", "problems_of_update", "route_in", "acknowledgement", "quote_request",
    "quote_response", "quoted", "error", "read",
)  # fmt: skip
ROUTE = {
    "source_ledger": "test1.bee.",
    "destination_ledger": "g.far.",
    "source_account": "test1.bee.bob",
    "min_message_window": 1,
    "points": [[0, 0], [2**40, 2**63 + 1]],
    "paths": [["g.mid."]],
}
UPDATE: dict[str, Any] = {"hold_down_time": 3000, "unreachable_through_me": ["g.gone."], "new_routes": [ROUTE]}
ASKED = {"source_address": "test1.ant.alice", "destination_address": "g.far.carl", "source_amount": "10000"}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda each: each.NAME)
def test_a_profile_has_all_that_the_harness_asks_of_it(profile: ModuleType) -> None:
    """The same names, and functions of as many arguments."""
    assert [name for name in (*CONSTANTS, *TABLES) if not hasattr(profile, name)] == []
    for name in FUNCTIONS:
        ours, other = (inspect.signature(getattr(each, name)) for each in (profile, gratuity_quoting))
        assert len(ours.parameters) == len(other.parameters), name


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda each: each.NAME)
def test_rows_that_a_profile_names_are_in_the_catalogue(profile: ModuleType) -> None:
    """Those that stand for others have to be its own, and those for which they stand are not."""
    for other, own in profile.ROWS.items():
        assert profile.NAME in load()[own].levels
        assert other in load()


def test_an_update_comes_back_as_it_was_said() -> None:
    """On the wire the curve is base64."""
    said = liquidity_routing.broadcast(UPDATE)
    assert isinstance(said["data"]["new_routes"][0]["points"], str)
    assert liquidity_routing.problems_of_update(said["data"]) == []
    message = liquidity_routing.envelope("test1.bee.", "test1.bee.conn", "test1.bee.bob", said)
    read = liquidity_routing.read("send_request", "test1.bee.", [message], 7, 8)
    assert (read.kind, read.data, read.seq, read.at) == (Kind.BROADCAST, UPDATE, 7, 8)
    assert read.wire == said["data"]


@pytest.mark.parametrize("points", [Tacit([[0, 0], [1, 1]]), Verbatim([[0, 0], [1, 1]]), [[0.5, 1]], "AAAA", None])
def test_points_that_are_none_travel_as_they_are_or_not_at_all(points: Any) -> None:
    """A curve that its peer keeps is left out; what is no curve of amounts is not made one."""
    route = liquidity_routing.broadcast({**UPDATE, "new_routes": [{**ROUTE, "points": points}]})["data"]["new_routes"][
        0
    ]
    assert route.get("points") == (None if isinstance(points, Tacit) else points)


@pytest.mark.parametrize(("name", "kind"), [("source_amount", 4), ("destination_amount", 6)])
def test_a_question_and_its_answer_are_packets(name: str, kind: int) -> None:
    """By either amount; the answer has the other one, and the question's is added."""
    data = {"destination_address": "g.far.carl", name: "10000", "destination_expiry_duration": "2.5"}
    question = liquidity_routing.quote_request("q", data)
    assert packets.from_base64(question.ilp)[0] == kind
    message = liquidity_routing.envelope("test1.ant.", "test1.ant.alice", "test1.ant.conn", question)
    asked = liquidity_routing.read("send_request", "test1.ant.", [message], 1, 1)
    assert (asked.kind, asked.data) == (Kind.QUOTE_REQUEST, {"source_address": "test1.ant.alice", **data})
    quote = {"source_amount": "10000", "destination_amount": "10000", "source_expiry_duration": "3.75"}
    answer = liquidity_routing.answer_to(message, liquidity_routing.quote_response(asked, quote))
    got = liquidity_routing.read_answer("test1.ant.", question, answer, 1, 2)
    assert got is not None
    assert (got.kind, got.id) == (Kind.QUOTE_RESPONSE, "q")
    assert got.data == {**quote, "destination_expiry_duration": "2.5"}
    assert (got.sender, got.receiver) == ("test1.ant.conn", "test1.ant.alice")


@pytest.mark.parametrize(
    "data",
    [
        {**ASKED, "destination_amount": "1"},
        {"destination_address": "g.far.carl"},
        {**ASKED, "source_amount": "much"},
        {**ASKED, "source_amount": str(2**64)},
        {**ASKED, "slippage": "0.1"},
        {**ASKED, "destination_expiry_duration": "0.0001"},
        {**ASKED, "destination_address": ""},
        "quote",
    ],
)
def test_what_no_packet_says_is_not_applicable(data: object) -> None:
    """The reason holds what it was."""
    with pytest.raises(NotApplicable, match="no packet says"):
        liquidity_routing.quote_request("q", data)


def test_an_answer_that_no_packet_holds_has_none() -> None:
    """It is sent all the same, for the target to refuse."""
    request = Incoming(Kind.QUOTE_REQUEST, "test1.ant.", None, None, None, ASKED, 1, 1)
    payload = liquidity_routing.quote_response(request, {"destination_amount": "1e3", "source_expiry_duration": "6"})
    assert not isinstance(payload, Packet)


def test_what_is_no_answer_to_the_question_is_told_apart() -> None:
    """Another type, no packet, no message; a broken error packet is an error."""
    question = liquidity_routing.quote_request("q", ASKED)
    other = packets.to_base64(packets.write(packets.ByDestinationResponse(1, 1)))
    others: tuple[Any, ...] = ({"ilp": other}, {"ilp": "AAAA"}, {"custom": {}}, [], None)
    for message in others:
        got = liquidity_routing.read_answer("test1.ant.", question, message, 1, 2)
        assert got is not None
        assert got.kind is Kind.NO_ANSWER
    broken = liquidity_routing.read_answer("test1.ant.", question, {"ilp": packets.to_base64(b"\x08\x01\x00")}, 1, 2)
    assert broken is not None
    assert broken.kind is Kind.ERROR
    assert liquidity_routing.read_answer("test1.ant.", {"custom": {}}, {}, 1, 2) is None


def test_a_broadcast_is_acknowledged_at_once_and_a_question_is_not() -> None:
    """With the bare envelope, the other way round."""
    message = liquidity_routing.envelope("test1.ant.", "test1.ant.conn", "test1.ant.alice", {"method": "x"})
    said = liquidity_routing.acknowledgement("send_request", json_text.write([message]))
    assert said is not None
    assert json_text.read(said) == {
        "ledger": "test1.ant.",
        "from": "test1.ant.alice",
        "to": "test1.ant.conn",
        "custom": {},
    }
    question = liquidity_routing.envelope("a", "b", "c", liquidity_routing.quote_request("q", ASKED))
    assert liquidity_routing.acknowledgement("send_request", json_text.write([question])) is None
    assert liquidity_routing.acknowledgement("send_transfer", json_text.write([question])) == b"true"
    assert liquidity_routing.acknowledgement("send_request", b"no JSON") == b"true"


def test_what_a_case_is_about_or_needs_tells_whether_curves_are_told() -> None:
    """Under liquidity routing alone."""
    assert is_without_curve(liquidity_routing, "RQ-4", ())
    assert is_without_curve(liquidity_routing, "LC-8", ("asking",))
    assert not is_without_curve(liquidity_routing, "RR-1", ())
    assert not is_without_curve(gratuity_quoting, "RQ-4", ("asking",))
