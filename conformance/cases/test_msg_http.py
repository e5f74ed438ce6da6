"""The same rules where only HTTP can break or keep them: raw bytes on connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from conformance import requirement, rows
from conformance.harness.calls import broken_post, is_refused, is_served, raw_bytes, raw_post, update_body
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.wirelog import Exchange

Sender = Callable[[Peer, bytes], Exchange]


def _query(peer: Peer, form: str) -> str:
    prefix, method = peer.ledger.prefix, peer.world.profile.METHOD
    return form.format(method=method, prefix=quote(prefix), escaped=prefix.replace(".", "%2E"))


def _length(value: object) -> dict[str, str | None]:
    return {"Content-Length": None if value is None else str(value)}


SMALL: dict[str, str | None] = {"Content-Type": None, "Content-Length": None, "content-type": "application/json"}
CHUNKED: dict[str, str | None] = {"Content-Length": None, "Transfer-Encoding": "chunked"}
TLS_HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"

SERVED: tuple[tuple[str, Sender], ...] = (
    ("as_the_rfc_shows", lambda peer, body: raw_post(peer, body)),
    ("with_a_charset", lambda peer, body: raw_post(peer, body, {"Content-Type": "application/json; charset=utf-8"})),
    ("prefix_first", lambda peer, body: raw_post(peer, body, query=_query(peer, "prefix={prefix}&method={method}"))),
    ("escaped", lambda peer, body: raw_post(peer, body, query=_query(peer, "method={method}&prefix={escaped}"))),
    ("fields_in_small_letters", lambda peer, body: raw_post(peer, body, {**SMALL, "content-length": str(len(body))})),
    ("with_blanks_around", lambda peer, body: raw_post(peer, b" \r\n\t" + body + b"\n")),
)
BROKEN: tuple[tuple[str, Sender], ...] = (
    ("a_length_too_short", lambda peer, body: broken_post(peer, body, _length(len(body) - 1))),
    ("half_a_body", lambda peer, body: broken_post(peer, body[: len(body) // 2], _length(len(body)))),
    ("half_a_body_and_no_length", lambda peer, body: broken_post(peer, body[: len(body) // 2], _length(None))),
    ("a_negative_length", lambda peer, body: broken_post(peer, body, _length(-1))),
    ("two_lengths", lambda peer, body: broken_post(peer, body, _length(f"{len(body)}\r\nContent-Length: 1"))),
    ("a_broken_chunk", lambda peer, body: broken_post(peer, b"zz\r\n" + body, CHUNKED)),
    ("no_blank_line", lambda peer, body: raw_bytes(peer, b"POST /rpc HTTP/1.1\r\nHost: a\r\n")),
    ("no_http", lambda peer, body: raw_bytes(peer, TLS_HELLO + body + b"\r\n\r\n")),
)


@requirement("MSG-1", needs=("sockets",))
@rows(*SERVED)
def test_a_call_in_each_form_of_http_is_answered_with_200_and_json(row: Sender, alice: Peer) -> None:
    """One heartbeat, well-formed in HTTP's ways."""
    is_served(alice, row(alice, update_body(alice)))


@requirement("MSG-1", needs=("sockets",))
@rows(*SERVED)
def test_a_call_in_each_form_of_http_has_its_effect(row: Sender, bob: Peer, alice: Peer, prefix: Prefixes) -> None:
    """The route in it is used."""
    row(bob, update_body(bob, prefix.good))
    bob.announced[prefix.good] = bob.route(prefix.good)
    alice.has_route_to(prefix.good)


@requirement("MSG-3", needs=("sockets",))
@rows(*BROKEN)
def test_a_broken_request_has_no_effect(row: Sender, bob: Peer, alice: Peer, prefix: Prefixes) -> None:
    """What could be read of its body is no JSON; the route in it is never used, and a good call after it counts."""
    row(bob, update_body(bob, prefix.bad))
    alice.gets_nothing_of(prefix.bad, after=bob)


@requirement("MSG-2", needs=("sockets",))
@rows(
    ("in_the_query", "method={method}&prefix={prefix}&token={token}"),
    ("in_the_query_as_a_header", "method={method}&prefix={prefix}&authorization=Bearer%20{token}"),
)
def test_a_token_in_the_url_is_none(row: str, dave: Peer, alice: Peer, prefix: Prefixes) -> None:
    """The bearer token stands in the header."""
    query = row.format(method=dave.world.profile.METHOD, prefix=dave.ledger.prefix, token=dave.ledger.token)
    raw_post(dave, update_body(dave, prefix.bad), {"Authorization": None}, query=query)
    alice.gets_nothing_of(prefix.bad, after=dave)


@requirement("MSG-3b", needs=("sockets",))
def test_a_body_cut_by_its_length_is_answered_with_4xx(bob: Peer) -> None:
    """The last bracket is outside of the length."""
    body = update_body(bob)
    is_refused(bob, raw_post(bob, body, {"Content-Length": str(len(body) - 1)}))
