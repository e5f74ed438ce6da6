"""The monitors: what holds for every message a target ever sends, checked on all traffic of all cases."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.bindings import Call
from conformance.harness.exhibits import of_schema
from conformance.harness.findings import COURSES, JUDGED, name_of
from conformance.harness.transfers import Sent, Transfers
from conformance.harness.watching import ANSWERS, CHECKS, Seen
from conformance.harness.watching_transfers import TRANSFER_CHECKS, SeenTransfer, causes_of
from conformance.harness.wirelog import Exchange
from conformance.profiles.incoming import Incoming, Kind
from conformance.requirements import applicable
from conformance.verdicts import Violation
from schemas.topology import Topology

if TYPE_CHECKING:
    from conformance.harness.peer import Peer


GATHERED = 6  # updates in a row to one peer that RB-10 looks at
GRANTED = 2  # intervals by which these may come closer together


@dataclass
class Watch:
    """One monitor's count: messages judged, how many of them broke its requirement, and the first of these."""

    requirement: str
    name: str
    judged: int = 0
    broken: int = 0
    first: Violation | None = None

    def note(self, violation: Violation | None) -> None:
        """Counts one judgement."""
        self.judged += 1
        if violation is not None:
            self.broken += 1
            self.first = self.first or violation


class Monitors:
    """All monitors of a run; they never change the verdict of the case beside them."""

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        own = applicable(topology.profile)
        self.checks = [check for check in CHECKS if check.requirement in own]
        self.watches = {check.name: Watch(check.requirement, check.name) for check in self.checks}
        self.watches |= {check.name: Watch(check.requirement, check.name) for check in TRANSFER_CHECKS}
        self.watches["nothing_is_answered_with_5xx"] = Watch("RS-2", "nothing_is_answered_with_5xx")
        self.watches["errors_are_never_answered"] = Watch("MSG-6", "errors_are_never_answered")
        self.watches["calls_carry_the_ledgers_token"] = Watch("MSG-11", "calls_carry_the_ledgers_token")
        self.watches["updates_come_in_time"] = Watch("RB-6", "updates_come_in_time")
        self.watches |= {name_of(id): Watch(id, COURSES) for id in JUDGED if id in own}
        self._by_kind = {
            kind: [(check, self.watches[check.name]) for check in self.checks if kind in check.kinds] for kind in Kind
        }
        self._tokens = {ledger.prefix: ledger.token for ledger in topology.ledgers}
        self.beats: dict[str, tuple[int, int]] = {}
        self.announcers: dict[str, set[str]] = {}
        self.excused: set[Any] = set()
        self.errors: set[tuple[str, Any]] = set()
        self.late = 0
        self.latest: dict[str, deque[Incoming]] = {}
        if "RB-10" in own:
            self.watches["changes_are_gathered"] = Watch("RB-10", "changes_are_gathered")

    def see(self, incoming: Incoming, params: object, peer: Peer | None) -> None:
        """Judges a message of the target's, a call or an answer."""
        seen = Seen(self.topology, incoming, params, peer, self.announcers)
        for check, watch in self._by_kind[incoming.kind]:
            if check.requirement == "MSG-4" and self._is_excused(incoming.id):
                continue
            problem = check.problem(seen)
            watch.note(_broken(check.expected, problem, incoming) if problem else None)
        if incoming.kind is Kind.BROADCAST and peer is not None:
            self._beat(incoming, peer)
            self._gathered(incoming, peer)
        if incoming.kind in ANSWERS and peer is not None and self.errors:
            self._answer(incoming, peer)

    def see_token(self, incoming: Incoming, call: Call) -> None:
        """MSG-11: a call over a ledger with a token names it."""
        token = self._tokens.get(incoming.ledger)
        if token is not None:
            scheme, _, named = (call.authorization or "").partition(" ")
            carried = scheme.lower() == "bearer" and named.strip() == token
            observed = "another one" if call.authorization else "none"
            violation = (
                None if carried else Violation("the ledger's bearer token in the call", observed, [incoming.seq])
            )
            self.watches["calls_carry_the_ledgers_token"].note(violation)

    def see_transfer(self, incoming: Incoming, sent: Sent | None, transfers: Transfers) -> None:
        """Judges a call of the target's about a transfer, which has been filed."""
        if incoming.kind not in (Kind.TRANSFER, Kind.REJECTION):
            return
        seen = SeenTransfer(self.topology, transfers, incoming, sent, causes_of(transfers, incoming, sent))
        for check in TRANSFER_CHECKS:
            if incoming.kind is check.kind and seen.causes:
                problem = check.problem(seen)
                self.watches[check.name].note(_broken(check.expected, problem, incoming))

    def told_error(self, account: str, id: Any) -> None:
        """The peer sends an error under that id; nothing may come back for it (MSG-6)."""
        if isinstance(id, str):
            self.errors.add((account, id))

    def excuse(self, id: Any) -> None:
        """The answer to the request with that id may go where it likes: nobody's account asked (MSG-9)."""
        self.excused.add(str(id))

    def _is_excused(self, id: Any) -> bool:
        return bool(self.excused) and str(id) in self.excused

    def _answer(self, incoming: Incoming, peer: Peer) -> None:
        """MSG-6: an error of the peer's is not answered."""
        answered = isinstance(incoming.id, str) and (peer.account, incoming.id) in self.errors
        observed = f"{incoming.kind.value} under the id of an error that {peer} had sent"
        violation = Violation("no answer to an error", observed, [incoming.seq]) if answered else None
        self.watches["errors_are_never_answered"].note(violation)

    def see_unreadable(self, exchange: Exchange, problem: str) -> None:
        """Judges a call whose body is no JSON to us; one that is no route broadcast may just quote what it was sent."""
        if b'"broadcast_routes"' not in exchange.body:
            return
        violation = Violation("a body that is a JSON array", problem, [exchange.seq])
        self.watches["every_update_is_a_valid_routing_update"].note(violation)

    def see_answer(self, exchange: Exchange) -> None:
        """Judges the answer to a call of the harness'."""
        if exchange.status is not None:
            problem = f"status {exchange.status}" if exchange.status >= 500 else None
            self.watches["nothing_is_answered_with_5xx"].note(
                Violation("no status of 500 or more", problem, [exchange.seq]) if problem else None
            )

    def forgive(self, account: str) -> None:
        """The peer was made to fail or fall silent: its next update begins the count anew."""
        self.beats.pop(account, None)

    def finish(self, now: int, excused: Callable[[int], int]) -> None:
        """Judges the silence up to the end of the run; `excused` gives what is granted since a moment, in ms."""
        for account in list(self.beats):
            self._judge_gap(account, now, [], excused)

    def _beat(self, incoming: Incoming, peer: Peer) -> None:
        peer.world.excuses.note()
        if not peer.is_well:
            self.beats.pop(peer.account, None)
            return
        if peer.account in self.beats:
            self._judge_gap(peer.account, incoming.at, [incoming.seq], peer.world.excuses.since)
        hold = incoming.data.get("hold_down_time") if isinstance(incoming.data, dict) else None
        if isinstance(hold, int) and hold >= 1:
            self.beats[peer.account] = (incoming.at, hold)

    def _gathered(self, incoming: Incoming, peer: Peer) -> None:
        """RB-10: so many updates to one peer take so many intervals, less what clocks and wires may move them."""
        watch = self.watches.get("changes_are_gathered")
        if watch is None or not peer.is_well:
            self.latest.pop(peer.account, None)
            return
        latest = self.latest.setdefault(peer.account, deque(maxlen=GATHERED))
        latest.append(incoming)
        if len(latest) == GATHERED:
            span, few = latest[-1].at - latest[0].at, (GATHERED - 1 - GRANTED) * self.topology.broadcast_interval
            broken = span < few and span + peer.world.lateness(latest[0].at) < few
            observed, seqs = f"{GATHERED} to {peer} within {span} ms", [each.seq for each in latest]
            watch.note(Violation("one update per interval and peer", observed, seqs) if broken else None)

    def _judge_gap(self, account: str, now: int, seqs: list[int], excused: Callable[[int], int]) -> None:
        at, hold = self.beats[account]
        gap = now - at
        late = excused(at) if gap > hold else 0
        problem = f"{gap} ms between two updates to {account}" if gap > hold + late else None
        if problem and late > hold // 2:
            self.late += 1
            return
        violation = (
            Violation(f"updates no further apart than the {hold} ms announced", problem, seqs) if problem else None
        )
        self.watches["updates_come_in_time"].note(violation)


def _broken(expected: str, problem: str | None, incoming: Incoming) -> Violation | None:
    """The violation that a problem of one message is, if there is one."""
    return Violation(expected, problem, [incoming.seq], of_schema(incoming.seq, problem)) if problem else None
