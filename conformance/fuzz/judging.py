"""Holds the target to what the model says must follow, now that everything sent has taken effect."""

from __future__ import annotations

import math

from conformance.fuzz.model import Model
from conformance.harness.peer import Answer, Peer
from conformance.harness.quoting import named
from conformance.harness.routing import promise_in
from conformance.harness.wirelog import Exchange
from conformance.harness.world import World
from conformance.harness.worth import is_plain
from conformance.oracle.addresses import longest
from conformance.oracle.hops import join_of
from conformance.oracle.joins import Join
from conformance.oracle.promises import overpromise, underpromise
from conformance.oracle.quotes import Bounds, local_by_destination, local_by_source
from conformance.oracle.routing import Route, offers, usable
from conformance.verdicts import Violation

MOST_POINTS = 9  # of a curve whose join has no more than the ten that are passed on exactly
LOCAL = 1_000_000  # base units asked for between two of the connector's own ledgers


class Judge:
    """Judgements raise Violation; `requirement` and `kind` then say of what, `state` what the model was in."""

    def __init__(self, world: World, model: Model, stem: str) -> None:
        self.world, self.model, self.stem = world, model, stem
        self.requirement = ""
        self.kind = ""
        self.state = ""

    # -- a quote -------------------------------------------------------------------------------------------------

    def quote(self, peer: Peer, destination: str, side: str, amount: int) -> None:
        """Asks for a quote and judges the answer by the routes there are."""
        topology, now = self.world.topology, self.world.now()
        own = longest({ledger.prefix for ledger in topology.ledgers}, destination)
        routes = usable(topology, self.model.table, peer.ledger.prefix, destination, now)
        self.state = f"a quote over {'own ledgers' if own and not routes else min(len(routes), 3)} routes"
        answer = peer.asks(destination, **{side: amount})
        self._about("QT-8", "no answer")
        if answer.quote is None and answer.error is None:
            raise Violation("an answer in bounded time", "none", answer.seqs)
        if own is None and self._is_sure(destination):
            self._learnt(peer, routes, answer, side, amount)

    def _learnt(self, peer: Peer, routes: tuple[Route, ...], answer: Answer, side: str, amount: int) -> None:
        if not routes and answer.quote is not None:
            self._about("QT-8", "an invented quote")
            raise Violation("an error, as there is no route", answer.said, answer.seqs)
        if answer.quote is None:
            return
        self._about("QT-3" if side == "source_amount" else "QT-4", "the amount asked about")
        if answer.amount(side) != amount:
            raise Violation(f"{side} {amount}", answer.said, answer.seqs)
        self._about("QT-18", "better than the join")
        joins = [join_of(self.world.topology, peer.ledger.prefix, route) for route in routes]
        best = max(join.best(answer.amount("source_amount")) for join in joins)
        if answer.amount("destination_amount") > best:
            raise Violation(f"no more than {math.floor(best)}", answer.said, answer.seqs)

    def _is_sure(self, destination: str) -> bool:
        """Whether all prefixes of the destination are ones of which something is known."""
        matching = [prefix for prefix in {*self.model.named, *self.model.open} if destination.startswith(prefix)]
        return all(self.model.sure(prefix) for prefix in matching)

    # -- the routes that peers hold ------------------------------------------------------------------------------

    def picture(self) -> None:
        """Each steady peer holds routes to what it must be told of, promising what they may, and to nothing else."""
        steady = [peer for peer in self.world.peers.values() if not peer.spare and peer.is_well]
        for peer in steady:
            now = self.world.now()
            due = offers(self.world.topology, self.model.table, peer.ledger.prefix, peer.account, now)
            for prefix in sorted(each for each in self.model.named | self.model.refused if each.startswith(self.stem)):
                if prefix in self.model.refused and prefix not in self.model.named | self.model.open:
                    self._refused(peer, prefix)
                elif self.model.sure(prefix):
                    self._held(peer, prefix, due.get(prefix, ()))

    def _refused(self, peer: Peer, prefix: str) -> None:
        self._about("RR-16", "a broken update was taken")
        told = peer.mailbox.told(prefix)
        if told is not None:
            raise Violation(f"no route to {prefix}, which only a broken update announced", "one", [told.seq])

    def _held(self, peer: Peer, prefix: str, routes: tuple[Route, ...]) -> None:
        world, patience = self.world, self.world.topology.patience
        joins = [join_of(world.topology, peer.ledger.prefix, route) for route in routes]
        same_ledger = any(
            route.ledger == peer.ledger.prefix and route.sender != peer.account and route.prefix == prefix
            for route in self.model.table.routes.values()
        )
        if not routes and not same_ledger:
            self._about("RR-9", "not withdrawn")
            if not world.wait(lambda: peer.mailbox.told(prefix) is None, patience):
                told = peer.mailbox.told(prefix)
                raise Violation(f"{prefix} withdrawn from {peer}", "it is not", [told.seq] if told else [])
        if any(join.owes_anything for join in joins):
            self._about("RR-2", "not passed on")
            if not world.wait(lambda: peer.mailbox.told(prefix), patience):
                raise Violation(f"a route to {prefix} for {peer}", "none", [])
        if joins and not same_ledger and peer.mailbox.told(prefix) is not None:
            self._promise(peer, prefix, joins)

    def _promise(self, peer: Peer, prefix: str, joins: list[Join]) -> None:
        world, patience = self.world, self.world.topology.patience

        def curve_ok(judge: object) -> bool:
            told = peer.mailbox.told(prefix)
            return told is None or judge(promise_in(told), joins) is None  # type: ignore[operator]  # one of the two

        judges = [("RR-3", "overpromise", overpromise)]
        curve = joins[0].curve
        if len(joins) == 1 and curve is not None and is_plain(joins[0]) and len(curve.points) < MOST_POINTS:
            judges.append(("RR-4", "underpromise", underpromise))
        for requirement, kind, judge in judges:
            self._about(requirement, kind)
            if not world.wait(lambda judge=judge: curve_ok(judge), patience):  # type: ignore[misc]  # bound now
                told = peer.mailbox.told(prefix)
                finding = judge(promise_in(told), joins) if told else None
                if told and finding:
                    raise Violation(f"a promise to {peer} by the routes there are", finding.sentence, [told.seq])

    # -- the others ----------------------------------------------------------------------------------------------

    def alive(self, exchange: Exchange) -> None:
        """After a bad message the target serves its sender's neighbours (RS-1)."""
        self._about("RS-1", "no service after a bad message")
        self._local(exchange)

    def others(self) -> None:
        """Each steady peer gets a quote over the own rate, as always."""
        self._about("RS-1", "no service at the end")
        self._local(None)

    def _local(self, exchange: Exchange | None) -> None:
        topology = self.world.topology
        for pair in topology.pairs[:1] if exchange else topology.pairs:
            asker = next((peer for peer in self._steady_on(pair.source)), None)
            if asker is None:
                continue
            seqs = [exchange.seq] if exchange else []
            answer = asker.asks(pair.destination + "fuzz", source_amount=LOCAL)
            bounds = local_by_source(topology, pair.source, pair.destination, LOCAL)
            self._within(bounds, answer, seqs)
            if exchange is None and answer.quote is not None:
                back = answer.amount("destination_amount")
                bounds = local_by_destination(topology, pair.source, pair.destination, back)
                self._within(bounds, asker.asks(pair.destination + "fuzz", destination_amount=back), seqs)

    def _within(self, bounds: Bounds, answer: Answer, seqs: list[int]) -> None:
        refused = answer.error is not None and bounds.may_refuse
        if answer.quote is None and not refused:
            raise Violation(f"a quote: {bounds.sentence()}", answer.said, [*seqs, *answer.seqs])
        if answer.quote is not None and not bounds.allows(named(answer, bounds)):
            self._about("QT-9", "own rate")
            raise Violation(bounds.sentence(), answer.said, [*seqs, *answer.seqs])

    def _steady_on(self, ledger: str) -> list[Peer]:
        return [peer for peer in self.world.peers.values() if peer.ledger.prefix == ledger and not peer.spare]

    def _about(self, requirement: str, kind: str) -> None:
        self.requirement, self.kind = requirement, kind
