"""What peers are told under liquidity routing: also of routes without curve, and of paths."""

from __future__ import annotations

from conformance.fuzz.faults import Fault, Notes
from conformance.fuzz.told import OF_CURVES, Looked, Telling
from conformance.harness.mailbox import Told
from conformance.harness.paths import are_without_loops
from conformance.harness.peer import Peer
from conformance.harness.routing import window_in
from conformance.harness.standing import Problem
from conformance.oracle.shortest import leads_over
from conformance.oracle.telling import Due

OF_LARGE = {"LC-8b": "LC-8"}  # both are about large numbers; here points are exact


class LiquidLooked(Looked):
    """A standing of a route that may have no curve."""

    def _of_the_curve(self, told: Told) -> Problem | None:
        points = (told.route or {}).get("points")
        if any(route.silent for route in self.after.owed):
            return self._of_a_silent_one(told, points)
        if points is None:
            return "RR-6" if self._is_stale(told) else "RR-4", f"a curve to {self.prefix} told to {self.peer}", "none"
        problem = super()._of_the_curve(told)
        return problem and (OF_LARGE.get(problem[0], problem[0]), problem[1], problem[2])

    def _of_a_silent_one(self, told: Told, points: object) -> Problem | None:
        """RR-3: no curve is promised where the peer has told none; RR-21 holds all the same."""
        if points:
            id = "RR-6" if self._is_stale(told) else "RR-3"
            return id, f"no curve of a route to {self.prefix}, which has none", f"the points {str(points)[:80]}"
        least = self.peer.world.topology.message_window + min(route.window for route in self.after.owed)
        if not self._same_routes() and window_in(told) < least:
            return "RR-21", f"a min_message_window of {least} s or more to {self.peer}", f"{window_in(told)} s"
        return None

    def _is_stale(self, told: Told) -> bool:
        return self.held is not None and told.seq == self.held.seq

    def _still_held(self, told: Told) -> Problem:
        if (told.route or {}).get("points") is not None:
            return super()._still_held(told)
        rightly = self.held is not None and self.was_due is not Due.NOTHING
        expected = f"no route to {self.prefix} for {self.peer}, as none may be offered"
        return "RR-9" if rightly else "RR-3", expected, f"the route {dict(told.route or {})}"


class LiquidTelling(Telling):
    """Looks at what is told as in the other profile, and at the paths."""

    looked = LiquidLooked

    def look(self) -> list[Fault]:
        """What is wrong with what peers hold now, and with its paths."""
        notes = Notes(super().look())
        for peer in sorted(self.audience(), key=str):
            with notes.about("RB-11", "paths told"):
                self._have_no_loops(peer)
        return notes.faults

    def _have_no_loops(self, peer: Peer) -> None:
        for prefix in sorted(self.model.named):
            nexts = {route.ledger for route in self.model.table.routes.values() if route.prefix == prefix}
            if self.model.is_sure(prefix, self.world.now()):
                are_without_loops(peer, prefix, nexts)

    def _by(self, requirement: str, standing: Looked) -> str:
        routes = [route for route in self.model.table.routes.values() if route.prefix == standing.prefix]
        if standing.after.due is Due.NOTHING and any(leads_over(each, standing.peer.ledger.prefix) for each in routes):
            return "RR-23"
        if requirement in OF_CURVES and len({len(path) for each in routes for path in each.paths}) > 1:
            return "LC-7"
        return super()._by(requirement, standing)
