"""The routes that peers announced in the liquidity form: binary curves, or none, and paths."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from reference_impl.curves import Curve, is_function
from reference_impl.hops import WHATEVER
from reference_impl.liquidity.paths import announced_paths, free_of_loops
from reference_impl.network import Peer
from reference_impl.rounding import thinned
from reference_impl.routes import Path, Route, RoutingTable
from schemas import curves


class LiquidityTable(RoutingTable):
    """The table of the first profile; a route that leads over some ledger twice is not taken."""

    acceptance = (*RoutingTable.acceptance, "has_a_way")

    def curves_hold(self, update: Mapping[str, Any]) -> bool:
        """Whether each curve of a valid update is one (LC-10, RR-18: else none of its parts counts)."""
        return all(self.text_holds(route["points"]) for route in update["new_routes"] if "points" in route)

    def text_holds(self, text: str) -> bool:
        """Whether base64 holds whole points that are a function."""
        try:
            return is_function(self.points(text))
        except curves.CurveError:
            return False

    def points(self, text: str) -> curves.Curve:
        """The points of a curve. Raises schemas.curves.CurveError."""
        return curves.from_base64(text)

    def route(self, peer: Peer, announced: Mapping[str, Any]) -> Route:
        """The record of a route; one without points has no curve (RR-22)."""
        points = self.points(announced.get("points", ""))
        return Route(
            peer=peer,
            prefix=announced["destination_ledger"],
            curve=Curve(thinned(points)) if points else WHATEVER,
            window=Fraction(announced["min_message_window"]),
            paths=self.ways(peer, announced),
            has_curve=bool(points),
        )

    def ways(self, peer: Peer, announced: Mapping[str, Any]) -> tuple[Path, ...]:
        """The paths that lead over no ledger twice, the first and the last one included."""
        ends = (peer.ledger.prefix, announced["destination_ledger"])
        return free_of_loops(announced_paths(announced.get("paths", ())), *ends)

    def has_a_way(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        """RR-23: a route whose every path is a loop leads nowhere."""
        return bool(self.ways(peer, announced))
