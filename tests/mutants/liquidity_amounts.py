"""Faulty connectors of the liquidity form: amounts, holds, and answers where there are none (MSG-7, QT-8 to QT-16)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from reference_impl.liquidity.errors import QuoteError
from reference_impl.liquidity.questions import Asker, Finish, Questions
from reference_impl.liquidity.quotes import LiquidityQuoter, Question
from reference_impl.liquidity.ways import OwnWay, Reckoned, Way
from reference_impl.network import Peer
from schemas.packets import BySourceRequest, BySourceResponse, Packet
from schemas.topology import Ledger
from tests.mutants.liquidity import Liquidity


class TakesRoutesFromAnyMethod(Liquidity):
    """A message of a method that is not of the protocol announces routes all the same, where it has some."""

    breaks = ("MSG-7",)

    def take_custom(self, key: Any, ledger: Ledger, sender: str, custom: dict[str, Any], now: int) -> None:
        data = custom.get("data")
        if isinstance(data, dict) and data.get("new_routes"):
            custom = {**custom, "method": "broadcast_routes"}
        super().take_custom(key, ledger, sender, custom, now)


class Guesses(LiquidityQuoter):
    """A quote for what is not known."""

    def answer(self, question: Question, now: int) -> None:
        try:
            super().answer(question, now)
        except QuoteError:
            if not question.packet.destination_account.startswith("private."):
                raise
            self.reply(question, self.guess(question))

    def guess(self, question: Question) -> Packet:
        """One to one."""
        amount = question.packet.source_amount if isinstance(question.packet, BySourceRequest) else 1000
        return BySourceResponse(amount, question.packet.destination_hold_duration + 1000)


class AnswersForAllPrivateAddresses(Liquidity):
    """Invents a quote for whatever address in the scheme `private`."""

    breaks = ("QT-8",)
    quoter_class = Guesses


# -- the own rate ------------------------------------------------------------------------------------------------


class Otherwise(LiquidityQuoter):
    """Quotes by the own rate, rounded otherwise."""

    def own_way(self, question: Question, destination: Ledger) -> Way:
        way = super().own_way(question, destination)
        assert isinstance(way, OwnWay)
        return OtherWay(way.rate, way.prefix, way.window, self)

    def offered(self, amount: int, worth: Fraction) -> int:
        """For a source amount that is worth so much."""
        return floor(worth)

    def charged(self, amount: int, cost: Fraction) -> int:
        """For a destination amount that costs so much."""
        return ceil(cost)


@dataclass(frozen=True)
class OtherWay(OwnWay):
    """By the own rate, rounded as the quoter has it."""

    quoter: Otherwise

    def given(self, amount: int) -> Reckoned | None:
        worth = self.rate.forward(amount)
        return None if worth is None else (self.quoter.offered(amount, Fraction(worth)), self.window)

    def price(self, amount: int) -> Reckoned | None:
        cost = self.rate.backward(amount)
        return None if cost is None else (self.quoter.charged(amount, Fraction(cost)), self.window)


class GivenUp(Otherwise):
    """To the own cost."""

    def offered(self, amount: int, worth: Fraction) -> int:
        return ceil(worth)


class RoundsTheDestinationAmountUp(Liquidity):
    """Gives the whole number above what the own rate gives, to its own cost."""

    breaks = ("QT-14",)
    quoter_class = GivenUp


class AskedDown(Otherwise):
    """To the own cost, and so that the amount does not arrive."""

    def charged(self, amount: int, cost: Fraction) -> int:
        return floor(cost)


class RoundsTheSourceAmountDown(Liquidity):
    """What is asked for a destination amount does not give it."""

    breaks = ("QT-12", "QT-14")
    quoter_class = AskedDown


class OneLess(Otherwise):
    """Where it comes out even."""

    def offered(self, amount: int, worth: Fraction) -> int:
        return ceil(worth) - 1


class AWholeResultIsOneLess(Liquidity):
    """A result that is a whole number loses a base unit."""

    breaks = ("QT-9b",)
    quoter_class = OneLess


class Dips(Otherwise):
    """Where an amount is one more than a power of ten."""

    def offered(self, amount: int, worth: Fraction) -> int:
        if amount > 10**5 and str(amount - 1).strip("0") == "1":
            return floor(worth / amount * (amount - 1)) - 1
        return super().offered(amount, worth)


class GivesLessForAUnitMoreThanAPowerOfTen(Liquidity):
    """There uses up the whole allowance, so that the power of ten itself gives more."""

    breaks = ("QT-13",)
    quoter_class = Dips


# -- holds, and who is asked -------------------------------------------------------------------------------------


class LongHolds(LiquidityQuoter):
    """A little longer than declared."""

    def check(self, question: Question) -> None:
        longest = int(self.network.topology.maximum_hold * 1000)
        hold = question.packet.destination_hold_duration
        if longest < hold <= longest + 2:
            return
        super().check(question)


class GrantsAThousandthMoreThanTheMaximum(Liquidity):
    """The longest hold is a little longer than declared."""

    breaks = ("QT-16",)
    quoter_class = LongHolds


class ToItself(Questions):
    """As well."""

    def ask(self, peer: Peer, asker: Asker, packet: Packet, now: int, finish: Finish) -> bool:
        self.outbox.ask(peer.ledger, peer.ledger.account, packet)
        return super().ask(peer, asker, packet, now, finish)


class Selfish(LiquidityQuoter):
    """Itself is asked too."""

    questions_class = ToItself


class AsksItselfToo(Liquidity):
    """Sends each question to its own account on the next hop's ledger as well."""

    breaks = ("RQ-7",)
    quoter_class = Selfish
