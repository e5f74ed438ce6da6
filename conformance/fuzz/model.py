"""Follows a program: what valid updates put into the routing table, and of which prefixes nothing can be said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from conformance.oracle.curves import Curve
from conformance.oracle.routing import Route, Table
from schemas import json_text, validation
from schemas.topology import Topology

FOREVER = 10**12  # ms; steady peers send heartbeats by themselves
LENIENT = ("additionalProperties", "required")  # what a careful reader may take all the same (RR-26)


class Model:
    """The table after what was sent so far. Times in ms."""

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self.table = Table()
        self.named: set[str] = set()
        self.open: set[str] = set()  # prefixes of which nothing can be said any more
        self.refused: set[str] = set()  # prefixes that only broken updates announced (RR-16)
        self._spares = {account for ledger in topology.ledgers for account in ledger.spare}

    def update(self, sender: str, ledger: str, update: Mapping[str, Any], at: int) -> None:
        """A valid update of a declared peer, by the schema."""
        routes = []
        for row in update["new_routes"]:
            prefix = row["destination_ledger"]
            self.named.add(prefix)
            self.refused.discard(prefix)
            if row["source_account"] != sender or row["source_ledger"] != ledger:
                self._leave_open(update)  # whether the others count is open (RR-14b)
                continue
            try:
                curve = Curve.of([[int(x), int(y)] for x, y in row["points"]])
            except (ValueError, TypeError):
                self._leave_open(update)  # RR-18b
                continue
            routes.append(Route(sender, ledger, prefix, curve, Fraction(str(row["min_message_window"]))))
        for prefix in set(update["unreachable_through_me"]) & {route.prefix for route in routes}:
            self.open.add(prefix)  # RR-24
        hold = int(update["hold_down_time"]) if sender in self._spares else FOREVER
        self.table = self.table.updated(sender, at, hold, routes, update["unreachable_through_me"])

    def body(self, sender: str, ledger: str, body: bytes, at: int) -> None:
        """A body of whatever form that a peer sent: a valid update counts, a broken one must change nothing."""
        update = update_in(body, sender)
        if update is None:
            for prefix in prefixes_in(body):
                self._doubt(prefix)
        elif validation.is_valid("routing_update", update) and _whole(update):
            self.update(sender, ledger, update, at)
            if sender not in self._spares:  # it may have named so short a time that all its routes lapsed
                self.open |= {route.prefix for route in self.table.routes.values() if route.sender == sender}
        else:
            strict = not validation.is_valid("routing_update", json_text.whole_numbers(update))
            for prefix in prefixes_in(body):
                if strict and prefix not in self.named and not _lenient(update):
                    self.refused.add(prefix)
                else:
                    self._doubt(prefix)

    def sure(self, prefix: str) -> bool:
        """Whether it is certain what stands behind the prefix: steady peers' valid routes alone."""
        senders = {route.sender for route in self.table.routes.values() if route.prefix == prefix}
        return prefix not in self.open and not senders & self._spares

    def _doubt(self, prefix: str) -> None:
        if prefix not in self.named:
            self.open.add(prefix)

    def _leave_open(self, update: Mapping[str, Any]) -> None:
        self.open.update(update["unreachable_through_me"])
        self.open.update(row["destination_ledger"] for row in update["new_routes"])


def update_in(body: bytes, sender: str) -> Any:
    """The routing update in a body, where it is a readable route broadcast of the sender's; else None."""
    try:
        params = json_text.read(body)
    except json_text.JsonTextError:
        return None
    first = params[0] if isinstance(params, list) and params else None
    payload = first.get("data") if isinstance(first, Mapping) and first.get("from") == sender else None
    if isinstance(payload, Mapping) and payload.get("method") == "broadcast_routes":
        return payload.get("data")
    return None


def prefixes_in(body: bytes) -> Iterable[str]:
    """What of the body looks like a prefix of the play's own."""
    try:
        value = json_text.read(body)
    except json_text.JsonTextError:
        return ()
    return {each for each in _strings(value) if validation.is_valid("ilp_address", each) and each.endswith(".")}


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for member in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from _strings(member)


def _lenient(update: object) -> bool:
    return any(each.keyword in LENIENT for each in rules_broken(update))


def rules_broken(update: object) -> list[Any]:
    """The rules of the schema that the update breaks."""
    from schemas import rules

    found: list[Any] = list(rules.broken("routing_update", update))
    return found


def _whole(update: Mapping[str, Any]) -> bool:
    """Whether all points are whole numbers written plainly (RR-25)."""
    return all(isinstance(each, int) for row in update["new_routes"] for point in row["points"] for each in point)
