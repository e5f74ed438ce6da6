"""Routes of different lengths to one prefix: whose curve quotes and broadcasts follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.harness.hops import gives
from conformance.harness.routing import promise_in
from conformance.harness.worth import ample, join_for
from conformance.oracle.promises import overpromise, underpromise
from conformance.verdicts import Violation, given

if TYPE_CHECKING:
    from conformance.harness.cast import Prefixes
    from conformance.harness.peer import Peer

UNIT = 10**12  # of the destination, for a whole capacity


@dataclass(frozen=True)
class Announced:
    """Who announces a route, the ledgers on its one path, and how much it gives: so many times UNIT at its end."""

    peer: Peer
    path: Sequence[str]
    worth: int

    @property
    def points(self) -> list[list[int]]:
        """The curve, as worth much to an asker over whatever ledger it comes."""
        return [[0, 0], [self.peer.ledger.capacity, self.worth * UNIT * self.scale]]

    @property
    def scale(self) -> int:
        """Capacities of ledgers differ by what they are in units of the same currency."""
        ledger = self.peer.ledger
        return max(1, ledger.capacity // int(10 ** (ledger.scale + 8)))


def goes_by_the_shortest(asker: Peer, prefix: Prefixes, routes: Sequence[Announced], judged: bool = True) -> str:
    """LC-7: each announces `prefix.far`; the cheapest of the shortest gives the quotes, and what the asker is told.

    Not `judged`: says whose curve gave the quote.
    """
    for route in routes:
        peer = route.peer
        peer.broadcasts(peer.route(prefix.far, points=route.points, paths=[list(route.path)]))
        with given("RR-1", "RR-30"):
            asker.follows(peer, prefix[f"{peer.account.rpartition('.')[2]}{len(prefix.stem)}"])
    least = min(len(route.path) for route in routes)
    best = max((route for route in routes if len(route.path) == least), key=lambda route: route.worth)
    amount = ample(asker, best.peer)
    answer = asker.asks(prefix.far + "carl", source_amount=amount)
    if not judged:
        others = [peer for peer in asker.world.peers.values() if gives(peer, asker, prefix.far + "carl", answer)]
        return f"the quote follows the curve of {', '.join(map(str, others)) or 'nobody'}"
    if not gives(best.peer, asker, prefix.far + "carl", answer):
        expected = f"a quote by the curve of {best.peer}, the cheapest of those as short as the shortest"
        raise Violation(expected, answer.said, answer.seqs)
    join = join_for(asker, best.peer, best.points)

    def is_right() -> bool:
        told = asker.mailbox.told(prefix.far)
        curve = promise_in(told) if told else None
        return curve is not None and not (overpromise(curve, [join]) or underpromise(curve, [join]))

    asker.world.wait(is_right, asker.world.topology.patience)
    with given("RR-2"):
        told = asker.is_told(prefix.far)
    finding = overpromise(promise_in(told), [join]) or underpromise(promise_in(told), [join])
    if finding is not None:
        expected = f"what the curve of {best.peer}, the cheapest of the shortest, gives"
        raise Violation(expected, finding.sentence, [told.seq])
    return ""
