"""How large an update is taken, how deep a nesting, and how many routes are held: reported, never failed."""

from __future__ import annotations

from conformance import requirement
from conformance.harness.cast import Prefixes
from conformance.harness.limits import (
    DEPTHS,
    ROUTES,
    SIZES,
    holds_routes,
    most_taken,
    takes_a_depth_of,
    takes_an_update_of,
)
from conformance.harness.peer import Peer


@requirement("RS-7", alone=True)
def test_the_largest_update_taken(spare: Peer, alice: Peer, prefix: Prefixes) -> str:
    """One route, and as many withdrawals of nothing as make up the size; to 2 MiB."""
    return "bytes: " + most_taken(SIZES, lambda size: takes_an_update_of(spare, alice, prefix.stem, size))


@requirement("RS-7", alone=True)
def test_the_deepest_nesting_taken(spare: Peer, alice: Peer) -> str:
    """A member of a quote request that nobody knows, of lists in lists; to 65,536."""
    return "lists in each other: " + most_taken(DEPTHS, lambda depth: takes_a_depth_of(spare, alice, depth))


@requirement("RS-7", alone=True)
def test_the_most_routes_held(spare: Peer, alice: Peer, prefix: Prefixes) -> str:
    """Of one peer's; to 800, as each is passed on to all the others."""
    return "routes: " + most_taken(ROUTES, lambda count: holds_routes(spare, alice, prefix.stem, count))
