"""Faulty connectors of the liquidity form: whose answer is taken, and who waits while one is awaited (RQ rows)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reference_impl.liquidity.questions import Questions
from reference_impl.liquidity.quotes import LiquidityQuoter, Question
from reference_impl.network import Peer
from schemas.packets import Packet
from schemas.topology import Ledger
from tests.mutants.liquidity import Liquidity


class FromAnybody(Questions):
    """Whoever is named as the sender is taken for the one who was asked."""

    def is_from(self, peer: Peer, message: dict[str, Any]) -> bool:
        return True


class FromTheLedger(Questions):
    """Of the sender only the ledger is looked at."""

    def is_from(self, peer: Peer, message: dict[str, Any]) -> bool:
        return bool(message.get("ledger", peer.ledger.prefix) == peer.ledger.prefix)


class WithAnybodysAnswers(LiquidityQuoter):
    questions_class = FromAnybody


class WithTheLedgersAnswers(LiquidityQuoter):
    questions_class = FromTheLedger


class TakesAnybodysAnswer(Liquidity):
    """A response that says that it is another account's is used."""

    breaks = ("RQ-4",)
    quoter_class = WithAnybodysAnswers


class TakesAnyAnswerOfTheLedger(Liquidity):
    """A response that says that it is another account's of the same ledger is used."""

    breaks = ("RQ-4",)
    quoter_class = WithTheLedgersAnswers


class OneAfterAnother(LiquidityQuoter):
    """A quote by the own rate waits behind the question that was asked last."""

    def answer(self, question: Question, now: int) -> None:
        waiting = self.questions._waiting
        is_own = isinstance(self.hops.find(question.ledger, question.packet.destination_account), Ledger)
        if not (waiting and is_own):
            super().answer(question, now)
            return
        last = next(reversed(waiting))
        finish = waiting[last].finish

        def then(answer: Packet | None, at: int) -> None:
            finish(answer, at)
            self.request(question, at)

        waiting[last] = replace(waiting[last], finish=then)


class QuestionsStopQuotesByTheOwnRate(Liquidity):
    """While a next hop's answer is awaited, quotes by the own rate wait."""

    breaks = ("RQ-6",)
    quoter_class = OneAfterAnother
