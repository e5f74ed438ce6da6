"""Packets that are no questions: nothing follows from an answer or an error that nobody waits for."""

from __future__ import annotations

from conformance import requirement, rows
from conformance.generate import Fixture, fixtures, names
from conformance.generate.requests import recast_request
from conformance.harness.cast import Prefixes
from conformance.harness.packets import asks_nobody_back, sends_as_it_is
from conformance.harness.peer import Peer


@requirement("MSG-6")
@rows(*fixtures("liquidity_request", "MSG-6"))
def test_no_request_follows_from_an_answer_sent_as_a_request(
    row: Fixture, spare: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """Several times; the HTTP response to it is no loop."""
    since = len(spare.mailbox.messages)
    table = names(prefix.stem, spare, bob)
    for _ in range(3):
        spare.delivered(sends_as_it_is(spare, recast_request(row.message, table)))
    asks_nobody_back(spare, since)


@requirement("MSG-9")
@rows(*fixtures("liquidity_request", "MSG-9"))
def test_whether_a_question_of_nobody_is_served(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> str:
    """Its envelope has no `from`, or something that is no account."""
    message = recast_request(row.message, names(prefix.stem, alice, bob))
    exchange = alice.delivered(sends_as_it_is(alice, message))
    return f"status {exchange.status}, {(exchange.answer or b'').decode(errors='replace')[:200]}"
