"""For how long a peer stands for its routes by what it said last, and whether they are used for just as long."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from conformance.harness.expecting import AGAIN
from conformance.harness.worth import enough
from conformance.profiles.routes import Route
from conformance.verdicts import Inconclusive, Violation

if TYPE_CHECKING:
    from conformance.harness.peer import Answer, Peer
    from conformance.harness.wirelog import Exchange

SHORT = 1000  # ms, the shortest hold-down time announced
STEP = 700  # ms between updates that keep routes fresh for SHORT; three are more than SHORT and an interval
EARLY = 400  # ms before the end of its time at which a route is looked at
MARGIN = 100  # ms before the end of its time from which a route may be gone


class Stand:
    """What a peer says, one update after the other, and until when its routes are fresh by it. Times in ms.

    `ends`: at the earliest, counted from the sending of the last update; `over`: at the latest, from the answer to it.
    """

    def __init__(self, peer: Peer) -> None:
        self.peer, self.ends, self.over = peer, 0, 0
        self._tried: list[tuple[Peer, str, object, Exchange]] = []

    def says(self, *routes: Route | str, unreachable: Iterable[str] = (), hold_down_time: int = SHORT) -> None:
        """Sends an update; Inconclusive where it may have come when the time before was over."""
        world = self.peer.world
        sent, before = world.now(), self.ends
        said = self.peer.broadcasts(*routes, unreachable=unreachable, hold_down_time=hold_down_time)
        answered = said.answered_at or world.now()
        if before and answered > before - MARGIN:
            raise Inconclusive(f"an update had to come before {before} ms, and was answered at {answered} ms")
        self.ends, self.over = sent + hold_down_time, answered + hold_down_time

    def announces(self, *routes: Route | str) -> None:
        """Says that there are these routes, for the target's own time: enough for whoever tells others late."""
        self.says(*routes, hold_down_time=self.peer.world.topology.hold_down_time)

    def falls_silent(self) -> None:
        """Says for the last time that its routes are fresh, for a short time."""
        self.says(hold_down_time=SHORT)

    @property
    def soon(self) -> int:
        """The moment when the freshness of a route is looked at: shortly before the end."""
        return max(self.peer.world.now(), self.ends - EARLY)

    def are_tried(self, asker: Peer, *prefixes: str, **amount: int) -> None:
        """Asks for quotes without waiting for them: whether the routes were used at first is looked at later."""
        amount = amount or {"source_amount": enough(asker, self.peer)}
        for prefix in prefixes:
            id, data = asker.new_id(), asker.request(prefix + "receiver", **amount)
            self._tried.append((asker, prefix, id, asker.post(asker.world.profile.quote_request(id, data))))

    def is_fresh(self, asker: Peer, *prefixes: str, **amount: int) -> None:
        """RR-13: until the end of the time a quote of the asker's is answered, to each of the prefixes."""
        amount = amount or {"source_amount": enough(asker, self.peer)}
        for prefix in prefixes:
            bad: Answer | None = None
            while (answer := asker.asks(prefix + "receiver", **amount)).quote is None:
                in_time = answer.asked.at + answer.took < self.ends - MARGIN
                bad = answer if in_time and answer.error is not None else bad
                if asker.world.now() >= self.ends - MARGIN:
                    self._was_lost(asker, prefix, bad)
                asker.world.pause_until(asker.world.now() + AGAIN)

    def _was_lost(self, asker: Peer, prefix: str, bad: Answer | None) -> None:
        """Violation where a quote was refused in time; Inconclusive where it was not, or had been refused at first."""
        if bad is None:
            raise Inconclusive(f"the routes were fresh until {self.ends} ms, and no answer came before", ("MSG-5",))
        for tried, where, id, asked in self._tried:
            if where == prefix and tried.answer(id, asked).quote is None:
                raise Inconclusive(f"the route to {prefix} was not used when it was announced", ("RR-1",), bad.seqs)
        expected = f"a quote for {asker} to {prefix}, for which {self.peer} stands until {self.ends} ms"
        raise Violation(expected, bad.said, bad.seqs)

    def is_over(self, asker: Peer, *prefixes: str, via: Peer | None = None, **amount: int) -> None:
        """RR-11: after its time, and the interval that is granted, no quote uses the peer's routes."""
        world = asker.world
        world.pause_until(self.over)
        for prefix in prefixes:
            left = max(0, self.over + granted(asker) - world.now())
            asker.has_no_route_to(prefix, via=via, within=left, **amount)


def longer(peer: Peer) -> int:
    """A hold-down time, in ms, by whose `soon` a route that came with SHORT has lapsed, late as it may."""
    return SHORT + EARLY + MARGIN + peer.world.topology.broadcast_interval


def granted(peer: Peer) -> int:
    """By how much, in ms, routes may lapse late: an interval of the target, and something for its clock."""
    interval = peer.world.topology.broadcast_interval
    return interval + interval // 2
