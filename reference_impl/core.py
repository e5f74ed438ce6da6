"""What a connector is, whatever its profile: its parts, the way of a call through it, and the time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Protocol

from reference_impl.broadcaster import Broadcaster
from reference_impl.endpoint import Call, Endpoint, Refused
from reference_impl.hops import Hops
from reference_impl.messages import MessageRules
from reference_impl.network import Network
from reference_impl.offers import Offers
from reference_impl.outbox import Outbox
from reference_impl.rates import OwnRates
from reference_impl.routes import RoutingTable
from reference_impl.transfers import Forwarder
from schemas import topology as topologies
from schemas.topology import Ledger

DONE = b"true"


class Questions(Protocol):
    """Questions put to next hops, which are given up at some moment."""

    def give_up(self, now: int) -> None: ...

    def next_deadline(self) -> int | None: ...


class Core(ABC):
    """Composed of parts, each a class attribute, so that a part can be taken out and another put in.

    What a message says is the profile's to know.
    """

    network_class: type[Network] = Network
    rules_class: type[MessageRules] = MessageRules
    rates_class: type[OwnRates] = OwnRates
    table_class: type[RoutingTable] = RoutingTable
    offers_class: type[Offers] = Offers
    hops_class: type[Hops] = Hops
    outbox_class: type[Outbox] = Outbox
    broadcaster_class: type[Broadcaster] = Broadcaster
    forwarder_class: type[Forwarder] = Forwarder
    endpoint_class: type[Endpoint] = Endpoint

    def __init__(self, topology: dict[str, Any]) -> None:
        """Of a topology in its JSON form. Raises TopologyError."""
        declared = topologies.from_document(topology)
        self.network = self.network_class(declared)
        self.rules = self.rules_class()
        self.rates = self.rates_class(declared)
        self.table = self.table_class(self.network)
        self.offers = self.offers_class(self.network, self.rates, self.table)
        self.hops = self.hops_class(self.offers, self.rates)
        self.outbox = self.outbox_class()
        self.broadcaster = self.broadcaster_class(self.network, self.offers, self.outbox)
        self.forwarder = self.forwarder_class(self.network, self.rates, self.hops, self.rules, self.outbox)
        self.endpoint = self.endpoint_class(self.network)
        self.started = False

    @property
    @abstractmethod
    def asked(self) -> Questions:
        """What next hops were asked."""

    def receive(self, message: dict[str, Any], now: int) -> list[dict[str, Any]]:
        """A call from outside, or the answer to a call of the connector's own; `now` in ms. Gives what goes out."""
        self.pass_time(now)
        if message["kind"] == "response":
            self.answered(message, now)
        else:
            self.serve(message, now)
        self.broadcaster.flush(now)
        return self.outbox.take()

    def tick(self, now: int) -> list[dict[str, Any]]:
        """Runs what is due; the first one starts the connector."""
        if not self.started:
            self.started = True
            self.broadcaster.begin(now)
        self.pass_time(now)
        self.broadcaster.beat(now)
        self.broadcaster.flush(now)
        return self.outbox.take()

    def next_tick(self) -> int | None:
        """When the next thing is due, in ms; None: nothing is."""
        dues = (
            self.broadcaster.next_heartbeat,
            self.table.next_lapse(),
            self.outbox.next_deadline(),
            self.asked.next_deadline(),
        )
        return min((due for due in dues if due is not None), default=None)

    def pass_time(self, now: int) -> None:
        """What is over by now: routes of silent peers, calls without answer, questions without answer."""
        self.broadcaster.changed(self.table.drop_lapsed(now))
        self.outbox.give_up(now)
        self.asked.give_up(now)

    def answered(self, response: dict[str, Any], now: int) -> None:
        """The answer to an own call came."""
        self.outbox.answered(response["key"], response["status"], now)

    def serve(self, request: dict[str, Any], now: int) -> None:
        """Answers a call, and does what it says."""
        key = request["key"]
        try:
            self.take_call(key, self.endpoint.read(request), now)
        except Refused as refused:
            self.outbox.answer(key, refused.status, refused.body())

    def take_call(self, key: Any, call: Call, now: int) -> None:
        """A call that is well-formed. Raises Refused."""
        self.outbox.answer(key, 200, self.carry_out(call, now))

    def carry_out(self, call: Call, now: int) -> bytes:
        """The JSON answer to a call about transfers or the ledger. Raises Refused."""
        first = call.parameters[0] if call.parameters else None
        second = call.parameters[1] if len(call.parameters) > 1 else None
        if call.method == "send_transfer":
            self.take_transfer(call.ledger, first, now)
        elif call.method == "fulfill_condition":
            self.known(self.forwarder.fulfilled(call.ledger, first, second))
        elif call.method == "reject_incoming_transfer":
            self.known(self.forwarder.rejected(call.ledger, first, second, now))
        elif call.method == "get_limit":
            return f'"{call.ledger.capacity}"'.encode("ascii")
        elif call.method == "get_balance":
            return b'"0"'
        return DONE

    def take_transfer(self, ledger: Ledger, transfer: Any, now: int) -> None:
        problem = self.forwarder.problem(ledger, transfer)
        if problem is not None:
            raise Refused(400, "InvalidBodyError", problem)
        self.forwarder.prepared(ledger, transfer, now)

    def known(self, known: bool) -> None:
        if not known:
            raise Refused(404, "TransferNotFoundError", "no such transfer")

    def is_addressed(self, ledger: Ledger, message: dict[str, Any]) -> bool:
        """Whether the message is to this connector over this ledger."""
        return (message.get("ledger", ledger.prefix), message.get("to", ledger.account)) == (
            ledger.prefix,
            ledger.account,
        )

    def is_account_of(self, ledger: Ledger, sender: str) -> bool:
        """Whether the sender is an account on the ledger, and not the connector itself."""
        return (
            sender.startswith(ledger.prefix)
            and sender != ledger.account
            and self.rules.is_address(sender)
            and not sender.endswith(".")
        )
