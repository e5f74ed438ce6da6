"""Answers: over which ledger, to whom, under which id, and to what there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from conformance import given, requirement, rows
from conformance.generate import route
from conformance.harness.answering import Held, asks_at_once, is_answered_at_home, is_answered_under, twice
from conformance.harness.calls import is_never_answered, says_nothing_else
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer

QUOTE = {
    "source_ledger": "g.far.",
    "destination_ledger": "g.farther.",
    "source_connector_account": "g.far.connector",
    "source_amount": "100",
    "destination_amount": "100",
    "source_expiry_duration": "6",
    "destination_expiry_duration": "5",
}
ERROR = {"id": "InternalError", "message": "something went wrong"}
UNASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("an_error", {"method": "error", "data": ERROR}),
    ("an_error_without_data", {"method": "error"}),
    ("an_error_whose_data_is_a_list", {"method": "error", "data": [ERROR]}),
    ("an_error_with_a_member_more", {"method": "error", "data": {**ERROR, "data": {"method": "quote_request"}}}),
    ("an_error_without_a_message", {"method": "error", "data": {"id": "InternalError"}}),
    ("a_quote_response", {"method": "quote_response", "data": QUOTE}),
    ("a_quote_response_without_data", {"method": "quote_response"}),
    ("a_quote_response_without_an_amount", {"method": "quote_response", "data": {**QUOTE, "source_amount": None}}),
    ("a_quote_response_with_a_member_more", {"method": "quote_response", "data": {**QUOTE, "more": 1}}),
)


@requirement("MSG-4")
def test_an_answer_goes_to_the_one_of_two_who_asked(bob: Peer, ben: Peer, alice: Peer) -> None:
    """Bob and Ben have accounts on the same ledger."""
    is_answered_at_home(bob, alice.account)
    is_answered_at_home(ben, alice.account)


@requirement("MSG-4")
def test_an_answer_goes_over_the_ledger_with_a_token(dave: Peer, alice: Peer) -> None:
    """Dave's ledger asks for one."""
    is_answered_at_home(dave, alice.account)


@requirement("MSG-4")
def test_an_error_goes_to_the_one_who_asked(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Neither request has a route."""
    is_answered_at_home(alice, prefix.nowhere + "x")
    is_answered_at_home(bob, prefix.nowhere + "x")


@requirement("MSG-4", needs=("asking",))
def test_an_answer_that_had_to_be_asked_for_goes_to_the_one_who_asked(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Bob's answer to the connector comes between."""
    bob.broadcasts(prefix.far)
    with given("RR-1"):
        alice.has_route_to(prefix.far)
    is_answered_at_home(alice, prefix.far + "x")


@requirement("MSG-5")
@rows(("in_small_letters", str.lower), ("in_capitals", str.upper))
def test_an_answer_carries_the_id_of_its_request(row: Callable[[str], str], alice: Peer, bob: Peer) -> None:
    """A UUID, letter by letter as it was given."""
    is_answered_under(alice, bob.account, row(str(uuid5(NAMESPACE_URL, alice.new_id()))))


@requirement("MSG-5")
def test_an_error_carries_the_id_of_its_request(alice: Peer, prefix: Prefixes) -> None:
    """There is no route."""
    is_answered_under(alice, prefix.nowhere + "x", str(uuid5(NAMESPACE_URL, alice.new_id())))


@requirement("MSG-5")
def test_requests_at_once_get_each_their_own_answer(alice: Peer, bob: Peer) -> None:
    """Between the connector's own ledgers."""
    asks_at_once([alice], [bob.account] * 4)


@requirement("MSG-5")
def test_requests_of_two_peers_at_once_get_each_their_own_answer(
    bob: Peer, ben: Peer, alice: Peer, prefix: Prefixes
) -> None:
    """Over a third's routes; Alice answers the last first."""
    alice.broadcasts(prefix.far)
    with given("RR-2"):
        bob.is_told(prefix.far)
    asks_at_once([bob, ben], [prefix.far + "one", prefix.far + "two"], Held(alice, prefix.far))


@requirement("MSG-6", needs=("answers as messages",))
@rows(*UNASKED)
def test_an_answer_nobody_waits_for_is_never_answered(row: dict[str, Any], alice: Peer) -> None:
    """With an id that the connector never gave."""
    id = alice.new_id()
    alice.sends({"id": id, **row})
    is_never_answered(alice, id)


@requirement("MSG-6", needs=("answers as messages",))
@rows(*UNASKED)
def test_an_answer_without_an_id_is_never_answered(row: dict[str, Any], alice: Peer) -> None:
    """Nothing comes but what comes anyway."""
    before = len(alice.mailbox.messages)
    alice.sends(row)
    says_nothing_else(alice, before)


@requirement("MSG-6", needs=("answers as messages",))
def test_a_second_answer_to_one_request_is_never_answered(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Bob gives the same quote twice."""
    bob.broadcasts(route(prefix.far))
    bob.replies(prefix.far, twice)
    with given("RR-1"):
        alice.has_route_to(prefix.far, via=bob)
    is_never_answered(bob, bob.asked_for(prefix.far)[-1].id)


@requirement("MSG-6", needs=("answers as messages",))
def test_an_error_of_the_next_hop_is_never_answered(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Bob announces a route, and then says that there is none."""
    bob.broadcasts(route(prefix.far))
    with given("RR-1"):
        alice.has_route_to(prefix.far, via=bob)
    bob.announced.pop(prefix.far)
    alice.asks(prefix.far + "x", source_amount=10_000)
    is_never_answered(bob, bob.asked_for(prefix.far)[-1].id)
