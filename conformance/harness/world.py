"""The world of a run: the peers, the wire between them and the target, and time, which passes while somebody waits."""

from __future__ import annotations

import heapq
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count, takewhile
from types import ModuleType
from typing import Any

from greenlet import greenlet

from conformance.bindings import Answered, Arrived, Binding, Call, Event, Reply
from conformance.harness.excuses import Excuses
from conformance.harness.findings import Played
from conformance.harness.monitors import Monitors
from conformance.harness.peer import GOOD, Peer
from conformance.harness.transfers import Transfers
from conformance.harness.wirelog import CASE, SOON, Exchange, WireLog
from conformance.profiles.incoming import Incoming, Kind
from conformance.verdicts import RESTS_ON, Inconclusive
from schemas import json_text
from schemas.topology import Topology

BRIEF = 1000  # ms that is waited for what was already seen to be broken
SURELY = 3  # cases of a requirement that were seen broken, less those that held, to call it so
STUCK = 3  # barriers in a row that did not pass, after which the next ones are given little time only
RECENTLY = 5000  # ms for which the harness' lateness counts
AT_ONCE = 4  # things that have happened already are taken in besides, before anybody who waits looks again
MOMENT = 50  # ms of which the harness' worst lateness is kept
ANSWERS = (Kind.QUOTE_RESPONSE, Kind.ERROR, Kind.NO_ANSWER, Kind.OTHER)  # what may have come under the id of a request
Condition = Callable[[], object]


def never() -> bool:
    """The condition of a pause."""
    return False


@dataclass(frozen=True)
class Tripped:
    """What a case (its number) had seen to be refused came later, in a message of the target's."""

    case: int
    expected: str
    incoming: Incoming


class World:
    """All that a run has; plain synchronous code in one thread, to which the binding brings messages and time."""

    def __init__(self, topology: Topology, profile: ModuleType, tag: str) -> None:
        self.topology, self.profile, self.tag = topology, profile, tag
        self.log = WireLog(tag)
        self.monitors = Monitors(topology)
        self.forbidden: dict[str, int] = {}
        self.tripped: list[Tripped] = []
        self.transfers = Transfers()
        self.peers = {
            account: Peer(self, ledger, account, number)
            for number, (ledger, account) in enumerate(
                (ledger, account) for ledger in topology.ledgers for account in ledger.peers
            )
        }
        self.memory: Callable[[], int | None] = lambda: None  # what a target that was started here takes (bytes)
        self.excuses = Excuses(self.now, self.lateness)
        self.from_the_start = False  # whether the target began with this run, so that all it ever said was heard
        self.main = greenlet.getcurrent()
        self.refused = 0
        self.broken: Counter[str] = Counter()
        self.untold: Counter[str] = Counter()
        self.stuck = 0
        self.silent_until = 0  # ms: a case waits, and nobody says anything new
        self.questions: list[Incoming] = []  # quote requests of the target's, to whomever they went
        self.answers: dict[str, list[Incoming]] = {}  # by id, to whomever they went
        self.played: dict[str, Played] = {}
        self.found: Counter[str] = Counter()  # in courses, by requirement
        self._binding: Binding | None = None
        self._keys = count(1)
        self._held: dict[int, tuple[int, Reply]] = {}  # calls of the target's that wait, by exchange number
        self._open: dict[int, Exchange] = {}
        self._timers: list[tuple[int, int, Callable[[], None]]] = []
        self._order = count()
        self._at_once = 0
        self.behind = 0  # ms that had passed since the latest event when it was taken in; 0 where none waits
        self._lates: deque[tuple[int, int]] = deque(maxlen=2000)
        self._accounts_of = {ledger.prefix: ledger for ledger in topology.ledgers}

    # -- the binding ---------------------------------------------------------------------------------------------

    @property
    def binding(self) -> Binding:
        """The binding in use."""
        if self._binding is None:
            raise RuntimeError("the world has no binding yet")
        return self._binding

    def connect(self, binding: Binding) -> None:
        """Begins to live: from now on messages and time come from this binding."""
        self._binding = binding
        self._at_once = 0 if "memory" in binding.features else AT_ONCE
        for peer in self.peers.values():
            if not peer.spare:
                self._beat(peer)

    def reception(self, call: Call) -> Reply:
        """How a call of the target's is answered at once; runs in the binding's thread, so it only reads."""
        odd = [peer for peer in self.peers.values() if peer.reception is not GOOD]
        reply = next((peer.reception for peer in odd if f'"{peer.account}"'.encode() in call.body), GOOD)
        if (reply.status, reply.body) != (GOOD.status, GOOD.body):
            return reply
        said = self.profile.acknowledgement(call.method, call.body)
        if said == reply.body:
            return reply
        return replace(reply, held=True) if said is None else replace(reply, body=said)

    def now(self) -> int:
        """The present moment, ms since the run began."""
        return self.binding.now()

    def clock(self) -> int:
        """The same as ms since 1970, by the clock that the target has too."""
        return self.binding.clock()

    # -- waiting -------------------------------------------------------------------------------------------------

    def wait(self, condition: Condition, limit: int) -> bool:
        """Lets time pass until the condition holds (True) or `limit` ms are over (False)."""
        given = self.limited(limit)
        held = self.wait_until(condition, self.now() + given)
        if not held and given < limit:
            raise Inconclusive("what the case rests on was seen to be broken before", RESTS_ON.get())
        return held

    def limited(self, limit: int) -> int:
        """The limit, in ms; a short one for what the case rests on where that was already seen to be broken.

        It has been judged with full patience then; at worst more cases are inconclusive, and a run against a target
        that passes nothing on does not take an hour.
        """
        broken = any(self.broken[id] >= SURELY for id in RESTS_ON.get())
        return min(limit, BRIEF) if broken else limit

    def wait_until(self, condition: Condition, moment: int) -> bool:
        """The same with the moment at which to give up."""
        current = greenlet.getcurrent()
        if current is not self.main and current.parent is not None:
            return bool(current.parent.switch((condition, moment)))
        while not condition():
            end = self.end_of(condition, moment)
            if self.now() >= end and not self.take_in(end):
                return False
            self.step(end)
        return True

    def pause_until(self, moment: int) -> None:
        """Lets time pass until the moment (ms)."""
        self.wait_until(never, moment)

    def silence(self, duration: int) -> int:
        """From now on, for so many ms, nobody says anything new; gives the moment at which it is over."""
        end = self.now() + duration
        self.silent_until = max(self.silent_until, end)
        return end

    def end_of(self, condition: Condition, moment: int) -> int:
        """The moment at which a wait is given up: later by as much as the harness itself was late."""
        return moment if condition is never or self.now() < moment else moment + self.lateness()

    def take_in(self, moment: int) -> bool:
        """Takes in what had come by the moment (ms) and is still to be seen; whether there was any."""
        found = False
        while (event := self.binding.next_event(moment)) is not None:
            found = found or event.at <= moment
            self._take(event)
            if event.at > moment:
                break
        return found

    def lateness(self, since: int | None = None) -> int:
        """How late the harness was at worst, in ms, within the last seconds or since a moment."""
        start = self.now() - RECENTLY if since is None else since
        recent = takewhile(lambda moment: moment[0] >= start, reversed(self._lates))
        return max([self.binding.lateness(start), *(late for _, late in recent)])

    def was_busy(self, since: int, first: int) -> bool:
        """Whether the harness was late since the moment (ms), or the target, with heartbeats, since an exchange."""
        return self.lateness(since) > SOON or self.log.leaves_heartbeats(first, len(self.log))

    def step(self, moment: int) -> None:
        """Takes in the next thing that happens, at the latest at `moment`."""
        while self._timers and self._timers[0][0] <= self.now():
            due, _, action = heapq.heappop(self._timers)
            self._was_late(due)
            action()
        until = min(moment, self._timers[0][0]) if self._timers else moment
        event = self.binding.next_event(until)
        if event is None:
            self.behind = 0
        for _ in range(self._at_once):
            if event is None:
                return
            self._take(event)
            event = self.binding.next_event(0)
        if event is not None:
            self._take(event)

    def _was_late(self, due: int) -> int:
        """Notes how late (ms) comes now what was due then: the worst of each moment."""
        now = self.now()
        if now == due:
            return 0
        in_moment = self._lates and now < self._lates[-1][0] + MOMENT
        at, worst = self._lates.pop() if in_moment else (now, 0)
        self._lates.append((at, max(worst, now - due)))
        return now - due

    def _take(self, event: Event) -> None:
        self.behind = self._was_late(event.at)
        if isinstance(event, Arrived):
            self._arrived(event)
        else:
            self._answered(event)

    def later(self, delay: int, action: Callable[[], None]) -> None:
        """Runs the action after `delay` ms, as soon as somebody waits."""
        heapq.heappush(self._timers, (self.now() + delay, next(self._order), action))

    # -- the wire ------------------------------------------------------------------------------------------------

    def post(
        self, ledger: str | None, account: str, method: str | None, body: bytes, authorization: str | None
    ) -> Exchange:
        """Calls the target; the exchange's status is None until it has answered."""
        exchange = self.log.add(self.now(), True, ledger or "", account, method or "", body)
        key = next(self._keys)
        self._open[key] = exchange
        self.binding.post(Call(key, method, ledger, authorization, body), self.call_limit)
        return exchange

    @property
    def call_limit(self) -> int:
        """How long (ms) a call is waited for; a question's response may need that of a next hop."""
        asked = self.topology.remote_quote_timeout if self.profile.ANSWERS_IN_RESPONSE else 0
        return self.topology.patience + asked

    def open_calls(self) -> int:
        """How many calls of the harness' are not answered yet."""
        return len(self._open)

    def is_calling(self, account: str) -> bool:
        """Whether a call of the account's is not answered yet."""
        return any(each.account == account for each in self._open.values())

    def authorization(self, ledger: str) -> str | None:
        """The header that opens the ledger, where it has a token."""
        token = self.topology.ledger(ledger).token
        return None if token is None else f"Bearer {token}"

    def _answered(self, event: Answered) -> None:
        exchange = self._open.pop(event.key, None)
        if exchange is None:
            return
        exchange.status, exchange.answer, exchange.answered_at = event.reply.status, event.reply.body, event.at
        exchange.refused = event.reply.refused
        self.refused += event.reply.refused
        self.monitors.see_answer(exchange)
        if self.profile.ANSWERS_IN_RESPONSE and exchange.status == 200 and exchange.payload is not None:
            self._take_answer(exchange, event.at)

    def _take_answer(self, exchange: Exchange, at: int) -> None:
        """The HTTP response to a message of a peer's, where that is an answer."""
        try:
            message: Any = json_text.read(exchange.answer or b"")
        except json_text.JsonTextError:
            message = None
        incoming = self.profile.read_answer(exchange.ledger, exchange.payload, message, exchange.seq, at)
        if incoming is None:
            return
        peer = self.peers[exchange.account]
        self.monitors.see(incoming, [message], peer)
        self._file(incoming)
        peer.hears(incoming)

    def respond(self, request: Incoming, payload: object) -> None:
        """Gives the answer to a call of the target's that waits for one; the first one counts."""
        key, reply = self._held.pop(request.seq, (None, GOOD))
        if key is None:
            return
        exchange = self.log.exchanges[request.seq]
        exchange.answer = json_text.write(self.profile.answer_to(request.wire, payload))
        self.binding.respond(key, replace(reply, body=exchange.answer, held=False))

    def _arrived(self, event: Arrived) -> None:
        call = event.call
        prefix = call.prefix or ""
        ledger = self._accounts_of.get(prefix) or self._accounts_of.get(prefix + ".")
        exchange = self.log.add(event.at, False, ledger.prefix if ledger else prefix, "", call.method or "", call.body)
        exchange.status, exchange.answered_at = event.reply.status, event.at
        try:
            params: Any = json_text.read(call.body)
        except json_text.JsonTextError as error:
            params = None
            self.monitors.see_unreadable(exchange, str(error))
        incoming = self.profile.read(call.method, exchange.ledger, params, exchange.seq, event.at)
        peer = self.peers.get(incoming.receiver or "")
        exchange.account = incoming.receiver or ""
        self.monitors.see(incoming, params, peer)
        self.monitors.see_token(incoming, call)
        self._file(incoming)
        if event.reply.held:
            self._held[exchange.seq] = (call.key, event.reply)
        if peer is not None and peer.ledger.prefix == exchange.ledger:
            peer.hears(incoming)
        if peer is None or incoming.kind is not Kind.QUOTE_REQUEST:
            self.respond(incoming, {})
        self._trip(incoming)
        self._take_transfer(incoming)

    def _file(self, incoming: Incoming) -> None:
        """Notes requests of the target's own, and what came under an id."""
        if incoming.kind is Kind.QUOTE_REQUEST:
            self.questions.append(incoming)
        if incoming.kind in ANSWERS and isinstance(incoming.id, str):
            self.answers.setdefault(incoming.id, []).append(incoming)

    def _beat(self, peer: Peer) -> None:
        """A steady peer's heartbeat, again and again."""
        peer.heartbeat_now()
        self.later(self.topology.broadcast_interval, lambda: self._beat(peer))

    # -- what cases build on -------------------------------------------------------------------------------------

    def settle(self, sender: Peer, *witnesses: Peer) -> None:
        """A barrier: returns when the target has worked off what `sender` has sent up to now.

        The sender announces a fresh prefix and the barrier has passed when a peer on another ledger is told of it
        (RR-30 keeps this order): any one of them, or each of the witnesses that has to be told. Raises Inconclusive,
        resting on RR-2.
        """
        prefix = f"g.{self.tag}.barrier.{next(self._order)}."
        watchers = [peer for peer in self.watchers(sender) if peer.reception.status == 200]
        sender.broadcasts(sender.route(prefix))
        patience = self.topology.patience if self.stuck < STUCK else min(self.topology.patience, BRIEF)
        chosen = [peer for peer in witnesses if peer in watchers]
        enough, judges = (all, chosen) if chosen else (any, watchers)
        told = self.wait(lambda: enough(peer.mailbox.told(prefix) is not None for peer in judges), patience)
        sender.leaves(prefix)
        self.stuck = 0 if told else self.stuck + 1
        if not told:
            raise Inconclusive("a later update was not passed on, so nothing can be said of the earlier one", ("RR-2",))

    def watchers(self, sender: Peer) -> list[Peer]:
        """The steady peers on the other ledgers that trade towards the sender's."""
        return [
            peer
            for peer in self.peers.values()
            if not peer.spare
            and peer.ledger.prefix != sender.ledger.prefix
            and self.topology.pair(peer.ledger.prefix, sender.ledger.prefix)
        ]

    def hearers(self, sender: Peer) -> list[Peer]:
        """The watchers by whom a promise can be judged: not those who were seen to be told nothing, if others are told.

        RR-2 has judged that; a target that tells only one peer of each ledger is still to keep what it tells that one.
        """
        watchers = self.watchers(sender)
        return [peer for peer in watchers if self.untold[peer.account] < SURELY] or watchers

    def forbid(self, prefix: str) -> None:
        """No route to the prefix may be broadcast from now on; a hit is a record of the running case's requirement."""
        self.forbidden[prefix] = CASE.get()

    def _trip(self, incoming: Incoming) -> None:
        if incoming.kind is not Kind.BROADCAST or not self.forbidden or not isinstance(incoming.data, dict):
            return
        rows = incoming.data.get("new_routes")
        for row in rows if isinstance(rows, list) else []:
            prefix = row.get("destination_ledger") if isinstance(row, dict) else None
            if isinstance(prefix, str) and prefix in self.forbidden:
                expected = f"no route to {prefix} is broadcast"
                self.tripped.append(Tripped(self.forbidden[prefix], expected, incoming))

    def _take_transfer(self, incoming: Incoming) -> None:
        sent = self.transfers.take(incoming)
        self.monitors.see_transfer(incoming, sent, self.transfers)
        for prepared, case in self.transfers.forbidden.items() if sent else ():
            if sent and self.transfers.belongs(sent, prepared):
                self.tripped.append(Tripped(case, f"nothing is sent on for {prepared}", incoming))

    def close(self) -> None:
        """Lets go of the binding."""
        if self._binding is not None:
            self._binding.close()


__all__ = ["CASE", "Incoming", "Kind", "World"]
