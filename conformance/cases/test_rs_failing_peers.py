"""Hostile peers that answer calls badly: quotes and broadcasts of others that have nothing to do with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance import Lasts, given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.deliveries import hears_in_time
from conformance.harness.failing import (
    FAILS,
    HANGS,
    HANGS_UP,
    IS_LATE,
    NEVER_ENDS,
    TALKS_NONSENSE,
    are_quoted_in_time,
    asks_in_vain,
)
from conformance.harness.leases import Leases
from conformance.harness.peer import Peer

WAYS = (
    ("fails", FAILS),
    ("hangs", HANGS),
    ("is_late", IS_LATE),
    ("talks_nonsense", TALKS_NONSENSE),
    ("hangs_up", HANGS_UP),
    ("never_ends", NEVER_ENDS),
)


@requirement("RS-6", lasts=Lasts(ms=3000))
@rows(*WAYS)
def test_a_peer_that_takes_no_answers_delays_no_quotes(
    row: dict[str, Any], spare_near: Peer, alice: Peer, bob: Peer, prefix: Prefixes, leases: Leases
) -> Iterator[int]:
    """It asks for several quotes; its neighbours', and those of other ledgers, come by the own rate and over Bob's."""
    world, patience = bob.world, bob.world.topology.patience
    others = world.watchers(bob)
    yield world.now()
    leases.spoil(spare_near, **row)
    asks_in_vain(spare_near, bob.account)
    are_quoted_in_time(others, bob.account, patience)
    bob.broadcasts(prefix.bobs)
    with given("RR-1"):
        alice.has_route_to(prefix.bobs)
    are_quoted_in_time(others, prefix.bobs + "carl", patience + world.topology.remote_quote_timeout)


@requirement("RS-6", lasts=Lasts(ms=3000))
@rows(*WAYS[:2])  # RB-13 tries all of them on broadcasts
def test_a_peer_that_takes_no_answers_delays_no_broadcasts(
    row: dict[str, Any], spare: Peer, alice: Peer, prefix: Prefixes, leases: Leases
) -> Iterator[int]:
    """It asks for several quotes, and announces a route; its neighbours, and other ledgers, hear of Alice's."""
    yield alice.world.now()
    marks = [(peer, peer.mailbox.mark()) for peer in alice.world.watchers(alice)]
    leases.spoil(spare, **row)
    asks_in_vain(spare, alice.account)
    spare.post_update(spare.update(prefix.its))
    alice.broadcasts(prefix.new)
    for peer, mark in marks:
        hears_in_time(peer, prefix.new, mark)
