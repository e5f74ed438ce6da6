"""Messages that no document defines, or that lack something: what they change, and what is said to them."""

from __future__ import annotations

from typing import Any

from conformance import given, requirement, rows
from conformance.harness.calls import answers_come, asks_for_a_quote
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.wirelog import shown
from conformance.harness.world import World
from schemas import json_text

NO_DATA: tuple[tuple[str, Any], ...] = (
    ("null", None),
    ("an_empty_object", {}),
    ("an_empty_list", []),
    ("a_string", "broadcast_routes"),
    ("a_number", 1),
    ("an_object_without_method", {"data": {}}),
)
UNKNOWN = ("broadcast_route", "Broadcast_Routes", "broadcast_routes ", "update_routes", "constructor", "__proto__")


@requirement("MSG-7")
def test_a_message_with_no_data_changes_no_route(bob: Peer, alice: Peer, prefix: Prefixes) -> None:
    """Bob's route stays."""
    with given("RR-1"):
        bob.broadcasts(prefix.known)
        alice.has_route_to(prefix.known)
    bob.delivered(bob.post_body(json_text.write([bob.message(None)])))
    alice.keeps_route_to(prefix.known, after=bob)


@requirement("MSG-7")
@rows(*NO_DATA)
def test_a_message_whose_data_says_nothing_changes_no_route(
    row: Any, bob: Peer, alice: Peer, prefix: Prefixes, world: World
) -> None:
    """Bob's route stays."""
    with given("RR-1"):
        bob.broadcasts(prefix.known)
        alice.has_route_to(prefix.known)
    bob.delivered(bob.post_body(json_text.write([{**bob.message({}), world.profile.PAYLOAD: row}])))
    alice.keeps_route_to(prefix.known, after=bob)


@requirement("MSG-7")
@rows(*UNKNOWN, ("a_list", ["broadcast_routes"]))
def test_an_update_under_an_unknown_method_adds_no_route(row: Any, bob: Peer, alice: Peer, prefix: Prefixes) -> None:
    """Its data is that of a good route broadcast."""
    bob.said.add(prefix.bad)
    bob.sends({"method": row, "data": bob.update(prefix.bad)})
    alice.gets_nothing_of(prefix.bad, after=bob)


@requirement("MSG-7")
@rows(*UNKNOWN)
def test_a_withdrawal_under_an_unknown_method_takes_no_route(
    row: str, bob: Peer, alice: Peer, prefix: Prefixes
) -> None:
    """Its data is that of a good route broadcast."""
    with given("RR-1"):
        bob.broadcasts(prefix.known)
        alice.has_route_to(prefix.known)
    bob.sends({"method": row, "data": bob.update(unreachable=[prefix.known])})
    alice.keeps_route_to(prefix.known, after=bob)


@requirement("MSG-8")
@rows("get_routes", "toString")
def test_what_an_unknown_method_is_answered_with(row: str, alice: Peer) -> str:
    """Asked with an id; what comes under it is reported."""
    id = alice.new_id()
    alice.sends({"id": id, "method": row, "data": {}})
    return " and ".join(f"{each.kind.value} {each.data}" for each in answers_come(alice, id)) or "nothing"


@requirement("MSG-9")
@rows(
    ("no_from", None),
    ("an_account_of_another_ledger", "test3.elsewhere.mallory"),
    ("no_account_but_the_ledger", ""),
    ("a_number", 7),
)
def test_whether_a_message_of_nobody_on_the_ledger_is_served(row: Any, alice: Peer, bob: Peer) -> str:
    """A quote request whose envelope names that sender; its source_address is Alice's."""
    id = alice.new_id()
    alice.world.monitors.excuse(id)
    sender = alice.ledger.prefix if row == "" else row
    exchange = alice.delivered(asks_for_a_quote(alice, id, bob.account, {"from": sender}))
    answers = [f"{each.kind.value} to {each.receiver}" for each in answers_come(alice, id)]
    return f"status {exchange.status}, answered with {' and '.join(answers) or 'nothing'}"


@requirement("MSG-10")
@rows("get_limit", "get_balance")
def test_whether_the_ledgers_own_methods_are_served(row: str, alice: Peer) -> str:
    """Called without parameters."""
    exchange = alice.delivered(alice.post_body(b"[]", method=row))
    return f"status {exchange.status}, {shown(exchange.answer or b'')[:200]}"
