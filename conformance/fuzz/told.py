"""What peers were told, looked at between the steps of a program: against what the model says is due to each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from conformance.fuzz.faults import Fault
from conformance.fuzz.model import FOREVER, Model, name_of
from conformance.generate.realistic import special
from conformance.harness.deliveries import lapsed_in_between
from conformance.harness.mailbox import Told
from conformance.harness.routing import promise_in, window_in
from conformance.harness.standing import Problem, Seen, Standing
from conformance.harness.worth import is_plain
from conformance.oracle.hops import join_of
from conformance.oracle.joins import Join
from conformance.oracle.promises import overpromise
from conformance.oracle.routing import Route, Table
from conformance.oracle.telling import Due, Outlook, outlook
from conformance.verdicts import Inconclusive

if TYPE_CHECKING:
    from conformance.harness.peer import Peer
    from conformance.harness.world import World

SPECIAL = frozenset(special())
MANY = 9  # points of the best of all curves, above which what is told may be a simpler curve (Terms: Plain values)
OF_CURVES = ("RR-3", "RR-4", "RR-5", "RR-6", "LC-6", "LC-12")
NOT_OF_LARGE = ("RR-2", "RR-8", "RR-10", "RR-21")
LOST = ("RR-2", "RR-8", "RR-10")
LONG = 100  # routes of an update that may take its time
OF_NEWS = ("RR-2", "RR-6", "RR-8", "RR-9", "RR-10")
BOTH = 2  # times the patience: tells what came late from what did not come
BEFORE = 200  # ms before it may have lapsed, when a route that is waited for is kept fresh
UNKNOWN = Outlook("", Due.OPEN, (), (), None)
Tables = dict[str, tuple[tuple[Route, ...] | None, tuple[Route, ...]]]
Known = dict[tuple["Peer", str], tuple[tuple[Route, ...], Outlook]]


def points_of(routes: Sequence[Route]) -> int:
    """About how many points the best of the routes' curves has: one curve more brings a crossing and a begin."""
    return sum(len(each.curve.points) for each in routes) + 2 * (len(routes) - 1)


@dataclass
class Looked(Standing):
    """A standing that judges curves of many points, and of large numbers, by the rows that are about these.

    `large`: some outputs are above 2^53; then no more than how they are passed on is judged.
    """

    large: bool = False

    def problem(self) -> Problem | None:
        """What is wrong with what the peer was told last, None: nothing is."""
        found = super().problem() or self._of_what_need_not_be_told()
        if found is not None and found[0] == "RR-2" and self._is_a_small_part():
            return None
        return None if self.large and found is not None and found[0] in NOT_OF_LARGE else found

    def _of_what_need_not_be_told(self) -> Problem | None:
        """Of a route that the allowance leaves nothing of: what is told of it all the same promises no more."""
        told, due = self.peer.mailbox.told(self.prefix), self.after
        if told is None or due.due is not Due.OPEN or not due.owed or due.beside or due.own is not None:
            return None
        if self.large or points_of(due.owed) > MANY or (self.held is not None and told.seq == self.held.seq):
            return None
        if told.seq not in self._judged:
            self._judged[told.seq] = self._of_too_much(told, due)
        return self._judged[told.seq]

    def _of_too_much(self, told: Told, due: Outlook) -> Problem | None:
        """Of a curve that is one point nothing else may be sent (LC-3); else RR-3, of several routes LC-6."""
        joins = [join_of(self.peer.world.topology, due.ledger, each) for each in due.owed]
        finding = overpromise(promise_in(told), joins)
        if finding is None:
            return None
        points = all(len(route.curve.points) == 1 for route in due.owed)
        id = "LC-3" if points else "RR-3" if len(due.owed) == 1 else "LC-6"
        return id, f"a promise that the routes to {self.prefix} give", finding.sentence

    def _is_a_small_part(self) -> bool:
        """Whether the capacity leaves little of long curves: the simpler ones in their place may give nothing there."""
        if points_of(self.after.owed) <= MANY:
            return False
        joins = [join_of(self.peer.world.topology, self.after.ledger, each) for each in self.after.owed]
        ends = [(join.least(math.floor(join.owed_end)), join.curve.last[1]) for join in joins if join.curve is not None]
        return all(2 * end < last for end, last in ends)

    def _of_the_curve(self, told: Told) -> Problem | None:
        topology = self.peer.world.topology
        if self.before is self.after and self.held is not None and told.seq == self.held.seq:
            return None  # looked at before
        joins = [join_of(topology, self.after.ledger, each) for each in (*self.after.owed, *self.after.idle)]
        if points_of([*self.after.owed, *self.after.idle, *self.after.beside]) > MANY:
            return self._of_a_simpler_one(told, joins)
        problem = super()._of_the_curve(told) or self._of_the_window(told)
        if problem is None or problem[0] not in OF_CURVES:
            return problem
        return (self._end(told, joins, problem[0]) if all(map(is_plain, joins)) else "LC-8b"), problem[1], problem[2]

    def _end(self, told: Told, joins: list[Join], requirement: str) -> str:
        """LC-3 or LC-4 where it promises below the first point of a route, or more than its last one gives."""
        promised = promise_in(told)
        wrong = self.seen[self.after, promised][0]
        if requirement != "RR-3" or wrong is None:
            return requirement
        curves = [join.curve for join in joins if join.curve is not None]
        if promised.last[1] > max(curve.last[1] for curve in curves):
            return "LC-4"
        below = all(join.own.value(wrong[1].x) < curve.first[0] for join, curve in zip(joins, curves, strict=True))
        return "LC-3" if below else requirement

    def _of_the_window(self, told: Told) -> Problem | None:
        """RR-21: of a route that came again with another window."""
        least = self.seen[self.after, promise_in(told)][1]
        if self._same_routes() or window_in(told) >= least:
            return None
        return "RR-21", f"a min_message_window of {least} s or more to {self.peer}", f"{window_in(told)} s"

    def _of_a_simpler_one(self, told: Told, joins: list[Join]) -> Problem | None:
        """LC-9: it may promise less than those that it stands for, and no more."""
        finding = None if self.after.beside else overpromise(promise_in(told), joins)
        if finding is None:
            return None
        stale = self.held is not None and told.seq == self.held.seq
        return "RR-6" if stale else "LC-9", f"a promise that the routes to {self.prefix} give", finding.sentence


class Telling:
    """Looks at all peers that answer well; remembers what was due to them at the look before."""

    looked: type[Looked] = Looked

    def __init__(self, world: World, model: Model) -> None:
        self.world, self.model = world, model
        self.listeners = {peer for peer in world.peers.values() if not peer.spare}
        self._due: dict[tuple[Peer, str], Outlook] = {}
        self._held: dict[tuple[Peer, str], Told | None] = {}
        self._marks = {peer: peer.mailbox.mark() for peer in world.peers.values()}
        self._lost: set[tuple[Peer, str]] = set()
        self._missed: set[Peer] = set()  # those who were no audience of the look before
        self.returned: set[Peer] = set()  # deliveries to them failed before
        self.ignored: set[Peer] = set()  # whether deliveries to them failed nobody can say
        self._seen: Seen = {}
        self._began = 0  # when the present look did
        self.final = False  # whether this is the last look, at everything
        self._plainly: set[str] = set()  # the requirements seen broken with names that are nothing special
        self._after: Known = {}
        self._older: Known = {}

    def look(self) -> list[Fault]:
        """What is wrong with what peers hold now, when what was sent has taken effect."""
        now = self.world.now()
        self.model.passes(now)
        self._began = now
        for peer in self.returned:
            peer.mailbox.forget(lapsed_in_between(peer))
        tables = self._tables(now)
        standings = [each for peer in sorted(self.audience(), key=str) for each in self._standings(peer, tables)]
        self._await(standings, now)
        standings.sort(key=lambda each: is_special(each.prefix))
        faults = []
        for standing in standings:
            fault = self._fault(standing, now)
            faults += [fault] if fault is not None else []
            self._plainly |= {fault.requirement} if fault is not None and not is_special(standing.prefix) else set()
        for each in standings:
            self._held[each.peer, each.prefix] = each.peer.mailbox.told(each.prefix)
        self._marks |= {peer: peer.mailbox.mark() for peer in self.audience()}
        self._missed = self.listeners - set(self.audience())
        return faults + self._refused()

    def audience(self) -> list[Peer]:
        """Those of whom it is certain that what was told has reached them."""
        return [each for each in self.listeners if each.is_well and each.reached and each not in self.ignored]

    def have_failed(self, routes: Iterable[Route]) -> bool:
        """Whether deliveries failed, or may have, or do so now, to one of those who announced the routes."""
        owners = {self.world.peers[route.sender] for route in routes}
        return any(not peer.is_well for peer in owners) or bool(owners & (self.returned | self.ignored))

    def is_lost(self, prefix: str, began: int) -> bool:
        """Whether a spare peer's route stood when it was looked for, and somebody had seen of it since it came."""
        since = self.model.kept_since(prefix, began)
        latest = [news[-1] for peer in self.listeners if (news := peer.mailbox.about(prefix))]
        return since is not None and any(each.route is not None or each.at >= since for each in latest)

    def _some_fail(self) -> bool:
        return any(not peer.is_well for peer in self.listeners)

    def _standings(self, peer: Peer, tables: Tables) -> Iterable[Looked]:
        says, mark = tuple(self.model.says), min(self._marks[peer], peer.mailbox.mark())
        touched = self._touched() if not self.final else tables.keys()
        for prefix, (after, older) in tables.items():
            key = (peer, prefix)
            before, held = self._due.get(key), self._held.get(key)
            if peer in self._missed:  # what it was told between other looks was not followed
                before, held = UNKNOWN, None
            if after is None:
                self._due[key] = UNKNOWN
                continue
            due = self._due[key] = self._outlook(self._after, after, peer, prefix)
            if due is before and prefix not in touched and peer.mailbox.told(prefix) is held:
                continue  # nothing was said of it, and it is as it was
            if key not in self._lost:
                past = due if older == after else self._outlook(self._older, older, peer, prefix)
                large = prefix in self.model.large
                yield self.looked(peer, prefix, before, due, past, held, mark, says, self._seen, large=large)

    def _touched(self) -> set[str]:
        """The prefixes about which something was said since the last look, or might have come of what was."""
        names = {name for say in self.model.says for name in (*say.gone, *(name for name, _ in say.new))}
        said = {prefix for prefix in self.model.named if name_of(prefix) in names}
        return {*said, *self.model.blamed, *self.model.lapsed}

    def _tables(self, now: int) -> Tables:
        """The routes to each prefix, now and with the replaced ones as they were; None: it is not sure."""
        after, older = _by_prefix(self.model.table), _by_prefix(self.model.older)
        sure = self.model.is_sure_to_peers
        return {
            prefix: (after.get(prefix, ()) if sure(prefix, now) else None, older.get(prefix, ()))
            for prefix in sorted(self.model.named - self.model.untold)
        }

    def _outlook(self, known: Known, routes: tuple[Route, ...], peer: Peer, prefix: str) -> Outlook:
        """What is due to the peer: the same object as long as the routes are the same."""
        key = (peer, prefix)
        if key not in known or known[key][0] != routes:
            table = Table({(route.sender, prefix): route for route in routes})
            due = outlook(self.world.topology, table, peer.ledger.prefix, peer.account, prefix, 0)
            known[key] = routes, due
        return known[key][1]

    def _await(self, standings: list[Looked], began: int) -> None:
        """Waits until nothing is wrong, or twice the patience is over."""
        waiting = list(standings)

        def good() -> bool:
            waiting[:] = [each for each in waiting if _problem(each) is not None]
            if not waiting:
                waiting.extend(each for each in standings if _problem(each) is not None)
            return not waiting

        end = began + BOTH * self.world.topology.patience
        while not good() and self.world.now() < end:
            self.world.wait_until(good, min(end, self._keep_fresh(waiting)))

    def _keep_fresh(self, waiting: Iterable[Looked]) -> int:
        """Spare peers keep their routes while these are waited for; the moment (ms) from which on they have to again.

        Else nobody could say what is due, when the patience is over.
        """
        ends = [FOREVER]
        for sender in sorted({route.sender for each in waiting for route in each.after.owed}):
            end, peer = self.model.ends(sender), self.world.peers[sender]
            if end is not None and self.world.now() < end <= self.world.now() + BEFORE:
                peer.delivered(peer.post_update(update := peer.update()))
                self.model.update(sender, peer.ledger.prefix, update, self.world.now())
                end = self.model.ends(sender)
            ends += [end - BEFORE] if end is not None else []
        return min(each for each in ends if each > self.world.now())

    def _fault(self, standing: Looked, began: int) -> Fault | None:
        """What is wrong in the end, or came too late, or was withdrawn in between."""
        world, key = self.world, (standing.peer, standing.prefix)
        problem = _problem(standing)
        late = world.now() - began > world.topology.patience
        found = standing.finding(began) if problem is not None or (late and _came_late(standing, began)) else None
        if found is None and len(standing.says) < 2:
            found = standing.superfluous()
        if found is None or not self.model.is_sure_to_peers(standing.prefix, world.now()):
            return None
        self._lost.add(key)
        id = self._by(found.requirement, standing)
        violation = found.violation
        return Fault(id, "what peers are told", violation.expected, violation.observed, tuple(violation.seqs))

    def _by(self, requirement: str, standing: Looked) -> str:
        """The requirement: that of the message which should have had no effect, or of the lapse, where it was one."""
        if not standing.peer.mailbox.updates:
            return "RB-15"
        if standing.prefix in self.model.blamed:
            return self.model.blamed[standing.prefix]
        if is_special(standing.prefix) and requirement not in self._plainly:
            return "RS-3"
        if requirement in LOST and self.model.unknown_gone and standing.held is not None:
            return "RR-20"
        kept = self.is_lost(standing.prefix, self._began)
        if requirement in LOST and kept and not self.have_failed(standing.after.owed):
            return "RR-13"
        if requirement in ("RR-9", "RR-3", "RR-6") and _overtaken(standing):
            return "RR-30"
        if standing.prefix in self.model.lapsed:
            return {"RR-9": "RR-12", "RR-3": "RR-12"}.get(requirement, requirement)
        if standing.peer in self.returned and requirement in (*OF_NEWS, *OF_CURVES):
            return "RB-12"
        if requirement not in OF_NEWS:
            return requirement
        owners = {self.world.peers[route.sender] for route in standing.after.owed}
        if any(not peer.is_well or not peer.reached for peer in owners):
            return "RB-14b"
        if owners & self.returned:
            return "RB-14"
        return "RB-13" if self._some_fail() else requirement

    def _refused(self) -> list[Fault]:
        """Routes told that only messages without effect announced."""
        faults = []
        for prefix, requirement in sorted(self.model.refused.items()):
            for peer in self.audience():
                told = next((each for each in peer.mailbox.about(prefix) if each.route is not None), None)
                if told is not None and (peer, prefix) not in self._lost:
                    self._lost.add((peer, prefix))
                    expected = f"no route to {prefix}, which no valid update announced"
                    observed = "one was passed on"
                    faults.append(Fault(requirement, "taken all the same", expected, observed, (told.seq,)))
        return faults


def is_special(prefix: str) -> bool:
    """Whether one of its segments is treated specially by some language."""
    return not SPECIAL.isdisjoint(prefix.split("."))


def _overtaken(standing: Standing) -> bool:
    """Whether it is as if a long update had come after the one behind it."""
    for earlier, later in pairwise(standing.says):
        named = [standing.prefix.endswith(f".{name}.") for name, _ in earlier.new]
        if earlier.who == later.who and len(named) > LONG and any(named):
            return True
    return False


def _by_prefix(table: Table) -> dict[str, tuple[Route, ...]]:
    found: dict[str, list[Route]] = {}
    for route in table.routes.values():
        found.setdefault(route.prefix, []).append(route)
    return {prefix: tuple(routes) for prefix, routes in found.items()}


def _problem(standing: Looked) -> Problem | None:
    try:
        return standing.problem()
    except Inconclusive:
        return None  # monitors say what is wrong with such a curve


def _came_late(standing: Looked, began: int) -> bool:
    latest = standing.peer.mailbox.about(standing.prefix)[-1:]
    return bool(latest) and latest[0].at > began + standing.peer.world.topology.patience
