"""Calls in the bytes of HTTP: forms that are as good as any, that may have no effect, and those where all is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Thread
from urllib.parse import quote, urlsplit

from conformance.fuzz.calls import Effect
from conformance.harness.calls import RAW, taken
from conformance.harness.peer import Peer
from conformance.harness.wirelog import Exchange
from schemas.topology import Ledger

LIMIT = {Effect.UPDATE: 1000, Effect.NONE: 150, Effect.OPEN: 300}  # ms until nothing more is waited for
POLL = 10  # ms between two looks whether the bytes that came back are all
JSON = "Content-Type: application/json"
LENGTH = "Content-Length: {length}"
QUERY = "method={method}&prefix={prefix}"
CHUNKED = "Transfer-Encoding: chunked"
Build = Callable[[Peer, bytes], bytes]


@dataclass(frozen=True)
class Form:
    """How a call is written, and what it may come to: `Effect.UPDATE` stands for what any good call does.

    `requirement`: by which it has no effect, if it has none. `needs_token`: whether that is so with a token only.
    """

    effect: Effect
    build: Build
    requirement: str = "MSG-3"
    needs_token: bool = False

    def effect_on(self, ledger: Ledger) -> Effect:
        """What the call may come to there."""
        return Effect.OPEN if self.needs_token and ledger.token is None else self.effect


def _post(
    *fields: str,
    query: str = QUERY,
    line: str = "POST {path}?{query} HTTP/1.1",
    body: Build = lambda peer, body: body,
    authorized: bool = True,
) -> Build:
    """A request with these header fields; `{length}` is that of the body, which `body` may write otherwise."""

    def build(peer: Peer, plain: bytes) -> bytes:
        parts = urlsplit(peer.world.binding.address)
        token = peer.world.authorization(peer.ledger.prefix)
        others = next(each for each in peer.world.topology.ledgers if each.prefix != peer.ledger.prefix)
        names = {
            "length": str(len(plain)), "more": str(len(plain) + 40), "less": str(len(plain) - 1),
            "method": peer.world.profile.METHOD, "prefix": quote(peer.ledger.prefix), "path": parts.path,
            "escaped": peer.ledger.prefix.replace(".", "%2E"), "other": quote(others.prefix),
            "token": quote(peer.ledger.token or "none", safe=""),
        }  # fmt: skip
        head = [
            line.format(query=query.format(**names), **names),
            f"Host: {parts.netloc}",
            *(each.format(**names) for each in fields),
            *([f"Authorization: {token}"] if token and authorized else []),
            "Connection: close",
        ]
        return "\r\n".join([*head, "", ""]).encode("latin-1") + body(peer, plain)

    return build


def _chunks(*sizes: int, end: bytes = b"0\r\n\r\n", extension: bytes = b"") -> Build:
    """The body in chunks of these sizes, the last one of what is left."""

    def build(peer: Peer, body: bytes) -> bytes:
        found, rest = b"", body
        for size in (*sizes, len(body)):
            part, rest = rest[:size], rest[size:]
            found += b"%x%s\r\n%s\r\n" % (len(part), extension, part) if part else b""
        return found + end

    return build


def _half(peer: Peer, body: bytes) -> bytes:
    return body[: len(body) // 2]


PLAIN = _post(JSON, LENGTH)


def _cut(before: bytes, more: int) -> Build:
    """The request up to so many bytes behind the first of these."""

    def build(peer: Peer, body: bytes) -> bytes:
        whole = PLAIN(peer, body)
        return whole[: whole.index(before) + more]

    return build


SERVED: Mapping[str, Build] = {
    "as it should be": PLAIN,
    "a charset": _post(JSON + "; charset=utf-8", LENGTH),
    "the prefix first": _post(JSON, LENGTH, query="prefix={prefix}&method={method}"),
    "an escaped prefix": _post(JSON, LENGTH, query="method={method}&prefix={escaped}"),
    "fields in small letters": _post(JSON.lower(), "content-length: {length}"),
}
REFUSED: Mapping[str, Build] = {
    "a length too short": _post(JSON, "Content-Length: {less}"),
    "half a body": _post(JSON, LENGTH, body=_half),
    "half a body and no length": _post(JSON, body=_half),
    "a negative length": _post(JSON, "Content-Length: -1"),
    "a length that is a word": _post(JSON, "Content-Length: many"),
    "two lengths": _post(JSON, LENGTH, "Content-Length: 1"),
    "a chunk without a size": _post(JSON, CHUNKED, body=lambda peer, body: b"zz\r\n" + body),
    "no chunk": _post(JSON, CHUNKED, body=lambda peer, body: b"0\r\n\r\n"),
    "half a request line": _cut(b"HTTP/1.1", -8),
    "half a field": _cut(b"Host:", 7),
    "no blank line": _cut(b"Connection: close", 17),
    "no HTTP": lambda peer, body: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + body + b"\r\n\r\n",
}
OPEN: Mapping[str, Build] = {
    "a length too long": _post(JSON, "Content-Length: {more}"),
    "a chunk that ends early": _post(JSON, CHUNKED, body=lambda peer, body: b"%x\r\n" % (len(body) + 9) + body),
    "text": _post("Content-Type: text/plain", LENGTH),
    "XML": _post("Content-Type: application/xml", LENGTH),
    "a form": _post("Content-Type: application/x-www-form-urlencoded", LENGTH),
    "a type that is none": _post("Content-Type: ;;;", LENGTH),
    "no type": _post(LENGTH),
    "two types": _post("Content-Type: text/html", JSON, LENGTH),
    "another charset": _post(JSON + "; charset=utf-16", LENGTH),
    "said to be packed": _post(JSON, LENGTH, "Content-Encoding: gzip"),
    "no length": _post(JSON),
    "a length with a plus": _post(JSON, "Content-Length: +{length}"),
    "a length twice": _post(JSON, LENGTH, LENGTH),
    "chunks": _post(JSON, CHUNKED, body=_chunks(1, 7)),
    "chunks with extensions": _post(JSON, CHUNKED, body=_chunks(5, extension=b';a="b"')),
    "chunks and a trailer": _post(JSON, CHUNKED, body=_chunks(3, end=b"0\r\nX-Late: yes\r\n\r\n")),
    "chunks and a length": _post(JSON, CHUNKED, LENGTH, body=_chunks(4)),
    "chunks without an end": _post(JSON, CHUNKED, body=_chunks(4, end=b"")),
    "another coding": _post(JSON, LENGTH, "Transfer-Encoding: identity"),
    "no method": _post(JSON, LENGTH, query="prefix={prefix}"),
    "no prefix": _post(JSON, LENGTH, query="method={method}"),
    "no query": _post(JSON, LENGTH, query=""),
    "the method twice": _post(JSON, LENGTH, query="method={method}&method=send_transfer&prefix={prefix}"),
    "the prefix twice": _post(JSON, LENGTH, query="method={method}&prefix={prefix}&prefix={other}"),
    "an escaped method": _post(JSON, LENGTH, query="%6dethod={method}&prefix={prefix}"),
    "half an escape": _post(JSON, LENGTH, query="method={method}&prefix={prefix}%2"),
    "a nought in the prefix": _post(JSON, LENGTH, query="method={method}&prefix={prefix}%00"),
    "semicolons": _post(JSON, LENGTH, query="method={method};prefix={prefix}"),
    "a fragment": _post(JSON, LENGTH, query=QUERY + "#there"),
    "many parameters": _post(JSON, LENGTH, query=QUERY + "&a=b" * 500),
    "GET": _post(JSON, LENGTH, line="GET {path}?{query} HTTP/1.1"),
    "PUT": _post(JSON, LENGTH, line="PUT {path}?{query} HTTP/1.1"),
    "HTTP/1.0": _post(JSON, LENGTH, line="POST {path}?{query} HTTP/1.0"),
    "HTTP/9.9": _post(JSON, LENGTH, line="POST {path}?{query} HTTP/9.9"),
    "another path": _post(JSON, LENGTH, line="POST /elsewhere?{query} HTTP/1.1"),
    "many fields": _post(JSON, LENGTH, *(f"X-{number}: y" for number in range(200))),
    "a long field": _post(JSON, LENGTH, "X-Long: " + "y" * 70_000),
    "bytes in a field": _post(JSON, LENGTH, "X-Odd: \xff\xfe\x80"),
    "a folded field": _post(JSON, LENGTH, "X-Odd: a\r\n b"),
    "it asks whether to go on": _post(JSON, LENGTH, "Expect: 100-continue"),
    "two requests in one": lambda peer, body: PLAIN(peer, body).replace(b"Connection: close\r\n", b"") * 2,
}
UNAUTHORIZED: Mapping[str, Build] = {
    f"the token as {name} in the URL": _post(JSON, LENGTH, query=f"{QUERY}&{name}={{token}}", authorized=False)
    for name in ("token", "access_token")
}
FORMS: Mapping[str, Form] = {
    **{
        name: Form(effect, build)
        for effect, builds in ((Effect.UPDATE, SERVED), (Effect.NONE, REFUSED), (Effect.OPEN, OPEN))
        for name, build in builds.items()
    },
    **{name: Form(Effect.NONE, build, "MSG-2", needs_token=True) for name, build in UNAUTHORIZED.items()},
}


def sends_raw(peer: Peer, form: Form, body: bytes) -> Exchange:
    """Sends the body so, on a connection of its own, while the world goes on; the exchange when it is over."""
    world, came = peer.world, list[bytes]()
    data = form.build(peer, body)
    exchange = world.log.add(world.now(), True, peer.ledger.prefix, peer.account, RAW, data)

    def send() -> None:
        try:
            came.append(world.binding.raw(data, LIMIT[form.effect]))
        except OSError as error:  # the target closed while it was still being written to
            came.append(str(error).encode())

    def look() -> None:
        if not came:
            world.later(POLL, look)

    Thread(target=send, daemon=True).start()
    look()
    world.wait(lambda: came, world.call_limit)
    return taken(exchange, came[0] if came else b"", world.now())
