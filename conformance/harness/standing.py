"""What one peer was told of one prefix after a step of a course, against what was due."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from conformance.harness.course import Say
from conformance.harness.exhibits import of_news, of_promise
from conformance.harness.findings import Finding
from conformance.harness.mailbox import Told
from conformance.harness.routing import promise_in, window_in
from conformance.oracle import promises
from conformance.oracle.curves import Curve
from conformance.oracle.hops import join_of
from conformance.oracle.telling import Due, Flaw, Outlook, flaw, is_own_back, least_window_of
from conformance.verdicts import Violation
from schemas.results import CurveJudged

if TYPE_CHECKING:
    from conformance.harness.peer import Peer

SURELY = 3  # courses in which a requirement was seen broken, after which it is given little time
Seen = dict[tuple[Outlook, Curve], tuple[tuple[Flaw, promises.Finding] | None, Fraction]]
Problem = tuple[str, str, str]  # requirement, expected, observed


@dataclass
class Standing:
    """A peer and a prefix: due before the step and after it, the route held before, the news' mark, the updates sent.

    `older` is what would be due if those routes that were replaced were still as before. `seen` is what a play has
    judged already: peers of one ledger are mostly told the same.
    """

    peer: Peer
    prefix: str
    before: Outlook | None
    after: Outlook
    older: Outlook
    held: Told | None
    mark: int
    says: tuple[Say, ...]
    seen: Seen
    _judged: dict[int, Problem | None] = field(default_factory=dict)

    @property
    def was_due(self) -> Due:
        """What was due before the step."""
        return self.before.due if self.before else Due.NOTHING

    @property
    def withdrawn(self) -> bool:
        """Whether the step withdraws somebody's route to the prefix."""
        return any(self.prefix.endswith(f".{name}.") for say in self.says for name in say.gone)

    @property
    def known(self) -> bool:
        """Whether what is wrong was seen to be broken often enough not to wait for it long."""
        problem = self.problem()
        return problem is None or self.peer.world.found[problem[0]] >= SURELY

    # -- what must have been told --------------------------------------------------------------------------------

    def problem(self) -> Problem | None:
        """What is wrong with what the peer was told last, None: nothing is."""
        if self.after.due is Due.OPEN:
            return None
        told = self.peer.mailbox.told(self.prefix)
        if self.after.due is Due.NOTHING:
            return None if told is None else self._still_held(told)
        if told is None:
            return self._not_held()
        if told.seq not in self._judged:
            self._judged[told.seq] = self._of_the_curve(told)
        return self._judged[told.seq]

    def _still_held(self, told: Told) -> Problem:
        """No route may be offered, and the peer holds one."""
        rightly = self.held is not None and self.was_due is not Due.NOTHING
        if rightly and self.held is not None and told.seq == self.held.seq:
            return "RR-9", f"{self.prefix} in unreachable_through_me of an update to {self.peer}", "no such update"
        back = is_own_back(self.peer.world.topology, self.after, promise_in(told))
        id = "RB-7" if back else "RR-9" if rightly else "RR-3"
        return id, f"no route to {self.prefix} for {self.peer}, as none may be offered", _shown(told)

    def _not_held(self) -> Problem:
        """A route is due, and the peer holds none."""
        expected = f"a broadcast of a route to {self.prefix} to {self.peer}"
        gone = self.peer.mailbox.gone(self.prefix, self.mark)
        if gone is None or (self.was_due is not Due.ROUTE and len(self.says) < 2):
            return "RR-2", expected, "none, or withdrawn again"
        return self._lost(), f"{self.prefix} not withdrawn from {self.peer}, as a route is left", "it was withdrawn"

    def _lost(self) -> str:
        """The requirement that a withdrawal breaks where a route is left (RR-10), or of another prefix (RR-8)."""
        concerned = any(self.prefix.endswith(f".{name}.") for say in self.says for name, _ in say.new)
        return "RR-10" if self.withdrawn or concerned else "RR-8"

    def _of_the_curve(self, told: Told) -> Problem | None:
        """The curve and the window of the route that the peer holds."""
        topology, curve = self.peer.world.topology, promise_in(told)
        key = self.after, curve
        if key not in self.seen:
            self.seen[key] = flaw(topology, self.after, curve), least_window_of(topology, self.after, curve)
        wrong, least = self.seen[key]
        several, observed = len(self.after.owed) > 1, wrong[1].sentence if wrong else ""
        expected = f"a promise that the routes behind it give, to {self.prefix} for {self.peer}"
        stale = self.held is not None and told.seq == self.held.seq
        if wrong is not None and stale and self._same_routes():
            return None  # as wrong as it was before, or what stood behind it then is not known (RB-17)
        if wrong is not None and (stale or len(self.says) > 1):
            return "RR-6", f"another curve to {self.prefix} told to {self.peer}", f"the one before, and {observed}"
        if wrong is not None:
            if wrong[0] is Flaw.TOO_MUCH and flaw(topology, self.older, curve) is None:
                return "RR-5", expected, observed
            ids = {
                Flaw.OWN_BACK: "RB-7",
                Flaw.TOO_MUCH: "LC-6" if several else "RR-3",
                Flaw.TOO_LITTLE: "LC-12" if several else "RR-4",
            }
            return ids[wrong[0]], expected, observed
        if not stale and window_in(told) < least:
            return "RR-21", f"a min_message_window of {least} s or more to {self.peer}", f"{window_in(told)} s"
        return None

    def finding(self, began: int) -> Finding | None:
        """What is wrong now, when the patience is over; or what came too late, and when."""
        problem, known = self.problem(), self.known
        latest = self.peer.mailbox.about(self.prefix)[-1:]
        if problem is not None:
            seqs = [each.seq for each in latest]
            return Finding(problem[0], Violation(problem[1], problem[2], seqs, curve=self._promise()), known)
        patience = self.peer.world.topology.patience
        late = latest[0].at - began if latest else 0
        id = self.due_by()
        expected = f"what is due to {self.peer} of {self.prefix} told within {patience} ms"
        return Finding(id, Violation(expected, f"it came late, after {late} ms", [each.seq for each in latest]))

    def _promise(self) -> CurveJudged | None:
        """The curve that the peer holds, if that is what is wrong."""
        told, topology = self.peer.mailbox.told(self.prefix), self.peer.world.topology
        wrong = flaw(topology, self.after, promise_in(told)) if told and self.after.due is Due.ROUTE else None
        if told is None or wrong is None:
            return None
        joins = [join_of(topology, self.after.ledger, route) for route in self.after.owed]
        return of_promise(told, promise_in(told), joins, wrong[1], at_most=wrong[0] is not Flaw.TOO_LITTLE)

    def due_by(self) -> str:
        """The requirement by which something had to be told in this step."""
        if self.after.due is Due.NOTHING:
            return "RR-9"
        return "RR-6" if self.held is not None else "RR-2"

    def judged(self) -> list[str]:
        """The requirements that this step puts to the test here."""
        if self.after.due is Due.OPEN:
            return []
        if self.after.due is Due.NOTHING:
            return ["RR-9"] if self.held is not None else ["RB-7"] if self.after.own is not None else []
        several = len(self.after.owed) > 1
        found = ["LC-6", "LC-12"] if several else ["RR-3", "RR-4"]
        if self.held is None:
            return ["RR-2", "RR-21", *found]
        kept = "RR-10" if self.withdrawn else "RR-8"
        return [kept] if self._same_routes() else [kept, "RR-6", "RR-21", *found]

    def _same_routes(self) -> bool:
        """Whether the best was to be told of the same routes before."""
        return self.before is not None and set(self.before.owed) == set(self.after.owed)

    # -- what may not have been told -----------------------------------------------------------------------------

    def superfluous(self) -> Finding | None:
        """A withdrawal told in this step, though a route was due before and after it, and not in the same update."""
        if self.held is None or self.was_due is not Due.ROUTE or self.after.due is not Due.ROUTE:
            return None
        news = self.peer.mailbox.about(self.prefix, self.mark)
        for gone in [each for each in news if each.route is None]:
            if not any(each.seq == gone.seq and each.route is not None for each in news):
                expected = f"{self.prefix} not withdrawn from {self.peer}, as a route is left"
                fields = of_news(gone, "not withdrawn")
                return Finding(self._lost(), Violation(expected, "it was withdrawn in between", [gone.seq], fields))
        return None


def _shown(told: Told) -> str:
    return f"the route {dict(told.route or {})}"
