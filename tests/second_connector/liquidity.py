"""The second connector in the liquidity form: each request is answered in its own response, a little later."""

from __future__ import annotations

from typing import Any, ClassVar

from schemas import json_text, packets
from schemas.packets import Packet
from schemas.topology import Ledger
from tests.second_connector.connector import Connector, Message
from tests.second_connector.liquidity_quoting import LiquidityQuoting, Unquotable
from tests.second_connector.liquidity_routes import LiquidityTable, LiquidityTelling, is_blind, read_route
from tests.second_connector.messages import Bad, read_update
from tests.second_connector.table import Candidate
from tests.second_connector.transfers import Transfers


class LiquidityTransfers(Transfers):
    """Where there is no curve, the next connector says whether an amount is enough."""

    def _is_too_little(self, best: Candidate, amount: int, payment: packets.Payment) -> bool:
        return not is_blind(best) and super()._is_too_little(best, amount, payment)


class LiquidityConnector(Connector):
    """The other profile. Responses name no sender, have packets without padding, and else nothing in them."""

    messaging: ClassVar[str] = "send_request"
    table_class = LiquidityTable
    telling_class = LiquidityTelling
    transfers_class = LiquidityTransfers

    def __init__(self, topology: Message) -> None:
        super().__init__(topology)
        self.asking = LiquidityQuoting(self.topology, self.habits, self.table, self)

    def _answered(self, response: Message, now: int) -> None:
        super()._answered(response, now)
        self.asking.answered(response["key"], response["status"], response["body"])

    def _envelope(self, ledger: Ledger, account: str, payload: Message) -> Message:
        return {"custom": payload, "to": account, "from": ledger.account, "ledger": ledger.prefix}

    def ask(self, ledger: Ledger, account: str, packet: Packet) -> str:
        """Sends a packet to an account; the call's key."""
        message = {"ilp": _text(packet), "to": account, "from": ledger.account, "ledger": ledger.prefix}
        return self.call(ledger, "send_request", [message])

    # -- requests ------------------------------------------------------------------------------------------------

    def _called(self, message: Message) -> None:
        if message["method"] != self.messaging:
            super()._called(message)
            return
        status, ledger, parameters = self._read(message)
        if status == 200 and not isinstance(parameters[0], dict):
            status = 400
        if ledger is None or status != 200:
            self._reply(message["key"], status, b'{"id":"Refused","message":"no"}')
        elif self._open[ledger.prefix] >= self.habits.most_open:
            self._reply(message["key"], 429, b'{"id":"Busy","message":"later"}')
        else:
            self._open[ledger.prefix] += 1
            self._look_later(message["key"], ledger, parameters[0])

    def _reply(self, key: Any, status: int, body: bytes) -> None:
        self._out.append({"kind": "response", "key": key, "status": status, "body": body})

    def _look_later(self, key: Any, ledger: Ledger, message: Message) -> None:
        """Answers within the time that each account has for its questions, and for its updates."""
        came, sender = self._now, self._sender([message])
        question = "ilp" in message
        most = self.habits.quote_delay if question else self.habits.update_delay
        delay = self._delay(most, sender, "question" if question else "news")
        if question:
            delay = (delay + next(self._numbers) * 41) % (most + 1)  # out of order
        self.table.waiting.append((sender, came))

        def look() -> None:
            self._open[ledger.prefix] -= 1
            self.table.waiting.remove((sender, came))
            self._look_at(key, ledger, message, came)

        self.after(delay, look)

    def _look_at(self, key: Any, ledger: Ledger, message: Message, came: int) -> None:
        sender = message.get("from")
        known = (
            isinstance(sender, str)
            and sender.startswith(ledger.prefix)
            and sender not in (ledger.account, ledger.prefix)
        )
        asker = str(sender) if known else ledger.prefix
        bare = {"to": asker, "ledger": ledger.prefix}
        mine = message.get("to", ledger.account) == ledger.account and self._is_on(ledger, message)
        if mine and "ilp" in message:

            def done(packet: Packet) -> None:
                self._reply(key, 200, json_text.write({**bare, "ilp": _text(packet)}))

            if not known:
                done(self.asking.error(ledger, Unquotable("F00", "who is asking?")))
            elif self._is_question(message["ilp"]):
                self.asking.asked(ledger, asker, message["ilp"], done)
            else:
                self._reply(key, 200, json_text.write(bare))
            return
        if mine and known:
            self._custom(ledger, asker, message.get("custom"), came)
        self._reply(key, 200, json_text.write(bare))

    def _is_on(self, ledger: Ledger, message: Message) -> bool:
        named = message.get("ledger", ledger.prefix)
        return isinstance(named, str) and named.removesuffix(".") == ledger.prefix.removesuffix(".")

    def _is_question(self, text: Any) -> bool:
        """Whether an answer is due: not to answers, nor to errors."""
        try:
            return packets.from_base64(text)[:1] not in (b"\x03", b"\x05", b"\x07", b"\x08")
        except (AttributeError, packets.PacketError):
            return True

    def _custom(self, ledger: Ledger, sender: str, custom: Any, came: int) -> None:
        if not isinstance(custom, dict) or custom.get("method") != "broadcast_routes" or sender not in ledger.peers:
            return
        try:
            update = read_update(custom.get("data"), self.habits.strict_updates, read_route)
        except Bad:
            if self.habits.broken_is_heartbeat and sender in self.table.fresh_until:
                self.table.refresh(sender, came)
            return
        self.table.take(ledger.prefix, sender, update, came)


def _text(packet: Packet) -> str:
    """A packet in the URL alphabet, without padding."""
    return packets.to_base64(packets.write(packet)).rstrip("=").replace("+", "-").replace("/", "_")
