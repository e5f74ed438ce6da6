"""Plays a program against the target and says which requirements it saw broken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from typing import Any

from conformance.fuzz.calls import TOKENS, Effect, names_in, prefixes_in, sent_by_nobody
from conformance.fuzz.crowds import EARLIER, ask_at_once, ask_beyond, carries_much, flood
from conformance.fuzz.dialects import DIALECTS
from conformance.fuzz.faults import Fault, Notes
from conformance.fuzz.malice import AGAINST_ALL, HALF
from conformance.fuzz.raw import FORMS, sends_raw
from conformance.fuzz.steps import (
    STEM,
    Ask,
    AskCurve,
    AtOnce,
    Bad,
    Deliveries,
    Flood,
    Look,
    Meanwhile,
    OutOfOrder,
    Passes,
    Pay,
    Program,
    Raw,
    Replies,
    Settles,
    Step,
    Strain,
    Update,
)  # fmt: skip
from conformance.fuzz.strains import strain
from conformance.harness.calls import is_served
from conformance.harness.deliveries import failed_at, repeats_nothing
from conformance.harness.leases import Leases
from conformance.harness.peer import Peer
from conformance.harness.wirelog import Exchange
from conformance.harness.world import World
from conformance.oracle.addresses import is_plain_prefix
from conformance.verdicts import Inconclusive, NotApplicable
from schemas import json_text

SLOW = 300  # ms by which a slow peer answers late
HANGS, FAILS_LATE = 0, 503  # statuses of a `Deliveries` that stand for no answer, and for an error that comes late
LATE = {202: SLOW, 203: 200}  # those that stand for a late answer, by so many ms


@dataclass
class Played:
    """What came of a program: faults, what was said, and why it was broken off, if it was.

    `unclear`: why judgements could not be made.
    """

    faults: list[Fault] = field(default_factory=list)
    exchanges: tuple[Exchange, ...] = ()
    broken_off: str = ""
    reached: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)  # signatures that a play beside this one may have brought about
    unclear: list[str] = field(default_factory=list)
    beside: tuple[Program, ...] = ()  # those plays' programs, where it was not brought to its end
    begun: list[tuple[int, Step]] = field(default_factory=list)  # steps, and when (ms)
    last: Program | None = None  # the last steps of all plays before the target was lost
    put_off: bool = False  # it was not brought to its end, and showed nothing


class BrokenOff(Exception):
    """Whoever watches over a play ends it: the text says why."""


class Player:
    """One play of one program, under names of its own."""

    def __init__(self, world: World, number: int, look_at_monitors: Callable[[], None]) -> None:
        """`look_at_monitors` adds what they saw of this play to its faults."""
        self.world, self._look_at_monitors = world, look_at_monitors
        self.stem = f"g.{world.tag}.f{number}."
        self.dialect = DIALECTS[world.topology.profile]
        self.model = self.dialect.model(world.topology, world.lateness)
        self.notes = Notes(rows=self.dialect.rows)
        self.judge = self.dialect.judge(world, self.model, self.notes)
        self.paying = self.dialect.paying(world, self.model, self.notes)
        self.played = Played(self.notes.faults, unclear=self.notes.unclear)
        self._dirty: dict[Peer, None] = {}
        self._fresh: dict[Peer, None] = {}  # whose last update may not have had its effect yet
        self._ways: dict[tuple[str, str], str] = {}
        self._first = len(world.log)
        self._spoilt: set[Peer] = set()
        self._leases = Leases(world)
        self._at_rest = False  # whether the last step was a look, when all that was sent had taken effect
        self._loose: set[tuple[Peer, str]] = set()  # the same of what was announced in a message written by hand
        self._everybodys: set[tuple[Peer, str]] = set()  # what was announced that is not of the play alone

    def play(self, program: Program) -> Played:
        """Takes the steps, judges after them, and leaves the target as it was."""
        began = self.world.now()
        self._look_at_monitors()
        self.judge.telling.listeners |= {self._peer(each) for each in named_in(program) if each in self.world.peers}
        if program.steps:
            self.played.faults.clear()  # they came before it
        try:
            for step in program.steps:
                self.played.begun.append((self.world.now(), step))
                with suppress(NotApplicable):  # no message of the profile says that
                    TAKEN[type(step)](self, step)
                self._at_rest = isinstance(step, Look)
                self._look_at_monitors()
            self.judge.telling.final = True
            self._look(Look())
            self.judge.others()
        except Inconclusive as unclear:
            self.played.broken_off = unclear.reason
            self.judge.others()
        except BrokenOff as reason:
            self.played.broken_off = str(reason)
        finally:
            self._clean_up()
        self._look_at_monitors()
        self._forgive(began)
        return self.played

    def _forgive(self, began: int) -> None:
        """Where the harness was so late that steady peers' routes were in danger, nothing is anybody's fault."""
        topology, late = self.world.topology, self.world.lateness(began)
        if late > (topology.hold_down_time - topology.broadcast_interval) * 3 // 4:
            self.notes.unclear.append(f"the harness itself was {late} ms late")
            self.played.faults.clear()

    # -- the steps -----------------------------------------------------------------------------------------------

    def _update(self, step: Update) -> None:
        peer = self._peer(step.peer)
        offered = [
            replace(each, paths=tuple(tuple(map(self._named, path)) for path in each.paths)) for each in step.routes
        ]
        routes = [peer.route(self._named(each.prefix), **self.dialect.members(each)) for each in offered]
        gone = [self._named(prefix) for prefix in step.gone]
        hold = step.hold if peer.spare else None  # a steady peer's heartbeats go on with the topology's
        update = peer.update(*routes, unreachable=gone, hold_down_time=hold)
        peer.delivered(peer.post_update(update))
        self._fresh[peer] = None
        self._everybodys |= {(peer, each.prefix) for each in step.routes if STEM not in each.prefix}
        self.model.update(peer.account, peer.ledger.prefix, update, self.world.now())

    def _look(self, step: Look) -> None:
        self._settle()
        self.judge.look()  # shows no update that changes nothing of what is told, so all stay fresh

    def _ask(self, step: Ask) -> None:
        self._settle()
        state = self.judge.quote(self._peer(step.peer), self._named(step.destination), step, self._ways)
        self.played.reached.add(state)

    def _ask_curve(self, step: AskCurve) -> None:
        self._settle()
        self.played.reached.add(self.judge.curve(self._peer(step.peer), self._named(step.destination)))

    def _at_once(self, step: AtOnce) -> None:
        peers = [self._peer(account) for account in step.peers]
        with self.notes.about("MSG-5", "asked at once"):
            ask_at_once(peers, self._named(step.destination), step.amount, step.under_one_id)
        self.played.reached.add("asked at once")

    def _out_of_order(self, step: OutOfOrder) -> None:
        self._settle()
        prefix, via, askers = self._named(step.prefix), self._peer(step.via), list(map(self._peer, step.peers))
        route = self.model.table.routes.get((via.account, prefix))
        sure = route is not None and self.model.is_sure_around(prefix + "carl", self.world.now())
        if route is not None and sure and all(carries_much(asker, via, route) for asker in askers):
            with self.notes.about("RQ-4" if step.order == EARLIER else "RQ-3", f"answers {step.order}"):
                ask_beyond(askers, via, prefix, step.order, step.under_one_id)
            self.played.reached.add(f"answered {step.order}")

    def _meanwhile(self, step: Meanwhile) -> None:
        self._settle()
        destination = self._named(step.destination)
        if self.model.is_sure_around(destination, self.world.now()):
            self.judge.meanwhile(step, destination)
            self.played.reached.add("a quote while another one hangs")

    def _flood(self, step: Flood) -> None:
        sender = self._peer(step.peer)
        with self.notes.about("RS-4", f"a flood of {step.kind}"):
            flood(sender, step.kind, step.count, self.stem)
        self.model.may_have_heard(sender.account, self.world.now())
        self.played.reached.add(f"a flood of {step.kind}")

    def _strain(self, step: Strain) -> None:
        sender = self._peer(step.peer)
        with self.notes.about("RS-4", f"a strain by {step.kind}"):
            strain(sender, step.kind, f"{self.stem}strain.")
        self.model.may_have_heard(sender.account, self.world.now())
        self.played.reached.add(f"a strain by {step.kind}")

    def _replies(self, step: Replies) -> None:
        prefix = self._named(step.prefix)
        self._peer(step.peer).replies(prefix, self.dialect.ways[step.way].replier)
        self._ways[step.peer, prefix] = step.way
        self.played.reached.add(f"answers {step.way}")

    def _bad(self, step: Bad) -> None:
        peer = self._peer(step.peer)
        body = step.body.replace(STEM.encode(), self.stem.encode())
        token = peer.ledger.token
        right = self.world.authorization(peer.ledger.prefix)
        authorization = right if step.token == "right" else TOKENS[step.token](token or "none")
        prefix = peer.ledger.prefix if step.ledger is None else step.ledger
        law = self.dialect.law_of(step, body, peer.account, peer.ledger)
        first = len(peer.mailbox.messages)
        odd, id = sent_by_nobody(body, peer.account)
        if odd:
            self.world.monitors.excuse(id)
        own = {each for each in prefixes_in(body) if each.startswith(self.stem)}
        for each in own:
            peer.says(each)
            self.world.monitors.announcers[each].update(self._named_in(body))
        exchange = peer.post_body(body, step.method, prefix=prefix, authorization=authorization)
        self.world.wait(lambda: exchange.answer is not None, self.world.topology.patience)
        self._follow(step, peer, law, body, own)
        self._dirty[peer] = None
        self.judge.call(peer, exchange, law, first)
        self.judge.alive(peer, exchange)
        if step.method == "send_transfer":
            self.paying.alive(peer, exchange)

    def _named_in(self, body: bytes) -> set[str]:
        """The accounts in the body: who is its sender, a connector may read there."""
        return {account for account in self.world.peers if f'"{account}"'.encode() in body}

    def _mind(self, step: Bad, peer: Peer, body: bytes) -> None:
        """Acts against others, and names that no rule forbids, but that nothing may come of."""
        if step.flaw in AGAINST_ALL and step.source == "malice":
            self.model.meddles(AGAINST_ALL[step.flaw])
        if step.flaw == HALF and step.source == "malice":
            self.model.halves |= {each for each in names_in(body) if each.startswith(self.stem)}

    def _follow(self, step: Bad, peer: Peer, law: Any, body: bytes, own: set[str]) -> None:
        """What the model makes of the body; `own`: prefixes of the play that it names."""
        self._mind(step, peer, body)
        if law.effect is Effect.UPDATE and not self._is_its_own(law.update):
            loose = {row["destination_ledger"] for row in law.update["new_routes"]} - own
            self.model.doubts(own | loose)
            self._loose |= {(peer, prefix) for prefix in loose}
            self.model.may_have_heard(peer.account, self.world.now())
            return
        if law.effect is Effect.UPDATE:
            for prefix in law.update["unreachable_through_me"]:
                peer.announced.pop(prefix, None)
            for prefix in self.model.update(peer.account, peer.ledger.prefix, law.update, self.world.now()):
                row = next(each for each in law.update["new_routes"] if each["destination_ledger"] == prefix)
                peer.announced[prefix] = peer.route(prefix, **row)
            return
        self.model.may_have_heard(peer.account, self.world.now())
        if law.effect is Effect.NONE:
            others = self.model.withdrawn_of_others(peer.account, law.update)
            self.model.bars(own - others, law.requirement)
            self.model.bars(own & others, "RS-5")
            self.model.blames(peer.account, law.requirement)
        else:
            self.model.doubts(own)

    def _is_its_own(self, update: Mapping[str, Any]) -> bool:
        """Whether all routes lead to prefixes of the play; of others (own ledgers, accounts) little is sure."""
        prefixes = [row["destination_ledger"] for row in update["new_routes"]]
        return all(each.startswith(self.stem) and is_plain_prefix(each) for each in prefixes)

    def _raw(self, step: Raw) -> None:
        """Where there are sockets; what it may come to says its form."""
        if "sockets" not in self.world.binding.features:
            return
        peer, form, prefix = self._peer(step.peer), FORMS[step.form], self._named(step.prefix)
        effect = form.effect_on(peer.ledger)
        update = peer.update(prefix)
        peer.says(prefix)
        peer.stands_for(update)
        body = json_text.write([peer.message(self.world.profile.broadcast(update))])
        exchange = sends_raw(peer, form, body)
        self._dirty[peer] = None
        if effect is Effect.UPDATE:
            self.model.update(peer.account, peer.ledger.prefix, update, self.world.now())
            with self.notes.about("MSG-1", f"how a call with {step.form} is answered"):
                is_served(peer, exchange)
        else:
            self.model.may_have_heard(peer.account, self.world.now())
        if effect is Effect.NONE:
            self.model.bars([prefix], form.requirement)
            self.model.blames(peer.account, form.requirement)
        elif effect is Effect.OPEN:
            self.model.doubts([prefix])
        self.judge.alive(peer, exchange)
        self.played.reached.add("a call in bytes of HTTP")

    def _pay(self, step: Pay) -> None:
        self._dirty |= self._fresh  # a payment has one chance: what comes of it is not looked for again, as a quote is
        self._settle()
        destination = self._named(step.destination)
        self.paying.pay(self._peer(step.peer), destination, step)
        self.played.reached.add(f"a transfer, {step.form}")

    def _settles(self, step: Settles) -> None:
        self.paying.settle(step.how)
        self.played.reached.add(f"a transfer is {step.how}")

    def _deliveries(self, step: Deliveries) -> None:
        peer = self._peer(step.peer)
        if not peer.spare:
            return
        self.world.take_in(self.world.now())
        self._spoilt.add(peer)
        if step.status == 200:
            self._mend(peer)
        elif step.status in LATE:
            self._leases.slow(peer, LATE[step.status])
        elif step.status == HANGS:
            self._leases.spoil(peer, delay=None)
            self.judge.telling.ignored.add(peer)
        else:
            self._leases.spoil(peer, step.status, SLOW if step.status == FAILS_LATE else 0)
        self.played.reached.add(f"deliveries end with {step.status}")

    def _mend(self, peer: Peer) -> None:
        if peer.is_well:
            return
        failed = {each.seq for each in failed_at(peer, self._first)}
        peer.mailbox.forget(failed)
        if failed:
            self.judge.telling.returned.add(peer)
        self._leases.mend(peer)

    def _passes(self, step: Passes) -> None:
        since, quiet = len(self.world.log), self._at_rest and step.ms >= 2 * self.world.topology.broadcast_interval
        self.world.wait_until(lambda: False, self.world.now() + step.ms)
        if step.ms >= self.world.topology.broadcast_interval:
            self._fresh.clear()
        for peer in self.judge.telling.audience() if quiet and self.model.named else ():
            with self.notes.about("RB-9", "a heartbeat with routes"):
                repeats_nothing(peer, since)
        self.model.passes(self.world.now())

    # -- what is asked for in between ----------------------------------------------------------------------------

    def _settle(self) -> None:
        """Barriers for all that sent what should have no effect: then it has none, or it is to be seen."""
        for peer in list(self._dirty):
            with self.notes.about("RR-2", "a barrier"):
                self.world.settle(peer)
            self.model.update(peer.account, peer.ledger.prefix, peer.update(), self.world.now())
            self._fresh.pop(peer, None)
        self._dirty.clear()

    def _peer(self, account: str) -> Peer:
        return self.world.peers[account]

    def _named(self, name: str) -> str:
        return name.replace(STEM, self.stem).replace(f"G{STEM[1:]}", f"G{self.stem[1:]}")

    # -- what was seen -------------------------------------------------------------------------------------------

    def _clean_up(self) -> None:
        for peer, prefix in sorted(self._everybodys, key=str):
            if prefix in peer.announced:
                peer.post_update(peer.update(unreachable=[prefix]))
                peer.said.discard(prefix)
        for peer, prefix in sorted(self._loose, key=str):
            peer.post_update(peer.update(unreachable=[prefix]))
        for peer in self.world.peers.values():
            for prefix in [each for each in peer.repliers if each.startswith(self.stem)]:
                del peer.repliers[prefix]
            if peer in self._spoilt:
                self._mend(peer)
            own = sorted(prefix for prefix in peer.said if self.stem in prefix)
            peer.said.difference_update(own)
            if own:
                peer.leaves(*own)


def named_in(program: Program) -> set[str]:
    """The accounts that take part in a program."""
    values = [getattr(step, member.name) for step in program.steps for member in fields(step)]
    return {
        each for value in values for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, str)
    }


TAKEN: dict[type[Step], Callable[[Player, Any], None]] = {
    Update: Player._update, Look: Player._look, Ask: Player._ask, Meanwhile: Player._meanwhile,
    AskCurve: Player._ask_curve, AtOnce: Player._at_once, OutOfOrder: Player._out_of_order, Flood: Player._flood,
    Strain: Player._strain, Raw: Player._raw, Replies: Player._replies, Bad: Player._bad, Pay: Player._pay,
    Settles: Player._settles, Deliveries: Player._deliveries, Passes: Player._passes,
}  # fmt: skip
