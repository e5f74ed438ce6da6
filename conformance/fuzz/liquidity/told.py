"""What peers are told under liquidity routing: also of routes without curve, and of paths."""

from __future__ import annotations

import math
from collections.abc import Iterable

from conformance.fuzz.faults import Fault, Notes
from conformance.fuzz.model import PLAIN
from conformance.fuzz.told import OF_CURVES, Looked, Telling
from conformance.harness.hops import is_given_by
from conformance.harness.mailbox import Told
from conformance.harness.paths import are_without_loops
from conformance.harness.peer import Peer
from conformance.harness.routing import window_in
from conformance.harness.standing import Problem
from conformance.oracle.hops import join_of
from conformance.oracle.routing import Route
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
        found = super()._by(requirement, standing)
        if found == "RR-2" and _largest(standing.after.owed) > PLAIN:
            return "LC-8"
        return self._of_numbers(standing, found) if found in (*OF_CURVES, "LC-8", "LC-8b") else found

    def _of_numbers(self, standing: Looked, found: str) -> str:
        """LC-10 where words of numbers are mistaken: their low words are empty, or quotes show that they are known."""
        routes = standing.after.owed
        numbers = {number for route in routes for point in route.curve.points for number in point}
        if any(number and number % 2**32 == 0 for number in numbers):
            return "LC-10"
        if len(routes) == 1 and _largest(routes) > PLAIN and self._is_quoted_rightly(standing.peer, routes[0]):
            return "LC-10"
        return found

    def _is_quoted_rightly(self, peer: Peer, route: Route) -> bool:
        """Whether quotes over the route, near its end and in its middle, are what its curve gives."""
        join = join_of(self.world.topology, peer.ledger.prefix, route)
        end = math.floor(join.owed_end)
        answers = [peer.asks(route.prefix + "carl", source_amount=amount) for amount in (end, end // 2) if amount]
        return all(is_given_by(join, answer) for answer in answers)


def _largest(routes: Iterable[Route]) -> int:
    """The largest number of the routes' curves."""
    return max((number for route in routes for number in route.curve.last), default=0)
