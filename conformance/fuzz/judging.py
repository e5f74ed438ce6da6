"""Holds the target to what the model says must follow from the steps of a program."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from itertools import count
from typing import Any

from conformance.fuzz.asked import Learnt
from conformance.fuzz.calls import Effect, Law
from conformance.fuzz.faults import Fault, Notes
from conformance.fuzz.model import Model, name_of
from conformance.fuzz.own import Own
from conformance.fuzz.rated import Rates
from conformance.fuzz.requested import judge, judge_wishes, wanted_for, without_nulls
from conformance.fuzz.steps import Ask, Meanwhile
from conformance.fuzz.told import Telling, is_special
from conformance.harness.calls import answers_to, is_never_answered, is_refused, is_served
from conformance.harness.course import Amount, Say
from conformance.harness.expecting import questions_since
from conformance.harness.peer import Answer, Peer
from conformance.harness.replies import AFTERWARDS
from conformance.harness.wirelog import Exchange
from conformance.harness.world import Kind, World
from conformance.oracle.addresses import is_address, longest, matches
from conformance.oracle.holds import hold_is_too_long
from conformance.oracle.hops import join_of
from conformance.oracle.routing import usable
from conformance.verdicts import Violation

AT_ONCE = 100  # ms: what has lapsed had its time
LOST_IN_QUOTES = ("RR-1", "RR-5", "RR-8", "QT-10")
OF_ROUTES = ("RR-7", "RR-8", "QT-8", "RR-1", "RQ-1", "QT-10", "RR-5")
SMALL = 2000  # a destination amount that every pair of ledgers gives
LOCAL = 1_000_000  # base units asked for between two of the connector's own ledgers
Ways = Mapping[tuple[str, str], str]


class Judge:
    """All judgements of a play; what they find goes to the notes."""

    learnt: type[Learnt] = Learnt
    telling_class: type[Telling] = Telling

    def __init__(self, world: World, model: Model, notes: Notes) -> None:
        self.world, self.model, self.notes = world, model, notes
        self.rates = Rates(world.topology, notes)
        self.telling = self.telling_class(world, model)
        self.own = Own(world, model, notes)
        self._numbers = count(1)
        self._turns = 0
        self._said: list[Say] = []  # all of the play
        self._answered: list[tuple[Peer, Answer]] = []  # who was answered over learnt routes

    # -- routes --------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """What peers hold, when all that was sent has taken effect."""
        for fault in self.telling.look():
            self.notes.add(fault)
        self.own.look(self.telling.audience(), self.telling.returned)
        self._parts_count_alike()
        self._scales_are_as_said()
        self._said += self.model.says
        self.model.looked()

    def _each_has_one_answer(self) -> None:
        """RQ-4: whatever a next hop says when the asker has had an answer, nothing more follows."""
        latest = max((answer.came.at for _, answer in self._answered if answer.came is not None), default=0)
        self.world.pause_until(latest + 2 * AFTERWARDS)
        with self.notes.about("RQ-4", "a second answer"):
            for peer, answer in self._answered:
                later = peer.mailbox.answers.get(answer.id, ())[1:]
                if later:
                    said = f"{1 + len(later)} answers under one id"
                    raise Violation(f"one answer to {peer}", said, [*answer.seqs, *(each.seq for each in later)])

    def _parts_count_alike(self) -> None:
        """RR-18b: of an update with a curve that is none all other routes count, or none."""
        mixed, self.model.mixed = self.model.mixed, []
        for sender, prefixes in mixed:
            watchers = self.world.watchers(self.world.peers[sender])
            if len(prefixes) > 1 and watchers:
                with self.notes.about("RR-18b", "parts of an update"):
                    uses = partial(watchers[0].has_use_of, destination_amount=SMALL)
                    watchers[0].counts_alike({prefix: partial(uses, prefix) for prefix in prefixes})

    def _scales_are_as_said(self) -> None:
        """RB-16: where somebody named the scale of a learnt route's ledger, no other is passed on."""
        for prefix, scales in self.model.scales.items():
            for peer in self.telling.audience():
                told = peer.mailbox.told(prefix)
                scale = told and (told.route or {}).get("destination_scale")
                if told is not None and scale is not None and scale not in scales:
                    with self.notes.about("RB-16", "the scale of a learnt route's ledger"):
                        said = " or ".join(map(str, sorted(scales)))
                        raise Violation(f"a destination_scale of {said}, or none", f"{scale}", [told.seq])

    def meanwhile(self, step: Meanwhile, destination: str) -> None:
        """RQ-6: while a next hop is asked and does not answer, a quote by the own rate is given."""
        asker, via = self.world.peers[step.peer], self.world.peers[step.via]
        try:
            hanging = asker.asks_meanwhile(destination, via, destination_amount=SMALL)
        except Violation:
            return  # who is asked is judged elsewhere
        with self.notes.about("RQ-6", "a quote while another one hangs"):
            asker.is_quoted_before([hanging], step.local, source_amount=step.amount)

    # -- quotes --------------------------------------------------------------------------------------------------

    def quote(self, peer: Peer, destination: str, step: Ask, ways: Ways) -> str:
        """Asks for a quote and judges it by the routes there are; what the model was in, in words."""
        topology, wishes = self.world.topology, dict(step.wishes)
        if ".." in destination:
            return "a quote for no address"
        if not peer.is_well:
            data = peer.request(destination, **{step.side: step.amount})
            peer.post(self.world.profile.quote_request(peer.new_id(), data))  # its answer may not be taken
            return "a quote of a peer that fails"
        if self.own.is_configured(destination):
            return "a quote over a configured route"
        if self.own.is_reserved(peer, destination, step):
            return "a quote for what nobody may announce"
        own = longest({ledger.prefix for ledger in topology.ledgers}, destination)
        if own is not None and not any(matches(prefix, destination) for prefix in self.model.untold):
            if topology.pair(peer.ledger.prefix, own) is not None and self.model.is_sure_around(destination, 0):
                self.rates.blame = self.model.meddled
                self.rates.some_fail = any(not each.is_well for each in self.world.peers.values())
                self.rates.quote(peer, destination, own, step.side, step.amount, wishes)
            return "a quote between own ledgers"
        now = self.world.now()
        self.model.passes(now)
        if not self.model.is_sure_around(destination, now):
            self._beside_a_foreign_one(peer, destination, step)
            return "a quote of which nothing is sure"
        if self._is_barred(peer, destination, step):
            return "a quote for what was refused"
        routes = usable(topology, self.model.table, peer.ledger.prefix, destination, now)
        if any(not self.world.peers[route.sender].is_well for route in routes):
            return "a quote through a peer that fails"
        self._learnt(peer, destination, step, ways)
        return f"a quote over {min(len(routes), 3)} routes"

    def curve(self, peer: Peer, destination: str) -> str:
        """Asks for the curve to a destination, where the profile knows such a question; what was asked, in words."""
        return "no question of this profile"

    def _learnt(self, peer: Peer, destination: str, step: Ask, ways: Ways) -> None:
        wishes = dict(step.wishes)
        hold = wishes.get("destination_expiry_duration")
        if hold is not None and hold_is_too_long(self.world.topology, Fraction(hold)):
            with self.notes.about("QT-16", "a hold above the maximum"):
                peer.got_error(peer.asks(destination, **{step.side: step.amount}, **wishes))
            return
        says = tuple(say for say in (*self._said, *self.model.says) if _concerns(say, destination))
        by_source = Amount(by_source=step.side == "source_amount")
        asking = self.learnt(
            self.world, self.model.table, self.model.older, peer, destination + ".", says, by_source,
            amount=step.amount, side=step.side, wishes=wishes, ways=ways,
            within=AT_ONCE if self._has_just_lapsed(destination) else None,
        )  # fmt: skip
        began = self.world.now()
        with self.notes.about("QT-8", "no answer"):
            found = asking.finding(self._numbers)
            if found is not None:
                id, broken = self._by(found.requirement, destination, began), found.violation
                self.notes.add(Fault(id, "a quote", broken.expected, broken.observed, tuple(broken.seqs)))
        if any(matches(prefix, destination) for _, prefix in ways):  # somebody answers otherwise than rightly
            self._answered += [(peer, each) for each in asking.answers if each.came is not None]

    def _by(self, requirement: str, destination: str, began: int) -> str:
        """The requirement, or that by which something has lapsed or was to have no effect; asked from `began` ms on."""
        if self.model.meddled and requirement in OF_ROUTES:
            return self.model.meddled
        if is_special(destination) and requirement in (*OF_ROUTES, "RR-1"):
            return "RS-3"
        around = [prefix for prefix in self.model.named if matches(prefix, destination)]
        if requirement == "RR-8" and len(around) == 1 and not self._withdrawn_since(around[0]):
            requirement = "RR-1"
        if requirement in LOST_IN_QUOTES and any(self.telling.is_lost(each, began) for each in around):
            routes = [each for each in self.model.table.routes.values() if each.prefix in around]
            return "RB-14" if self.telling.have_failed(routes) else "RR-13"
        if requirement == "QT-10" and any(prefix.count(".") == 1 for prefix in self.model.named):
            return "RS-5"  # a route to a whole scheme displaces no other
        if requirement == "QT-8" and any(destination.startswith(half) for half in self.model.halves):
            return "QT-11b"
        if requirement in ("QT-8", "RR-7") and any(is_alike(prefix, destination) for prefix in self.model.named):
            return "QT-11"
        barred = [each for prefix, each in self.model.ever_barred.items() if matches(prefix, destination)]
        if barred and requirement in OF_ROUTES:
            return barred[-1]
        return "RR-11" if self._has_lapsed(destination) and requirement in ("RR-7", "QT-8") else requirement

    def _withdrawn_since(self, prefix: str) -> bool:
        """Whether anything was withdrawn, or lapsed, after the prefix was announced the last time."""
        says = [*self._said, *self.model.says]
        last = max((n for n, say in enumerate(says) if name_of(prefix) in (name for name, _ in say.new)), default=0)
        return any(say.gone for say in says[last + 1 :])

    def _has_just_lapsed(self, destination: str) -> bool:
        """Whether something lapsed, and nobody has withdrawn anything around it, which may take its time."""
        withdrawn = any(matches(prefix, destination) for prefix in self.model.withdrawn)
        return self._has_lapsed(destination) and not withdrawn

    def _has_lapsed(self, destination: str) -> bool:
        return any(matches(prefix, destination) for prefix in self.model.ever_lapsed)

    def _beside_a_foreign_one(self, peer: Peer, destination: str, step: Ask) -> None:
        """RR-14b: a route beside one in another's name is used."""
        around = [each for each in self.model.beside if matches(each, destination)]
        route = self.model.beside[max(around, key=len)] if around else None
        if route is None or self.world.topology.pair(peer.ledger.prefix, route.ledger) is None or step.wishes:
            return
        join = join_of(self.world.topology, peer.ledger.prefix, route)
        by_source = step.side == "source_amount"
        enough = join.least(step.amount) > 0 if by_source else join.highest_input(step.amount) is not None
        if enough and self.model.table.routes.get((route.sender, route.prefix)) == route:
            with self.notes.about("RR-14b", "a route beside another's"):
                amount: dict[str, Any] = {step.side: step.amount}
                peer.has_route_to(route.prefix, **amount)

    def _is_barred(self, peer: Peer, destination: str, step: Ask) -> bool:
        """Whether only messages without effect named a prefix of the destination; judges the quote where it is so."""
        around = [prefix for prefix in self.model.refused if matches(prefix, destination)]
        if not around or any(matches(prefix, destination) for prefix in self.model.named):
            return False
        with self.notes.about(self.model.refused[around[-1]], "quoted all the same"):
            first = len(self.world.log)
            answer = peer.asks(destination, **{step.side: step.amount})
            asked = questions_since(self.world, first, destination)
            if answer.quote is not None or asked:
                observed = answer.said + (", asked of another connector" if asked else "")
                raise Violation("no route, as no valid update announced one", observed, [*answer.seqs, *asked])
        return True

    # -- calls ---------------------------------------------------------------------------------------------------

    def call(self, peer: Peer, exchange: Exchange, law: Law, first: int) -> None:
        """A call of whatever form is answered as it has to be; `first`: the number of the peer's messages before."""
        if law.served:
            whole = law.ledger in (None, peer.ledger.prefix)
            with self.notes.about("MSG-1" if whole else "MSG-3", "how a call is answered"):
                is_served(peer, exchange)
        if law.refused:
            requirement = "MSG-2b" if law.requirement == "MSG-2" else "MSG-3b"
            with self.notes.about(requirement, "how a bad call is answered"):
                is_refused(peer, exchange, *law.refused)
        if law.broken and law.update is not None and law.requirement == "RR-16":
            with self.notes.about("RR-17", "a broken update is not answered"):
                self._is_told_of(peer, law, first)
        if law.unasked and isinstance(law.id, str):
            with self.notes.about("MSG-6", "an answer to an answer"):
                is_never_answered(peer, law.id)
        if law.effect is Effect.NONE and law.request is not None:
            self._request(peer, exchange, law)

    def _is_told_of(self, peer: Peer, law: Law, first: int) -> None:
        """RR-17: an error, with the id that the update had."""

        def told() -> bool:
            errors = [each for each in peer.mailbox.messages[first:] if each.kind is Kind.ERROR]
            return any(law.id is None or each.id == law.id for each in errors)

        if not self.world.wait(told, self.world.topology.patience):
            peer.is_answered()
            raise Violation(f"an error message to {peer}" + (" with the update's id" if law.id else ""), "none")

    def _request(self, peer: Peer, exchange: Exchange, law: Law) -> None:
        wanted = wanted_for(law.request, law.broken, peer.ledger)
        if wanted is None and isinstance(law.id, str):
            self._with_nulls(peer, exchange, law)
            self._for_nobodys(peer, exchange, law)
            self._for_another(peer, exchange, law)
        if wanted is None or not isinstance(law.id, str):
            return
        answer = self._answer(peer, exchange, law.id)
        with self.notes.about(wanted.requirement, "a broken request"):
            judge(wanted, answer)
            if wanted.or_quote and self._is_local(peer, str(law.request.get("destination_address"))):
                judge_wishes(peer, law.request, law.broken)

    def _for_another(self, peer: Peer, exchange: Exchange, law: Law) -> None:
        """RS-5: where the source address is another peer's, that one hears nothing."""
        source = law.request.get("source_address") if isinstance(law.request, Mapping) else None
        if not isinstance(source, str) or source == peer.account or source not in self.world.peers:
            return
        self._answer(peer, exchange, str(law.id))
        with self.notes.about("RS-5", "a request in a neighbour's name"):
            for each in answers_to(self.world, str(law.id)):
                if each.receiver != peer.account:
                    said = f"{each.kind.value} to {each.receiver}"
                    raise Violation(f"nothing sent to anybody but {peer}, who asked", said, [exchange.seq, each.seq])

    def _for_nobodys(self, peer: Peer, exchange: Exchange, law: Law) -> None:
        """QT-8: a valid request for what no valid update or setting leads to gets no quote."""
        destination = law.request.get("destination_address") if isinstance(law.request, Mapping) else None
        if law.broken or not isinstance(destination, str) or not self._is_nobodys(destination):
            return
        answer = self._answer(peer, exchange, str(law.id))
        with self.notes.about(self.model.meddled or "QT-8", "a quote for nobody's address"):
            if answer.quote is not None:
                raise Violation("an error, as no valid update announced a route", answer.said, answer.seqs)

    def _is_nobodys(self, destination: str) -> bool:
        """Whether it is an address to which no valid update or setting leads, nor anything that may be one."""
        known = {*self.model.named, *self.model.open, *self.model.ever_barred, *self.model.reserved}
        topology = self.world.topology
        settled = {*(ledger.prefix for ledger in topology.ledgers), *(route.prefix for route in topology.routes)}
        around = (*known, *settled, *self.model.halves)
        return is_address(destination) and not any(destination.startswith(each.removesuffix(".")) for each in around)

    def _with_nulls(self, peer: Peer, exchange: Exchange, law: Law) -> None:
        """QT-23: an optional member that is null counts as left out."""
        clean = without_nulls(law.request)
        if clean is None or not self._is_local(peer, str(clean.get("destination_address"))):
            return
        if clean.get("source_address") == peer.account:
            answer = self._answer(peer, exchange, str(law.id))
            with self.notes.about("QT-23", "a member that is null"):
                if answer.quote is None and (without := self._asked_with(peer, clean)).quote is not None:
                    seqs = (*answer.seqs, *without.seqs)
                    raise Violation("a quote, as without the members that are null", answer.said, seqs)

    def _asked_with(self, peer: Peer, request: Mapping[str, Any]) -> Answer:
        id = peer.new_id()
        return peer.answer(id, peer.post(self.world.profile.quote_request(id, request)))

    def _is_local(self, peer: Peer, destination: str) -> bool:
        """Whether the destination is on another ledger of the connector, to which it trades from the peer's."""
        own = longest({ledger.prefix for ledger in self.world.topology.ledgers}, destination)
        return own is not None and self.world.topology.pair(peer.ledger.prefix, own) is not None

    def _answer(self, peer: Peer, exchange: Exchange, id: str) -> Answer:
        """The first answer under the id that came after the call."""
        answers = peer.mailbox.answers
        limit = self.world.topology.patience + self.world.topology.remote_quote_timeout
        self.world.wait(lambda: any(each.seq > exchange.seq for each in answers.get(id, ())), limit)
        after = [each for each in answers.get(id, ()) if each.seq > exchange.seq]
        data: Any = after[0].data if after and isinstance(after[0].data, Mapping) else {}
        if not after:
            return Answer(None, None, exchange, (exchange.seq,))
        quote = data if after[0].kind is Kind.QUOTE_RESPONSE else None
        return Answer(quote, data if quote is None else None, exchange, (exchange.seq, after[0].seq))

    # -- the others ----------------------------------------------------------------------------------------------

    def alive(self, peer: Peer, exchange: Exchange) -> None:
        """After a bad message the target serves its sender, or another peer, by turns (RS-1)."""
        self._turns += 1
        with self.notes.about("RS-1", "no service after a bad message"):
            self._serves(self._another(peer) if self._turns % 3 == 0 else peer, exchange)

    def others(self) -> None:
        """A steady peer of each ledger gets an answer to a quote request over the own rate, as always."""
        with self.notes.about("RS-1", "no service at the end"):
            for ledger in self.world.topology.ledgers:
                asker = next((each for each in self.world.peers.values() if each.account in ledger.steady), None)
                if asker is not None:
                    self._serves(asker, None)
        self._each_has_one_answer()

    def _serves(self, asker: Peer, exchange: Exchange | None) -> None:
        pair = next((each for each in self.world.topology.pairs if each.source == asker.ledger.prefix), None)
        if pair is None:
            return
        answer = asker.asks(pair.destination + "fuzz", source_amount=LOCAL)
        if answer.quote is None and answer.error is None:
            seqs = [exchange.seq] if exchange else []
            raise Violation(f"an answer to a good request of {asker}", "none", [*seqs, *answer.seqs])

    def _another(self, peer: Peer) -> Peer:
        steady = [each for each in self.world.peers.values() if not each.spare and each is not peer]
        return next((each for each in steady if each.ledger.prefix != peer.ledger.prefix), steady[0])


def is_alike(prefix: str, destination: str) -> bool:
    """Whether only a careless reader takes the destination for one below the prefix (QT-11)."""
    if matches(prefix, destination):
        return False
    plain = [_as_read(text) for text in (prefix, destination)]
    return plain[1].startswith(plain[0]) or destination.lower().startswith(prefix.removesuffix(".").lower())


def _as_read(address: str) -> str:
    """In small letters, without zeros before a number."""
    return ".".join(segment.lstrip("0") or segment for segment in address.lower().split("."))


def _concerns(say: Say, destination: str) -> bool:
    """Whether an update names a prefix around the destination."""
    names = (*say.gone, *(name for name, _ in say.new))
    address = name_of(destination) + "."
    return any(address.startswith(name + ".") for name in names)
