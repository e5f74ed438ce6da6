"""A lean HTTP/1.1 client for one kind of call: POST, over connections that are kept, answers read within a limit."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from urllib.parse import urlencode, urlsplit

import httptools

MOST_IDLE = 64  # connections kept for one receiving host
HEAD_LIMIT = 65_536  # bytes of an answer on top of its body
BROKEN = (OSError, ValueError, httptools.HttpParserError, httptools.HttpParserUpgrade)

Address = tuple[str, int]


class Broken(Exception):
    """No answer came: refused, broken off, or no HTTP."""


class Answer:
    """What has come of one answer; `done` gives whether the connection can be used again."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.status = 0
        self.body = b""
        self.heard = 0  # bytes of it, head and all
        self.has_length = False
        self.done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def finish(self, reusable: bool) -> None:
        """It is there."""
        if not self.done.done():
            self.done.set_result(reusable)

    def fail(self, error: Exception) -> None:
        """It will never be."""
        if not self.done.done():
            self.done.set_exception(error)


class Connection(asyncio.Protocol):
    """One connection with an exchange at a time."""

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._answer: Answer | None = None
        self.is_open = True

    def close(self) -> None:
        self.is_open = False
        if self._transport is not None:
            self._transport.close()

    async def exchange(self, request: bytes, answer: Answer) -> bool:
        """Fills the answer in; whether the connection can be used again."""
        if self._transport is None or not self.is_open:
            raise ConnectionResetError
        self._answer = answer
        self._transport.write(request)
        reusable = await answer.done
        self._answer = None
        return reusable and self.is_open

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport if isinstance(transport, asyncio.Transport) else None

    def connection_lost(self, error: Exception | None) -> None:
        self.is_open = False
        answer = self._answer
        if answer is None:
            return
        if error is None and answer.status >= 200 and not answer.has_length:
            answer.finish(reusable=False)
        answer.fail(error or ConnectionResetError())

    def data_received(self, data: bytes) -> None:
        answer = self._answer
        if answer is None:  # nobody asked for it
            self.close()
            return
        answer.heard += len(data)
        try:
            self._parser.feed_data(data)
        except BROKEN as error:
            answer.fail(error)
        if len(answer.body) > answer.limit:
            answer.finish(reusable=False)
        elif answer.heard > HEAD_LIMIT + 10 * answer.limit:
            answer.fail(ValueError("an answer without end"))

    def on_message_begin(self) -> None:
        if self._answer is None or self._answer.done.done():
            self.is_open = False  # a second answer to one call

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._answer is not None and name.lower() in (b"content-length", b"transfer-encoding"):
            self._answer.has_length = True

    def on_headers_complete(self) -> None:
        if self._answer is not None:
            self._answer.status = self._parser.get_status_code()

    def on_body(self, part: bytes) -> None:
        if self._answer is not None and len(self._answer.body) <= self._answer.limit:
            self._answer.body += part

    def on_message_complete(self) -> None:
        if self._answer is not None and self._answer.status >= 200:
            self._answer.finish(self._parser.should_keep_alive())


class Postman:
    """Posts; `limit` is the most bytes read of an answer."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._idle: dict[Address, list[Connection]] = defaultdict(list)

    async def post(
        self, url: str, parameters: dict[str, str], headers: dict[str, str], body: bytes
    ) -> tuple[int, bytes]:
        """Status and body of the answer. Raises Broken. Sets no time limit: the caller cancels.

        A kept connection that the other side has closed meanwhile counts for nothing: the call goes over the next one.
        """
        try:
            parts = urlsplit(url)
            address = parts.hostname or "", parts.port or 80
            lines = [f"POST {parts.path or '/'}?{urlencode(parameters)} HTTP/1.1", f"host: {parts.netloc}"]
            lines += [f"{name}: {value}" for name, value in {**headers, "content-length": str(len(body))}.items()]
            request = "\r\n".join([*lines, "", ""]).encode("latin-1") + body
            while (kept := self._kept(address)) is not None:
                answer = Answer(self._limit)
                try:
                    return await self._use(address, kept, request, answer)
                except BROKEN:
                    if answer.heard:
                        raise
            _, connection = await asyncio.get_running_loop().create_connection(Connection, *address)
            return await self._use(address, connection, request, Answer(self._limit))
        except BROKEN as error:
            raise Broken(str(error)) from None

    def close(self) -> None:
        """Closes the connections that are kept."""
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()

    def _kept(self, address: Address) -> Connection | None:
        idle = self._idle[address]
        while idle:
            connection = idle.pop()
            if connection.is_open:
                return connection
        return None

    async def _use(self, address: Address, connection: Connection, request: bytes, answer: Answer) -> tuple[int, bytes]:
        reusable = False
        try:
            reusable = await connection.exchange(request, answer)
        finally:
            if reusable and len(self._idle[address]) < MOST_IDLE:
                self._idle[address].append(connection)
            else:
                connection.close()
        return answer.status, answer.body[: self._limit]
