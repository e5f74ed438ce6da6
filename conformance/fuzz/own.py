"""What is the connector's own: what peers are told of its ledgers, configured routes, and names nobody may announce."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING

from conformance.fuzz.faults import Notes
from conformance.fuzz.model import Model
from conformance.fuzz.steps import Ask
from conformance.harness.configured import Way
from conformance.harness.expecting import questions_since
from conformance.harness.hops import still_gives
from conformance.harness.quoting import named
from conformance.harness.routing import promise_in
from conformance.harness.worth import is_plain
from conformance.oracle.addresses import longest, matches
from conformance.oracle.joins import Join
from conformance.oracle.promises import overpromise
from conformance.oracle.quotes import local_by_destination, local_by_source
from conformance.oracle.rates import own_rate
from conformance.verdicts import Violation

if TYPE_CHECKING:
    from conformance.harness.peer import Answer, Peer
    from conformance.harness.world import World


class Own:
    """Judges what hangs on the topology alone, whatever peers announce."""

    def __init__(self, world: World, model: Model, notes: Notes) -> None:
        self.world, self.model, self.notes = world, model, notes
        self._looked_at: dict[tuple[Peer, str], int] = {}

    # -- own ledgers ---------------------------------------------------------------------------------------------

    def look(self, peers: Sequence[Peer], returned: Collection[Peer]) -> None:
        """Each peer holds a route to each ledger traded to, that promises no more than the own rate gives.

        `returned`: those who could not be reached before, so that it was RB-12 where they hold none.
        """
        for peer in peers:
            for pair in self.world.topology.pairs:
                if pair.source == peer.ledger.prefix and pair.destination not in self.model.reserved:
                    self._look(peer, pair.destination, peers, "RB-12" if peer in returned else "RB-5")

    def _look(self, peer: Peer, ledger: str, peers: Sequence[Peer], requirement: str) -> None:
        told = peer.mailbox.told(ledger)
        if told is None:
            gone = peer.mailbox.about(ledger)[-1:]
            beside = [each for each in peers if each.ledger is peer.ledger and each.mailbox.told(ledger)]
            if not self.world.from_the_start:
                beside = []  # it may have been told before this run, and only a peer that came back told again
            with self.notes.about(self.model.meddled or requirement, "an own ledger"):
                if gone:
                    raise Violation(f"{ledger} not withdrawn from {peer}", "it was withdrawn", [gone[0].seq])
                told_now = partial(peer.mailbox.told, ledger)
                if beside and peer.mailbox.updates and not self.world.wait(told_now, self.world.topology.patience):
                    raise Violation(f"a route to {ledger} for {peer} as for {beside[0]}", "none", [])
            return
        if self._looked_at.get((peer, ledger)) == told.seq:
            return
        self._looked_at[peer, ledger] = told.seq
        join = Join(own_rate(self.world.topology, peer.ledger.prefix, ledger))
        with self.notes.about("LC-11" if is_plain(join) else "LC-8b", "an own ledger"):
            finding = overpromise(promise_in(told), [join])
            if finding is not None:
                raise Violation(
                    f"a promise that the own rate gives, to {ledger} for {peer}", finding.sentence, [told.seq]
                )

    # -- configured routes ---------------------------------------------------------------------------------------

    def is_configured(self, destination: str) -> bool:
        """Whether a configured route leads to the destination; judges that it does, where its peer is well."""
        routes = [each for each in self.world.topology.routes if each.prefix and matches(each.prefix, destination)]
        for route in routes:
            peer = self.world.peers[route.peer]
            if peer.is_well and peer.reached:
                with self.notes.about("RR-29", "a configured route"):
                    Way(peer, route.prefix).is_used()
        return bool(routes)

    # -- names that nobody may announce --------------------------------------------------------------------------

    def is_reserved(self, peer: Peer, destination: str, step: Ask) -> bool:
        """Whether somebody announced what lies on an own ledger and is not theirs; judges that it is not used."""
        around = [prefix for prefix in self.model.reserved if matches(prefix, destination)]
        if not around or longest({*around, *self.model.named}, destination) not in around:
            return False
        if max(around, key=len) in self.model.named:
            return True  # by the one whose it is, too
        with self.notes.about(self.model.reserved[max(around, key=len)], "asked all the same"):
            first = len(self.world.log)
            answer = peer.asks(destination, **{step.side: step.amount})
            asked = questions_since(self.world, first, destination)
            if asked:
                raise Violation("nobody asked, as it is not theirs to announce", "one was", [*answer.seqs, *asked])
            self._is_not_theirs(peer, destination, step, answer)
        return True

    def _is_not_theirs(self, asker: Peer, destination: str, step: Ask, answer: Answer) -> None:
        """Where quotes come from curves: this one is by the own rate, if it is near what an announcer's curve gives."""
        topology, source = self.world.topology, asker.ledger.prefix
        own = longest({ledger.prefix for ledger in topology.ledgers}, destination)
        if answer.quote is None or own is None or topology.pair(source, own) is None:
            return
        by = local_by_source if step.side == "source_amount" else local_by_destination
        bounds = by(topology, source, own, step.amount)
        if bounds.allows(named(answer, bounds)):
            return
        for via in self.world.peers.values():
            if via is not asker and still_gives(via, asker, destination, answer):
                expected = f"no quote through {via}, whose it is not to announce"
                raise Violation(expected, f"one that its curve gives, {answer.said}", answer.seqs)
