"""Quotes between own ledgers of the connector: within the bounds of the own rate, and consistent with each other."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from conformance.fuzz.asked import slippage_in
from conformance.fuzz.faults import Fault, Notes
from conformance.harness.holding import leaves_time_or_refuses
from conformance.harness.peer import Answer, Peer
from conformance.harness.quoting import EITHER_OTHER, named
from conformance.oracle.holds import hold_is_too_long
from conformance.oracle.quotes import Bounds, Side, local_by_destination, local_by_source, there_and_back
from conformance.oracle.rates import OwnRate, own_rate
from conformance.verdicts import Violation
from schemas.topology import Topology

LARGE, MOST = 2**53, 2**64 - 1
HOLDS = ("source_expiry_duration", "destination_expiry_duration")


class Rates:
    """Judges each quote by the own rate, and each against those of the same play that were like it."""

    def __init__(self, topology: Topology, notes: Notes) -> None:
        self.topology, self.notes = topology, notes
        self.some_fail = False  # whether deliveries to another peer fail at present
        self.blame = ""  # the requirement by which own rates stay what they are, where somebody acted against that
        self._before: dict[tuple[str, str, str], dict[int, Answer]] = {}

    def quote(
        self, peer: Peer, destination: str, ledger: str, side: str, amount: int, wishes: Mapping[str, str]
    ) -> None:
        """Asks, and judges the answer; `ledger` is that of the destination."""
        answer = peer.asks(destination, **{side: amount}, **wishes)
        late = answer.came is not None and answer.took > self.topology.patience
        if self.some_fail and (late or (answer.quote is None and answer.error is None)):
            kind = "a quote beside a peer that fails"
            self.notes.add(Fault("RS-6", kind, "an answer in time, whoever fails", answer.said, tuple(answer.seqs)))
            return
        source, slippage = peer.ledger.prefix, slippage_in(wishes)
        own = own_rate(self.topology, source, ledger)
        by_source = side == "source_amount"
        bounds = (local_by_source if by_source else local_by_destination)(
            self.topology, source, ledger, amount, slippage
        )
        if max(amount, bounds.best) > MOST:
            return  # Terms: Plain values
        if self._is_too_long(wishes):
            with self.notes.about("QT-16", "a hold above the maximum"):
                if answer.quote is not None:
                    raise Violation("an error", answer.said, answer.seqs)
            return
        if answer.quote is None and self._is_granted(wishes, bounds):
            alone = set(wishes) == {"destination_expiry_duration"}
            with self.notes.about("QT-16" if alone else "QT-3", "wishes that can be granted"):
                raise Violation("a quote", answer.said, answer.seqs)
        large = max(amount, bounds.best) > LARGE
        with self.notes.about(self.blame or ("LC-8" if large else "QT-9"), "own rate"):
            self._is_within(bounds, answer, bool(wishes))
        if answer.quote is None:
            return
        with self.notes.about("LC-8" if large else "QT-3" if by_source else "QT-4", "the amount asked about"):
            if not bounds.may_refuse and answer.amount(side) != amount:
                raise Violation(f"{side} {amount}", answer.said, answer.seqs)
        with self.notes.about("QT-15", "the holds' distance"):
            leaves_time_or_refuses(peer, answer)
        if bounds.exact is not None and not wishes:
            with self.notes.about("QT-9b", "an exact value"):
                if named(answer, bounds) != bounds.exact:
                    raise Violation(f"exactly {bounds.exact}", answer.said, answer.seqs)
        with self.notes.about("QT-14", "rounding"):
            _favours_the_connector(own, bounds, answer)
        if not wishes and answer.amount(side) == amount:
            self._compare((source, ledger, side), amount, answer)
            if not by_source:
                self._there_and_back(peer, destination, answer)

    def _is_too_long(self, wishes: Mapping[str, str]) -> bool:
        name = "destination_expiry_duration"
        return name in wishes and hold_is_too_long(self.topology, Fraction(wishes[name]))

    def _is_granted(self, wishes: Mapping[str, str], bounds: Bounds) -> bool:
        """Whether a destination hold is wished for, perhaps with a source hold, that leave time, and not too much."""
        window, longest = self.topology.message_window, self.topology.maximum_hold
        destination = Fraction(wishes.get("destination_expiry_duration", 0))
        source = Fraction(wishes.get("source_expiry_duration", destination + window))
        return destination >= 1 and destination + window <= source <= longest and not bounds.may_refuse

    def _is_within(self, bounds: Bounds, answer: Answer, may_refuse: bool) -> None:
        refused = answer.error is not None and (bounds.may_refuse or bounds.must_refuse or may_refuse)
        if answer.quote is None and not refused:
            raise Violation(f"a quote: {bounds.sentence()}", answer.said, answer.seqs)
        if answer.quote is not None and not bounds.allows(named(answer, bounds)):
            raise Violation(bounds.sentence(), answer.said, answer.seqs)

    def _compare(self, key: tuple[str, str, str], amount: int, answer: Answer) -> None:
        """QT-13: more of the one never gives, or costs, less of the other."""
        before = self._before.setdefault(key, {})
        other = EITHER_OTHER[key[2]]
        with self.notes.about("QT-13", "less for more"):
            for known, earlier in before.items():
                less, more = (earlier, answer) if known < amount else (answer, earlier)
                if known != amount and more.amount(other) < less.amount(other):
                    raise Violation(f"no less than {less.said}", more.said, [*less.seqs, *more.seqs])
        before[amount] = answer

    def _there_and_back(self, peer: Peer, destination: str, there: Answer) -> None:
        """QT-12."""
        amount = there.amount("destination_amount")
        back = peer.asks(destination, source_amount=there.amount("source_amount"))
        least = there_and_back(self.topology, amount)
        with self.notes.about("QT-12", "there and back"):
            if back.quote is not None and back.amount("destination_amount") < least:
                expected = f"at least {least} for {there.amount('source_amount')}"
                raise Violation(expected, back.said, [*there.seqs, *back.seqs])


def _favours_the_connector(own: OwnRate, bounds: Bounds, answer: Answer) -> None:
    """QT-14."""
    source, destination = answer.amount("source_amount"), answer.amount("destination_amount")
    if bounds.side is Side.DESTINATION and destination > own.value(source):
        raise Violation(f"at most {math.floor(own.value(source))} for {source}", answer.said, answer.seqs)
    if bounds.side is Side.SOURCE and source < own.inverse(destination):
        raise Violation(f"at least {math.ceil(own.inverse(destination))} for {destination}", answer.said, answer.seqs)
