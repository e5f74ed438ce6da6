"""Posts calls over kept HTTP connections: a parser behind a transport, and little else, since it is done so often."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from urllib.parse import urlencode, urlsplit

import httptools

HEAD_LIMIT = 65_536  # bytes of an answer's head
FRAMES = 8  # times as many bytes as a body has may be spent on its chunks
MOST_IDLE = 32  # connections that are kept
FRAMING = (b"content-length", b"transfer-encoding")  # headers of an answer that says where its body ends
KNOWN = 256  # heads that are kept
Pairs = tuple[tuple[str, str], ...]
Exchanged = tuple[int, bytes, bool]


class NoAnswer(Exception):
    """Nothing that is an HTTP response came; the text says what happened instead."""


class Refused(NoAnswer):
    """Nobody listens there."""


class Post:
    """Posts to one URL; of an answer's body at most `limit` bytes are read."""

    def __init__(self, url: str, limit: int) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._netloc, self._path = parts.netloc, parts.path or "/"
        self._limit = limit
        self._idle: list[_Connection] = []
        self._lines = lru_cache(maxsize=KNOWN)(self._written)

    async def send(self, query: dict[str, str], headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer; NoAnswer, or Refused, where there is none. The caller sets the time limit.

        A kept connection that the target closed in the same moment counts for nothing: the call goes over another one.
        ValueError for a header that would be several.
        """
        request = self._head(query, headers, len(body)) + body
        try:
            while self._idle:
                kept = self._idle.pop()
                try:
                    return await self._over(kept, request)
                except (OSError, httptools.HttpParserError):
                    if kept.heard:
                        raise
            return await self._over(await self._connected(), request)
        except httptools.HttpParserError as error:
            raise NoAnswer(f"no HTTP: {error}") from None
        except OSError as error:
            raise NoAnswer(f"{type(error).__name__}: {error}") from None

    async def close(self) -> None:
        """Closes the connections that are kept; they are closed when it returns."""
        while self._idle:
            await self._idle.pop().closed()

    def _head(self, query: dict[str, str], headers: dict[str, str], length: int) -> bytes:
        return b"%bContent-Length: %d\r\n\r\n" % (self._lines(tuple(query.items()), tuple(headers.items())), length)

    def _written(self, query: Pairs, headers: Pairs) -> bytes:
        """All lines of a head but the body's length: few differ in a run."""
        lines = [f"{name}: {value}" for name, value in headers]
        if any(mark in line for line in lines for mark in "\r\n\0"):
            raise ValueError("a header can't have a line break in it")
        first = f"POST {self._path}?{urlencode(query)} HTTP/1.1"
        return "\r\n".join([first, f"Host: {self._netloc}", *lines, ""]).encode("latin-1")

    async def _connected(self) -> _Connection:
        try:
            loop = asyncio.get_running_loop()
            return (await loop.create_connection(lambda: _Connection(self._limit), self._host, self._port))[1]
        except OSError as error:
            raise Refused(f"can't connect: {error}") from None

    async def _over(self, connection: _Connection, request: bytes) -> tuple[int, bytes]:
        reusable = False
        try:
            status, answer, reusable = await connection.exchange(request)
        finally:
            if reusable and len(self._idle) < MOST_IDLE:
                self._idle.append(connection)
            else:
                connection.close()
        return status, answer


class _Connection(asyncio.Protocol):
    """One connection, with one exchange at a time; of a body `limit` bytes are read."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._transport = asyncio.Transport()
        self._http = httptools.HttpResponseParser(self)
        self._answer: asyncio.Future[Exchanged] | None = None
        self._gone = asyncio.get_running_loop().create_future()
        self._begin()
        self.heard = False  # whether anything of the present answer came
        self._is_clean = True  # whether nothing came that belongs to no exchange

    def _begin(self) -> None:
        self._status, self._body, self._received, self._is_framed = 0, bytearray(), 0, False

    async def exchange(self, request: bytes) -> Exchanged:
        """Status, the body's first `limit` bytes, and whether the connection can be used again."""
        self.heard = False
        if self._gone.done() or not self._is_clean:
            raise ConnectionResetError("closed meanwhile, or used by nobody")
        self._begin()
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        try:
            status, body, reusable = await self._answer
            return status, body, reusable and self._is_clean
        finally:
            self._answer = None

    def close(self) -> None:
        self._transport.close()

    async def closed(self) -> None:
        self._transport.close()
        await self._gone

    def _end(self, result: Exchanged | Exception) -> None:
        if self._answer is None or self._answer.done():
            return
        if isinstance(result, Exception):
            self._answer.set_exception(result)
        else:
            self._answer.set_result(result)

    # -- what the transport calls --------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        self.heard = True
        self._received += len(data)
        try:
            self._http.feed_data(data)
        except httptools.HttpParserError as error:
            self._end(error)
        except httptools.HttpParserUpgrade:
            self._end(httptools.HttpParserError("an upgrade"))
        if self._received > HEAD_LIMIT + FRAMES * len(self._body):
            self._end(httptools.HttpParserError("a head without end"))

    def connection_lost(self, error: Exception | None) -> None:
        ends_here = self._status >= 200 and not self._is_framed
        whole = (self._status, bytes(self._body), False)
        self._end(whole if ends_here and error is None else error or ConnectionResetError("closed without an answer"))
        self._gone.set_result(None)

    # -- what the parser calls -----------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        self._is_clean = self._answer is not None and not self._answer.done()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._is_framed = self._is_framed or name.lower() in FRAMING

    def on_headers_complete(self) -> None:
        self._status = self._http.get_status_code()

    def on_body(self, part: bytes) -> None:
        self._body += part
        if len(self._body) > self._limit and self._answer is not None and not self._answer.done():
            self._end((self._status, bytes(self._body[: self._limit]), False))

    def on_message_complete(self) -> None:
        if self._status < 200:  # another one follows
            self._begin()
        else:
            self._end((self._status, bytes(self._body), self._http.should_keep_alive()))
