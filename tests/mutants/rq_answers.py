"""Connectors that take the wrong message for a next hop's answer, or its answer for that to another request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor
from typing import Any

from reference_impl.connector import Connector
from reference_impl.hops import Hops
from reference_impl.quotes import Question, Quoter
from reference_impl.remote_quotes import RemoteAnswer, RemoteQuotes, Waiting
from reference_impl.routes import Route
from schemas.topology import Ledger


class _AnyDigits(RemoteQuotes):
    def read(self, asked: dict[str, str], data: Any) -> RemoteAnswer | None:
        if isinstance(data, dict):
            data = {name: _ascii(value) if name.endswith("_amount") else value for name, value in data.items()}
        return super().read(asked, data)


def _ascii(value: Any) -> Any:
    short = isinstance(value, str) and len(value) < 100
    return str(int(value)) if short and value.isdecimal() and value[0] != "0" else value


class TakesAnswersInOtherDigits(Connector):
    """An amount in Arabic-Indic digits is one to it, where it is a next hop's."""

    class _Quoter(Quoter):
        remote_class = _AnyDigits

    quoter_class = _Quoter
    breaks = ("RQ-4",)


class _Trims(RemoteQuotes):
    def read(self, asked: dict[str, str], data: Any) -> RemoteAnswer | None:
        if isinstance(data, dict):
            data = {name: value.lstrip() if isinstance(value, str) else value for name, value in data.items()}
        return super().read(asked, data)


class TrimsTheNextHopsAmounts(Connector):
    """A blank before an amount of a next hop's is overlooked."""

    class _Quoter(Quoter):
        remote_class = _Trims

    quoter_class = _Quoter
    breaks = ("RQ-4",)


class _NoEcho(RemoteQuotes):
    def answers(self, asked: dict[str, str], data: dict[str, Any]) -> bool:
        return "destination_amount" in asked or super().answers(asked, data)


class _EchoesTheQuestion(Quoter):
    remote_class = _NoEcho

    def joined(self, question: Question, route: Route, answer: RemoteAnswer) -> dict[str, Any]:
        amount = question.destination_amount or answer.destination_amount
        return super().joined(question, route, replace(answer, destination_amount=amount))


class LooksNotWhatTheAnswerIsAbout(Connector):
    """By destination amount, takes the source amount for whatever destination amount the next hop named."""

    quoter_class = _EchoesTheQuestion
    breaks = ("RQ-4",)


class _TrimsIds(RemoteQuotes):
    def response(self, ledger: Ledger, sender: str, id: Any, data: Any) -> None:
        super().response(ledger, sender, id.strip() if isinstance(id, str) else id, data)


class TrimsIds(Connector):
    """A blank behind the id of an answer is overlooked."""

    class _Quoter(Quoter):
        remote_class = _TrimsIds

    quoter_class = _Quoter
    breaks = ("RQ-4",)


class _Unpacks(RemoteQuotes):
    def response(self, ledger: Ledger, sender: str, id: Any, data: Any) -> None:
        super().response(ledger, sender, id.get("id") if isinstance(id, dict) else id, data)


class FindsTheIdInAnObject(Connector):
    """Takes an object for the id in it."""

    class _Quoter(Quoter):
        remote_class = _Unpacks

    quoter_class = _Quoter
    breaks = ("RQ-4",)


class _RemembersIds(RemoteQuotes):
    """Keeps who waited under an id after the end; `late` does with an answer under such an id what it likes."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.ended: dict[str, Waiting] = {}

    def _end(self, id: str, answer: RemoteAnswer | None, error: str = "ExternalError") -> None:
        self.ended[id] = self._waiting[id]
        super()._end(id, answer, error)

    def response(self, ledger: Ledger, sender: str, id: Any, data: Any) -> None:
        earlier = self.ended.get(id) if isinstance(id, str) else None
        if earlier is not None and earlier.peer.ledger is ledger and earlier.peer.account == sender:
            self.late(earlier, data)
        super().response(ledger, sender, id, data)

    def late(self, earlier: Waiting, data: Any) -> None:
        """Nothing, rightly."""


class _TellsAgain(_RemembersIds):
    def late(self, earlier: Waiting, data: Any) -> None:
        answer = self.read(earlier.asked, data)
        if answer is not None and "source_amount" in earlier.asked:
            earlier.finish(answer, "")


class TellsTheAskerOfASecondAnswer(Connector):
    """Whatever else comes under an id, also when its time was up, goes to the asker."""

    class _Quoter(Quoter):
        remote_class = _TellsAgain

    quoter_class = _Quoter
    breaks = ("RQ-4",)


class _NextInLine(_RemembersIds):
    def late(self, earlier: Waiting, data: Any) -> None:
        for id, waiting in self._waiting.items():
            if waiting.peer is earlier.peer and waiting.asked == earlier.asked:
                self._end(id, self.read(waiting.asked, data))
                return


class TakesAnEarlierIdForThePresentOne(Connector):
    """An answer under an id of before counts for the same question asked anew."""

    class _Quoter(Quoter):
        remote_class = _NextInLine

    quoter_class = _Quoter
    breaks = ("RQ-4",)


class _Lenient(RemoteQuotes):
    def error(self, ledger: Ledger, sender: str, id: Any, data: Any) -> None:
        if self.is_awaited(ledger, sender, id) and isinstance(data, dict):
            waiting = self._waiting[id]
            waiting.finish(None, "ExternalError")
            return
        super().error(ledger, sender, id, data)


class WaitsOnAfterAnError(Connector):
    """The asker is told of the next hop's error, and of whatever comes after it."""

    class _Quoter(Quoter):
        remote_class = _Lenient

    quoter_class = _Quoter
    breaks = ("RQ-4",)


class _OneAtATime(RemoteQuotes):
    def response(self, ledger: Ledger, sender: str, id: Any, data: Any) -> None:
        if self.is_awaited(ledger, sender, id):
            mine = _around(self._waiting[id])
            alike = [each for each, waiting in self._waiting.items() if _around(waiting) == mine]
            if len(alike) > 2 and id == alike[1]:
                id = alike[0]
        super().response(ledger, sender, id, data)


def _around(waiting: Waiting) -> tuple[object, ...]:
    """Who asks whom about how much, and the prefix around the ledger of the receiver."""
    around = waiting.asked["destination_address"].rsplit(".", 2)[0]
    return waiting.asker, waiting.peer, around, waiting.asked.get("source_amount")


class TheSecondIsTakenForTheFirst(Connector):
    """Of three and more like questions under way, an answer to the second counts as that to the first."""

    class _Quoter(Quoter):
        remote_class = _OneAtATime

    quoter_class = _Quoter
    breaks = ("RQ-3",)


class _UnderTheAskersId(Quoter):
    """Tells all askers on a ledger that asked under one id of the first answer."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.under_way: dict[tuple[str, Any], list[Question]] = {}

    def ask(self, question: Question, routes: Sequence[Route], now: int) -> None:
        self.under_way.setdefault((question.ledger.prefix, question.id), []).append(question)
        super().ask(question, routes, now)

    def send(self, question: Question, quote: dict[str, Any]) -> None:
        key = question.ledger.prefix, question.id
        for each in self.under_way.pop(key, []) if "liquidity_curve" not in quote else [question]:
            super().send(each, quote)


class OneIdOneAnswerOnALedger(Connector):
    """Two askers on a ledger that use the same id get the answer that comes first."""

    quoter_class = _UnderTheAskersId
    breaks = ("RQ-3",)


class _AsksAll(Quoter):
    def ask(self, question: Question, routes: Sequence[Route], now: int) -> None:
        best = None
        if question.source_amount is not None and len(routes) > 1:
            best = self.hops.by_source(question.ledger, routes, question.source_amount)
        if best is None or len({route.peer.ledger.prefix for route in routes}) > 1:
            super().ask(question, routes, now)
            return
        answers: list[RemoteAnswer | None] = []

        def finish(answer: RemoteAnswer | None, error: str) -> None:
            answers.append(answer)
            found = [each for each in answers if each is not None]
            if len(answers) == len(routes) and found:
                most = max(found, key=lambda each: each.destination_amount)
                self.send(question, self.joined(question, best[0], most))

        asked = {"source_amount": str(best[1]), "destination_expiry_duration": "5"}
        for route in routes:
            whole = {**self.addresses(question, route), **asked}
            self.remote.ask(route.peer, (question.ledger.prefix, question.sender), whole, now, finish)


class AsksAllAndTakesTheBest(Connector):
    """By source amount, asks all next hops and quotes the best answer, whatever the curves say."""

    quoter_class = _AsksAll
    breaks = ("RQ-1", "RR-5")


class _Constant(Hops):
    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.chosen: dict[str, Route] = {}

    def by_source(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[Route, int] | None:
        found = super().by_source(source, routes, amount)
        if found is None:
            return None
        before = self.chosen.setdefault(found[0].prefix, found[0])
        return (before, self.left(source, before, amount)) if before in routes else found


class KeepsTheHopItAskedFirst(Connector):
    """By source amount, the hop that was the best one for the first amount is asked ever after."""

    hops_class = _Constant
    breaks = ("FW-1", "RQ-1", "RR-5")


class _Coarse(Hops):
    def left(self, source: Ledger, route: Route, amount: int) -> int:
        left = super().left(source, route, amount)
        return left if left <= 2**53 else -(-left // 16) * 16

    def cost(self, source: Ledger, route: Route, amount: Any) -> Fraction | None:
        cost = super().cost(source, route, amount)
        return cost if cost is None or cost <= 2**53 else Fraction(floor(cost / 16) * 16)


class ReckonsRemoteQuotesInDoubles(Connector):
    """What is left, or to be charged, of a remote quote is a multiple of 16 above 2^53."""

    hops_class = _Coarse
    breaks = ("RQ-2", "RQ-3")
