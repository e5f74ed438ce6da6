"""Whom the target asks for a quote after a step of a course, against who may be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from conformance.harness.course import TOP, Amount, Say
from conformance.harness.findings import Finding
from conformance.harness.hops import is_given_by
from conformance.harness.standing import SURELY
from conformance.oracle.addresses import matches
from conformance.oracle.hops import join_of
from conformance.oracle.rates import NotTraded
from conformance.oracle.routing import Route, Table
from conformance.oracle.telling import Hops, hops
from conformance.verdicts import Inconclusive, Violation

BRIEF = 500  # ms that is waited where a requirement was seen broken often enough

if TYPE_CHECKING:
    from conformance.harness.peer import Answer, Peer
    from conformance.harness.world import World


@dataclass
class Asking:
    """A quote that is asked for under a prefix; asked again until it is right, or in vain.

    `older` is the table with those routes that were replaced as they were before.
    """

    world: World
    table: Table
    older: Table
    asker: Peer
    prefix: str
    says: tuple[Say, ...]
    asks: Amount
    judged: list[str] = field(default_factory=list)
    within: int | None = None  # ms, where it is not the patience

    @property
    def _withdraws(self) -> bool:
        return any(say.gone for say in self.says)

    def finding(self, numbers: Iterator[int]) -> Finding | None:
        """What is wrong with who is asked, when the patience is over; None: nothing."""
        due = self._due(self.table)
        if due is None:
            return None
        self.judged += self._judges(due)
        seen: list[Finding | None] = []

        def holds() -> bool:
            address = f"{self.prefix}receiver{next(numbers)}"
            answer = self._ask(address)
            seen.append(self._look(due, answer, self._hops(due, address, answer)))
            return seen[-1] is None

        brief = any(self.world.found[id] >= SURELY for id in self.judged)
        self.asker._comes_to_hold(holds, BRIEF if brief else self.within)
        found = seen[-1]
        if found is not None and brief:
            found = replace(found, known=self.world.found[found.requirement] >= SURELY)
            if not found.known:
                self.asker._comes_to_hold(holds)
                found = seen[-1]
        return found

    def _ask(self, address: str) -> Answer:
        return self.asker.asks(address, **{self._side: self._amount})

    @property
    def _amount(self) -> int:
        return int(self.asks.part * (self.asker.ledger.capacity if self.asks.by_source else TOP))

    @property
    def _side(self) -> str:
        return "source_amount" if self.asks.by_source else "destination_amount"

    def _due(self, table: Table) -> Hops | None:
        """Who may be asked by this table."""
        source, address = self.asker.ledger.prefix, self.prefix + "receiver"
        by_source = self.asks.by_source
        return hops(self.world.topology, table, source, address, self._amount, self.world.now(), by_source)

    def _judges(self, due: Hops) -> list[str]:
        if not due.routes:
            return ["RR-7" if self._withdraws else "QT-8"]
        if due.surely is None:
            return []
        found = ["RR-8"] if self._withdraws else ["RR-5"] if self._replaced() else []
        found += ["QT-10"] if self._nested() else []
        return [*found, "RQ-1" if len(due.routes) > 1 else "RR-1"]

    def _hops(self, due: Hops, address: str, answer: Answer) -> Mapping[Peer, int]:
        """The peers that were asked, and the exchange; or, behind them, whose curves give the quote, those due last."""
        peers, asked = self.world.peers, self._asked_in_turn(address)
        if not self.world.profile.QUOTES_FROM_CURVES:
            return asked
        given = [route for route in self._around() if self._is_given_by(route, answer)]
        given.sort(key=lambda route: (route in due.routes, route == due.surely))
        if due.surely in given or (due.surely is None and any(route in due.routes for route in given)):
            given = given[-1:]
        return asked | {peers[route.sender]: answer.seqs[-1] for route in given}

    def _asked_in_turn(self, address: str) -> dict[Peer, int]:
        """The peers that were asked for the address, in the order in which they were, with the last exchange."""
        seqs = {peer: each[-1].seq for peer in self.world.peers.values() if (each := peer.asked_for(address))}
        return dict(sorted(seqs.items(), key=lambda each: each[1]))

    def _around(self) -> list[Route]:
        """The routes that cover the address, and those they have replaced."""
        known = {*self.table.routes.values(), *self.older.routes.values()}
        return [route for route in known if matches(route.prefix, self.prefix)]

    def _is_given_by(self, route: Route, answer: Answer) -> bool:
        try:
            return is_given_by(join_of(self.world.topology, self.asker.ledger.prefix, route), answer)
        except NotTraded:
            return False

    def _look(self, due: Hops, answer: Answer, questions: Mapping[Peer, int]) -> Finding | None:
        """What is wrong with one answer, and with who was asked for it (and in which exchange)."""
        if answer.quote is None and answer.error is None:
            raise Inconclusive("the target does not answer quote requests in time", ("MSG-5",), answer.seqs)
        asked = [peer for peer in questions if not self._by_default(peer)]
        if any(self._is_a_neighbour(peer) for peer in asked):
            return None  # RB-17: whether a route goes back to the ledger it came over is open
        may = {route.sender for route in due.routes}
        wrong = [peer for peer in asked if peer.account not in may]
        seqs = [*answer.seqs, *(questions[peer] for peer in asked)]
        said = f"{', '.join(map(str, asked)) or 'nobody'} asked, and {answer.said}"
        if answer.quote is not None and may and not asked and self.world.profile.QUOTES_FROM_CURVES:
            if any(self._is_a_neighbour(peer) for peer in self.world.peers.values()):
                return None
            expected = f"a quote for {self.asker} to {self.prefix} that the curve of {' or '.join(sorted(may))} gives"
            return Finding("QT-17", Violation(expected, answer.said, seqs))
        if wrong or (answer.quote is not None and not may):
            expected = f"{' or '.join(sorted(may)) or 'nobody'} asked by {self.asker} for {self.prefix}"
            return Finding(self._of_a_wrong_one(due, wrong), Violation(expected, said, seqs))
        if due.surely is not None and asked and asked[-1].account != due.surely.sender:
            expected = f"a quote request to {due.surely.sender}, whose curve is the best from {self.asker}"
            return Finding(self._of_another(asked[-1]), Violation(expected, said, seqs))
        if answer.quote is None and not due.may_refuse:
            doubtful = len(due.routes) > 1 or self._nested() or self._replaced() or self._withdraws
            id = self._of_another(None) if doubtful else "RR-1"
            return Finding(id, Violation(f"a quote for {self.asker} to {self.prefix}", said, seqs))
        return None

    def _of_a_wrong_one(self, due: Hops, wrong: list[Peer]) -> str:
        """The requirement that is broken where one was asked who may not be, or there is a quote and nobody to ask.

        He has a route to another prefix around (QT-10; RR-8, where something was withdrawn), one over a ledger that is
        not traded to (QT-8), or none (RR-7).
        """
        accounts = {peer.account for peer in wrong}
        around = [route for route in self.table.routes.values() if matches(route.prefix, self.prefix)]
        theirs = {route.prefix for route in around if route.sender in accounts}
        if due.routes and theirs - {due.routes[0].prefix}:
            return "RR-8" if self._withdraws else "QT-10"
        return "RR-7" if self._withdraws and not theirs else "QT-8"

    def _of_another(self, asked: Peer | None) -> str:
        """The requirement that is broken where another was asked than the best one, or (None) nobody."""
        before = self._due(self.older) if self._replaced() else None
        if before is not None and (before.surely is None or (asked and asked.account == before.surely.sender)):
            return "RR-5"
        if asked is not None:
            return "RQ-1"
        return "RR-8" if self._withdraws else "QT-10" if self._nested() else "RQ-1"

    def _replaced(self) -> bool:
        """Whether a route to the prefix was replaced by another."""
        new = {route for route in self.table.routes.values() if route.prefix == self.prefix}
        return not new <= set(self.older.routes.values())

    def _nested(self) -> bool:
        """Whether routes to several prefixes cover the address."""
        return len({route.prefix for route in self.table.routes.values() if matches(route.prefix, self.prefix)}) > 1

    def _is_a_neighbour(self, peer: Peer) -> bool:
        """Whether the peer is on the asker's own ledger and has announced a route around the address."""
        routes = [route for route in self.table.routes.values() if route.sender == peer.account]
        near = peer is not self.asker and peer.ledger.prefix == self.asker.ledger.prefix
        return near and any(matches(route.prefix, self.prefix) for route in routes)

    def _by_default(self, peer: Peer) -> bool:
        """Whether a configured route leads to the peer, so that it may always be asked (it knows no route then)."""
        routes = self.world.topology.routes
        configured = any(each.peer == peer.account and self.prefix.startswith(each.prefix) for each in routes)
        return configured and not any(self.prefix.startswith(each) for each in peer.announced)
