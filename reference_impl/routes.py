"""The routes that peers announced: adopted, replaced, withdrawn, lapsed; each found by prefix at the same cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from reference_impl.addresses import UNSHARED, is_prefix
from reference_impl.curves import Curve, Number, is_function
from reference_impl.network import Network, Peer
from reference_impl.rounding import thinned

Path = tuple[str, ...]  # ledgers strictly between the next and the destination ledger

LONGEST_WINDOW = 10**12 - 1  # seconds, the most that NonNegativeDuration.json holds


@dataclass(frozen=True, eq=False)
class Route:
    """What a peer promises to forward to a prefix: curve from the ledger shared with it; window in seconds.

    `paths` are known in the liquidity form only, and only there `has_curve` is false: the peer has to be asked.
    """

    peer: Peer
    prefix: str
    curve: Curve
    window: Fraction
    paths: tuple[Path, ...] = ((),)
    has_curve: bool = True

    def is_like(self, other: Route) -> bool:
        """Whether both promise the same."""
        return (self.curve, self.window, self.paths, self.has_curve) == (
            other.curve,
            other.window,
            other.paths,
            other.has_curve,
        )


class RoutingTable:
    """Routes by prefix and by peer. Times in ms; what a method returns are the prefixes whose routes changed."""

    acceptance: tuple[str, ...] = (
        "is_the_senders", "is_over_this_ledger", "is_to_a_prefix", "is_shareable", "is_nobody_elses", "leads_elsewhere",
        "is_quick_enough",
    )  # fmt: skip

    def __init__(self, network: Network) -> None:
        self.network = network
        self._by_prefix: dict[str, dict[Peer, Route]] = {}
        self._by_peer: dict[Peer, dict[str, Route]] = {}
        self._lapse: dict[Peer, int] = {}
        self._acceptance = [getattr(self, name) for name in self.acceptance]

    def routes(self, prefix: str) -> Iterable[Route]:
        """All routes to exactly that prefix, in order of adoption."""
        return self._by_prefix.get(prefix, {}).values()

    def prefixes(self) -> Iterable[str]:
        """All prefixes with a route."""
        return self._by_prefix.keys()

    def next_lapse(self) -> int | None:
        """When the next peer's routes lapse."""
        return min(self._lapse.values(), default=None)

    def curves_hold(self, update: Mapping[str, Any]) -> bool:
        """Whether all curves of a valid update are functions (RR-18: else none of its parts counts)."""
        return all(self.curve_holds(route["points"]) for route in update["new_routes"])

    def curve_holds(self, points: list[Any]) -> bool:
        return is_function(points)

    def adopt(self, peer: Peer, update: Mapping[str, Any], now: int) -> set[str]:
        """Takes a valid update: withdrawals first, then routes, and all of the peer's routes are fresh again."""
        changed: set[str] = set()
        for prefix in update["unreachable_through_me"]:
            changed |= self.withdraw(peer, prefix)
        for announced in update["new_routes"]:
            if all(accepts(peer, announced) for accepts in self._acceptance):
                changed |= self.take(self.route(peer, announced))
        self.refresh(peer, update["hold_down_time"], now)
        return changed

    def withdraw(self, peer: Peer, prefix: str) -> set[str]:
        """Removes that peer's route to exactly that prefix (RR-7, RR-8)."""
        if self._by_peer.get(peer, {}).pop(prefix, None) is None:
            return set()
        routes = self._by_prefix[prefix]
        del routes[peer]
        if not routes:
            del self._by_prefix[prefix]
        return {prefix}

    def take(self, route: Route) -> set[str]:
        """Adds a route, in place of the same peer's earlier one to that prefix (RR-5)."""
        mine = self._by_peer.setdefault(route.peer, {})
        earlier = mine.get(route.prefix)
        if earlier is not None and earlier.is_like(route):
            return set()
        mine[route.prefix] = route
        self._by_prefix.setdefault(route.prefix, {})[route.peer] = route
        return {route.prefix}

    def refresh(self, peer: Peer, hold_down_time: int, now: int) -> None:
        """All of the peer's routes hold for the time that its last update names (RR-11, RR-13)."""
        self._lapse[peer] = now + hold_down_time

    def drop_lapsed(self, now: int) -> set[str]:
        """Removes all routes of peers that kept silent for longer than they said."""
        changed: set[str] = set()
        for peer in [peer for peer, lapse in self._lapse.items() if lapse <= now]:
            del self._lapse[peer]
            for prefix in list(self._by_peer.get(peer, ())):
                changed |= self.withdraw(peer, prefix)
        return changed

    def route(self, peer: Peer, announced: Mapping[str, Any]) -> Route:
        """The record of a route as it was announced."""
        points = tuple((_exact(x), _exact(y)) for x, y in announced["points"])
        return Route(
            peer, announced["destination_ledger"], Curve(thinned(points)), Fraction(announced["min_message_window"])
        )

    def is_the_senders(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        """RR-14: nobody announces in another's name."""
        return bool(announced["source_account"] == peer.account)

    def is_over_this_ledger(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        """RR-15."""
        return bool(announced["source_ledger"] == peer.ledger.prefix)

    def is_to_a_prefix(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        """RR-25: what IL-RFC 15 forbids is no prefix."""
        return is_prefix(announced["destination_ledger"])

    def is_shareable(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        """Prefixes that mean something between two peers only are taken below the sender's own account only."""
        prefix: str = announced["destination_ledger"]
        return not prefix.startswith(UNSHARED) or prefix.startswith(f"{peer.account}.")

    def is_nobody_elses(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        """RR-28, RR-23: below one of the own ledgers only the sender's own account is its to announce."""
        prefix: str = announced["destination_ledger"]
        around = self.network.ledger_around(prefix)
        return around is None or prefix == around.prefix or prefix.startswith(f"{peer.account}.")

    def leads_elsewhere(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        """A route back to the ledger it came over leads nowhere."""
        return bool(announced["destination_ledger"] != peer.ledger.prefix)

    def is_quick_enough(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        """A window that no duration can name is none that a payment could wait for."""
        return bool(announced["min_message_window"] <= LONGEST_WINDOW)


def _exact(number: Any) -> Number:
    return number if type(number) is int else Fraction(number)
