"""Plays a program against the target and says which requirements it saw broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from conformance.fuzz.faults import Fault
from conformance.fuzz.judging import Judge
from conformance.fuzz.model import Model
from conformance.fuzz.steps import STEM, Ask, Bad, Deliveries, Passes, Program, Replies, Step, Update
from conformance.harness.leases import Leases
from conformance.harness.peer import Peer
from conformance.harness.replies import altered, erring, renamed, reply_to, silence
from conformance.harness.wirelog import Exchange
from conformance.harness.world import World
from conformance.verdicts import Inconclusive, Violation

WAYS: dict[str, Callable[..., object]] = {
    "rightly": reply_to,
    "with an error": erring("NoRouteFoundError"),
    "with an error without data": erring(None),
    "not at all": silence,
    "without an amount": altered(destination_amount=None, source_amount=None),
    "with a negative amount": altered(destination_amount="-1", source_amount="-1"),
    "with a fraction": altered(destination_amount="1.5", source_amount="1.5"),
    "with words": altered(destination_amount="many", source_amount="many"),
    "with zero": altered(destination_amount="0", source_amount="0"),
    "with a number": altered(destination_amount=7, source_amount=7),
    "under another id": renamed(lambda id: f"{id}x"),
    "under no id": renamed(lambda id: None),
}


@dataclass
class Played:
    """What came of a program: faults, what was said, and why it was broken off, if it was."""

    faults: list[Fault] = field(default_factory=list)
    exchanges: tuple[Exchange, ...] = ()
    broken_off: str = ""
    reached: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)  # signatures that a play beside this one may have brought about


class BrokenOff(Exception):
    """Whoever watches over a play ends it: the text says why."""


class Player:
    """One play of one program, under names of its own."""

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.stem = f"g.{world.tag}.f{number}."
        self.model = Model(world.topology)
        self.judge = Judge(world, self.model, self.stem)
        self.played = Played()
        self._dirty: dict[Peer, None] = {}
        self._leases = Leases(world)

    def play(self, program: Program) -> Played:
        """Takes the steps, judges after them, and leaves the target as it was."""
        self._look_at_monitors()
        if program.steps:
            self.played.faults.clear()  # they came before it
        try:
            for step in program.steps:
                self._take(step)
                self._look_at_monitors()
            self._settle()
            self._judged(self.judge.picture)
            self._judged(self.judge.others)
        except Inconclusive as unclear:
            self.played.broken_off = unclear.reason
            self._judged(self.judge.others)
        except BrokenOff as reason:
            self.played.broken_off = str(reason)
        finally:
            self._clean_up()
        self._look_at_monitors()
        return self.played

    # -- the steps -----------------------------------------------------------------------------------------------

    def _take(self, step: Step) -> None:
        match step:
            case Update():
                self._update(step)
            case Ask():
                self._ask(step)
            case Replies():
                self._peer(step.peer).replies(self._named(step.prefix), WAYS[step.way])
                self.played.reached.add(f"answers {step.way}")
            case Bad():
                self._bad(step)
            case Deliveries():
                self._deliveries(step)
            case Passes():
                self.world.wait_until(lambda: False, self.world.now() + step.ms)

    def _update(self, step: Update) -> None:
        peer = self._peer(step.peer)
        routes = [
            peer.route(
                self._named(each.prefix), points=[list(point) for point in each.points], min_message_window=each.window
            )
            for each in step.routes
        ]
        gone = [self._named(prefix) for prefix in step.gone]
        hold = step.hold if peer.spare else None  # a steady peer's heartbeats go on with the topology's
        update = peer.update(*routes, unreachable=gone, hold_down_time=hold)
        self.model.update(peer.account, peer.ledger.prefix, update, self.world.now())
        peer.delivered(peer.post_update(update))
        self._dirty[peer] = None

    def _ask(self, step: Ask) -> None:
        peer = self._peer(step.peer)
        self._settle()
        destination = self._named(step.destination)
        self._judged(lambda: self.judge.quote(peer, destination, step.side, step.amount))
        self.played.reached.add(self.judge.state)

    def _bad(self, step: Bad) -> None:
        peer = self._peer(step.peer)
        body = step.body.replace(STEM.encode(), self.stem.encode())
        right = self.world.authorization(peer.ledger.prefix)
        token = {"right": right, "wrong": "Bearer wrong", "none": None}[step.token]
        if token == right:
            self.model.body(peer.account, peer.ledger.prefix, body, self.world.now())
        ledger = peer.ledger.prefix if step.ledger is None else step.ledger
        exchange = peer.post_body(body, step.method, prefix=ledger, authorization=token)
        self.world.wait(lambda: exchange.answer is not None, self.world.topology.patience)
        self._dirty[peer] = None
        self._judged(lambda: self.judge.alive(exchange))

    def _deliveries(self, step: Deliveries) -> None:
        peer = self._peer(step.peer)
        if not peer.spare:
            return
        if step.status == 200:
            self._leases.mend(peer)
        else:
            self._leases.spoil(peer, step.status)
        self.played.reached.add("deliveries fail" if step.status != 200 else "deliveries work again")

    # -- what is asked for in between ----------------------------------------------------------------------------

    def _settle(self) -> None:
        """Barriers for all that sent something: then what they sent has taken effect."""
        for peer in list(self._dirty):
            self.world.settle(peer)
        self._dirty.clear()

    def _peer(self, account: str) -> Peer:
        return self.world.peers[account]

    def _named(self, name: str) -> str:
        return name.replace(STEM, self.stem)

    # -- what was seen -------------------------------------------------------------------------------------------

    def _judged(self, judgement: Callable[[], None]) -> None:
        """Notes the fault where the judgement raises one; each of a play's signatures once."""
        try:
            judgement()
        except Violation as violation:
            self._note(
                Fault(self.judge.requirement, self.judge.kind, violation.expected, violation.observed, violation.seqs)
            )

    def _note(self, fault: Fault) -> None:
        if all(fault.signature != known.signature for known in self.played.faults):
            self.played.faults.append(fault)

    def _look_at_monitors(self) -> None:
        for watch in self.world.monitors.watches.values():
            if watch.first is not None:
                found = watch.first
                self._note(Fault(watch.requirement, watch.name, found.expected, found.observed, tuple(found.seqs)))
                watch.first = None

    def _clean_up(self) -> None:
        for peer in self.world.peers.values():
            for prefix in [each for each in peer.repliers if each.startswith(self.stem)]:
                del peer.repliers[prefix]
            if not peer.is_well:
                self._leases.mend(peer)
            own = sorted(prefix for prefix in peer.said if prefix.startswith(self.stem))
            peer.said.difference_update(own)
            if own:
                peer.leaves(*own)
