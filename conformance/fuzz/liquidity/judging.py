"""Holds the target to what must follow from the steps of a program under liquidity routing."""

from __future__ import annotations

from conformance.fuzz.calls import Law
from conformance.fuzz.faults import Notes
from conformance.fuzz.judging import Judge, Ways
from conformance.fuzz.liquidity.asked import Reckoned
from conformance.fuzz.liquidity.model import LiquidModel
from conformance.fuzz.liquidity.told import LiquidTelling
from conformance.fuzz.model import Model
from conformance.fuzz.steps import Ask
from conformance.generate.ilqp import is_a_question_to_some, is_readable
from conformance.harness.calls import is_refused, is_served
from conformance.harness.expecting import questions_since
from conformance.harness.liquidity import (
    HOLD,
    asks_for_a_curve,
    covers,
    gives_what_quotes_give,
    is_a_sound_answer,
)
from conformance.harness.packets import (
    asks_nobody_back,
    is_answered_with_an_error,
    is_answered_with_its_type,
    is_not_quoted,
    sends_as_it_is,
)
from conformance.harness.peer import Peer
from conformance.harness.wirelog import Exchange
from conformance.harness.world import World
from conformance.oracle.addresses import longest, matches
from conformance.oracle.routing import usable
from conformance.oracle.shortest import is_open
from conformance.verdicts import NotApplicable, Violation
from schemas import packets


class LiquidJudge(Judge):
    """As in the other profile, but for questions: they are packets, answered in the HTTP response."""

    learnt = Reckoned
    telling_class = LiquidTelling

    def __init__(self, world: World, model: Model, notes: Notes) -> None:
        super().__init__(world, model, notes)
        self._by_curve: list[tuple[str, int]] = []  # what was quoted from curves: the address, the first exchange

    def look(self) -> None:
        """What peers hold, when all that was sent has taken effect; and whom the target asked meanwhile."""
        super().look()
        self._asked_nobody()

    def others(self) -> None:
        """A steady peer of each ledger is answered, as always."""
        super().others()
        self._asked_nobody()

    def _learnt(self, peer: Peer, destination: str, step: Ask, ways: Ways) -> None:
        first = len(self.world.log)
        super()._learnt(peer, destination, step, ways)
        self._by_curve.append((destination, first))

    def _asked_nobody(self) -> None:
        """QT-17: for what was quoted from curves nobody was asked, nor afterwards; no route to it was ever without."""
        silent = self.model.silent if isinstance(self.model, LiquidModel) else ()
        with self.notes.about("QT-17", "asked though there is a curve"):
            for destination, first in self._by_curve:
                asked = questions_since(self.world, first, destination + ".")
                if asked and not any(matches(prefix, destination) for prefix in silent):
                    raise Violation("nobody asked, as there is a curve", "a next connector was", asked)

    def call(self, peer: Peer, exchange: Exchange, law: Law, first: int) -> None:
        """A call of whatever form is answered as it has to be; `first`: the number of the peer's messages before."""
        whole = law.ledger in (None, peer.ledger.prefix)
        if law.served:
            with self.notes.about("MSG-1" if whole else "MSG-3", "how a call is answered"):
                is_served(peer, exchange)
        if law.refused:
            requirement = "MSG-2b" if law.requirement == "MSG-2" else "MSG-3b"
            with self.notes.about(requirement, "how a bad call is answered"):
                is_refused(peer, exchange, *law.refused)
        if law.unasked:
            with self.notes.about("MSG-6", "an answer to an answer"):
                asks_nobody_back(peer, first)
        elif law.request is not None and law.served and whole:
            self._question(peer, exchange, law.request)

    def _question(self, peer: Peer, exchange: Exchange, packet: bytes) -> None:
        """QT-2, QT-6d: a packet that asks is answered with its type or an error; RS-1: what is none is not quoted."""
        if not is_readable(packet):
            if not is_a_question_to_some(packet):
                with self.notes.about("RS-1", "a broken packet"):
                    is_not_quoted(peer, exchange)
            return
        asked = packets.read(packet)
        if isinstance(asked, packets.LiquidityRequest | packets.BySourceRequest | packets.ByDestinationRequest):
            with self.notes.about("QT-2", "the answer to a question"):
                is_answered_with_its_type(peer, exchange)
            if not isinstance(asked, packets.LiquidityRequest) and self._is_nobodys(asked.destination_account):
                with self.notes.about(self.model.meddled or "QT-8", "a quote for nobody's address"):
                    is_answered_with_an_error(peer, exchange)
            if 0 in (getattr(asked, "source_amount", 1), getattr(asked, "destination_amount", 1)):
                with self.notes.about("QT-6d", "an amount of zero"):
                    is_answered_with_an_error(peer, exchange)

    def curve(self, peer: Peer, destination: str) -> str:
        """QT-22: the curve that answers a liquidity request is what quotes give."""
        now = self.world.now()
        self.model.passes(now)
        unclear = is_open(self.world.topology, self.model.table, peer.ledger.prefix, destination, now)
        if unclear or not self.model.is_sure_around(destination, now):
            return "a curve of which nothing is sure"
        asked = packets.to_base64(packets.write(packets.LiquidityRequest(destination, HOLD)))
        with self.notes.about("QT-2", "the answer to a liquidity request"):
            is_answered_with_its_type(peer, sends_as_it_is(peer, {**peer.message({}), "ilp": asked}))
        try:
            with self.notes.about("QT-22", "a liquidity response"):
                answered = asks_for_a_curve(peer, destination)
                is_a_sound_answer(peer, destination, answered)
                via = self._via(peer, destination)
                if via is not None:
                    for address in (destination, *self._covered(peer, destination, answered[0])):
                        gives_what_quotes_give(peer, via, address, answered)
        except NotApplicable:
            return "no curve is given"
        return "a curve is given"

    def _covered(self, peer: Peer, destination: str, answered: packets.LiquidityResponse) -> list[str]:
        """An address below each other prefix with a route of its own for which the answer is said to hold."""
        now, topology = self.world.now(), self.world.topology
        known = {route.prefix for route in self.model.table.routes.values()}
        prefixes = known - {longest(known, destination)}
        addresses = [prefix + "carl" for prefix in sorted(prefixes) if self.model.is_sure_around(prefix + "carl", now)]
        return [
            each
            for each in addresses
            if covers(answered, each)
            and not is_open(topology, self.model.table, peer.ledger.prefix, each, now)
            and usable(topology, self.model.table, peer.ledger.prefix, each, now)
        ]

    def _via(self, peer: Peer, destination: str) -> Peer | None:
        """A peer on the ledger over which the payment goes; None where several may do, or none has a curve."""
        topology, now = self.world.topology, self.world.now()
        own = longest({ledger.prefix for ledger in topology.ledgers}, destination)
        if own is not None:
            near = [each for each in self.world.peers.values() if each.ledger.prefix == own]
            return near[0] if near and topology.pair(peer.ledger.prefix, own) is not None else None
        routes = usable(topology, self.model.table, peer.ledger.prefix, destination, now)
        sure = len(routes) == 1 and not routes[0].silent and self.model.is_sure_around(destination, now)
        return self.world.peers[routes[0].sender] if sure else None
