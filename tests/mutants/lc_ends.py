"""Connectors whose quotes are wrong at an end of the own rate, or for large amounts only."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil, floor
from typing import Any

from reference_impl.connector import Connector
from reference_impl.quotes import Question, QuoteError, Quoter
from reference_impl.rates import OwnRates, Rate
from schemas.topology import Ledger, Pair

DOUBLE = 2**53


class _NotTheMost(Quoter):
    def local_quote(self, question: Question, destination: Ledger) -> dict[str, Any]:
        rate = self.rates.between(question.ledger.prefix, destination.prefix)
        if (
            rate is not None
            and question.source_amount == floor(rate.most_source)
            and max(rate.most_source, rate.most_destination) < DOUBLE
        ):
            raise QuoteError("UnacceptableAmountError", "the amount is too large to be forwarded")
        return super().local_quote(question, destination)


class RefusesTheVeryMost(Connector):
    """By source amount, what the connector takes at most is refused: it has to be less."""

    quoter_class = _NotTheMost
    breaks = ("QT-9",)


class _LessAtTheEnd(Quoter):
    def local_quote(self, question: Question, destination: Ledger) -> dict[str, Any]:
        quote = super().local_quote(question, destination)
        rate = self.rates.between(question.ledger.prefix, destination.prefix)
        if rate is not None and question.source_amount == floor(rate.most_source):
            quote["destination_amount"] = str(ceil((question.source_amount - 1) * rate.per_unit - 1))
        return quote


class GivesLessForTheVeryMost(Connector):
    """For the most that is taken the whole allowance is used up: one base unit less gives more."""

    quoter_class = _LessAtTheEnd
    breaks = ("QT-12", "QT-13")


class _ChargesDoubles(Quoter):
    def charged(self, cost: Fraction, question: Question) -> int:
        charged = super().charged(cost, question)
        return int(float(charged)) - int(float(charged)) % 16 if charged > 2 * DOUBLE else charged


class ChargesInDoubles(Connector):
    """Source amounts above 2^54 are the double below."""

    quoter_class = _ChargesDoubles
    breaks = ("LC-8", "RQ-3")


class _Signed(Quoter):
    def offered(self, worth: Fraction | int, question: Question) -> int:
        offered = super().offered(worth, question)
        return offered if offered < 2**63 else offered - 2**64


class AmountsAreSigned(Connector):
    """Destination amounts have 63 bits and a sign."""

    quoter_class = _Signed
    topology_name = "wide"
    breaks = ("LC-8", "QT-9")


class _NoFarScales(OwnRates):
    def rate_of(self, pair: Pair) -> Rate:
        rate = super().rate_of(pair)
        source, destination = self._topology.ledger(pair.source), self._topology.ledger(pair.destination)
        return replace(rate, per_unit=rate.per_unit / 10) if destination.scale - source.scale > 15 else rate


class ScalesAreCutAtFifteenDigits(Connector):
    """To a ledger whose scale is larger by more than fifteen, a digit is lost."""

    rates_class = _NoFarScales
    topology_name = "wide"
    breaks = ("FW-1", "FW-2", "LC-8b", "LC-11", "LC-12", "RR-4")
