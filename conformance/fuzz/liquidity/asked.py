"""Quotes between the steps of a program: straight from the curve, and of the next hop only where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any, ClassVar

from conformance.fuzz.asked import Blame, Blaming, Learnt
from conformance.fuzz.liquidity.ways import WAYS
from conformance.fuzz.told import MANY, points_of
from conformance.fuzz.ways import After, Way
from conformance.harness.asking import Asking
from conformance.harness.curves import names_the_lowest
from conformance.harness.findings import Finding
from conformance.harness.holding import keeps_the_gap
from conformance.harness.peer import Answer, Peer
from conformance.harness.quoting import asked_amount
from conformance.harness.world import Incoming
from conformance.oracle.addresses import is_address
from conformance.oracle.hops import join_of
from conformance.oracle.routing import Route
from conformance.oracle.telling import Hops
from conformance.profiles.liquidity_routing import Whole
from conformance.verdicts import Inconclusive, NotApplicable, Violation
from schemas import packets

LARGE = 2**53
UNREACHABLE = "F02"
DEAR = 4  # times what the own rate loses: a unit that costs so much shows whether one is kept in hand


@dataclass
class Reckoned(Learnt):
    """A quote by curves; over a route without curve the next hop is asked as in the other profile."""

    known: ClassVar[Mapping[str, Way]] = WAYS
    nothing_is_no_quote: ClassVar[bool] = False
    _asked: dict[Peer, int] = field(default_factory=dict)  # who was asked last, and in which exchange

    def _hops(self, due: Hops, address: str, answer: Answer) -> Mapping[Peer, int]:
        self._asked = self._asked_in_turn(address)
        return self._asked if _is_silent(due) else super()._hops(due, address, answer)

    def _look(self, due: Hops, answer: Answer, questions: Mapping[Peer, int]) -> Finding | None:
        to = answer.came.receiver if answer.came else self.asker.account
        if to != self.asker.account:
            return Finding("MSG-4", Violation(f"an answer to {self.asker}", f"one to {to}", answer.seqs))
        if _is_silent(due):
            if answer.quote is None and answer.error is None and questions:
                self.asker.is_answered()
                seqs = [*answer.seqs, *questions.values()]
                return Finding("RQ-4", Violation("an answer, whatever the next hop does", answer.said, seqs))
            found = super()._look(due, answer, questions)
            if found is not None and found.requirement in ("QT-17", "RR-1", "RQ-1"):
                return Finding("RR-22", found.violation)
            return found or self._passed_on(answer, questions)
        asked = [peer for peer in self._asked if not self._by_default(peer)]
        if due.routes and asked:
            expected = f"nobody asked for {self.prefix}, as there is a curve"
            seqs = [*answer.seqs, *(self._asked[peer] for peer in asked)]
            return Finding("QT-17", Violation(expected, f"{', '.join(map(str, asked))} asked", seqs))
        if answer.error is not None and self.wishes:
            return None  # a hold that is asked for may be too short
        if points_of(due.routes) > MANY:
            return None  # a simpler curve may stand for it
        found = Asking._look(self, due, answer, questions)
        if found is not None:
            return Finding(self._of_a_curve(found.requirement, due), found.violation)
        return self._of_the_hold(due, answer) or self._of_the_lowest(due) or self._of_the_error(due, answer)

    def _of_a_curve(self, requirement: str, due: Hops) -> str:
        """The requirement that a quote beside the curves breaks: large numbers are LC-8's."""
        if requirement not in ("QT-17", "RQ-1", "RR-1"):
            return requirement
        numbers = [number for route in due.routes for point in route.curve.points for number in point]
        if any(number and number % 2**32 == 0 for number in numbers):
            return "LC-10"
        if max(self.amount, *numbers) > LARGE:
            return "LC-8"
        return "LC-7" if len(self._parallel(due)) > 1 else requirement

    def _parallel(self, due: Hops) -> list[Route]:
        """All routes to the prefix that is used, the longer ones too."""
        prefixes = {route.prefix for route in due.routes}
        return [route for route in self.table.routes.values() if route.prefix in prefixes]

    def _of_the_hold(self, due: Hops, answer: Answer) -> Finding | None:
        """QT-15."""
        if answer.quote is None or not due.routes:
            return None
        try:
            with Blaming("QT-15"):
                keeps_the_gap(self.asker, answer, min(route.window for route in due.routes))
        except Blame as blame:
            return Finding(blame.requirement, blame.violation)
        return None

    def _of_the_lowest(self, due: Hops) -> Finding | None:
        """LC-2, where the amount is the output of a level part."""
        points = due.routes[0].curve.points if len(due.routes) == 1 else ()
        level = any(y == same == self.amount for (_, y), (_, same) in pairwise(points))
        if not level or self.side != "destination_amount" or not self._is_within(due.routes[0]):
            return None
        try:
            names_the_lowest(
                self.asker, self.world.peers[due.routes[0].sender], self.prefix, [list(point) for point in points]
            )
        except Violation as broken:
            return Finding("LC-2", broken)
        except (Inconclusive, NotApplicable):
            pass
        return None

    def _of_the_error(self, due: Hops, answer: Answer) -> Finding | None:
        """QT-8c, QT-20: where there is no route, the error is the connector's own, and says so."""
        if answer.error is None or due.routes or "code" not in answer.error:
            return None
        own = [ledger.account for ledger in self.world.topology.ledgers]
        if answer.error["triggered_by"] not in own:
            expected = "an error triggered by the connector"
            return Finding("QT-20", Violation(expected, f"by {answer.error['triggered_by']}", answer.seqs))
        if answer.error["code"] != UNREACHABLE and is_address(self.prefix.removesuffix(".")):  # of others: QT-27
            expected = f"the code {UNREACHABLE}, as there is no route"
            return Finding("QT-8c", Violation(expected, f"{answer.error['code']}", answer.seqs))
        return None

    def _is_within(self, route: Route) -> bool:
        """Whether a unit less costs clearly less, and what is asked for clearly less than what may be sent."""
        join = join_of(self.world.topology, self.asker.ledger.prefix, route)
        lowest, beside = join.lowest_input(self.amount), join.lowest_input(self.amount - 1)
        slack = join.own.inverse(1) + 2
        return (
            lowest is not None
            and beside is not None
            and lowest - beside > DEAR * slack
            and 2 * (lowest + slack) < join.owed_end
        )

    # -- of the next hop -----------------------------------------------------------------------------------------

    def _quoted(self, payload: object) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.world.profile.quoted(payload)
        return found

    def _between(self, quote: Mapping[str, Any]) -> Fraction:
        """Nothing: the packet's source hold says what the next hop takes, and QT-15 asks for the own window alone."""
        return Fraction(0)

    def _about_amounts(self, way: Way) -> str:
        if way is self.known["with an amount that no double holds"]:
            return "LC-8"
        requirement = super()._about_amounts(way)
        return "RQ-3" if requirement == "QT-18" else requirement

    def _carries(self, via: Peer, request: Incoming) -> None:
        if asked_amount(request, self.side) != 0:
            super()._carries(via, request)

    def _passed_on(self, answer: Answer, questions: Mapping[Peer, int]) -> Finding | None:
        """RQ-4b: the error of the next hop, with the connector behind those who forwarded it, else unchanged."""
        if answer.error is None or len(questions) != 1:
            return None
        ((via, seq),) = questions.items()
        way = self._way(via)
        if way.after is After.EITHER:
            return None  # a packet that may be taken or not
        request = next(each for each in reversed(via.mailbox.messages) if each.seq == seq)
        said = _error_in((way.replier if way.after is After.ERROR else way.right)(via, request))
        if said is None:
            return None
        got, own = dict(answer.error), {ledger.account for ledger in self.world.topology.ledgers}
        forwarded = tuple(got.get("forwarded_by", ()))
        same = {**vars(said), "forwarded_by": forwarded} == got
        if same and forwarded[:-1] == said.forwarded_by and own.intersection(forwarded[-1:]):
            return None
        expected = f"{said}, forwarded by the connector too"
        return Finding("RQ-4b", Violation(expected, answer.said, [*answer.seqs, seq]))


def _is_silent(due: Hops) -> bool:
    return any(route.silent for route in due.routes)


def _error_in(payload: object) -> packets.Error | None:
    """The error that a payload holds, if it is one."""
    message: Any = payload.message if isinstance(payload, Whole) else {"ilp": getattr(payload, "ilp", None)}
    try:
        return packets.read_error(packets.from_base64(message["ilp"]))
    except (packets.PacketError, LookupError, TypeError, AttributeError):
        return None
