"""Routes that are configured in the target: the peer each leads to, and whether it is still used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.harness.deliveries import delivered_to
from conformance.harness.needs import only_where
from conformance.verdicts import Violation

if TYPE_CHECKING:
    from conformance.harness.peer import Peer
    from conformance.harness.world import World

SMALL = 2000  # a destination amount that every pair of ledgers gives


@dataclass(frozen=True)
class Way:
    """A configured route: what lies under the prefix goes to the peer."""

    peer: Peer
    prefix: str

    def is_used(self) -> None:
        """RR-29: a quote for an address under the prefix is asked of the peer, and answered."""
        asker = self.peer.world.watchers(self.peer)[0]
        asker.has_route_to(self.prefix, via=self.peer, destination_amount=SMALL)


def has_a_default_route(world: World) -> None:
    """NotApplicable where the topology has no default route."""
    only_where(any(route.prefix == "" for route in world.topology.routes), "no default route is configured")


def has_no_default_route(world: World) -> None:
    """NotApplicable where the topology has one: then there is a route to everything."""
    only_where(all(route.prefix for route in world.topology.routes), "with a default route there is a route")


def got_valid_updates_only(peers: Iterable[Peer]) -> None:
    """RB-1: each update that the peers got up to now is a valid RoutingUpdate."""
    for peer, update in [(each, update) for each in peers for update in delivered_to(each)]:
        problems = peer.world.profile.problems_of_update(update.wire)
        if problems:
            rows = update.data.get("new_routes") if isinstance(update.data, dict) else None
            count = len(rows) if isinstance(rows, list) else 0
            expected = "updates that are valid RoutingUpdates, where a default route is configured too"
            raise Violation(expected, f"{problems[0]}, in an update of {count} routes to {peer}", [update.seq])
