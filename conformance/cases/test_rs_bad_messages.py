"""Bad messages: after each of them good ones are answered, to the same peer and to others."""

from __future__ import annotations

from collections.abc import Callable

from conformance import given, requirement, rows
from conformance.harness.calls import broken_post, outlives, update_body
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.world import World
from schemas import json_text

Breaker = Callable[[bytes], bytes]


def _in_place_of(old: str, new: str) -> Breaker:
    return lambda body: body.replace(old.encode(), new.encode("utf-8", "surrogatepass"), 1)


def _hold(number: str) -> Breaker:
    return _in_place_of('"hold_down_time":', f'"hold_down_time":{number},"was":')


def _points(points: str) -> Breaker:
    return _in_place_of('"points":', f'"points":{points},"was":')


BAD: tuple[tuple[str, Breaker], ...] = (
    ("no_object", lambda body: b"[null]"),
    ("an_empty_array", lambda body: b"[]"),
    ("an_array_in_an_array", lambda body: b"[" + body + b"]"),
    ("a_message_that_is_a_string", lambda body: b'["message"]'),
    ("a_payload_that_is_a_string", lambda body: b'[{"ledger":"","from":"","to":"","data":"x"}]'),
    ("a_number_no_double_holds", _hold("1e400")),
    ("a_number_of_5000_digits", _hold("9" * 5000)),
    ("an_exponent_of_nine_digits", _hold("1e999999999")),
    ("a_tiny_number", _hold("1e-999999999")),
    ("points_no_double_holds", _points("[[0,0],[1e400,1e400]]")),
    ("points_of_5000_digits", _points(f"[[0,0],[{'9' * 5000},{'9' * 5000}]]")),
    ("points_without_numbers", _points('[[{},[]],["",null]]')),
    ("nested_1000_deep", _points("[" * 1000 + "]" * 1000)),
    ("nested_50000_deep", _points("[" * 50_000 + "]" * 50_000)),
    ("objects_nested_5000_deep", _points('{"a":' * 5000 + "1" + "}" * 5000)),
    ("half_of_a_surrogate_pair", _in_place_of('"g.', '"\\ud800g.')),
    ("bytes_that_are_no_utf8", lambda body: body.replace(b'"g.', b'"\xff\xfeg.', 1)),
    ("an_overlong_zero", lambda body: body.replace(b'"g.', b'"\xc0\x80g.', 1)),
    ("a_zero_character", _in_place_of('"g.', '"\\u0000g.')),
    ("utf16", lambda body: body.decode().encode("utf-16")),
    ("a_byte_order_mark", lambda body: b"\xef\xbb\xbf" + body),
    ("the_same_name_twice", _in_place_of('"new_routes":', '"new_routes":[],"new_routes":')),
    (
        "special_names",
        _in_place_of('{"', '{"__proto__":{"x":1},"constructor":{"prototype":1},"'),
    ),
    ("an_address_of_100000_characters", _in_place_of('"g.', '"g.' + "a" * 100_000 + ".")),
)


@requirement("RS-1")
@rows(*BAD)
def test_a_bad_message_leaves_good_ones_answered(row: Breaker, bob: Peer, alice: Peer) -> None:
    """A route broadcast that was broken, or something in place of it."""
    outlives(bob, bob.post_body(row(update_body(bob, "g.unused."))), alice)


@requirement("RS-1", needs=("members of quotes",))
@rows(*BAD)
def test_a_bad_quote_request_leaves_good_ones_answered(row: Breaker, bob: Peer, alice: Peer) -> None:
    """The same in a quote request's data."""
    data = {"hold_down_time": 1, "points": 1, "new_routes": 1, "destination_address": "g.x.y", "source_amount": "1"}
    request = bob.world.profile.quote_request(bob.new_id(), {"source_address": bob.account, **data})
    outlives(bob, bob.post_body(row(json_text.write([bob.message(request)]))), alice)


@requirement("RS-1", needs=("sockets",))
@rows(
    ("another_content_type", {"Content-Type": "text/plain"}),
    ("no_content_type", {"Content-Type": None}),
    ("a_coding_that_it_is_not_in", {"Content-Encoding": "gzip"}),
    ("an_unknown_charset", {"Content-Type": "application/json; charset=utf-99"}),
    ("an_unknown_transfer_coding", {"Content-Length": None, "Transfer-Encoding": "x-none"}),
    ("a_length_of_a_terabyte", {"Content-Length": "1099511627776"}),
    ("a_length_that_is_no_number", {"Content-Length": "many"}),
    ("a_field_of_100000_characters", {"X-Long": "x" * 100_000}),
)
def test_a_bad_request_leaves_good_ones_answered(row: dict[str, str | None], bob: Peer, alice: Peer) -> None:
    """The body is a good one; whether it is taken is not judged."""
    outlives(bob, broken_post(bob, update_body(bob), row), alice)


@requirement("RS-5")
def test_a_peer_cannot_withdraw_another_peers_route(bob: Peer, ben: Peer, alice: Peer, prefix: Prefixes) -> None:
    """Bob and Ben share a ledger; the route is Ben's alone."""
    ben.broadcasts(prefix.known)
    with given("RR-1"):
        alice.has_route_to(prefix.known, via=ben)
    bob.withdraws(prefix.known)
    alice.keeps_route_to(prefix.known, after=bob, via=ben)


@requirement("RS-5")
def test_a_peer_cannot_replace_another_peers_route(
    bob: Peer, ben: Peer, alice: Peer, prefix: Prefixes, world: World
) -> None:
    """Bob announces in Ben's name a route that gives nothing; Ben's stays as it was."""
    ben.broadcasts(prefix.known)
    with given("RR-1"):
        alice.has_route_to(prefix.known, via=ben)
    bob.sends(world.profile.broadcast(bob.update(ben.route(prefix.known, points=[[0, 0], [10**9, 0]]))))
    alice.keeps_route_to(prefix.known, after=bob, via=ben)


@requirement("RS-5")
def test_a_message_over_one_ledger_is_none_of_a_peer_on_another(alice: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Alice's call is for her ledger; the message in it says that it is Ben's, over his."""
    alice.says(prefix.bad)
    body = update_body(ben, prefix.bad)
    alice.post_body(body)
    alice.gets_nothing_of(prefix.bad, after=alice)


@requirement("RS-5")
def test_a_withdrawal_over_one_ledger_is_none_of_a_peer_on_another(alice: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Alice's call is for her ledger; the message in it says that it is Ben's, over his."""
    ben.broadcasts(prefix.known)
    with given("RR-1"):
        alice.has_route_to(prefix.known, via=ben)
    update = ben.world.profile.broadcast(ben.update(unreachable=[prefix.known]))
    alice.post_body(json_text.write([ben.message(update)]))
    alice.keeps_route_to(prefix.known, after=alice, via=ben)
