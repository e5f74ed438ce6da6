"""Connectors that take for an amount, or a wish, what only looks like one, each in one corner."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Any

from reference_impl.connector import Connector
from reference_impl.quotes import Question, QuoteError, Quoter
from schemas.topology import Ledger

AMOUNTS = ("source_amount", "destination_amount")


class _Rereads(Quoter):
    """Reads the amounts of a request in another way before they are looked at."""

    def reread(self, amount: Any) -> Any:
        return amount

    def without_nulls(self, data: dict[str, Any]) -> dict[str, Any]:
        kept = super().without_nulls(data)
        return {name: self.reread(value) if name in AMOUNTS else value for name, value in kept.items()}


class _FullWidth(_Rereads):
    def reread(self, amount: Any) -> Any:
        wide = isinstance(amount, str) and all("０" <= each <= "９" for each in amount)
        return unicodedata.normalize("NFKC", amount) if wide else amount


class TakesDigitsOfFullWidth(Connector):
    """Digits of full width are as good as those of ASCII."""

    quoter_class = _FullWidth
    breaks = ("QT-6",)


class _LeadingDigits(_Rereads):
    def reread(self, amount: Any) -> Any:
        found = re.match(r"([1-9][0-9]*)e", amount) if isinstance(amount, str) else None
        return found[1] if found else amount


class ReadsAnExponentAsTheEnd(Connector):
    """Reads 1e3 as 1."""

    quoter_class = _LeadingDigits
    breaks = ("QT-6", "QT-6b")


class _TrimsAlmostAll(_Rereads):
    def reread(self, amount: Any) -> Any:
        return amount.strip() if isinstance(amount, str) and amount.startswith("\u00a0") else amount


class TrimsANoBreakSpace(Connector):
    """A no-break space before an amount is no part of it."""

    quoter_class = _TrimsAlmostAll
    breaks = ("QT-6b",)


class _Doubles(_Rereads):
    def reread(self, amount: Any) -> Any:
        if isinstance(amount, str) and re.fullmatch(r"[0-9]{3,}\.[0-9]{6,}", amount):
            return str(int(float(amount)))
        return amount


class SeesNoSmallFraction(Connector):
    """Asks a double whether an amount is whole."""

    quoter_class = _Doubles
    breaks = ("QT-6",)


class _Quotients(_Rereads):
    def reread(self, amount: Any) -> Any:
        if isinstance(amount, str) and re.fullmatch(r"[0-9]+/[1-9]", amount):
            return str(int(Fraction(amount)))
        return amount


class ReadsFractionsOfTwoNumbers(Connector):
    """Reads 20001/2 as 10000."""

    quoter_class = _Quotients
    breaks = ("QT-6",)


class _Numbers(_Rereads):
    def reread(self, amount: Any) -> Any:
        return str(int(amount)) if isinstance(amount, Decimal) and amount > 1000 else amount


class CutsFractionalJsonNumbers(Connector):
    """A JSON number is an amount, what stands behind its point left off."""

    quoter_class = _Numbers
    breaks = ("QT-6",)


class _Unpacks(_Rereads):
    def reread(self, amount: Any) -> Any:
        return amount[0] if isinstance(amount, list) and len(amount) == 2 else amount


class TakesTheFirstOfAList(Connector):
    """Of two amounts in a list takes the first."""

    quoter_class = _Unpacks
    breaks = ("QT-6",)


class _Exponents(Quoter):
    def request(self, ledger: Ledger, sender: str, id: Any, data: Any, now: int) -> None:
        amount = data.get("source_amount") if isinstance(data, dict) else None
        if isinstance(amount, str) and re.fullmatch(r"9{30}", amount):
            question = self.read(ledger, sender, id, data)
            self.send(question, {**self.quote(question, "g.", 1, 1, Fraction(6), Fraction(5)), "source_amount": "1e30"})
            return
        super().request(ledger, sender, id, data, now)


class WritesLongAmountsWithAnExponent(Connector):
    """Names an amount of thirty digits with an exponent."""

    quoter_class = _Exponents
    breaks = ("QT-1",)


class _ZeroIsNothing(Quoter):
    def without_nulls(self, data: dict[str, Any]) -> dict[str, Any]:
        kept = super().without_nulls(data)
        if "source_amount" in kept and kept.get("destination_amount") == "0":
            del kept["destination_amount"]
        return kept


class AnAmountOfZeroIsNone(Connector):
    """Takes a destination amount of zero, beside a source amount, for one left out."""

    quoter_class = _ZeroIsNothing
    breaks = ("QT-5",)


class _BareBeginning(Quoter):
    def check_addresses(self, ledger: Ledger, data: dict[str, Any]) -> None:
        source = data["source_address"]
        if source.startswith(ledger.prefix.removesuffix(".") + "x"):
            data = {**data, "source_address": ledger.prefix + "anybody"}
        super().check_addresses(ledger, data)


class ComparesTheLedgersNameWithoutItsPeriod(Connector):
    """An address whose segment is longer than the ledger's is on it."""

    quoter_class = _BareBeginning
    breaks = ("QT-24",)


class _ArabicWishes(Quoter):
    def without_nulls(self, data: dict[str, Any]) -> dict[str, Any]:
        kept = super().without_nulls(data)
        wish = kept.get("destination_expiry_duration")
        if isinstance(wish, str) and wish.isdecimal() and not wish.isascii():
            kept["destination_expiry_duration"] = str(int(wish))
        return kept


class GrantsAHoldInOtherDigits(Connector):
    """A destination hold in Arabic-Indic digits is granted."""

    quoter_class = _ArabicWishes
    breaks = ("QT-25",)


class _Guesses(Quoter):
    def answer(self, question: Question, now: int) -> None:
        try:
            super().answer(question, now)
        except QuoteError as error:
            if error.id != "NoRouteFoundError" or not question.destination.startswith("private."):
                raise
            self.send(question, self.quote(question, "private.", 1000, 1000, Fraction(6), Fraction(5)))


class AnswersForAllPrivateAddresses(Connector):
    """Invents a quote for whatever address in the scheme `private`."""

    quoter_class = _Guesses
    breaks = ("QT-8",)
