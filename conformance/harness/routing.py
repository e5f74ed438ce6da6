"""The verbs that judge routes: what a peer was promised, and whether what another announced had any effect at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from conformance.harness.exhibits import of_news, of_promise, of_route
from conformance.harness.expecting import questions_since
from conformance.harness.hops import still_gives
from conformance.harness.mailbox import Told
from conformance.harness.quoting import Quoting
from conformance.harness.worth import AMOUNT, join_for
from conformance.oracle.curves import Curve, CurveError
from conformance.oracle.joins import Join
from conformance.oracle.promises import overpromise, underpromise
from conformance.profiles.incoming import Incoming, Kind
from conformance.verdicts import Inconclusive, Violation

if TYPE_CHECKING:
    from conformance.harness.peer import Peer
    from conformance.profiles.routes import Points


class Routing(Quoting):
    """Judgements of the routes that one peer is offered; mixed into Peer."""

    # -- what was passed on --------------------------------------------------------------------------------------

    def is_promised_no_more(self, prefix: str, *routes: Join, since: int = 0) -> None:
        """The curve last told for the prefix nowhere gives more than the best of the routes (RR-3)."""
        told = self._told(prefix, since)
        promised = promise_in(told)
        finding = overpromise(promised, routes)
        if finding is not None:
            expected = f"a promise that the routes behind it can keep, to {told.prefix} for {self._me}"
            curve = of_promise(told, promised, routes, finding, at_most=True)
            raise Violation(expected, finding.sentence, [told.seq], of_route(told, "points", "no more"), curve)

    def is_promised_no_less(self, prefix: str, *routes: Join, since: int = 0) -> None:
        """The curve last told for the prefix is nowhere worse than the routes by more than the allowance (RR-4)."""
        told = self._told(prefix, since)
        promised = promise_in(told, at_most=True)
        finding = underpromise(promised, routes)
        if finding is not None:
            expected = f"a promise within the allowance of the routes, to {told.prefix} for {self._me}"
            curve = of_promise(told, promised, routes, finding, at_most=False)
            raise Violation(expected, finding.sentence, [told.seq], of_route(told, "points", "no less"), curve)

    def _told(self, prefix: str, since: int) -> Told:
        told = self._me.mailbox.told(prefix, since)
        if told is None:
            raise Inconclusive(f"{self._me} holds no route to {prefix}", ("RR-2",))
        return told

    # -- nothing came of it --------------------------------------------------------------------------------------

    def gets_nothing_of(self, *prefixes: str, after: Peer, **amount: int) -> None:
        """When the target has worked off what `after` sent: no prefix is quoted, asked about or passed on.

        `amount` names one of source_amount and destination_amount, where it is not AMOUNT by source.
        """
        world = self._me.world
        world.settle(after)
        for prefix in prefixes:
            told = [each for peer in world.peers.values() for each in peer.mailbox.about(prefix) if each.route]
            if told:
                observed, fields = f"the route {dict(told[0].route or {})}", of_news(told[0], "no such route")
                raise Violation(f"no route to {prefix} passed on", observed, [told[0].seq], fields)
            first = len(world.log)
            answer = self._me.asks(prefix + "receiver", **(amount or {"source_amount": AMOUNT}))
            asked = questions_since(world, first, prefix)
            if answer.quote is not None or asked:
                observed = answer.said + (", asked of another connector" if asked else "")
                raise Violation(f"no route for {self._me} to {prefix}", observed, [*answer.seqs, *asked])
            self.got_error(answer)
            world.forbid(prefix)

    def has_use_of(self, prefix: str, **amount: int) -> bool:
        """Whether, as it stands, the prefix is quoted, asked about, or has been passed on to anybody."""
        world = self._me.world
        if any(peer.mailbox.told(prefix) for peer in world.peers.values()):
            return True
        first = len(world.log)
        answer = self._me.asks(prefix + "receiver", **(amount or {"source_amount": AMOUNT}))
        return answer.quote is not None or bool(questions_since(world, first, prefix))

    def counts_alike(self, parts: Mapping[str, Callable[[], bool]]) -> None:
        """All parts of an update come to count (each says whether it does), or none."""
        counts: dict[str, bool] = {}

        def alike() -> bool:
            counts.update({part: said() for part, said in parts.items()})
            return len(set(counts.values())) == 1

        if not self._comes_to_hold(alike):
            observed = ", ".join(f"{part} {'counts' if did else 'does not count'}" for part, did in counts.items())
            raise Violation("all parts of the update to count, or none", observed)

    def has_no_way_to(self, destination: str) -> None:
        """A quote is refused by either amount, and nobody is asked for one."""
        for name in ("source_amount", "destination_amount"):
            first = len(self._me.world.log)
            answer = self._me.asks(destination, **{name: AMOUNT})
            asked = questions_since(self._me.world, first, destination)
            if asked:
                observed = f"another connector asked, and {answer.said}"
                raise Violation(f"no route for {self._me} to {destination}", observed, [*answer.seqs, *asked])
            self.got_error(answer)

    def is_not_sent_through(self, via: Peer, destination: str, after: Peer, **amount: int) -> None:
        """When the target has worked off what `after` sent, it does not ask `via` for this destination."""
        self._me.world.settle(after)
        before = len(via.asked_for(destination))
        answer = self._me.asks(destination, **(amount or {"source_amount": AMOUNT}))
        asked = via.asked_for(destination)[before:]
        if asked or still_gives(via, self._me, destination, answer):
            seqs = [*answer.seqs, *(each.seq for each in asked[:1])]
            raise Violation(f"no quote through {via} for {destination}", f"one, and {answer.said}", seqs)

    # -- errors without a quote ----------------------------------------------------------------------------------

    def is_told_of_an_error(self, payload: Mapping[str, Any]) -> None:
        """Sends the payload; an `error` message with its id (or, where it had none, any) is the answer."""
        world, mailbox, first = self._me.world, self._me.mailbox, len(self._me.mailbox.messages)
        sent = self._me.sends(payload)

        def errors() -> list[Incoming]:
            return [each for each in mailbox.messages[first:] if each.kind is Kind.ERROR]

        def found() -> bool:
            return any("id" not in payload or each.id == payload["id"] for each in errors())

        if not world.wait(found, world.topology.patience):
            observed = f"one with id {errors()[0].id!r}" if errors() else "none"
            seqs = [sent.seq, *(each.seq for each in errors()[:1])]
            expected = f"an error message to {self._me}" + (f" with id {payload['id']!r}" if "id" in payload else "")
            self._fails(expected, observed, seqs)


def promise_in(told: Told, at_most: bool = False) -> Curve:
    """The curve of a route that was told; Inconclusive where it is none (RB-1 and RB-4 judge that).

    RB-3 judges points between integers, and nothing else is to fail for them: they count for what they promise at the
    least, or `at_most`, as the one that asks has it.
    """
    points = (told.route or {}).get("points")
    try:
        return Curve.at_most(points) if at_most else Curve.at_least(points)
    except CurveError as error:
        reason = f"the curve to {told.prefix} is none: {error}"
        raise Inconclusive(reason, ("RB-1", "RB-3", "RB-4", "LC-10"), [told.seq]) from None


def promises_no_more(told: Told, listener: Peer, announcer: Peer, points: Points) -> bool:
    """Whether a curve that was told can be kept with the announcer's route of these points alone."""
    return not is_promised_above(told, join_for(listener, announcer, points))


def window_in(told: Told) -> Fraction:
    """The `min_message_window` of a route that was told, in seconds; Inconclusive where it is no number."""
    try:
        return Fraction(str((told.route or {}).get("min_message_window")))
    except ValueError:
        raise Inconclusive(f"the window to {told.prefix} is no number", ("RB-1",), [told.seq]) from None


def is_promised_above(told: Told, *routes: Join) -> bool:
    """Whether the curve of a route that was told gives more somewhere than the best of the joins."""
    return overpromise(promise_in(told), routes) is not None
