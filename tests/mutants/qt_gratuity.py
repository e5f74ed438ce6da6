"""Connectors that reckon wrongly with what they add in quotes: seen where slippage and gratuity are declared."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import floor
from typing import Any

from reference_impl.connector import Connector
from reference_impl.quotes import Question, Quoter
from reference_impl.remote_quotes import RemoteAnswer
from reference_impl.routes import Route
from schemas.topology import Ledger


class _GivesIt(Quoter):
    def local_quote(self, question: Question, destination: Ledger) -> dict[str, Any]:
        quote = super().local_quote(question, destination)
        if question.source_amount is not None and question.source_amount > 10**9:
            worth = int(quote["destination_amount"]) / Fraction(1 - self.gratuity()) ** 2
            quote["destination_amount"] = str(floor(worth))
        return quote


class GivesTheGratuityAway(Connector):
    """For large source amounts the gratuity is put on the destination amount, not taken off it."""

    topology_name = "gratuity"
    quoter_class = _GivesIt
    breaks = ("LC-8", "QT-9", "QT-14")


class _Twice(Quoter):
    def joined(self, question: Question, route: Route, answer: RemoteAnswer) -> dict[str, Any]:
        if question.destination_amount is not None and question.destination_amount > 10**10:
            dearer = floor(answer.source_amount * (1 + self.gratuity()))
            answer = replace(answer, source_amount=dearer)
        return super().joined(question, route, answer)


class TakesTheGratuityTwiceBeyondTheNextHop(Connector):
    """By destination amount, over a learnt route, the gratuity is put on large amounts twice."""

    topology_name = "gratuity"
    quoter_class = _Twice
    breaks = ("QT-18", "RQ-3")
