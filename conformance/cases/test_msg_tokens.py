"""Tokens of ledgers: without the right one a call has no effect."""

from __future__ import annotations

import base64
from collections.abc import Callable

from conformance import requirement, rows
from conformance.harness.calls import asks_for_a_quote, is_never_quoted, is_refused, update_body
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer

WITHOUT: tuple[tuple[str, Callable[[str], str | None]], ...] = (
    ("no_header", lambda token: None),
    ("an_empty_header", lambda token: ""),
    ("the_scheme_alone", lambda token: "Bearer"),
    ("the_token_alone", lambda token: token),
    ("another_scheme", lambda token: f"Basic {token}"),
    ("basic_credentials", lambda token: "Basic " + base64.b64encode(f"dave:{token}".encode()).decode()),
)
WRONG: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("another_token", lambda token: "Bearer " + "x" * len(token)),
    ("cut_short", lambda token: f"Bearer {token[:-1]}"),
    ("longer", lambda token: f"Bearer {token}x"),
    ("last_character_changed", lambda token: f"Bearer {token[:-1]}~"),
    ("other_case", lambda token: f"Bearer {token.swapcase()}"),
    ("undefined", lambda token: "Bearer undefined"),
    ("a_special_name", lambda token: "Bearer __proto__"),
)
Header = Callable[[str], str | None]


@requirement("MSG-2")
@rows(*WITHOUT, *WRONG)
def test_a_broadcast_without_the_right_token_has_no_effect(
    row: Header, dave: Peer, alice: Peer, prefix: Prefixes
) -> None:
    """The route in it is never used, then or later."""
    dave.post_body(update_body(dave, prefix.bad), authorization=row(dave.ledger.token or ""))
    alice.gets_nothing_of(prefix.bad, after=dave)


@requirement("MSG-2")
@rows(*WITHOUT, *WRONG)
def test_a_withdrawal_without_the_right_token_has_no_effect(
    row: Header, dave: Peer, alice: Peer, prefix: Prefixes
) -> None:
    """The route that was announced with it stays."""
    dave.broadcasts(prefix.known)
    body = update_body(dave).replace(b'able_through_me":[]', f'able_through_me":["{prefix.known}"]'.encode())
    dave.post_body(body, authorization=row(dave.ledger.token or ""))
    alice.keeps_route_to(prefix.known, after=dave, via=dave)


@requirement("MSG-2")
@rows(*WITHOUT, *WRONG)
def test_a_quote_request_without_the_right_token_is_never_quoted(row: Header, dave: Peer, alice: Peer) -> None:
    """An error for it would be no effect; a quote is."""
    id = dave.new_id()
    asks_for_a_quote(dave, id, alice.account, {}, authorization=row(dave.ledger.token or ""))
    is_never_quoted(dave, id)


@requirement("MSG-2b")
@rows(WITHOUT[0])
def test_a_call_without_a_token_is_answered_with_401(row: Header, dave: Peer) -> None:
    """As ilp-kit's endpoint did."""
    is_refused(dave, dave.post_body(update_body(dave), authorization=row("")), 401)


@requirement("MSG-2b")
@rows(*WITHOUT[1:])
def test_a_call_with_another_header_than_a_token_is_refused(row: Header, dave: Peer) -> None:
    """No form of it is a bearer token, right or wrong."""
    is_refused(dave, dave.post_body(update_body(dave), authorization=row(dave.ledger.token or "")), 401, 403)


@requirement("MSG-2b")
@rows(*WRONG)
def test_a_call_with_a_wrong_token_is_answered_with_403(row: Header, dave: Peer) -> None:
    """Each is a bearer token, and not this ledger's."""
    is_refused(dave, dave.post_body(update_body(dave), authorization=row(dave.ledger.token or "")), 403)
