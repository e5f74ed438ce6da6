"""Transfers between the steps of a program: paid on rightly, or rejected; and what comes back for them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.fuzz.calls import TOKENS
from conformance.fuzz.faults import Notes
from conformance.fuzz.model import Model
from conformance.fuzz.steps import Pay
from conformance.generate import packets as making
from conformance.generate.transfers import FORWARDERS, FULL_REJECTION, broken_base64, in_url_alphabet, unpadded
from conformance.harness import paying, settling
from conformance.harness.calls import is_refused
from conformance.harness.peer import Peer
from conformance.harness.preparing import prepares, prepares_broken, repeats
from conformance.harness.reasons import error_packet
from conformance.harness.routing import promise_in
from conformance.harness.transfers import Prepared, Sent
from conformance.harness.wirelog import Exchange
from conformance.harness.world import World
from conformance.oracle.addresses import longest, matches
from conformance.oracle.errors import INVALID_PACKET, TOO_LATE, TOO_LITTLE, UNREACHABLE
from conformance.oracle.hops import clearly_best_by_destination, clearly_best_by_source, join_of
from conformance.oracle.rates import own_rate
from conformance.oracle.routing import Route, usable
from conformance.oracle.transfers import paid_on, surely_enough_for, surely_too_much_for
from conformance.verdicts import Violation

LATE = 500  # ms around the own window in which nothing is judged
LITTLE = 100  # base units that a good transfer is surely worth
PROMISED = 2**64 - 1  # no packet asks for more
Options = Mapping[str, Any]

GOOD_FORMS: dict[str, Options] = {
    "plain": {},
    "no data": {"data": b""},
    "all bytes": {"data": bytes(range(256))},
    "zeros behind": {"data": b"pay\0\0\0"},
    "the longest data": {"data": b"\xa5" * 32_767},
    "in the URL alphabet": {"data": b"\xfb\xef\xbe\xff\xff", "written": in_url_alphabet},
    "without padding": {"data": b"\xfb\xef\xbe\xff", "written": unpadded},
    "east of Greenwich": {"zone": "+05:30"},
    "west of Greenwich": {"zone": "-08:00"},
    "no direction": {"members": {"direction": None}},
}
ACCOUNT_NAMED = "its receiver named account"
OF_THE_DAY = ("in the URL alphabet", "without padding", ACCOUNT_NAMED)
BREAKERS: dict[str, making.Breaker] = {
    **making.CUT_OFF, **making.OF_ANOTHER_TYPE, **making.OF_A_WRONG_LENGTH, **making.NO_PACKETS,
}  # fmt: skip
ABSENT = {"no packet": None, "an empty packet": ""}
ODD_TEXTS = ("a_blank_inside", "a_line_break_inside", "an_asterisk_inside", "a_line_break_at_the_end")
FORMS = (*GOOD_FORMS, ACCOUNT_NAMED, *BREAKERS, *making.READABLE, *ABSENT, *ODD_TEXTS)

REASONS: dict[str, Any] = {
    "rejected": FULL_REJECTION,
    "rejected in short": {"code": "T99", "name": "Application Error"},
    "rejected and forwarded": {**FULL_REJECTION, "forwarded_by": "g.far.connector"},
    "rejected and forwarded twice": {**FULL_REJECTION, "forwarded_by": list(FORWARDERS)},
    "rejected with a packet": error_packet("F04", "Insufficient Destination Amount", "g.far.carl"),
    "rejected with a forwarded packet": error_packet(
        "F04", "Insufficient Destination Amount", "g.far.carl", FORWARDERS
    ),
    "rejected without a reason": settling.LEFT_OUT,
    "rejected with null": None,
}
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@dataclass
class UnderWay:
    """A transfer that was paid on and has not ended."""

    prepared: Prepared
    sent: Sent


class Paying:
    """Prepares transfers and judges what comes of them."""

    def __init__(self, world: World, model: Model, notes: Notes) -> None:
        self.world, self.model, self.notes = world, model, notes
        self.topology = world.topology
        self._last: Prepared | None = None
        self._like = ("", 0)  # its destination and its packet's amount
        self._open: list[UnderWay] = []

    # -- on their way there --------------------------------------------------------------------------------------

    def pay(self, peer: Peer, destination: str, step: Pay) -> None:
        """Prepares the transfer and judges what comes of it."""
        prepared = self._prepared(peer, destination, step)
        self._last, self._like = prepared, (destination, step.deliver)
        paying.wait_for_an_end(prepared)
        if step.token != "right" and step.form in GOOD_FORMS:
            self._is_not_admitted(prepared)
        elif step.form not in GOOD_FORMS and step.form != ACCOUNT_NAMED:
            self._is_broken(prepared, step)
        elif self._is_late(step):
            self._is_too_late(prepared, step)
        elif not self._is_early(step) and self.model.is_sure_around(destination, self.world.now()):
            self._is_good(prepared, destination, step)
        self._has_a_code(prepared)

    def _is_not_admitted(self, prepared: Prepared) -> None:
        """MSG-2: without the ledger's token nothing comes of it."""
        with self.notes.about("MSG-2", "a transfer without the token"):
            paying.is_not_paid_on(prepared)
        with self.notes.about("MSG-2b", "how a transfer without the token is answered"):
            is_refused(prepared.peer, prepared.calls[0], 401, 403)

    def _has_a_code(self, prepared: Prepared) -> None:
        """FW-10: of each rejection of the target's own."""
        for rejected in self.world.transfers.rejections_of(prepared)[:1]:
            if rejected.reason.code is not None:
                with self.notes.about("FW-10", "the error's code"):
                    paying.has_a_code_of_the_table(prepared, rejected)

    def alive(self, peer: Peer, after: Exchange) -> None:
        """RS-1: after a transfer that is none a good one is paid on."""
        own = [pair.destination for pair in self.topology.pairs if pair.source == peer.ledger.prefix]
        if "transfers" in self.topology.lacks or not own or self.topology.ledger(own[0]).steady == ():
            return
        rate = own_rate(self.topology, peer.ledger.prefix, own[0])
        receiver, amount = self.topology.ledger(own[0]).steady[0], math.ceil(rate.inverse(LITTLE)) + 2
        if amount > rate.domain_end:
            return
        with self.notes.about("RS-1", "a good transfer after a bad one"):
            try:
                paying.is_paid_on(prepares(peer, receiver, amount))
            except Violation as broken:
                raise Violation(broken.expected, broken.observed, [after.seq, *broken.seqs]) from None

    def _prepared(self, peer: Peer, destination: str, step: Pay) -> Prepared:
        options: dict[str, Any] = {} if step.left is None else {"left": step.left}
        if step.token != "right":
            options["authorization"] = TOKENS[step.token](peer.ledger.token or "none")
        if step.form == ACCOUNT_NAMED:
            options["members"] = {"to": None, "account": peer.ledger.account}
        if step.form in GOOD_FORMS or step.form == ACCOUNT_NAMED:
            return prepares(peer, destination, step.amount, step.deliver, **options, **GOOD_FORMS.get(step.form, {}))
        packet = making.payment(destination, step.deliver, b"to be broken")
        breaker = BREAKERS.get(step.form) or making.READABLE.get(step.form)
        if breaker is not None:
            return prepares_broken(peer, step.amount, making.broken(breaker, packet))
        return prepares_broken(
            peer, step.amount, ABSENT[step.form] if step.form in ABSENT else broken_base64(packet)[step.form]
        )

    def _is_early(self, step: Pay) -> bool:
        """Whether so little time is left that it may be refused, and so much that it need not be."""
        return step.left is not None and step.left < 1000 * self.topology.message_window + LATE + self.topology.patience

    def _is_late(self, step: Pay) -> bool:
        return step.left is not None and step.left < 1000 * self.topology.message_window - LATE // 10

    def _is_broken(self, prepared: Prepared, step: Pay) -> None:
        lenient = step.form in making.READABLE or step.form in ODD_TEXTS
        if step.form in ABSENT:
            with self.notes.about("FW-6", "sent on without a packet"):
                paying.is_not_paid_on(prepared)
            with self.notes.about("FW-6b", "no packet"):
                paying.is_rejected(prepared)
            return
        with self.notes.about("FW-6c" if lenient else "FW-6", "a broken packet"):
            rejected = paying.is_rejected(prepared)
            with self.notes.about("FW-6c" if lenient else "FW-6b", "the error's name"):
                paying.is_known_by(prepared, rejected, INVALID_PACKET)

    def _is_too_late(self, prepared: Prepared, step: Pay) -> None:
        with self.notes.about("FW-7", "sent on too late"):
            paying.is_not_paid_on(prepared)
        own = {ledger.prefix for ledger in self.topology.ledgers} - {prepared.peer.ledger.prefix}
        if step.deliver == 1 and longest(own, step.destination):  # else another error may be right as well
            with self.notes.about("FW-7b", "too late"):
                paying.is_known_by(prepared, paying.is_rejected(prepared), TOO_LATE)

    # -- good ones -----------------------------------------------------------------------------------------------

    def _is_good(self, prepared: Prepared, destination: str, step: Pay) -> None:
        source, topology = prepared.peer.ledger.prefix, self.topology
        own = longest({ledger.prefix for ledger in topology.ledgers}, destination)
        if any(destination.startswith(route.prefix) for route in topology.routes):
            return
        if own is None and self._may_go_back(source, destination):
            return  # RB-17
        if own is None:
            self._beyond(prepared, usable(topology, self.model.table, source, destination, self.world.now()), step)
        elif own != source and topology.pair(source, own) is not None:
            self._on_an_own_ledger(prepared, destination, own, step)
        if self.world.transfers.sent_for(prepared):
            self._carries_the_same(prepared, step)

    def _may_go_back(self, source: str, destination: str) -> bool:
        """Whether a route over the payer's own ledger leads there."""
        return any(route.ledger == source and matches(route.prefix, destination) for route in self._routes())

    def _routes(self) -> Iterable[Route]:
        return self.model.table.routes.values()

    def _on_an_own_ledger(self, prepared: Prepared, destination: str, own: str, step: Pay) -> None:
        source, topology = prepared.peer.ledger.prefix, self.topology
        if step.deliver >= surely_too_much_for(topology, source, own, step.amount):
            with self.notes.about("FW-4", "too little"):
                rejected = paying.is_rejected(prepared)
                if step.deliver <= topology.ledger(own).capacity:  # else another error may be right as well
                    with self.notes.about("FW-4b", "the error's name"):
                        paying.is_known_by(prepared, rejected, TOO_LITTLE)
            return
        if step.deliver <= surely_enough_for(topology, source, own, step.amount):
            stranger = destination not in topology.ledger(own).peers
            requirement = "FW-3b" if step.form in OF_THE_DAY else "FW-3" if stranger else "FW-1"
            with self.notes.about(requirement, "not paid on"):
                paying.is_paid_on_once(prepared)
        elif self._told(prepared, own, step):
            with self.notes.about("FW-11", "refused for its amount"):
                paying.is_not_refused_for_its_amount(prepared, prepared.seqs[0])
        for sent in self.world.transfers.sent_for(prepared)[:1]:
            with self.notes.about("FW-3", "what the receiver gets"):
                paying.carries(prepared, sent, step.deliver, destination)

    def _told(self, prepared: Prepared, prefix: str, step: Pay) -> bool:
        """Whether the payment is within the curve that its peer was told last."""
        told = prepared.peer.mailbox.told(prefix)
        if told is None or max(step.amount, step.deliver) > PROMISED:
            return False
        value = promise_in(told).value_at(step.amount)
        return value is not None and step.deliver <= value

    def _beyond(self, prepared: Prepared, routes: tuple[Route, ...], step: Pay) -> None:
        if not routes:
            with self.notes.about("FW-5", "no route"):
                rejected = paying.is_rejected(prepared)
                with self.notes.about("FW-5b", "the error's name"):
                    paying.is_known_by(prepared, rejected, UNREACHABLE)
            return
        source, topology = prepared.peer.ledger.prefix, self.topology
        best = clearly_best_by_source(topology, source, routes, step.amount)
        if best is None or clearly_best_by_destination(topology, source, routes, step.deliver) != best:
            return
        if join_of(topology, source, best).least(step.amount) < step.deliver:
            return
        with self.notes.about("FW-1", "the next hop"):
            sent = paying.is_paid_on_once(prepared, self.world.peers[best.sender])
            with self.notes.about("FW-2", "the amount sent on"):
                paying.carries_within(prepared, sent, paid_on(topology, source, best.ledger, step.amount))

    def _carries_the_same(self, prepared: Prepared, step: Pay) -> None:
        sent = self.world.transfers.sent_for(prepared)[0]
        with self.notes.about("FW-1", "condition and packet"):
            paying.carries_the_same(prepared, sent)
        with self.notes.about("FW-2", "the expiry"):
            paying.expires_earlier(prepared, sent)
        self._open.append(UnderWay(prepared, sent))

    # -- on their way back ---------------------------------------------------------------------------------------

    def settle(self, how: str) -> None:
        """Ends the last transfer, an earlier one, or one that nobody knows; or sends it again."""
        ENDS[how](self, how)

    def fulfil(self, how: str) -> None:
        """The receiver of the last (or of the first that is open) fulfils it."""
        under_way = self._taken(first="first" in how)
        if under_way is not None:
            with self.notes.about("FW-9", "the fulfilment"):
                settling.fulfils(self.world, under_way.sent, under_way.prepared.fulfillment)
                settling.is_fulfilled(under_way.prepared)

    def reject(self, how: str) -> None:
        """The receiver of the last one rejects it, for that reason."""
        under_way, reason = self._taken(first=False), REASONS[how]
        if under_way is None:
            return
        settling.rejects(self.world, under_way.sent, reason)
        with self.notes.about("FW-9", "the rejection"):
            settling.is_rejected_for(under_way.prepared, reason)
            if reason is not None and reason is not settling.LEFT_OUT:
                with self.notes.about("FW-9b", "who forwarded it"):
                    got = settling.is_rejected_back(under_way.prepared)
                    settling.is_passed_on_rightly(under_way.prepared, reason, got)

    def meddle(self, how: str) -> None:
        """Somebody who has no say ends it: by an id that nobody knows, or over another ledger."""
        if not self._open:
            return
        under_way = self._open[-1]
        ended = "fulfilled" if "fulfilled" in how else "rejected"
        source = under_way.prepared.peer.ledger.prefix
        if "another ledger" in how:
            settling.ends(self.world, ended, under_way.sent.id, source)
        elif "own id" in how:
            settling.ends(self.world, ended, under_way.prepared.id, under_way.sent.ledger)
        else:
            settling.ends(self.world, ended, UNKNOWN, under_way.sent.ledger)
        with self.notes.about("FW-9", "ended by somebody else"):
            settling.is_still_open(under_way.prepared)

    def again(self, how: str) -> None:
        """The last transfer comes again; nothing, or the same, may be sent on for it."""
        if self._last is None or not self.world.transfers.sent_for(self._last):
            return
        for _ in range(3 if "three" in how else 1):
            repeats(self._last)
        with self.notes.about("FW-8", "paid on again"):
            paying.is_paid_on_the_same(self._last)

    def another_with_its_condition(self, how: str) -> None:
        """The same once more under another id: that is another transfer."""
        first = self._last
        if first is None or not self.world.transfers.sent_for(first) or self._own_ledger() is None:
            return
        self._last = None  # from now on the condition does not tell them apart
        second = prepares(first.peer, self._like[0], first.amount, self._like[1], fulfillment=first.fulfillment)
        with self.notes.about("FW-1", "two with one condition"):
            paying.are_both_paid_on(first, second)

    def another_with_its_id(self, how: str) -> None:
        """One with the same id over another ledger: that is another transfer, and to be told apart."""
        first, ledger = self._last, self._own_ledger()
        sent = self.world.transfers.sent_for(first) if first else []
        if first is None or ledger is None or not sent or len(set(first.id)) < 2:
            return
        pairs = [each.source for each in self.topology.pairs if each.destination == ledger]
        others = [
            each
            for each in self.world.peers.values()
            if not each.spare and each.ledger.prefix in pairs and each.ledger.prefix != first.peer.ledger.prefix
        ]
        for other in others[:1]:
            own = own_rate(self.topology, other.ledger.prefix, ledger)
            amount = math.ceil(own.inverse(self._like[1] + 2)) + 2
            if amount > own.domain_end:
                return
            self._last = None  # once more it would be a repeat
            second = prepares(other, self._like[0], amount, self._like[1], id=first.id)
            with self.notes.about("FW-1", "two with one id"):
                paying.are_different(first, sent[0], paying.is_paid_on_once(second))

    def _own_ledger(self) -> str | None:
        return longest({ledger.prefix for ledger in self.topology.ledgers}, self._like[0])

    def _taken(self, first: bool) -> UnderWay | None:
        return self._open.pop(0 if first else -1) if self._open else None


ENDS: dict[str, Callable[[Paying, str], None]] = {
    "fulfilled": Paying.fulfil,
    "the first one fulfilled": Paying.fulfil,
    **dict.fromkeys(REASONS, Paying.reject),
    "fulfilled under an unknown id": Paying.meddle,
    "rejected under its own id": Paying.meddle,
    "fulfilled over another ledger": Paying.meddle,
    "followed by one with its condition": Paying.another_with_its_condition,
    "followed by one with its id": Paying.another_with_its_id,
    "sent again": Paying.again,
    "sent again three times": Paying.again,
}
