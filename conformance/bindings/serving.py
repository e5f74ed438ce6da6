"""Takes HTTP calls and answers them: a parser behind a transport, and little else, since the target calls so often."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

import httptools

BODY_LIMIT = 4 * 1024 * 1024  # bytes read of one body, either way
HEAD_LIMIT = 2**20  # bytes of a head; what comes with one piece of it counts too
IDLE = 5.0  # seconds for which a connection is kept that nobody uses
KNOWN = 256  # heads that are kept
AUTH = b"authorization"
PHRASES = {each.value: each.phrase for each in HTTPStatus}


@dataclass(frozen=True)
class Asked:
    """A call as it came: the URL as in its first line, the last authorization header, the body within the limit."""

    url: bytes
    authorization: str | None
    body: bytes
    head_only: bool  # whether no body may follow the answer's head
    keeps: bool  # whether the caller keeps the connection


class Door:
    """Where the target's calls come in. `served` gets each, and the connection to answer over."""

    def __init__(self, served: Callable[[Asked, Connection], None]) -> None:
        self.served = served
        self.connections: set[Connection] = set()

    def __call__(self) -> Connection:
        """A connection, for the server of the loop."""
        return Connection(self)

    def sweep(self) -> None:
        """Closes the connections that nobody has used for long."""
        latest = asyncio.get_running_loop().time() - IDLE
        for each in [each for each in self.connections if each.is_idle and each.used < latest]:
            each.close()

    async def close(self) -> None:
        """Closes all connections; they are closed when it returns."""
        for each in self.connections:
            each.abort()
        if self.connections:
            await asyncio.wait([each.gone for each in self.connections])


class Connection(asyncio.Protocol):
    """One that the target opened. A call is looked at when the one before it has its answer."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._http = httptools.HttpRequestParser(self)
        self._transport = asyncio.Transport()
        self._upcoming: deque[Asked] = deque()
        self._asked: Asked | None = None  # the call that waits for its answer
        self._is_going_on = False  # whether calls that came before their turn are being looked at
        self._is_paused = False  # whether no more are read, as some wait
        self._is_between, self._is_in_head, self._read = True, True, 0
        self._url, self._body = b"", b""
        self._authorization: str | None = None
        self._expects = False  # whether the caller waits for a word before he sends the body
        self._loop = asyncio.get_running_loop()
        self.used = self._loop.time()
        self.gone = self._loop.create_future()  # done when the connection is closed

    @property
    def is_idle(self) -> bool:
        """Whether no call is under way."""
        return self._asked is None and self._is_between

    # -- answering -----------------------------------------------------------------------------------------------

    def answer(self, status: int, body: bytes) -> None:
        """Answers the call; the next one, if it has come, is looked at."""
        asked = self._asked
        if asked is None:
            return
        head = b"%bContent-Length: %d\r\n\r\n" % (_head(status, asked.keeps), len(body))
        self._transport.write(head if asked.head_only else head + body)
        self._asked, self.used = None, self._loop.time()
        if not asked.keeps:
            self.close()
        elif self._upcoming and not self._is_going_on:
            self._go_on()

    def refuse(self, why: bytes = b"Invalid HTTP request received.") -> None:
        """Says that it is no call."""
        self._transport.write(b"%bContent-Length: %d\r\n\r\n%b" % (_head(400, False), len(why), why))
        self.close()

    def _go_on(self) -> None:
        """Looks at the calls that came before their turn, until one has to wait for its answer."""
        self._is_going_on = True
        while self._upcoming and self._asked is None:
            self._asked = self._upcoming.popleft()
            self._door.served(self._asked, self)
        self._is_going_on = False
        if self._is_paused and not self._upcoming:
            self._is_paused = False
            self._transport.resume_reading()

    def breaks_off(self, length: int) -> None:
        """Gives the head of an answer with so many bytes, and none of them."""
        self._transport.write(b"%bContent-Length: %d\r\n\r\n" % (_head(200, True), length))
        self.close()

    def begins(self) -> None:
        """Gives the head of an answer without end."""
        self._transport.write(_head(200, True) + b"Transfer-Encoding: chunked\r\n\r\n")

    def goes_on(self, part: bytes) -> None:
        """Gives a part of its body."""
        self._transport.write(b"%x\r\n%b\r\n" % (len(part), part))

    def close(self) -> None:
        """Closes it when all is sent."""
        self._transport.close()

    def abort(self) -> None:
        """Closes it at once."""
        self._transport.abort()

    # -- what the transport calls --------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self._door.connections.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._door.connections.discard(self)
        self.gone.set_result(None)

    def data_received(self, data: bytes) -> None:
        self.used = self._loop.time()
        wrong = self._feed(data)
        self._read += len(data) if self._is_in_head else 0
        if self._upcoming and not self._is_going_on:
            self._go_on()
        if self._upcoming:
            self._is_paused = True
            self._transport.pause_reading()
        if wrong:
            self.refuse()
        elif self._read > HEAD_LIMIT:
            self.refuse(b"The head is too long.")

    def _feed(self, data: bytes) -> bool:
        """Gives it to the parser; whether it is no HTTP."""
        try:
            self._http.feed_data(data)
        except httptools.HttpParserUpgrade:  # none is made, and the call itself was whole
            return False
        except httptools.HttpParserError:
            return True
        return False

    # -- what the parser calls -----------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        self._is_between, self._is_in_head, self._read = False, True, 0
        self._url, self._body = b"", b""
        self._authorization, self._expects = None, False

    def on_url(self, part: bytes) -> None:
        self._url += part

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        if name == AUTH:
            self._authorization = value.decode("latin-1")
        elif name == b"expect" and value.lower() == b"100-continue":
            self._expects = True

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        if self._expects and self._asked is None:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, part: bytes) -> None:
        if len(self._body) < BODY_LIMIT:
            self._body += part[: BODY_LIMIT - len(self._body)]

    def on_message_complete(self) -> None:
        keeps = self._http.should_keep_alive() and self._http.get_http_version() != "1.0"
        head_only = self._http.get_method() == b"HEAD"
        self._is_between = True
        self._upcoming.append(Asked(self._url, self._authorization, self._body, head_only, keeps))


@lru_cache(maxsize=KNOWN)
def _head(status: int, keeps: bool) -> bytes:
    """The lines of an answer's head but the body's length."""
    phrase = PHRASES.get(status, "")
    end = "" if keeps else "Connection: close\r\n"
    return f"HTTP/1.1 {status} {phrase}\r\nContent-Type: application/json\r\n{end}".encode("ascii")
