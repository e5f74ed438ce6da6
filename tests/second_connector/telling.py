"""Telling peers of routes: one update a round and peer, made by comparing what is with what the peer surely knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from schemas.topology import Ledger, Topology
from tests.second_connector.habits import Habits
from tests.second_connector.messages import decimal
from tests.second_connector.table import Offer, Offers, Table


@dataclass
class Listener:
    """A declared peer and what it knows: `known` for sure, `maybe` prefixes of updates that may have been lost."""

    ledger: Ledger
    account: str
    known: Offers = field(default_factory=dict)
    maybe: set[str] = field(default_factory=set)
    failing_since: int | None = None
    sent: tuple[str, Offers] | None = None  # the key of the delivery under way, and what is known after it


class Telling:
    """Makes the updates, and keeps what came of their delivery."""

    def __init__(self, topology: Topology, habits: Habits, table: Table) -> None:
        self.topology, self.habits, self.table = topology, habits, table
        multiple, divisor = habits.hold_down
        self.hold_down_time = topology.broadcast_interval * multiple // divisor
        self.listeners = [Listener(ledger, account) for ledger in topology.ledgers for account in ledger.peers]

    def update_for(self, listener: Listener, key: str, now: int) -> dict[str, Any] | None:
        """The update that is due, None while the one before is under way."""
        if listener.sent is not None:
            return None
        lost = listener.failing_since is not None and now - listener.failing_since >= self.hold_down_time
        if lost:
            listener.maybe |= set(listener.known)
            listener.known = {}
        offers = self.table.offers(listener.ledger.prefix, listener.account)
        new = {prefix: offer for prefix, offer in offers.items() if listener.known.get(prefix) != offer}
        gone = (set(listener.known) | listener.maybe) - set(offers)
        listener.maybe |= set(new) | gone
        listener.sent = (key, offers)
        return {
            "new_routes": [self._route(listener, prefix, new[prefix]) for prefix in sorted(new, reverse=True)],
            "unreachable_through_me": sorted(gone, key=lambda prefix: (len(prefix), prefix)),
            "hold_down_time": self.hold_down_time,
        }

    def delivered(self, key: str, well: bool, now: int) -> None:
        """The update of that key reached its receiver, or may not have."""
        for listener in self.listeners:
            if listener.sent is not None and listener.sent[0] == key:
                if well:
                    listener.known, listener.maybe, listener.failing_since = listener.sent[1], set(), None
                elif listener.failing_since is None:
                    listener.failing_since = now
                listener.sent = None

    def _route(self, listener: Listener, prefix: str, offer: Offer) -> dict[str, Any]:
        points, window, _ = offer
        row: dict[str, Any] = {
            "points": [list(point) for point in points or ()],
            "min_message_window": number(window),
            "source_account": listener.ledger.account,
            "destination_ledger": prefix,
            "source_ledger": listener.ledger.prefix,
        }
        for ledger in self.topology.ledgers:
            if ledger.prefix == prefix and self.habits.lists_local_members:
                row |= {"destination_account": ledger.account, "destination_scale": ledger.scale}
        return row


def number(value: Fraction) -> Any:
    """The number for JSON, exact to nine places."""
    from decimal import Decimal

    return Decimal(decimal(value))
