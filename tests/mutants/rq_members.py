"""Connectors that make the wrong thing of a next hop's answer because of one member of it."""

from __future__ import annotations

from typing import Any

from reference_impl.connector import Connector
from reference_impl.quotes import Quoter
from reference_impl.remote_quotes import RemoteAnswer, RemoteQuotes
from schemas.topology import Ledger


class _OddIsNothing(RemoteQuotes):
    def error(self, ledger: Ledger, sender: str, id: Any, data: Any) -> None:
        sound = isinstance(data, dict) and all(isinstance(data.get(name), str) for name in ("id", "message"))
        if self.is_awaited(ledger, sender, id) and not (sound and data["id"]):
            self._waiting.pop(id)
            return
        super().error(ledger, sender, id, data)


class AnOddErrorIsForgotten(Connector):
    """The next hop's error ends the wait, and nobody tells the asker where its name or message is no text."""

    class _Quoter(Quoter):
        remote_class = _OddIsNothing

    quoter_class = _Quoter
    breaks = ("RQ-4",)


class _TakesAnErrorForAQuote(RemoteQuotes):
    def error(self, ledger: Ledger, sender: str, id: Any, data: Any) -> None:
        if isinstance(data, dict) and isinstance(data.get("id"), str) and self.is_awaited(ledger, sender, id):
            asked = self._waiting[id].asked
            amount = int(asked.get("source_amount") or asked["destination_amount"])
            self._end(id, RemoteAnswer(asked["destination_address"], amount, amount, *self.holds()))
            return
        super().error(ledger, sender, id, data)

    def holds(self) -> tuple[Any, Any]:
        """Long enough for anybody."""
        window = self.network.topology.message_window
        return 4 + window, window


class QuotesOneForOneWhereTheNextHopErrs(Connector):
    """An error of the next hop is taken for a quote of one for one."""

    class _Quoter(Quoter):
        remote_class = _TakesAnErrorForAQuote

    quoter_class = _Quoter
    breaks = ("RQ-4",)


class _FewMembers(RemoteQuotes):
    def read(self, asked: dict[str, str], data: Any) -> RemoteAnswer | None:
        return None if isinstance(data, dict) and len(data) > 8 else super().read(asked, data)


class AnAnswerInFullIsTooMuch(Connector):
    """An answer with all of its optional members is refused."""

    class _Quoter(Quoter):
        remote_class = _FewMembers

    quoter_class = _Quoter
    breaks = ("RQ-3",)


class _TwoPoints(RemoteQuotes):
    def read(self, asked: dict[str, str], data: Any) -> RemoteAnswer | None:
        curve = data.get("liquidity_curve") if isinstance(data, dict) else None
        return None if isinstance(curve, list) and len(curve) == 1 else super().read(asked, data)


class APointIsNoCurve(Connector):
    """An answer whose liquidity curve has a single point is refused."""

    class _Quoter(Quoter):
        remote_class = _TwoPoints

    quoter_class = _Quoter
    breaks = ("RQ-3",)


class _FewWishes(Quoter):
    def read(self, ledger: Ledger, sender: str, id: Any, data: Any) -> Any:
        return super().read(ledger, sender, id, None if isinstance(data, dict) and len(data) == 6 else data)


class ARequestInFullIsTooMuch(Connector):
    """A request with all of its optional members is refused."""

    quoter_class = _FewWishes
    breaks = ("QT-3",)
