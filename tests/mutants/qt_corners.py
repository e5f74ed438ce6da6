"""Connectors whose quotes are right but at one end: of the holds, of the amounts, of the prefixes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor
from typing import Any

from reference_impl.addresses import prefixes
from reference_impl.connector import Connector
from reference_impl.hops import Hops
from reference_impl.quotes import Question, QuoteError, Quoter
from reference_impl.remote_quotes import RemoteAnswer, RemoteQuotes
from reference_impl.routes import Route, RoutingTable
from schemas.topology import Ledger


class _Generous(Quoter):
    def source_hold(self, question: Question, needed: Fraction) -> Fraction:
        asked = question.source_hold
        if asked is not None and 0 < needed - asked < Fraction(1, 100):
            return asked
        return super().source_hold(question, needed)


class GrantsAHoldThatIsALittleTooShort(Connector):
    """Compares the source hold asked for in hundredths of a second."""

    quoter_class = _Generous
    breaks = ("QT-15",)


class _WholeGaps(Quoter):
    def joined(self, question: Question, route: Route, answer: RemoteAnswer) -> dict[str, Any]:
        gap = answer.source_hold - answer.destination_hold
        if question.source_hold is None and 2 < gap < 3:
            answer = replace(answer, source_hold=answer.destination_hold + floor(gap))
        return super().joined(question, route, answer)


class CutsTheNextHopsGapToSeconds(Connector):
    """Of 2.25 s that the next hop needs, adds 2."""

    quoter_class = _WholeGaps
    breaks = ("QT-15",)


class _AnyOrder(RemoteQuotes):
    def is_possible(self, answer: RemoteAnswer) -> bool:
        return super().is_possible(replace(answer, source_hold=max(answer.source_hold, answer.destination_hold)))


class AddsToWhateverTheNextHopSays(Connector):
    """The next hop's source hold may be the shorter one, and then the own one is too."""

    class _Quoter(Quoter):
        remote_class = _AnyOrder

    quoter_class = _Quoter
    breaks = ("QT-15",)


class _AThousandth(Quoter):
    def check_destination_hold(self, hold: Fraction) -> None:
        super().check_destination_hold(hold - Fraction(1, 500))


class GrantsAThousandthMoreThanTheMaximum(Connector):
    """The longest hold is a little longer than declared."""

    quoter_class = _AThousandth
    breaks = ("QT-16",)


class _BelowTheMaximum(Quoter):
    def check_destination_hold(self, hold: Fraction) -> None:
        topology = self.network.topology
        if hold + topology.message_window == topology.maximum_hold:
            raise QuoteError("UnacceptableExpiryError", "the source hold has to be below the longest hold")
        super().check_destination_hold(hold)


class RefusesTheMaximumItself(Connector):
    """The source hold has to be below the maximum, not within it."""

    quoter_class = _BelowTheMaximum
    breaks = ("QT-16",)


class _CheapWhenLarge(Quoter):
    def charged(self, cost: Fraction, question: Question) -> int:
        large = (question.destination_amount or 0) > 2**53
        return max(floor(cost), 1) if large else super().charged(cost, question)


class RoundsTheSourceAmountDownAbove53Bits(Connector):
    """What is asked for a very large destination amount does not give it."""

    quoter_class = _CheapWhenLarge
    breaks = ("QT-12", "QT-13")


class _Dips(Quoter):
    def local_quote(self, question: Question, destination: Ledger) -> dict[str, Any]:
        quote = super().local_quote(question, destination)
        amount = question.source_amount
        rate = self.rates.between(question.ledger.prefix, destination.prefix)
        if amount is not None and rate is not None and amount > 10**5 and str(amount - 1).strip("0") == "1":
            quote["destination_amount"] = str(max(floor((amount - 1) * rate.per_unit) - 1, 1))
        return quote


class GivesLessForAUnitMoreThanAPowerOfTen(Connector):
    """There uses up the whole allowance, so that the power of ten itself gives more."""

    quoter_class = _Dips
    breaks = ("QT-13",)


class _AtMostThree(Hops):
    def find(self, source: Ledger, address: str) -> Ledger | Sequence[Route]:
        known = [prefix for prefix in prefixes(address) if self.offers.usable(source, prefix)]
        if len(known) > 3:
            return list(self.offers.usable(source, known[1]))
        return super().find(source, address)


class LooksThroughThreePrefixesOnly(Connector):
    """Of four and more prefixes around an address overlooks the longest."""

    hops_class = _AtMostThree
    breaks = ("QT-10",)


class _Remembers(RoutingTable):
    def withdraw(self, peer: Any, prefix: str) -> set[str]:
        changed = super().withdraw(peer, prefix)
        if changed and prefix not in self._by_prefix and any(prefix[:-1].startswith(each) for each in self._by_prefix):
            self.dead.add(prefix)
        return changed

    def take(self, route: Route) -> set[str]:
        self.dead.discard(route.prefix)
        return super().take(route)

    def __init__(self, network: Any) -> None:
        super().__init__(network)
        self.dead: set[str] = set()


class _NoWayThere(Hops):
    def find(self, source: Ledger, address: str) -> Ledger | Sequence[Route]:
        table = self.offers.table
        if isinstance(table, _Remembers) and any(prefix in table.dead for prefix in prefixes(address)):
            return ()
        return super().find(source, address)


class AWithdrawnPrefixHidesTheShorterOnes(Connector):
    """Below a prefix that was withdrawn there is no route, though a shorter prefix has one."""

    table_class = _Remembers
    hops_class = _NoWayThere
    breaks = ("QT-10", "RR-8")


class _Numbers(Hops):
    def find(self, source: Ledger, address: str) -> Ledger | Sequence[Route]:
        found = super().find(source, address)
        if isinstance(found, Ledger) or found:
            return found
        plain = ".".join(each.lstrip("0") or each for each in address.split("."))
        return super().find(source, plain) if plain != address else found


class ReadsSegmentsOfDigitsAsNumbers(Connector):
    """Takes the segment 01 for 1."""

    hops_class = _Numbers
    breaks = ("QT-11",)


class _AnyScheme(Hops):
    def find(self, source: Ledger, address: str) -> Ledger | Sequence[Route]:
        found = super().find(source, address)
        scheme, point, rest = address.partition(".")
        return found if isinstance(found, Ledger) or found else super().find(source, scheme.lower() + point + rest)


class _AnySchemeQuoter(Quoter):
    def check_addresses(self, ledger: Ledger, data: dict[str, Any]) -> None:
        scheme, point, rest = data["destination_address"].partition(".")
        super().check_addresses(ledger, {**data, "destination_address": scheme.lower() + point + rest})


class TheCaseOfTheSchemeDoesNotMatter(Connector):
    """Takes G.x for g.x."""

    hops_class = _AnyScheme
    quoter_class = _AnySchemeQuoter
    breaks = ("QT-11",)
