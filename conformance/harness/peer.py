"""A peer that the harness plays: what it says to the target, and what it does by itself when it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from conformance.bindings import Reply
from conformance.harness.mailbox import Mailbox
from conformance.harness.replies import reply_to
from conformance.harness.routing import Routing
from conformance.harness.wirelog import Exchange
from conformance.profiles.incoming import Incoming, Kind
from conformance.profiles.routes import Route, Tacit, straight
from conformance.verdicts import HarnessError, Inconclusive
from schemas import json_text
from schemas.topology import Ledger

if TYPE_CHECKING:
    from conformance.harness.world import World

IDS = count(1)
TELLS_CURVES: ContextVar[bool] = ContextVar("TELLS_CURVES", default=True)  # whether plain routes have a curve
GOOD = Reply(200, b"true")  # how a peer answers the target's calls
Replier = Callable[["Peer", Incoming], object]


@dataclass(frozen=True)
class Answer:
    """How a quote request was answered: `data` of the quote response, or of the error; neither: not at all.

    `id` is that of the request, `came` the answer as it came.
    """

    quote: Mapping[str, Any] | None
    error: Mapping[str, Any] | None
    asked: Exchange
    seqs: tuple[int, ...]
    id: object = None
    came: Incoming | None = None

    @property
    def said(self) -> str:
        """The answer in a sentence's words."""
        if self.quote is not None:
            return f"a quote of {self.quote.get('source_amount')} for {self.quote.get('destination_amount')}"
        if self.error is not None:
            return f"the error {dict(self.error)}"
        return "no answer" if self.asked.status in (None, 200) else f"status {self.asked.status} and no answer"

    def amount(self, name: str) -> int:
        """A member of the quote as an integer; -1 where it is none."""
        value = self.quote.get(name) if self.quote else None
        return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else -1

    @property
    def took(self) -> int:
        """After how many ms the answer came; 0 where none did."""
        return self.came.at - self.asked.at if self.came else 0


class Peer(Routing):
    """One account on one ledger. Verbs that judge are in `Expecting`, `Quoting` and `Routing`."""

    def __init__(self, world: World, ledger: Ledger, account: str, number: int) -> None:
        """`number`: its place among all peers of the topology."""
        self.world, self.ledger, self.account, self.number = world, ledger, account, number
        self.spare = account in ledger.spare
        self.mailbox = Mailbox()
        self.reception = GOOD
        self.reached = True  # whether an update has come since it answers well
        self.announced: dict[str, Route] = {}
        self.once: dict[str, Route] = {}  # what it announced last for each prefix, withdrawn or not
        self.said: set[str] = set()
        self.ways: dict[str, int] = {}  # the prefixes announced for all cases, and when (ms)
        self.repliers: dict[str, Replier] = {}
        self.leaving: set[str] = set()
        self.configured = [each.prefix for each in world.topology.routes if each.peer == account and each.prefix]

    def __repr__(self) -> str:
        return self.account

    @property
    def is_well(self) -> bool:
        """Whether it answers the target's calls at once and well."""
        return self.reception is GOOD or self.reception == GOOD

    # -- route broadcasts ----------------------------------------------------------------------------------------

    def route(self, prefix: str, **members: Any) -> Route:
        """A route to the prefix in this peer's own name; members override (None leaves one out)."""
        return Route(prefix, self.ledger.prefix, self.account, self.ledger.capacity, members)

    def update(
        self, *routes: Route | str, unreachable: Iterable[str] = (), hold_down_time: int | None = None
    ) -> dict[str, Any]:
        """A routing update; a bare prefix stands for the plain route to it."""
        profile, tells = self.world.profile, TELLS_CURVES.get()
        made = [self.route(each) if isinstance(each, str) else each for each in routes]
        return {
            "hold_down_time": self.world.topology.hold_down_time if hold_down_time is None else hold_down_time,
            "unreachable_through_me": list(unreachable),
            "new_routes": [
                route.filled(
                    self.ledger.prefix,
                    self.account,
                    profile.plain_members(route.capacity or self.ledger.capacity, self.number),
                    tells,
                )
                for route in made
            ],
        }

    def broadcasts(
        self, *routes: Route | str, unreachable: Iterable[str] = (), hold_down_time: int | None = None
    ) -> Exchange:
        """Sends a valid update and waits for the answer to the call; first for the end of a silence, with news."""
        if (routes or unreachable) and self.world.now() < self.world.silent_until:
            self.world.pause_until(self.world.silent_until)
        update = self.update(*routes, unreachable=unreachable, hold_down_time=hold_down_time)
        return self.delivered(self.post_update(update))

    def withdraws(self, *prefixes: str) -> Exchange:
        """Says that the prefixes have become unreachable through this peer."""
        return self.broadcasts(unreachable=prefixes)

    def heartbeats(self, hold_down_time: int | None = None) -> Exchange:
        """Sends an update with two empty lists."""
        return self.broadcasts(hold_down_time=hold_down_time)

    def heartbeat_now(self) -> None:
        """The same, without waiting for the answer; it withdraws what cases have left behind."""
        leaving: list[str] = []
        if self.world.now() >= self.world.silent_until:
            leaving, self.leaving = sorted(self.leaving), set()
        self.post_update(self.update(unreachable=leaving))

    def leaves(self, *prefixes: str) -> None:
        """The prefixes are needed no more: withdrawn with the next heartbeat, many at a time (a spare: at once)."""
        self.leaving.update(prefixes)
        if self.spare:
            self.heartbeat_now()
        else:
            self.said.difference_update(prefixes)  # the end of each case looks through what is left

    def post_update(self, update: Mapping[str, Any]) -> Exchange:
        """Sends an update that is meant to be valid, without waiting; HarnessError where it is not."""
        payload = self.world.profile.broadcast(update)
        problems = self.world.profile.problems_of_update(payload["data"])
        if problems:
            raise HarnessError(f"this update is meant to be valid, and is not: {problems[0]}")
        for prefix in update["unreachable_through_me"]:
            self.announced.pop(prefix, None)
        for row in update["new_routes"]:
            self.says(row["destination_ledger"])
        self.stands_for(update)
        return self.post(payload)

    def stands_for(self, update: Mapping[str, Any]) -> None:
        """Notes the routes of an update: for these the peer answers quote requests."""
        for row in update["new_routes"]:
            kept = {"points": Tacit(straight(self.ledger.capacity))}  # of a route that is announced without
            made = Route.of({**kept, **self.world.profile.route_in(row)})
            self.announced[made.prefix] = self.once[made.prefix] = made

    def sends_broken_update(self, update: object) -> Exchange:
        """Sends an update that is meant to break the schema; HarnessError where it does not."""
        payload = self.world.profile.broadcast(update)
        if not self.world.profile.problems_of_update(payload["data"]):
            raise HarnessError("this update is meant to be broken, and is valid")
        self._remember(update)
        return self.delivered(self.post(payload))

    def sends_odd_update(self, update: object) -> Exchange:
        """Sends an update as it is, valid or not (what its rule is, no schema says)."""
        self._remember(update)
        return self.delivered(self.post(self.world.profile.broadcast(update)))

    def _remember(self, update: object) -> None:
        rows = update.get("new_routes") if isinstance(update, dict) else None
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict) and isinstance(row.get("destination_ledger"), str):
                self.says(row["destination_ledger"])

    def says(self, prefix: str) -> None:
        """Notes that an update of this peer's names the prefix: it is withdrawn after the case."""
        self.said.add(prefix)
        self.world.monitors.announcers.setdefault(prefix, set()).add(self.account)

    def way_to(self, prefix: str) -> str:
        """A prefix of this case's below the one that the peer announces once for all cases that need just some route.

        For cases of many rows side by side: an update for each would flood a target that reckons anew with each. Where
        the harness was so late since then that the route may have lapsed, it is announced again.
        """
        name = "common" if TELLS_CURVES.get() else "tacit"
        common = f"g.{self.world.tag}.{name}.{self.account.rpartition('.')[2]}."
        since = self.ways.get(common)
        if since is None or self.world.lateness(since) > self.world.topology.hold_down_time // 2:
            self.ways[common] = self.world.now()
            self.broadcasts(common)
        return common + prefix.partition(".")[2]

    # -- messages ------------------------------------------------------------------------------------------------

    def message(self, data: object, **members: Any) -> dict[str, Any]:
        """The envelope around a payload, from this peer to the target; members override (None leaves one out)."""
        envelope = self.world.profile.envelope(self.ledger.prefix, self.account, self.ledger.account, data)
        return {name: value for name, value in {**envelope, **members}.items() if value is not None}

    def post(self, data: object) -> Exchange:
        """Sends a payload without waiting."""
        if isinstance(data, dict) and data.get("method") == Kind.ERROR.value:
            self.world.monitors.told_error(self.account, data.get("id"))
        exchange = self.post_body(json_text.write([self.message(data)]))
        exchange.payload = data
        return exchange

    def post_body(self, body: bytes, method: str | None = None, **options: Any) -> Exchange:
        """Sends a body as it is. Options: prefix, authorization (both default to the right ones)."""
        prefix = options.get("prefix", self.ledger.prefix)
        authorization = options.get("authorization", self.world.authorization(self.ledger.prefix))
        return self.world.post(prefix, self.account, method or self.world.profile.METHOD, body, authorization)

    def sends(self, data: object) -> Exchange:
        """Sends a payload and waits for the answer to the call."""
        return self.delivered(self.post(data))

    def delivered(self, exchange: Exchange) -> Exchange:
        """Waits for the answer to a call; Inconclusive, resting on MSG-1, where none comes."""
        if not self.world.wait(lambda: exchange.answer is not None, self.world.call_limit + 500):
            raise Inconclusive("the call was not answered", ("MSG-1",), [exchange.seq])
        if exchange.status is None:
            reason = (exchange.answer or b"").decode(errors="replace")
            raise Inconclusive(f"the call was not answered: {reason}", ("MSG-1",), [exchange.seq])
        return exchange

    # -- quotes --------------------------------------------------------------------------------------------------

    def request(self, destination: str, **members: Any) -> dict[str, Any]:
        """The data of a quote request from this peer's address; amounts may be integers; None leaves a member out."""
        data = {"source_address": self.account, "destination_address": destination, **members}
        for name in ("source_amount", "destination_amount"):
            if isinstance(data.get(name), int) and not isinstance(data[name], bool):
                data[name] = str(data[name])
        return {name: value for name, value in data.items() if value is not None}

    def new_id(self) -> str:
        """A fresh request id under the run's tag."""
        from conformance.harness.world import CASE

        return f"{self.world.tag}.{CASE.get()}.q{next(IDS)}"

    def asks(self, destination: str, **members: Any) -> Answer:
        """Asks for a quote and waits for the answer (as long as a remote quote may take, where it has to)."""
        return self.asks_with(self.request(destination, **members))

    def asks_with(self, data: object, id: object = None) -> Answer:
        """The same with the request's data as it is."""
        id = self.new_id() if id is None else id
        return self.answer(id, self.post(self.world.profile.quote_request(id, data)))

    def answer(self, id: object, asked: Exchange, patience: int | None = None) -> Answer:
        """Waits for the answer to the request with that id."""
        limit = (
            self.world.topology.patience + self.world.topology.remote_quote_timeout if patience is None else patience
        )
        in_response = self.world.profile.ANSWERS_IN_RESPONSE
        self.world.wait(
            lambda: self.mailbox.answers.get(id) or asked.failed or (in_response and asked.answer is not None), limit
        )
        answers: Sequence[Incoming] = self.mailbox.answers.get(id, ())
        if not answers:
            return Answer(None, None, asked, (asked.seq,), id)
        last = answers[0]
        data = last.data if isinstance(last.data, dict) else {}
        quote = data if last.kind is Kind.QUOTE_RESPONSE else None
        return Answer(quote, data if quote is None else None, asked, (asked.seq, last.seq), id, last)

    # -- by itself -----------------------------------------------------------------------------------------------

    def hears(self, incoming: Incoming) -> None:
        """Takes a message in, and answers a quote request for what it has announced (or as the case has it answer)."""
        self.mailbox.take(incoming)
        self.reached = self.reached or (incoming.kind is Kind.BROADCAST and self.is_well)
        if incoming.kind is Kind.QUOTE_REQUEST and self.reception.status == 200:
            payload = self.reply_to(incoming)
            if payload is not None:
                self.answers(incoming, payload)

    def answers(self, request: Incoming, payload: object) -> None:
        """Answers a quote request of the target's; where an answer is the HTTP response, the first one counts."""
        if self.world.profile.ANSWERS_IN_RESPONSE:
            self.world.respond(request, payload)
        else:
            self.post(payload)

    def reply_to(self, incoming: Incoming) -> object:
        """The payload with which a quote request is answered, None for silence."""
        data = incoming.data if isinstance(incoming.data, dict) else {}
        address = str(data.get("destination_address"))
        matching = [prefix for prefix in self.repliers if address.startswith(prefix)]
        replier = self.repliers[max(matching, key=len)] if matching else reply_to
        return replier(self, incoming)

    def replies(self, prefix: str, replier: Replier) -> None:
        """From now on answers quote requests under the prefix so; a replier gives a payload, or None for silence."""
        self.repliers[prefix] = replier

    def asked_for(self, prefix: str) -> list[Incoming]:
        """The quote requests of the target for addresses under the prefix."""
        return self.mailbox.requests_under(prefix)

    def was_asked(self, prefix: str, since: int) -> bool:
        """Whether the target has asked for an address under the prefix since the moment (ms)."""
        return any(each.at >= since for each in self.asked_for(prefix))
