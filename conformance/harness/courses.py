"""Plays a course of announcements step by step: after each, what peers were told and who is asked is what must follow.

One play serves the cases of all requirements that it judges. What a peer must be told is waited for, all peers at once;
what it may not be told is looked for when the next step begins, and behind a barrier at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING

from conformance.harness.asking import Asking
from conformance.harness.course import SHAPES, Course, Say
from conformance.harness.findings import Finding, Played
from conformance.harness.peer import TELLS_CURVES
from conformance.harness.standing import Seen, Standing
from conformance.oracle.curves import Curve
from conformance.oracle.routing import Route, Table
from conformance.oracle.telling import Outlook, outlook
from conformance.verdicts import Inconclusive, NotApplicable

if TYPE_CHECKING:
    from conformance.harness.cast import Cast
    from conformance.harness.peer import Peer

BRIEF = 500  # ms that is waited for what was seen to be broken often enough
ASKERS = 2  # peers that ask for a quote after a step
LATE = 300  # ms after which a slow peer answers
FOR_GOOD = 10**12  # ms: steady peers send heartbeats
ROLES = ("alice", "amy", "bob", "ben")  # on the first and second ledger of the cast; then the others', in their order
OTHERS = ("carol", "dave", "erin")


class Player:
    """The argument of a case with which it plays a course."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.world = cast, cast.world

    def plays(self, course: Course, requirement: str, slow: Peer | None = None) -> None:
        """Plays the course, unless another case has, and says what it shows of the requirement.

        `slow`: a spare peer that answers the target's calls a little late from the second update on. These come in a
        row then, so that some come while one is being sent to it, and only what follows from all of them is judged.
        """
        people = self.people()
        missing = [role for role in course.roles if role not in people]
        if missing:
            raise NotApplicable(f"the topology has nobody for {', '.join(missing)}")
        rows = self.world.profile.ROWS
        requirement, judged = rows.get(requirement, requirement), tuple(rows.get(each, each) for each in course.judged)
        played = self.world.played.get(course.name)
        if played is None or requirement in played.read:
            played = self.world.played[course.name] = Played()
            began, first = self.world.now(), len(self.world.log)
            told = TELLS_CURVES.set(True)
            try:
                Play(self, course, people, played).run(slow)
            except Inconclusive as stopped:
                played.stopped = stopped
            finally:
                TELLS_CURVES.reset(told)
                played.over = True
                played.named_by(rows)
                if not (played.findings and self.world.was_busy(began, first)):
                    self.world.found.update(played.findings.keys())
                    played.count_in(self.world.monitors, judged)
        self.world.wait_until(lambda: played.over, self.world.now() + FOR_GOOD)
        played.read_for(requirement)

    def people(self) -> dict[str, Peer]:
        """Who plays which role: steady peers."""
        first, second = self.cast.ledger(0), self.cast.ledger(1)
        accounts = dict(zip(ROLES[:2], first.steady, strict=False)) | dict(zip(ROLES[2:], second.steady, strict=False))
        rest = [ledger for ledger in self.world.topology.ledgers if ledger not in (first, second) and ledger.steady]
        accounts |= {role: ledger.steady[0] for role, ledger in zip(OTHERS, rest, strict=False)}
        return {role: self.world.peers[account] for role, account in accounts.items()}


class Play:
    """One play of one course."""

    def __init__(self, player: Player, course: Course, people: dict[str, Peer], played: Played) -> None:
        self.cast, self.world, self.course, self.played = player.cast, player.world, course, played
        self.people, self.audience = people, list(people.values())
        self.prefixes = {name: f"{player.cast.stem}{name}." for name in course.prefixes}
        self.table = self.older = Table()
        self.looks: dict[tuple[Peer, str], Outlook] = {}
        self.lost: set[tuple[Peer, str]] = set()
        self.unasked: set[tuple[Peer, str]] = set()
        self.numbers = count(1)
        self.seen: Seen = {}

    def run(self, slow: Peer | None) -> None:
        """The steps; with a slow peer those behind the first one in a row."""
        if slow is not None:
            self.audience.append(slow)
            self.step(self.course.says[:1])
            self.cast.leases.slow(slow, LATE)
            self.step(self.course.says[1:])
            return
        for say in self.course.says:
            self.step([say])
        self.step([])

    def step(self, says: Iterable[Say]) -> None:
        """Sends the updates, each after the answer to the one before, and judges what follows; none: at a barrier."""
        said = tuple(says)
        last = self.people[self.course.says[-1].who]
        before, marks = dict(self.looks), {peer: peer.mailbox.mark() for peer in self.audience}
        held = {key: key[0].mailbox.told(key[1]) for key in before}
        for say in said:
            self.send(say)
        self.looks, older = self.outlooks(self.table), self.outlooks(self.older)
        standings = [
            Standing(key[0], key[1], before.get(key), look, older[key], held.get(key), marks[key[0]], said, self.seen)
            for key, look in self.looks.items()
            if key not in self.lost
        ]
        if not said:
            self.world.settle(last, *self.audience)
        self.await_standing(standings)
        if said:
            self.ask(said)
        for each in standings:
            self.note(each.superfluous() if len(said) < 2 else None, each)

    def outlooks(self, table: Table) -> dict[tuple[Peer, str], Outlook]:
        """What is due to each peer of each prefix."""
        topology, now = self.world.topology, self.world.now()
        return {
            (peer, prefix): outlook(topology, table, peer.ledger.prefix, peer.account, prefix, now)
            for peer in self.audience
            for prefix in self.prefixes.values()
        }

    def send(self, say: Say) -> None:
        """One update, to the target and to the model."""
        peer = self.people[say.who]
        routes, announced = [], []
        for name, shape in say.new:
            points = SHAPES[shape].points(peer.ledger.capacity)
            window = SHAPES[shape].window
            announced.append(peer.route(self.prefixes[name], points=points, min_message_window=window))
            curve = Curve.of(points)
            routes.append(Route(peer.account, peer.ledger.prefix, self.prefixes[name], curve, Fraction(window)))
        gone = [self.prefixes[name] for name in say.gone]
        peer.broadcasts(*announced, unreachable=gone)
        replaced = [self.table.routes[route.sender, route.prefix] for route in routes if self._replaces(route)]
        self.older = self.older.updated(peer.account, self.world.now(), FOR_GOOD, [*routes, *replaced], gone)
        self.table = self.table.updated(peer.account, self.world.now(), FOR_GOOD, routes, gone)

    def _replaces(self, route: Route) -> bool:
        earlier = self.table.routes.get((route.sender, route.prefix))
        return earlier is not None and earlier != route

    def await_standing(self, standings: list[Standing]) -> None:
        """Waits until all peers were told what is due, as long as the patience, and notes what is not.

        Twice the patience tells what came late from what did not come.
        """
        world, patience = self.world, self.world.topology.patience
        began = world.now()

        waiting = list(standings)

        def all_good() -> bool:
            waiting[:] = [each for each in waiting if each.problem() is not None]
            if not waiting:
                waiting.extend(each for each in standings if each.problem() is not None)
            return not waiting

        def given_up() -> bool:
            return world.now() >= began + BRIEF and all(each.known for each in waiting)

        world.wait_until(lambda: all_good() or given_up(), began + patience)
        open_ones = [] if all_good() else list(waiting)
        for peer in {each.peer for each in open_ones}:
            peer.is_answered()
        if open_ones and not all(each.known for each in open_ones):
            world.wait_until(all_good, world.now() + patience)
        for each in standings:
            for requirement in each.judged():
                self.played.judged[requirement] += 1
        for each in open_ones:
            self.note(each.finding(began), each)

    def note(self, finding: Finding | None, standing: Standing) -> None:
        """Keeps a finding, and what peer and prefix it is about: what follows there is not judged."""
        if finding is None:
            return
        self.played.note(finding)
        if finding.requirement != "RR-6":
            self.lost.add((standing.peer, standing.prefix))

    def ask(self, says: tuple[Say, ...]) -> None:
        """Peers of two ledgers, by turns, ask for quotes under each prefix that the step is about, and those below."""
        named = {name for say in says for name in (*say.gone, *(prefix for prefix, _ in say.new))}
        names = [name for name in self.prefixes if any(name == each or name.startswith(f"{each}.") for each in named)]
        ledgers = {peer.ledger.prefix: peer for peer in reversed(list(self.people.values()))}
        turn = self.course.says.index(says[0])
        askers = [each for place, each in enumerate(ledgers.values()) if (place + turn) % len(ledgers) < ASKERS]
        for name in names:
            for asker in askers:
                if (asker, name) in self.unasked:
                    continue
                asking = Asking(self.world, self.table, self.older, asker, self.prefixes[name], says, self.course.asks)
                finding = asking.finding(self.numbers)
                for requirement in asking.judged:
                    self.played.judged[requirement] += 1
                if finding is not None:
                    self.played.note(finding)
                    self.unasked.add((asker, name))
