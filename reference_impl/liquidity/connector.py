"""The connector for liquidity routing: requests come, and each is answered in its own response; no socket, no clock."""

from __future__ import annotations

from typing import Any

from reference_impl.broadcaster import Broadcaster
from reference_impl.core import Core
from reference_impl.core import Questions as Asked
from reference_impl.endpoint import Call, Endpoint, Refused
from reference_impl.liquidity.broadcaster import GatheringBroadcaster
from reference_impl.liquidity.endpoint import RequestEndpoint
from reference_impl.liquidity.errors import QuoteError, own_error
from reference_impl.liquidity.hops import LiquidityHops
from reference_impl.liquidity.messages import LiquidityRules
from reference_impl.liquidity.offers import LiquidityOffers
from reference_impl.liquidity.outbox import RequestOutbox
from reference_impl.liquidity.quotes import LiquidityQuoter, Question
from reference_impl.liquidity.rates import LiquidityRates
from reference_impl.liquidity.routes import LiquidityTable
from reference_impl.liquidity.transfers import LiquidityForwarder
from reference_impl.messages import MessageRules
from reference_impl.offers import Offers
from reference_impl.rates import OwnRates
from reference_impl.routes import RoutingTable
from reference_impl.transfers import Forwarder
from schemas import packets
from schemas.packets import ByDestinationRequest, BySourceRequest, LiquidityRequest, Packet, PacketError, Payment
from schemas.topology import Ledger


class LiquidityConnector(Core):
    """Composed like the first profile's connector, with parts of its own where the profiles differ."""

    rules_class: type[MessageRules] = LiquidityRules
    rates_class: type[OwnRates] = LiquidityRates
    table_class: type[RoutingTable] = LiquidityTable
    offers_class: type[Offers] = LiquidityOffers
    hops_class: type[LiquidityHops] = LiquidityHops
    outbox_class: type[RequestOutbox] = RequestOutbox
    broadcaster_class: type[Broadcaster] = GatheringBroadcaster
    forwarder_class: type[Forwarder] = LiquidityForwarder
    endpoint_class: type[Endpoint] = RequestEndpoint
    quoter_class: type[LiquidityQuoter] = LiquidityQuoter

    hops: LiquidityHops
    outbox: RequestOutbox

    def __init__(self, topology: dict[str, Any]) -> None:
        super().__init__(topology)
        self.quoter = self.quoter_class(self.network, self.rates, self.hops, self.outbox)

    @property
    def asked(self) -> Asked:
        return self.quoter.questions

    def answered(self, response: dict[str, Any], now: int) -> None:
        """To an update its status is the answer, to a question its body."""
        super().answered(response, now)
        self.quoter.questions.answered(response["key"], response["status"], response["body"], now)

    def take_call(self, key: Any, call: Call, now: int) -> None:
        if call.method == "send_request":
            self.take_message(key, call.ledger, call.parameters[0], now)
        else:
            super().take_call(key, call, now)

    def take_message(self, key: Any, ledger: Ledger, message: Any, now: int) -> None:
        """A message over a ledger. One that is not to this connector has no effect (MSG-7)."""
        if not isinstance(message, dict):
            raise Refused(400, "InvalidBodyError", "the message is no object")
        sender, custom = message.get("from"), message.get("custom")
        asker = sender if isinstance(sender, str) and self.rules.is_address(sender) else ledger.prefix
        if self.is_addressed(ledger, message) and "ilp" in message:
            self.take_packet(key, ledger, asker, message, now)
        elif self.is_addressed(ledger, message) and isinstance(custom, dict):
            self.take_custom(key, ledger, asker, custom, now)
        else:
            self.outbox.acknowledge(key, ledger, asker)

    def take_packet(self, key: Any, ledger: Ledger, asker: str, message: dict[str, Any], now: int) -> None:
        """A question is answered; an answer or an error that comes as a request is not (MSG-6)."""
        try:
            packet = self.packet(ledger, message)
        except QuoteError as error:
            self.outbox.reply(key, ledger, asker, own_error(ledger, error, now))
            return
        if isinstance(packet, BySourceRequest | ByDestinationRequest | LiquidityRequest):
            self.quoter.request(Question(key, ledger, asker, packet), now)
        else:
            self.outbox.acknowledge(key, ledger, asker)

    def packet(self, ledger: Ledger, message: dict[str, Any]) -> Packet:
        """The packet of a message; of one without `from` too, as in the RFC's examples (MSG-9). Raises QuoteError."""
        if "from" in message and not (isinstance(message["from"], str) and self.is_account_of(ledger, message["from"])):
            raise QuoteError("F00", "the message is from no account of this ledger")
        try:
            packet = packets.read(packets.from_base64(message["ilp"]))
        except (AttributeError, PacketError) as error:
            raise QuoteError("F01", f"the packet is missing or broken: {error}") from None
        if isinstance(packet, Payment):
            raise QuoteError("F00", "a payment comes with a transfer")
        return packet

    def take_custom(self, key: Any, ledger: Ledger, sender: str, custom: dict[str, Any], now: int) -> None:
        """A method that is not of the protocol has no effect."""
        problem = self.take_update(ledger, sender, custom.get("data"), now) if is_broadcast(custom) else None
        if problem is None:
            self.outbox.acknowledge(key, ledger, sender)
        else:
            self.outbox.complain(key, ledger, sender, problem)

    def take_update(self, ledger: Ledger, sender: str, update: Any, now: int) -> str | None:
        """A route broadcast: all of it counts, or none (RR-16 to RR-18); gives what is wrong with it."""
        peer = self.network.peer(ledger, sender)
        if peer is None:
            return None  # RR-27
        problem = self.rules.problem("update", update)
        if problem is not None:
            return problem[1]
        if not self.table.curves_hold(update):
            return "the points of a route are no curve: 16 bytes a point, x must increase, y must not decrease"
        self.broadcaster.changed(self.table.adopt(peer, update, now))
        return None


def is_broadcast(custom: dict[str, Any]) -> bool:
    return custom.get("method") == "broadcast_routes"
