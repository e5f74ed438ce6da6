"""Calls of the endpoint: those that are to be served, and those that nobody can obey."""

from __future__ import annotations

from collections.abc import Callable

from conformance import given, requirement, rows
from conformance.generate import route
from conformance.harness.calls import is_refused, is_served, update_body
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.wirelog import Exchange
from schemas.topology import Topology

CALLS = (
    ("a_heartbeat", lambda peer, prefix: peer.post_update(peer.update())),
    ("a_route", lambda peer, prefix: peer.post_update(peer.update(prefix.new))),
    ("a_withdrawal", lambda peer, prefix: peer.post_update(peer.update(unreachable=[prefix.unknown]))),
    ("a_quote_request", lambda peer, prefix: peer.asks(prefix.nowhere + "x", source_amount=100).asked),
)
NO_JSON: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("an_empty_body", lambda body: b""),
    ("cut_before_the_last_bracket", lambda body: body[:-1]),
    ("a_trailing_comma", lambda body: body[:-1] + b",]"),
    ("a_second_value_behind", lambda body: body + b"[]"),
    ("single_quotes", lambda body: body.replace(b'"', b"'")),
    ("a_comment_before", lambda body: b"/**/" + body),
    ("nan_for_a_number", lambda body: body.replace(b'"min_message_window":1', b'"min_message_window":NaN')),
    ("a_leading_zero", lambda body: body.replace(b'"hold_down_time":', b'"hold_down_time":0')),
    ("a_form", lambda body: b"message=" + body),
    ("html", lambda body: b"<html><body>" + body + b"</body></html>"),
)
NO_ARRAY: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("the_message_itself", lambda body: body[1:-1]),
    ("an_object_that_counts", lambda body: b'{"0":' + body[1:-1] + b',"length":1}'),
    ("the_array_as_a_string", lambda body: b'"' + body.replace(b'"', b'\\"') + b'"'),
    ("null", lambda body: b"null"),
    ("a_number", lambda body: b"1"),
)
WRONG_PREFIXES = (
    ("another", lambda own: "test1.nowhere."),
    ("longer", lambda own: own + "conn."),
    ("shorter", lambda own: own[: own.rstrip(".").rindex(".") + 1]),
    ("other_case", lambda own: own.upper()),
    ("a_special_name", lambda own: "__proto__"),
    ("a_special_name_and_a_period", lambda own: "constructor."),
)
WRONG_METHODS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("send_massage", lambda right: right.replace("message", "massage").replace("request", "requset")),
    ("SEND_MESSAGE", str.upper),
    ("send_message ", lambda right: f"{right} "),
    ("toString", lambda right: "toString"),
    ("__proto__", lambda right: "__proto__"),
)


@requirement("MSG-1")
@rows(*CALLS)
def test_a_well_formed_call_is_answered_with_200_and_json(
    row: Callable[[Peer, Prefixes], Exchange], alice: Peer, prefix: Prefixes
) -> None:
    """Whatever the message in it is, the call as such is answered."""
    is_served(alice, row(alice, prefix))


@requirement("MSG-1")
def test_a_call_with_the_ledgers_token_is_answered_with_200_and_json(dave: Peer) -> None:
    """On the ledger that has a token."""
    is_served(dave, dave.post_update(dave.update()))


@requirement("MSG-1")
def test_the_call_is_served_on_every_ledger(alice: Peer, topology: Topology) -> None:
    """The prefix in the URL names the ledger, and each declared ledger is one."""
    peers = alice.world.peers
    for ledger in topology.ledgers:
        for account in ledger.steady:
            is_served(peers[account], peers[account].post_update(peers[account].update()))


@requirement("MSG-3")
@rows(*NO_JSON)
def test_a_body_that_is_no_json_has_no_effect(
    row: Callable[[bytes], bytes], bob: Peer, alice: Peer, prefix: Prefixes
) -> None:
    """The route in it is never used."""
    bob.post_body(row(update_body(bob, route(prefix.bad))))
    alice.gets_nothing_of(prefix.bad, after=bob)


@requirement("MSG-3b")
@rows(*NO_ARRAY)
def test_json_that_is_no_array_has_no_effect(
    row: Callable[[bytes], bytes], bob: Peer, alice: Peer, prefix: Prefixes
) -> None:
    """The route in it is never used."""
    bob.post_body(row(update_body(bob, prefix.bad)))
    alice.gets_nothing_of(prefix.bad, after=bob)


@requirement("MSG-3")
@rows(*WRONG_PREFIXES)
def test_a_call_for_an_unknown_ledger_has_no_effect(
    row: Callable[[str], str], bob: Peer, alice: Peer, prefix: Prefixes
) -> None:
    """The message inside names the right ledger; the call does not."""
    bob.post_body(update_body(bob, prefix.bad), prefix=row(bob.ledger.prefix))
    alice.gets_nothing_of(prefix.bad, after=bob)


@requirement("MSG-3")
@rows(*WRONG_METHODS)
def test_a_call_of_an_unknown_method_has_no_effect(
    row: Callable[[str], str], bob: Peer, alice: Peer, prefix: Prefixes
) -> None:
    """The message inside is a good route broadcast."""
    bob.post_body(update_body(bob, prefix.bad), method=row(bob.world.profile.METHOD))
    alice.gets_nothing_of(prefix.bad, after=bob)


@requirement("MSG-3")
def test_the_connector_goes_on_serving(bob: Peer, alice: Peer, prefix: Prefixes) -> None:
    """After one call of each kind that nobody can obey, a good one of the same peer's counts."""
    body = update_body(bob, prefix.bad)
    for _, broken in NO_JSON + NO_ARRAY:
        bob.post_body(broken(body))
    bob.post_body(body, prefix="test1.nowhere.")
    bob.post_body(body, method="send_massage")
    with given("MSG-1"):
        bob.broadcasts(prefix.good)
    alice.has_route_to(prefix.good)


@requirement("MSG-3")
def test_a_prefix_without_its_final_period_is_known(bob: Peer, alice: Peer, prefix: Prefixes) -> None:
    """The RFC writes it so in the URL."""
    bob.post_body(update_body(bob, prefix.good), prefix=bob.ledger.prefix.removesuffix("."))
    bob.announced[prefix.good] = bob.route(prefix.good)
    alice.has_route_to(prefix.good)


@requirement("MSG-3b")
@rows(*NO_JSON, *NO_ARRAY)
def test_a_body_that_is_no_json_array_is_answered_with_4xx(row: Callable[[bytes], bytes], bob: Peer) -> None:
    """Not with 200 and an error in the body."""
    is_refused(bob, bob.post_body(row(update_body(bob, route("g.unused.")))))


@requirement("MSG-3b")
@rows(*WRONG_PREFIXES)
def test_a_call_for_an_unknown_ledger_is_answered_with_4xx(row: Callable[[str], str], bob: Peer) -> None:
    """The message inside is a good heartbeat."""
    is_refused(bob, bob.post_body(update_body(bob), prefix=row(bob.ledger.prefix)))


@requirement("MSG-3b")
@rows(*WRONG_METHODS)
def test_a_call_of_an_unknown_method_is_answered_with_4xx(row: Callable[[str], str], bob: Peer) -> None:
    """The message inside is a good heartbeat."""
    is_refused(bob, bob.post_body(update_body(bob), method=row(bob.world.profile.METHOD)))
