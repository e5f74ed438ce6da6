"""Bad transfers: after each of them good requests are answered, and good transfers paid on."""

from __future__ import annotations

from conformance import requirement, rows
from conformance.generate import Fixture, fixtures, names
from conformance.generate.transfers import recast_transfer
from conformance.harness.calls import outlives
from conformance.harness.cast import Prefixes
from conformance.harness.paying import is_paid_on
from conformance.harness.peer import Peer
from conformance.harness.preparing import prepares, prepares_odd
from conformance.harness.worth import part
from schemas import json_text

TRANSFERS = ("transfers",)
BAD = [row for _, row in fixtures("transfer", "RS-1", valid=False)]
ABOUT = ("id", "ledger", "from", "to", "amount", "executionCondition", "expiresAt", "direction", "account")
GROUPS = [
    (f"with_a_bad_{member}", [row for row in BAD if member in row.name.split() and isinstance(row.message, dict)])
    for member in ABOUT
]
ENDS = ("fulfill_condition", "reject_incoming_transfer", "expire_transfer")
PARAMETERS: tuple[tuple[str, list[object]], ...] = (
    ("none", []),
    ("null", [None, None]),
    ("numbers", [7, 1e3]),
    ("objects", [{"id": {}}, {"code": []}]),
    ("a_special_name", ["__proto__", "constructor"]),
    ("an_id_of_100000_characters", ["a" * 100_000, "b" * 100_000]),
)


@requirement("RS-1", needs=TRANSFERS)
@rows(*GROUPS, ("without_receiver", [row for row in BAD if "receiver" in row.name.split()]))
def test_a_bad_transfer_leaves_good_ones_paid_on(row: list[Fixture], alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The reference ones, each breaking one rule of a transfer; what else becomes of them is not judged."""
    for each in row:
        message = recast_transfer(each.message, names(prefix.stem, alice, bob))
        outlives(alice, prepares_odd(alice, message), bob)
    still_pays(alice, bob)


@requirement("RS-1", needs=TRANSFERS)
def test_no_transfer_at_all_leaves_good_ones_paid_on(alice: Peer, bob: Peer) -> None:
    """Null, text, a list, or nothing in its place."""
    for each in BAD:
        if not isinstance(each.message, dict):
            outlives(alice, prepares_odd(alice, each.message), bob)
    outlives(alice, alice.post_body(b"[]", "send_transfer"), bob)
    still_pays(alice, bob)


@requirement("RS-1", needs=TRANSFERS)
@rows(*PARAMETERS)
def test_bad_ends_of_transfers_leave_good_ones_paid_on(row: list[object], alice: Peer, bob: Peer) -> None:
    """In place of the id and of what comes with it."""
    for method in ENDS:
        outlives(bob, bob.post_body(json_text.write(row), method), alice)
    still_pays(alice, bob)


def still_pays(alice: Peer, bob: Peer) -> None:
    """RS-1: a good transfer is paid on."""
    prepared = prepares(alice, bob.account, part(alice.world.topology, alice.ledger, bob.ledger))
    is_paid_on(prepared)
