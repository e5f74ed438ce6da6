"""The table that programs make under liquidity routing: curves in binary, or none, and paths."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from conformance.fuzz.model import Model
from conformance.oracle.curves import Curve, CurveError
from conformance.oracle.routing import Route
from conformance.oracle.shortest import is_comparable
from conformance.profiles.routes import Tacit, straight
from schemas import curves
from schemas.topology import Topology

LARGEST = 2**64 - 1
POINT = 16  # bytes


class LiquidModel(Model):
    """Updates as they are spoken of: points as pairs, or as they were written where that is no curve."""

    def __init__(self, topology: Topology, lateness: Callable[[], int] = lambda: 0) -> None:
        super().__init__(topology, lateness)
        self.silent: set[str] = set()  # prefixes to which there ever was a route without curve

    def _route(self, sender: str, ledger: str, row: Mapping[str, Any]) -> Route | None:
        points = row.get("points")
        silent = points is None or isinstance(points, Tacit)
        kept = straight(self.topology.ledger(ledger).capacity) if points is None else points
        try:
            curve = Curve.of(kept)
        except (CurveError, ValueError, TypeError):
            return None
        if silent:
            self.silent.add(row["destination_ledger"])
        paths = tuple(tuple(path) for path in row.get("paths", ()))
        window = Fraction(str(row["min_message_window"]))
        return Route(sender, ledger, row["destination_ledger"], curve, window, paths, silent)

    def _against_curve(self, row: Mapping[str, Any]) -> str:
        """LC-10: bytes of another length, or a curve only in another order of words; else RR-18."""
        points = row.get("points")
        if isinstance(points, str):
            return "LC-10" if _length(points) % POINT else "RR-18"
        return "LC-10" if _is_one_in_another_order(points) else "RR-18"

    def _is_plain(self, route: Route) -> bool:
        """Points are exact up to 2^64-1 (LC-8), within the capacity; the window leaves time."""
        x, y = route.curve.last
        held = route.window + self.topology.message_window < self.topology.maximum_hold
        return held and max(x, y) <= LARGEST and x <= self.topology.ledger(route.ledger).capacity

    def _is_large(self, route: Route) -> bool:
        """None is: points are exact."""
        return False

    def is_sure_to_peers(self, prefix: str, now: int) -> bool:
        """Nor is it where a route's length leaves open which of several counts (LC-7b)."""
        if not super().is_sure_to_peers(prefix, now):
            return False
        return is_comparable([route for route in self.table.routes.values() if route.prefix == prefix])


def _length(text: str) -> int:
    """Of the bytes that a text of base64 stands for; 0 where it is none."""
    try:
        return len(base64.b64decode(text))
    except (binascii.Error, ValueError):
        return 0


def _is_one_in_another_order(points: Any) -> bool:
    """Whether the bytes are a curve where the low words come first, or the bytes of a word in the network's order."""
    try:
        data = curves.encode(tuple((x, y) for x, y in points))
    except (curves.CurveError, TypeError, ValueError):
        return False
    words = [data[at : at + 4] for at in range(0, len(data), 4)]
    swapped = b"".join(words[at + 1] + words[at] for at in range(0, len(words), 2))
    turned = b"".join(word[::-1] for word in words)
    return any(_is_curve(curves.decode(each)) for each in (swapped, turned))


def _is_curve(points: curves.Curve) -> bool:
    try:
        Curve.of(points)
    except (CurveError, ValueError):
        return False
    return True
