"""Calls of the target judged as calls: how they are answered, and the bodies and raw requests to make them of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from conformance.harness.wirelog import Exchange
from conformance.profiles.incoming import Incoming, Kind
from conformance.profiles.routes import Route
from conformance.verdicts import Violation
from schemas import json_text

if TYPE_CHECKING:
    from conformance.harness.peer import Peer
    from conformance.harness.world import World

RAW = "(raw HTTP)"  # in the place of a method, in the wire log
RAW_LIMIT = 1000  # ms that a raw request waits for its answer; nothing else happens meanwhile
BROKEN_LIMIT = 150  # the same where it is broken, and silence is a good answer
ANY_4XX = tuple(range(400, 500))
STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([0-9]{3})")
NO_REQUEST = (Kind.QUOTE_RESPONSE, Kind.ERROR, Kind.OTHER)


# -- bodies ------------------------------------------------------------------------------------------------------


def update_body(peer: Peer, *routes: Route | str) -> bytes:
    """The body of a call that broadcasts routes, to be broken or sent in a wrong way; withdrawn after the case."""
    update = peer.update(*routes)
    for row in update["new_routes"]:
        peer.says(row["destination_ledger"])
    return json_text.write([peer.message(peer.world.profile.broadcast(update))])


def asks_for_a_quote(peer: Peer, id: str, destination: str, envelope: Mapping[str, Any], **options: Any) -> Exchange:
    """A call that asks for a quote; members of the envelope override (None leaves one out). Options as of a body."""
    payload = peer.world.profile.quote_request(id, peer.request(destination, source_amount=10_000))
    exchange = peer.post_body(json_text.write([peer.message(payload, **envelope)]), **options)
    exchange.payload = payload
    return exchange


# -- how a call is answered --------------------------------------------------------------------------------------


def waited(peer: Peer, exchange: Exchange) -> Exchange:
    """The exchange when its call is answered; a violation where it never is, though the target lives."""
    peer.world.wait(lambda: exchange.answer is not None, peer.world.call_limit + 500)
    if exchange.status is None:
        peer.is_answered()
        reason = (exchange.answer or b"nothing").decode(errors="replace")
        raise Violation("an answer to the call", reason, [exchange.seq])
    return exchange


def is_served(peer: Peer, exchange: Exchange) -> None:
    """MSG-1: the call is answered with status 200 and a JSON body."""
    status, answer = waited(peer, exchange).status, exchange.answer or b""
    if status != 200:
        raise Violation("status 200", f"status {status}", [exchange.seq])
    try:
        json_text.read(answer)
    except json_text.JsonTextError as error:
        raise Violation("a JSON body", f"{error}: {answer[:200]!r}", [exchange.seq]) from None


def is_refused(peer: Peer, exchange: Exchange, *statuses: int) -> None:
    """The call is answered with one of the statuses; none named: with any 4xx."""
    status = waited(peer, exchange).status or 0
    if status not in (statuses or ANY_4XX):
        wanted = "4xx" if statuses in ((), ANY_4XX) else " or ".join(map(str, statuses))
        raise Violation(f"status {wanted}", f"status {status}", [exchange.seq])


def outlives(peer: Peer, exchange: Exchange, other: Peer) -> None:
    """RS-1: when the call is answered, or can't be, good requests of the peer's and of another's are answered."""
    world = peer.world
    world.wait(lambda: exchange.answer is not None, world.topology.patience)
    for asker, asked in ((peer, other), (other, peer)):
        answer = asker.asks(asked.account, source_amount=100_000_000)
        if answer.quote is None and answer.error is None:
            raise Violation(f"an answer to a good request of {asker}", "none", [exchange.seq, *answer.seqs])


def outlives_body(peer: Peer, body: bytes, name: str, other: Peer) -> None:
    """The same for a body of that name, which the violation gives."""
    try:
        outlives(peer, peer.post_body(body), other)
    except Violation as broken:
        raise Violation(f"{broken.expected}, after {name}", broken.observed, broken.seqs) from None


# -- what came under an id ---------------------------------------------------------------------------------------


def answers_to(world: World, id: str) -> list[Incoming]:
    """All that the target sent under that id, to whomever; requests of its own excepted."""
    return list(world.answers.get(id, ()))


def answers_come(peer: Peer, id: str) -> list[Incoming]:
    """What came under that id before a later request was answered, or within an interval: answers overtake another."""
    world = peer.world
    peer.is_answered()
    if not answers_to(world, id):
        world.wait(lambda: answers_to(world, id), world.topology.broadcast_interval)
    return answers_to(world, id)


def is_never_answered(peer: Peer, id: str, *kinds: Kind) -> None:
    """When a later request of the peer's has been answered, nothing (of these kinds) has come under the id."""
    peer.is_answered()
    for answer in answers_to(peer.world, id):
        if not kinds or answer.kind in kinds:
            raise Violation("no answer to this message", f"{answer.kind.value} {answer.data}", [answer.seq])


def is_never_quoted(peer: Peer, id: str) -> None:
    """The same for quotes only: an error is no effect."""
    is_never_answered(peer, id, Kind.QUOTE_RESPONSE)


def says_nothing_else(peer: Peer, since: int) -> None:
    """After the mark (number of the peer's messages) nothing came but broadcasts, requests, answers to asked ids."""
    peer.is_answered()
    for each in peer.mailbox.messages[since:]:
        if each.kind in NO_REQUEST and not _has_asked(peer, each.id):
            raise Violation("no answer to this message", f"{each.kind.value} {each.id!r} {each.data}", [each.seq])


def _has_asked(peer: Peer, id: object) -> bool:
    """Whether a message of the peer's had that id: most have the run's tag in theirs."""
    tag, log = peer.world.tag, peer.world.log
    if not isinstance(id, str) or id.startswith(tag):
        return isinstance(id, str)
    name = json_text.write(id)
    return any(each.outgoing and each.account == peer.account and name in each.body for each in log.exchanges)


# -- raw HTTP ----------------------------------------------------------------------------------------------------


def raw_post(peer: Peer, body: bytes, headers: Mapping[str, str | None] | None = None, **options: Any) -> Exchange:
    """A POST written by hand, on a connection of its own; headers override (None leaves one out).

    Options: query (the whole of it), limit (ms). The exchange's status is None where no status line came back.
    """
    world = peer.world
    parts = urlsplit(world.binding.address)
    query = options.get("query", f"method={world.profile.METHOD}&prefix={quote(peer.ledger.prefix)}")
    fields = {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
        "Authorization": world.authorization(peer.ledger.prefix),
        **(headers or {}),
    }
    lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    head = "\r\n".join([f"POST {parts.path}?{query} HTTP/1.1", *lines, "", ""])
    return raw_bytes(peer, head.encode("latin-1") + body, options.get("limit", RAW_LIMIT))


def broken_post(peer: Peer, body: bytes, headers: Mapping[str, str | None]) -> Exchange:
    """A POST that breaks HTTP's own rules, so that there may be no answer."""
    return raw_post(peer, body, headers, limit=BROKEN_LIMIT)


def raw_bytes(peer: Peer, data: bytes, limit: int = BROKEN_LIMIT) -> Exchange:
    """Bytes as they are, on a connection of their own; noted in the wire log."""
    world = peer.world
    exchange = world.log.add(world.now(), True, peer.ledger.prefix, peer.account, RAW, data)
    try:
        received = world.binding.raw(data, limit)
    except OSError as error:  # the target closed while it was still being written to
        received = str(error).encode()
    return taken(exchange, received, world.now())


def taken(exchange: Exchange, received: bytes, at: int) -> Exchange:
    """The exchange with what came back for its raw bytes, at that moment (ms)."""
    found = STATUS_LINE.match(received)
    exchange.status = int(found[1]) if found else None
    exchange.answer = received.partition(b"\r\n\r\n")[2] if found else received
    exchange.answered_at = at
    return exchange
