"""The verbs that judge: what a peer must hear, must hear no more, must never hear; each says expected and observed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Any, cast

from conformance.harness.exhibits import of_news
from conformance.harness.hops import gives, still_gives
from conformance.harness.mailbox import Told, destination_of
from conformance.harness.worth import AMOUNT, enough
from conformance.verdicts import Inconclusive, Missed, Violation
from schemas.results import FieldJudged

if TYPE_CHECKING:
    from conformance.harness.peer import Answer, Peer
    from conformance.harness.world import World

AGAIN = 100  # ms between two looks at what must come to hold; SOON where something happened
SOON = 50


class Expecting:
    """Judgements of one peer; mixed into Peer."""

    @property
    def _me(self) -> Peer:
        return cast("Peer", self)

    # -- it must happen ------------------------------------------------------------------------------------------

    def has_route_to(self, *prefixes: str, via: Peer | None = None, **amount: int) -> None:
        """A quote for an address under each prefix is answered (and, with `via`, asked of that peer).

        `amount` names one of source_amount and destination_amount, where it is not AMOUNT by source (or, where the own
        rate leaves nothing of that on the ledger of `via`, more).
        """
        amount = amount or {"source_amount": enough(self._me, via)}
        for prefix in prefixes:
            seen: list[Answer] = []
            expected = f"a quote for {self._me} to {prefix}" + (f" through {via}" if via else "")

            def holds(prefix: str = prefix, seen: list[Answer] = seen) -> bool:
                before, address = len(via.asked_for(prefix)) if via else 0, prefix + "receiver"
                seen.append(self._me.asks(address, **amount))
                if via is None or seen[-1].quote is None:
                    return seen[-1].quote is not None
                return len(via.asked_for(prefix)) > before or gives(via, self._me, address, seen[-1])

            if not self._comes_to_hold(holds):
                self._fails(expected, seen[-1].said, seen[-1].seqs, answered=seen[-1].quote or seen[-1].error)

    def is_told(self, prefix: str, since: int = 0, where: Callable[[Told], object] | None = None) -> Told:
        """A route to the prefix is broadcast to this peer (after the mark, and as `where` would have it)."""

        def found() -> Told | None:
            told = self._me.mailbox.told(prefix, since)
            return told if told and (where is None or where(told)) else None

        if not self._hears(prefix, found):
            latest = self._me.mailbox.about(prefix)
            observed = f"last said of it: {latest[-1].route or 'unreachable'}" if latest else "nothing said of it"
            self._fails(
                f"a broadcast of a route to {prefix} to {self._me}", observed, [told.seq for told in latest[-1:]]
            )
        told = found()
        if told is None:
            raise Inconclusive(f"the route to {prefix} was withdrawn again at once")
        return told

    def _hears(self, prefix: str, found: Callable[[], Told | None]) -> bool:
        """Whether it is found within the patience; notes where nothing at all was said of the prefix."""
        world, held = self._me.world, False
        try:
            held = world.wait(found, world.topology.patience)
        finally:
            if self._me.mailbox.about(prefix):
                world.untold[self._me.account] = 0
            elif not held:
                world.untold[self._me.account] += 1
        return held

    def is_told_gone(self, prefix: str, since: int = 0) -> Told:
        """The prefix is listed in `unreachable_through_me` of an update to this peer (after the mark)."""
        mailbox = self._me.mailbox
        if not self._me.world.wait(lambda: mailbox.gone(prefix, since), self._me.world.topology.patience):
            self._fails(f"{prefix} in unreachable_through_me of an update to {self._me}", "no such update", [])
        told = mailbox.gone(prefix, since)
        if told is None:
            raise Inconclusive("the mailbox lost its news")
        return told

    # -- it must stop --------------------------------------------------------------------------------------------

    def has_no_route_to(
        self, *prefixes: str, via: Peer | None = None, within: int | None = None, **amount: int
    ) -> None:
        """Quotes for an address under each prefix come to be refused, and nobody is asked (with `via`: not that peer).

        `within` ms, where it is not the patience; `amount` as in `has_route_to`.
        """
        amount = amount or {"source_amount": AMOUNT}
        for prefix in prefixes:
            seen: list[Answer] = []

            def holds(prefix: str = prefix, seen: list[Answer] = seen) -> bool:
                before, first = len(via.asked_for(prefix)) if via else 0, len(self._me.world.log)
                seen.append(self._me.asks(prefix + "receiver", **amount))
                if via is not None:
                    asked = len(via.asked_for(prefix)) > before
                    return not (asked or still_gives(via, self._me, prefix + "receiver", seen[-1]))
                return seen[-1].error is not None and not questions_since(self._me.world, first, prefix)

            if not self._comes_to_hold(holds, within):
                expected = f"no route for {self._me} to {prefix}" + (f" through {via}" if via else "") + " any more"
                self._fails(expected, seen[-1].said, seen[-1].seqs, answered=seen[-1].quote or seen[-1].error)

    # -- it must never happen ------------------------------------------------------------------------------------

    def is_never_told(self, *prefixes: str, after: Peer, since: int = 0) -> None:
        """When the target has worked off what `after` sent, this peer has been told of no route to the prefixes."""
        self._me.world.settle(after, self._me)
        for prefix in prefixes:
            news = [told for told in self._me.mailbox.about(prefix, since) if told.route is not None]
            if news:
                expected = f"no broadcast of a route to {prefix} to {self._me}"
                fields = of_news(news[-1], "no such route")
                raise Violation(expected, f"the route {dict(news[-1].route or {})}", [news[-1].seq], fields)

    def is_never_told_gone(self, *prefixes: str, after: Peer, since: int = 0) -> None:
        """When the target has worked off what `after` sent, no prefix is called unreachable (but with a new route)."""
        self._me.world.settle(after, self._me)
        for prefix in prefixes:
            for gone in [told for told in self._me.mailbox.about(prefix, since) if told.route is None]:
                again = [t for t in self._me.mailbox.about(prefix, since) if t.seq == gone.seq and t.route is not None]
                if not again:
                    expected, fields = f"{prefix} not withdrawn from {self._me}", of_news(gone, "not withdrawn")
                    raise Violation(expected, "it was withdrawn", [gone.seq], fields)

    def keeps_route_to(self, *prefixes: str, after: Peer, via: Peer | None = None, **amount: int) -> None:
        """When the target has worked off what `after` sent, quotes to the prefixes are answered (through `via`)."""
        self._me.world.settle(after)
        self.has_route_to(*prefixes, via=via, **amount)

    # -- how it is judged ----------------------------------------------------------------------------------------

    def _comes_to_hold(self, holds: Callable[[], bool], within: int | None = None) -> bool:
        """Asks again, with pauses that the clock lets pass, until it holds or the patience (or `within` ms) is over."""
        world = self._me.world
        end = world.now() + world.limited(world.topology.patience if within is None else within)
        while not holds():
            if world.now() >= world.end_of(holds, end):
                return False
            world.wait(partial(_moved_on, world, len(world.log), world.now() + SOON), AGAIN)
        return True

    def _fails(
        self, expected: str, observed: str, seqs: Any, answered: object = None, fields: Sequence[FieldJudged] = ()
    ) -> None:
        """A violation where the target is seen to answer meanwhile, else inconclusive."""
        if not answered:
            self.is_answered()
        raise Missed(expected, observed, seqs, fields)

    def is_answered(self) -> None:
        """The target answers a quote request of this peer's, well or badly; Inconclusive where it does not."""
        me = self._me
        other = next(each for each in me.world.topology.ledgers if each.prefix != me.ledger.prefix)
        answer = me.asks(other.prefix + "receiver", source_amount=AMOUNT)
        if answer.quote is None and answer.error is None:
            raise Inconclusive("the target does not answer quote requests in time", ("MSG-5",), answer.seqs)


def _moved_on(world: World, before: int, soon: int) -> bool:
    """Whether anything happened, and the clock went on: else two cases side by side would wake each other for ever."""
    return len(world.log) > before and world.now() >= soon


def questions_since(world: World, first: int, prefix: str) -> Sequence[int]:
    """The numbers of the exchanges from `first` on in which the target asked anybody about the prefix.

    But for a peer to whom a configured route to it leads: that one may always be asked (and knows no route).
    """
    by_default = {route.peer for route in world.topology.routes if prefix.startswith(route.prefix)}
    asked = takewhile(lambda each: each.seq >= first, reversed(world.questions))
    return [each.seq for each in asked if prefix in destination_of(each) and each.receiver not in by_default][::-1]
