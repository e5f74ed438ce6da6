"""Faulty connectors: calls, tokens and what cannot be obeyed (MSG-1 to MSG-3)."""

from __future__ import annotations

from typing import Any

from reference_impl.connector import Connector
from reference_impl.endpoint import Call, Endpoint, Refused
from reference_impl.outbox import Outbox
from schemas.topology import Ledger


class CreatedInsteadOfOk(Outbox):
    """A call that was carried out is answered with status 201."""

    def answer(self, key: Any, status: int, body: bytes) -> None:
        super().answer(key, 201 if status == 200 else status, body)


class AnswersWith201(Connector):
    """All that is well-formed is answered with status 201, not 200."""

    breaks = ("MSG-1",)
    outbox_class = CreatedInsteadOfOk


class AnswersWithdrawalsWithNothing(Connector):
    """The answer to an update with a withdrawal has an empty body."""

    breaks = ("MSG-1",)

    def carry_out(self, call: Call, now: int) -> bytes:
        answer = super().carry_out(call, now)
        return b"" if "'unreachable_through_me': ['" in repr(call.parameters) else answer


class BeginningOfAToken(Endpoint):
    """A token that is the beginning of the right one is taken for it."""

    def check_token(self, ledger: Ledger, authorization: str | None) -> None:
        given = (authorization or "").removeprefix("Bearer ")
        if authorization and given and (ledger.token or "").startswith(given):
            return
        super().check_token(ledger, authorization)


class TakesHalfAToken(Connector):
    """The comparison of tokens ends with the shorter one."""

    breaks = ("MSG-2", "MSG-2b")
    endpoint_class = BeginningOfAToken


class AnyCase(Endpoint):
    """Tokens are compared without regard to case."""

    def check_token(self, ledger: Ledger, authorization: str | None) -> None:
        if (authorization or "").lower() != f"bearer {ledger.token}".lower():
            super().check_token(ledger, authorization)


class TakesTokensInAnyCase(Connector):
    """A token in the other case opens the ledger."""

    breaks = ("MSG-2", "MSG-2b")
    endpoint_class = AnyCase


class BadRequestForNoToken(Endpoint):
    """A call without a token is a bad request."""

    def check_token(self, ledger: Ledger, authorization: str | None) -> None:
        if ledger.token is not None and authorization is None:
            raise Refused(400, "InvalidBodyError", "no token")
        super().check_token(ledger, authorization)


class RefusesNoTokenWith400(Connector):
    """A call without a token is answered with 400."""

    breaks = ("MSG-2b",)
    endpoint_class = BadRequestForNoToken


class CommaForgiven(Endpoint):
    """A comma before the last bracket is read as if it were not there."""

    def parameters(self, method: str, body: bytes) -> list[Any]:
        return super().parameters(method, body[:-2] + b"]" if body.endswith(b",]") else body)


class TakesATrailingComma(Connector):
    """What is nearly JSON is taken for JSON."""

    breaks = ("MSG-3", "MSG-3b")
    endpoint_class = CommaForgiven


class BracketSupplied(Endpoint):
    """A body that breaks off is read as if its last bracket had come."""

    def parameters(self, method: str, body: bytes) -> list[Any]:
        return super().parameters(method, body + b"]" if body.endswith(b"}}}") else body)


class TakesACutBody(Connector):
    """What came of a body that was cut is taken for the whole."""

    breaks = ("MSG-3", "MSG-3b")
    endpoint_class = BracketSupplied


class PrefixesInAnyCase(Endpoint):
    """The ledger is found without regard to case."""

    def ledger(self, prefix: str | None) -> Ledger:
        return super().ledger(prefix and prefix.lower())


class TakesAPrefixInAnyCase(Connector):
    """A prefix in capitals names the ledger, though case matters in addresses."""

    breaks = ("MSG-3", "MSG-3b")
    endpoint_class = PrefixesInAnyCase


class ExactPrefixOnly(Endpoint):
    """A prefix has to have its final period."""

    def ledger(self, prefix: str | None) -> Ledger:
        if prefix not in self.network.ledgers:
            raise Refused(404, "NotFoundError", "no such ledger")
        return super().ledger(prefix)


class RefusesAPrefixWithoutPeriod(Connector):
    """The prefix as the RFC writes it in the URL is unknown."""

    breaks = ("MSG-3",)
    endpoint_class = ExactPrefixOnly


class MethodsTrimmed(Endpoint):
    """Blanks around a method's name do not count, nor does its case."""

    def method(self, name: str | None) -> str:
        return super().method(name and name.strip().lower())


class TakesAMethodTrimmed(Connector):
    """An unknown method that looks like a known one is carried out."""

    breaks = ("MSG-3", "MSG-3b")
    endpoint_class = MethodsTrimmed


class ObjectForArray(Endpoint):
    """An object stands for the array with that object in it."""

    def parameters(self, method: str, body: bytes) -> list[Any]:
        return super().parameters(method, b"[" + body + b"]" if body.startswith(b"{") else body)


class TakesAnObjectForAnArray(Connector):
    """The message itself as the body is taken, where the array of parameters belongs."""

    breaks = ("MSG-3b",)
    endpoint_class = ObjectForArray


class AllIsWell(Outbox):
    """What was refused is answered with status 200, and the reason in the body."""

    def answer(self, key: Any, status: int, body: bytes) -> None:
        super().answer(key, 200 if status in (400, 404) else status, body)


class RefusesWith200(Connector):
    """Calls that nobody can obey are answered with 200 and an error in the body."""

    breaks = ("MSG-3b",)
    outbox_class = AllIsWell


class QuotesWithoutToken(Outbox):
    """The token is left out of calls that carry an answer."""

    def call(self, ledger: Ledger, receiver: str, method: str, body: bytes, *more: Any) -> str:
        key = super().call(ledger, receiver, method, body, *more)
        if b'"quote_response"' in body:
            self._messages[-1]["authorization"] = None
        return key


class AnswersWithoutToken(Connector):
    """Quotes go out without the ledger's token, which broadcasts carry."""

    breaks = ("MSG-11",)
    outbox_class = QuotesWithoutToken
