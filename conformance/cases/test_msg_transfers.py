"""Transfers over a ledger with a token: without the right one nothing is paid on, and nothing is ended."""

from __future__ import annotations

from collections.abc import Callable

from conformance import given, requirement, rows
from conformance.harness.paying import is_not_paid_on, is_paid_on
from conformance.harness.peer import Peer
from conformance.harness.preparing import prepares
from conformance.harness.settling import ends, fulfils, is_fulfilled, is_still_open
from conformance.harness.world import World
from conformance.harness.worth import part

TRANSFERS = ("transfers",)
Header = Callable[[str], str | None]
HEADERS: tuple[tuple[str, Header], ...] = (
    ("no_header", lambda token: None),
    ("another_token", lambda token: "Bearer " + "x" * len(token)),
    ("cut_short", lambda token: f"Bearer {token[:-1]}"),
)


@requirement("MSG-2", needs=TRANSFERS)
@rows(*HEADERS)
def test_a_transfer_without_the_right_token_is_not_paid_on(row: Header, dave: Peer, bob: Peer) -> None:
    """With it, the like is."""
    amount = part(dave.world.topology, dave.ledger, bob.ledger)
    bad = prepares(dave, bob.account, amount, authorization=row(dave.ledger.token or ""))
    with given("FW-1"):
        is_paid_on(prepares(dave, bob.account, amount))
    is_not_paid_on(bad)


@requirement("MSG-2", needs=TRANSFERS)
@rows("fulfilled", "rejected")
def test_without_the_right_token_a_transfer_is_not_ended(row: str, bob: Peer, dave: Peer, world: World) -> None:
    """One that the target has sent over the ledger; it stays open, and gets its own end."""
    prepared = prepares(bob, dave.account, part(world.topology, bob.ledger, dave.ledger))
    with given("FW-1"):
        sent = is_paid_on(prepared)
    for _, header in HEADERS:
        ends(world, row, sent.id, sent.ledger, authorization=header(dave.ledger.token or ""))
    is_still_open(prepared)
    with given("FW-9"):
        fulfils(world, sent, prepared.fulfillment)
        is_fulfilled(prepared)
